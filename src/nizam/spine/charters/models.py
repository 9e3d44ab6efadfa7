# SPDX-License-Identifier: EUPL-1.2
"""Charters and the provisions everything answers to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField, TranslatedTextField
from nizam.kit.wording import titled


def provision_kinds() -> list[tuple[str, object]]:
    """Return the kinds of provisions by their place in the text."""
    return [("chapter", _("Chapter")), ("article", _("Article")), ("item", _("Item")), ("text", _("Text"))]


def provision_natures() -> list[tuple[str, object]]:
    """Return what a provision does: only duties count in coverage."""
    return [
        ("duty", _("Duty")),
        ("right", _("Right")),
        ("responsibility", _("Responsibility")),
        ("rule", _("Rule")),
        ("structure", _("Structure")),
    ]


class Charter(ScopedModel):
    """The statute of a department, as loaded: the file's own bytes are kept beside what was read from it."""

    SCOPE = "institution"
    JOURNAL_SKIP = ("source",)

    title = TranslatedTextField(_("title"))
    title_folded = FoldedField(sources=("title",))
    title_sort = SortKeyField(sources=("title",))
    language = models.CharField(_("language"), max_length=10, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    source = models.BinaryField()
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    in_force = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        ordering = ["title_sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "sha256"],
                name="charters_charter_once",
                violation_error_message=_("This file is loaded already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    def text_language(self) -> str:
        """Return the language the charter is written in."""
        return self.language or super().text_language()


class Provision(ScopedModel):
    """One unit of a charter's text: "article" on screens. `number` stands as printed; `citation` is how to name it."""

    SCOPE = "institution"

    charter = models.ForeignKey(Charter, verbose_name=_("charter"), on_delete=models.PROTECT, related_name="provisions")
    parent = models.ForeignKey(
        "self", verbose_name=_("stands under"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    ordinal = models.PositiveIntegerField(_("place"))
    number = models.CharField(_("number"), max_length=60, blank=True)
    citation = models.CharField(_("article"), max_length=120, blank=True)
    level = models.PositiveSmallIntegerField(_("level"))
    kind = models.CharField(_("kind"), max_length=20, choices=provision_kinds)
    nature = models.CharField(_("nature"), max_length=20, choices=provision_natures, default="rule")
    text = models.TextField(_("text"))
    text_folded = FoldedField(sources=("text", "number"))
    line = models.PositiveIntegerField(_("line"))

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["charter", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["charter", "ordinal"], name="charters_provision_place")]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:80]}".strip()

    @property
    @titled(_("article"))
    def reference(self) -> str:
        """How the article is cited: with the numbers it stands under where its own says too little, else its place."""
        return self.citation or f"§{self.ordinal}"

    def text_language(self) -> str:
        """Return the language of its charter."""
        return self.charter.text_language()


class ProvisionCapability(ScopedModel):
    """A capability an article demands: proposed with reasons, confirmed or refused by a person."""

    SCOPE = "institution"

    provision = models.ForeignKey(
        Provision, verbose_name=_("article"), on_delete=models.PROTECT, related_name="capabilities"
    )
    capability = models.CharField(_("capability"), max_length=60)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=[("proposed", _("Proposed")), ("confirmed", _("Confirmed")), ("refused", _("Refused"))],
        default="proposed",
    )
    confidence = models.FloatField(_("confidence"), default=0.0)
    reasons = models.JSONField(_("reasons"), default=list)

    class Meta:
        verbose_name = _("demanded capability")
        verbose_name_plural = _("demanded capabilities")
        constraints = [
            models.UniqueConstraint(fields=["provision", "capability"], name="charters_provisioncapability_once")
        ]

    def __str__(self) -> str:
        return f"{self.provision.reference}: {self.capability}"

    @property
    @titled(_("capability"))
    def title(self) -> str:
        """The capability's name in the reader's language."""
        from nizam.kit.catalogue import capabilities

        found = capabilities().get(self.capability)
        return str(found.title) if found else self.capability
