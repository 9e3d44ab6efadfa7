# SPDX-License-Identifier: EUPL-1.2
"""Warnings before a term ends, as the procedure of a case states them: which are due at a moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from nizam.foundations.calendars import CalendarError, WorkingCalendar

WARNED = "warned"


def due_warnings(case: Any, now: datetime, calendar: WorkingCalendar) -> list[int]:
    """Return the places, in the procedure, of the warnings that are due at `now` and were not given for this term.

    What is answered, closed, standing still or over its term is warned of no more. A term that moved is warned of anew.
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
        if given.get(str(place)) != end and _is_due(case, warning, now, calendar)
    ]


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
