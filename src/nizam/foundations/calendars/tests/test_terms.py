# SPDX-License-Identifier: EUPL-1.2
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nizam.foundations.calendars import (
    CalendarError,
    Due,
    InvalidMomentError,
    InvalidTermError,
    SkippedDay,
    StartRule,
    Step,
    Term,
    WorkingCalendar,
    YearNotCoveredError,
    due,
)

BAKU = ZoneInfo("Asia/Baku")
TASHKENT = ZoneInfo("Asia/Tashkent")
ISTANBUL = ZoneInfo("Europe/Istanbul")
AZ = WorkingCalendar("AZ")
UZ = WorkingCalendar("UZ")
TR = WorkingCalendar("TR")


def in_baku(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BAKU)


def in_tashkent(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, tzinfo=TASHKENT)


def in_istanbul(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, tzinfo=ISTANBUL)


def codes(result: Due) -> list[str]:
    return [step.code for step in result.steps]


# Azerbaijan: information request, law on obtaining information, arts. 24.1 and 24.5. Thu 19 March 2026 is day one,
# 20-30 March are Novruz and Eid, 31 March day two, 1-3 April days three to five, 6 and 7 April six and seven.
def test_azerbaijani_information_request_across_novruz() -> None:
    result = due(in_baku(2026, 3, 18), Term(7, "working-day", "next-working-day"), AZ, BAKU)
    assert result.due_on == date(2026, 4, 7)
    assert result.due_at == datetime(2026, 4, 7, 19, 59, 59, tzinfo=UTC)
    assert result.day_zero == date(2026, 3, 18)
    assert result.counted == 7
    assert len(result.skipped) == 13
    assert result.skipped[0] == SkippedDay(date(2026, 3, 20), "holiday", "Novruz bayramı; Ramazan bayrami")
    assert result.steps[0] == Step("event", date(2026, 3, 18), date(2026, 3, 18), detail="next-working-day")
    assert result.steps[1] == Step("day-one", date(2026, 3, 19), date(2026, 3, 19))
    assert result.steps[-3] == Step("left-out", date(2026, 4, 4), date(2026, 4, 5), 2, "weekend")
    assert result.steps[-2] == Step("counted", date(2026, 4, 7), date(2026, 4, 7), 7, "working-day")
    assert result.steps[-1] == Step("due", date(2026, 4, 7), date(2026, 4, 7))
    assert not result.uncertain


def test_names_of_days_left_out_come_in_the_language_asked_for() -> None:
    result = due(in_baku(2026, 3, 18), Term(2, "working-day"), AZ, BAKU, language="en")
    assert [day.name for day in result.skipped][:2] == ["Eid al-Fitr; Spring Festival"] * 2
    novruz = [step for step in result.steps if step.name == "Spring Festival"]
    assert [(step.day.day, step.until.day, step.count) for step in novruz] == [(22, 24, 3)]


# Azerbaijan: appeal, law of 30.09.2015, art. 10.1. 12 December is day one, 30 December day thirteen; 31 December to
# 4 January are off, 6 January is day fifteen.
def test_azerbaijani_appeal_across_the_years_end() -> None:
    result = due(in_baku(2025, 12, 11), Term(15, "working-day", "arrival"), AZ, BAKU)
    assert result.due_on == date(2026, 1, 6)


def test_a_saturday_worked_in_exchange_counts() -> None:
    result = due(in_baku(2025, 6, 18), Term(3, "working-day"), AZ, BAKU)
    assert result.due_on == date(2025, 6, 21)
    assert result.skipped == ()


def test_working_days_end_alike_under_all_start_rules() -> None:
    starts: tuple[StartRule, ...] = ("same-day", "next-working-day", "arrival")
    ends = {due(in_baku(2026, 3, 21), Term(5, "working-day", start), AZ, BAKU).due_on for start in starts}
    assert ends == {date(2026, 4, 6)}


# Uzbekistan: appeal, O'RQ-445, art. 28: 15 days. The fifteenth day after 12 May 2026 is 27 May, the feast; the days off
# by decree and the weekend last until 31 May.
def test_uzbek_appeal_rolls_over_the_feast() -> None:
    result = due(in_tashkent(2026, 5, 12), Term(15, "calendar-day", roll_forward=True), UZ, TASHKENT)
    assert result.due_on == date(2026, 6, 1)
    assert result.due_at == datetime(2026, 6, 1, 18, 59, 59, tzinfo=UTC)
    assert result.counted == 15
    assert [day.date.day for day in result.skipped] == [27, 28, 29, 30, 31]
    assert result.steps[-2] == Step("rolled", date(2026, 5, 27), date(2026, 6, 1))
    assert codes(result) == ["event", "day-one", "counted", "left-out", "left-out", "left-out", "rolled", "due"]


def test_without_rolling_the_day_stays() -> None:
    result = due(in_tashkent(2026, 5, 12), Term(15, "calendar-day"), UZ, TASHKENT)
    assert result.due_on == date(2026, 5, 27)
    assert result.skipped == ()


