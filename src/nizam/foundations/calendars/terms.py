# SPDX-License-Identifier: EUPL-1.2
"""What a term of law is, and what a count of it gives; the rules of counting.

Common to all: the day of the event (``day_zero``) is not counted, and days are those of the institution's time zone.

Day one
    ``same-day`` and ``arrival``: the clock is set by the event itself (registration, or the arrival at the body), and
    the first day that the unit counts after day zero is day one. Only the event's name differs between the two.
    ``in-office-hours``: as ``same-day``, and an event after the office has closed, or on a day on which it does not
    work, counts as one of the next working day (Uzbekistan, OʻRQ-445, art. 23, of the registration of appeals), so
    that ``day_zero`` is that day. Terms in hours run from the moment all the same.
    ``next-working-day``: the clock is set on the working day after the event (Azerbaijan, law on obtaining
    information, art. 24.5), and that day is itself day one. For working days this gives the same date as above; for
    calendar days, months and hours the days off after the event are left out.

Units
    ``working-day``: the amount of working days, day one included; a Turkish half day counts as one.
    ``calendar-day``: the amount of days, day one included, worked or not.
    ``month``: counted from an event, to the end of the day with day zero's number in the last month; counted from the
    start of day one, to the end of the day before that with day one's number. If the month has no such day: its last.
    ``hour``: elapsed hours from the moment of the event, or from midnight that opens day one, whatever the days are.
    ``hour-on-working-days``: elapsed hours of which those on days off do not count (same law, art. 24.3: weekends and
    holidays are left out of the 48 hours), nor those after 13:00 of a Turkish half day, nor those of a leave. An end
    at midnight is the end of the day that it closes.
    ``working-hour``: as before, and only the hours that the office is open.

Rolling
    With ``roll_forward`` a term in calendar days or months that ends on a day off ends with the next working day.
    Hours do not roll: they bind to the moment.

Suspension
    A day counts when the clock runs at its close: the day on which it stops does not count, the day on which it
    starts again does. So the end moves by the days between, a stop that ends on the day it began moves nothing, and
    a term stopped on its last day has that day left. In hours the time between the two moments does not count.
    A term does not end by rolling onto a day on which it stands.

Extension
    One that runs on is counted from the end of the count before it, in its own unit, and only its end rolls. One of
    the whole (Turkey, law 4982, art. 11: thirty working days in place of fifteen) is counted from the same start in
    place of the term.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

from nizam.foundations.calendars.errors import (
    InvalidMomentError,
    InvalidSuspensionError,
    InvalidTermError,
)
from nizam.foundations.calendars.working import DayCode

TermUnit = Literal["working-day", "calendar-day", "month", "hour", "hour-on-working-days", "working-hour"]
StartRule = Literal["same-day", "in-office-hours", "next-working-day", "arrival"]
StepCode = Literal[
    "event",
    "after-hours",
    "replaced",
    "day-one",
    "left-out",
    "half-day",
    "short-day",
    "six-day-week",
    "suspended",
    "resumed",
    "counted",
    "extended",
    "rolled",
    "due",
    "standing",
    "lapses",
]
SkippedCode = DayCode | Literal["suspended"]

HOUR_UNITS: Final = frozenset({"hour", "hour-on-working-days", "working-hour"})
WORKING_UNITS: Final = frozenset({"working-day", "hour-on-working-days", "working-hour"})

FEE: Final = "fee"
"""The clock stands until a fee is paid."""
CLARIFICATION: Final = "clarification"
"""The clock stands until the applicant has supplied what is missing."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term as the law states it. Raises ``InvalidTermError`` when it contradicts itself."""

    amount: int
    unit: TermUnit
    start: StartRule = "same-day"
    roll_forward: bool = False

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise InvalidTermError(f"a term has an amount of one or more, not {self.amount}")
        if self.unit not in get_args(TermUnit):
            raise InvalidTermError(f"no unit of terms is called {self.unit!r}")
        if self.start not in get_args(StartRule):
            raise InvalidTermError(f"no start rule is called {self.start!r}")
        if self.roll_forward and self.unit in HOUR_UNITS:
            raise InvalidTermError("hours do not roll forward; hour-on-working-days leaves days off out of the count")


@dataclass(frozen=True, slots=True)
class Suspension:
    """The clock stands from ``start`` to ``end``, or until further notice without an ``end``.

    ``reason`` is a code (``FEE``, ``CLARIFICATION``) or words; ``by`` is who decided, ``note`` what else there is to
    say. ``answer_within`` is the term that the other side has, counted from ``start``: while the clock stands the
    matter lapses at its end (Turkey, law 4982: a fee not paid within 15 working days of its notice withdraws the
    request). Raises ``InvalidMomentError`` and ``InvalidSuspensionError``.
    """

    start: datetime
    end: datetime | None = None
    reason: str = ""
    by: str = ""
    note: str = ""
    answer_within: Term | None = None

    def __post_init__(self) -> None:
        require_zone(self.start)
        if self.end is not None:
            require_zone(self.end)
            if self.end < self.start:
                raise InvalidSuspensionError(f"suspended at {self.start.isoformat()}, until {self.end.isoformat()}")


