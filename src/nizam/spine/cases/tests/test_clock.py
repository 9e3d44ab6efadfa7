# SPDX-License-Identifier: EUPL-1.2
"""The law's clock of a case: suspended, run again, extended within the law's limit, and counted anew from its rows.

Dates are worked out by hand on the calendars of March 2026: in Azerbaijan 9 March (the Women's day moved), 20 to 30
March (Novruz and Ramazan); in Turkey 20 March (Ramazan).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nizam.kit.deadlines import explain
from nizam.kit.errors import NotAllowed, Refused
from nizam.kit.ports import ports
from nizam.spine.cases import actions
from nizam.spine.cases.clock import recompute_case
from nizam.spine.cases.models import CalendarDay, Case, Extension, Forwarding, OfficeHours, Suspension, Task
from nizam.spine.cases.tests.matters import Office, office
from nizam.spine.org.models import Person

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)


def reread(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(
    ("country", "procedure", "due_on"),
    [
        ("AZ", "appeal", date(2026, 4, 2)),
        ("AZ", "information-request", date(2026, 3, 12)),
        ("UZ", "appeal", date(2026, 3, 17)),
        ("UZ", "information-request", date(2026, 3, 17)),
        ("TR", "appeal", date(2026, 4, 1)),
        ("TR", "information-request", date(2026, 3, 24)),
    ],
)
def test_each_country_counts_its_own_term(country: str, procedure: str, due_on: date) -> None:
    case = office(country).matter(MONDAY, procedure)
    assert case.due_on == due_on
    assert case.clock is not None
    assert case.clock["law"]["act"] in explain(case.clock)[1]


def test_suspended_term_stands_still_and_ends_later_by_the_days_it_stood() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    actions.suspend_case(here.clerk, case, reason="clarification", note="Ünvan göstərilməyib", since=date(2026, 3, 5))
    case = reread(case)
    assert (case.due_on, case.due_at) == (None, None)
    assert case.suspended_since is not None
    # 3 and 4 March are counted, the day on which the clock stops is not: 13 of the 15 are left.
    assert case.clock["standing"] == {"left": 13, "unit": "working-day", "lapses_on": None}
    assert "no-article" in case.clock["doubts"]
    actions.resume_case(here.clerk, case, on=date(2026, 3, 12), reason="Ünvan gəldi")
    case = reread(case)
    assert case.suspended_since is None
    # 12, 13, 16 to 19 March (6), 31 March to 3 April (10), 6 to 8 April (13).
    assert case.due_on == date(2026, 4, 8)
    told = " ".join(explain(case.clock))
    assert "Ünvan göstərilməyib" in told
    assert "clerk_AZ" in told


def test_a_term_is_not_suspended_twice_nor_before_its_registration() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    with pytest.raises(Refused):
        actions.suspend_case(here.clerk, case, reason="fee", since=date(2026, 2, 27))
    with pytest.raises(Refused):
        actions.suspend_case(here.clerk, case, reason="other")
    with pytest.raises(Refused):
        actions.resume_case(here.clerk, case)
    actions.suspend_case(here.clerk, case, reason="fee", since=date(2026, 3, 4))
    with pytest.raises(Refused):
        actions.suspend_case(here.clerk, case, reason="fee")
    with pytest.raises(Refused):
        actions.resume_case(here.clerk, case, on=date(2026, 3, 3))
    assert Suspension.objects.count() == 1


def test_unpaid_fee_lapses_after_fifteen_working_days_of_the_turkish_law() -> None:
    here = office("TR")
    case = here.matter(MONDAY, "information-request")
    actions.suspend_case(here.clerk, case, reason="fee", since=MONDAY)
    row = Suspension.objects.get()
    assert row.lapses_on == date(2026, 3, 24)
    assert row.law["act"] == "Bilgi Edinme Hakkı Kanunu"
    assert reread(case).clock["standing"]["lapses_on"] == "2026-03-24"
    assert "tr-information-fee" in " ".join(reread(case).clock["doubts"])


def test_withdrawn_suspension_leaves_the_term_as_it_was() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    actions.suspend_case(here.clerk, case, reason="fee", since=date(2026, 3, 4))
    with pytest.raises(NotAllowed):
        actions.withdraw_suspension(here.clerk, Suspension.objects.get(), reason="səhv")
    actions.withdraw_suspension(here.head, Suspension.objects.get(), reason="səhv")
    case = reread(case)
    assert (case.due_on, case.suspended_since) == (date(2026, 4, 2), None)
    latest = next(iter(ports.journal.history(case)))
    assert latest.reason == "səhv"
    assert tuple(latest.changes["due_on"]) == (None, "2026-04-02")


@pytest.mark.parametrize(
    ("country", "procedure", "ground", "due_on"),
    [
        # After 2 April: 3 April (1), four weeks to 1 May (21), 4 to 8 May (26), 11 May off for the 9th, 12 to 15 (30).
        ("AZ", "appeal", "more-material", date(2026, 5, 15)),
        # The whole term is 30 working days: 12 to 19 March, 31 March (13), 1 to 3 April (16), 17 April (26), 23 (30).
        ("AZ", "appeal", "study", date(2026, 4, 23)),
        ("UZ", "appeal", "exceptional", date(2026, 4, 17)),
        ("UZ", "appeal", "study", date(2026, 4, 2)),
        ("TR", "information-request", "another-body", date(2026, 4, 14)),
    ],
)
def test_each_country_extends_its_own_way(country: str, procedure: str, ground: str, due_on: date) -> None:
    here = office(country)
    case = here.matter(MONDAY, procedure)
    actions.extend_case(here.head, case, ground=ground, reason="Arayış gözlənilir", decided_on=date(2026, 3, 10))
    case = reread(case)
    assert case.due_on == due_on
    told = " ".join(explain(case.clock))
    assert "Arayış gözlənilir" in told
    assert f"head_{country}" in told


def test_extension_beyond_the_law_is_refused_with_its_article() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    day = date(2026, 3, 10)
    with pytest.raises(Refused, match=r"30 working days.*10\.2"):
        actions.extend_case(here.head, case, ground="more-material", reason="x", amount=31, decided_on=day)
    actions.extend_case(here.head, case, ground="more-material", reason="x", amount=20, decided_on=day)
    with pytest.raises(Refused, match=r"10\.2"):
        actions.extend_case(here.head, case, ground="more-material", reason="x", amount=11, decided_on=day)
    actions.extend_case(here.head, case, ground="more-material", reason="x", amount=10, decided_on=day)
    assert reread(case).due_on == date(2026, 5, 15)
    assert Extension.objects.count() == 2


def test_extension_on_a_ground_of_another_law_names_those_of_this_one() -> None:
    here = office("UZ")
    case = here.matter(MONDAY)
    with pytest.raises(Refused, match="An exceptional case"):
        actions.extend_case(here.head, case, ground="another-unit", reason="x", decided_on=MONDAY)
    other = here.matter(MONDAY, "helpdesk-request")
    with pytest.raises(Refused):
        actions.extend_case(here.head, other, ground="exceptional", reason="x", decided_on=MONDAY)


def test_only_a_head_extends() -> None:
    here = office("UZ")
    case = here.matter(MONDAY)
    with pytest.raises(NotAllowed):
        actions.extend_case(here.clerk, case, ground="exceptional", reason="x", decided_on=MONDAY)


def test_turkish_extension_is_told_within_the_first_fifteen_working_days() -> None:
    here = office("TR")
    case = here.matter(MONDAY, "information-request")
    with pytest.raises(Refused, match=r"15 working days.*art\. 11"):
        actions.extend_case(here.head, case, ground="another-unit", reason="x", decided_on=date(2026, 3, 25))
    actions.extend_case(here.head, case, ground="another-unit", reason="x", decided_on=date(2026, 3, 24))
    row = Extension.objects.get()
    assert row.told_at is None
    actions.tell_extension(here.clerk, row, on=date(2026, 3, 24))
    assert Extension.objects.get().told_at is not None
    with pytest.raises(Refused, match="no longer"):
        actions.extend_case(here.head, case, ground="another-unit", reason="x", decided_on=date(2026, 3, 24))


def test_what_has_ended_is_not_extended() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    with pytest.raises(Refused, match="cannot be extended"):
        actions.extend_case(here.head, case, ground="more-material", reason="x", decided_on=date(2026, 4, 3))


def test_superior_withdraws_an_extension_given_by_mistake() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    actions.extend_case(here.head, case, ground="more-material", reason="x", decided_on=MONDAY)
    actions.withdraw_extension(here.head, Extension.objects.get(), reason="Səhvən verilib")
    case = reread(case)
    assert case.due_on == date(2026, 4, 2)
    assert "Extended" not in " ".join(explain(case.clock))
    assert Extension.objects.get().void_reason == "Səhvən verilib"


def test_recomputing_gives_what_was_computed() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    actions.suspend_case(here.clerk, case, reason="clarification", since=date(2026, 3, 5))
    actions.resume_case(here.clerk, case, on=date(2026, 3, 12))
    actions.extend_case(here.head, case, ground="more-material", reason="x", amount=5, decided_on=date(2026, 3, 13))
    kept = reread(case)
    again = reread(case)
    assert recompute_case(again) is False
    assert (again.due_on, again.due_at, again.clock) == (kept.due_on, kept.due_at, kept.clock)
    Case.objects.filter(pk=case.pk).update(due_on=None, due_at=None, clock=None)
    again = reread(case)
    assert recompute_case(again) is True
    assert (again.due_on, again.due_at, again.clock) == (kept.due_on, kept.due_at, kept.clock)


def test_closed_case_keeps_its_clock() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    actions.close_case(here.head, case, outcome="explained", reason="Şifahi")
    CalendarDay(institution=here.institution, day=date(2026, 3, 31), working=False, reason="qərar").save()
    case = reread(case)
    assert recompute_case(case) is False
    assert reread(case).due_on == date(2026, 4, 2)
    with pytest.raises(Refused):
        actions.suspend_case(here.clerk, case, reason="fee")


def test_own_days_and_a_six_day_week_are_counted() -> None:
    here = office("AZ")
    CalendarDay(institution=here.institution, day=date(2026, 3, 28), working=True, reason="31-in əvəzinə").save()
    CalendarDay(institution=here.institution, day=date(2026, 3, 31), working=False, reason="28-in əvəzinə").save()
    case = here.matter(MONDAY)
    assert case.due_on == date(2026, 4, 2)
    assert "28-in əvəzinə" in " ".join(explain(case.clock))
    for weekday in range(6):
        OfficeHours(institution=here.institution, weekday=weekday, opens="09:00", closes="16:00").save()
    # From 6 April, without a holiday: 7 to 11 (5), 13 to 18 (11), 20 to 23 (15); else the 27th.
    assert here.matter(date(2026, 4, 6)).due_on == date(2026, 4, 23)


def test_calendar_refuses_what_contradicts_itself() -> None:
    here = office("AZ")
    for wrong in (
        CalendarDay(institution=here.institution, day=MONDAY, working=False, closes_at="13:00", reason="x"),
        OfficeHours(institution=here.institution, weekday=1, opens="09:00", closes="18:00", break_from="13:00"),
        OfficeHours(
            institution=here.institution, weekday=1, opens="09:00", closes="18:00", break_from="19:00",
            break_until="20:00",
        ),
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            wrong.full_clean()


def test_tasks_that_were_due_with_the_term_move_with_it() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    person = Person.objects.create(
        institution=here.institution, unit=here.unit, family_name="Əliyeva", given_name="Nigar"
    )
    actions.order_task(here.head, case, person=person, order="Yoxlayın")
    actions.order_task(here.head, case, person=person, order="Zəng edin", due_on=date(2026, 3, 6))
    actions.extend_case(here.head, case, ground="more-material", reason="x", decided_on=MONDAY)
    due: Any = dict(Task.objects.values_list("order", "due_on"))
    assert due == {"Yoxlayın": date(2026, 5, 15), "Zəng edin": date(2026, 3, 6)}


ACT = st.tuples(st.sampled_from(["suspend", "resume", "extend", "off", "on"]), st.integers(1, 12), st.integers(1, 15))


def act_on(here: Office, case: Case, name: str, day: date, amount: int) -> None:
    if name == "suspend":
        actions.suspend_case(here.clerk, case, reason="clarification", since=day)
    elif name == "resume":
        actions.resume_case(here.clerk, case, on=day)
    elif name == "extend":
        actions.extend_case(here.head, case, ground="more-material", reason="x", amount=amount, decided_on=day)
    else:
        CalendarDay(institution=here.institution, day=day, working=name == "on", reason="qərar").save()


@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACT, max_size=6))
def test_whatever_was_done_counting_from_nothing_gives_the_same(db: None, acts: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        here = office("AZ")
        case = here.matter(MONDAY)
        day = MONDAY
        for name, further, amount in acts:
            day += timedelta(days=further)
            with suppress(Refused), transaction.atomic():
                act_on(here, case, name, day, amount)
            case = reread(case)
        recompute_case(case)
        kept = reread(case)
        Case.objects.filter(pk=case.pk).update(due_on=None, due_at=None, clock=None)
        again = reread(case)
        recompute_case(again)
        assert (again.due_on, again.due_at, again.clock) == (kept.due_on, kept.due_at, kept.clock)
        assert (again.due_on is None) is (again.suspended_since is not None)
        transaction.set_rollback(True)


def test_uzbek_appeal_that_comes_after_hours_counts_as_of_the_next_working_day() -> None:
    # 2 October 2026 is a Friday: of Monday, 5 October, the fifteenth day is the 20th, of Friday itself the 17th.
    here, friday = office("UZ"), date(2026, 10, 2)
    case = here.matter(friday, hour=20)
    assert (case.due_on, case.registered_on) == (date(2026, 10, 20), friday)
    assert case.clock is not None
    said = " ".join(explain(case.clock))
    assert "after office hours" in said
    assert "23" in said
    assert "figure:uz-appeal-registration" in case.clock["doubts"]
    assert here.matter(friday, hour=17).due_on == date(2026, 10, 17)
    assert here.matter(friday, "information-request", hour=20).due_on == date(2026, 10, 17)
    # Registered in the evening, it came in the afternoon.
    came = datetime.combine(friday, time(15), here.institution.tzinfo)
    late = here.matter(friday, hour=20, arrived_at=came)
    assert late.due_on == date(2026, 10, 17)
    assert "figure:uz-appeal-registration" not in (late.clock or {})["doubts"]
    actions.forward_case(here.clerk, case, body_name="Vazirlik", whole=True, reason="U koʻradi")
    assert Forwarding.objects.get().due_on == date(2026, 10, 10)
    # The office works until 21:00 on Fridays: then the letter of 20:00 came in time.
    for weekday in range(5):
        closes = time(21) if weekday == 4 else time(18)
        OfficeHours.objects.create(institution=here.institution, weekday=weekday, opens=time(9), closes=closes)
    recompute_case(reread(case))
    assert reread(case).due_on == date(2026, 10, 17)
