# SPDX-License-Identifier: EUPL-1.2
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nizam.foundations.calendars import (
    CLARIFICATION,
    FEE,
    Extension,
    ExtensionBeyondLimitError,
    InvalidExtensionError,
    InvalidMomentError,
    InvalidSuspensionError,
    Leave,
    Recount,
    Step,
    Suspension,
    Term,
    WorkingCalendar,
    YearNotCoveredError,
    due,
    recount,
)

BAKU = ZoneInfo("Asia/Baku")
ISTANBUL = ZoneInfo("Europe/Istanbul")
TASHKENT = ZoneInfo("Asia/Tashkent")
AZ = WorkingCalendar("AZ")
TR = WorkingCalendar("TR")
UZ = WorkingCalendar("UZ")


def baku(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BAKU)


def count(started: datetime, term: Term, *changes: Suspension | Extension, calendar: WorkingCalendar = AZ) -> Recount:
    return recount(
        started,
        term,
        calendar,
        BAKU,
        suspensions=[row for row in changes if isinstance(row, Suspension)],
        extensions=[row for row in changes if isinstance(row, Extension)],
    )


def codes(result: Recount) -> list[str]:
    return [step.code for step in result.steps]


FIVE = Term(5, "working-day")


# Monday 6 April 2026 is the event. Without a stop 7-10 April are 1-4, 13 is 5.
# With the clock stopped on Wednesday the 8th and running again on Friday the 10th: 7 is 1, 10 is 2, 13-15 are 3-5.
def test_days_on_which_the_clock_stands_at_their_close_do_not_count() -> None:
    result = count(baku(4, 6), FIVE, Suspension(baku(4, 8), baku(4, 10), CLARIFICATION, "A. B.", "no signature"))
    assert result.due_on == date(2026, 4, 15)
    assert result.counted == 5
    assert [(day.date.day, day.reason) for day in result.skipped if day.reason == "suspended"] == [
        (8, "suspended"),
        (9, "suspended"),
    ]
    assert result.steps[2:4] == (
        Step("suspended", date(2026, 4, 8), date(2026, 4, 10), 2, "A. B.", CLARIFICATION, note="no signature"),
        Step("resumed", date(2026, 4, 10), date(2026, 4, 10)),
    )


def test_a_stop_that_ends_on_the_day_it_began_moves_nothing_and_is_told() -> None:
    result = count(baku(4, 6), FIVE, Suspension(baku(4, 8, 9), baku(4, 8, 17)))
    assert result.due_on == date(2026, 4, 13)
    assert codes(result) == ["event", "day-one", "suspended", "resumed", "left-out", "counted", "due"]


# Stopped on the last day, Monday the 13th, until Saturday the 18th: that day is still owed, on Monday the 20th.
def test_a_term_stopped_on_its_last_day_has_that_day_left() -> None:
    standing = count(baku(4, 6), FIVE, Suspension(baku(4, 13)))
    assert (standing.suspended, standing.left, standing.left_unit) == (True, 1, "working-day")
    result = count(baku(4, 6), FIVE, Suspension(baku(4, 13), baku(4, 18)))
    assert result.due_on == date(2026, 4, 20)
    assert Step("resumed", date(2026, 4, 18), date(2026, 4, 20)) in result.steps


def test_a_stop_after_the_end_or_before_the_event_changes_nothing() -> None:
    plain = count(baku(4, 6), FIVE)
    assert count(baku(4, 6), FIVE, Suspension(baku(4, 14))) == plain
    assert count(baku(4, 6), FIVE, Suspension(baku(4, 14), baku(4, 20))) == plain
    assert count(baku(4, 6), FIVE, Suspension(baku(4, 1), baku(4, 3))) == plain


# The 7th stands too: 8-10 April are 1-3, 13 and 14 are 4 and 5.
def test_a_stop_from_before_the_event_leaves_out_what_lies_after_it() -> None:
    result = count(baku(4, 6), FIVE, Suspension(baku(4, 3), baku(4, 8)))
    assert result.due_on == date(2026, 4, 14)
    assert codes(result)[:4] == ["event", "suspended", "resumed", "day-one"]


