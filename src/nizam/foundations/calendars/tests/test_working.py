# SPDX-License-Identifier: EUPL-1.2
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from nizam.foundations.calendars import (
    COUNTRIES,
    CalendarError,
    DayReason,
    InvalidWeekendError,
    UnknownCountryError,
    WorkingCalendar,
    YearNotCoveredError,
)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_azerbaijan_rests_from_20_to_30_march_2026() -> None:
    calendar = WorkingCalendar("AZ")
    off = [day for day in days_between(date(2026, 3, 16), date(2026, 4, 3)) if not calendar.is_working_day(day)]
    assert off == days_between(date(2026, 3, 20), date(2026, 3, 30))


def test_azerbaijan_rested_on_27_and_28_march_2025_for_10_march_and_1_april() -> None:
    calendar = WorkingCalendar("AZ")
    assert not calendar.is_working_day(date(2025, 3, 27))
    assert not calendar.is_working_day(date(2025, 3, 28))
    assert calendar.is_working_day(date(2025, 3, 10))
    assert calendar.is_working_day(date(2025, 4, 1))


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("AZ", date(2025, 6, 21)),
        ("AZ", date(2024, 12, 29)),
        ("UZ", date(2025, 1, 4)),
        ("UZ", date(2026, 12, 12)),
        ("UZ", date(2024, 12, 14)),
    ],
)
def test_a_weekend_day_worked_in_exchange_is_a_working_day(country: str, day: date) -> None:
    assert day.weekday() in (5, 6)
    assert WorkingCalendar(country).why(day) == DayReason("swapped-working")
    assert WorkingCalendar(country).is_working_day(day)


def test_azerbaijani_memorial_days_are_worked() -> None:
    calendar = WorkingCalendar("AZ")
    assert calendar.why(date(2024, 9, 27)) == DayReason("working")
    assert calendar.is_working_day(date(2024, 10, 18))


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 3, 31),
        date(2025, 6, 6),
        date(2025, 12, 31),
        *days_between(date(2026, 1, 1), date(2026, 1, 4)),
        *days_between(date(2026, 3, 20), date(2026, 3, 23)),
    ],
)
def test_uzbek_days_off_by_decree(day: date) -> None:
    assert not WorkingCalendar("UZ").is_working_day(day)


def test_turkish_feast_of_sacrifice_2025_opens_with_a_half_day_that_is_worked() -> None:
    calendar = WorkingCalendar("TR")
    eve = calendar.why(date(2025, 6, 5))
    assert eve == DayReason("working", "Kurban Bayramı (saat 13.00'ten)", half_day=True)
    assert eve.is_working
    assert [calendar.is_working_day(day) for day in days_between(date(2025, 6, 5), date(2025, 6, 10))] == [
        True,
        False,
        False,
        False,
        False,
        True,
    ]


def test_a_half_day_on_a_weekend_is_the_weekend() -> None:
    assert WorkingCalendar("TR").why(date(2024, 6, 15)) == DayReason("weekend")
    assert WorkingCalendar("TR", weekend=(6,)).why(date(2024, 6, 15)).half_day


def test_administrative_leave_is_the_institutions_own_day() -> None:
    leave = date(2024, 4, 8)
    assert WorkingCalendar("TR").is_working_day(leave)
    assert WorkingCalendar("TR", overrides={leave: False}).why(leave) == DayReason("override-off")


def test_an_extra_working_day_outranks_weekend_and_holiday() -> None:
    own = {date(2026, 3, 21): True, date(2026, 4, 11): True}
    calendar = WorkingCalendar("AZ", overrides=own)
    assert all(calendar.why(day) == DayReason("override-on") for day in own)
    assert all(calendar.is_working_day(day) for day in own)


def test_later_changes_of_the_given_overrides_do_not_reach_the_calendar() -> None:
    own: dict[date, bool] = {}
    calendar = WorkingCalendar("AZ", overrides=own)
    own[date(2026, 4, 7)] = False
    assert calendar.is_working_day(date(2026, 4, 7))


