# SPDX-License-Identifier: EUPL-1.2
"""Every term of law that is kept, counted by hand across a holiday, an exchanged Saturday and a year's end.

Worked days of the stretches used, as the governments decreed them:

AZ March 2025   3-7, 10-14, 17-19 March; 1-4, 7-11, 14-18, 21-25, 28-30 April; 1, 2, 5-8, 12-16, 19-23 May
                (20-31 March: Novruz with its observed days, 27 and 28 given for 10 March and 1 April, the feast; 9 May)
AZ June 2025    10-13, 17-20 and Saturday 21 (worked for the 27th), 23-25, 30 June; from July all weekdays
AZ winter       22-26, 29, 30 December 2025; 5-9, 12-16, 19, 21-23, 26-30 January 2026; February all weekdays
UZ              27-29 May 2026 are off; Saturdays 14 December 2024 and 4 January 2025 are worked
TR autumn       28 October 2025 is worked until 13:00, the 29th is off; else all weekdays
TR winter       1 January 2026 is off; else all weekdays
"""

from datetime import date, datetime
from itertools import chain
from zoneinfo import ZoneInfo

import pytest

from nizam.foundations.calendars import (
    COUNTRIES,
    Extension,
    Suspension,
    WorkingCalendar,
    due,
    find_term,
    law_terms,
    recount,
    term_by_code,
)

ZONES = {"AZ": ZoneInfo("Asia/Baku"), "UZ": ZoneInfo("Asia/Tashkent"), "TR": ZoneInfo("Europe/Istanbul")}
CALENDARS = {country: WorkingCalendar(country) for country in COUNTRIES}