# 7 April is 1; the clock stands from the 8th; the applicant has 15 working days from the 8th: 9, 10 April are 1, 2,
# 13-17 are 3-7, 20-24 are 8-12, 27-29 are 13-15.
def test_while_the_clock_stands_there_is_no_date_and_the_matter_may_lapse() -> None:
    result = count(baku(4, 6), FIVE, Suspension(baku(4, 8), reason=FEE, answer_within=Term(15, "working-day")))
    assert (result.due_on, result.due_at, result.suspended, result.counted) == (None, None, True, 1)
    assert (result.left, result.left_unit) == (4, "working-day")
    assert result.lapses_on == date(2026, 4, 29)
    assert result.lapses_at == baku(4, 29, 23, 59).replace(second=59)
    assert codes(result) == ["event", "day-one", "counted", "suspended", "standing", "lapses"]
    assert result.steps[2] == Step("counted", date(2026, 4, 7), date(2026, 4, 7), 1, "working-day")
    assert result.steps[4] == Step("standing", date(2026, 4, 8), None, 4, "working-day")


def test_a_clock_that_stood_from_the_first_day_has_counted_nothing() -> None:
    result = count(baku(4, 6), FIVE, Suspension(baku(4, 6)))
    assert (result.left, result.counted, result.lapses_on) == (5, 0, None)
    assert codes(result) == ["event", "suspended", "standing"]
    in_hours = count(baku(4, 6), Term(8, "working-hour"), Suspension(baku(4, 5)))
    assert (in_hours.left, in_hours.counted) == (8, 0)
    assert codes(in_hours) == ["event", "suspended", "standing"]


# Stops of 8-10 and 9-14 April are one of 8-14: 7 is 1, 14-17 are 2-5.
def test_stops_that_overlap_count_once_whatever_their_order() -> None:
    rows = [Suspension(baku(4, 9), baku(4, 14)), Suspension(baku(4, 8), baku(4, 10))]
    result = count(baku(4, 6), FIVE, *rows)
    assert result.due_on == date(2026, 4, 17)
    assert result == count(baku(4, 6), FIVE, *reversed(rows))
    assert [step.day.day for step in result.steps if step.code == "suspended"] == [8, 9]
    assert [step.day.day for step in result.steps if step.code == "resumed"] == [14]


def test_an_open_stop_swallows_what_touches_or_follows_it() -> None:
    rows = [Suspension(baku(4, 7), baku(4, 8)), Suspension(baku(4, 8)), Suspension(baku(4, 9), baku(4, 10))]
    result = count(baku(4, 6), FIVE, *rows)
    assert (result.suspended, result.left) == (True, 5)
    assert "resumed" not in codes(result)


def test_a_clock_that_runs_only_over_a_weekend_counts_nothing_again() -> None:
    result = count(baku(4, 6), FIVE, Suspension(baku(4, 8), baku(4, 11)), Suspension(baku(4, 12)))
    assert (result.left, result.counted) == (4, 1)
    assert "resumed" not in codes(result)


# Two stops: 7 is 1; 8 stands; 9 is 2; 10-12 stand; 13-15 are 3-5.
def test_several_stops_in_a_row() -> None:
    result = count(baku(4, 6), FIVE, Suspension(baku(4, 8), baku(4, 9)), Suspension(baku(4, 10), baku(4, 13)))
    assert result.due_on == date(2026, 4, 15)


# Fifteen days from 6 April end on the 21st; four days stand: the 25th, a Saturday, so Monday the 27th.
def test_calendar_days_stand_on_days_off_too_and_roll_at_the_end() -> None:
    result = count(baku(4, 6), Term(15, "calendar-day", roll_forward=True), Suspension(baku(4, 10), baku(4, 14), FEE))
    assert result.due_on == date(2026, 4, 27)
    assert codes(result)[-4:] == ["counted", "left-out", "rolled", "due"]
    assert not [step for step in result.steps if step.code == "left-out" and step.day.day < 25]