# Turkey: petition, law 3071, art. 7: 30 days. The thirtieth day after 7 May 2025 is 6 June, the feast of sacrifice.
def test_turkish_petition_rolls_over_the_feast_of_sacrifice() -> None:
    result = due(in_istanbul(2025, 5, 7), Term(30, "calendar-day", roll_forward=True), TR, ISTANBUL)
    assert result.due_on == date(2025, 6, 10)
    assert {day.name for day in result.skipped} == {"Kurban Bayramı"}


# Turkey: information request, law 4982, art. 11: 15 working days. 26 March 2024 is day one, 8 April day ten, 9 April
# (a half day) eleven, 10-12 April the feast, 18 April fifteen. Leave on 8 April moves it by one day.
def test_turkish_information_request_with_a_half_day_and_administrative_leave() -> None:
    term = Term(15, "working-day", "arrival")
    plain = due(in_istanbul(2024, 3, 25), term, TR, ISTANBUL)
    assert plain.due_on == date(2024, 4, 18)
    assert plain.uncertain
    half = [step for step in plain.steps if step.code == "half-day"]
    assert [(step.day, step.name) for step in half] == [(date(2024, 4, 9), "Ramazan Bayramı (saat 13.00'ten)")]
    with_leave = WorkingCalendar("TR", overrides={date(2024, 4, 8): False})
    moved = due(in_istanbul(2024, 3, 25), term, with_leave, ISTANBUL)
    assert moved.due_on == date(2024, 4, 19)
    assert SkippedDay(date(2024, 4, 8), "override-off", "") in moved.skipped


def test_an_eid_not_yet_decreed_makes_the_date_uncertain() -> None:
    result = due(in_baku(2027, 3, 5), Term(1, "working-day"), AZ, BAKU)
    assert result.due_on == date(2027, 3, 11)
    assert result.uncertain
    assert result.skipped[-1].estimated


def test_calendar_days_set_on_the_next_working_day_leave_the_weekend_out() -> None:
    # Registered on Friday 10 April 2026: Monday the 13th is day one.
    result = due(in_baku(2026, 4, 10), Term(5, "calendar-day", "next-working-day"), AZ, BAKU)
    assert result.due_on == date(2026, 4, 17)
    assert [day.date for day in result.skipped] == [date(2026, 4, 11), date(2026, 4, 12)]
    assert codes(result) == ["event", "left-out", "day-one", "counted", "due"]


def test_a_month_ends_on_the_day_of_the_same_number_or_the_last() -> None:
    month = Term(1, "month")
    assert due(in_tashkent(2026, 4, 15), month, UZ, TASHKENT).due_on == date(2026, 5, 15)
    assert due(in_tashkent(2026, 1, 31), month, UZ, TASHKENT).due_on == date(2026, 2, 28)
    rolled = due(in_tashkent(2026, 1, 31), Term(1, "month", roll_forward=True), UZ, TASHKENT)
    assert rolled.due_on == date(2026, 3, 2)
    assert rolled.counted == 28
    assert due(in_tashkent(2025, 12, 31), Term(2, "month"), UZ, TASHKENT).due_on == date(2026, 2, 28)


def test_a_month_from_the_start_of_day_one_ends_the_day_before() -> None:
    month = Term(1, "month", "next-working-day")
    assert due(in_baku(2026, 1, 30), month, AZ, BAKU).due_on == date(2026, 3, 1)
    assert due(in_baku(2026, 1, 29), month, AZ, BAKU).due_on == date(2026, 2, 28)


def test_hours_run_from_the_moment_on_any_day() -> None:
    result = due(in_baku(2026, 3, 19, 16, 30), Term(24, "hour"), AZ, BAKU)
    assert result.due_at == datetime(2026, 3, 20, 12, 30, tzinfo=UTC)
    assert result.due_on == date(2026, 3, 20)
    assert result.counted == 24
    assert result.skipped == ()


def test_hours_set_on_the_next_working_day_run_from_its_midnight() -> None:
    result = due(in_baku(2026, 3, 19, 16, 30), Term(24, "hour", "next-working-day"), AZ, BAKU)
    assert result.due_at.astimezone(BAKU) == in_baku(2026, 4, 1, 0)
    assert len(result.skipped) == 11


# Azerbaijan, law on obtaining information, art. 24.3: 48 hours without days off. Fourteen hours of 19 March, all of
# 31 March, ten hours of 1 April.
def test_hours_on_working_days_leave_days_off_out() -> None:
    result = due(in_baku(2026, 3, 19, 10), Term(48, "hour-on-working-days"), AZ, BAKU)
    assert result.due_at == datetime(2026, 4, 1, 6, tzinfo=UTC)
    assert result.due_on == date(2026, 4, 1)
    assert result.counted == 48
    assert len(result.skipped) == 11


