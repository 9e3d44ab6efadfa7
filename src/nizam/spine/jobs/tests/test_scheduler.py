# SPDX-License-Identifier: EUPL-1.2
"""What comes again is begun once, by whichever scheduler is first."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from nizam.kit.tasks import tasks
from nizam.spine.jobs import scheduler
from nizam.spine.jobs.models import Job, Schedule
from nizam.spine.jobs.worker import run_pending


def expire(name):
    Schedule.objects.filter(name=name).update(lease_until=timezone.now() - timedelta(seconds=1))


def of(name, jobs):
    return [job for job in jobs if job.task == name]


@pytest.mark.django_db
def test_a_schedule_is_begun_once_in_its_period_and_never_doubled(declare):
    name = declare(lambda run: None, every=timedelta(minutes=5))
    scheduler.write_schedules()
    assert len(of(name, scheduler.tick("one"))) == 1
    assert of(name, scheduler.tick("two")) == []
    row = Schedule.objects.get(name=name)
    assert row.lease_holder == "one"
    assert timedelta(minutes=4) < row.lease_until - timezone.now() <= timedelta(minutes=5)
    expire(name)
    scheduler.tick("two")
    assert Job.objects.filter(task=name).count() == 1
    run_pending()
    expire(name)
    scheduler.tick("two")
    assert Job.objects.filter(task=name).count() == 2
    assert Job.objects.filter(task=name, from_schedule=True).count() == 2


@pytest.mark.django_db
def test_without_work_nothing_is_queued(declare):
    work = []
    name = declare(lambda run: None, every=timedelta(seconds=1), when=lambda: bool(work))
    scheduler.write_schedules()
    assert of(name, scheduler.tick("one")) == []
    work.append(1)
    assert len(of(name, scheduler.tick("one"))) == 1


@pytest.mark.django_db
def test_rows_follow_the_declarations(declare):
    name = declare(lambda run: None, every=timedelta(minutes=5))
    Schedule.objects.create(name="gone.task", task="gone.task", every_seconds=5)
    Schedule.objects.create(name=name, task=name, every_seconds=5)
    scheduler.write_schedules()
    assert set(Schedule.objects.values_list("name", flat=True)) == {schedule.name for schedule in tasks.schedules}
    assert Schedule.objects.get(name=name).every_seconds == 300


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_many_schedulers_one_begins_a_task(declare):
    name = declare(lambda run: None, every=timedelta(minutes=5))
    scheduler.write_schedules()
    ready = threading.Barrier(4)
    begun = []

    def look(holder):
        try:
            ready.wait()
            begun.extend(of(name, scheduler.tick(holder)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(begun) == 1
    assert Job.objects.filter(task=name).count() == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_the_scheduler_runs_until_it_is_told_to_stop(declare):
    stop = threading.Event()
    declare(lambda run: None, every=timedelta(minutes=5), when=lambda: stop.set() or True)
    thread = threading.Thread(target=scheduler.run, args=(stop,))
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert Job.objects.filter(task="jobs.test_0").count() == 1