# Five days from 6 April end on Saturday the 11th; stopped on Sunday the 12th until Tuesday the 14th.
def test_a_term_does_not_roll_onto_a_day_on_which_it_stands() -> None:
    term = Term(5, "calendar-day", roll_forward=True)
    assert count(baku(4, 6), term).due_on == date(2026, 4, 13)
    result = count(baku(4, 6), term, Suspension(baku(4, 12), baku(4, 14)))
    assert result.due_on == date(2026, 4, 14)
    assert [step for step in result.steps if step.code == "rolled"] == [
        Step("rolled", date(2026, 4, 11), date(2026, 4, 14))
    ]
    standing = count(baku(4, 6), term, Suspension(baku(4, 12)))
    assert (standing.suspended, standing.left, standing.left_unit) == (True, 0, "calendar-day")
    assert codes(standing) == ["event", "day-one", "counted", "left-out", "suspended", "standing"]


# A month from 31 January is 28 days, to 28 February; three days stand: 3 March.
def test_a_month_is_lengthened_by_the_days_that_stood() -> None:
    month = Term(1, "month")
    result = count(baku(1, 31), month, Suspension(baku(2, 10), baku(2, 13)))
    assert result.due_on == date(2026, 3, 3)
    assert result.counted == 28
    standing = count(baku(1, 31), month, Suspension(baku(2, 10)))
    assert (standing.left, standing.left_unit, standing.counted) == (19, "calendar-day", 9)
    assert Step("counted", date(2026, 2, 9), date(2026, 2, 9), 9, "calendar-day") in standing.steps


# 24 hours from 6 April 10:00 with a stop of 3 hours and 30 minutes.
def test_hours_are_lengthened_by_the_time_that_stood() -> None:
    term = Term(24, "hour")
    stop = Suspension(baku(4, 6, 12), baku(4, 6, 15, 30))
    assert count(baku(4, 6), term, stop).due_at == baku(4, 7, 13, 30)
    assert count(baku(4, 6), term, Suspension(baku(4, 6, 8), baku(4, 6, 11))).due_at == baku(4, 7, 11)
    assert count(baku(4, 6), term, Suspension(baku(4, 7, 10))).due_at == baku(4, 7, 10)
    standing = count(baku(4, 6), term, stop, Suspension(baku(4, 6, 16, 15)))
    # two hours before noon and 45 minutes from 15:30 were counted: 21 hours and a quarter are left
    assert (standing.left, standing.left_unit, standing.counted) == (22, "hour", 2)


# Thursday 9 April 10:00: 14 hours to midnight; Friday stands from 6:00 on, until Monday 12:00; 6 hours of Friday,
# 4 of Monday.
def test_hours_of_working_days_leave_days_off_and_stops_out() -> None:
    term = Term(24, "hour-on-working-days")
    result = count(baku(4, 9), term, Suspension(baku(4, 10, 6), baku(4, 13, 12)))
    assert result.due_at == baku(4, 13, 16)
    assert [(day.date.day, day.reason) for day in result.skipped] == [(11, "suspended"), (12, "suspended")]
    standing = count(baku(4, 9), term, Suspension(baku(4, 10, 6)))
    assert (standing.left, standing.counted) == (4, 20)
    assert count(baku(4, 9), term, Suspension(baku(4, 11), baku(4, 12))).due_at == baku(4, 10, 10)


# Base: 7-10 April are 1-4, 13 is 5; then 14-17 are 1-4, 20 is 5, 21 is 6.
def test_an_extension_runs_on_from_the_end_and_tells_who_and_why() -> None:
    more = Extension(baku(4, 10), Term(6, "working-day"), reason="papers asked for", by="C. D.", note="art. 10.2")
    result = count(baku(4, 6), FIVE, more)
    assert result.due_on == date(2026, 4, 21)
    assert result.counted == 11
    assert (
        Step(
            "extended", date(2026, 4, 10), date(2026, 4, 21), 6, "C. D.", "papers asked for", "working-day", "art. 10.2"
        )
        in result.steps
    )
    counted = [(step.day.day, step.count) for step in result.steps if step.code == "counted"]
    assert counted == [(13, 5), (21, 6)]


