# SPDX-License-Identifier: EUPL-1.2
"""The law's clock of a case: when it is due, by which article, and how that was counted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from nizam.foundations.calendars import Term, WorkingCalendar, due
from nizam.spine.cases.models import CalendarDay, Procedure
from nizam.spine.org.models import Institution


@dataclass(frozen=True)
class Clock:
    """The end of a term: `due_on` in the institution's zone, `due_at` in UTC, and the arithmetic for the screen."""

    due_on: date
    due_at: datetime
    arithmetic: dict[str, Any]


def calendar_of(institution: Institution) -> WorkingCalendar:
    """Return the working calendar of the institution's country with its own days over it."""
    rows = CalendarDay.objects.filter(institution=institution, voided_at__isnull=True)
    return WorkingCalendar(institution.country, overrides=dict(rows.values_list("day", "working")))


def set_clock(procedure: Procedure, registered_at: datetime, calendar: WorkingCalendar | None = None) -> Clock | None:
    """Count the procedure's term from `registered_at`; None when the procedure states no term."""
    if not procedure.term:
        return None
    institution = procedure.institution
    stated = procedure.term
    term = Term(
        amount=stated["amount"], unit=stated["unit"], start=stated["start"], roll_forward=stated["roll_forward"]
    )
    end = due(
        registered_at,
        term,
        calendar or calendar_of(institution),
        institution.tzinfo,
        language=institution.main_language,
    )
    return Clock(
        due_on=end.due_on,
        due_at=end.due_at,
        arithmetic={
            "term": stated,
            "counted": end.counted,
            "uncertain": bool(end.uncertain or stated.get("uncertain")),
            "steps": [
                {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(step).items()}
                for step in end.steps
            ],
        },
    )
