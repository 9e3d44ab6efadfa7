# SPDX-License-Identifier: EUPL-1.2
"""The rule of the deadline chip, branch by branch and at its edges, and the sentences of the arithmetic."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from nizam.foundations.calendars import FEE, Extension, Suspension, Term, WorkingCalendar, due, recount
from nizam.kit.deadlines import Chip, amount_words, chip, explain, law_words

pytestmark = pytest.mark.one_engine


BAKU = ZoneInfo("Asia/Baku")
NOON = datetime(2026, 6, 10, 12, tzinfo=BAKU)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=BAKU).astimezone(UTC)


def judged(days_from_today: int, *, term: int = 40, **facts) -> Chip:
    last = NOON.date() + timedelta(days=days_from_today)
    return chip(NOON, end_of(last), last, end_of(last) - timedelta(days=term), **facts)


def test_more_than_half_of_the_term_left_is_calm_and_counted_in_working_days():
    assert judged(25, working_days_left=17) == Chip("calm", "17 working days")


def test_below_half_of_the_term_is_near():
    assert judged(15, working_days_left=11) == Chip("near", "11 working days")


def test_exactly_half_of_the_term_is_still_calm():
    last = NOON + timedelta(days=20)
    assert chip(NOON, last, None, NOON - timedelta(days=20), working_days_left=14).tone == "calm"
    assert chip(NOON + timedelta(seconds=1), last, None, NOON - timedelta(days=20), working_days_left=14).tone == "near"


def test_a_long_term_is_due_from_three_working_days_not_from_its_quarter():
    assert judged(6, term=40, working_days_left=4).tone == "near"
    assert judged(5, term=40, working_days_left=3) == Chip("due", "3 working days")


def test_a_short_term_is_due_from_its_quarter_not_from_three_working_days():
    assert judged(2, term=4, working_days_left=2).tone == "calm"
    assert judged(1, term=4, working_days_left=1).tone == "near"
    assert judged(0, term=4, working_days_left=0) == Chip("due", "today")


def test_one_working_day_is_said_in_the_singular():
    assert judged(1, working_days_left=1).words == "1 working day"


def test_days_off_before_the_end_are_counted_as_days():
    assert judged(2, working_days_left=0) == Chip("due", "2 days")
    assert judged(9).words == "9 days"


def test_late_by_days_is_red_and_says_how_much():
    assert judged(-1) == Chip("late", "1 day late")
    assert judged(-2, working_days_left=0) == Chip("late", "2 days late")


def test_the_last_day_lasts_until_its_last_second_in_the_institutions_zone():
    last = date(2026, 6, 10)
    begun = end_of(last) - timedelta(days=30)
    assert chip(datetime(2026, 6, 10, 23, 59, 58, tzinfo=BAKU), end_of(last), last, begun).words == "today"
    assert chip(datetime(2026, 6, 11, 0, 0, 1, tzinfo=BAKU), end_of(last), last, begun).words == "1 day late"


def test_a_term_in_hours_says_its_hour_and_its_lateness_in_hours():
    last = datetime(2026, 6, 10, 14, 30, tzinfo=BAKU)
    begun = last - timedelta(hours=24)
    assert chip(NOON, last, last.date(), begun).words == "today by 14:30"
    assert chip(last + timedelta(hours=3, minutes=59), last, last.date(), begun) == Chip("late", "3 hours late")
    assert chip(last + timedelta(minutes=20), last, last.date(), begun).words == "20 minutes late"


def test_suspended_comes_before_late():
    assert judged(-9, suspended=True) == Chip("suspended", "suspended")


def test_closed_matters_are_judged_at_their_closing_and_never_coloured():
    assert judged(-9, closed_at=NOON - timedelta(days=20)) == Chip("done", "closed in time")
    assert judged(-9, closed_at=NOON - timedelta(days=6), suspended=True) == Chip("done", "closed, 3 days late")


def test_without_a_start_only_the_three_days_speak():
    last = NOON.date() + timedelta(days=30)
    assert chip(NOON, end_of(last), last, None, working_days_left=4).tone == "calm"
    assert chip(NOON, end_of(last), last, None, working_days_left=3).tone == "due"


def test_a_date_alone_ends_with_its_day():
    assert chip(NOON, None, NOON.date(), None).words == "today"
    assert chip(NOON, None, NOON.date() - timedelta(days=1), None).tone == "late"


def test_no_term():
    assert chip(NOON, None, None, None) == Chip("calm", "no term")
    assert chip(NOON, None, None, None, closed_at=NOON) == Chip("done", "closed")


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        chip(datetime(2026, 6, 10, 12), None, None, None)  # noqa: DTZ001


def test_the_arithmetic_of_a_real_term_is_told_in_order():
    term = due(datetime(2026, 3, 17, 10, tzinfo=BAKU), Term(15, "working-day"), WorkingCalendar("AZ"), BAKU)
    for days in ([asdict(step) for step in term.steps], [_as_stored(asdict(step)) for step in term.steps]):
        told = explain({"steps": days})
        assert len(told) == len(term.steps)
        assert told[0] == "Registered on 17 March 2026; that day is not counted."
        assert told[1] == "The first day is 18 March 2026."
        assert "Left out: 28 March 2026 – 29 March 2026, weekend (2 days)." in told
        assert told[-2].startswith("15 working days counted, up to ")
        assert told[-1].startswith("The last day is ")


def _as_stored(step: dict) -> dict:
    return {**step, "day": step["day"].isoformat(), "until": step["until"] and step["until"].isoformat()}


def test_hours_may_count_on_the_day_of_the_event_itself():
    term = due(datetime(2026, 3, 17, 10, tzinfo=BAKU), Term(24, "hour"), WorkingCalendar("AZ"), BAKU)
    told = explain({"steps": [asdict(step) for step in term.steps]})
    assert told[0] == "Registered on 17 March 2026."
    assert "24 hours counted, up to 18 March 2026." in told


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"code": "event", "day": "2026-03-17", "detail": "arrival"}, "Reached the office on 17 March 2026;"),
        ({"code": "event", "day": "2026-03-17", "detail": "next-working-day"}, "begins on the next working day"),
        (
            {"code": "left-out", "day": "2026-03-20", "count": 1, "detail": "holiday", "name": "Novruz"},
            "Novruz (1 day)",
        ),
        ({"code": "left-out", "day": "2026-03-20", "count": 1, "detail": "override-off"}, "day off by decision"),
        ({"code": "half-day", "day": "2026-10-28", "name": "eve"}, "half day (eve) and was counted as a whole one"),
        ({"code": "counted", "day": "2026-10-28", "count": 1, "detail": "month"}, "1 month counted"),
        ({"code": "counted", "day": "2026-10-28", "count": 30, "detail": "calendar-day"}, "30 days counted"),
        ({"code": "rolled", "day": "2026-10-31", "until": "2026-11-02"}, "ends on the next working day, 2 November"),
        (
            {
                "code": "left-out",
                "day": "2027-03-09",
                "count": 1,
                "detail": "holiday",
                "name": "Eid",
                "estimated": True,
            },
            "Eid (1 day). This holiday is not announced yet",
        ),
        ({"code": "left-out", "day": "2026-03-20", "count": 1, "detail": "leave"}, "administrative leave (1 day)"),
        ({"code": "short-day", "day": "2026-10-28", "name": "eve"}, "only in part (eve); only those hours"),
        ({"code": "short-day", "day": "2026-10-28"}, "is worked only in part; only those hours"),
        ({"code": "six-day-week", "day": "2026-03-23"}, "counted, because this office works six days"),
        ({"code": "counted", "day": "2026-10-28", "count": 8, "detail": "working-hour"}, "8 working hours counted"),
        (
            {"code": "suspended", "day": "2026-10-28", "name": "fee not paid", "detail": "A. B."},
            "(fee not paid, A. B.).",
        ),
        ({"code": "suspended", "day": "2026-10-28"}, "The clock has stood since 28 October 2026."),
        (
            {
                "code": "suspended",
                "day": "2026-10-28",
                "until": "2026-10-29",
                "count": 1,
                "name": "fee",
                "note": "5 TL",
            },
            "from 28 October 2026 to 29 October 2026 (until a fee is paid, 5 TL). 1 day of it does not count.",
        ),
        ({"code": "suspended", "day": "2026-10-28", "until": "2026-10-28", "count": 0}, "to 28 October 2026."),
        (
            {"code": "resumed", "day": "2026-10-28", "until": "2026-10-28"},
            "It runs again from 28 October 2026, and that",
        ),
        (
            {"code": "resumed", "day": "2026-10-31", "until": "2026-11-02"},
            "the first day that counts is 2 November 2026",
        ),
        (
            {"code": "extended", "day": "2026-10-28", "until": "2026-11-30", "detail": "A. B."},
            "to 30 November 2026 (A. B.).",
        ),
        (
            {"code": "extended", "day": "2026-10-28", "until": "2026-11-30", "count": 30, "unit": "working-day"},
            "Extended on 28 October 2026 by 30 working days, to 30 November 2026.",
        ),
        (
            {"code": "extended", "day": "2026-10-28", "until": None, "count": 1, "unit": "month"},
            "Extended on 28 October 2026 by 1 month.",
        ),
        (
            {"code": "replaced", "day": "2026-10-28", "until": "2026-11-30", "count": 30, "unit": "working-day"},
            "the whole term is 30 working days, to 30 November 2026.",
        ),
        (
            {"code": "replaced", "day": "2026-10-28", "until": None, "count": 30, "unit": "working-day"},
            "Extended on 28 October 2026: the whole term is 30 working days.",
        ),
        (
            {
                "code": "recounted",
                "day": "2026-10-28",
                "until": "2026-11-30",
                "name": "a new holiday",
                "detail": "A. B.",
            },
            "until then the last day was 30 November 2026 (a new holiday, A. B.).",
        ),
        ({"code": "recounted", "day": "2026-10-28"}, "Counted anew on 28 October 2026."),
        ({"code": "standing", "count": 1, "detail": "working-day"}, "left to count: 1 working day."),
        ({"code": "standing", "count": 24, "detail": "hour-on-working-days"}, "24 hours of working days."),
        ({"code": "standing", "count": 0, "detail": "working-day"}, "Nothing is left to count"),
        (
            {"code": "lapses", "day": "2026-10-28"},
            "If nothing comes by 28 October 2026, the matter counts as withdrawn.",
        ),
        ({"code": "new-rule", "day": "2026-10-28", "name": "Something else"}, "Something else: 28 October 2026"),
    ],
)
def test_every_step_has_its_sentence(step, sentence):
    assert sentence in explain({"steps": [step]})[0]


def test_the_rule_stands_after_the_event_with_its_act_and_article():
    steps = [{"code": "event", "day": "2026-03-17"}, {"code": "due", "day": "2026-04-17"}]
    term = {"amount": 15, "unit": "working-day"}
    law = {"act": "Law on appeals", "article": "10.1"}
    assert explain({"steps": steps, "term": term})[1] == "The term is 15 working days."
    assert explain({"steps": steps, "term": term}, law)[1] == "The term is 15 working days: Law on appeals, art. 10.1."
    assert explain({"steps": steps, "term": term, "law": law})[1].endswith("Law on appeals, art. 10.1.")
    assert explain({"steps": [], "term": term}) == []


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (1, "working-day", "1 working day"),
        (2, "calendar-day", "2 days"),
        (2, "month", "2 months"),
        (24, "hour", "24 hours"),
        (1, "working-hour", "1 working hour"),
    ],
)
def test_a_length_of_time_is_said_in_its_unit(amount, unit, words):
    assert amount_words(amount, unit) == words


def test_a_stopped_and_extended_term_is_told_without_a_gap():
    started = datetime(2026, 3, 2, 10, tzinfo=BAKU)
    fee = Suspension(datetime(2026, 3, 4, 9, tzinfo=BAKU), datetime(2026, 3, 7, 9, tzinfo=BAKU), FEE, "A. B.")
    more = Extension(
        datetime(2026, 3, 12, 9, tzinfo=BAKU), Term(5, "working-day"), reason="papers asked for", by="C. D."
    )
    told = recount(
        started,
        Term(5, "working-day"),
        WorkingCalendar("AZ"),
        BAKU,
        suspensions=[fee],
        extensions=[more],
        language="en",
    )
    # 3 March is day one; 4 to 6 March stand; 7 and 8 are a weekend, 9 March is observed for the 8th; 10 to 13 March
    # are days two to five; 16 to 19 March are days one to four of the extension, 20 to 30 March are off, 31 March five.
    assert explain({"steps": [_as_stored(asdict(step)) for step in told.steps]}) == [
        "Registered on 2 March 2026; that day is not counted.",
        "The first day is 3 March 2026.",
        "The clock stood from 4 March 2026 to 7 March 2026 (until a fee is paid, A. B.). 3 days of it do not count.",
        "It runs again from 7 March 2026; the first day that counts is 10 March 2026.",
        "Left out: 7 March 2026, weekend (1 day).",
        "Left out: 8 March 2026, Women's Day (1 day).",
        "Left out: 9 March 2026, Women's Day (observed) (1 day).",
        "5 working days counted, up to 13 March 2026.",
        "Extended on 12 March 2026 by 5 working days, to 31 March 2026 (papers asked for, C. D.).",
        "Left out: 14 March 2026 – 15 March 2026, weekend (2 days).",
        "Left out: 20 March 2026 – 21 March 2026, Eid al-Fitr; Spring Festival (2 days).",
        "Left out: 22 March 2026 – 24 March 2026, Spring Festival (3 days).",
        "Left out: 25 March 2026, Eid al-Fitr (observed) (1 day).",
        "Left out: 26 March 2026 – 27 March 2026, Spring Festival (observed) (2 days).",
        "Left out: 28 March 2026 – 29 March 2026, weekend (2 days).",
        "Left out: 30 March 2026, Eid al-Fitr (observed) (1 day).",
        "5 working days counted, up to 31 March 2026.",
        "The last day is 31 March 2026.",
    ]


def test_no_clock_has_nothing_to_tell():
    assert explain(None) == []
    assert explain({}) == []


def test_the_law_is_named_as_far_as_it_is_known():
    assert law_words({"act": "Law on appeals", "article": "10.1", "version": "2025"}) == (
        "Law on appeals, art. 10.1 (version of 2025)"
    )
    assert law_words({"act": "Law on appeals"}) == "Law on appeals"
    assert law_words({"article": "10.1"}) == "art. 10.1"
    assert law_words(None) == ""
