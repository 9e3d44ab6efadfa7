# SPDX-License-Identifier: EUPL-1.2
"""How an institution's papers look and what its templates say. A change makes a new version; none is ever altered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import LANGUAGE_NAMES
from nizam.spine.records.models.blobs import Blob
from nizam.spine.records.models.types import DocumentType


def crest_places() -> list[tuple[str, Any]]:
    """Return where the crest may stand; in Turkey it always stands at the left of the heading."""
    return [("centre", _("In the middle, above the name")), ("left", _("At the left, above the name"))]


def letterforms() -> list[tuple[str, Any]]:
    """Return the two families of letters that come with the program."""
    return [("sans", _("Without serifs (Noto Sans)")), ("serif", _("With serifs (Noto Serif)"))]


def paper_languages() -> list[tuple[str, str]]:
    """Return the languages papers are written in, each by its own name."""
    return list(LANGUAGE_NAMES.items())


class PaperLayout(ScopedModel):
    """One version of an institution's looks: crest, logo, lines at head and foot, letters, size, margins."""

    SCOPE = "institution"

    version = models.PositiveSmallIntegerField(_("version"), default=1)
    current = models.BooleanField(_("in use"), default=True)
    crest = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    crest_alt = models.CharField(_("crest in words"), max_length=100, blank=True)
    crest_place = models.CharField(_("place of the crest"), max_length=10, choices=crest_places, default="centre")
    crest_height = models.DecimalField(_("height of the crest, cm"), max_digits=3, decimal_places=1, default=Decimal(2))
    second_logo = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_logo_alt = models.CharField(_("second logo in words"), max_length=100, blank=True)
    header = models.TextField(_("lines above the name"), blank=True)
    footer = models.TextField(_("lines at the foot"), blank=True)
    font = models.CharField(_("letterforms"), max_length=10, choices=letterforms, default="sans")
    size = models.DecimalField(_("size of letters, points"), max_digits=3, decimal_places=1, default=Decimal(11))
    margin_top = models.DecimalField(_("top margin, cm"), max_digits=3, decimal_places=1, default=Decimal("1.5"))
    margin_bottom = models.DecimalField(_("bottom margin, cm"), max_digits=3, decimal_places=1, default=Decimal("1.5"))
    margin_left = models.DecimalField(_("left margin, cm"), max_digits=3, decimal_places=1, default=Decimal("1.5"))
    margin_right = models.DecimalField(_("right margin, cm"), max_digits=3, decimal_places=1, default=Decimal("1.5"))
    made_by = models.ForeignKey(
        "org.User", verbose_name=_("made by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("looks of papers")
        verbose_name_plural = _("looks of papers")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "version"], name="records_paperlayout_version"),
            models.UniqueConstraint(
                fields=["institution"], condition=models.Q(current=True), name="records_paperlayout_current"
            ),
        ]

    def __str__(self) -> str:
        return translate("Looks of papers, version %(version)d") % {"version": self.version}


class PaperTemplate(ScopedModel):
    """One version of what an institution's papers of one type say in one language.

    `wording` holds the institution's own words by part (title, opening, ending, closing, appeal): a part that is there
    stands in place of the shipped one. `source`, when there is any, is a Typst template of its own.
    """

    SCOPE = "institution"

    document_type = models.ForeignKey(
        DocumentType, verbose_name=_("document type"), on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(_("language"), max_length=10, choices=paper_languages)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    current = models.BooleanField(_("in use"), default=True)
    wording = models.JSONField(_("own words"), default=dict, blank=True)
    source = models.TextField(_("own template"), blank=True)
    made_by = models.ForeignKey(
        "org.User", verbose_name=_("made by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("template of papers")
        verbose_name_plural = _("templates of papers")
        ordering = ["document_type", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "language", "version"], name="records_papertemplate_version"
            ),
            models.UniqueConstraint(
                fields=["document_type", "language"],
                condition=models.Q(current=True),
                name="records_papertemplate_current",
            ),
        ]

    def __str__(self) -> str:
        words = {"type": self.document_type, "language": LANGUAGE_NAMES[self.language], "version": self.version}
        return translate("%(type)s, %(language)s, version %(version)d") % words

    def text_language(self) -> str:
        """Return the language it is written in."""
        return self.language
