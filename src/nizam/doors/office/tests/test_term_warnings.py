# SPDX-License-Identifier: EUPL-1.2
"""Whom the procedure of a case names is told that its term comes to its end, once for each warning and term."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.ports import ports
from nizam.kit.testing.world import World
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.cases.procedures.alerts import due_warnings, note_warned
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.jobs.worker import run_pending
from nizam.spine.org.models import Person
from nizam.spine.outbox.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> Case:
    """An appeal of unit A that its clerk is responsible for."""
    person = Person.objects.create(institution=world.institution, unit=world.unit_a, family_name="Əliyeva")
    world.clerk_a.person = person
    world.clerk_a.save()
    procedure = Procedure.objects.get(institution=world.institution, code="appeal", current=True)
    made: Case = actions.open_by_hand_case(
        Actor(world.clerk_a), procedure=procedure, unit=world.unit_a, subject="x", from_whom="y", text="z"
    )
    return actions.assign_case(Actor(world.head_a), made, unit=world.unit_a, person=person)


def told(user: Any) -> int:
    return Notification.objects.filter(user=user, key__startswith="term-ends:").count()


def test_a_warning_is_due_from_its_day_on_and_given_once_for_a_term(case: Case) -> None:
    calendar = calendar_of(case.institution)
    assert due_warnings(case, timezone.now(), calendar) == []
    three = calendar.add_working_days(case.registered_on, 12)
    evening = case.due_at - timedelta(days=(case.due_on - three).days)
    assert due_warnings(case, evening - timedelta(days=1), calendar) == []
    assert due_warnings(case, evening, calendar) == [0]
    assert due_warnings(case, case.due_at - timedelta(hours=1), calendar) == [0, 1]
    note_warned(case, [0])
    assert due_warnings(case, evening, calendar) == []
    case.due_at -= timedelta(days=1)
    assert due_warnings(case, evening, calendar) == [0]
    assert due_warnings(case, case.due_at + timedelta(seconds=1), calendar) == []


def test_the_responsible_and_the_head_are_told_once(
    case: Case, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    case.due_at = timezone.now() + timedelta(hours=1)
    case.due_on = timezone.now().astimezone(case.institution.tzinfo).date()
    case.save()
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            ports.jobs.enqueue("cases.warn_of_terms")
            run_pending()
    assert (told(world.clerk_a), told(world.head_a), told(world.clerk_b)) == (1, 1, 0)