# The term's code, the day of the event, the last day, and the days that count, with their numbers.
DAYS = [
    # 11-14 March are 1-4, 17-19 are 5-7; 1-4 April 8-11, 7-10 are 12-15
    ("az-appeal-base", "2025-03-10", "2025-04-10"),
    # 17-21 June are 1-5, 23-25 are 6-8, 30 is 9; 1-4 July 10-13, 7 and 8 are 14 and 15
    ("az-appeal-base", "2025-06-13", "2025-07-08"),
    # 23-26 December are 1-4, 29 and 30 are 5 and 6; 5-9 January 7-11, 12-15 are 12-15
    ("az-appeal-base", "2025-12-22", "2026-01-15"),
    # 15 on 10 April; 11 is 16, 14-18 are 17-21, 21-25 are 22-26, 28-30 are 27-29; 1 May 30
    ("az-appeal-study", "2025-03-10", "2025-05-01"),
    # 15 on 8 July; 9-11 are 16-18, 14-18 are 19-23, 21-25 are 24-28, 28 and 29 are 29 and 30
    ("az-appeal-study", "2025-06-13", "2025-07-29"),
    # 15 on 15 January; 16 is 16, 19 is 17, 21-23 are 18-20, 26-30 are 21-25; 2-6 February 26-30
    ("az-appeal-study", "2025-12-22", "2026-02-06"),
    # 19 March is 1; 1 and 2 April 2 and 3
    ("az-appeal-forwarding", "2025-03-18", "2025-04-02"),
    # 21 June (Saturday) is 1, 23 is 2, 24 is 3
    ("az-appeal-forwarding", "2025-06-20", "2025-06-24"),
    # 5-7 January are 1-3
    ("az-appeal-forwarding", "2025-12-30", "2026-01-07"),
    # 1-3 April are 1-3
    ("az-appeal-forwarding-several", "2025-03-19", "2025-04-03"),
    # 20 and 21 June are 1 and 2, 23 is 3
    ("az-appeal-forwarding-several", "2025-06-19", "2025-06-23"),
    # 30 December is 1; 5 and 6 January 2 and 3
    ("az-appeal-forwarding-several", "2025-12-29", "2026-01-06"),
    # the law of 1997: the 15th day after, whatever day it is: 10 + 15 = 25 March, within Novruz; 20 + 15 - 31 = 4
    ("az-appeal-base-1997", "2015-03-10", "2015-03-25"),
    ("az-appeal-base-1997", "2014-12-20", "2015-01-04"),
    ("az-appeal-study-1997", "2015-02-20", "2015-03-20"),
    ("az-appeal-study-1997", "2014-12-15", "2015-01-15"),
    # 18 + 5 = 23; 29 + 5 - 31 = 3
    ("az-appeal-forwarding-1997", "2015-03-18", "2015-03-23"),
    ("az-appeal-forwarding-1997", "2014-12-29", "2015-01-03"),
    # 18 and 19 March are 1 and 2; 1-4 April 3-6, 7 is 7
    ("az-information-base", "2025-03-17", "2025-04-07"),
    # 19-21 June are 1-3, 23-25 are 4-6, 30 is 7
    ("az-information-base", "2025-06-18", "2025-06-30"),
    # 29 and 30 December are 1 and 2; 5-9 January 3-7
    ("az-information-base", "2025-12-26", "2026-01-09"),
    # 18 and 19 March are 1 and 2; 1-3 April 3-5
    ("az-information-defect", "2025-03-17", "2025-04-03"),
    # 20 and 21 June are 1 and 2, 23-25 are 3-5
    ("az-information-defect", "2025-06-19", "2025-06-25"),
    # 30 December is 1; 5-8 January 2-5
    ("az-information-defect", "2025-12-29", "2026-01-08"),
    # 19 March is 1; 1-4 April 2-5
    ("az-information-not-held", "2025-03-18", "2025-04-04"),
    # 21 June is 1, 23-25 are 2-4, 30 is 5
    ("az-information-not-held", "2025-06-20", "2025-06-30"),
    # 29 and 30 December are 1 and 2; 5-7 January 3-5
    ("az-information-not-held", "2025-12-26", "2026-01-07"),
    # 1-4 April are 1-4, 7 is 5
    ("az-information-not-held-notice", "2025-03-19", "2025-04-07"),
    # 19-21 June are 1-3, 23 and 24 are 4 and 5
    ("az-information-not-held-notice", "2025-06-18", "2025-06-24"),
    # 5-9 January are 1-5
    ("az-information-not-held-notice", "2025-12-30", "2026-01-09"),
    # as the appeal above: 7 on 19 March; 1-3 April 8-10
    ("az-information-review", "2025-03-10", "2025-04-03"),
    # 9 on 30 June; 1 July 10
    ("az-information-review", "2025-06-13", "2025-07-01"),
    # 6 on 30 December; 5-8 January 7-10
    ("az-information-review", "2025-12-22", "2026-01-08"),
    # 12 + 15 = 27 May, the feast, and nothing moves it; 6 + 15 = 21; 20 + 15 - 31 = 4 January, a worked Saturday
    ("uz-appeal-base", "2026-05-12", "2026-05-27"),
    ("uz-appeal-base", "2024-12-06", "2024-12-21"),
    ("uz-appeal-base", "2024-12-20", "2025-01-04"),
    # the same number a month later: the feast, a worked Saturday, the year's end
    ("uz-appeal-study", "2026-04-27", "2026-05-27"),
    ("uz-appeal-study", "2024-11-14", "2024-12-14"),
    # The 31st is off, and so are all days until 3 January: it counts as come on that day.
    ("uz-appeal-study", "2024-12-31", "2025-02-03"),
    ("uz-appeal-study", "2025-01-31", "2025-02-28"),
    ("uz-proposal-base", "2026-04-28", "2026-05-28"),
    ("uz-proposal-base", "2024-12-04", "2025-01-04"),
    # February 2025 has no 31st
    ("uz-proposal-base", "2025-01-31", "2025-02-28"),
    # 20 + 10 = 30; 4 + 10 = 14; 25 + 10 - 31 = 4
    ("uz-proposal-study-notice", "2026-05-20", "2026-05-30"),
    ("uz-proposal-study-notice", "2024-12-04", "2024-12-14"),
    ("uz-proposal-study-notice", "2024-12-25", "2025-01-04"),
    # 25 + 5 = 30; 9 + 5 = 14; 29 + 5 - 31 = 3
    ("uz-appeal-forwarding", "2026-05-25", "2026-05-30"),
    # 9 December is off (the Constitution day moved), 29 December a Sunday before days off until 3 January.
    ("uz-appeal-forwarding", "2024-12-09", "2024-12-15"),
    ("uz-appeal-forwarding", "2024-12-29", "2025-01-08"),
    # a year later; 2025 has no 29 February
    ("uz-appeal-complaint", "2025-05-27", "2026-05-27"),
    ("uz-appeal-complaint", "2023-12-14", "2024-12-14"),
    ("uz-appeal-complaint", "2024-12-31", "2025-12-31"),
    ("uz-appeal-complaint", "2024-02-29", "2025-02-28"),
    # 14 + 15 = 29; 29 + 15 - 30 = 14; 17 + 15 - 31 = 1
    ("uz-information-base", "2026-05-14", "2026-05-29"),
    ("uz-information-base", "2024-11-29", "2024-12-14"),
    ("uz-information-base", "2024-12-17", "2025-01-01"),
    # 21 + 7 = 28; 7 + 7 = 14; 28 + 7 - 31 = 4
    ("uz-information-media", "2026-05-21", "2026-05-28"),
    ("uz-information-media", "2024-12-07", "2024-12-14"),
    ("uz-information-media", "2024-12-28", "2025-01-04"),
    # 22 + 7 = 29; 8 + 7 = 15; 27 + 7 - 31 = 3
    ("uz-information-not-held-notice", "2026-05-22", "2026-05-29"),
    ("uz-information-not-held-notice", "2024-12-08", "2024-12-15"),
    ("uz-information-not-held-notice", "2024-12-27", "2025-01-03"),
    # 29 + 30 - 30 = 29 October, Republic Day; 10 + 30 - 31 = 9
    ("tr-appeal-base", "2025-09-29", "2025-10-29"),
    ("tr-appeal-base", "2025-12-10", "2026-01-09"),
    # 14-17 October are 1-4, 20-24 are 5-9, 27 is 10, 28 is 11, 30 and 31 are 12 and 13; 3 and 4 November 14 and 15
    ("tr-information-base", "2025-10-13", "2025-11-04"),
    # 23-26 December are 1-4, 29-31 are 5-7; 2 January 8, 5-9 are 9-13, 12 and 13 are 14 and 15
    ("tr-information-base", "2025-12-22", "2026-01-13"),
    # 15 on 4 November; 5-7 are 16-18, 10-14 are 19-23, 17-21 are 24-28, 24 and 25 are 29 and 30
    ("tr-information-extension", "2025-10-13", "2025-11-25"),
    # 15 on 13 January; 14-16 are 16-18, 19-23 are 19-23, 26-30 are 24-28; 2 and 3 February 29 and 30
    ("tr-information-extension", "2025-12-22", "2026-02-03"),
    # 15-17 October are 1-3, 20-24 are 4-8, 27 and 28 are 9 and 10, 30 and 31 are 11 and 12; 3-5 November 13-15
    ("tr-information-extension-notice", "2025-10-14", "2025-11-05"),
    # 24-26 December are 1-3, 29-31 are 4-6; 2 January 7, 5-9 are 8-12, 12-14 are 13-15
    ("tr-information-extension-notice", "2025-12-23", "2026-01-14"),
    # 20-24 October are 1-5, 27 and 28 are 6 and 7, 30 and 31 are 8 and 9; 3-7 November 10-14, 10 is 15
    ("tr-information-fee", "2025-10-17", "2025-11-10"),
    # 2 January is 1, 5-9 are 2-6, 12-16 are 7-11, 19-22 are 12-15
    ("tr-information-fee", "2025-12-31", "2026-01-22"),
    # 14 + 15 = 29; 20 + 15 - 31 = 4
    ("tr-information-review", "2025-10-14", "2025-10-29"),
    ("tr-information-review", "2025-12-20", "2026-01-04"),
    # 15 on 10 November; 11-14 are 16-19, 17-21 are 20-24, 24-28 are 25-29; 1 December 30
    ("tr-information-review-decision", "2025-10-17", "2025-12-01"),
    # 15 on 22 January; 23 is 16, 26-30 are 17-21; 2-6 February 22-26, 9-12 are 27-30
    ("tr-information-review-decision", "2025-12-31", "2026-02-12"),
    # 30 + 30 - 30 = 30; 15 + 30 - 31 = 14
    ("tr-information-silence", "2025-09-30", "2025-10-30"),
    ("tr-information-silence", "2025-12-15", "2026-01-14"),
]

