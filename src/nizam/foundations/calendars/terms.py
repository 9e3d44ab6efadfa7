# SPDX-License-Identifier: EUPL-1.2
"""How a term of law is counted, with the arithmetic told step by step.

Common to all: the day of the event (``day_zero``) is not counted, and days are those of the institution's time zone.

Day one
    ``same-day`` and ``arrival``: the clock is set by the event itself (registration, or the arrival at the body), and
    the first day that the unit counts after day zero is day one. Only the event's name differs between the two.
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
    holidays are left out of the 48 hours). An end at midnight is the end of the day that it closes.

Rolling
    With ``roll_forward`` a term in calendar days or months that ends on a day off ends with the next working day.
    Hours do not roll: they bind to the moment.
"""

import calendar as month_table
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from nizam.foundations.calendars.errors import InvalidMomentError, InvalidTermError, YearNotCoveredError
from nizam.foundations.calendars.working import DayCode, WorkingCalendar

TermUnit = Literal["working-day", "calendar-day", "month", "hour", "hour-on-working-days"]
StartRule = Literal["same-day", "next-working-day", "arrival"]
StepCode = Literal["event", "day-one", "left-out", "half-day", "counted", "rolled", "due"]

_DAY: Final = timedelta(days=1)
_LAST_SECOND: Final = time(23, 59, 59)
_HOURS: Final = ("hour", "hour-on-working-days")


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
        if self.roll_forward and self.unit in _HOURS:
            raise InvalidTermError("hours do not roll forward; hour-on-working-days leaves days off out of the count")


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that the term passes over: not counted, or counted but not allowed to be the last."""

    date: date
    reason: DayCode
    name: str
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation, in the order in which it is told.

    ``event``: day zero, ``detail`` is the start rule. ``day-one``: the first day. ``left-out``: a run of days passed
    over for one reason, from ``day`` to ``until``, ``count`` of them, ``detail`` is the day code, ``name`` the
    holiday. ``half-day``: a half day counted as a whole one. ``counted``: the count ended on ``day``, ``count`` is in
    ``detail``, the unit. ``rolled``: from the end of the count to the next working day. ``due``: the last day.
    """

    code: StepCode
    day: date
    until: date
    count: int = 0
    detail: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """When a term ends, and how that came about.

    ``due_on`` is the last day in the institution's zone; ``due_at`` its last second (23:59:59) in UTC, or the exact
    moment for terms in hours. ``counted`` is in days for terms in days and months, in hours for those in hours.
    ``uncertain`` is set when a half day was counted as a whole one or a holiday not yet decreed was passed over.
    """

    due_on: date
    due_at: datetime
    day_zero: date
    counted: int
    skipped: tuple[SkippedDay, ...]
    steps: tuple[Step, ...]
    uncertain: bool


def due(
    started: datetime, term: Term, calendar: WorkingCalendar, zone: ZoneInfo, *, language: str | None = None
) -> Due:
    """Count ``term`` from the moment ``started`` (aware, any zone) on ``calendar`` in ``zone``.

    The rules are those of this module's docstring. ``language`` is that of holidays' names, as in
    ``WorkingCalendar.why``. Raises ``InvalidMomentError`` for a naive moment, ``YearNotCoveredError`` when the count
    leaves the years that have holiday tables.
    """
    if started.tzinfo is None or started.utcoffset() is None:
        raise InvalidMomentError(f"{started.isoformat()} carries no time zone")
    try:
        return _Count(started, term, calendar, zone, language).result()
    except OverflowError as error:
        raise YearNotCoveredError(
            f"{term.amount} × {term.unit} from {started.isoformat()} leaves all tables"
        ) from error


