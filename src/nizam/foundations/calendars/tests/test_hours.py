# SPDX-License-Identifier: EUPL-1.2
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from nizam.foundations.calendars import (
    DayReason,
    InvalidHoursError,
    InvalidWeekendError,
    Leave,
    OfficeHours,
    Term,
    WorkingCalendar,
    due,
)

ISTANBUL = ZoneInfo("Europe/Istanbul")
HOURS = OfficeHours.weekly(time(8, 30), time(17, 30), lunch=(time(12, 30), time(13, 30)))
HOUR = 3600


def calendar(country: str = "TR", **more: object) -> WorkingCalendar:
    return WorkingCalendar(country, hours=HOURS, **more)  # type: ignore[arg-type]


def in_istanbul(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ISTANBUL)


def test_a_day_is_open_before_and_after_lunch() -> None:
    assert calendar().open_spans(date(2025, 10, 27), office_hours=True) == (
        (int(8.5 * HOUR), int(12.5 * HOUR)),
        (int(13.5 * HOUR), int(17.5 * HOUR)),
    )
    assert calendar().open_spans(date(2025, 10, 27), office_hours=False) == ((0, 24 * HOUR),)
    assert calendar().open_spans(date(2025, 10, 29), office_hours=True) == ()


def test_a_turkish_half_day_ends_at_13() -> None:
    eve = date(2025, 10, 28)
    assert calendar().open_spans(eve, office_hours=True) == ((int(8.5 * HOUR), int(12.5 * HOUR)),)
    assert calendar().open_spans(eve, office_hours=False) == ((0, 13 * HOUR),)


# Four hours until 12:30 on the half day, Republic Day off, four hours until 12:30 on the 30th.
def test_working_hours_run_over_a_half_day_and_a_holiday() -> None:
    result = due(in_istanbul(date(2025, 10, 28), 8), Term(8, "working-hour"), calendar(), ISTANBUL)
    assert result.due_at == in_istanbul(date(2025, 10, 30), 12, 30)
    assert [step.code for step in result.steps] == ["event", "day-one", "short-day", "left-out", "counted", "due"]
    assert result.counted == 8
    assert not result.uncertain


# Two hours are left on Friday, lunch and the weekend do not count: Monday 8:30 to 12:30 is hours 3 to 6, 13:30 on 7, 8.
def test_working_hours_pause_at_lunch_and_over_the_weekend() -> None:
    result = due(in_istanbul(date(2025, 11, 7), 15, 30), Term(8, "working-hour"), calendar(), ISTANBUL)
    assert result.due_at == in_istanbul(date(2025, 11, 10), 15, 30)
    assert result.due_on == date(2025, 11, 10)


def test_what_arrives_after_hours_begins_on_the_next_working_day() -> None:
    result = due(in_istanbul(date(2025, 11, 6), 18), Term(4, "working-hour", "arrival"), calendar(), ISTANBUL)
    assert result.due_at == in_istanbul(date(2025, 11, 7), 12, 30)
    assert [(step.code, step.day) for step in result.steps][1] == ("day-one", date(2025, 11, 7))


# 13 hours of the half day from midnight, none on the 29th, 11 hours of the 30th.
def test_hours_on_working_days_leave_the_afternoon_of_a_half_day_out() -> None:
    term = Term(24, "hour-on-working-days", "next-working-day")
    result = due(in_istanbul(date(2025, 10, 27), 9), term, calendar(), ISTANBUL)
    assert result.due_at == in_istanbul(date(2025, 10, 30), 11)


def test_a_whole_leave_is_a_day_off_with_its_name() -> None:
    leave = Leave(date(2024, 4, 8), name="idari izin")
    assert calendar(leaves=[leave]).why(leave.day) == DayReason("leave", "idari izin")
    assert calendar(leaves=[leave]).open_spans(leave.day, office_hours=False) == ()
    own = calendar(leaves=[leave], overrides={leave.day: True})
    assert own.why(leave.day) == DayReason("override-on")


def test_a_leave_from_an_hour_leaves_a_working_day_with_fewer_hours() -> None:
    leave = Leave(date(2025, 11, 7), starts=time(12), name="idari izin")
    reason = calendar(leaves=[leave]).why(leave.day)
    assert reason == DayReason("working", "idari izin", half_day=True)
    assert calendar(leaves=[leave]).open_spans(leave.day, office_hours=True) == ((int(8.5 * HOUR), 12 * HOUR),)
    result = due(in_istanbul(date(2025, 11, 6), 10), Term(1, "working-day"), calendar(leaves=[leave]), ISTANBUL)
    assert result.due_on == leave.day
    assert result.uncertain
    assert [step.name for step in result.steps if step.code == "half-day"] == ["idari izin"]


# 2024: the morning of 9 April was leave and its afternoon the half day before the feast: nothing was left of it.
def test_a_morning_of_leave_and_a_half_day_make_a_day_off() -> None:
    leave = Leave(date(2024, 4, 9), ends=time(13), name="idari izin")
    reason = calendar(leaves=[leave]).why(leave.day)
    assert reason == DayReason("leave", "Ramazan Bayramı (saat 13.00'ten); idari izin")
    assert not reason.is_working


