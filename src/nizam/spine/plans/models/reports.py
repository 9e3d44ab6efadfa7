# SPDX-License-Identifier: EUPL-1.2
"""What is told: periodic reports, drawn up, signed and frozen."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel, ScopedQuerySet
from nizam.kit.texts import TranslatedTextField


def report_states() -> list[tuple[str, Any]]:
    """Return the states of a report."""
    return [("draft", _("Draft")), ("signed", _("Signed and frozen"))]


class ReportManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """Reports without their figures, which may name every case of a year: who asks a report for them gets them."""

    def get_queryset(self) -> Any:
        """Leave the figures where they are."""
        return super().get_queryset().defer("rows", "summary")


class Report(ScopedModel):
    """A periodic report: figures with the head's words beside them; frozen, numbered and kept as bytes when signed.

    `rows` are the figures and the cases behind them (`nizam.spine.plans.rows`), `summary` the figures alone, none for
    one that was counted before these were kept. `texts` are the words by section,
    `remarks` what was noted in the margin. A corrected report names in `replaces` the one it takes the place of.
    """

    SCOPE = "institution"
    JOURNAL_SKIP = ("rows", "summary")

    title = TranslatedTextField(_("title"))
    state = models.CharField(_("state"), max_length=10, choices=report_states, default="draft")
    period = models.CharField(_("period"), max_length=20)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    rows = models.JSONField(_("figures"), default=dict)
    summary = models.JSONField(_("figures without their cases"), null=True, blank=True, editable=False)
    texts = models.JSONField(_("text beside the figures"), default=dict, blank=True)
    remarks = models.JSONField(_("remarks in the margin"), default=list, blank=True)
    author = models.ForeignKey(
        "org.User", verbose_name=_("drawn up by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    counted_by = models.ForeignKey(
        "org.User", verbose_name=_("counted by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)
    number = models.OneToOneField("org.TakenNumber", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number_text = models.CharField(_("number"), max_length=80, blank=True)
    issued_by = models.ForeignKey(
        "org.User", verbose_name=_("signed by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_name = models.CharField(_("name of who signed"), max_length=300, blank=True)
    signed_post = models.CharField(_("post of who signed"), max_length=300, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    blob = models.ForeignKey(
        "records.Blob", on_delete=models.PROTECT, null=True, blank=True, related_name="reports", editable=False
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("takes the place of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    correction = models.CharField(_("why it is corrected"), max_length=500, blank=True)

    objects = ReportManager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return " ".join(part for part in (self.number_text, str(self.title), self.period) if part)

    @property
    def is_draft(self) -> bool:
        """Tell whether its words may still be written."""
        return self.state == "draft" and self.voided_at is None