# 15 days from 6 April: Tuesday 21 April; a month on: 21 May; a month more: Sunday 21 June, so Monday the 22nd.
def test_extensions_in_a_row_roll_only_at_the_end() -> None:
    month = Extension(baku(4, 20), Term(1, "month"))
    base = Term(15, "calendar-day", roll_forward=True)
    assert count(baku(4, 6), base, month).due_on == date(2026, 5, 21)
    result = count(baku(4, 6), base, month, month)
    assert result.due_on == date(2026, 6, 22)
    assert [step.until for step in result.steps if step.code == "extended"] == [date(2026, 5, 21), date(2026, 6, 22)]
    rolls = Extension(baku(4, 20), Term(25, "calendar-day", roll_forward=True))
    # 21 April + 25 days is Saturday 16 May
    assert count(baku(4, 6), Term(15, "calendar-day"), rolls).due_on == date(2026, 5, 18)


def test_days_and_hours_may_follow_one_another() -> None:
    days_then_hours = count(baku(4, 6), FIVE, Extension(baku(4, 13), Term(24, "hour")))
    assert days_then_hours.due_at == baku(4, 15, 0)
    assert days_then_hours.counted == 5
    hours_then_hours = count(baku(4, 6), Term(24, "hour"), Extension(baku(4, 7), Term(12, "hour")))
    assert hours_then_hours.due_at == baku(4, 7, 22)
    assert hours_then_hours.counted == 36
    hours_then_days = count(baku(4, 6), Term(24, "hour"), Extension(baku(4, 7), Term(1, "working-day")))
    assert hours_then_days.due_on == date(2026, 4, 8)
    assert hours_then_days.due_at == baku(4, 8, 23, 59).replace(second=59)


# Five days from 6 April: 7 is 1, 8-10 stand, Saturday the 11th is 2, 12-14 are 3-5; Wednesday the 15th is added.
def test_a_day_off_counts_again_in_the_unit_of_its_own_stretch() -> None:
    base, stop = Term(5, "calendar-day"), Suspension(baku(4, 8), baku(4, 11))
    result = count(baku(4, 6), base, stop, Extension(baku(4, 7), Term(1, "working-day")))
    assert result.due_on == date(2026, 4, 15)
    assert Step("resumed", date(2026, 4, 11), date(2026, 4, 11)) in result.steps


# The clock stops within the extension: 14 April is 1, four are left.
def test_an_extended_term_may_stand() -> None:
    result = count(baku(4, 6), FIVE, Extension(baku(4, 10), FIVE), Suspension(baku(4, 15)))
    assert (result.left, result.counted) == (4, 6)
    assert [step.until for step in result.steps if step.code == "extended"] == [None]


LIMIT = Term(30, "working-day")


def test_extensions_share_the_limit_of_the_law() -> None:
    twenty = Extension(baku(4, 10), Term(20, "working-day"), limit=LIMIT)
    ten = Extension(baku(5, 10), Term(10, "working-day"), limit=LIMIT)
    one = Extension(baku(5, 20), Term(1, "working-day"), limit=LIMIT)
    assert count(baku(4, 6), FIVE, twenty, ten).counted == 35
    with pytest.raises(ExtensionBeyondLimitError, match="extension 3: with 1 × working-day it is beyond the 30"):
        count(baku(4, 6), FIVE, twenty, ten, one)
    other = Extension(baku(5, 20), Term(1, "working-day"), limit=Term(5, "working-day"))
    assert count(baku(4, 6), FIVE, twenty, ten, other).counted == 36


