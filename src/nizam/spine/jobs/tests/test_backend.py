# SPDX-License-Identifier: EUPL-1.2
"""Django's tasks interface is served by our jobs."""

import sys
import types

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus, task, task_backends
from django_tasks.exceptions import TaskResultDoesNotExist

from nizam.spine.jobs.models import Job
from nizam.spine.jobs.worker import run_pending

pytestmark = pytest.mark.django_db

SEEN = []


@task()
def remember(word, *, times=1):
    SEEN.extend([word] * times)
    return {"times": times}


@task(takes_context=True)
def fail_at_first(context):
    SEEN.append(context.attempt)
    if context.attempt == 1:
        raise ValueError("not yet")


@pytest.fixture(autouse=True)
def _importable(monkeypatch):
    SEEN.clear()
    module = types.ModuleType(remember.func.__module__)
    module.remember, module.fail_at_first = remember, fail_at_first
    monkeypatch.setitem(sys.modules, remember.func.__module__, module)


def test_a_task_is_a_job_and_its_result_can_be_asked_for():
    result = remember.enqueue("book", times=2)
    assert result.status == TaskResultStatus.READY
    assert Job.objects.get().task == "jobs.call"
    run_pending()
    result.refresh()
    assert SEEN == ["book", "book"]
    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, {"times": 2})


def test_a_failing_task_is_tried_again():
    result = fail_at_first.enqueue()
    run_pending()
    result.refresh()
    assert result.status == TaskResultStatus.READY
    assert "not yet" in result.errors[0].traceback
    Job.objects.update(run_after=timezone.now())
    run_pending()
    result.refresh()
    assert (SEEN, result.status) == ([1, 2], TaskResultStatus.SUCCESSFUL)


def test_an_unknown_result_is_no_result():
    for identifier in ("nonsense", "00000000-0000-7000-8000-000000000000"):
        with pytest.raises(TaskResultDoesNotExist):
            task_backends["default"].get_result(identifier)


def test_a_row_cannot_make_the_worker_call_what_is_no_task():
    remember.enqueue("x")
    job = Job.objects.get()
    Job.objects.update(payload={**job.payload, "path": "os.getcwd", "args": [], "kwargs": {}})
    run_pending()
    job.refresh_from_db()
    assert "os.getcwd is not a task" in job.error
