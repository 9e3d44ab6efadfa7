# SPDX-License-Identifier: EUPL-1.2
"""Whoever heads several units is told of the cases of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from nizam.spine.org.heads import heads_of
from nizam.spine.org.models import Appointment, Person, Position

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 2)


def test_a_head_of_two_units_is_told_of_both(world: Any) -> None:
    person = Person.objects.create(institution=world.institution, unit=world.unit_a, family_name="A", given_name="B")
    world.head_a.person = person
    world.head_a.save(update_fields=["person"])
    for unit in (world.unit_a, world.unit_b):
        post = Position.objects.create(institution=world.institution, unit=unit, title={"en": "Head"}, is_head=True)
        Appointment.objects.create(institution=world.institution, unit=unit, person=person, position=post, starts=DAY)
    found = {unit for account, unit in heads_of([world.unit_a.pk, world.unit_b.pk], DAY) if account == world.head_a.pk}
    assert found == {world.unit_a.pk, world.unit_b.pk}