@dataclass(frozen=True, slots=True)
class Extension:
    """The term is made longer by ``term`` (of which the amount and the unit are read), decided at ``decided_at``.

    ``limit`` is the longest that the law allows; extensions in a row with the same limit share it. ``whole`` counts
    ``term`` in place of the term from its start, and ``limit`` then bounds that whole. ``reason`` is words, ``by`` who
    decided, ``note`` what else there is to say. Raises ``InvalidMomentError`` and ``InvalidExtensionError``.
    """

    decided_at: datetime
    term: Term
    limit: Term | None = None
    whole: bool = False
    reason: str = ""
    by: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        require_zone(self.decided_at)


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that the term passes over: not counted, or counted but not allowed to be the last."""

    date: date
    reason: SkippedCode
    name: str
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation, in the order in which it is told.

    ``event``: the day of the event, ``detail`` is the start rule. ``after-hours``: what came on ``day`` counts as of
    ``until``, ``detail`` is ``closed`` after the office's hours, else the code of the day off, ``name`` the holiday.
    ``replaced``: on ``day`` the term was given another length,
    ``count`` of ``unit`` from the start, and ends on ``until``. ``day-one``: the first day. ``left-out``: a run of
    days passed over for one reason, from ``day`` to ``until``, ``count`` of them, ``detail`` is the day code, ``name``
    the holiday. ``half-day``: a day worked in part counted as a whole one. ``short-day``: a day of which only a part
    counted, in hours. ``six-day-week``: a day off of five-day staff that was counted. ``suspended``: the clock stood
    from ``day`` to ``until`` (None while it stands), ``count`` days. ``resumed``: from ``day``, the first day that
    counted again is ``until``. ``counted``: the count ended on ``day``, ``count`` is in ``detail``, the unit.
    ``extended``: on ``day`` by ``count`` of ``unit``, to ``until``. ``rolled``: from the end of the count to the next
    working day. ``due``: the last day. ``standing``: ``count`` of ``detail``, the unit, are left when the clock runs
    again. ``lapses``: the matter lapses after ``day``.

    In ``replaced``, ``suspended`` and ``extended`` the ``name`` is the reason, ``detail`` who decided, ``note`` what
    they added. ``estimated``: the holiday is not decreed yet.
    """

    code: StepCode
    day: date
    until: date | None
    count: int = 0
    detail: str = ""
    name: str = ""
    unit: TermUnit | Literal[""] = ""
    note: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """When a term ends, and how that came about.

    ``due_on`` is the last day in the institution's zone; ``due_at`` its last second (23:59:59) in UTC, or the exact
    moment for terms in hours. ``counted`` is in days for terms in days and months, in hours for those in hours.
    ``uncertain`` is set when a half day was counted as a whole one, a holiday not yet decreed was passed over, or a
    day was counted for a six-day week by the general rule alone.
    """

    due_on: date
    due_at: datetime
    day_zero: date
    counted: int
    skipped: tuple[SkippedDay, ...]
    steps: tuple[Step, ...]
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Recount:
    """What a count with suspensions and extensions gives.

    While the clock stands ``suspended`` is true, ``due_on`` and ``due_at`` are None, ``left`` is what remains to be
    counted when it runs again, in ``left_unit`` (days for months, hours rounded up), and ``lapses_on``, ``lapses_at``
    tell when the matter lapses, where the suspension has a term for that. Else these are false, 0, empty and None,
    and the rest reads as in ``Due``. ``counted`` adds up what was counted in the kind (days or hours) of the term
    itself. Days that were passed over because the clock stood are in ``skipped`` with the reason ``suspended``.
    """

    due_on: date | None
    due_at: datetime | None
    day_zero: date
    counted: int
    skipped: tuple[SkippedDay, ...]
    steps: tuple[Step, ...]
    uncertain: bool
    suspended: bool = False
    left: int = 0
    left_unit: TermUnit | Literal[""] = ""
    lapses_on: date | None = None
    lapses_at: datetime | None = None


def require_zone(moment: datetime) -> None:
    """Raise ``InvalidMomentError`` for a naive moment."""
    if moment.utcoffset() is None:
        raise InvalidMomentError(f"{moment.isoformat()} carries no time zone")
