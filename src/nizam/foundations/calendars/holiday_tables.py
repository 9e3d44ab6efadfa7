# SPDX-License-Identifier: EUPL-1.2
"""The holiday tables of the countries, a year at a time, for the five-day and the six-day week.

The ``holidays`` package gives public holidays with their observed days, the days off that a government gave in
exchange, and the weekend days worked instead of them, all for staff of a five-day week. For a six-day week the table
is derived from it: Saturday is no weekly day of rest, so a holiday on a Saturday gives no observed day, and a day off
given for a Saturday, or for a day that is a working day there, is not given. What a decree said otherwise for six-day
staff stands in ``_SIX_DAY_DECREES``. Days that are worked for this reason alone are marked, for no decree was read.
"""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from nizam.foundations.calendars.errors import YearNotCoveredError

ENGLISH: Final = "en"
SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Country:
    """How one country stands in the ``holidays`` package."""

    language: str
    half_days: bool
    observes: bool
    first_year: int
    last_year: int


# The years are those of the package's tables. The Azerbaijani category "workday" (Memorial, Constitution, Restoration
# and Revival days) is left out of all of them: those days are celebrated and worked.
COUNTRY_TABLES: Final[Mapping[str, Country]] = MappingProxyType(
    {
        "AZ": Country(language="az", half_days=False, observes=True, first_year=1990, last_year=2100),
        "TR": Country(language="tr", half_days=True, observes=False, first_year=1936, last_year=2100),
        "UZ": Country(language="uz", half_days=False, observes=True, first_year=1992, last_year=2100),
    }
)
COUNTRIES: Final = tuple(COUNTRY_TABLES)
"""The country codes (ISO 3166-1) that have a calendar."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday: its name by language, and whether its date is not decreed yet."""

    names: Mapping[str, str]
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class YearTable:
    """One country's year: full holidays, half days, weekend days worked in exchange, and days in doubt."""

    off: Mapping[date, Holiday]
    half: Mapping[date, Holiday]
    worked_weekends: frozenset[date]
    six_day_worked: frozenset[date] = field(default_factory=frozenset)


# Press reports of the decree on the Feast of Sacrifice of 2025: one more day off for staff of a six-day week.
_SIX_DAY_DECREES: Final[Mapping[str, Mapping[date, Holiday]]] = MappingProxyType(
    {
        "UZ": {
            date(2025, 6, 7): Holiday({"uz": "Qoʻshimcha dam olish kuni", ENGLISH: "Additional day off by decree"}),
        }
    }
)
# The package says only in a name for which day a day off was given; the English form is the stable one.
_GIVEN_FOR: Final = re.compile(r"substituted from (\d\d/\d\d/\d{4})")

_tables_lock = threading.Lock()


def year_table(code: str, year: int, *, six_day: bool = False) -> YearTable:
    """Give the table of a year; it is made once in a process, whatever number of threads ask.

    Raises ``YearNotCoveredError``.
    """
    country = COUNTRY_TABLES[code]
    if not country.first_year <= year <= country.last_year:
        raise YearNotCoveredError(f"{code} has tables from {country.first_year} to {country.last_year}, not {year}")
    # The cache alone would let two threads build the same table at once.
    with _tables_lock:
        return _build_six_day(code, year) if six_day and country.observes else _build(code, year)


def _named(code: str, year: int, category: str) -> dict[date, Holiday]:
    # Imported where a year is built, once: its tables of every country would slow each start of the program.
    import holidays

    language = COUNTRY_TABLES[code].language
    own = holidays.country_holidays(code, years=year, categories=(category,), language=language)
    english = holidays.country_holidays(code, years=year, categories=(category,), language="en_US")
    return _joined(own, english, language)


def _joined(own: Any, english: Any, language: str) -> dict[date, Holiday]:
    return {
        day: Holiday(
            names={language: str(own[day]), ENGLISH: str(english[day])},
            # The package says so only in the name; the English wording is the stable one.
            estimated="estimated" in str(english[day]),
        )
        for day in own
    }


@cache
def _build(code: str, year: int) -> YearTable:
    import holidays

    # A weekend day may be worked for a day off in January of the next year, so both years' exchanges are read.
    exchanges = holidays.country_holidays(code, years=(year, year + 1), language=COUNTRY_TABLES[code].language)
    off = _named(code, year, "public")
    half = _named(code, year, "half_day") if COUNTRY_TABLES[code].half_days else {}
    return YearTable(
        off=off,
        half={day: holiday for day, holiday in half.items() if day not in off},
        worked_weekends=frozenset(day for day in exchanges.weekend_workdays if day.year == year),
    )


def _without_decrees(code: str, year: int, *, six_day: bool) -> dict[date, Holiday]:
    """Give the holidays of the law itself, with the observed days of the week asked for."""
    import holidays
    from holidays.observed_holiday_base import SAT_SUN_TO_NEXT_WORKDAY, SUN_TO_NEXT_WORKDAY

    def no_decrees(*_self: Any, **_mappings: Any) -> None:
        return None

    shipped: Any = type(holidays.country_holidays(code))
    weekend = {SUNDAY} if six_day else {5, SUNDAY}
    plain = type(code, (shipped,), {"_add_special_holidays": no_decrees, "weekend": weekend})
    rule = SUN_TO_NEXT_WORKDAY if six_day else SAT_SUN_TO_NEXT_WORKDAY
    language = COUNTRY_TABLES[code].language
    own = plain(years=year, language=language, observed_rule=rule)
    english = plain(years=year, language="en_US", observed_rule=rule)
    return _joined(own, english, language)


@cache
def _build_six_day(code: str, year: int) -> YearTable:
    five = _build(code, year)
    by_law_five = _without_decrees(code, year, six_day=False)
    off = _without_decrees(code, year, six_day=True)
    for day, holiday in five.off.items():
        if day in by_law_five:
            continue
        given_for = _GIVEN_FOR.search(holiday.names[ENGLISH])
        if given_for is None:
            off[day] = holiday
            continue
        # naive on purpose: a date is printed in the name, no moment
        instead = datetime.strptime(given_for[1], "%m/%d/%Y").date()  # noqa: DTZ007
        if instead.weekday() == SUNDAY or off.pop(instead, None) is not None:
            off[day] = holiday
    off.update({day: holiday for day, holiday in _SIX_DAY_DECREES.get(code, {}).items() if day.year == year})
    return YearTable(
        off=off,
        half=five.half,
        worked_weekends=frozenset(day for day in five.worked_weekends if day.weekday() == SUNDAY),
        six_day_worked=frozenset(day for day in five.off if day not in off),
    )