def test_a_limit_in_another_unit_is_compared_by_the_days_it_ends_on() -> None:
    # from 21 February a month is 28 days
    base, month = Term(15, "calendar-day"), Term(1, "month")
    fits = Extension(baku(2, 20), Term(28, "calendar-day"), limit=month)
    assert count(baku(2, 6), base, fits).due_on == date(2026, 3, 21)
    with pytest.raises(ExtensionBeyondLimitError):
        count(baku(2, 6), base, Extension(baku(2, 20), Term(29, "calendar-day"), limit=month))
    with pytest.raises(ExtensionBeyondLimitError):
        count(baku(2, 6), base, Extension(baku(2, 20), Term(25, "hour"), limit=Term(1, "calendar-day")))


def test_an_extension_of_the_whole_takes_the_place_of_the_term() -> None:
    whole = Extension(baku(4, 8), Term(8, "working-day"), limit=Term(8, "working-day"), whole=True, by="C. D.")
    # 7-10 April are 1-4, 13-16 are 5-8
    result = count(baku(4, 6), FIVE, whole)
    assert result.due_on == date(2026, 4, 16)
    assert result.counted == 8
    assert result.steps[1] == Step("replaced", date(2026, 4, 8), date(2026, 4, 16), 8, "C. D.", unit="working-day")
    more = Extension(baku(4, 10), Term(1, "working-day"))
    assert count(baku(4, 6), FIVE, whole, more).due_on == date(2026, 4, 17)
    assert count(baku(4, 6), FIVE, more, whole).due_on == date(2026, 4, 16)
    assert count(baku(4, 6), FIVE, Extension(baku(4, 8), Term(1, "month"), whole=True)).due_on == date(2026, 5, 6)


def test_an_extension_of_the_whole_must_be_longer_and_within_its_limit() -> None:
    with pytest.raises(InvalidExtensionError, match="not longer"):
        count(baku(4, 6), FIVE, Extension(baku(4, 8), FIVE, whole=True))
    with pytest.raises(ExtensionBeyondLimitError):
        count(baku(4, 6), FIVE, Extension(baku(4, 8), Term(9, "working-day"), limit=Term(8, "working-day"), whole=True))


def test_a_change_that_contradicts_itself_is_refused() -> None:
    naive = datetime(2026, 4, 6, 10)  # noqa: DTZ001
    with pytest.raises(InvalidSuspensionError):
        Suspension(baku(4, 8), baku(4, 7))
    for make in (lambda: Suspension(naive), lambda: Suspension(baku(4, 8), naive), lambda: Extension(naive, FIVE)):
        with pytest.raises(InvalidMomentError):
            make()
    with pytest.raises(InvalidMomentError):
        count(naive, FIVE)


def test_a_clock_stopped_beyond_all_tables_is_an_error() -> None:
    with pytest.raises(YearNotCoveredError):
        count(baku(4, 6), FIVE, Suspension(baku(4, 8), baku(4, 8, year=2101)))
    with pytest.raises(YearNotCoveredError):
        count(baku(4, 6), Term(1, "calendar-day"), Extension(baku(4, 6), Term(10**9, "calendar-day")))


# Recomputing because of a new day off gives what counting from nothing gives, and the story names the day.
def test_a_leave_granted_late_moves_the_end() -> None:
    before = count(baku(4, 6), FIVE)
    after = count(baku(4, 6), FIVE, calendar=WorkingCalendar("AZ", leaves=[Leave(date(2026, 4, 9), name="Sərəncam")]))
    assert (before.due_on, after.due_on) == (date(2026, 4, 13), date(2026, 4, 14))
    assert Step("left-out", date(2026, 4, 9), date(2026, 4, 9), 1, "leave", "Sərəncam") in after.steps


moments = st.datetimes(
    datetime(2015, 1, 1),  # noqa: DTZ001
    datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5))]),
)
places = st.sampled_from([(AZ, BAKU), (UZ, TASHKENT), (TR, ISTANBUL), (WorkingCalendar("AZ", week=6), BAKU)])
starts = st.sampled_from(["same-day", "in-office-hours", "next-working-day", "arrival"])
units = st.sampled_from(["working-day", "calendar-day", "month", "hour", "hour-on-working-days", "working-hour"])
terms = st.builds(
    lambda amount, unit, start, rolls: Term(amount, unit, start, rolls and unit in ("calendar-day", "month")),
    st.integers(1, 40),
    units,
    starts,
    st.booleans(),
)
# Stops as minutes after the event, and how long they last.
spans = st.lists(st.tuples(st.integers(0, 40 * 24 * 60), st.integers(0, 20 * 24 * 60)), max_size=4)
more = st.lists(st.tuples(st.integers(1, 20), units), max_size=3)