class _Count:
    """One count: the days that it crosses are looked up once and told as they are met."""

    def __init__(
        self, started: datetime, term: Term, calendar: WorkingCalendar, zone: ZoneInfo, language: str | None
    ) -> None:
        self.started = started.astimezone(UTC)
        self.term = term
        self.calendar = calendar
        self.zone = zone
        self.language = language
        self.day_zero = started.astimezone(zone).date()

    def result(self) -> Due:
        term = self.term
        first = self.day_one()
        moment: datetime | None = None
        if term.unit == "working-day":
            end = self.calendar.add_working_days(first, term.amount - 1)
        elif term.unit == "calendar-day":
            end = first + (term.amount - 1) * _DAY
        elif term.unit == "month":
            end = self.month_end(first)
        else:
            moment = self.hour_end(first)
            end = moment.astimezone(self.zone).date()
        last = self.calendar.roll_forward(end) if term.roll_forward else end
        # Hours set by the event itself would run on its own day, were that not a day off.
        day_zero_counts = term.unit == "hour-on-working-days" and term.start != "next-working-day"
        before = tuple(self.passed(self.day_zero if day_zero_counts else self.day_zero + _DAY, first))
        during = tuple(self.passed(first, end + _DAY)) if self.counts_working_days() else ()
        rolled = tuple(self.passed(end, last))
        skipped = (*before, *during, *rolled)
        half_days = tuple(self.half_days(first, end)) if self.counts_working_days() else ()
        if moment is not None:
            counted = term.amount
        else:
            counted = (end - first).days + 1 - len(during)
        return Due(
            due_on=last,
            due_at=moment or datetime.combine(last, _LAST_SECOND, self.zone).astimezone(UTC),
            day_zero=self.day_zero,
            counted=counted,
            skipped=skipped,
            steps=(
                Step("event", self.day_zero, self.day_zero, detail=term.start),
                *_runs(before),
                Step("day-one", first, first),
                *_runs(during),
                *half_days,
                Step("counted", end, end, term.amount, term.unit),
                *_runs(rolled),
                *((Step("rolled", end, last),) if last != end else ()),
                Step("due", last, last),
            ),
            uncertain=bool(half_days) or any(day.estimated for day in skipped),
        )

    def counts_working_days(self) -> bool:
        return self.term.unit in ("working-day", "hour-on-working-days")

    def day_one(self) -> date:
        """Give the first day that counts; hours set by the event itself may count on the day of the event."""
        if self.term.start == "next-working-day" or self.term.unit == "working-day":
            return self.calendar.add_working_days(self.day_zero, 1)
        if self.term.unit == "hour":
            return self.day_zero
        if self.term.unit == "hour-on-working-days":
            return self.calendar.roll_forward(self.day_zero)
        return self.day_zero + _DAY

    def month_end(self, first: date) -> date:
        if self.term.start == "next-working-day":
            target, exact = _add_months(first, self.term.amount)
            return target - _DAY if exact else target
        return _add_months(self.day_zero, self.term.amount)[0]

    def hour_end(self, first: date) -> datetime:
        begin = self.started if first == self.day_zero else self.midnight(first)
        left = timedelta(hours=self.term.amount)
        if self.term.unit == "hour":
            return begin + left
        day = first
        while (closing := self.midnight(day + _DAY)) - begin < left:
            left -= closing - begin
            day = self.calendar.add_working_days(day, 1)
            begin = self.midnight(day)
        return min(begin + left, closing - timedelta(seconds=1))

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)

    def passed(self, start: date, stop: date) -> Iterator[SkippedDay]:
        """Give the days off from ``start`` up to, not including, ``stop``."""
        for day in _days(start, stop):
            reason = self.calendar.why(day, self.language)
            if not reason.is_working:
                yield SkippedDay(day, reason.code, reason.name, reason.estimated)

    def half_days(self, first: date, end: date) -> Iterator[Step]:
        for day in _days(first, end + _DAY):
            reason = self.calendar.why(day, self.language)
            if reason.half_day:
                yield Step("half-day", day, day, 1, reason.code, reason.name)


def _days(start: date, stop: date) -> Iterator[date]:
    while start < stop:
        yield start
        start += _DAY


def _add_months(day: date, months: int) -> tuple[date, bool]:
    """Give the day of the same number ``months`` later, or the month's last, and whether the number exists there."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        raise OverflowError(f"{months} months after {day}")
    number = min(day.day, month_table.monthrange(year, month + 1)[1])
    return date(year, month + 1, number), number == day.day


def _runs(days: Iterable[SkippedDay]) -> Iterator[Step]:
    """Join neighbours that are left out for the same reason, so that a weekend is one line."""

    def run(item: tuple[int, SkippedDay]) -> tuple[int, DayCode, str]:
        position, day = item
        return day.date.toordinal() - position, day.reason, day.name

    for _, members in groupby(enumerate(days), key=run):
        group = [day for _, day in members]
        head = group[0]
        yield Step("left-out", head.date, group[-1].date, len(group), head.reason, head.name)
