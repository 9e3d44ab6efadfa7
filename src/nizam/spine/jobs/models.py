# SPDX-License-Identifier: EUPL-1.2
"""Background work as rows: what waits, what runs and how far it is, what failed and why, what comes again when."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel, ScopedQuerySet
from nizam.kit.ports import ports
from nizam.kit.tasks import MAXIMUM_TRIES, UnknownTask, tasks


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


def job_states() -> list[tuple[str, Any]]:
    """Return the states of a job."""
    return list(JobState.choices)


class JobQuerySet(ScopedQuerySet):
    """Jobs; everybody sees those started for himself."""

    def visible_to(self, user: Any) -> JobQuerySet:
        """Keep the jobs `user` may oversee, and his own."""
        condition = ports.access.scope(user, self.model)
        if user.pk:
            condition |= Q(user_id=user.pk)
        return self.filter(condition)

    def due(self) -> JobQuerySet:
        """Keep what a worker may begin now, the most pressing first."""
        found: JobQuerySet = self.filter(state=JobState.QUEUED, run_after__lte=timezone.now())
        return found.order_by("-priority", "run_after", "id")

    def unfinished(self) -> JobQuerySet:
        """Keep what waits or runs."""
        return self.filter(state__in=UNFINISHED)


class Job(ScopedModel):
    """One piece of background work: a task by name, with its payload, and how it went.

    A row in the state `running` belongs to the worker and the try written in it; whoever writes names both, so that a
    worker believed dead cannot disturb the one that took over.
    """

    SCOPE = "house"
    JOURNAL_SKIP = (
        "payload",
        "resume_state",
        "result",
        "error",
        "worker",
        "heartbeat_at",
        "progress_done",
        "progress_total",
        "progress_note",
    )

    institution = models.ForeignKey(
        "org.Institution",
        verbose_name=_("institution"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("for"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    task = models.CharField(_("task"), max_length=150)
    title = models.CharField(_("title"), max_length=300, blank=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)
    key = models.CharField(_("key"), max_length=200, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=job_states, default=JobState.QUEUED)
    priority = models.SmallIntegerField(_("priority"), default=0)
    run_after = models.DateTimeField(_("not before"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    maximum_tries = models.PositiveSmallIntegerField(default=MAXIMUM_TRIES, editable=False)
    worker = models.CharField(_("worker"), max_length=150, blank=True, editable=False)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True, editable=False)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    progress_done = models.PositiveBigIntegerField(_("steps made"), default=0, editable=False)
    progress_total = models.PositiveBigIntegerField(_("steps in all"), null=True, blank=True, editable=False)
    progress_note = models.CharField(_("note"), max_length=300, blank=True, editable=False)
    resume_state = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)
    result = models.JSONField(_("result"), null=True, blank=True, encoder=DjangoJSONEncoder, editable=False)
    error = models.TextField(_("last error"), blank=True, editable=False)
    cancel_requested = models.BooleanField(_("to be cancelled"), default=False, editable=False)
    from_schedule = models.BooleanField(_("from the schedule"), default=False, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["-priority", "run_after", "id"], condition=Q(state="queued"), name="jobs_job_queued"),
            models.Index(fields=["heartbeat_at"], condition=Q(state="running"), name="jobs_job_running"),
            models.Index(fields=["user", "created_at"], name="jobs_job_user"),
            models.Index(fields=["state", "finished_at"], name="jobs_job_finished"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(key=""),
                name="jobs_job_one_unfinished_per_key",
            )
        ]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        """The title given, else the task's own in the reader's language."""
        if self.title:
            return self.title
        try:
            return str(tasks.get(self.task).title)
        except UnknownTask:
            return self.task

    @property
    def is_finished(self) -> bool:
        """Tell whether it neither waits nor runs."""
        return self.state not in UNFINISHED

    @property
    def progress_percent(self) -> int | None:
        """How far it is, 0 to 100; None when nobody knows."""
        if self.state == JobState.DONE:
            return 100
        if not self.progress_total:
            return None
        return min(100, self.progress_done * 100 // self.progress_total)


class Schedule(ScopedModel):
    """A task that comes again: when it began last, and until when that beginning counts.

    Whoever finds the lease over takes the next one and queues the job in the same transaction; so many schedulers on
    many machines begin a task once.
    """

    SCOPE = "house"

    institution = models.ForeignKey(
        "org.Institution",
        verbose_name=_("institution"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    name = models.CharField(_("name"), max_length=150, unique=True)
    task = models.CharField(_("task"), max_length=150)
    every_seconds = models.PositiveIntegerField(_("every (seconds)"))
    lease_until = models.DateTimeField(_("next"), null=True, blank=True, editable=False)
    lease_holder = models.CharField(_("begun by"), max_length=150, blank=True, editable=False)
    last_run_at = models.DateTimeField(_("last begun"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
