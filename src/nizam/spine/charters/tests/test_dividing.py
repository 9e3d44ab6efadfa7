# SPDX-License-Identifier: EUPL-1.2
"""The division of work: proposed from the text, confirmed by people, and what it says of each unit on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.spine.charters import actions
from nizam.spine.charters.models import (
    Charter,
    CharterProposal,
    Provision,
    ProvisionBinding,
    ProvisionCapability,
    ReportDeadline,
)
from nizam.spine.charters.queries import training_texts
from nizam.spine.org.models import Position, Unit

pytestmark = pytest.mark.django_db

TEXT = """RƏQƏMSAL ARXİV ŞÖBƏSİNİN ƏSASNAMƏSİ

1. Ümumi müddəalar

1.1. Şöbənin strukturuna Sənədlərin mühafizəsi sektoru və Şəbəkə və server sektoru daxildir.
1.2. Şöbə hər rübün sonunda rəhbərliyə hesabat təqdim edir.
1.3. Şöbəyə şöbə müdiri rəhbərlik edir.

2. Sənədlərin mühafizəsi sektorunun vəzifələri

2.1. vətəndaşların müraciətlərinə baxır;
2.2. arxiv sənədlərini qəbul edir.

3. Şəbəkə və server sektorunun vəzifələri

3.1. serverlərin ehtiyat nüsxələrini çıxarır.
"""
DAY = date(2026, 6, 1)


def load(actor: Actor, world: Any, **values: Any) -> Charter:
    charter: Charter = actions.load_charter(
        actor, institution=world.institution, raw=TEXT.encode(), file_name="arxiv.txt", **values
    )
    return charter


def article(charter: Charter, number: str) -> Provision:
    return charter.provisions.get(number=number, voided_at=None)


def proposal(charter: Charter, kind: str, words: str = "") -> CharterProposal:
    return charter.proposals.filter(kind=kind, subject__startswith=words)[0]


def test_loading_proposes_units_heads_and_deadlines_with_their_words(operator: Any, world: Any) -> None:
    charter = load(operator, world)
    told = {(one.kind, one.subject) for one in charter.proposals.all()}
    assert {("unit", "Sənədlərin mühafizəsi sektoru"), ("unit", "Şəbəkə və server sektoru")} <= told
    assert ("head", "şöbə müdiri") in told
    assert all(one.reasons and one.line for one in charter.proposals.all())
    assert not Unit.objects.filter(name_folded__contains="mühafizə").exists(), "nothing is made before confirmation"


def test_confirming_a_unit_opens_it_and_proposes_whom_the_articles_bind(operator: Any, world: Any) -> None:
    charter = load(operator, world, unit=world.unit_a)
    actions.confirm_charterproposal(operator, proposal(charter, "unit", "Şəbəkə"))
    unit = Unit.objects.get(uid=proposal(charter, "unit", "Şəbəkə").result)
    assert unit.parent == world.unit_a
    line = ProvisionBinding.objects.get(provision=article(charter, "3.1."), unit=unit)
    assert (line.state, line.confidence) == ("proposed", 0.9)
    assert "server" in line.reasons[0]
    count = Unit.objects.count()
    actions.refuse_charterproposal(operator, proposal(charter, "unit", "Sənədlərin"))
    assert Unit.objects.count() == count


def test_a_unit_that_stands_already_is_taken(operator: Any, world: Any) -> None:
    charter = load(operator, world, unit=world.unit_a)
    one = proposal(charter, "unit", "Şəbəkə")
    actions.confirm_charterproposal(operator, one)
    again = CharterProposal(
        institution=one.institution, charter=charter, kind="unit", subject=one.subject.upper(), line=1
    )
    again.save()
    actions.confirm_charterproposal(operator, again)
    assert again.result == CharterProposal.objects.get(pk=one.pk).result


def test_leadership_confirms_to_the_end_what_a_charter_tells_of_the_institution(operator: Any, world: Any) -> None:
    charter = load(operator, world, unit=world.unit_a)
    leader = Actor(user=world.leader)
    for kind in ("unit", "head", "deadline"):
        actions.confirm_charterproposal(leader, proposal(charter, kind))
        assert proposal(charter, kind).state == "confirmed"
    assert Unit.objects.get(uid=proposal(charter, "unit").result).parent == world.unit_a
    assert Position.objects.get(uid=proposal(charter, "head").result).unit == world.unit_a
    # Of a charter it decides no more than that.
    link = ProvisionCapability.objects.filter(provision__charter=charter).first()
    assert link is not None
    with pytest.raises(NotAllowed):
        actions.confirm_provisioncapability(leader, link)


@pytest.mark.parametrize("kind", ["unit", "head"])
def test_a_head_confirms_what_opens_nothing(operator: Any, world: Any, kind: str) -> None:
    charter = load(operator, world, unit=world.unit_a)
    head = Actor(user=world.head_a)
    with pytest.raises(NotAllowed):
        actions.confirm_charterproposal(head, proposal(charter, kind))
    assert proposal(charter, kind).state == "proposed"
    actions.confirm_charterproposal(head, proposal(charter, "deadline"))
    assert ReportDeadline.objects.get().provision.number == "1.2."


def test_a_new_line_is_not_hung_on_a_voided_proposal(operator: Any, world: Any) -> None:
    charter = load(operator, world)
    one = article(charter, "3.1.")
    voided = ProvisionBinding(
        institution=world.institution, provision=one, unit=world.unit_b, starts=DAY, voided_at=timezone.now()
    )
    voided.save()
    actions.charge_provision(operator, one, unit=world.unit_b, starts=DAY)
    assert one.bindings.get(voided_at=None).state == "confirmed"


def test_posts_and_deadlines_are_kept_when_confirmed(operator: Any, world: Any) -> None:
    charter = load(operator, world, unit=world.unit_a)
    actions.confirm_charterproposal(operator, proposal(charter, "head"))
    post = Position.objects.get(uid=proposal(charter, "head").result)
    assert (post.unit, post.is_head) == (world.unit_a, True)
    actions.confirm_charterproposal(operator, proposal(charter, "deadline"))
    deadline = ReportDeadline.objects.get()
    assert (deadline.period, deadline.every, deadline.provision.number) == ("quarter", 1, "1.2.")


def test_a_heading_binds_what_stands_under_it(operator: Any, world: Any) -> None:
    charter = load(operator, world)
    actions.charge_provision(operator, article(charter, "2."), unit=world.unit_b, starts=DAY)
    bound = set(ProvisionBinding.objects.filter(state="confirmed").values_list("provision__number", flat=True))
    assert bound == {"2.", "2.1.", "2.2."}


def test_a_post_stands_in_the_unit_it_is_bound_with(operator: Any, world: Any) -> None:
    charter = load(operator, world)
    post = Position(institution=world.institution, unit=world.unit_a, title={"az": "Məsləhətçi"})
    post.save()
    with pytest.raises(Refused):
        actions.charge_provision(operator, article(charter, "2.1."), unit=world.unit_b, position=post)
    actions.charge_provision(operator, article(charter, "2.1."), unit=world.unit_a, position=post)
    assert ProvisionBinding.objects.get(position=post).state == "confirmed"


def test_units_learn_from_what_binds_them_on_the_day_else_from_their_charter(operator: Any, world: Any) -> None:
    charter = load(operator, world, unit=world.unit_a)
    actions.charge_provision(operator, article(charter, "2.1."), unit=world.unit_b, starts=DAY, ends=date(2026, 6, 30))

    def taught(on: date) -> set[str]:
        return {unit for unit, text, _ in training_texts(world.institution, on) if text.startswith("vətəndaşların")}

    assert taught(date(2026, 6, 15)) == {world.unit_b.code}
    assert taught(date(2026, 7, 1)) == {world.unit_a.code}
    charter.in_force = False
    charter.save()
    assert list(training_texts(world.institution, DAY)) == []


def test_proposed_and_refused_lines_teach_nothing(operator: Any, world: Any) -> None:
    charter = load(operator, world)
    one = article(charter, "2.1.")
    for state in ("proposed", "refused"):
        ProvisionBinding(
            institution=world.institution, unit=world.unit_a, provision=one, starts=DAY, state=state
        ).save()
    assert list(training_texts(world.institution, DAY)) == []


def test_lines_of_the_division_of_work_are_ended_and_refused(operator: Any, world: Any) -> None:
    charter = load(operator, world)
    actions.charge_provision(operator, article(charter, "2.1."), unit=world.unit_b, starts=DAY)
    line = ProvisionBinding.objects.get()
    actions.end_provisionbinding(operator, line, ends=date(2026, 6, 5))
    assert list(training_texts(world.institution, date(2026, 6, 6))) == []
    actions.refuse_provisionbinding(operator, line)
    assert list(training_texts(world.institution, DAY)) == []
    actions.confirm_provisionbinding(operator, line)
    assert len(list(training_texts(world.institution, DAY))) == 1


def test_the_whole_proposed_division_is_confirmed_at_once_or_for_one_unit(operator: Any, world: Any) -> None:
    charter = load(operator, world)
    for start, unit in (("2.", world.unit_a), ("3.", world.unit_b)):
        for provision in charter.provisions.filter(number__startswith=start, level=1):
            ProvisionBinding(institution=world.institution, unit=unit, provision=provision, starts=DAY).save()
    actions.divide_charter(operator, charter, unit=world.unit_b)
    assert {taught.unit for taught in training_texts(world.institution, DAY)} == {world.unit_b.code}
    actions.divide_charter(operator, charter)
    both = {world.unit_a.code, world.unit_b.code}
    assert {taught.unit for taught in training_texts(world.institution, DAY)} == both
    with pytest.raises(Refused):
        actions.divide_charter(operator, charter)
