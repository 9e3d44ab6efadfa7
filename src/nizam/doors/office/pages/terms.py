# SPDX-License-Identifier: EUPL-1.2
"""Deadlines of cases as chips, counted in the working days of each case's own institution."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from nizam.foundations.calendars import CalendarError, WorkingCalendar
from nizam.kit.deadlines import URGENT_WORKING_DAYS, Chip, chip
from nizam.spine.cases.models import Case
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.org.models import Institution

# Beyond this many days nobody counts working days any more, and the chip says calendar days.
COUNTED_DAYS = 60


class Terms:
    """Judges deadlines at one moment; each institution's calendar is read once."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or timezone.now()
        self._calendars: dict[int, WorkingCalendar] = {}
        self._left: dict[tuple[int, date, date], int | None] = {}

    def chip(self, case: Case) -> Chip:
        """Return the chip of a case; one that is answered is judged at its answer, and says so until it is closed."""
        answered = case.state == "answered" or (case.is_open and case.answered_at is not None)
        if answered and (case.due_on is not None or case.suspended_since is not None):
            return Chip("done", _("answered late") if case.in_time is False else _("answered in time"))
        if case.due_on is None and (case.clock or {}).get("forwarded"):
            return Chip("done", _("forwarded"))
        if case.suspended_since is not None and case.is_open:
            return Chip("suspended", _("stands still"))
        institution = case.institution
        now = self.now.astimezone(institution.tzinfo)
        left = None if case.due_on is None else self.working_days_left(institution, now.date(), case.due_on)
        return chip(
            now,
            case.due_at,
            case.due_on,
            case.registered_at,
            working_days_left=left,
            closed_at=case.answered_at or case.closed_at,
        )

    def chip_of(self, institution: Institution, due_on: date, started_at: datetime) -> Chip:
        """Return the chip of a term of an institution that ends with the day `due_on`, such as that of a forwarding."""
        now = self.now.astimezone(institution.tzinfo)
        left = self.working_days_left(institution, now.date(), due_on)
        return chip(now, None, due_on, started_at, working_days_left=left)

    def working_days_left(self, institution: Institution, today: date, last: date) -> int | None:
        """Return how many working days lie after `today` up to `last`; None where they are not counted."""
        if not 0 <= (last - today).days <= COUNTED_DAYS:
            return None
        key = (institution.pk, today, last)
        if key not in self._left:
            self._left[key] = self._count(institution, today, last)
        return self._left[key]

    def soon_until(self, institution: Institution) -> date:
        """Return the last day that counts as soon: the third working day after today."""
        today = self.now.astimezone(institution.tzinfo).date()
        try:
            return self._calendar(institution).add_working_days(today, URGENT_WORKING_DAYS)
        except CalendarError:
            return date.fromordinal(today.toordinal() + URGENT_WORKING_DAYS)

    def _count(self, institution: Institution, today: date, last: date) -> int | None:
        calendar: Any = self._calendar(institution)
        try:
            days = range(today.toordinal() + 1, last.toordinal() + 1)
            return sum(calendar.is_working_day(date.fromordinal(day)) for day in days)
        except CalendarError:
            return None

    def _calendar(self, institution: Institution) -> WorkingCalendar:
        if institution.pk not in self._calendars:
            self._calendars[institution.pk] = calendar_of(institution)
        return self._calendars[institution.pk]
