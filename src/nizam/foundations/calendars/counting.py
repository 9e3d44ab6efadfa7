# SPDX-License-Identifier: EUPL-1.2
"""The counting itself: from a start, over days off and days on which the clock stands, to an end and its story."""

import calendar as month_table
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final
from zoneinfo import ZoneInfo

from nizam.foundations.calendars.terms import (
    HOUR_UNITS,
    WORKING_UNITS,
    Extension,
    Recount,
    SkippedCode,
    SkippedDay,
    Step,
    StepCode,
    Suspension,
    Term,
    TermUnit,
)
from nizam.foundations.calendars.working import WorkingCalendar

_SECOND: Final = timedelta(seconds=1)
_HOUR: Final = timedelta(hours=1)
_LAST_SECOND: Final = time(23, 59, 59)
_LAST_DAY: Final = date.max.toordinal()
_LATEST: Final = datetime.max.replace(tzinfo=UTC)
_WHOLE_DAY: Final = 86_400

# The order of the steps that belong to one day.
_REPLACED, _RESUMED, _PASSED, _STOPPED, _OPENED, _REMARKED, _COUNTED, _EXTENDED, _ROLL_PASSED, _ROLLED = range(10)

# Days are ordinals (``date.toordinal``) in here: they are compared, subtracted and added all the time.
Days = tuple[int, int | None]
Moments = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the count: the term itself, or an extension that runs on from its end or takes its place."""

    amount: int
    unit: TermUnit
    extension: Extension | None = None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What a part came to: of the days after ``after`` up to ``day``, ``counted`` count (or hours of them).

    Where the clock stands, ``day`` is the last one before it stopped and ``left`` is what is missing.
    """

    part: Part
    after: int
    day: int
    counted: int
    moment: datetime | None = None
    left: int | None = None


