# SPDX-License-Identifier: EUPL-1.2
"""A holiday announced late counts the open cases anew: once each, however often the work was interrupted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nizam.kit.actions import Actor
from nizam.kit.deadlines import explain
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.tasks import Interrupted
from nizam.spine.cases import actions, recounting
from nizam.spine.cases.models import CalendarDay, Case, OfficeHours, Suspension, Task
from nizam.spine.cases.recounting import ask_for_recount, recount_open_cases
from nizam.spine.cases.tests.matters import Office, office
from nizam.spine.jobs.models import Job
from nizam.spine.jobs.worker import run_pending
from nizam.spine.org.models import Person, User
from nizam.spine.outbox.models import Notification, Watch

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)
ANNOUNCED = date(2026, 4, 1)


class Killed(Interrupted):
    """The worker was killed."""


class StubRun:
    """A run that is killed after so many steps; what it saved is left for the next one."""

    user = None
    tries = 1
    cancelled = False

    def __init__(self, state: dict[str, Any], steps: int = 1000) -> None:
        self.state, self.kept, self.steps = dict(state), state, steps

    def check(self) -> None:
        return

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        if not self.steps:
            raise Killed
        self.steps -= 1
        self.kept.clear()
        self.kept.update(self.state)


def announce(here: Office, day: date = ANNOUNCED, **more: Any) -> CalendarDay:
    act = registry.resource("cases.calendarday").generated("add")
    assert act is not None
    values = {"working": False, "reason": "Nazirlər Kabinetinin qərarı", **more}
    row: CalendarDay = act(here.head, institution=here.institution, day=day, **values)
    return row


def recount(here: Office, state: dict[str, Any] | None = None, steps: int = 1000) -> dict[str, Any]:
    return recount_open_cases(StubRun({} if state is None else state, steps), here.institution, "", [])


def reread(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_holiday_announced_late_moves_open_cases_and_says_who_announced_it() -> None:
    here = office("AZ")
    open_one, closed, answered = (here.matter(MONDAY) for _ in range(3))
    actions.close_case(here.head, closed, outcome="explained", reason="Şifahi")
    Case.objects.filter(pk=answered.pk).update(answered_at=open_one.registered_at, state="answered")
    short = here.matter(MONDAY, "information-request")
    announce(here)
    assert Job.objects.get(task="cases.recount").payload["institution"] == str(here.institution.uid)
    run_pending()
    case = reread(open_one)
    assert case.due_on == date(2026, 4, 3)
    assert case.term_moved_on is not None
    told = explain(case.clock)
    assert "Nazirlər Kabinetinin qərarı" in told[-1]
    assert "head_AZ" in told[-1]
    assert any("Nazirlər Kabinetinin qərarı" in line and "Left out" in line for line in told)
    for kept in (closed, answered):
        assert reread(kept).due_on == date(2026, 4, 2)
    assert (reread(short).due_on, reread(short).term_moved_on) == (date(2026, 3, 12), None)
    entry = next(iter(ports.journal.history(case)))
    assert entry.action == "cases.recount_case"
    assert tuple(entry.changes["due_on"]) == ("2026-04-02", "2026-04-03")
    assert "head_AZ" in entry.reason
    assert Job.objects.get(task="cases.recount").result == {"seen": 2, "moved": 1, "failed": 0}


def test_withdrawn_holiday_moves_them_back_and_keeps_both_notes() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    row = announce(here)
    run_pending()
    void = registry.resource("cases.calendarday").generated("void")
    assert void is not None
    void(here.head, row, reason="Qərar ləğv edildi")
    run_pending()
    case = reread(case)
    assert case.due_on == date(2026, 4, 2)
    assert len([line for line in explain(case.clock) if "Counted anew" in line]) == 2


def test_second_run_writes_nothing() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    announce(here)
    run_pending()
    kept = reread(case)
    ask_for_recount(here.institution)
    run_pending()
    again = reread(case)
    assert (again.revision, again.clock, again.updated_at) == (kept.revision, kept.clock, kept.updated_at)
    assert len([e for e in ports.journal.history(case) if e.action == "cases.recount_case"]) == 1


def test_killed_run_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(recounting, "BATCH", 2)
    here = office("AZ")
    cases = [here.matter(MONDAY) for _ in range(7)]
    announce(here)
    state: dict[str, Any] = {}
    told = []
    monkeypatch.setattr(recounting, "send_on_commit", told.append)
    result: dict[str, Any] = {}
    for _try in range(10):
        try:
            result = recount(here, state, steps=1)
        except Killed:
            continue
        break
    assert result["moved"] == 7
    assert [len(event.moved) for event in told] == [7] * len(told)
    for case in cases:
        assert reread(case).due_on == date(2026, 4, 3)
        assert len([e for e in ports.journal.history(case) if e.action == "cases.recount_case"]) == 1


def test_run_overtaken_by_a_later_change_leaves_the_work_to_it() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    announce(here)
    announce(here, date(2026, 3, 31), reason="İkinci qərar")
    run_pending()
    results = [job.result for job in Job.objects.filter(task="cases.recount").order_by("pk")]
    assert results == [{"superseded": True}, {"seen": 1, "moved": 1, "failed": 0}]
    assert reread(case).due_on == date(2026, 4, 6)
    # The second run tells both decisions.
    assert "Nazirlər Kabinetinin qərarı" in explain(reread(case).clock)[-1]
    assert "İkinci qərar" in explain(reread(case).clock)[-1]


def test_office_hours_and_suspended_cases_are_counted_too() -> None:
    here = office("TR")
    case = here.matter(MONDAY, "information-request")
    actions.suspend_case(here.clerk, case, reason="fee", since=MONDAY)
    announce(here, date(2026, 3, 10))
    run_pending()
    case = reread(case)
    assert case.due_on is None
    assert case.clock["standing"]["lapses_on"] == "2026-03-25"
    assert Suspension.objects.get().lapses_on == date(2026, 3, 25)
    OfficeHours(institution=here.institution, weekday=0, opens="09:00", closes="18:00").save()
    assert Job.objects.unfinished().filter(task="cases.recount").count() == 1


def test_tasks_due_with_the_term_follow_it() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    person = Person.objects.create(institution=here.institution, unit=here.unit, family_name="Əliyeva")
    actions.order_task(here.head, case, person=person, order="Yoxlayın")
    announce(here)
    run_pending()
    assert Task.objects.get().due_on == date(2026, 4, 3)


def test_each_person_is_told_once_of_all_that_moved(django_capture_on_commit_callbacks: Any) -> None:
    here = office("AZ")
    cases = [here.matter(MONDAY) for _ in range(3)]
    person = Person.objects.create(institution=here.institution, unit=here.unit, family_name="Əliyeva")
    User.objects.filter(pk=here.clerk.user.pk).update(person=person)
    for case in cases[:2]:
        actions.assign_case(here.head, case, unit=here.unit, person=person)
    elsewhere = office("UZ")
    Watch.objects.create(
        user=elsewhere.clerk.user, institution=elsewhere.institution, object_kind="cases.case", object_uid=cases[0].uid
    )
    announce(here)
    with django_capture_on_commit_callbacks(execute=True):
        run_pending()
    told = {row.user.username: row for row in Notification.objects.select_related("user")}
    assert set(told) == {"clerk_AZ", "head_AZ"}
    assert "2 cases" in told["clerk_AZ"].text
    assert "3 cases" in told["head_AZ"].text
    assert "term_moved_on.from=" in told["head_AZ"].url


def test_passed_day_of_a_fee_is_reminded_of_once(django_capture_on_commit_callbacks: Any) -> None:
    here = office("TR")
    case = here.matter(MONDAY, "information-request")
    actions.suspend_case(here.clerk, case, reason="fee", since=MONDAY)
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            ports.jobs.enqueue("cases.remind_lapsed")
            run_pending()
    rows = Notification.objects.filter(key__startswith="lapsed:")
    assert [row.user.username for row in rows] == ["head_TR"]


def test_case_is_counted_anew_by_hand() -> None:
    here = office("AZ")
    case = here.matter(MONDAY)
    CalendarDay.objects.bulk_create(
        [CalendarDay(institution=here.institution, day=ANNOUNCED, working=False, reason="x")]
    )
    actions.recount_case(Actor(user=here.clerk.user), case)
    assert reread(case).due_on == date(2026, 4, 3)
