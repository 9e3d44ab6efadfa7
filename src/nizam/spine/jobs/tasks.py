# SPDX-License-Identifier: EUPL-1.2
"""Background work of the background work itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskContext
from django_tasks.base import Task

from nizam.kit.keeping import KEEP_CANCELLED_JOBS, KEEP_DONE_JOBS, KEEP_FAILED_JOBS, KEEP_SCHEDULED_JOBS
from nizam.kit.tasks import JobRun, scheduled, task
from nizam.spine.jobs.models import Job, JobState

DELETE_BATCH = 1000


@scheduled(every=timedelta(hours=1))
@task("jobs.clean", title=_("Clear away finished background work"))
def clean(run: JobRun) -> dict[str, int]:
    """Delete the jobs that ended longer ago than `kit.keeping` says; those that wait or run never."""
    now = timezone.now()
    old = Job.objects.filter(
        Q(state=JobState.DONE, from_schedule=True, finished_at__lt=now - KEEP_SCHEDULED_JOBS)
        | Q(state=JobState.DONE, finished_at__lt=now - KEEP_DONE_JOBS)
        | Q(state=JobState.CANCELLED, finished_at__lt=now - KEEP_CANCELLED_JOBS)
        | Q(state=JobState.FAILED, finished_at__lt=now - KEEP_FAILED_JOBS)
    )
    deleted = 0
    while keys := list(old.values_list("pk", flat=True)[:DELETE_BATCH]):
        deleted += Job.objects.filter(pk__in=keys).delete()[0]
        run.progress(deleted)
    return {"deleted": deleted}


@task("jobs.call", title=_("Work of the website and its index"))
def call(run: Any, *, path: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Call what was queued through Django's tasks interface: the task object at the dotted `path`.

    Raises ImportError when it is gone, TypeError when there is no such task object: a row of the database never makes
    the worker call anything that is not declared as a task.
    """
    found = import_string(path)
    if not isinstance(found, Task):
        raise TypeError(f"{path} is not a task")
    if found.takes_context:
        from nizam.spine.jobs.backend import result_of

        return found.call(TaskContext(task_result=result_of(run.job)), *args, **kwargs)
    return found.call(*args, **kwargs)
