# SPDX-License-Identifier: EUPL-1.2
"""Which days are worked, and why.

The holiday tables come from the ``holidays`` package: public holidays with their observed days, the days off that a
government gave in exchange, and the weekend days worked instead of them. Two of its limits matter here. It knows one
five-day week only, so for a six-day week the observed and exchanged days are those of five-day staff. And it knows no
administrative leave (Turkey's idari izin). An institution states both kinds of day in ``overrides``.
"""

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from nizam.foundations.calendars.errors import InvalidWeekendError, UnknownCountryError, YearNotCoveredError

DayCode = Literal["working", "weekend", "holiday", "override-off", "override-on", "swapped-working"]

_ENGLISH: Final = "en"
_DAY: Final = timedelta(days=1)
_NO_OVERRIDES: Final[Mapping[date, bool]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Country:
    """How one country stands in the ``holidays`` package."""

    language: str
    half_days: bool
    first_year: int
    last_year: int


# The years are those of the package's tables. The Azerbaijani category "workday" (Memorial, Constitution, Restoration
# and Revival days) is left out of all of them: those days are celebrated and worked.
_COUNTRIES: Final[Mapping[str, _Country]] = MappingProxyType(
    {
        "AZ": _Country(language="az", half_days=False, first_year=1990, last_year=2100),
        "TR": _Country(language="tr", half_days=True, first_year=1936, last_year=2100),
        "UZ": _Country(language="uz", half_days=False, first_year=1992, last_year=2100),
    }
)
COUNTRIES: Final = tuple(_COUNTRIES)
"""The country codes (ISO 3166-1) that have a calendar."""


@dataclass(frozen=True, slots=True)
class DayReason:
    """Why a day is worked or not.

    ``name`` is the holiday's name, empty where there is none (weekend, ordinary day, an institution's own day).
    ``estimated`` marks a holiday that follows the moon and is not yet decreed: it may move by a day.
    ``half_day`` marks a day worked until 13:00 only (Turkey: the eves of both Eids and 28 October).
    """

    code: DayCode
    name: str = ""
    estimated: bool = False
    half_day: bool = False

    @property
    def is_working(self) -> bool:
        """Whether the reason makes the day a working one; a half day is one."""
        return self.code in ("working", "override-on", "swapped-working")


@dataclass(frozen=True, slots=True)
class _Holiday:
    names: Mapping[str, str]
    estimated: bool


@dataclass(frozen=True, slots=True)
class _Year:
    """One country's year: full holidays, half days, and weekend days worked in exchange."""

    off: Mapping[date, _Holiday]
    half: Mapping[date, _Holiday]
    worked_weekends: frozenset[date]


_tables_lock = threading.Lock()


def _named(code: str, year: int, category: str) -> dict[date, _Holiday]:
    # Imported where a year is built, once: its tables of every country would slow each start of the program.
    import holidays

    language = _COUNTRIES[code].language
    own = holidays.country_holidays(code, years=year, categories=(category,), language=language)
    english = holidays.country_holidays(code, years=year, categories=(category,), language="en_US")
    return {
        day: _Holiday(
            names={language: str(own[day]), _ENGLISH: str(english[day])},
            # The package says so only in the name; the English wording is the stable one.
            estimated="estimated" in str(english[day]),
        )
        for day in own
    }


@cache
def _build(code: str, year: int) -> _Year:
    import holidays

    # A weekend day may be worked for a day off in January of the next year, so both years' exchanges are read.
    exchanges = holidays.country_holidays(code, years=(year, year + 1), language=_COUNTRIES[code].language)
    off = _named(code, year, "public")
    half = _named(code, year, "half_day") if _COUNTRIES[code].half_days else {}
    return _Year(
        off=off,
        half={day: holiday for day, holiday in half.items() if day not in off},
        worked_weekends=frozenset(day for day in exchanges.weekend_workdays if day.year == year),
    )


def _table(code: str, year: int) -> _Year:
    """Give the table of a year; it is made once in a process, whatever number of threads ask."""
    country = _COUNTRIES[code]
    if not country.first_year <= year <= country.last_year:
        raise YearNotCoveredError(f"{code} has tables from {country.first_year} to {country.last_year}, not {year}")
    # The cache alone would let two threads build the same table at once.
    with _tables_lock:
        return _build(code, year)


class WorkingCalendar:
    """The working days of one institution.

    ``country`` is an ISO 3166-1 code of ``COUNTRIES``. ``overrides`` are the institution's own days: ``False`` a day
    off (administrative leave), ``True`` an extra working day; they outrank everything else. ``weekend`` are the weekly
    days off, Monday = 0; a six-day week has ``(6,)``. Making a calendar is cheap: the holiday tables are shared.

    Raises ``UnknownCountryError`` and ``InvalidWeekendError``.
    """

    def __init__(
        self,
        country: str,
        *,
        overrides: Mapping[date, bool] = _NO_OVERRIDES,
        weekend: Collection[int] = (5, 6),
    ) -> None:
        if country not in _COUNTRIES:
            raise UnknownCountryError(f"no calendar for {country!r}; there are {', '.join(COUNTRIES)}")
        if not set(weekend) < set(range(7)):
            raise InvalidWeekendError(f"weekdays 0..6, and not all of them, make a weekend: {sorted(weekend)}")
        self.country = country
        self.overrides: Mapping[date, bool] = MappingProxyType(dict(overrides))
        self.weekend = frozenset(weekend)

    def __repr__(self) -> str:
        return f"WorkingCalendar({self.country!r}, weekend={sorted(self.weekend)}, overrides={len(self.overrides)})"

    def why(self, day: date, language: str | None = None) -> DayReason:
        """Tell why ``day`` is worked or not.

        ``language`` (``az``, ``uz``, ``tr``, ``en``, also with a region or script: ``uz-Cyrl``) is that of the name.
        A holiday has its official name and an English one: any other language gives the official name.
        Raises ``YearNotCoveredError``.
        """
        if day in self.overrides:
            return DayReason("override-on" if self.overrides[day] else "override-off")
        year = _table(self.country, day.year)
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
        return DayReason("working")

    def is_working_day(self, day: date) -> bool:
        """Tell whether ``day`` is worked; exchanged weekend days and half days are. Raises ``YearNotCoveredError``."""
        return self.why(day).is_working

    def add_working_days(self, start: date, n: int) -> date:
        """Give the ``n``-th working day after ``start``, or before it for a negative ``n``.

        ``start`` itself is not counted, whether it is worked or not; zero gives ``start`` back.
        Raises ``YearNotCoveredError`` when the count leaves the years that have tables.
        """
        day = start
        for _ in range(abs(n)):
            day = self._next(day, _DAY if n > 0 else -_DAY)
        return day

    def roll_forward(self, day: date) -> date:
        """Give ``day`` itself if it is worked, else the next working day. Raises ``YearNotCoveredError``."""
        return day if self.is_working_day(day) else self._next(day, _DAY)

    def _next(self, day: date, step: timedelta) -> date:
        day += step
        while not self.is_working_day(day):
            day += step
        return day

    def _name(self, holiday: _Holiday, language: str | None) -> str:
        official = holiday.names[_COUNTRIES[self.country].language]
        if language is None:
            return official
        return holiday.names.get(language.replace("_", "-").partition("-")[0].lower(), official)
