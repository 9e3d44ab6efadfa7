# SPDX-License-Identifier: EUPL-1.2
"""Background work as rows: what waits, what runs and how far it is, what failed and why, what comes again when; and
what was brought in from a file or taken out as one.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import HouseModel, ScopedQuerySet
from nizam.kit.ports import ports
from nizam.kit.tasks import MAXIMUM_TRIES, UnknownTask, tasks
from nizam.kit.wording import titled


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


class Job(HouseModel):
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
    @titled(_("work"))
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
    @titled(_("progress"))
    def progress_percent(self) -> int | None:
        """How far it is, 0 to 100; None when nobody knows."""
        if self.state == JobState.DONE:
            return 100
        if not self.progress_total:
            return None
        return min(100, self.progress_done * 100 // self.progress_total)


class Schedule(HouseModel):
    """A task that comes again: when it began last, and until when that beginning counts.

    Whoever finds the lease over takes the next one and queues the job in the same transaction; so many schedulers on
    many machines begin a task once.
    """

    SCOPE = "house"

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


class TransferState(models.TextChoices):
    """Where an import or an export stands."""

    CHECKING = "checking", _("being checked")
    UNREADABLE = "unreadable", _("could not be read")
    CHECKED = "checked", _("checked, nothing written")
    WRITING = "writing", _("being written")
    WRITTEN = "written", _("written")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    DISCARDED = "discarded", _("discarded")
    READY = "ready", _("ready")
    REFUSED = "refused", _("refused")
    EXPIRED = "expired", _("no longer kept")
    CANCELLED = "cancelled", _("cancelled")
    STOPPED = "stopped", _("stopped, written in part")
    HALF_UNDONE = "half-undone", _("stopped, undone in part")


def transfer_states() -> list[tuple[str, Any]]:
    """Return the states of an import or an export."""
    return list(TransferState.choices)


def transfer_forms() -> list[tuple[str, Any]]:
    """Return the kinds of file that come in or go out."""
    return [("csv", "CSV"), ("xlsx", "XLSX"), ("pdf", "PDF"), ("docx", "DOCX")]


class Transfer(HouseModel):
    """What imports and exports have in common: whose, of which resource, the file, and the job at work on it."""

    SCOPE = "own"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("for"), on_delete=models.CASCADE, related_name="+"
    )
    resource = models.CharField(_("list"), max_length=150)
    form = models.CharField(_("kind of file"), max_length=4, choices=transfer_forms)
    state = models.CharField(_("state"), max_length=12, choices=transfer_states)
    job = models.ForeignKey(
        Job, verbose_name=_("job"), on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    size = models.PositiveBigIntegerField(_("size"), default=0, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    address = models.CharField(_("address"), max_length=100, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class ExportFile(Transfer):
    """Rows of a list taken out as a file; `query` is the narrowing of the list it was asked from."""

    query = models.TextField(_("filters"), blank=True)
    rows = models.PositiveBigIntegerField(_("rows"), default=0, editable=False)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["user", "created_at"], name="jobs_exportfile_user")]

    def __str__(self) -> str:
        return f"{self.resource} {self.created_at:%Y-%m-%d %H:%M}"


class ImportRecord(Transfer):
    """A file brought in: kept as it came, checked whole, then written row by row; `faults` are those of the file."""

    file_name = models.CharField(_("file"), max_length=255)
    headers = models.JSONField(default=list, editable=False)
    faults = models.JSONField(default=list, editable=False)
    rows = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    adds = models.PositiveIntegerField(_("to be added"), default=0, editable=False)
    changes = models.PositiveIntegerField(_("to be changed"), default=0, editable=False)
    same = models.PositiveIntegerField(_("unchanged"), default=0, editable=False)
    faulty = models.PositiveIntegerField(_("with faults"), default=0, editable=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["user", "created_at"], name="jobs_importrecord_user")]

    def __str__(self) -> str:
        return self.file_name


class RowOutcome(models.TextChoices):
    """What a line of an imported file means."""

    ADD = "add", _("add")
    CHANGE = "change", _("change")
    FAULT = "fault", _("fault")


def row_outcomes() -> list[tuple[str, Any]]:
    """Return what a line of an imported file can mean."""
    return list(RowOutcome.choices)


class ImportRow(models.Model):
    """One line of an imported file that adds, changes, or has faults; lines that change nothing are only counted.

    `changes` maps a column to [before, after]; `revision` is that of the row when it was checked, `written_revision`
    the one the import left behind. `refusals` say why a line could not be written, or its writing not be undone.
    """

    record = models.ForeignKey(ImportRecord, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(_("outcome"), max_length=6, choices=row_outcomes)
    cells = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    revision = models.PositiveIntegerField(null=True)
    object_uid = models.UUIDField(null=True)
    written_revision = models.PositiveIntegerField(null=True)
    written_at = models.DateTimeField(_("written"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    refusals = models.JSONField(default=list)

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of imports")
        ordering = ["record", "line"]
        constraints = [models.UniqueConstraint(fields=["record", "line"], name="jobs_importrow_line")]
        indexes = [models.Index(fields=["record", "outcome", "line"], name="jobs_importrow_outcome")]

    def __str__(self) -> str:
        return f"{self.record} {self.line}"
