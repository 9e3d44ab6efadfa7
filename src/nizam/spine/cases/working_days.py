# SPDX-License-Identifier: EUPL-1.2
"""When an institution works: its country's calendar with its own days, its hours and its week over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from typing import Final

import holidays

from nizam.foundations.calendars import DEFAULT_HOURS, Leave, OfficeHours, WorkingCalendar
from nizam.spine.cases.models import CalendarDay
from nizam.spine.cases.models import OfficeHours as HoursRow
from nizam.spine.org.models import Institution

# No law in use counts office hours, so these only bind where an institution writes such a term itself. Forty hours a
# week everywhere; in Turkey the hours themselves are set by the governor of each province (law 657, art. 99 and 100),
# and 08:00 to 17:00 is the most usual choice: docs/deadlines.md says that it is to be checked.
HOURS_OF: Final[Mapping[str, OfficeHours]] = MappingProxyType(
    {"TR": OfficeHours.weekly(time(8), time(17), lunch=(time(12), time(13)))}
)


@dataclass(frozen=True)
class WorkingDays:
    """The rows an institution's calendar is made of, read once, and a digest that tells whether they changed."""

    institution: Institution
    days: Sequence[CalendarDay]
    hours: Sequence[HoursRow]

    @property
    def digest(self) -> str:
        """Return what changes when a row, or the package with the countries' holidays, changes."""
        said = [
            holidays.__version__,
            self.institution.country,
            *([str(d.day), d.working, str(d.closes_at or ""), d.reason] for d in self.days),
            *([h.weekday, *map(str, (h.opens, h.closes, h.break_from, h.break_until))] for h in self.hours),
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]

    def calendar(self) -> WorkingCalendar:
        """Return the calendar."""
        leaves = [
            # A day off by decision bears the decision's name in the arithmetic, as a leave does.
            Leave(row.day, row.closes_at if row.working else None, None, row.reason)
            for row in self.days
            if not row.working or row.closes_at is not None
        ]
        worked = {row.day: True for row in self.days if row.working}
        hours = HOURS_OF.get(self.institution.country, DEFAULT_HOURS)
        if not self.hours:
            return WorkingCalendar(self.institution.country, overrides=worked, leaves=leaves, hours=hours)
        periods = {row.weekday: _periods(row) for row in self.hours}
        return WorkingCalendar(
            self.institution.country,
            overrides=worked,
            leaves=leaves,
            hours=OfficeHours(periods),
            weekend=set(range(7)) - set(periods),
        )


def _periods(row: HoursRow) -> tuple[tuple[time, time], ...]:
    if row.break_from is None or row.break_until is None:
        return ((row.opens, row.closes),)
    return ((row.opens, row.break_from), (row.break_until, row.closes))


def working_days(institution: Institution) -> WorkingDays:
    """Read the rows of an institution's calendar."""
    return WorkingDays(
        institution,
        list(CalendarDay.objects.filter(institution=institution, voided_at__isnull=True).order_by("day")),
        list(HoursRow.objects.filter(institution=institution, voided_at__isnull=True).order_by("weekday")),
    )


def calendar_of(institution: Institution) -> WorkingCalendar:
    """Return the working calendar of the institution's country with its own days, hours and week over it."""
    return working_days(institution).calendar()