# Terms that run on from the end of another: their code, the other's, the event, the last day.
RUNNING_ON = [
    # 10 April + 30: 15 on 1 May; 2 is 16, 5-8 are 17-20, 12-16 are 21-25, 19-23 are 26-30
    ("az-appeal-extension", "az-appeal-base", "2025-03-10", "2025-05-23"),
    # 8 July + 30: 15 on 29 July; 30 is 16, 31 is 17; 1 August 18, 4-8 are 19-23, 11-15 are 24-28, 18 is 29, 19 is 30
    ("az-appeal-extension", "az-appeal-base", "2025-06-13", "2025-08-19"),
    # 15 January + 30: 15 on 6 February; 9-13 are 16-20, 16-20 are 21-25, 23-27 are 26-30
    ("az-appeal-extension", "az-appeal-base", "2025-12-22", "2026-02-27"),
    # 20 February + 15 = 7 March, a month on
    ("az-appeal-extension-1997", "az-appeal-base-1997", "2015-02-20", "2015-04-07"),
    # 20 December + 15 = 4 January, a month on
    ("az-appeal-extension-1997", "az-appeal-base-1997", "2014-12-20", "2015-02-04"),
    # 3 April + 10: 4 is 1, 7-11 are 2-6, 14-17 are 7-10
    ("az-information-review-extension", "az-information-review", "2025-03-10", "2025-04-17"),
    # 1 July + 10: 2-4 are 1-3, 7-11 are 4-8, 14 and 15 are 9 and 10
    ("az-information-review-extension", "az-information-review", "2025-06-13", "2025-07-15"),
    # 8 January + 10: 9 is 1, 12-16 are 2-6, 19 is 7, 21-23 are 8-10
    ("az-information-review-extension", "az-information-review", "2025-12-22", "2026-01-23"),
    # 27 May, 21 December and 4 January, a month on
    ("uz-appeal-extension", "uz-appeal-base", "2026-05-12", "2026-06-27"),
    ("uz-appeal-extension", "uz-appeal-base", "2024-12-06", "2025-01-21"),
    ("uz-appeal-extension", "uz-appeal-base", "2024-12-20", "2025-02-04"),
]

