# SPDX-License-Identifier: EUPL-1.2
"""Which days are worked, from when to when, and why.

Two things no holiday table knows are stated by the institution: the leaves that a government or a head grants to all
(Turkey's idari izin), whole days or parts, in ``leaves``, and the institution's own days in ``overrides``.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, Literal

from nizam.foundations.calendars.errors import InvalidWeekendError, UnknownCountryError
from nizam.foundations.calendars.holiday_tables import (
    COUNTRIES,
    COUNTRY_TABLES,
    SUNDAY,
    Holiday,
    year_table,
)
from nizam.foundations.calendars.hours import (
    DEFAULT_HOURS,
    HALF_DAY_ENDS,
    WHOLE_DAY,
    Leave,
    OfficeHours,
    Span,
    seconds,
    without,
)

DayCode = Literal["working", "weekend", "holiday", "override-off", "override-on", "swapped-working", "leave"]

_NO_OVERRIDES: Final[Mapping[date, bool]] = MappingProxyType({})
_WEEKENDS: Final[Mapping[int, frozenset[int]]] = MappingProxyType({5: frozenset({5, SUNDAY}), 6: frozenset({SUNDAY})})
_WORKED: Final = frozenset({"working", "override-on", "swapped-working"})


@dataclass(frozen=True, slots=True)
class DayReason:
    """Why a day is worked or not.

    ``name`` is the name of the holiday or the leave, empty where there is none (weekend, ordinary day, an
    institution's own day). ``estimated`` marks a holiday that follows the moon and is not yet decreed: it may move by
    a day. ``half_day`` marks a day worked in part: a Turkish half day (the eves of both Eids and 28 October) ends at
    13:00, a leave takes the hours that it states. ``six_day`` marks a day off of five-day staff that six-day staff
    work by the general rule, no decree for them having been read.
    """

    code: DayCode
    name: str = ""
    estimated: bool = False
    half_day: bool = False
    six_day: bool = False

    @property
    def is_working(self) -> bool:
        """Whether the reason makes the day a working one; a half day is one."""
        return self.code in _WORKED


class WorkingCalendar:
    """The working days of one institution.

    ``country`` is an ISO 3166-1 code of ``COUNTRIES``. ``week`` is the days of its week, 5 or 6; ``weekend`` states
    other weekly days off, Monday = 0, and a weekend of Sunday alone is a six-day week. ``overrides`` are the
    institution's own days: ``False`` a day off, ``True`` an extra working day; they outrank everything else.
    ``leaves`` are granted by decision: a whole one makes the day one off; one of some hours leaves it a working day
    in terms of days unless no office hour is left of it, and takes its hours from terms in hours. ``hours`` are the
    office hours. Making a calendar is cheap: the holiday tables are shared, and a year is laid out when first asked.

    Raises ``UnknownCountryError`` and ``InvalidWeekendError``.
    """

    def __init__(
        self,
        country: str,
        *,
        overrides: Mapping[date, bool] = _NO_OVERRIDES,
        weekend: Collection[int] | None = None,
        week: int = 5,
        leaves: Collection[Leave] = (),
        hours: OfficeHours = DEFAULT_HOURS,
    ) -> None:
        if country not in COUNTRY_TABLES:
            raise UnknownCountryError(f"no calendar for {country!r}; there are {', '.join(COUNTRIES)}")
        if week not in _WEEKENDS:
            raise InvalidWeekendError(f"a week has 5 or 6 working days, not {week}")
        if weekend is not None and not set(weekend) < set(range(7)):
            raise InvalidWeekendError(f"weekdays 0..6, and not all of them, make a weekend: {sorted(weekend)}")
        self.country = country
        self.overrides: Mapping[date, bool] = MappingProxyType(dict(overrides))
        self.weekend = _WEEKENDS[week] if weekend is None else frozenset(weekend)
        self.leaves = tuple(sorted(leaves, key=lambda leave: (leave.day, leave.span)))
        self.hours = hours
        self._six_day = self.weekend == _WEEKENDS[6]
        self._leaves: dict[date, list[Leave]] = {}
        for leave in self.leaves:
            self._leaves.setdefault(leave.day, []).append(leave)
        self._reasons: dict[tuple[date, str | None], DayReason] = {}
        self._years: dict[int, list[int]] = {}

    def __repr__(self) -> str:
        return f"WorkingCalendar({self.country!r}, weekend={sorted(self.weekend)}, overrides={len(self.overrides)})"

    def why(self, day: date, language: str | None = None) -> DayReason:
        """Tell why ``day`` is worked or not.

        ``language`` (``az``, ``uz``, ``tr``, ``en``, also with a region or script: ``uz-Cyrl``) is that of the name.
        A holiday has its official name and an English one: any other language gives the official name.
        Raises ``YearNotCoveredError``.
        """
        found = self._reasons.get((day, language))
        if found is None:
            found = self._reasons[day, language] = self._why(day, language)
        return found

    def _why(self, day: date, language: str | None) -> DayReason:
        leaves = self._leaves.get(day, ())
        if day in self.overrides:
            own = DayReason("override-on" if self.overrides[day] else "override-off")
            return self._in_part(day, own, leaves) if own.is_working else own
        whole = next((leave for leave in leaves if leave.span == WHOLE_DAY[0]), None)
        if whole is not None:
            return DayReason("leave", whole.name)
        reason = self._by_table(day, language)
        return self._in_part(day, reason, leaves) if reason.is_working else reason

    def _by_table(self, day: date, language: str | None) -> DayReason:
        year = year_table(self.country, day.year, six_day=self._six_day)
        weekend = day.weekday() in self.weekend
        if weekend and day in year.worked_weekends:
            return DayReason("swapped-working")
        holiday = year.off.get(day)
        if holiday is not None:
            return DayReason("holiday", self._name(holiday, language), holiday.estimated)
        if weekend:
            return DayReason("weekend")
        half = year.half.get(day)
        if half is not None:
            return DayReason("working", self._name(half, language), half.estimated, half_day=True)
        return DayReason("working", six_day=day in year.six_day_worked)

    def _in_part(self, day: date, reason: DayReason, leaves: Collection[Leave]) -> DayReason:
        """Take the leaves' hours from a worked day; with no office hour left it is a day off."""
        parts = [leave for leave in leaves if leave.span != WHOLE_DAY[0]]
        if not parts:
            return reason
        name = "; ".join(part for part in (reason.name, *(leave.name for leave in parts)) if part)
        if not self._cut(self.hours.spans(day), parts, half_day=reason.half_day):
            return DayReason("leave", name)
        return DayReason(reason.code, name, reason.estimated, half_day=True, six_day=reason.six_day)

    def _cut(self, spans: tuple[Span, ...], leaves: Collection[Leave], *, half_day: bool) -> tuple[Span, ...]:
        if half_day:
            spans = without(spans, (seconds(HALF_DAY_ENDS), WHOLE_DAY[0][1]))
        for leave in leaves:
            spans = without(spans, leave.span)
        return spans

    def open_spans(self, day: date, *, office_hours: bool) -> tuple[Span, ...]:
        """Give the time of ``day`` that terms in hours count, as seconds of the day; none on a day off.

        With ``office_hours`` the time that the office is open, else the whole day; in both without the afternoon of a
        Turkish half day and without leaves. Raises ``YearNotCoveredError``.
        """
        reason = self.why(day)
        if not reason.is_working:
            return ()
        spans = self.hours.spans(day) if office_hours else WHOLE_DAY
        if not reason.half_day:
            return spans
        parts = [leave for leave in self._leaves.get(day, ()) if leave.span != WHOLE_DAY[0]]
        return self._cut(spans, parts, half_day=day not in self.overrides and self._by_table(day, None).half_day)

    def day_in_hours(self, moment: datetime) -> date:
        """Give the day of which a thing counts that came at ``moment``, in the zone of the office.

        That is its own day until the office closes, else the next working day; a day off is closed. What comes before
        the office opens, or in its break, comes on that day. Raises ``YearNotCoveredError``.
        """
        day = moment.date()
        spans = self.open_spans(day, office_hours=True)
        if spans and seconds(moment.time()) <= spans[-1][1]:
            return day
        return self.add_working_days(day, 1)

    def is_working_day(self, day: date) -> bool:
        """Tell whether ``day`` is worked; exchanged weekend days and half days are. Raises ``YearNotCoveredError``."""
        return self.why(day).is_working

    def add_working_days(self, start: date, n: int) -> date:
        """Give the ``n``-th working day after ``start``, or before it for a negative ``n``.

        ``start`` itself is not counted, whether it is worked or not; zero gives ``start`` back.
        Raises ``YearNotCoveredError`` when the count leaves the years that have tables.
        """
        if not n:
            return start
        year = start.year
        days = self._worked(year)
        if n > 0:
            place = bisect_right(days, start.toordinal()) + n - 1
            while place >= len(days):
                place -= len(days)
                year += 1
                days = self._worked(year)
        else:
            place = bisect_left(days, start.toordinal()) + n
            while place < 0:
                year -= 1
                days = self._worked(year)
                place += len(days)
        return date.fromordinal(days[place])

    def count_working_days(self, after: date, until: date) -> int:
        """Count the working days after ``after`` up to and with ``until``. Raises ``YearNotCoveredError``."""
        if until <= after:
            return 0
        counted = -bisect_right(self._worked(after.year), after.toordinal())
        counted += sum(len(self._worked(year)) for year in range(after.year, until.year))
        return counted + bisect_right(self._worked(until.year), until.toordinal())

    def roll_forward(self, day: date) -> date:
        """Give ``day`` itself if it is worked, else the next working day. Raises ``YearNotCoveredError``."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def _worked(self, year: int) -> list[int]:
        """Give the worked days of a year, as ordinals, in order."""
        days = self._years.get(year)
        if days is None:
            # Asked first: `date` knows no year beyond 9999, and no table goes so far.
            year_table(self.country, year, six_day=self._six_day)
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            days = [n for n in range(first, last + 1) if self.is_working_day(date.fromordinal(n))]
            self._years[year] = days
        return days

    def _name(self, holiday: Holiday, language: str | None) -> str:
        official = holiday.names[COUNTRY_TABLES[self.country].language]
        if language is None:
            return official
        return holiday.names.get(language.replace("_", "-").partition("-")[0].lower(), official)
