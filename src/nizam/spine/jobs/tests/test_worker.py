# SPDX-License-Identifier: EUPL-1.2
"""Workers beside each other, told to stop, and killed in the middle."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connections
from django.utils import timezone

from nizam.kit.ports import ports
from nizam.kit.tasks import tasks
from nizam.spine.jobs import worker
from nizam.spine.jobs.models import Job
from nizam.spine.jobs.queue import claim, reap
from nizam.spine.outbox.models import Notification

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def start(stop, name="w"):
    thread = threading.Thread(target=worker.run, kwargs={"worker_id": name, "stop": stop})
    thread.start()
    return thread


def state(job):
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def test_two_workers_never_begin_the_same_job(declare):
    name = declare(lambda run: None)
    wanted = {ports.jobs.enqueue(name).pk for _ in range(20)}
    taken = []
    ready = threading.Barrier(2)

    def work(worker_id):
        try:
            ready.wait()
            while (job := claim(worker_id)) is not None:
                taken.append(job.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(worker_id,)) for worker_id in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(wanted)
    assert set(Job.objects.values_list("tries", flat=True)) == {1}


def test_a_worker_works_off_the_queue_and_stops(declare):
    stop = threading.Event()
    name = declare(lambda run, *, n: n)
    jobs = [ports.jobs.enqueue(name, {"n": n}) for n in range(3)]
    thread = start(stop)
    try:
        until(lambda: all(state(job) == "done" for job in jobs))
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()
    assert set(Job.objects.values_list("result", flat=True)) == {0, 1, 2}


@pytest.mark.parametrize("heeds", [True, False])
def test_told_to_stop_a_worker_gives_the_running_job_back(declare, monkeypatch, heeds):
    monkeypatch.setattr(worker, "GRACE_SECONDS", 0.3)
    stop, begun, release = threading.Event(), threading.Event(), threading.Event()

    def work(run):
        begun.set()
        while not release.wait(0.05):
            if heeds:
                run.progress(1)

    job = ports.jobs.enqueue(declare(work))
    thread = start(stop)
    assert begun.wait(30)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    job.refresh_from_db()
    assert (job.state, job.tries) == ("queued", 0)
    release.set()
    until(lambda: not any(t.name == f"job-{job.uid}" for t in threading.enumerate()))
    assert state(job) == "queued"


def test_a_sign_of_life_is_given_while_a_task_is_deep_in_its_work(declare, monkeypatch):
    monkeypatch.setattr(worker, "HEARTBEAT", timedelta(0))
    stop, begun, release = threading.Event(), threading.Event(), threading.Event()

    def work(run):
        begun.set()
        release.wait(30)

    job = ports.jobs.enqueue(declare(work))
    thread = start(stop)
    try:
        assert begun.wait(30)
        long_ago = timezone.now() - timedelta(hours=1)
        Job.objects.filter(pk=job.pk).update(heartbeat_at=long_ago)
        until(lambda: Job.objects.get(pk=job.pk).heartbeat_at > long_ago)
    finally:
        release.set()
        until(lambda: state(job) == "done")
        stop.set()
        thread.join(10)


def test_a_locked_database_is_waited_for(declare, monkeypatch):
    calls = []

    def flaky():
        calls.append(1)
        if len(calls) < 3:
            raise OperationalError("database is locked")
        return "written"

    assert worker.persist(flaky) == "written"


def test_a_worker_outlives_a_database_that_does_not_answer(declare, monkeypatch):
    monkeypatch.setattr(worker, "IDLE_POLL_SECONDS", 0.05)
    stop = threading.Event()
    failures = [OperationalError("database is locked")] * 2
    real = worker.claim

    def claim_when_it_answers(worker_id):
        if failures:
            raise failures.pop()
        return real(worker_id)

    monkeypatch.setattr(worker, "claim", claim_when_it_answers)
    job = ports.jobs.enqueue(declare(lambda run: None))
    thread = start(stop)
    try:
        until(lambda: state(job) == "done")
    finally:
        stop.set()
        thread.join(10)


CHILD = textwrap.dedent(
    """
    import signal, sys, threading, time
    import django
    django.setup()
    from django.db import transaction
    from nizam.kit.tasks import Task, tasks
    from nizam.spine.jobs import worker
    from nizam.spine.org.models import User
    from nizam.spine.outbox.models import Notification

    def steps(run, *, total, user):
        for step in range(run.state.get("next", 0), total):
            with transaction.atomic():
                Notification.objects.create(user_id=user, text=f"step {step}")
                run.state["next"] = step + 1
                run.progress(step + 1, total)
            time.sleep(float(sys.argv[1]))
        return {"steps": total}

    tasks.add(Task("jobs.test_steps", "Steps", steps))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    worker.run(worker_id=worker.worker_name(), stop=stop)
    """
)


@pytest.fixture
def child():
    started = []

    def begin(pause):
        process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(pause)],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "nizam.site.settings",
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def steps(declare, people):
    kept = tasks.get(declare(lambda run: None))
    tasks.add(type(kept)("jobs.test_steps", "Steps", kept.run))
    yield lambda total: ports.jobs.enqueue("jobs.test_steps", {"total": total, "user": people.ayse.pk})
    tasks.remove("jobs.test_steps")


def test_a_worker_killed_in_the_middle_is_followed_by_one_that_goes_on(child, steps):
    job = steps(40)
    first = child(0.05)
    until(lambda: Job.objects.get(pk=job.pk).progress_done >= 3, 60)
    first.send_signal(signal.SIGKILL)
    first.wait()
    done_by_first = Notification.objects.count()
    assert 3 <= done_by_first < 40
    assert state(job) == "running"
    assert reap() == 0
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=61))
    child(0)
    until(lambda: state(job) == "done", 60)
    job.refresh_from_db()
    assert (job.tries, job.result, job.progress_done) == (2, {"steps": 40}, 40)
    texts = list(Notification.objects.values_list("text", flat=True))
    assert sorted(texts) == sorted(f"step {step}" for step in range(40))


def test_a_worker_that_is_terminated_puts_its_job_back(child, steps):
    job = steps(10_000)
    process = child(0.01)
    until(lambda: Job.objects.get(pk=job.pk).progress_done >= 3, 60)
    process.terminate()
    assert process.wait(20) == 0
    job.refresh_from_db()
    assert (job.state, job.tries) == ("queued", 0)
    assert job.resume_state["next"] == Notification.objects.count()
