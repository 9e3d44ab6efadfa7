# SPDX-License-Identifier: EUPL-1.2
"""What is told: periodic reports by article."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import TranslatedTextField


class Report(ScopedModel):
    """A periodic report by article: its figures are frozen when it is issued, and the bytes are kept."""

    SCOPE = "institution"
    JOURNAL_SKIP = ("rows",)

    title = TranslatedTextField(_("title"))
    period = models.CharField(_("period"), max_length=20)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    rows = models.JSONField(_("figures"), default=dict)
    blob = models.ForeignKey("records.Blob", on_delete=models.PROTECT, related_name="reports")
    issued_by = models.ForeignKey("org.User", verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.title} {self.period}"
