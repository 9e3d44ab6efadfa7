# SPDX-License-Identifier: EUPL-1.2
"""Working calendars of Azerbaijan, Uzbekistan and Turkey, and the terms that the law counts on them."""

from nizam.foundations.calendars.clock import due, recount
from nizam.foundations.calendars.errors import (
    CalendarError,
    ExtensionBeyondLimitError,
    InvalidExtensionError,
    InvalidHoursError,
    InvalidMomentError,
    InvalidSuspensionError,
    InvalidTermError,
    InvalidWeekendError,
    LawFault,
    UnknownCountryError,
    YearNotCoveredError,
)
from nizam.foundations.calendars.holiday_tables import COUNTRIES
from nizam.foundations.calendars.hours import DEFAULT_HOURS, Leave, OfficeHours, Period
from nizam.foundations.calendars.terms import (
    CLARIFICATION,
    FEE,
    Due,
    Extension,
    Recount,
    SkippedDay,
    StartRule,
    Step,
    StepCode,
    Suspension,
    Term,
    TermUnit,
)
from nizam.foundations.calendars.working import DayCode, DayReason, WorkingCalendar

__all__ = [
    "CLARIFICATION",
    "COUNTRIES",
    "DEFAULT_HOURS",
    "FEE",
    "CalendarError",
    "DayCode",
    "DayReason",
    "Due",
    "Extension",
    "ExtensionBeyondLimitError",
    "InvalidExtensionError",
    "InvalidHoursError",
    "InvalidMomentError",
    "InvalidSuspensionError",
    "InvalidTermError",
    "InvalidWeekendError",
    "LawFault",
    "Leave",
    "OfficeHours",
    "Period",
    "Recount",
    "SkippedDay",
    "StartRule",
    "Step",
    "StepCode",
    "Suspension",
    "Term",
    "TermUnit",
    "UnknownCountryError",
    "WorkingCalendar",
    "YearNotCoveredError",
    "due",
    "recount",
]
