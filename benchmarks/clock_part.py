# SPDX-License-Identifier: EUPL-1.2
"""The law's clock: terms counted per second, and ten thousand open ones counted anew after a new day off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.lines import Line, timed
from nizam.foundations.calendars import Extension, Leave, Suspension, Term, WorkingCalendar, recount

BAKU = ZoneInfo("Asia/Baku")
TERMS = 10_000
APPEAL = Term(15, "working-day")


def measure() -> Iterator[Line]:
    """Measure with terms that begin over eight months, each with the full story of its days."""
    starts = [datetime(2026, 1, 5, 9, tzinfo=BAKU) + timedelta(minutes=35 * place) for place in range(TERMS)]
    calendar = WorkingCalendar("AZ")
    yield _line("15 working days", starts, calendar, APPEAL)
    yield _line("30 calendar days, rolled", starts, calendar, Term(30, "calendar-day", roll_forward=True))
    yield _line("48 hours of working days", starts, calendar, Term(48, "hour-on-working-days"))
    yield _line("40 working hours", starts, calendar, Term(40, "working-hour"))

    def changed() -> None:
        for start in starts:
            stop = Suspension(start + timedelta(days=3), start + timedelta(days=9), "fee")
            longer = Extension(start, Term(30, "working-day"), limit=Term(30, "working-day"))
            recount(start, APPEAL, calendar, BAKU, suspensions=[stop], extensions=[longer])

    yield Line("15 working days, stopped once, extended by 30", TERMS / _seconds(changed), "terms/s")

    def announced() -> None:
        late = WorkingCalendar("AZ", leaves=[Leave(date(2026, 3, 17))])
        for start in starts:
            recount(start, APPEAL, late, BAKU)

    yield Line("10,000 terms anew after a day off announced late", _seconds(announced), "s", "without the database")


def _line(what: str, starts: list[datetime], calendar: WorkingCalendar, term: Term) -> Line:
    def count() -> None:
        for start in starts:
            recount(start, term, calendar, BAKU)

    return Line(f"{what}, with the days told", TERMS / _seconds(count), "terms/s")


def _seconds(work: Callable[[], object]) -> float:
    return min(timed(work, times=3, warm=1)) / 1000
