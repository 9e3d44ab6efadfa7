# SPDX-License-Identifier: EUPL-1.2
"""A part becomes a case, a case goes over to another, a closed one is taken up again, a mistaken one is voided."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, NotVisible, Refused
from nizam.kit.ports import ports
from nizam.kit.testing.world import make_account
from nizam.spine.cases import actions, intake
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.following import case_now
from nizam.spine.cases.models import Case, CaseLink, Envelope, Snooze, Task
from nizam.spine.cases.queries import letters_of, snoozed
from nizam.spine.org.actions import open_access
from nizam.spine.org.models import Access, Person, User
from nizam.spine.records.actions import submit_document
from nizam.spine.records.models import Document

pytestmark = pytest.mark.django_db


def letter(
    operator: Actor, world: Any, *, number: str = "1", answers: str = "", text: str = "İnternet yoxdur.", days: int = 3
) -> Envelope:
    """Let a letter come by mail some days ago."""
    message = EmailMessage()
    message["From"], message["Subject"] = "Aygün Məmmədova <aygun@example.org>", f"Müraciət {number}"
    message["Message-ID"] = f"<{number}@example.org>"
    if answers:
        message["In-Reply-To"] = message["References"] = answers
    message.set_content(text)
    at = timezone.now() - timedelta(days=days)
    envelope, _new = keep(operator, world.institution, bytes(message), door="mail", at=at)
    intake.register(operator, [envelope])
    envelope.refresh_from_db()
    return envelope


def given(operator: Actor, world: Any, **more: Any) -> Case:
    """Return the case of a letter, given to unit A."""
    envelope = letter(operator, world, **more)
    assert envelope.case is not None
    case: Case = actions.assign_case(operator, envelope.case, unit=world.unit_a)
    return case


def fresh(user: Any) -> Any:
    return User.objects.get(pk=user.pk)


class TestSplitting:
    def test_the_part_has_its_own_number_and_the_term_of_the_letter(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        part = actions.split_case(
            Actor(world.clerk_a), case, subject="Kompüterlər", extract="Kompüterlər də işləmir.", unit=world.unit_b
        )
        assert part.number_text not in ("", case.number_text)
        assert (part.registered_at, part.due_on, part.party) == (case.registered_at, case.due_on, case.party)
        assert part.number.taken_at > case.registered_at + timedelta(days=2)
        link = CaseLink.objects.get()
        assert (link.case, link.other, link.relation) == (part, case, "split")
        assert {entry.action for entry in ports.journal.history(case)} >= {"cases.split_case"}
        assert part.notes.get().text == "Kompüterlər də işləmir."

    def test_who_works_on_the_part_reads_the_letter_and_not_the_other_case(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        assert not Envelope.objects.visible_to(world.clerk_b).exists()
        part = actions.split_case(Actor(world.clerk_a), case, subject="x", extract="y", unit=world.unit_b)
        reader = fresh(world.clerk_b)
        assert [row.subject for row in letters_of(reader, part)] == ["Müraciət 1"]
        assert Case.objects.visible_to(reader).get() == part
        assert not Envelope.objects.visible_to(world.stranger).exists()
        assert letters_of(fresh(world.clerk_a), case).count() == 1
        # Given on to a third unit, the part takes its letters with it.
        actions.assign_case(operator, part, unit=world.root)
        third = make_account("clerk_root", world.institution, "clerk", world.root)
        assert letters_of(third, part).count() == 1

    def test_a_degree_set_later_closes_the_letter_in_the_part_too(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        part = actions.split_case(Actor(world.clerk_a), case, subject="x", extract="y", unit=world.unit_b)
        head_b = make_account("head_b", world.institution, "head", world.unit_b)
        actions.set_degree_case(operator, case, degree=2, reason="Şəxsi sirr")
        clerk = fresh(world.clerk_b)
        assert Case.objects.visible_to(clerk).get() == part
        assert not letters_of(clerk, part).exists()
        assert not Envelope.objects.visible_to(clerk).exists()
        # Who is cleared for the letter reads it where it is shared, and nowhere else.
        assert letters_of(fresh(head_b), part).count() == 1
        assert not Case.objects.visible_to(fresh(head_b)).filter(pk=case.pk).exists()
        actions.set_degree_case(operator, case, degree=3, reason="Şəxsi sirr")
        assert not Envelope.objects.visible_to(fresh(head_b)).exists()

    def test_who_is_let_into_a_part_of_the_same_degree_reads_its_letter(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        actions.set_degree_case(operator, case, degree=2, reason="x")
        part = actions.split_case(operator, case, subject="x", extract="y", unit=world.unit_b)
        open_access(part, user=world.clerk_b, reason="adı çəkilib")
        assert letters_of(fresh(world.clerk_b), part).count() == 1
        actions.set_degree_case(operator, case, degree=3, reason="x")
        assert not letters_of(fresh(world.clerk_b), part).exists()

    def test_who_may_split(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        adviser = make_account("adviser_a", world.institution, "adviser", world.unit_a)
        for user, error in ((adviser, NotAllowed), (world.clerk_b, NotVisible)):
            with pytest.raises(error):
                actions.split_case(Actor(user), case, subject="x", extract="y")
        with pytest.raises(Refused):
            actions.split_case(Actor(world.clerk_a), case, subject="x", extract=" ")
        assert Case.objects.count() == 1


class TestJoining:
    def test_the_joined_case_is_closed_and_what_still_comes_goes_over(self, world: Any, operator: Actor) -> None:
        first, second = given(operator, world), given(operator, world, number="2", text="Yenə yoxdur.")
        person = Person(institution=world.institution, unit=world.unit_a, family_name="Əliyeva", given_name="Nigar")
        person.save()
        actions.order_task(Actor(world.clerk_a), second, person=person, order="Ölçün")
        actions.join_case(Actor(world.clerk_a), second, other=first, reason="Eyni məsələ")
        assert (second.state, second.outcome, second.number.voided_at) == ("closed", "joined", None)
        assert Task.objects.get().case == first
        assert letters_of(fresh(world.clerk_a), first).count() == 2
        later = letter(operator, world, number="3", answers="<2@example.org>", text="Nə oldu?")
        assert (later.case, later.disposition) == (first, "reply")
        assert case_now(second) == first

    def test_a_degree_set_later_closes_the_letters_where_the_matter_went(self, world: Any, operator: Actor) -> None:
        first, second = given(operator, world), given(operator, world, number="2", text="Yenə yoxdur.")
        actions.join_case(Actor(world.clerk_a), second, other=first, reason="Eyni məsələ")
        actions.set_degree_case(operator, second, degree=2, reason="Şəxsi sirr")
        assert [row.subject for row in letters_of(fresh(world.clerk_a), first)] == ["Müraciət 1"]
        assert letters_of(fresh(world.head_a), first).count() == 2

    def test_a_case_is_not_joined_to_what_cannot_answer_it(self, world: Any, operator: Actor) -> None:
        case, other = given(operator, world), given(operator, world, number="2")
        clerk = Actor(world.clerk_a)
        with pytest.raises(Refused) as refused:
            actions.join_case(clerk, case, other=case, reason="x")
        assert refused.value.code == "same-case"
        actions.answer_case(clerk, case, body="Cavab")
        with pytest.raises(Refused) as refused:
            actions.join_case(clerk, case, other=other, reason="x")
        assert refused.value.code == "draft-answer"
        actions.join_case(clerk, other, other=case, reason="x")
        with pytest.raises(Refused):
            actions.join_case(clerk, other, other=case, reason="x")
        strange = given(operator, world, number="4")
        Case.objects.filter(pk=strange.pk).update(party=None)
        strange.refresh_from_db()
        closed = given(operator, world, number="5")
        actions.close_case(clerk, closed, outcome=closed.procedure.outcomes[-1]["code"], reason="x")
        with pytest.raises(Refused) as refused:
            actions.join_case(clerk, strange, other=closed, reason="x")
        assert refused.value.code == "other-closed"

    def test_two_who_join_the_cases_to_each_other_do_not_both(self, world: Any, operator: Actor) -> None:
        first, second = given(operator, world), given(operator, world, number="2")
        seen_by_another = [Case.objects.get(pk=one.pk) for one in (first, second)]
        actions.join_case(Actor(world.clerk_a), first, other=second, reason="x")
        with pytest.raises(Refused) as refused:
            actions.join_case(Actor(world.head_a), seen_by_another[1], other=seen_by_another[0], reason="y")
        assert refused.value.code == "other-closed"
        assert case_now(first) == second

    def test_opened_again_it_stands_on_its_own(self, world: Any, operator: Actor) -> None:
        first, second = given(operator, world), given(operator, world, number="2")
        actions.join_case(Actor(world.clerk_a), second, other=first, reason="x")
        actions.reopen_case(Actor(world.clerk_a), second, reason="Başqa məsələ imiş")
        assert (second.state, second.outcome, second.closed_at) == ("new", "", None)
        assert not CaseLink.objects.filter(relation="joined", voided_at=None).exists()
        assert case_now(second) == second


class TestReopening:
    def test_the_term_stays_and_the_first_answer_counts(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        clerk, head = Actor(world.clerk_a), Actor(world.head_a)
        actions.answer_case(clerk, case, body="Cavab")
        actions.sign_answer_case(head, case)
        answered, due = case.answered_at, case.due_on
        actions.close_case(clerk, case, outcome=case.procedure.outcomes[0]["code"])
        with pytest.raises(NotAllowed):
            actions.reopen_case(Actor(world.inspector), case, reason="x")
        with pytest.raises(Refused):
            actions.reopen_case(head, case, reason=" ")
        actions.reopen_case(head, case, reason="Vəd edilən iş görülməyib")
        assert (case.state, case.due_on, case.answered_at) == ("assigned", due, answered)
        actions.answer_case(clerk, case, body="İkinci cavab")
        actions.sign_answer_case(head, case)
        assert case.answered_at == answered
        assert case.in_time is True
        with pytest.raises(Refused):
            actions.reopen_case(head, case, reason="yenə")


class TestVoiding:
    def test_number_drafts_and_tasks_are_voided_with_it(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        clerk = Actor(world.clerk_a)
        actions.answer_case(clerk, case, body="Cavab")
        actions.resolve_case(clerk, case, text="x", unit=world.unit_a, under_control=True)
        actions.void_case(clerk, case, reason="İki dəfə qeydiyyata alınıb")
        assert case.number.voided_at is not None
        assert case.number.void_reason == "İki dəfə qeydiyyata alınıb"
        assert Document.objects.get().voided_at is not None
        assert not case.resolutions.filter(voided_at=None).exists()
        assert not Case.objects.standing().exists()

    def test_what_went_out_is_no_mistake_of_the_register(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        actions.answer_case(Actor(world.clerk_a), case, body="Cavab")
        actions.sign_answer_case(Actor(world.head_a), case)
        with pytest.raises(Refused) as refused:
            actions.void_case(Actor(world.clerk_a), case, reason="x")
        assert refused.value.code == "signed-paper"
        with pytest.raises(NotVisible):
            actions.void_case(Actor(world.clerk_b), case, reason="x")

    def test_the_history_of_each_paper_tells_of_it(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        actions.answer_case(Actor(world.clerk_a), case, body="Cavab")
        actions.void_case(Actor(world.clerk_a), case, reason="İki dəfə qeydiyyata alınıb")
        entry = next(iter(ports.journal.history(Document.objects.get())))
        assert (entry.action, entry.reason) == ("records.void_document", "İki dəfə qeydiyyata alınıb")

    def test_a_paper_that_was_handed_in_is_voided_by_who_may_void_papers(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        clerk = Actor(world.clerk_a)
        actions.answer_case(clerk, case, body="Cavab")
        submit_document(clerk, Document.objects.get())
        with pytest.raises(Refused) as refused:
            actions.void_case(clerk, case, reason="x")
        assert refused.value.code == "papers"
        actions.void_case(Actor(world.head_a), case, reason="x")
        assert Document.objects.get().state == "voided"

    def test_a_paper_out_of_sight_is_not_voided_unseen(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        clerk = Actor(world.clerk_a)
        actions.answer_case(clerk, case, body="Cavab")
        Document.objects.update(confidentiality=3)
        Access.objects.all().delete()
        with pytest.raises(Refused):
            actions.void_case(clerk, case, reason="x")


class TestAsking:
    def test_where_the_law_lets_the_term_wait_the_answer_lets_it_run_again(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        actions.classify_case(Actor(world.head_a), case, procedure=_procedure(world, "information-request"), reason="x")
        due = case.due_on
        actions.ask_case(Actor(world.clerk_a), case, question="Hansı məktəb?")
        assert case.suspended_since is not None
        assert "Hansı məktəb?" in case.papers.get().document.body
        letter(operator, world, number="2", answers="<1@example.org>", text="12 nömrəli məktəb.", days=0)
        case.refresh_from_db()
        assert case.suspended_since is None
        assert case.due_on is not None
        assert case.due_on >= due
        assert case.suspensions.get().ends_at is not None
        assert next(iter(ports.journal.history(case))).action == "cases.resume_case"

    def test_elsewhere_a_letter_is_drafted_and_the_term_runs_on(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        actions.ask_case(Actor(world.clerk_a), case, question="Hansı məktəb?")
        assert case.suspended_since is None
        paper = case.papers.get()
        assert (paper.role, paper.document.state) == ("question", "draft")
        assert paper.document.type.code == "clarification"

    def test_a_letter_does_not_end_a_suspension_for_another_reason(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        actions.suspend_case(Actor(world.head_a), case, reason="other", note="maddə 10")
        letter(operator, world, number="2", answers="<1@example.org>", days=0)
        case.refresh_from_db()
        assert case.suspended_since is not None

    def test_an_interim_answer_leaves_the_answer_owed(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        actions.answer_interim_case(Actor(world.clerk_a), case, body="Yoxlanılır.")
        paper = case.papers.get()
        assert (paper.role, paper.document.type.code, case.state) == ("interim", "interim-answer", "assigned")


class TestPuttingOff:
    def test_it_ends_by_itself_moves_no_term_and_is_nobody_elses(self, world: Any, operator: Actor) -> None:
        case = given(operator, world)
        due, today = case.due_on, timezone.now().date()
        actions.snooze_case(Actor(world.clerk_a), case, until=today + timedelta(days=2), reason="ödəniş")
        actions.snooze_case(Actor(world.clerk_a), case, until=today + timedelta(days=3), reason="yenə")
        assert case.due_on == due
        assert [row.reason for row in snoozed(world.clerk_a, today)] == ["yenə"]
        assert not snoozed(world.clerk_a, today + timedelta(days=3)).exists()
        assert not Snooze.objects.visible_to(world.head_a).exists()
        actions.unsnooze_case(Actor(world.clerk_a), case)
        assert not snoozed(world.clerk_a, today).exists()
        for day, code in ((today, "past"), (due + timedelta(days=1), "after-term")):
            with pytest.raises(Refused) as refused:
                actions.snooze_case(Actor(world.clerk_a), case, until=day, reason="x")
            assert refused.value.code == code
        with pytest.raises(NotAllowed):
            actions.snooze_case(Actor(world.inspector), case, until=due, reason="x")


def _procedure(world: Any, code: str) -> Any:
    from nizam.spine.cases.models import Procedure

    return Procedure.objects.get(institution=world.institution, code=code, current=True)