def day_zero(started: datetime, term: Term, calendar: WorkingCalendar, zone: ZoneInfo) -> date:
    """Give the day that does not count, as the rules say it."""
    local = started.astimezone(zone)
    if term.start != "in-office-hours" or "hour" in term.unit:
        return local.date()
    # All the calendars of these tests close at 18:00, Turkish half days at 13:00.
    closes = 13 if calendar.why(local.date()).half_day else 18
    if calendar.is_working_day(local.date()) and local.time() <= time(closes):
        return local.date()
    return calendar.add_working_days(local.date(), 1)


def stops_of(started: datetime, rows: list[tuple[int, int]]) -> list[Suspension]:
    return [
        Suspension(started + timedelta(minutes=after), started + timedelta(minutes=after + long))
        for after, long in rows
    ]


def extensions_of(started: datetime, rows: list[tuple[int, Any]]) -> list[Extension]:
    return [Extension(started, Term(amount, unit)) for amount, unit in rows]


@given(moments, places, terms, spans, more)
def test_counting_again_gives_what_counting_from_nothing_gives(
    started: datetime, place: tuple[WorkingCalendar, ZoneInfo], term: Term, rows: list[tuple[int, int]], longer: Any
) -> None:
    calendar, zone = place
    suspensions, extensions = stops_of(started, rows), extensions_of(started, longer)
    first = recount(started, term, calendar, zone, suspensions=suspensions, extensions=extensions)
    fresh = WorkingCalendar(calendar.country, weekend=calendar.weekend)
    again = recount(
        started.astimezone(UTC), term, fresh, zone, suspensions=suspensions[::-1], extensions=tuple(extensions)
    )
    assert again == first
    assert due(started, term, calendar, zone).due_at == recount(started, term, calendar, zone).due_at


@given(moments, places, terms, spans, more)
def test_days_on_which_the_clock_stood_never_count(
    started: datetime, place: tuple[WorkingCalendar, ZoneInfo], term: Term, rows: list[tuple[int, int]], longer: Any
) -> None:
    calendar, zone = place
    suspensions, extensions = stops_of(started, rows), extensions_of(started, longer)
    plain = recount(started, term, calendar, zone, extensions=extensions)
    result = recount(started, term, calendar, zone, suspensions=suspensions, extensions=extensions)
    assert result.due_at is not None
    assert plain.due_at is not None
    assert result.due_on is not None
    assert result.due_at >= plain.due_at
    for row in suspensions:
        assert row.end is not None
        if row.start < result.due_at:
            # The last day is one at whose close the clock runs; a moment in hours is none at which it stands.
            closes = datetime.combine(result.due_on + timedelta(days=1), datetime.min.time(), zone)
            moment = result.due_at if result.due_at < closes - timedelta(seconds=1) else closes
            assert not row.start < moment < row.end


@given(moments, places, terms, spans)
def test_in_days_the_end_counts_its_days_and_no_others(
    started: datetime, place: tuple[WorkingCalendar, ZoneInfo], term: Term, rows: list[tuple[int, int]]
) -> None:
    calendar, zone = place
    if term.unit not in ("working-day", "calendar-day"):
        return
    result = recount(started, term, calendar, zone, suspensions=stops_of(started, rows))
    assert result.due_on is not None
    stood = set()
    for row in stops_of(started, rows):
        assert row.end is not None
        first, again = row.start.astimezone(zone).date(), row.end.astimezone(zone).date()
        stood |= {first + timedelta(days=n) for n in range((again - first).days)}
    zero = day_zero(started, term, calendar, zone)
    days = [zero + timedelta(days=n) for n in range(1, (result.due_on - zero).days + 1)]
    if term.start == "next-working-day":
        opening = calendar.add_working_days(zero, 1)
        days = [day for day in days if day >= opening]
    counting = [
        day for day in days if day not in stood and (term.unit == "calendar-day" or calendar.is_working_day(day))
    ]
    assert result.due_on not in stood
    if term.roll_forward:
        assert calendar.is_working_day(result.due_on)
        assert len(counting) >= term.amount
    else:
        assert len(counting) == term.amount


