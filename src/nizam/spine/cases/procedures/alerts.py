# SPDX-License-Identifier: EUPL-1.2
"""Warnings before and after the end of a term, as the procedure of a case states them: which are due at a moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from nizam.foundations.calendars import CalendarError, WorkingCalendar

WARNED = "warned"


def due_warnings(case: Any, now: datetime, calendar: WorkingCalendar) -> list[int]:
    """Return the places, in the procedure, of the warnings that are due at `now` and were not given for this term.

    What is answered, closed, standing still or over its term is warned of no more. A term that moved is warned of anew.
    What comes after the end is a step of the ladder (`due_steps`).
    """
    if case.answered_at is not None or not case.is_open or case.suspended_since is not None:
        return []
    if case.due_at is None or case.due_at <= now:
        return []
    given = case.warned
    end = case.due_at.isoformat()
    return [
        place
        for place, warning in enumerate(case.procedure.warnings)
        if warning.get("after") is None and given.get(str(place)) != end and _is_due(case, warning, now, calendar)
    ]


def ladder_of(case: Any) -> list[tuple[int, list[str]]]:
    """Return the steps after the end of the term, in their order: the place of each in the procedure, and to whom."""
    return [
        (place, warning["to"])
        for place, warning in enumerate(case.procedure.warnings)
        if warning.get("after") is not None
    ]


def open_steps(case: Any) -> list[int]:
    """Return the steps of the ladder, from 1, above the highest that was reached for the present term."""
    if case.due_at is None:
        return []
    end = case.due_at.isoformat()
    ladder = ladder_of(case)
    reached = [step for step, (place, _to) in enumerate(ladder, 1) if case.warned.get(str(place)) == end]
    return list(range(max(reached, default=0) + 1, len(ladder) + 1))


def due_steps(case: Any, now: datetime, calendar: WorkingCalendar) -> list[int]:
    """Return the steps of the ladder, from 1, that are due at `now` and were not reached for the present term."""
    ladder = ladder_of(case)
    return [
        step
        for step in open_steps(case)
        if _is_reached(case, case.procedure.warnings[ladder[step - 1][0]], now, calendar)
    ]


def _is_reached(case: Any, warning: dict[str, Any], now: datetime, calendar: WorkingCalendar) -> bool:
    after, unit = int(warning["after"]), warning["unit"]
    if now < case.due_at:
        return False
    if unit == "hour":
        return bool(now >= case.due_at + timedelta(hours=after))
    today = now.astimezone(case.institution.tzinfo).date()
    if unit == "calendar-day" or not after:
        return bool(today >= case.due_on + timedelta(days=after))
    try:
        return bool(today >= calendar.add_working_days(case.due_on, after))
    except CalendarError:
        return False


def note_warned(case: Any, places: list[int]) -> None:
    """Keep with the case that these warnings were given for its present term."""
    case.warned = {**case.warned, **{str(place): case.due_at.isoformat() for place in places}}
    case.save(update_fields=["warned"])


def _is_due(case: Any, warning: dict[str, Any], now: datetime, calendar: WorkingCalendar) -> bool:
    if warning.get("share") is not None:
        return bool(case.due_at - now <= (case.due_at - case.registered_at) * warning["share"])
    before, unit = int(warning["before"]), warning["unit"]
    today = now.astimezone(case.institution.tzinfo).date()
    if unit == "hour":
        return bool(case.due_at - now <= timedelta(hours=before))
    if unit == "calendar-day":
        return bool((case.due_on - today).days <= before)
    try:
        return bool(calendar.add_working_days(today, before) >= case.due_on)
    except CalendarError:
        return False
