# SPDX-License-Identifier: EUPL-1.2
"""A case is assigned, answered by a signed PDF/A, and closed; every act asks rights per row and leaves its trace."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, NotVisible, Refused
from nizam.kit.ports import ports
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Procedure, Task
from nizam.spine.org.models import Person
from nizam.spine.org.rights import forget_grants
from nizam.spine.records.blobs import read_bytes
from nizam.spine.records.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: Any) -> Case:
    return actions.open_by_hand_case(
        Actor(user=world.clerk_a, door="office"),
        procedure=Procedure.objects.get(institution=world.institution, code="appeal"),
        unit=world.unit_a,
        subject='#read("/etc/passwd") işıq',
        from_whom="Rəşad Quliyev",
        text="Küçəmizdə işıq yanmır.",
        channel="counter",
    )


def test_the_clerk_registers_a_letter_by_hand(case: Case, world: Any) -> None:
    assert case.number_text == "M-1/2026"
    assert case.envelopes.get().blob.size > 0
    assert Case.objects.visible_to(world.clerk_a).get() == case
    assert not Case.objects.visible_to(world.clerk_b).exists()
    assert not Case.objects.visible_to(world.techadmin).exists()
    assert not Case.objects.visible_to(world.stranger).exists()


def test_a_neighbour_does_not_find_the_case_and_an_inspector_may_not_act(case: Case, world: Any) -> None:
    with pytest.raises(NotVisible):
        actions.answer_case(Actor(user=world.clerk_b), case, body="x")
    with pytest.raises(NotAllowed):
        actions.answer_case(Actor(user=world.inspector), case, body="x")


def test_assigned_answered_signed_closed(case: Case, world: Any) -> None:
    head, clerk = Actor(user=world.head_a), Actor(user=world.clerk_a)
    person = Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name="Əliyeva", given_name="Nigar"
    )
    actions.assign_case(head, case, unit=world.unit_a, person=person, order="Cavab hazırlayın")
    assert Task.objects.get(case=case).due_on == case.due_on
    actions.answer_case(clerk, case, body="Hörmətli Rəşad,\n\nİşıq təmir edildi.")
    with pytest.raises(Refused, match="draft"):
        actions.close_case(head, case, outcome="satisfied")
    with pytest.raises(NotAllowed):
        actions.sign_answer_case(clerk, case)
    actions.sign_answer_case(head, case)
    document = Document.objects.get()
    pdf = read_bytes(document.versions.get().blob)
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert document.number_text in words
    assert '#read("/etc/passwd")' in words
    assert "İşıq təmir edildi" in words
    assert b"pdfaid" in pdf
    actions.close_case(head, case, outcome="satisfied")
    assert case.state == "closed"
    assert case.in_time is True
    with pytest.raises(Refused):
        actions.answer_case(clerk, case, body="again")
    acts = [row.action for row in ports.journal.history(case)]
    assert acts[0] == "cases.close_case"
    assert "cases.assign_case" in acts


def test_referral_to_another_unit_keeps_the_referring_unit_reading(case: Case, world: Any) -> None:
    leader = Actor(user=world.leader)
    actions.assign_case(leader, case, unit=world.unit_b)
    for user in (world.clerk_a, world.clerk_b):
        forget_grants(user)
        assert Case.objects.visible_to(user).get() == case
    with pytest.raises(NotAllowed):
        actions.answer_case(Actor(user=world.clerk_a), case, body="x")


def test_an_unknown_outcome_is_refused(case: Case, world: Any) -> None:
    with pytest.raises(Refused, match="satisfied"):
        actions.close_case(Actor(user=world.head_a), case, outcome="nonsense")


def test_two_who_opened_the_same_draft_do_not_both_sign_it(case: Case, world: Any) -> None:
    head = Actor(user=world.head_a)
    actions.answer_case(head, case, body="Cavab")
    mine, theirs = Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)
    actions.sign_answer_case(head, mine)
    with pytest.raises(Refused):
        actions.sign_answer_case(head, theirs)
    assert Document.objects.exclude(number_text="").count() == 1


def test_an_act_sees_what_another_did_meanwhile(case: Case, world: Any) -> None:
    head = Actor(user=world.head_a)
    stale = Case.objects.get(pk=case.pk)
    actions.close_case(head, Case.objects.get(pk=case.pk), outcome="satisfied", reason="Şifahi")
    with pytest.raises(Refused):
        actions.answer_case(head, stale, body="late")