# Terms in hours: the code, the moment of the event, the moment of the end.
HOURS = [
    # a day later to the minute, into Novruz, on an exchanged Saturday, into the new year
    ("az-information-urgent", "2025-03-19T10:00", "2025-03-20T10:00"),
    ("az-information-urgent", "2025-06-20T16:30", "2025-06-21T16:30"),
    ("az-information-urgent", "2025-12-31T15:00", "2026-01-01T15:00"),
    # 14 hours of 18 March, 24 of 19 March, 10 of 1 April
    ("az-information-urgent-danger", "2025-03-18T10:00", "2025-04-01T10:00"),
    # 14 hours of Friday 20 June, 24 of Saturday 21 June, 10 of Monday 23 June
    ("az-information-urgent-danger", "2025-06-20T10:00", "2025-06-23T10:00"),
    # 14 hours of 30 December, 24 of 5 January, 10 of 6 January
    ("az-information-urgent-danger", "2025-12-30T10:00", "2026-01-06T10:00"),
]


def moment(country: str, told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=ZONES[country])


@pytest.mark.parametrize(("code", "event", "last"), DAYS)
def test_a_term_of_law_in_days_ends_on_the_day_counted_by_hand(code: str, event: str, last: str) -> None:
    stated = term_by_code(code)
    assert stated is not None
    assert stated.runs_from == "event"
    assert stated.holds_on(date.fromisoformat(event))
    started = moment(stated.country, f"{event}T10:00")
    result = due(started, stated.term, CALENDARS[stated.country], ZONES[stated.country])
    assert result.due_on == date.fromisoformat(last)
    assert result.due_at == moment(stated.country, f"{last}T23:59:59")


