# SPDX-License-Identifier: EUPL-1.2
"""What the head wrote on a letter: who does what, by when, under control or not; and what its executors report."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.spine.cases.models.case import Case, Task


def control_states() -> list[tuple[str, Any]]:
    """Return whether somebody watches over a resolution until it is carried out."""
    return [("none", _("Without control")), ("open", _("Under control")), ("released", _("Taken off control"))]


class Resolution(ScopedModel):
    """An order of the head on a letter: the unit and the person who carry it out, their task, its day, its control.

    `author` entered it; `said_by` is the person whose words they are, where somebody else entered them. The people and
    units that work beside the main executor stand in tasks and co-executors that name the resolution.
    """

    FOLLOWS = "case"
    TITLE = "{case}: {created_at}"

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="resolutions")
    text = models.TextField(_("resolution"))
    author = models.ForeignKey(
        "org.User", verbose_name=_("entered by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    said_by = models.ForeignKey(
        "org.Person",
        verbose_name=_("in whose words"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    executor_unit = models.ForeignKey(
        "org.Unit", verbose_name=_("main executor: unit"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    executor = models.ForeignKey(
        "org.Person", verbose_name=_("main executor"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    control = models.CharField(_("control"), max_length=10, choices=control_states, default="none")
    controller = models.ForeignKey(
        "org.Person", verbose_name=_("controller"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(_("taken off control"), null=True, blank=True)
    released_by = models.ForeignKey(
        "org.User", verbose_name=_("taken off by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    release_note = models.CharField(_("why taken off"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["institution", "due_on"], condition=models.Q(control="open"), name="cases_resolution_control"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(executor_unit__isnull=False) | models.Q(executor__isnull=False),
                name="cases_resolution_has_executor",
                violation_error_message=_("Name the unit or the person who carries it out."),
            )
        ]

    @property
    def is_under_control(self) -> bool:
        """Tell whether it has still to be taken off control."""
        return self.control == "open" and self.voided_at is None


class ExecutorReport(ScopedModel):
    """What an executor reports: words, and a paper of the case or a file beside them; on one task, or on the whole."""

    FOLLOWS = "case"
    TITLE = "{case}: {created_at}"

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="reports")
    task = models.ForeignKey(
        Task, verbose_name=_("task"), on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    author = models.ForeignKey(
        "org.User", verbose_name=_("reported by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("report"))
    paper = models.ForeignKey(
        "records.Document", verbose_name=_("paper"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    blob = models.ForeignKey(
        "records.Blob", verbose_name=_("file"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(_("file"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("report of an executor")
        verbose_name_plural = _("reports of executors")
        ordering = ["created_at", "pk"]
