# SPDX-License-Identifier: EUPL-1.2
"""The scheduler: queues what comes again. Any number of them may run; a lease in the row lets one begin a task once."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connections, transaction
from django.db.models import Q
from django.utils import timezone

from nizam.kit.tasks import ScheduledTask, tasks
from nizam.spine.jobs.models import Job, Schedule
from nizam.spine.jobs.queue import StoredJobs
from nizam.spine.jobs.worker import worker_name

logger = logging.getLogger("nizam.jobs")

LOOK_SECONDS = 1.0


def run(stop: threading.Event) -> None:
    """Queue what is due until `stop` is set. A database that is locked or away is waited for."""
    holder = worker_name()
    written = False
    while not stop.is_set():
        try:
            if not written:
                write_schedules()
                written = True
            tick(holder)
        except (OperationalError, InterfaceError) as error:
            logger.warning("scheduler: the database does not answer: %s", error)
            connections.close_all()
        close_old_connections()
        stop.wait(LOOK_SECONDS)
    connections.close_all()


def run_part(instance: str, stop: threading.Event) -> None:
    """Schedule as the part `instance` of the installation until `stop` is set."""
    run(stop)


def write_schedules() -> None:
    """Write every declared schedule into its row, and take away the rows of those no longer declared."""
    declared = {schedule.name: schedule for schedule in tasks.schedules}
    for schedule in declared.values():
        row, created = Schedule.objects.get_or_create(
            name=schedule.name, defaults={"task": schedule.name, "every_seconds": _seconds(schedule)}
        )
        if not created and row.every_seconds != _seconds(schedule):
            Schedule.objects.filter(pk=row.pk).update(every_seconds=_seconds(schedule))
    Schedule.objects.exclude(name__in=declared).delete()


def tick(holder: str) -> list[Job]:
    """Queue a job for every schedule that is due and has work; returns the jobs this scheduler queued."""
    now = timezone.now()
    declared = {schedule.name: schedule for schedule in tasks.schedules}
    due = Schedule.objects.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now))
    queued: list[Job] = []
    for name in list(due.values_list("name", flat=True)):
        schedule = declared.get(name)
        if schedule is None or (schedule.when is not None and not schedule.when()):
            continue
        job = _begin(schedule, holder)
        if job is not None:
            queued.append(job)
    return queued


def _begin(schedule: ScheduledTask, holder: str) -> Job | None:
    """Take the lease and queue the job in one transaction; None when another scheduler was first."""
    now = timezone.now()
    with transaction.atomic():
        free = Schedule.objects.filter(name=schedule.name).filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now))
        if not free.update(
            lease_until=now + timedelta(seconds=_seconds(schedule)), lease_holder=holder, last_run_at=now
        ):
            return None
        return StoredJobs().enqueue(schedule.name, key=f"schedule:{schedule.name}", from_schedule=True)


def _seconds(schedule: ScheduledTask) -> int:
    return max(1, int(schedule.every.total_seconds()))
