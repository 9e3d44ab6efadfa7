# SPDX-License-Identifier: EUPL-1.2
"""What comes after office hours counts as of the next working day (Uzbekistan, OʻRQ-445, art. 23).

Worked out by hand: 2 October 2026 is a Friday; 27 May 2026 (a Wednesday) and the two days after it are off, so the next
working day is Monday, 1 June; 30 January 2026 is a Friday.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from nizam.foundations.calendars import Leave, OfficeHours, Step, Term, WorkingCalendar, due, find_rule, term_by_code

TASHKENT = ZoneInfo("Asia/Tashkent")
UZ = WorkingCalendar("UZ")


@pytest.mark.parametrize(
    ("code", "came", "last"),
    [
        ("uz-appeal-base", "2026-10-02T07:30", "2026-10-17"),
        ("uz-appeal-base", "2026-10-02T13:30", "2026-10-17"),
        ("uz-appeal-base", "2026-10-02T18:00", "2026-10-17"),
        ("uz-appeal-base", "2026-10-02T18:01", "2026-10-20"),
        ("uz-appeal-base", "2026-10-03T11:00", "2026-10-20"),
        ("uz-appeal-base", "2026-10-05T00:10", "2026-10-20"),
        ("uz-appeal-base", "2026-05-26T19:00", "2026-06-16"),
        ("uz-appeal-base", "2026-05-27T10:00", "2026-06-16"),
        ("uz-appeal-study", "2026-01-30T17:00", "2026-02-28"),
        ("uz-appeal-study", "2026-01-30T20:00", "2026-03-02"),
        ("uz-proposal-base", "2026-10-02T20:00", "2026-11-05"),
        ("uz-proposal-study-notice", "2026-10-02T20:00", "2026-10-15"),
        ("uz-appeal-forwarding", "2026-10-02T20:00", "2026-10-10"),
        # The law on openness says nothing of hours.
        ("uz-information-base", "2026-10-02T20:00", "2026-10-17"),
    ],
)
def test_an_appeal_that_comes_after_hours_counts_as_of_the_next_working_day(code: str, came: str, last: str) -> None:
    stated = term_by_code(code)
    assert stated is not None
    moment = datetime.fromisoformat(came).replace(tzinfo=TASHKENT)
    assert due(moment, stated.term, UZ, TASHKENT).due_on == date.fromisoformat(last)
    assert due(moment.astimezone(UTC), stated.term, UZ, TASHKENT).due_on == date.fromisoformat(last)


APPEAL = Term(15, "calendar-day", "in-office-hours")


def on_friday(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, 2, hour, minute, tzinfo=TASHKENT)


def test_the_offices_own_hours_decide() -> None:
    early = WorkingCalendar("UZ", hours=OfficeHours.weekly(time(8), time(16)))
    assert due(on_friday(16, 30), APPEAL, early, TASHKENT).due_on == date(2026, 10, 20)
    six_days = WorkingCalendar(
        "UZ", weekend={6}, hours=OfficeHours.weekly(time(8), time(16), weekdays=range(6))
    )  # fmt: skip
    assert due(on_friday(16, 30), APPEAL, six_days, TASHKENT).due_on == date(2026, 10, 18)
    short = WorkingCalendar("UZ", leaves=[Leave(date(2026, 10, 2), time(13), None, "Farmoyish")])
    assert due(on_friday(12), APPEAL, short, TASHKENT).due_on == date(2026, 10, 17)
    assert due(on_friday(14), APPEAL, short, TASHKENT).due_on == date(2026, 10, 20)


def test_the_explanation_says_so() -> None:
    told = due(on_friday(20), APPEAL, UZ, TASHKENT)
    assert told.day_zero == date(2026, 10, 5)
    assert told.steps[:3] == (
        Step("event", date(2026, 10, 2), date(2026, 10, 2), detail="in-office-hours"),
        Step("after-hours", date(2026, 10, 2), date(2026, 10, 5), detail="closed"),
        Step("day-one", date(2026, 10, 6), date(2026, 10, 6)),
    )
    feast = due(datetime(2026, 5, 27, 10, tzinfo=TASHKENT), APPEAL, UZ, TASHKENT).steps[1]
    assert (feast.code, feast.until, feast.detail) == ("after-hours", date(2026, 6, 1), "holiday")
    assert feast.name
    assert all(step.code != "after-hours" for step in due(on_friday(10), APPEAL, UZ, TASHKENT).steps)


def test_hours_run_from_the_moment_all_the_same() -> None:
    assert due(on_friday(20), Term(24, "hour", "in-office-hours"), UZ, TASHKENT).due_at == datetime(
        2026, 10, 3, 15, tzinfo=UTC
    )


def test_the_reading_of_the_article_is_in_doubt() -> None:
    rule = find_rule("UZ", "appeal", "registration", date(2026, 10, 2))
    assert rule is not None
    assert (rule.law.article, rule.uncertain, bool(rule.source)) == ("23", True, True)
