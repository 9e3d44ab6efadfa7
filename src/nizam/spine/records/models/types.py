# SPDX-License-Identifier: EUPL-1.2
"""Kinds of papers, and the file plan they and closed matters are filed under."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField, TranslatedTextField
from nizam.kit.wording import titled
from nizam.spine.records.models.documents import document_kinds


class FileClass(ScopedModel):
    """A class of the institution's file plan: what is filed under it, and how long it is kept by which law."""

    SCOPE = "institution"

    code = models.CharField(_("code"), max_length=40)
    title = TranslatedTextField(_("title"))
    title_folded = FoldedField(sources=("title", "code"))
    title_sort = SortKeyField(sources=("title",))
    retention_years = models.PositiveSmallIntegerField(_("kept for years"), null=True, blank=True)
    permanent = models.BooleanField(_("kept permanently"), default=False)
    law = models.CharField(_("law"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    example = models.BooleanField(_("example"), default=False, editable=False)

    class Meta:
        verbose_name = _("class of the file plan")
        verbose_name_plural = _("file plan")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "code"],
                condition=models.Q(voided_at__isnull=True),
                name="records_fileclass_code",
                violation_error_message=_("This code is taken."),
            ),
            models.CheckConstraint(
                condition=models.Q(permanent=False) | models.Q(retention_years__isnull=True),
                name="records_fileclass_one_retention",
                violation_error_message=_("What is kept permanently has no number of years."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    @titled(_("kept"))
    def retention(self) -> str:
        """How long it is kept, in words; empty where the plan states nothing."""
        if self.permanent:
            return str(_("permanently"))
        return "" if self.retention_years is None else str(_("%(years)s years") % {"years": self.retention_years})


class DocumentType(ScopedModel):
    """What kind of paper a document is: its template, its book of numbers, its class, what the law wants in it.

    `chain` is the way of approval it takes after the steps that are given: a list of steps, each with `members`
    ("unit-head", "superior-head", "role:<code>") and a `quorum` (None: all of them). Rows that nobody edited are
    renewed with the program; `digest` is that of the shipped entry they came from.
    """

    SCOPE = "institution"

    code = models.SlugField(_("code"), max_length=60)
    title = TranslatedTextField(_("title"))
    title_folded = FoldedField(sources=("title", "code"))
    title_sort = SortKeyField(sources=("title",))
    kind = models.CharField(_("kind"), max_length=20, choices=document_kinds, default="outgoing")
    template = models.SlugField(_("template"), max_length=60)
    series = models.SlugField(_("number series"), max_length=60, blank=True)
    file_class = models.CharField(_("class of the file plan"), max_length=40, blank=True)
    requires = models.JSONField(_("what must stand in it"), default=list, blank=True)
    chain = models.JSONField(_("way of approval"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("document type")
        verbose_name_plural = _("document types")
        ordering = ["title_sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "code"],
                name="records_documenttype_code",
                violation_error_message=_("This code is taken."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    def clean(self) -> None:
        """Hold the way of approval and the required parts against what there is."""
        from nizam.spine.records.types import check_chain, check_parts

        super().clean()
        check_chain(self.chain)
        check_parts(self.requires)

    def as_entry(self) -> dict[str, Any]:
        """Return what a shipped entry says, as this row says it."""
        names = ("kind", "template", "series", "file_class", "requires", "chain", "source")
        return {
            "title": dict(self.title),
            **{name: getattr(self, name) for name in names},
            "valid_from": self.valid_from.isoformat() if self.valid_from else "",
            "valid_until": self.valid_until.isoformat() if self.valid_until else "",
        }
