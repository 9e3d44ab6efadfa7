# SPDX-License-Identifier: EUPL-1.2
"""One letter to several units is one case: each of them reads and works on it, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, CaseLink, CoExecutor, Envelope, Procedure, Task
from nizam.spine.org.models import Person
from nizam.spine.org.rights import forget_grants
from nizam.spine.records.models import Document

pytestmark = pytest.mark.django_db


def open_case(world: Any, subject: str = "Məktəbdə internet yoxdur") -> Case:
    return actions.open_by_hand_case(
        Actor(user=world.clerk_a),
        procedure=Procedure.objects.get(institution=world.institution, code="appeal"),
        unit=world.unit_a,
        subject=subject,
        from_whom="Rəşad Quliyev",
        text="Kompüterlər də işləmir.",
        channel="counter",
    )


def test_a_co_executor_reads_the_whole_matter_and_acts_on_it(world: Any) -> None:
    case = open_case(world)
    assert not Case.objects.visible_to(world.clerk_b).exists()
    actions.co_execute_case(Actor(user=world.head_a), case, unit=world.unit_b, order="Şəbəkəni yoxlayın")
    forget_grants(world.clerk_b)
    assert Case.objects.visible_to(world.clerk_b).get() == case
    assert Envelope.objects.visible_to(world.clerk_b).get().case == case
    assert CoExecutor.objects.visible_to(world.clerk_b).get().executor == world.unit_b
    person = Person.objects.create(
        institution=world.institution, unit=world.unit_b, family_name="Əliyeva", given_name="Nigar"
    )
    actions.order_task(Actor(user=world.clerk_b), case, person=person, order="Ölçün")
    assert Task.objects.visible_to(world.clerk_b).get().person == person
    actions.answer_case(Actor(user=world.clerk_a), case, body="Cavab")
    assert Document.objects.visible_to(world.clerk_b).count() == 1
    assert case.unit == world.unit_a
    assert not Case.objects.visible_to(world.stranger).exists()


def test_a_released_co_executor_reads_on_and_acts_no_more(world: Any) -> None:
    case = open_case(world)
    actions.co_execute_case(Actor(user=world.head_a), case, unit=world.unit_b)
    actions.release_coexecutor(Actor(user=world.head_a), CoExecutor.objects.get(), reason="Artıq lazım deyil")
    forget_grants(world.clerk_b)
    assert Case.objects.visible_to(world.clerk_b).get() == case
    with pytest.raises(NotAllowed):
        actions.answer_case(Actor(user=world.clerk_b), case, body="x")
    actions.co_execute_case(Actor(user=world.head_a), case, unit=world.unit_b)
    assert CoExecutor.objects.filter(case=case).count() == 2


def test_no_unit_works_twice_beside_itself(world: Any) -> None:
    case = open_case(world)
    head = Actor(user=world.head_a)
    with pytest.raises(Refused):
        actions.co_execute_case(head, case, unit=world.unit_a)
    actions.co_execute_case(head, case, unit=world.unit_b)
    with pytest.raises(ValidationError):
        actions.co_execute_case(head, case, unit=world.unit_b)
    assert CoExecutor.objects.count() == 1


def test_matters_are_linked_but_not_with_themselves(world: Any) -> None:
    case, other = open_case(world), open_case(world, "Yenə internet yoxdur")
    clerk = Actor(user=world.clerk_a)
    actions.link_case(clerk, other, other=case, relation="repeat", reason="eyni məsələ")
    assert CaseLink.objects.get().case == other
    with pytest.raises(ValidationError):
        actions.link_case(clerk, case, other=case)
