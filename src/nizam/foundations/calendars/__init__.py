# SPDX-License-Identifier: EUPL-1.2
"""Working calendars of Azerbaijan, Uzbekistan and Turkey, and the terms that the law counts on them."""

from nizam.foundations.calendars.errors import (
    CalendarError,
    InvalidMomentError,
    InvalidTermError,
    InvalidWeekendError,
    UnknownCountryError,
    YearNotCoveredError,
)
from nizam.foundations.calendars.terms import Due, SkippedDay, StartRule, Step, StepCode, Term, TermUnit, due
from nizam.foundations.calendars.working import COUNTRIES, DayCode, DayReason, WorkingCalendar

__all__ = [
    "COUNTRIES",
    "CalendarError",
    "DayCode",
    "DayReason",
    "Due",
    "InvalidMomentError",
    "InvalidTermError",
    "InvalidWeekendError",
    "SkippedDay",
    "StartRule",
    "Step",
    "StepCode",
    "Term",
    "TermUnit",
    "UnknownCountryError",
    "WorkingCalendar",
    "YearNotCoveredError",
    "due",
]
