# SPDX-License-Identifier: EUPL-1.2
"""Who controls a resolution is told when its main executor reports; who carries it out, when it is off control."""

from __future__ import annotations

from typing import Any

import pytest

from nizam.kit.actions import Actor
from nizam.kit.testing.world import World
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Resolution, Task
from nizam.spine.org.models import Person, User
from nizam.spine.outbox.models import Notification

pytestmark = pytest.mark.django_db(transaction=True)


def person(world: World, unit: Any, name: str, user: Any) -> Person:
    made = Person(institution=world.institution, unit=unit, family_name=name, given_name="Nigar")
    made.save()
    User.objects.filter(pk=user.pk).update(person=made)
    return made


def told(user: Any, kind: str) -> int:
    return Notification.objects.filter(user=user, kind=kind).count()


@pytest.fixture
def case(world: World) -> Case:
    return actions.open_by_hand_case(
        Actor(world.clerk_a), unit=world.unit_a, subject="x", from_whom="R", text="Kömək edin."
    )


def test_who_is_to_carry_it_out_and_then_who_controls_it(world: World, case: Case) -> None:
    main = person(world, world.unit_a, "Əliyeva", world.clerk_a)
    controller = person(world, world.root, "Müdirov", world.leader)
    actions.resolve_case(
        Actor(world.head_a), case, text="Yoxlayın", person=main, under_control=True, controller=controller
    )
    assert told(world.clerk_a, "task") == 1
    assert told(world.leader, "task") == 0
    clerk = User.objects.get(pk=world.clerk_a.pk)
    actions.complete_task(Actor(clerk), Task.objects.get(), note="Oldu")
    assert told(world.leader, "task") == 1
    actions.release_resolution(Actor(User.objects.get(pk=world.leader.pk)), Resolution.objects.get(), reason="oldu")
    assert told(world.clerk_a, "task") == 2
