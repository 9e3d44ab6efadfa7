# SPDX-License-Identifier: EUPL-1.2
"""Whoever is ordered or named is told, once and by number; whoever cannot see the matter is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.testing.world import World
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.org.models import Person
from nizam.spine.outbox.models import Notification
from nizam.spine.plans.actions import approve_plan
from nizam.spine.plans.coverage import quarter_now

pytestmark = pytest.mark.django_db


def _person(world: World, user: Any, unit: Any) -> Any:
    user.person = Person.objects.create(institution=world.institution, unit=unit, family_name=user.username)
    user.save()
    return user.person


@pytest.fixture
def case(world: World) -> Case:
    for user, unit in ((world.clerk_a, world.unit_a), (world.clerk_b, world.unit_b), (world.head_a, world.unit_a)):
        _person(world, user, unit)
    return Case.objects.create(
        institution=world.institution,
        unit=world.unit_a,
        procedure=Procedure.objects.get(institution=world.institution, code="appeal", current=True),
        number_text="A-{1}",
        subject="Gizli söz",
        state="new",
        registered_at=timezone.now(),
        registered_on=timezone.now().date(),
    )


def _told(user: Any) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(user=user).values_list("kind", "text"))


def test_a_resolution_tells_its_executor_and_a_task_its_doer(
    world: World, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    head = Actor(world.head_a)
    with django_capture_on_commit_callbacks(execute=True):
        actions.resolve_case(head, case, text="Baxılsın", unit=world.unit_a, person=world.clerk_a.person)
    kinds = [kind for kind, _text in _told(world.clerk_a)]
    assert sorted(kinds) == ["assigned", "task"]
    assert ("task", "A resolution on case A-{1} names you.") in _told(world.clerk_a)
    with django_capture_on_commit_callbacks(execute=True):
        actions.order_task(head, case, person=world.clerk_a.person, order="Gizli iş")
    assert ("task", "You were given a task on case A-{1}.") in _told(world.clerk_a)
    assert not any("Gizli" in text for _kind, text in _told(world.clerk_a))
    assert _told(world.head_a) == [], "who orders is not told of his own order"


def test_a_task_of_a_case_out_of_sight_tells_nothing(
    world: World, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    Case.objects.filter(pk=case.pk).update(confidentiality=2)
    case.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        actions.order_task(Actor(world.head_a), case, person=world.clerk_b.person, order="x")
    assert _told(world.clerk_b) == []


def test_who_is_named_in_a_note_is_told(world: World, case: Case, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.note_case(Actor(world.head_a), case, text="Baxın", mentioned=[world.clerk_a.person])
    assert _told(world.clerk_a) == [("mentioned", "A note on case A-{1} names you.")]


def test_an_approved_plan_is_told_without_its_title(
    world: World, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    leader, plans = Actor(world.leader), registry.resource("plans.plan")
    plan = plans.generated("add")(
        leader, institution=world.institution, title="Gizli plan", period=quarter_now(world.institution).name
    )
    registry.resource("plans.measure").generated("add")(
        leader,
        institution=world.institution,
        plan=plan,
        what="Gizli iş",
        due_on=timezone.now().date(),
        unit=world.unit_a,
        person=world.head_a.person,
    )
    with django_capture_on_commit_callbacks(execute=True):
        approve_plan(leader, plan)
    assert _told(world.head_a) == [("task", "A plan was approved, and you owe something in it.")]