def test_holidays_are_named_in_the_language_asked_for() -> None:
    day = date(2025, 3, 21)
    assert WorkingCalendar("UZ").why(day).name == "Navroʻz bayrami"
    assert WorkingCalendar("UZ").why(day, "uz-Cyrl").name == "Navroʻz bayrami"
    assert WorkingCalendar("UZ").why(day, "en_GB").name == "Nowruz"
    assert WorkingCalendar("UZ").why(day, "ru").name == "Navroʻz bayrami"
    assert WorkingCalendar("AZ").why(date(2026, 5, 28), "az").name == "Müstəqillik Günü; Qurban bayrami"
    assert WorkingCalendar("TR").why(date(2025, 4, 23), "en").name == "National Sovereignty and Children's Day"


def test_an_ordinary_weekend_has_no_name_and_a_holiday_on_it_has() -> None:
    calendar = WorkingCalendar("AZ")
    assert calendar.why(date(2026, 4, 11)) == DayReason("weekend")
    assert calendar.why(date(2026, 3, 21)).code == "holiday"


def test_an_eid_not_yet_decreed_is_marked() -> None:
    assert WorkingCalendar("AZ").why(date(2027, 3, 9)).estimated
    assert WorkingCalendar("UZ").why(date(2027, 5, 17)).estimated
    assert not WorkingCalendar("AZ").why(date(2026, 5, 27)).estimated


def test_a_six_day_week_works_on_saturdays() -> None:
    calendar = WorkingCalendar("TR", weekend=(6,))
    assert calendar.why(date(2025, 1, 4)) == DayReason("working")
    assert calendar.why(date(2025, 1, 5)) == DayReason("weekend")


def test_working_days_are_added_and_taken() -> None:
    calendar = WorkingCalendar("AZ")
    assert calendar.add_working_days(date(2026, 3, 19), 1) == date(2026, 3, 31)
    assert calendar.add_working_days(date(2026, 3, 31), -1) == date(2026, 3, 19)
    assert calendar.add_working_days(date(2026, 3, 25), 2) == date(2026, 4, 1)
    assert calendar.add_working_days(date(2026, 3, 21), 0) == date(2026, 3, 21)
    assert calendar.add_working_days(date(2025, 12, 30), 1) == date(2026, 1, 5)


def test_rolling_forward_keeps_a_working_day() -> None:
    calendar = WorkingCalendar("AZ")
    assert calendar.roll_forward(date(2026, 3, 31)) == date(2026, 3, 31)
    assert calendar.roll_forward(date(2026, 3, 20)) == date(2026, 3, 31)


@pytest.mark.parametrize(("country", "year", "days"), [("AZ", 2025, 239), ("UZ", 2025, 251), ("TR", 2026, 251)])
def test_working_days_of_a_year(country: str, year: int, days: int) -> None:
    calendar = WorkingCalendar(country)
    year_days = days_between(date(year, 1, 1), date(year, 12, 31))
    assert sum(calendar.is_working_day(day) for day in year_days) == days


@pytest.mark.parametrize("country", ["RU", "az", "", "TUR"])
def test_an_unknown_country_is_refused(country: str) -> None:
    with pytest.raises(UnknownCountryError, match="AZ, TR, UZ"):
        WorkingCalendar(country)
    assert issubclass(UnknownCountryError, CalendarError)


@pytest.mark.parametrize("weekend", [(7,), (-1, 6), range(7)])
def test_a_weekend_that_is_none_is_refused(weekend: tuple[int, ...]) -> None:
    with pytest.raises(InvalidWeekendError):
        WorkingCalendar("AZ", weekend=weekend)


@pytest.mark.parametrize(("country", "day"), [("AZ", date(1989, 12, 31)), ("TR", date(2101, 1, 1))])
def test_a_year_without_a_table_is_an_error_and_not_a_year_without_holidays(country: str, day: date) -> None:
    with pytest.raises(YearNotCoveredError, match=str(day.year)):
        WorkingCalendar(country).is_working_day(day)


def test_many_threads_see_the_same_tables() -> None:
    def count(year: int) -> int:
        calendar = WorkingCalendar("UZ")
        return sum(calendar.is_working_day(day) for day in days_between(date(year, 1, 1), date(year, 12, 31)))

    years = [1994, 1995, 1996] * 8
    with ThreadPoolExecutor(8) as pool:
        threaded = list(pool.map(count, years))
    assert threaded == [count(year) for year in years]


def test_a_calendar_describes_itself() -> None:
    calendar = WorkingCalendar("TR", overrides={date(2024, 4, 8): False}, weekend=(6,))
    assert repr(calendar) == "WorkingCalendar('TR', weekend=[6], overrides=1)"
    assert COUNTRIES == ("AZ", "TR", "UZ")