class Counting:
    """One count. ``parts`` follow one another; the first is counted by the start rule of ``term``."""

    def __init__(
        self,
        started: datetime,
        term: Term,
        parts: Sequence[Part],
        calendar: WorkingCalendar,
        zone: ZoneInfo,
        language: str | None,
        suspensions: Sequence[Suspension] = (),
    ) -> None:
        self.started = started.astimezone(UTC)
        self.term = term
        self.parts = parts
        self.calendar = calendar
        self.zone = zone
        self.language = language
        self.suspensions = sorted(suspensions, key=_in_order)
        self.event_day = self.day_zero = self._day_of(started)
        if term.start == "in-office-hours" and term.unit not in HOUR_UNITS:
            self.day_zero = calendar.day_in_hours(started.astimezone(zone)).toordinal()
        self.opening = self._opening()
        self.stops = _merged(self.suspensions)
        self.day_stops = [stop for stop in map(self._days_of, self.stops) if stop[0] != stop[1]]
        self.stretches: list[_Stretch] = []
        self.first: int | None = None
        self.skipped: list[SkippedDay] = []
        self.story: list[tuple[int, int, Step]] = []
        self.uncertain = False

    def end(self) -> tuple[int | None, datetime | None]:
        """Count all parts; give the last day, before it rolls, and the moment of a term in hours.

        The day is None where the clock stands.
        """
        after, moment = self.opening - 1, None
        for place, part in enumerate(self.parts):
            if part.unit in HOUR_UNITS:
                stretch = self._count_hours(part, after, moment, opens=not place)
            else:
                stretch = self._count_days(part, after, opens=not place)
            self.stretches.append(stretch)
            if stretch.left is not None:
                return None, None
            after, moment = stretch.day, stretch.moment
        return after, moment

    def result(self) -> Recount:
        """Count, and tell how it went."""
        end, moment = self.end()
        last = None if end is None else self._rolled(end)
        before = self.day_zero
        # Hours set by the event itself run on its own day, were that not a day off.
        if self.parts[0].unit in HOUR_UNITS & WORKING_UNITS and self.term.start != "next-working-day":
            before -= 1
        for stretch in self.stretches:
            self._tell_part(stretch, self._walk(before, stretch), last)
            before = stretch.day
        if end is not None and last != end:
            self._tell_rolling(end, last)
        due_at = moment
        if last is not None and moment is None:
            due_at = datetime.combine(_date(last), _LAST_SECOND, self.zone).astimezone(UTC)
        self._tell_suspensions(due_at)
        if self.first is not None:
            self._tell(self.first, _OPENED, Step("day-one", _date(self.first), _date(self.first)))
        self.story.sort(key=itemgetter(0, 1))
        return self._ended([*self._event(), *(told[2] for told in self.story)], last, due_at)

    def _event(self) -> list[Step]:
        came = _date(self.event_day)
        steps = [Step("event", came, came, detail=self.term.start)]
        if self.day_zero != self.event_day:
            reason = self.calendar.why(came, self.language)
            why = "closed" if reason.is_working else reason.code
            name = "" if reason.is_working else reason.name
            steps.append(Step("after-hours", came, _date(self.day_zero), detail=why, name=name))
        return steps

    def _ended(self, steps: list[Step], last: int | None, due_at: datetime | None) -> Recount:
        in_hours = self.parts[0].unit in HOUR_UNITS
        due_on = lapse = None
        left, left_unit = 0, self.stretches[-1].part.unit
        if last is not None:
            due_on = _date(last)
            steps.append(Step("due", due_on, due_on))
        else:
            left = self.stretches[-1].left or 0
            left_unit = "calendar-day" if left_unit == "month" else left_unit
            since = _date(self._standing_since())
            steps.append(Step("standing", since, None, left, left_unit))
            lapse = self._lapse()
            if lapse is not None:
                steps.append(Step("lapses", lapse[0], lapse[0]))
        return Recount(
            due_on=due_on,
            due_at=due_at,
            day_zero=_date(self.day_zero),
            counted=sum(s.counted for s in self.stretches if (s.part.unit in HOUR_UNITS) == in_hours),
            skipped=tuple(self.skipped),
            steps=tuple(steps),
            uncertain=self.uncertain,
            suspended=last is None,
            left=left,
            left_unit=left_unit if last is None else "",
            lapses_on=lapse and lapse[0],
            lapses_at=lapse and lapse[1],
        )

    # Where the count begins

    def _opening(self) -> int:
        """Give the first day that may count; hours set by the event itself may on the day of the event."""
        zero = _date(self.day_zero)
        if self.term.start == "next-working-day" or self.parts[0].unit == "working-day":
            return self.calendar.add_working_days(zero, 1).toordinal()
        if self.parts[0].unit == "hour":
            return self.day_zero
        if self.parts[0].unit in HOUR_UNITS:
            return self.calendar.roll_forward(zero).toordinal()
        return self.day_zero + 1

    # Days

    def _count_days(self, part: Part, after: int, *, opens: bool) -> _Stretch:
        working = part.unit == "working-day"
        amount = self._month_days(part.amount, after, opens=opens) if part.unit == "month" else part.amount
        position, left = after, amount
        for start, stop in self.day_stops:
            if stop is not None and stop <= position + 1:
                continue
            reached = self._jump(position, left, working=working)
            if reached < start:
                return _Stretch(part, after, reached, amount)
            before_stop = max(position, start - 1)
            left -= self._between(position, before_stop, working=working)
            if stop is None:
                return _Stretch(part, after, before_stop, amount - left, left=left)
            position = max(position, stop - 1)
        return _Stretch(part, after, self._jump(position, left, working=working), amount)

    def _month_days(self, months: int, after: int, *, opens: bool) -> int:
        """Give how many days the months have: from the event or the end before, or from the start of day one."""
        if opens and self.term.start == "next-working-day":
            target, exact = _add_months(_date(after + 1), months)
            return target.toordinal() - after - exact
        return _add_months(_date(after), months)[0].toordinal() - after

    def _jump(self, after: int, n: int, *, working: bool) -> int:
        if working:
            return self.calendar.add_working_days(_date(after), n).toordinal()
        return _date(after + n).toordinal()

    def _between(self, after: int, until: int, *, working: bool) -> int:
        return self.calendar.count_working_days(_date(after), _date(until)) if working else until - after

    def _rolled(self, end: int) -> int | None:
        """Give the day on which a term that ends on `end` may end; None if the clock stops on the way."""
        extension = self.parts[-1].extension
        rolls = self.term.roll_forward or (extension is not None and extension.term.roll_forward)
        if not rolls or self.parts[-1].unit in HOUR_UNITS:
            return end
        return self._next_running(end, working=True)

    def _next_running(self, day: int, *, working: bool) -> int | None:
        """Give `day`, or the next one on which the clock runs (and which is worked); None if it stops for good."""
        while True:
            stop = self._stop_on(day)
            if stop is not None:
                if stop[1] is None:
                    return None
                day = stop[1]
            elif working and not self.calendar.is_working_day(_date(day)):
                day += 1
            else:
                return day

    # Hours

    def _count_hours(self, part: Part, after: int, moment: datetime | None, *, opens: bool) -> _Stretch:
        if moment is not None:
            begin = moment
        elif opens and self.opening == self.day_zero:
            begin = self.started
        else:
            begin = self._midnight(after + 1)
        left = timedelta(hours=part.amount)
        for start, stop in self._running(self._windows(begin, part.unit)):
            if opens and self.first is None:
                self.first = self._day_of(start)
            if stop is None or stop - start >= left:
                end = start + left
                # A day's end belongs to the day that it closes.
                if part.unit == "hour-on-working-days" and end == self._midnight(self._day_of(end)):
                    end -= _SECOND
                return _Stretch(part, after, self._day_of(end), part.amount, end)
            left -= stop - start
        missing = -(-left // _HOUR)
        # The clock stands from within this day on, and what it counted of it is counted.
        return _Stretch(part, after, self._standing_since(), part.amount - missing, left=missing)

    def _windows(self, begin: datetime, unit: TermUnit) -> Iterator[Moments]:
        """Give the time that counts from `begin` on, up to where the clock stops for good."""
        if unit == "hour":
            yield begin, None
            return
        stops_at = next((start for start, stop in self.stops if stop is None), None)
        day = self.calendar.roll_forward(_date(self._day_of(begin)))
        while stops_at is None or self._midnight(day.toordinal()) < stops_at:
            for opens, closes in self.calendar.open_spans(day, office_hours=unit == "working-hour"):
                stop = self._at(day, closes)
                if begin < stop:
                    yield max(begin, self._at(day, opens)), stop
            day = self.calendar.add_working_days(day, 1)

    def _running(self, windows: Iterable[Moments]) -> Iterator[Moments]:
        """Take out of the windows the time in which the clock stands."""
        for start, stop in windows:
            opens: datetime | None = start
            for halt, again in self.stops:
                if opens is None or (stop is not None and halt >= stop):
                    break
                if again is not None and again <= opens:
                    continue
                if halt > opens:
                    yield opens, halt
                opens = again
            if opens is not None and (stop is None or opens < stop):
                yield opens, stop

    def _at(self, day: date, second: int) -> datetime:
        if second == _WHOLE_DAY:
            return self._midnight(day.toordinal() + 1)
        clock = time(second // 3600, second % 3600 // 60, second % 60)
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def _midnight(self, day: int) -> datetime:
        return datetime.combine(_date(day), time.min, self.zone).astimezone(UTC)

    # Days on which the clock stands

    def _day_of(self, moment: datetime) -> int:
        return moment.astimezone(self.zone).date().toordinal()

    def _days_of(self, stop: Moments) -> Days:
        return self._day_of(stop[0]), None if stop[1] is None else self._day_of(stop[1])

    def _stop_on(self, day: int) -> Days | None:
        for start, stop in self.day_stops:
            if start <= day and (stop is None or day < stop):
                return start, stop
        return None

    def _unit_on(self, day: int) -> TermUnit:
        return next((stretch for stretch in self.stretches if day <= stretch.day), self.stretches[-1]).part.unit

    def _standing_since(self) -> int:
        return self.day_stops[-1][0]

    def _lapse(self) -> tuple[date, datetime] | None:
        for row in self.suspensions:
            if row.end is None and row.answer_within is not None:
                own = row.answer_within
                lapse = Counting(
                    row.start, own, (Part(own.amount, own.unit),), self.calendar, self.zone, self.language
                ).result()
                assert lapse.due_on is not None
                assert lapse.due_at is not None
                return lapse.due_on, lapse.due_at
        return None

    # The story

    def _tell(self, day: int, rank: int, step: Step) -> None:
        self.story.append((day, rank, step))

    def _walk(self, before: int, stretch: _Stretch) -> int:
        """Tell the days after `before` that a part passed over or counted with a remark; give the last that counted."""
        unit = stretch.part.unit
        leaves_out = unit in WORKING_UNITS
        in_hours = unit in HOUR_UNITS
        passed: list[SkippedDay] = []
        last_counted = before
        for day in range(before + 1, stretch.day + 1):
            on = date.fromordinal(day)
            if self.day_stops and self._whole_stop(day, in_hours=in_hours):
                passed.append(SkippedDay(on, "suspended", ""))
                continue
            reason = self.calendar.why(on, self.language)
            if not reason.is_working and (leaves_out or day < self.opening):
                passed.append(SkippedDay(on, reason.code, reason.name, reason.estimated))
                continue
            if self.first is None and not in_hours:
                self.first = day
            if self.first is None or day < self.first:
                continue
            last_counted = day
            if leaves_out and reason.half_day:
                code: StepCode = "short-day" if in_hours else "half-day"
                self._tell(day, _REMARKED, Step(code, on, on, 1, reason.code, reason.name))
                self.uncertain |= not in_hours
            if leaves_out and reason.six_day:
                self._tell(day, _REMARKED, Step("six-day-week", on, on, 1))
                self.uncertain = True
        self._pass(passed, _PASSED)
        return last_counted

    def _whole_stop(self, day: int, *, in_hours: bool) -> bool:
        """Tell whether the clock stands on `day`: at its close, or for terms in hours all day long."""
        stop = self._stop_on(day)
        return stop is not None and (not in_hours or stop[0] < day)

    def _pass(self, days: Sequence[SkippedDay], rank: int) -> None:
        self.skipped += days
        self.uncertain |= any(day.estimated for day in days)
        for step in _runs(day for day in days if day.reason != "suspended"):
            self._tell(step.day.toordinal(), rank, step)

    def _tell_part(self, stretch: _Stretch, last_counted: int, last: int | None) -> None:
        part = stretch.part
        extension = part.extension
        if extension is not None:
            ends = None
            if stretch.left is None:
                ends = last if stretch is self.stretches[-1] else stretch.day
            whole = extension.whole
            self._tell(
                self.day_zero if whole else stretch.after,
                _REPLACED if whole else _EXTENDED,
                Step(
                    "replaced" if whole else "extended",
                    _date(self._day_of(extension.decided_at)),
                    None if ends is None else _date(ends),
                    part.amount,
                    extension.by,
                    extension.reason,
                    part.unit,
                    extension.note,
                ),
            )
        unit, count = part.unit, part.amount
        if stretch.left is not None:
            unit, count = "calendar-day" if unit == "month" else unit, stretch.counted
        if count:
            self._tell(last_counted, _COUNTED, Step("counted", _date(last_counted), _date(last_counted), count, unit))

    def _tell_rolling(self, end: int, last: int | None) -> None:
        passed = []
        for day in range(end, self._standing_since() if last is None else last):
            if self._stop_on(day) is not None:
                passed.append(SkippedDay(_date(day), "suspended", ""))
                continue
            reason = self.calendar.why(_date(day), self.language)
            passed.append(SkippedDay(_date(day), reason.code, reason.name, reason.estimated))
        self._pass(passed, _ROLL_PASSED)
        if last is not None:
            self._tell(last, _ROLLED, Step("rolled", _date(end), _date(last)))

    def _tell_suspensions(self, due_at: datetime | None) -> None:
        for row in self.suspensions:
            start, stop = self._days_of((row.start, row.end))
            if (due_at is not None and row.start >= due_at) or (stop is not None and stop < self.day_zero):
                continue
            self._tell(
                start,
                _STOPPED,
                Step(
                    "suspended",
                    _date(start),
                    None if stop is None else _date(stop),
                    0 if stop is None else stop - start,
                    row.by,
                    row.reason,
                    note=row.note,
                ),
            )
            if stop is None or self._stop_on(stop) is not None:
                continue
            again = self._next_running(stop, working=self._unit_on(stop) in WORKING_UNITS)
            if again is not None:
                self._tell(stop, _RESUMED if stop > start else _REMARKED, Step("resumed", _date(stop), _date(again)))


def _date(day: int) -> date:
    if day > _LAST_DAY:
        raise OverflowError(f"day {day} is beyond the last year")
    return date.fromordinal(day)


def _in_order(row: Suspension) -> tuple[datetime, datetime, str, str]:
    return row.start, row.end or _LATEST, row.reason, row.by


def _merged(rows: Iterable[Suspension]) -> list[Moments]:
    """Join suspensions that touch, in UTC; they come ordered by their start. What follows one without end is in it."""
    merged: list[Moments] = []
    for row in rows:
        start, stop = row.start.astimezone(UTC), row.end and row.end.astimezone(UTC)
        if merged:
            opened, closed = merged[-1]
            if closed is None:
                break
            if start <= closed:
                merged[-1] = (opened, None if stop is None else max(closed, stop))
                continue
        merged.append((start, stop))
    return merged


def _add_months(day: date, months: int) -> tuple[date, bool]:
    """Give the day of the same number ``months`` later, or the month's last, and whether the number exists there."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        raise OverflowError(f"{months} months after {day}")
    number = min(day.day, month_table.monthrange(year, month + 1)[1])
    return date(year, month + 1, number), number == day.day


def _runs(days: Iterable[SkippedDay]) -> Iterator[Step]:
    """Join neighbours that are left out for the same reason, so that a weekend is one line."""

    def run(item: tuple[int, SkippedDay]) -> tuple[int, SkippedCode, str, bool]:
        position, day = item
        return day.date.toordinal() - position, day.reason, day.name, day.estimated

    for _, members in groupby(enumerate(days), key=run):
        group = [day for _, day in members]
        head = group[0]
        yield Step("left-out", head.date, group[-1].date, len(group), head.reason, head.name, estimated=head.estimated)
