# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with a calendar, a term, or the file of a country's law."""


class CalendarError(Exception):
    """Base of every error of this package."""


class UnknownCountryError(CalendarError):
    """No calendar is kept for the country code."""


class YearNotCoveredError(CalendarError):
    """The day lies in a year for which no holiday table exists; guessing would give a wrong date in silence."""


class InvalidWeekendError(CalendarError):
    """The weekend is not a set of weekdays 0..6 that leaves at least one working day, or the week has not 5 or 6."""


class InvalidHoursError(CalendarError):
    """Office hours or a leave contradict themselves: periods out of order, an unknown weekday, no working period."""


class InvalidTermError(CalendarError):
    """The term contradicts itself: no positive amount, an unknown unit or start rule, or hours that roll."""


class InvalidMomentError(CalendarError):
    """A moment carries no time zone."""


class InvalidSuspensionError(CalendarError):
    """The suspension ends before it starts."""


class InvalidExtensionError(CalendarError):
    """The extension would not make the term longer."""


class ExtensionBeyondLimitError(InvalidExtensionError):
    """The extensions together are longer than the law allows."""


class LawFault(CalendarError):
    """A file of a country's law breaks its schema; the file, the entry and the field are named."""

    def __init__(self, file: str, entry: str, field: str, fault: str) -> None:
        super().__init__(": ".join(part for part in (file, entry, field, fault) if part))
        self.file = file
        self.entry = entry
        self.field = field
