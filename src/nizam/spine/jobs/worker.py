# SPDX-License-Identifier: EUPL-1.2
"""The worker: one process, one job at a time, each in a thread of its own beside which the main thread keeps watch.

The main thread gives the signs of life and hears the order to stop also while a task never looks up from its work.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from nizam.spine.jobs.models import Job
from nizam.spine.jobs.queue import HEARTBEAT, beat, claim, claim_one, give_back, reap
from nizam.spine.jobs.runs import Outcome, Run, execute, settle

logger = logging.getLogger("nizam.jobs")

POLL_SECONDS = 0.5
IDLE_POLL_SECONDS = 2.0
REAP_SECONDS = 15.0
# What a task is given to reach its next `progress` after the order to stop; the house ends within five seconds.
GRACE_SECONDS = 3.0
WATCH_SECONDS = 0.2
WRITE_ATTEMPTS = 8

T = TypeVar("T")


def worker_name() -> str:
    """Return a name no other worker has: host, process, and random letters (process numbers come again)."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}:{secrets.token_hex(4)}"


def run(*, worker_id: str, stop: threading.Event) -> None:
    """Work until `stop` is set (by the process's signal handler); a job then running goes back into the queue.

    `worker_id` must be nobody else's (`worker_name`). A database that is locked or away is waited for.
    """
    idle = POLL_SECONDS
    reaped = float("-inf")
    while not stop.is_set():
        try:
            if time.monotonic() - reaped >= REAP_SECONDS:
                reap()
                reaped = time.monotonic()
            job = claim(worker_id)
        except (OperationalError, InterfaceError) as error:
            logger.warning("worker %s: the database does not answer: %s", worker_id, error)
            connections.close_all()
            stop.wait(IDLE_POLL_SECONDS)
            continue
        if job is None:
            close_old_connections()
            stop.wait(idle)
            idle = min(idle * 1.5, IDLE_POLL_SECONDS)
        else:
            idle = POLL_SECONDS
            _work(job, stop)
    connections.close_all()


def run_part(instance: str, stop: threading.Event) -> None:
    """Work as the part `instance` of the installation until `stop` is set."""
    run(worker_id=f"{instance}@{worker_name()}", stop=stop)


def run_pending(*, limit: int = 100) -> int:
    """Run the jobs that are due one after the other in this thread, at most `limit`; returns how many.

    For commands that want the work done before they end. Failed tries wait for their time as ever.
    """
    worker_id = worker_name()
    for count in range(limit):
        job = claim(worker_id)
        if job is None:
            return count
        one = Run(job)
        settle(one, execute(one))
    return limit


def run_one(job: Job) -> Job:
    """Run `job` in this thread, or wait for the worker that runs it already; returns its row at the end of this try.

    For commands that want this work done before they end. A task that shows its progress keeps itself alive by it.
    """
    taken = claim_one(worker_name(), job.pk)
    if taken is not None:
        one = Run(taken)
        settle(one, execute(one))
    job.refresh_from_db()
    while taken is None and not job.is_finished:
        time.sleep(POLL_SECONDS)
        job.refresh_from_db()
    return job


def persist(write: Callable[[], T]) -> T:
    """Return `write()`, tried again while the database is locked or away: what was done must not be forgotten.

    Raises what the last attempt raised.
    """
    for attempt in range(WRITE_ATTEMPTS - 1):
        try:
            return write()
        except (OperationalError, InterfaceError) as error:
            logger.warning("the database does not answer, trying again: %s", error)
            connections.close_all()
            time.sleep(min(0.1 * 2**attempt, 2.0))
    return write()


def _work(job: Job, stop: threading.Event) -> None:
    current = Run(job, stopping=stop)
    ended: list[Outcome] = []

    def body() -> None:
        try:
            ended.append(execute(current))
        finally:
            connections.close_all()

    thread = threading.Thread(target=body, name=f"job-{job.uid}", daemon=True)
    thread.start()
    if not _watch(thread, current, stop):
        logger.warning("job %s (%s) did not stop in time and is given back", job.uid, job.task)
        persist(lambda: give_back(job))
        return
    outcome = ended[0] if ended else Outcome("failed", error="The task ended its own thread.")
    try:
        persist(lambda: settle(current, outcome))
    except (OperationalError, InterfaceError):
        logger.exception("the end of job %s could not be written; it will be run again", job.uid)
        connections.close_all()


def _watch(thread: threading.Thread, current: Run, stop: threading.Event) -> bool:
    """Give signs of life until the task ends; False when it did not stop within the grace."""
    beaten = time.monotonic()
    stop_seen: float | None = None
    while True:
        thread.join(WATCH_SECONDS)
        if not thread.is_alive():
            return True
        now = time.monotonic()
        if stop.is_set():
            stop_seen = stop_seen or now
            if now - stop_seen > GRACE_SECONDS:
                return False
        elif now - beaten >= HEARTBEAT.total_seconds():
            beaten = now
            try:
                if not beat(current.job):
                    current.lost.set()
            except (OperationalError, InterfaceError) as error:
                logger.warning("no sign of life could be given for job %s: %s", current.job.uid, error)
                connections.close_all()