@given(moments, places, terms, spans, st.sets(st.integers(0, 120), max_size=10))
def test_more_days_off_never_make_a_date_earlier_even_when_it_stood(
    started: datetime,
    place: tuple[WorkingCalendar, ZoneInfo],
    term: Term,
    rows: list[tuple[int, int]],
    extra: set[int],
) -> None:
    calendar, zone = place
    zero = started.astimezone(zone).date()
    leaves = [Leave(zero + timedelta(days=n)) for n in extra]
    stricter = WorkingCalendar(calendar.country, weekend=calendar.weekend, leaves=leaves)
    suspensions = stops_of(started, rows)
    before = recount(started, term, calendar, zone, suspensions=suspensions)
    after = recount(started, term, stricter, zone, suspensions=suspensions)
    assert before.due_at is not None
    assert after.due_at is not None
    assert after.due_at >= before.due_at


@given(moments, places, terms, spans, st.integers(1, 10))
def test_a_longer_term_and_an_extension_never_end_earlier(
    started: datetime, place: tuple[WorkingCalendar, ZoneInfo], term: Term, rows: list[tuple[int, int]], by: int
) -> None:
    calendar, zone = place
    suspensions = stops_of(started, rows)
    plain = recount(started, term, calendar, zone, suspensions=suspensions)
    longer = recount(
        started,
        Term(term.amount + by, term.unit, term.start, term.roll_forward),
        calendar,
        zone,
        suspensions=suspensions,
    )
    extended = recount(
        started, term, calendar, zone, suspensions=suspensions, extensions=[Extension(started, Term(by, term.unit))]
    )
    assert plain.due_at is not None
    assert longer.due_at is not None
    assert extended.due_at is not None
    assert longer.due_at >= plain.due_at
    assert extended.due_at >= plain.due_at
    if term.unit == "working-day":
        assert extended.due_at == longer.due_at


@given(moments, terms, spans)
def test_the_zone_of_the_moment_does_not_matter_and_that_of_the_office_does(
    started: datetime, term: Term, rows: list[tuple[int, int]]
) -> None:
    result = recount(started, term, AZ, BAKU, suspensions=stops_of(started, rows))
    elsewhere = started.astimezone(ISTANBUL)
    assert recount(elsewhere, term, AZ, BAKU, suspensions=stops_of(elsewhere, rows)) == result
    assert result.day_zero == day_zero(started, term, AZ, BAKU)
    assert result.due_at is not None
    assert result.due_at.astimezone(BAKU).date() == result.due_on


@given(moments, places, terms, spans, st.integers(0, 40 * 24 * 60))
def test_what_is_left_when_the_clock_stands_is_what_is_counted_after_it(
    started: datetime, place: tuple[WorkingCalendar, ZoneInfo], term: Term, rows: list[tuple[int, int]], since: int
) -> None:
    calendar, zone = place
    stop = Suspension(started + timedelta(minutes=since))
    result = recount(started, term, calendar, zone, suspensions=[*stops_of(started, rows), stop])
    if not result.suspended:
        assert result.due_at is not None
        assert result.due_at <= stop.start.astimezone(UTC) or result.due_on == stop.start.astimezone(zone).date()
    elif term.unit in ("working-day", "calendar-day"):
        assert result.counted + result.left == term.amount
        again = Suspension(stop.start, stop.start + timedelta(days=30))
        resumed = recount(started, term, calendar, zone, suspensions=[*stops_of(started, rows), again])
        assert resumed.counted == term.amount