def test_a_leave_in_the_middle_of_an_own_working_day_takes_its_hours() -> None:
    saturday = date(2025, 11, 8)
    own = calendar(overrides={saturday: True}, leaves=[Leave(saturday, starts=time(10), ends=time(11))])
    assert own.why(saturday) == DayReason("override-on", half_day=True)
    assert own.open_spans(saturday, office_hours=True) == (
        (int(8.5 * HOUR), 10 * HOUR),
        (11 * HOUR, int(12.5 * HOUR)),
        (int(13.5 * HOUR), int(17.5 * HOUR)),
    )


def test_a_leave_on_a_day_off_changes_nothing() -> None:
    sunday = date(2025, 11, 9)
    assert calendar(leaves=[Leave(sunday, starts=time(12))]).why(sunday) == DayReason("weekend")


def test_a_worked_saturday_has_the_hours_of_the_day_before_unless_it_has_its_own() -> None:
    saturday = date(2025, 6, 21)
    assert WorkingCalendar("AZ", hours=HOURS).open_spans(saturday, office_hours=True) == HOURS.spans(date(2025, 6, 20))
    short = OfficeHours({**HOURS.periods, 5: ((time(9), time(13)),)})
    assert WorkingCalendar("AZ", hours=short).open_spans(saturday, office_hours=True) == ((9 * HOUR, 13 * HOUR),)


def test_an_office_without_a_lunch_break() -> None:
    assert OfficeHours.weekly(time(9), time(15), weekdays=[0]).spans(date(2025, 11, 12)) == ((9 * HOUR, 15 * HOUR),)


@pytest.mark.parametrize(
    "periods",
    [
        {},
        {0: ()},
        {7: ((time(9), time(18)),)},
        {0: ((time(18), time(9)),)},
        {0: ((time(9), time(14)), (time(13), time(18)))},
    ],
)
def test_hours_that_contradict_themselves_are_refused(periods: dict[int, tuple[tuple[time, time], ...]]) -> None:
    with pytest.raises(InvalidHoursError):
        OfficeHours(periods)


def test_a_leave_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidHoursError, match="2025-11-07"):
        Leave(date(2025, 11, 7), starts=time(13), ends=time(12))


@pytest.mark.parametrize("week", [0, 4, 7])
def test_a_week_has_five_or_six_days(week: int) -> None:
    with pytest.raises(InvalidWeekendError):
        WorkingCalendar("AZ", week=week)


# Facts of the decrees: 7 June 2025 was one more day off for staff of a six-day week, 23 March 2026 a working day.
def test_the_uzbek_six_day_week() -> None:
    six = WorkingCalendar("UZ", week=6)
    assert six.why(date(2025, 6, 7)).code == "holiday"
    assert six.why(date(2026, 3, 23)) == DayReason("working", six_day=True)
    assert six.why(date(2026, 3, 21)).code == "holiday"
    assert six.why(date(2026, 3, 28)) == DayReason("working")
    assert not six.is_working_day(date(2026, 3, 29))
    # a day off by decree for all stays; one given for a Saturday does not
    assert not six.is_working_day(date(2026, 1, 2))
    assert six.is_working_day(date(2025, 1, 2))


def test_the_azerbaijani_six_day_week() -> None:
    six = WorkingCalendar("AZ", week=6)
    # 3 January 2025 was given for Sunday 29 December 2024, which all worked
    assert six.is_working_day(date(2024, 12, 29))
    assert not six.is_working_day(date(2025, 1, 3))
    # 28 March was given for 1 April, observed for the Sunday of the feast; 27 March for 10 March, no day off here
    assert not six.is_working_day(date(2025, 3, 28))
    assert six.is_working_day(date(2025, 4, 1))
    assert six.is_working_day(date(2025, 3, 27))
    assert six.why(date(2025, 6, 21)) == DayReason("working")


def test_a_weekend_of_sunday_alone_is_a_six_day_week_and_a_friday_of_rest_is_not() -> None:
    assert WorkingCalendar("UZ", weekend=(6,)).is_working_day(date(2026, 3, 23))
    assert not WorkingCalendar("UZ", weekend=(4,)).is_working_day(date(2026, 3, 23))
    assert WorkingCalendar("TR", week=6).why(date(2025, 4, 23)).code == "holiday"


# Thursday 19 March 2026 is the event; 20 and 21 March are off, 22 is a Sunday; 23 March is a working day here.
def test_a_day_counted_for_the_six_day_week_alone_makes_the_date_uncertain() -> None:
    tashkent = ZoneInfo("Asia/Tashkent")
    started = datetime(2026, 3, 19, 10, tzinfo=tashkent)
    result = due(started, Term(1, "working-day"), WorkingCalendar("UZ", week=6), tashkent)
    assert result.due_on == date(2026, 3, 23)
    assert result.uncertain
    assert "six-day-week" in [step.code for step in result.steps]


def test_working_days_between_two_days_are_counted_over_the_years_end() -> None:
    az = WorkingCalendar("AZ")
    # 30 December, then 5-9 and 12 January
    assert az.count_working_days(date(2025, 12, 29), date(2026, 1, 12)) == 7
    assert az.count_working_days(date(2025, 12, 29), date(2025, 12, 30)) == 1
    assert az.count_working_days(date(2026, 1, 12), date(2025, 12, 29)) == 0
    assert az.add_working_days(date(2026, 1, 12), -7) == date(2025, 12, 29)
    assert az.add_working_days(date(2023, 6, 1), 500) > date(2025, 6, 1)
