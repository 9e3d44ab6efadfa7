# SPDX-License-Identifier: EUPL-1.2
"""What a person may do with background work."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, action
from nizam.kit.errors import Refused
from nizam.spine.jobs.models import Job, JobState
from nizam.spine.jobs.queue import ask_to_cancel


def _is_unfinished(job: Job) -> bool:
    return not job.is_finished


def _may_begin_again(job: Job) -> bool:
    return job.state in (JobState.FAILED, JobState.CANCELLED)


@action("jobs.cancel_job", title=_("Cancel"), available=_is_unfinished)
def cancel_job(actor: Actor, job: Job) -> Job:
    """Cancel a job: at once when it waits, at its next step when it runs. What it has written stays."""
    ask_to_cancel(job)
    job.refresh_from_db()
    return job


@action("jobs.retry_job", title=_("Try again"), available=_may_begin_again)
def retry_job(actor: Actor, job: Job) -> Job:
    """Queue a failed or cancelled job again with all its tries; it goes on from where it was.

    Raises Refused when the same work waits or runs already.
    """
    now = timezone.now()
    ended = Job.objects.filter(pk=job.pk, state__in=(JobState.FAILED, JobState.CANCELLED))
    try:
        with transaction.atomic():
            ended.update(
                state=JobState.QUEUED,
                tries=0,
                cancel_requested=False,
                run_after=now,
                finished_at=None,
                worker="",
                updated_at=now,
            )
    except IntegrityError:
        raise Refused(_("The same work is waiting or running already."), code="running") from None
    job.refresh_from_db()
    return job