def test_hours_on_working_days_from_a_day_off_begin_with_the_next_working_day() -> None:
    result = due(in_baku(2026, 4, 11, 18), Term(12, "hour-on-working-days", "arrival"), AZ, BAKU)
    assert result.due_at.astimezone(BAKU) == in_baku(2026, 4, 13, 12)
    assert [day.date.day for day in result.skipped] == [11, 12]


def test_an_end_at_midnight_belongs_to_the_day_that_it_closes() -> None:
    result = due(in_baku(2026, 4, 9), Term(24, "hour-on-working-days", "next-working-day"), AZ, BAKU)
    assert result.due_on == date(2026, 4, 10)
    assert result.due_at == datetime(2026, 4, 10, 19, 59, 59, tzinfo=UTC)


def test_day_zero_is_the_date_in_the_institutions_zone() -> None:
    late = datetime(2026, 4, 6, 20, 30, tzinfo=UTC)
    assert due(late, Term(1, "working-day"), AZ, BAKU).day_zero == date(2026, 4, 7)
    assert due(late, Term(1, "working-day"), AZ, ISTANBUL).day_zero == date(2026, 4, 6)


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": 0, "unit": "month"},
        {"amount": 1, "unit": "week"},
        {"amount": 1, "unit": "month", "start": "yesterday"},
        {"amount": 24, "unit": "hour", "roll_forward": True},
        {"amount": 48, "unit": "hour-on-working-days", "roll_forward": True},
    ],
)
def test_a_term_that_contradicts_itself_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidTermError):
        Term(**fields)
    assert issubclass(InvalidTermError, CalendarError)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidMomentError):
        due(datetime(2026, 4, 6, 10), Term(1, "month"), AZ, BAKU)  # noqa: DTZ001


@pytest.mark.parametrize(
    "term",
    [
        Term(20_000, "working-day"),
        Term(10**9, "calendar-day"),
        Term(100_000, "month"),
        Term(10**12, "hour"),
        Term(900, "month", roll_forward=True),
    ],
)
def test_a_count_that_leaves_the_tables_is_an_error(term: Term) -> None:
    with pytest.raises(YearNotCoveredError):
        due(in_baku(2026, 4, 6), term, AZ, BAKU)


moments = st.datetimes(
    datetime(2015, 1, 1),  # noqa: DTZ001
    datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5))]),
)
places = st.sampled_from([(AZ, BAKU), (UZ, TASHKENT), (TR, ISTANBUL), (WorkingCalendar("TR", weekend=(6,)), ISTANBUL)])
starts = st.sampled_from(["same-day", "in-office-hours", "next-working-day", "arrival"])
units = st.sampled_from(["working-day", "calendar-day", "month", "hour", "hour-on-working-days"])


@given(moments, places, st.integers(1, 60), st.sampled_from(["calendar-day", "month"]), starts)
def test_a_rolled_term_ends_on_a_working_day(
    started: datetime, place: tuple[WorkingCalendar, ZoneInfo], amount: int, unit: Any, start: Any
) -> None:
    result = due(started, Term(amount, unit, start, roll_forward=True), *place)
    assert place[0].is_working_day(result.due_on)


@given(moments, places, st.integers(1, 60), units, starts)
def test_a_longer_term_never_ends_earlier(
    started: datetime, place: tuple[WorkingCalendar, ZoneInfo], amount: int, unit: Any, start: Any
) -> None:
    rolls = unit in ("calendar-day", "month")
    shorter = due(started, Term(amount, unit, start, rolls), *place)
    longer = due(started, Term(amount + 1, unit, start, rolls), *place)
    assert shorter.due_at <= longer.due_at
    assert shorter.due_on <= longer.due_on


@given(moments, places, st.integers(1, 60), units, starts)
def test_the_parts_of_a_count_agree(
    started: datetime, place: tuple[WorkingCalendar, ZoneInfo], amount: int, unit: Any, start: Any
) -> None:
    calendar, zone = place
    result = due(started, Term(amount, unit, start), calendar, zone)
    assert result.due_at > started.astimezone(UTC)
    assert result.due_at.astimezone(zone).date() == result.due_on
    assert all(not calendar.is_working_day(day.date) for day in result.skipped)
    assert sum(step.count for step in result.steps if step.code == "left-out") == len(result.skipped)
    assert unit == "month" or result.counted == amount
    assert unit not in ("working-day", "hour-on-working-days") or calendar.is_working_day(result.due_on)


@given(moments, places, st.integers(1, 60), units, starts, st.sets(st.integers(0, 120), max_size=10))
def test_more_days_off_never_make_a_date_earlier(
    started: datetime, place: tuple[WorkingCalendar, ZoneInfo], amount: int, unit: Any, start: Any, extra: set[int]
) -> None:
    calendar, zone = place
    rolls = unit in ("calendar-day", "month")
    day_zero = started.astimezone(zone).date()
    leave = {day_zero + timedelta(days=n): False for n in extra}
    stricter = WorkingCalendar(calendar.country, overrides=leave, weekend=calendar.weekend)
    term = Term(amount, unit, start, rolls)
    assert due(started, term, stricter, zone).due_at >= due(started, term, calendar, zone).due_at
