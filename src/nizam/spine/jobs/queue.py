# SPDX-License-Identifier: EUPL-1.2
"""The port `jobs`, and every change of a job's state. Each is one conditional UPDATE, so that it holds on any database
and of two who want the same, one gets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from nizam.kit.ports import ports
from nizam.kit.tasks import back_off, tasks
from nizam.kit.transfer.addresses import export_address, import_address
from nizam.spine.jobs.models import ExportFile, ImportRecord, Job, JobQuerySet, JobState

HEARTBEAT = timedelta(seconds=10)
DEAD_AFTER = timedelta(seconds=60)
CANDIDATES = 10
LAST_LINES = 20
LONGEST_ERROR = 4000


class StoredJobs:
    """Keeps every job as one row."""

    def enqueue(
        self,
        task: str,
        payload: Mapping[str, Any] | None = None,
        *,
        user: Any = None,
        key: str = "",
        priority: int = 0,
        run_after: datetime | None = None,
        title: str = "",
        from_schedule: bool = False,
    ) -> Job:
        """Queue `task` inside the running transaction; returns the job.

        A job of the same `key` that still waits or runs is returned instead of a second one. A higher `priority` comes
        first. Raises UnknownTask for a name nobody declared, TypeError for a payload JSON cannot hold.
        """
        tasks.get(task)
        if key:
            standing = Job.objects.unfinished().filter(key=key).first()
            if standing is not None:
                return standing
        job = Job(
            task=task,
            payload=dict(payload or {}),
            institution_id=getattr(user, "institution_id", None),
            user=user,
            key=key,
            priority=priority,
            run_after=run_after or timezone.now(),
            title=str(title)[:300],
            from_schedule=from_schedule,
        )
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            standing = Job.objects.unfinished().filter(key=key).first() if key else None
            if standing is None:
                raise
            return standing
        return job

    def cancel(self, job: Job) -> None:
        """Cancel a job: at once when it waits, at its next step when it runs; nothing when it has ended."""
        ask_to_cancel(job)


def ask_to_cancel(job: Job) -> None:
    """Cancel a job that waits; ask one that runs to end at its next step. One that has ended stays as it is."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if not waiting.update(state=JobState.CANCELLED, cancel_requested=True, finished_at=now, updated_at=now):
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True, updated_at=now)


def claim(worker: str) -> Job | None:
    """Begin the most pressing job that is due, for `worker`; None when there is none."""
    for key in Job.objects.due().values_list("pk", flat=True)[:CANDIDATES]:
        job = claim_one(worker, key)
        if job is not None:
            return job
    return None


def claim_one(worker: str, key: int) -> Job | None:
    """Begin the job with the primary key `key` for `worker`; None when it does not wait any more."""
    now = timezone.now()
    taken = Job.objects.filter(pk=key, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        worker=worker,
        tries=F("tries") + 1,
        started_at=now,
        heartbeat_at=now,
        finished_at=None,
        updated_at=now,
    )
    return Job.objects.select_related("user").get(pk=key) if taken else None


def held(job: Job) -> JobQuerySet:
    """Return the job's row as long as it still belongs to the worker and the try of `job`, else nothing."""
    found: JobQuerySet = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker, tries=job.tries)
    return found


def beat(job: Job) -> bool:
    """Give a sign of life; False when the job was taken away."""
    return bool(held(job).update(heartbeat_at=timezone.now()))


def complete(job: Job, result: Any, **progress: Any) -> bool:
    """Write that the job is done; False when it was taken away meanwhile."""
    now = timezone.now()
    return bool(
        held(job).update(state=JobState.DONE, result=result, error="", finished_at=now, updated_at=now, **progress)
    )


def cancel(job: Job) -> bool:
    """Write that a running job ended because it was cancelled."""
    now = timezone.now()
    return bool(held(job).update(state=JobState.CANCELLED, finished_at=now, updated_at=now))


def give_back(job: Job) -> bool:
    """Put a running job back into the queue because its worker has to stop; the try does not count."""
    now = timezone.now()
    return bool(held(job).update(state=JobState.QUEUED, tries=F("tries") - 1, run_after=now, worker="", updated_at=now))


def fail(job: Job, error: str, *, for_good: bool = False) -> bool:
    """Write that a try failed: queued again after a pause (`back_off`), or failed after the last one, and say so.

    False when the job was taken away meanwhile.
    """
    return _fail(held(job), job, error, for_good=for_good, pause=back_off(job.tries))


def reap() -> int:
    """Take the jobs of workers that gave no sign of life for a minute away from them; returns how many.

    Each is queued again at once, after the fifth try it has failed.
    """
    horizon = timezone.now() - DEAD_AFTER
    found = 0
    for job in Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=horizon).select_related("user")[:100]:
        rows = held(job).filter(heartbeat_at__lt=horizon)
        if job.cancel_requested:
            now = timezone.now()
            found += rows.update(state=JobState.CANCELLED, finished_at=now, updated_at=now)
        else:
            error = f"The worker {job.worker} gave no sign of life after {job.heartbeat_at:%Y-%m-%d %H:%M:%S} UTC."
            found += _fail(rows, job, error, for_good=False, pause=timedelta(0))
    return found


def _fail(rows: models.QuerySet, job: Job, error: str, *, for_good: bool, pause: timedelta) -> bool:
    now = timezone.now()
    values: dict[str, Any] = {"error": last_lines(error), "updated_at": now}
    final = for_good or job.tries >= job.maximum_tries
    if final:
        values |= {"state": JobState.FAILED, "finished_at": now}
    else:
        values |= {"state": JobState.QUEUED, "run_after": now + pause, "worker": ""}
    with transaction.atomic():
        done = bool(rows.update(**values))
        if done and final and job.user is not None:
            with translation.override(job.user.language or translation.get_language() or "en"):
                sentence = _("“%(title)s” did not succeed.") % {"title": job.shown_title}
            ports.outbox.notify(job.user, text=sentence, url=_page_of(job), key=f"job-failed:{job.uid}")
    return done


def _page_of(job: Job) -> str:
    """Return the address of the import or export that the job works on; empty for other work."""
    for model, address in ((ExportFile, export_address), (ImportRecord, import_address)):
        row = model.objects.filter(job=job).first()
        if row is not None:
            return address(row)
    return ""


def last_lines(text: str) -> str:
    """Return the last lines of a fault's report, as much as the row keeps."""
    return "\n".join(text.rstrip().splitlines()[-LAST_LINES:])[-LONGEST_ERROR:]
