# SPDX-License-Identifier: EUPL-1.2
"""The way of a paper to its signature: order, quorum, substitutes, acting heads, sending back, taking back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from nizam.kit.errors import NotAllowed, NotVisible, Refused
from nizam.kit.events import subscribe
from nizam.kit.testing.world import World
from nizam.spine.records.actions import (
    agree_document,
    change_document,
    classify_document,
    return_document,
    sign_document,
    submit_document,
    void_document,
    withdraw_document,
)
from nizam.spine.records.events import ApprovalWanted, DocumentApproved, DocumentReturned
from nizam.spine.records.models import ApprovalMember, Document, DocumentType
from nizam.spine.records.queries import waiting_for
from nizam.spine.records.tests.offices import (
    DAY,
    acts_as,
    appoint,
    away,
    delegate,
    draft,
    employee,
    give_person,
    post,
    steps,
)


@pytest.fixture
def author(world: World) -> Any:
    return employee(world, "author", "adviser", world.unit_a)


@pytest.fixture
def one(world: World) -> Any:
    return employee(world, "one", "adviser", world.unit_b)


@pytest.fixture
def two(world: World) -> Any:
    return employee(world, "two", "adviser", world.unit_b)


@pytest.fixture
def boss(world: World) -> Any:
    give_person(world.leader, "Leader")
    return world.leader


def sees(user: Any, document: Document) -> bool:
    return Document.objects.visible_to(acts_as(user).user).filter(pk=document.pk).exists()


def wanted(user: Any) -> list[str]:
    return [paper.subject for paper in waiting_for(acts_as(user).user).approval]


def to_sign(user: Any) -> list[str]:
    return [paper.subject for paper in waiting_for(acts_as(user).user).signature]


def state(document: Document) -> str:
    document.refresh_from_db()
    return document.state


def on(monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
    moment = dt.datetime.combine(day, dt.time(9), dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_steps_are_asked_one_after_the_other_and_then_the_signatory(
    world: World, author: Any, one: Any, two: Any, boss: Any
) -> None:
    paper = draft(author, world.unit_a)
    assert not sees(one, paper)
    submit_document(acts_as(author), paper, steps=steps([one], [two]), signatory=boss.person)
    assert state(paper) == "approval"
    assert (wanted(one), wanted(two), to_sign(boss)) == (["About the network"], [], [])
    assert sees(one, paper)
    assert not sees(two, paper)
    with pytest.raises(Refused):
        change_document(acts_as(author), paper, subject="x", addressee="y", body="z")
    with pytest.raises(Refused):
        sign_document(acts_as(boss), paper)
    with pytest.raises(Refused):
        agree_document(acts_as(boss), paper)
    agree_document(acts_as(one), paper)
    assert (wanted(one), wanted(two)) == ([], ["About the network"])
    assert sees(one, paper)
    agree_document(acts_as(two), paper, remark="Mind the date.")
    assert state(paper) == "approved"
    assert to_sign(boss) == ["About the network"]
    sign_document(acts_as(boss), paper)
    assert state(paper) == "signed"
    assert paper.number_text
    kept = ApprovalMember.objects.filter(document=paper).order_by("pk")
    assert [(row.decision, row.remark, row.in_place) for row in kept] == [
        ("agreed", "", False),
        ("remarked", "Mind the date.", False),
    ]


def test_a_quorum_is_enough_and_who_did_not_decide_loses_sight(world: World, author: Any, one: Any, two: Any) -> None:
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([one, two, 1]))
    assert (wanted(one), wanted(two)) == (["About the network"], ["About the network"])
    agree_document(acts_as(two), paper)
    assert state(paper) == "approved"
    assert sees(two, paper)
    assert not sees(one, paper)
    with pytest.raises(NotVisible):
        agree_document(acts_as(one), paper)


def test_without_a_quorum_all_must_agree(world: World, author: Any, one: Any, two: Any) -> None:
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([one, two]))
    agree_document(acts_as(two), paper)
    assert state(paper) == "approval"
    with pytest.raises(Refused):
        agree_document(acts_as(two), paper)
    agree_document(acts_as(one), paper)
    assert state(paper) == "approved"


def test_sent_back_it_is_a_draft_and_begins_anew(world: World, author: Any, one: Any, two: Any) -> None:
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([one], [two]))
    agree_document(acts_as(one), paper)
    with pytest.raises(Refused):
        return_document(acts_as(two), paper, remark="  ")
    return_document(acts_as(two), paper, remark="The second sentence is missing.")
    assert state(paper) == "draft"
    assert (wanted(one), wanted(two)) == ([], [])
    change_document(acts_as(author), paper, subject=paper.subject, addressee=paper.addressee, body="First. Second.")
    submit_document(acts_as(author), paper, steps=steps([one], [two]))
    assert wanted(one) == ["About the network"]
    assert [(row.ordinal, row.state, row.body) for row in paper.rounds.order_by("ordinal")] == [
        (1, "returned", "First text."),
        (2, "open", "First. Second."),
    ]
    assert ApprovalMember.objects.get(document=paper, decision="returned").remark == "The second sentence is missing."


def test_the_signatory_sends_back_too(world: World, author: Any, one: Any, boss: Any) -> None:
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([one]), signatory=boss.person)
    agree_document(acts_as(one), paper)
    with pytest.raises(Refused):
        return_document(acts_as(author), paper, remark="no")
    return_document(acts_as(boss), paper, remark="Shorter, please.")
    assert state(paper) == "draft"
    assert "Shorter, please." in paper.rounds.get().note


def test_only_who_wrote_it_takes_it_back(world: World, author: Any, one: Any) -> None:
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([one]))
    with pytest.raises(Refused):
        withdraw_document(acts_as(employee(world, "other", "adviser", world.unit_a)), paper)
    with pytest.raises(NotAllowed):
        withdraw_document(acts_as(one), paper)
    withdraw_document(acts_as(author), paper)
    assert (state(paper), paper.rounds.get().state) == ("draft", "withdrawn")
    assert not sees(one, paper)


def test_who_reads_for_approval_may_do_nothing_else(world: World, author: Any) -> None:
    head = employee(world, "head_b", "head", world.unit_b)
    paper = draft(author, world.unit_a)
    with pytest.raises(NotVisible):
        agree_document(acts_as(head), paper)
    submit_document(acts_as(author), paper, steps=steps([head]))
    for act in (sign_document, lambda actor, row: void_document(actor, row, reason="x")):
        with pytest.raises(NotAllowed):
            act(acts_as(head), paper)
    agree_document(acts_as(head), paper)
    with pytest.raises(NotAllowed):
        sign_document(acts_as(head), paper)
    with pytest.raises(NotVisible):
        agree_document(acts_as(world.stranger), paper)


def test_an_acting_head_agrees_on_those_days_and_only_those(
    world: World, author: Any, one: Any, two: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = dt.date(2026, 11, 18)
    head = post(world.unit_b, "Head of press", head=True)
    appoint(one, head, today - 400 * DAY)
    appoint(two, head, today, today + 2 * DAY, acting=True)
    on(monkeypatch, today - DAY)
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([head]))
    assert (wanted(one), wanted(two), sees(two, paper)) == (["About the network"], [], False)
    with pytest.raises(NotVisible):
        agree_document(acts_as(two), paper)
    on(monkeypatch, today + 3 * DAY)
    assert (wanted(two), sees(two, paper)) == ([], False)
    on(monkeypatch, today + 2 * DAY)
    assert (wanted(one), wanted(two)) == (["About the network"], ["About the network"])
    agree_document(acts_as(two), paper)
    assert state(paper) == "approved"
    assert ApprovalMember.objects.get(document=paper).decided_by == two


def test_a_substitute_decides_in_the_place_of_who_is_away(
    world: World, author: Any, one: Any, two: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = dt.date(2026, 11, 18)
    away(one, two, today, today + DAY)
    on(monkeypatch, today - DAY)
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([one]))
    assert (wanted(two), sees(two, paper)) == ([], False)
    on(monkeypatch, today)
    assert wanted(two) == ["About the network"]
    return_document(acts_as(two), paper, remark="Not while he is away.")
    member = ApprovalMember.objects.get(document=paper)
    assert (member.decision, member.decided_by, member.in_place) == ("returned", two, True)


def test_a_deputy_signs_on_the_days_of_the_order_and_a_substitute_never(
    world: World, author: Any, one: Any, two: Any, boss: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = dt.date(2026, 11, 18)
    delegate(boss, one, today, today)
    away(boss, two, today - 3 * DAY, today + 3 * DAY)
    on(monkeypatch, today - DAY)
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, signatory=boss.person)
    assert state(paper) == "approved"
    assert (to_sign(one), to_sign(two), to_sign(boss)) == ([], [], ["About the network"])
    with pytest.raises((NotVisible, NotAllowed, Refused)):
        sign_document(acts_as(one), paper)
    with pytest.raises(NotAllowed):
        sign_document(acts_as(two), paper)
    on(monkeypatch, today)
    assert to_sign(one) == ["About the network"]
    sign_document(acts_as(one), paper)
    assert state(paper) == "signed"
    assert paper.signatures.get().signatory == one


def test_another_head_does_not_sign_what_is_for_the_leader(world: World, author: Any, boss: Any) -> None:
    give_person(world.head_a, "Head")
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, signatory=boss.person)
    assert to_sign(world.head_a) == []
    with pytest.raises(Refused) as refused:
        sign_document(acts_as(world.head_a), paper)
    assert refused.value.code == "not-signatory"


def test_the_way_of_the_type_holds_where_none_is_given(world: World, author: Any) -> None:
    give_person(world.head_a, "Head")
    answer = DocumentType.objects.get(institution=world.institution, code="answer")
    answer.chain = [{"members": ["unit-head"]}, {"members": ["role:leadership"], "quorum": 1}]
    answer.save()
    paper = draft(author, world.unit_a)
    Document.objects.filter(pk=paper.pk).update(type=answer)
    paper.refresh_from_db()
    with pytest.raises(Refused):
        sign_document(acts_as(world.head_a), paper)
    give_person(world.leader, "Leader")
    submit_document(acts_as(author), paper)
    assert wanted(world.head_a) == ["About the network"]
    agree_document(acts_as(world.head_a), paper)
    assert wanted(world.leader) == ["About the network"]


def of_type(world: World, paper: Document, *chain: dict[str, Any]) -> Document:
    answer = DocumentType.objects.get(institution=world.institution, code="answer")
    answer.chain = list(chain)
    answer.save()
    paper.type = answer
    paper.save(update_fields=["type"])
    return paper


def test_given_steps_come_before_the_way_of_the_type_and_never_in_its_place(
    world: World, author: Any, one: Any
) -> None:
    give_person(world.head_a, "Head")
    paper = of_type(world, draft(author, world.unit_a), {"members": ["unit-head"]})
    submit_document(acts_as(author), paper, steps=steps([one]))
    agree_document(acts_as(one), paper)
    assert (state(paper), wanted(world.head_a)) == ("approval", ["About the network"])
    agree_document(acts_as(world.head_a), paper)
    assert state(paper) == "approved"


def test_who_is_controlled_decides_no_step_alone(world: World, author: Any, one: Any) -> None:
    paper = draft(author, world.unit_a)
    for alone in (steps([author]), steps([one], [author]), steps([author, one, 1])):
        with pytest.raises(Refused) as refused:
            submit_document(acts_as(author), paper, steps=alone)
        assert refused.value.code == "own-step"
    submit_document(acts_as(author), paper, steps=steps([author, one]))
    assert state(paper) == "approval"
    his = post(world.unit_a, "Lawyer")
    give_person(world.clerk_a, "Clerk")
    appoint(world.clerk_a, his, timezone.now().date() - DAY)
    of_others = draft(author, world.unit_a)
    with pytest.raises(Refused) as refused:
        submit_document(acts_as(world.clerk_a), of_others, steps={"1": {"posts": [str(his.uid)]}})
    assert refused.value.code == "own-step"


def test_a_head_who_writes_is_not_the_one_who_agrees_by_the_type(world: World) -> None:
    give_person(world.head_a, "Head")
    paper = of_type(world, draft(world.head_a, world.unit_a), {"members": ["unit-head"]})
    with pytest.raises(Refused) as refused:
        submit_document(acts_as(world.head_a), paper)
    assert refused.value.code == "nobody"
    give_person(world.leader, "Leader")
    of_type(world, paper, {"members": ["unit-head"]}, {"members": ["unit-head", "role:leadership"], "quorum": 1})
    submit_document(acts_as(world.head_a), paper)
    assert (wanted(world.head_a), wanted(world.leader)) == ([], ["About the network"])


def test_a_type_that_wants_agreement_is_left_by_a_right_of_its_own(world: World, author: Any) -> None:
    paper = of_type(world, draft(author, world.unit_a), {"members": ["unit-head"]})
    other = DocumentType.objects.get(institution=world.institution, code="clarification")
    for user in (author, world.clerk_a):
        with pytest.raises(Refused) as refused:
            classify_document(acts_as(user), paper, document_type=other)
        assert refused.value.code == "approval"
    classify_document(acts_as(author), paper, document_type=paper.type)
    own = of_type(world, draft(world.head_a, world.unit_a), {"members": ["unit-head"]})
    with pytest.raises(Refused):
        classify_document(acts_as(world.head_a), own, document_type=other)
    classify_document(acts_as(world.head_a), paper, document_type=other)
    paper.refresh_from_db()
    assert paper.type == other


def test_steps_that_name_nobody_known_are_refused(world: World, author: Any, one: Any) -> None:
    paper = draft(author, world.unit_a)
    for wrong in (
        {"1": {"people": ["x"]}},
        {"1": {"people": [str(one.person.uid)], "quorum": 2}},
        {"1": {"colour": 1}},
        {"1": 3},
    ):
        with pytest.raises(ValidationError):
            submit_document(acts_as(author), paper, steps=wrong)
    with pytest.raises(Refused):
        submit_document(acts_as(author), paper, steps={"1": {"people": []}})
    assert state(paper) == "draft"


@pytest.mark.django_db(transaction=True)
def test_who_is_wanted_is_told(world: World, author: Any, one: Any, boss: Any) -> None:
    told: list[Any] = []
    for event in (ApprovalWanted, DocumentApproved, DocumentReturned):
        subscribe(event, told.append)
    paper = draft(author, world.unit_a)
    submit_document(acts_as(author), paper, steps=steps([one]), signatory=boss.person)
    agree_document(acts_as(one), paper)
    return_document(acts_as(boss), paper, remark="Again.")
    mine = [event for event in told if event.uid == paper.uid]
    assert [(type(event).__name__, getattr(event, "people", ())) for event in mine] == [
        ("ApprovalWanted", (one.pk,)),
        ("DocumentApproved", ()),
        ("ApprovalWanted", (boss.pk,)),
        ("DocumentReturned", ()),
    ]
