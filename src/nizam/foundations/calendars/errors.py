# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with a calendar or a term."""


class CalendarError(Exception):
    """Base of every error of this package."""


class UnknownCountryError(CalendarError):
    """No calendar is kept for the country code."""


class YearNotCoveredError(CalendarError):
    """The day lies in a year for which no holiday table exists; guessing would give a wrong date in silence."""


class InvalidWeekendError(CalendarError):
    """The weekend is not a set of weekdays 0..6 that leaves at least one working day."""


class InvalidTermError(CalendarError):
    """The term contradicts itself: no positive amount, an unknown unit or start rule, or hours that roll."""


class InvalidMomentError(CalendarError):
    """The starting moment carries no time zone."""
