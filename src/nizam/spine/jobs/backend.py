# SPDX-License-Identifier: EUPL-1.2
"""Django's tasks interface on our jobs, so that Wagtail's index and file work runs in the same workers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

from nizam.spine.jobs.models import Job, JobState
from nizam.spine.jobs.queue import StoredJobs

CALL = "jobs.call"
STATUS = {
    JobState.QUEUED: TaskResultStatus.READY,
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.FAILED: TaskResultStatus.FAILED,
    JobState.CANCELLED: TaskResultStatus.FAILED,
}


class JobsBackend(BaseTaskBackend):
    """Stores each task as a job of the running transaction."""

    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Queue `task`; raises InvalidTaskError or TypeError for what cannot be stored."""
        self.validate_task(task)
        job = StoredJobs().enqueue(
            CALL,
            {"path": task.module_path, "args": normalize_json(args), "kwargs": normalize_json(kwargs)},
            priority=task.priority,
            run_after=task.run_after,
            title=task.module_path,
        )
        result = result_of(job)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult:
        """Return how the task with this identifier stands; raises TaskResultDoesNotExist."""
        try:
            return result_of(Job.objects.get(uid=result_id, task=CALL))
        except (Job.DoesNotExist, ValidationError):
            raise TaskResultDoesNotExist(result_id) from None


def result_of(job: Job) -> TaskResult:
    """Return `job` in the words of Django's tasks interface."""
    task: Task = import_string(job.payload["path"])
    result = TaskResult(
        task=task.using(priority=job.priority),
        id=str(job.uid),
        status=STATUS[JobState(job.state)],
        enqueued_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.payload["args"],
        kwargs=job.payload["kwargs"],
        backend=task.backend,
        errors=[TaskError(exception_class_path="builtins.RuntimeError", traceback=job.error)] if job.error else [],
        worker_ids=[job.worker] * max(job.tries, 0),
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
