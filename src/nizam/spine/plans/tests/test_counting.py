# SPDX-License-Identifier: EUPL-1.2
"""What the database counts is what a slow count of every case gives, whatever the cases are."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nizam.kit.equipment import equip
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.org.models import Person
from nizam.spine.plans.counting import FIGURES, Bounds, Group, cases_of, conditions, count
from nizam.spine.plans.periods import read_period
from nizam.spine.plans.rows import is_equal, recount, take_rows

MIDDLE = date(2026, 8, 15)
NOW = datetime(2026, 9, 10, 9, tzinfo=UTC)
PERIOD = read_period("2026-08")

days = st.integers(-40, 40)
minutes = st.integers(-60 * 24 * 40, 60 * 24 * 40)
drawn = st.lists(
    st.fixed_dictionaries(
        {
            "came": days,
            "due": st.none() | minutes,
            "answered": st.none() | minutes,
            "closed": st.none() | minutes,
            "suspended": st.booleans(),
            "voided": st.integers(0, 9),
            "unit": st.integers(0, 2),
            "person": st.integers(0, 1),
            "procedure": st.integers(0, 1),
        }
    ),
    max_size=40,
)


def moment(minute: int | None) -> datetime | None:
    return None if minute is None else datetime(2026, 8, 15, 20, tzinfo=UTC) + timedelta(minutes=minute)


def slowly(case: Case, institution: Any) -> list[str]:
    """Say in which figures a case counts, in words of its own: by the dates on the wall of the institution."""
    done = case.answered_at or case.closed_at
    done_on = done.astimezone(institution.tzinfo).date() if done is not None else None
    if case.voided_at is not None or case.registered_on > PERIOD.ends:
        return []
    found = ["came"]
    if case.registered_on < PERIOD.starts:
        if done_on is not None and done_on < PERIOD.starts:
            return []
        found = ["carried"]
    if done is not None and done_on is not None and done_on <= PERIOD.ends:
        return [*found, "in_time" if case.due_at is None or done <= case.due_at else "late"]
    found.append("open")
    over = case.due_at is not None and case.suspended_since is None and case.due_at < NOW
    if over and case.due_at.astimezone(institution.tzinfo).date() <= PERIOD.ends:
        found.append("overdue")
    return found


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=drawn)
def test_the_database_counts_as_a_slow_count_does(world: Any, rows: list[dict[str, Any]]) -> None:
    Case.objects.all().delete()
    if not Procedure.objects.filter(institution=world.institution).exists():
        equip(world.institution)
    procedures = list(Procedure.objects.filter(institution=world.institution, current=True).order_by("code")[:2])
    people = [None, *Person.objects.filter(institution=world.institution)[:1]]
    if len(people) == 1:
        person = Person(institution=world.institution, unit=world.unit_a, family_name="Əzizov", given_name="Rəşad")
        person.save()
        people.append(person)
    units = [None, world.unit_a, world.unit_b]
    Case.objects.bulk_create(
        Case(
            institution=world.institution,
            unit=units[row["unit"]],
            responsible=people[row["person"]],
            procedure=procedures[row["procedure"]],
            subject="s",
            registered_on=MIDDLE + timedelta(days=row["came"]),
            registered_at=NOW,
            due_at=moment(row["due"]),
            answered_at=moment(row["answered"]),
            closed_at=moment(row["closed"]),
            suspended_since=NOW if row["suspended"] else None,
            voided_at=NOW if row["voided"] == 0 else None,
        )
        for row in rows
    )
    bounds = Bounds.of(world.institution, PERIOD, NOW)
    expected: dict[Group, Counter[str]] = {}
    for case in Case.objects.select_related("institution"):
        figures = slowly(case, world.institution)
        if figures:
            group = Group(case.procedure_id, case.unit_id, case.responsible_id)
            expected.setdefault(group, Counter()).update(figures)
    found = count(world.leader, world.institution, bounds)
    assert {group: +Counter(figures.as_json()) for group, figures in found.items()} == expected
    assert all(figures.balanced for figures in found.values())
    standing = cases_of(world.leader, world.institution, bounds)
    for name in FIGURES:
        behind = standing.filter(conditions(bounds)[name]).count()
        assert behind == sum(one[name] for one in expected.values()), "a figure opens exactly its cases"
    taken = take_rows(world.leader, world.institution, PERIOD, now=NOW)
    assert is_equal(taken)
    assert recount(taken)["total"] == taken["total"]
