# SPDX-License-Identifier: EUPL-1.2
"""A job from the queue to its end: keys, priorities, tries, progress, cancelling, giving back."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from nizam.kit import keeping
from nizam.kit.errors import NotAllowed, NotVisible, Refused
from nizam.kit.ports import ports
from nizam.kit.tasks import UnknownTask, back_off, scheduled, task, tasks
from nizam.spine.jobs.actions import cancel_job, retry_job
from nizam.spine.jobs.models import ImportRecord, Job
from nizam.spine.jobs.queue import beat, claim, complete, fail, reap
from nizam.spine.jobs.runs import Run, TakenAway, execute, settle
from nizam.spine.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


def make_due(job):
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now() - timedelta(seconds=1))


def silence(job):
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=61))


def test_a_job_runs_once_with_its_payload_and_keeps_its_result(declare, people):
    seen = []

    def work(run, *, number):
        seen.append((number, run.user))
        return {"double": number * 2}

    job = ports.jobs.enqueue(declare(work), {"number": 4}, user=people.ayse)
    assert run_pending() == 1
    assert run_pending() == 0
    job.refresh_from_db()
    assert seen == [(4, people.ayse)]
    assert (job.state, job.result, job.progress_percent) == ("done", {"double": 8}, 100)


def test_an_unknown_task_is_refused():
    with pytest.raises(UnknownTask):
        ports.jobs.enqueue("jobs.nobody_knows")
    assert not Job.objects.exists()


def test_a_key_names_one_unfinished_job(declare):
    name = declare(lambda run: None)
    first = ports.jobs.enqueue(name, key="k")
    assert ports.jobs.enqueue(name, key="k") == first
    assert ports.jobs.enqueue(name) != first
    run_pending()
    assert ports.jobs.enqueue(name, key="k") != first


def test_the_pressing_comes_first_and_the_future_waits(declare):
    order = []
    name = declare(lambda run, *, n: order.append(n))
    ports.jobs.enqueue(name, {"n": 1})
    ports.jobs.enqueue(name, {"n": 2}, priority=5)
    ports.jobs.enqueue(name, {"n": 3}, priority=9, run_after=timezone.now() + timedelta(hours=1))
    run_pending()
    assert order == [2, 1]


def test_the_pause_grows_fourfold_up_to_an_hour():
    assert [back_off(n).total_seconds() for n in (1, 2, 3, 4, 5, 6, 50)] == [10, 40, 160, 640, 2560, 3600, 3600]


def test_five_failures_are_the_end_and_are_told_to_the_user(declare, people):
    def work(run):
        raise ValueError("the printer burns")

    job = ports.jobs.enqueue(declare(work), user=people.ayse, title="Print")
    for tries in range(1, 6):
        assert run_pending() == 1
        job.refresh_from_db()
        assert job.tries == tries
        if tries < 5:
            assert job.state == "queued"
            assert job.run_after > timezone.now() + back_off(tries) - timedelta(seconds=5)
            assert not people.ayse.notifications.exists()
            make_due(job)
    assert job.state == "failed"
    assert job.error.endswith("ValueError: the printer burns")
    assert "Print" in people.ayse.notifications.get().text
    assert run_pending() == 0
    assert list(Job.objects.visible_to(people.deniz)) == [job]


def test_a_failed_job_can_be_tried_again_and_goes_on_from_its_state(declare, people):
    begun_at = []

    def work(run):
        begun_at.append(run.state.get("row", 0))
        if len(begun_at) == 1:
            run.state["row"] = 70
            run.progress(70, 100, "rows")
            raise ValueError
        return "good"

    job = ports.jobs.enqueue(declare(work), user=people.ayse)
    Job.objects.filter(pk=job.pk).update(maximum_tries=1)
    run_pending()
    job.refresh_from_db()
    assert (job.state, job.progress_percent, job.progress_note) == ("failed", 70, "rows")
    job = retry_job(people.actor, job)
    assert (job.state, job.tries) == ("queued", 0)
    run_pending()
    job.refresh_from_db()
    assert (begun_at, job.state, job.error) == ([0, 70], "done", "")
    with pytest.raises(Refused):
        retry_job(people.actor, job)


def test_trying_again_what_waits_already_is_refused(declare, people):
    name = declare(lambda run: None)
    job = ports.jobs.enqueue(name, key="k")
    cancel_job(people.actor, job)
    ports.jobs.enqueue(name, key="k")
    job.refresh_from_db()
    with pytest.raises(Refused):
        retry_job(people.actor, job)
    assert Job.objects.unfinished().count() == 1


def test_a_waiting_job_is_cancelled_at_once_a_running_one_at_its_next_step(declare, people):
    steps = []

    def work(run):
        for step in range(3):
            run.state["step"] = step
            run.progress(step, 3)
            steps.append(step)
            cancel_job(people.actor, Job.objects.get(pk=run.job.pk))

    name = declare(work)
    waiting = ports.jobs.enqueue(name, run_after=timezone.now() + timedelta(hours=1))
    assert cancel_job(people.actor, waiting).state == "cancelled"
    running = ports.jobs.enqueue(name)
    run_pending()
    running.refresh_from_db()
    assert (running.state, steps) == ("cancelled", [0])
    assert run_pending() == 0


def test_only_who_keeps_the_machine_of_that_house_may_cancel(declare, people):
    from nizam.kit.actions import Actor

    name = declare(lambda run: None)
    job = ports.jobs.enqueue(name, user=people.ayse)
    with pytest.raises(NotVisible):
        cancel_job(Actor(people.cem), job)
    with pytest.raises(NotAllowed):
        cancel_job(Actor(people.ayse), job)
    nobodys = ports.jobs.enqueue(name)
    assert set(Job.objects.visible_to(people.deniz)) == {job, nobodys}
    assert list(Job.objects.visible_to(people.ayse)) == [job]
    assert list(Job.objects.visible_to(people.cem)) == [nobodys]


def test_a_dead_workers_job_is_taken_over_and_the_dead_may_not_write_any_more(declare, people):
    job = ports.jobs.enqueue(declare(lambda run: "second"))
    dead = claim("dead")
    assert reap() == 0
    silence(job)
    assert reap() == 1
    assert claim("alive").pk == job.pk
    assert beat(dead) is False
    assert complete(dead, "first") is False
    assert fail(dead, "late") is False
    run = Run(dead)
    run.state["x"] = 1
    with pytest.raises(TakenAway):
        run.progress(1)
    job.refresh_from_db()
    assert (job.state, job.worker, job.tries, job.resume_state) == ("running", "alive", 2, {})


def test_a_job_that_kills_five_workers_has_failed(declare):
    job = ports.jobs.enqueue(declare(lambda run: None))
    for _ in range(5):
        assert claim("dead") is not None
        silence(job)
        reap()
    job.refresh_from_db()
    assert (job.state, claim("next")) == ("failed", None)
    assert "no sign of life" in job.error


def test_a_worker_that_has_to_stop_gives_its_job_back_without_counting_the_try(declare):
    stop = threading.Event()

    def work(run):
        run.state["row"] = 3
        stop.set()
        run.progress(1)

    job = ports.jobs.enqueue(declare(work))
    run = Run(claim("w"), stopping=stop)
    settle(run, execute(run))
    job.refresh_from_db()
    assert (job.state, job.tries, job.resume_state) == ("queued", 0, {"row": 3})


def test_what_json_cannot_hold_is_a_failure_not_a_lost_job(declare):
    job = ports.jobs.enqueue(declare(lambda run: object()))
    run_pending()
    job.refresh_from_db()
    assert job.state == "queued"
    assert "not JSON serializable" in job.error


def test_a_task_that_is_gone_fails_at_once_and_says_so(declare):
    name = declare(lambda run: None)
    job = ports.jobs.enqueue(name)
    kept = tasks.get(name)
    tasks.remove(name)
    run_pending()
    tasks.add(kept)
    job.refresh_from_db()
    assert job.state == "failed"
    assert name in job.error


def test_a_task_speaks_the_language_of_its_user(declare, people):
    from django.utils import translation

    job = ports.jobs.enqueue(declare(lambda run: translation.get_language()), user=people.ayse)
    run_pending()
    job.refresh_from_db()
    assert job.result == "tr"


def test_ended_jobs_are_cleared_in_their_time_and_unended_ones_never(declare):
    name = declare(lambda run: None)
    far = timezone.now() + timedelta(days=1)
    for state, scheduled_job, days in (
        ("done", True, 2),
        ("done", True, 0),
        ("done", False, 29),
        ("done", False, 31),
        ("cancelled", False, 29),
        ("cancelled", False, 31),
        ("failed", True, 89),
        ("failed", True, 91),
        ("queued", False, 200),
        ("running", False, 200),
    ):
        job = ports.jobs.enqueue(name, title=f"{state}-{days}", run_after=far)
        ended = timezone.now() - timedelta(days=days)
        Job.objects.filter(pk=job.pk).update(
            state=state, from_schedule=scheduled_job, finished_at=ended, created_at=ended, heartbeat_at=timezone.now()
        )
    ports.jobs.enqueue("jobs.clean")
    run_pending()
    left = set(Job.objects.exclude(task="jobs.clean").values_list("title", flat=True))
    assert left == {"done-0", "done-29", "cancelled-29", "failed-89", "queued-200", "running-200"}


def test_an_import_outlives_the_job_that_wrote_it(people, declare):
    job = ports.jobs.enqueue(declare(lambda run: None), user=people.ayse)
    record = ImportRecord.objects.create(
        user=people.ayse, resource="assets.asset", form="csv", state="written", file_name="a.csv", job=job
    )
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=timezone.now() - timedelta(days=400))
    ports.jobs.enqueue("jobs.clean")
    run_pending()
    record.refresh_from_db()
    assert record.job is None


@pytest.mark.parametrize("page", ["operate", "import-and-export"])
def test_the_documents_tell_how_long_things_are_kept(page):
    told = (Path(__file__).parents[5] / "docs" / f"{page}.md").read_text("utf-8")
    figures = {name: value for name, value in vars(keeping).items() if name.startswith("KEEP_")}
    assert len(figures) == 6
    if page == "operate":
        rows = {line.split("|")[2].strip() for line in told.splitlines() if line.count("|") == 3}
        assert {days_of(value) for value in figures.values()} <= rows
    else:
        assert f"kept for {days_of(keeping.KEEP_EXPORT_FILES)}" in told


def days_of(period):
    return f"{period.days} day{'s' if period.days > 1 else ''}"


def test_declaring_is_strict():
    with pytest.raises(ValueError):
        task("clean", title="x")(lambda run: None)
    with pytest.raises(ValueError):
        task("jobs.clean", title="x")(lambda run: None)
    with pytest.raises(ValueError):
        scheduled(every=timedelta(seconds=1))(lambda run: None)
