# SPDX-License-Identifier: EUPL-1.2
"""Kinds of matters, with versions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField, TranslatedTextField


class Procedure(ScopedModel):
    """What kind of matter a case is: its term, number series, outcomes and the capabilities it discharges.

    A version is never changed once a case began under it; `current` marks the one new cases take.
    """

    SCOPE = "institution"
    # The text is kept by its digest, and these columns say what the text says.
    JOURNAL_SKIP = ("toml", "variants", "steps", "warnings")

    code = models.SlugField(_("code"), max_length=60)
    version = models.PositiveIntegerField(_("version"), default=1)
    current = models.BooleanField(_("in use"), default=True)
    title = TranslatedTextField(_("title"))
    title_folded = FoldedField(sources=("title", "code"))
    title_sort = SortKeyField(sources=("title",))
    audience = models.CharField(_("audience"), max_length=20, choices=[("public", _("Public")), ("staff", _("Staff"))])
    default_for = models.JSONField(_("taken by default for"), default=list)
    capabilities = models.JSONField(_("capabilities discharged"), default=list)
    series = models.ForeignKey(
        "org.NumberSeries", verbose_name=_("number series"), on_delete=models.PROTECT, related_name="+"
    )
    term = models.JSONField(_("term"), null=True, blank=True)
    law = models.JSONField(_("law"), null=True, blank=True)
    outcomes = models.JSONField(_("outcomes"), default=list)
    variants = models.JSONField(_("kinds within it"), default=list, blank=True)
    steps = models.JSONField(_("steps"), default=list, blank=True)
    warnings = models.JSONField(_("warnings"), default=list, blank=True)
    toml = models.TextField(_("text of the procedure"), blank=True)
    own = models.BooleanField(_("edited here"), default=False)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ["title_sort"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "code", "version"], name="cases_procedure_version"),
            models.UniqueConstraint(
                fields=["institution", "code"], condition=models.Q(current=True), name="cases_procedure_one_current"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def outcome_choices(self) -> list[tuple[str, str]]:
        """Return the outcomes as (code, title in the reader's language)."""
        from nizam.kit.texts import TranslatedText

        return [(entry["code"], str(TranslatedText(entry["title"]))) for entry in self.outcomes]


class NarrowedDuty(ScopedModel):
    """An article that matters of a procedure do not stand under here, although its capability would put them there."""

    SCOPE = "institution"
    TITLE = "{procedure_code}: {provision}"

    procedure_code = models.SlugField(_("procedure"), max_length=60)
    provision = models.ForeignKey(
        "charters.Provision", verbose_name=_("article"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("article left out")
        verbose_name_plural = _("articles left out")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "procedure_code", "provision"],
                condition=models.Q(voided_at__isnull=True),
                name="cases_narrowedduty_once",
            )
        ]