@pytest.mark.parametrize(("code", "base", "event", "last"), RUNNING_ON)
def test_a_term_of_law_that_runs_on_ends_on_the_day_counted_by_hand(
    code: str, base: str, event: str, last: str
) -> None:
    stated, first = term_by_code(code), term_by_code(base)
    assert stated is not None
    assert first is not None
    assert stated.runs_from == "end"
    started = moment(stated.country, f"{event}T10:00")
    longer = Extension(started, stated.term, limit=stated.term)
    result = recount(started, first.term, CALENDARS[stated.country], ZONES[stated.country], extensions=[longer])
    assert result.due_on == date.fromisoformat(last)


@pytest.mark.parametrize(("code", "event", "end"), HOURS)
def test_a_term_of_law_in_hours_ends_at_the_moment_counted_by_hand(code: str, event: str, end: str) -> None:
    stated = term_by_code(code)
    assert stated is not None
    result = due(moment(stated.country, event), stated.term, CALENDARS[stated.country], ZONES[stated.country])
    assert result.due_at == moment(stated.country, end)


def test_no_term_of_law_is_without_its_dates_counted_by_hand() -> None:
    kept = {row.code for country in COUNTRIES for row in law_terms(country)}
    assert {row[0] for row in chain(DAYS, RUNNING_ON, HOURS)} == kept


# Turkey, law 4982, art. 11: with another body's opinion thirty working days in place of the fifteen, as counted above.
def test_the_turkish_extension_takes_the_place_of_the_fifteen_days() -> None:
    base = find_term("TR", "information-request", "base", date(2025, 10, 13))
    longer = find_term("TR", "information-request", "extension", date(2025, 10, 13))
    assert base is not None
    assert longer is not None
    extension = Extension(moment("TR", "2025-10-20T10:00"), longer.term, limit=longer.term, whole=True)
    result = recount(moment("TR", "2025-10-13T10:00"), base.term, CALENDARS["TR"], ZONES["TR"], extensions=[extension])
    assert result.due_on == date(2025, 11, 25)
    assert result.counted == 30


# The fee was told on Thursday 16 October 2025 and paid on Thursday 23 October: of the fifteen days from 13 October on,
# 14 and 15 October are 1 and 2; 16-22 October stand; 23 and 24 are 3 and 4, 27 and 28 are 5 and 6, 30 and 31 are 7 and
# 8; 3-7 November 9-13, 10 and 11 are 14 and 15.
def test_a_fee_told_and_paid_moves_the_turkish_information_request() -> None:
    base, fee = term_by_code("tr-information-base"), term_by_code("tr-information-fee")
    assert base is not None
    assert fee is not None
    told = Suspension(moment("TR", "2025-10-16T15:00"), reason="fee", answer_within=fee.term)
    started = moment("TR", "2025-10-13T10:00")
    standing = recount(started, base.term, CALENDARS["TR"], ZONES["TR"], suspensions=[told])
    # 17 is 1, 20-24 are 2-6, 27 and 28 are 7 and 8, 30 and 31 are 9 and 10; 3-7 November 11-15
    assert standing.lapses_on == date(2025, 11, 7)
    assert standing.lapses_at == moment("TR", "2025-11-07T23:59:59")
    assert (standing.suspended, standing.due_on, standing.due_at) == (True, None, None)
    assert (standing.left, standing.left_unit, standing.counted) == (13, "working-day", 2)
    paid = Suspension(told.start, moment("TR", "2025-10-23T09:00"), reason="fee", answer_within=fee.term)
    result = recount(started, base.term, CALENDARS["TR"], ZONES["TR"], suspensions=[paid])
    assert result.due_on == date(2025, 11, 11)
    assert (result.suspended, result.lapses_on, result.left, result.left_unit) == (False, None, 0, "")
