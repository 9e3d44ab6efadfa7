# SPDX-License-Identifier: EUPL-1.2
"""One run of a job: what the task is given, and how its end is written down."""

from __future__ import annotations

import json
import logging
import threading
import time
import traceback
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation

from nizam.kit.tasks import Cancelled, Interrupted, UnknownTask, tasks
from nizam.spine.jobs.models import Job
from nizam.spine.jobs.queue import cancel, complete, fail, give_back, held

logger = logging.getLogger("nizam.jobs")

# Progress without a new state is written no oftener than this, so that counting costs nothing.
SHOW_EVERY_SECONDS = 0.5


class Stopped(Interrupted):
    """The worker has to stop; the job goes back into the queue."""


class TakenAway(Interrupted):
    """The job was given to another worker; this one may write nothing any more."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended: done, failed, unknown (no such task), cancelled, stopped or lost."""

    kind: str
    result: Any = None
    error: str = ""


class Run:
    """The kit's JobRun on a job row."""

    def __init__(self, job: Job, *, stopping: threading.Event | None = None) -> None:
        self.job = job
        self.user: Any = job.user
        self.tries: int = job.tries
        self.state: dict[str, Any] = dict(job.resume_state)
        self.stopping = stopping or threading.Event()
        self.lost = threading.Event()
        self.shown: dict[str, Any] = {}
        self._saved_state = _as_json(self.state)
        self._saved_at = time.monotonic() - SHOW_EVERY_SECONDS

    @property
    def cancelled(self) -> bool:
        """Tell whether somebody asked to cancel the job."""
        return Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists()

    def check(self) -> None:
        """Return while the run may go on; raises Cancelled, Stopped or TakenAway."""
        self._check_flags()
        if self.cancelled:
            raise Cancelled(self.job.task)

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Show how far it is, keep `state`, and check."""
        self.shown = {"progress_done": done, "progress_total": total, "progress_note": note[:300]}
        state = _as_json(self.state)
        if state == self._saved_state and time.monotonic() - self._saved_at < SHOW_EVERY_SECONDS:
            self._check_flags()
            return
        if not held(self.job).update(resume_state=json.loads(state), heartbeat_at=timezone.now(), **self.shown):
            raise TakenAway(self.job.task)
        self._saved_state, self._saved_at = state, time.monotonic()
        self.check()

    def _check_flags(self) -> None:
        if self.lost.is_set():
            raise TakenAway(self.job.task)
        if self.stopping.is_set():
            raise Stopped(self.job.task)


def execute(run: Run) -> Outcome:
    """Run the task of `run` in the language of its user; whatever it raises becomes the outcome."""
    job = run.job
    language = getattr(run.user, "language", "") or translation.get_language() or "en"
    try:
        function = tasks.get(job.task).run
        if job.cancel_requested:
            raise Cancelled(job.task)
        with translation.override(language):
            result = function(run, **job.payload)
        return Outcome("done", json.loads(_as_json(result)))
    except UnknownTask:
        return Outcome("unknown", error=f"No app declares the task {job.task!r}.")
    except Cancelled:
        return Outcome("cancelled")
    except Stopped:
        return Outcome("stopped")
    except TakenAway:
        return Outcome("lost")
    except Exception:  # noqa: BLE001  (a task may fail in any way; the row says how)
        return Outcome("failed", error=traceback.format_exc())


def settle(run: Run, outcome: Outcome) -> bool:
    """Write the outcome into the row; False when the job belongs to somebody else by now."""
    job = run.job
    match outcome.kind:
        case "done":
            kept = complete(job, outcome.result, **run.shown)
        case "cancelled":
            kept = cancel(job)
        case "stopped":
            kept = give_back(job)
        case "unknown":
            kept = fail(job, outcome.error, for_good=True)
        case "failed":
            logger.warning("job %s (%s), try %s: %s", job.uid, job.task, job.tries, outcome.error.rstrip())
            kept = fail(job, outcome.error)
        case _:
            kept = False
    if not kept:
        logger.warning("job %s (%s) was taken away from worker %s", job.uid, job.task, job.worker)
    return kept


def _as_json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True)
