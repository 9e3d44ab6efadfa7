# SPDX-License-Identifier: EUPL-1.2
"""The ladder of a late matter on a moved clock: each step once, to whom it means that day, none to who may not see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.ports import ports
from nizam.kit.testing.world import World, make_account
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Escalation, Procedure
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.jobs.worker import run_pending
from nizam.spine.org.models import Absence, Delegation, Person, RoleGrant
from nizam.spine.outbox.models import Notification

pytestmark = pytest.mark.django_db

# Later than any day on which this runs: rows are made at the true time.
DAY = dt.date(2027, 10, 14)
Tick = Callable[[dt.date], None]


@pytest.fixture
def tick(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> Tick:
    """Return what sets the clock to the noon of a day and lets the house look who is late."""

    def run(day: dt.date) -> None:
        moment = dt.datetime.combine(day, dt.time(8), dt.UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        with django_capture_on_commit_callbacks(execute=True):
            ports.jobs.enqueue("cases.escalate")
            run_pending()

    return run


def _person(world: World, user: Any, unit: Any, name: str) -> Any:
    user.person = Person.objects.create(institution=world.institution, unit=unit, family_name=name)
    user.save()
    return user.person


@pytest.fixture
def chief(world: World) -> Any:
    """Who heads the office above the departments."""
    user = make_account("chief", world.institution, "head", world.root)
    RoleGrant.objects.filter(user=user).update(subtree=True)
    return user


@pytest.fixture
def late(world: World, chief: Any) -> Callable[..., Case]:
    """Return what makes an appeal of unit A that its clerk has and whose term ended on DAY."""
    person = _person(world, world.clerk_a, world.unit_a, "Əliyeva")
    _person(world, world.head_a, world.unit_a, "Babayev")
    procedure = Procedure.objects.get(institution=world.institution, code="appeal", current=True)

    def make(number: str = "A-1", **more: Any) -> Case:
        return Case.objects.create(
            institution=world.institution, unit=world.unit_a, procedure=procedure, responsible=person,
            number_text=number, subject="Söz", state="assigned",
            registered_at=dt.datetime(2027, 9, 20, tzinfo=dt.UTC), registered_on=dt.date(2027, 9, 20),
            due_on=DAY, due_at=dt.datetime.combine(DAY, dt.time(19, 59), dt.UTC), **more,
        )  # fmt: skip

    return make


def _after(world: World, days: int) -> dt.date:
    return calendar_of(world.institution).add_working_days(DAY, days)


def _told(*users: Any) -> Sequence[int]:
    return [Notification.objects.filter(user=user, key__startswith="late:").count() for user in users]


def test_each_step_is_told_once_on_its_day(world: World, chief: Any, late: Any, tick: Tick) -> None:
    case = late()
    ladder = (world.clerk_a, world.head_a, chief, world.leader)
    expected = {
        DAY: [0, 0, 0, 0],
        _after(world, 1): [1, 1, 0, 0],
        _after(world, 2): [1, 1, 0, 0],
        _after(world, 3): [1, 1, 1, 0],
        _after(world, 5): [1, 1, 1, 1],
        _after(world, 30): [1, 1, 1, 1],
    }
    for day, counts in expected.items():
        for _time in range(2):
            tick(day)
        assert _told(*ladder) == counts, day
    assert _told(world.clerk_b, world.stranger, world.techadmin) == [0, 0, 0]
    assert Notification.objects.get(user=world.clerk_a, key__startswith="late:").kind == "late"
    assert Notification.objects.get(user=world.leader, key__startswith="late:").kind == "escalated"
    history = [entry.action for entry in ports.journal.history(case)]
    assert history.count("cases.escalate_case") == 3


def test_the_page_of_the_case_names_who_was_told(world: World, chief: Any, late: Any, tick: Tick, as_user: Any) -> None:
    case = late()
    tick(_after(world, 1))
    page = as_user(world.head_a).get(f"/office/r/cases/case/{case.uid}/").content.decode()
    assert "Told to the superiors" in page
    assert "Babayev" in page.partition("Told to the superiors")[2][:600]


def test_after_a_pause_only_the_highest_step_is_told(world: World, chief: Any, late: Any, tick: Tick) -> None:
    late()
    tick(_after(world, 20))
    assert _told(world.clerk_a, world.head_a, chief, world.leader) == [0, 0, 0, 1]
    tick(_after(world, 21))
    assert _told(world.clerk_a, world.head_a, chief, world.leader) == [0, 0, 0, 1]


def test_many_late_cases_are_told_in_one_notice(world: World, chief: Any, late: Any, tick: Tick) -> None:
    for number in range(7):
        late(f"A-{number}")
    tick(_after(world, 20))
    row = Notification.objects.get(user=world.leader, key__startswith="late:")
    assert row.text == "7 cases under you are late."
    assert "/r/cases/case/" in row.url


def test_who_may_not_see_the_case_is_not_told_and_the_next_above_is(
    world: World, chief: Any, late: Any, tick: Tick
) -> None:
    late(confidentiality=3)
    tick(_after(world, 1))
    assert _told(world.clerk_a, world.head_a, chief, world.leader) == [0, 0, 0, 1]
    assert {row.account for row in Escalation.objects.all()} == {world.leader}


def test_a_term_that_moved_begins_the_ladder_anew_and_an_answer_ends_it(
    world: World, chief: Any, late: Any, tick: Tick
) -> None:
    case = late()
    tick(_after(world, 1))
    case.refresh_from_db()
    case.due_on, case.due_at = _after(world, 4), dt.datetime.combine(_after(world, 4), dt.time(19, 59), dt.UTC)
    case.save()
    tick(_after(world, 4))
    assert _told(world.head_a) == [1]
    tick(_after(world, 5))
    assert _told(world.head_a) == [2]
    case.refresh_from_db()
    case.answered_at = timezone.now()
    case.save()
    tick(_after(world, 20))
    assert _told(chief, world.leader) == [0, 0]


def test_who_acts_for_the_head_is_told_on_those_days_and_only_those(
    world: World, chief: Any, late: Any, tick: Tick
) -> None:
    late("A-1")
    deputy = make_account("deputy", world.institution, "clerk", world.unit_a)
    substitute = make_account("substitute", world.institution, "clerk", world.unit_a)
    first = _after(world, 1)
    people = {user: _person(world, user, world.unit_a, user.username) for user in (deputy, substitute)}
    Delegation.objects.create(
        institution=world.institution, principal=world.head_a.person, deputy=people[deputy], starts=first, ends=first
    )
    Absence.objects.create(
        institution=world.institution, person=world.head_a.person, substitute=people[substitute],
        starts=DAY, ends=DAY,
    )  # fmt: skip
    tick(first)
    assert _told(world.head_a, deputy, substitute) == [1, 1, 0]
    later = late("A-2")
    later.due_on, later.due_at = first, dt.datetime.combine(first, dt.time(19, 59), dt.UTC)
    later.save()
    tick(_after(world, 2))
    assert _told(world.head_a, deputy, substitute) == [2, 1, 0]


def test_a_person_may_tell_the_next_step_before_the_clock_does(
    world: World, chief: Any, late: Any, tick: Tick, django_capture_on_commit_callbacks: Any
) -> None:
    case = late()
    tick(_after(world, 1))
    case.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        actions.escalate_case(Actor(world.head_a), case, reason="Cavab gecikir")
    assert _told(chief, world.leader) == [1, 0]
    tick(_after(world, 3))
    assert _told(chief, world.leader) == [1, 0], "the step was reached already"
    early = late("A-9")
    early.due_at = timezone.now() + dt.timedelta(days=1)
    early.save()
    with pytest.raises(Refused):
        actions.escalate_case(Actor(world.head_a), early)
