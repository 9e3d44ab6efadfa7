# SPDX-License-Identifier: EUPL-1.2
"""What a draft is written with: the institution's phrases, each person's copy in hand, and the texts saved before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import HouseModel, ScopedModel
from nizam.kit.texts import LANGUAGE_NAMES, FoldedField, SortKeyField
from nizam.spine.records.models.documents import Document, keep_to_size


def phrase_languages() -> list[tuple[str, Any]]:
    """Return the languages papers are written in, each by its own name."""
    return [(code, name) for code, name in LANGUAGE_NAMES.items()]


class Phrase(ScopedModel):
    """A turn of words the institution writes often, put into a draft with one press.

    `[[number]]` and the like in it are filled from the case when it is put in.
    """

    SCOPE = "institution"

    title = models.CharField(_("title"), max_length=200)
    title_folded = FoldedField(sources=("title", "text"))
    title_sort = SortKeyField(sources=("title",))
    language = models.CharField(_("language"), max_length=10, choices=phrase_languages)
    type = models.ForeignKey(
        "records.DocumentType",
        verbose_name=_("document type"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Left empty, it is offered in papers of every type."),
    )
    text = models.TextField(
        _("text"),
        max_length=20_000,
        help_text=_(
            "Written like the text of a paper. [[number]], [[date]], [[due]], [[addressee]], [[subject]], [[unit]] and "
            "[[today]] are filled from the case."
        ),
    )

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ["title_sort"]

    def __str__(self) -> str:
        return self.title

    def text_language(self) -> str:
        """Return the phrase's language."""
        return self.language or super().text_language()


class DraftCopy(HouseModel):
    """What one person has in hand of a draft: when it was last open before him, and what he has not saved yet.

    `base_revision` is the revision of the document that his text was made from; no text is kept while `kept_at` is
    empty.
    """

    SCOPE = "own"
    PERSONAL_FIELDS = ("addressee", "body")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="copies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base_revision = models.PositiveIntegerField(default=1)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    addressee = models.CharField(_("addressee"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    kept_at = models.DateTimeField(_("kept"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last open"), null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        constraints = [models.UniqueConstraint(fields=["document", "user"], name="records_draftcopy_once")]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save; raises ValidationError for a text that could never become that of the paper."""
        names = None if update_fields is None else set(update_fields)
        keep_to_size(self, names)
        super().save(*args, update_fields=names, **kwargs)

    def __str__(self) -> str:
        return f"{self.document} ({self.user})"


class DraftText(ScopedModel):
    """A text that a draft had: who saved it and at which revision of the document."""

    FOLLOWS = "document"
    PERSONAL_FIELDS = ("addressee", "body")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="texts")
    of_revision = models.PositiveIntegerField(_("revision"))
    subject = models.CharField(_("subject"), max_length=300)
    addressee = models.CharField(_("addressee"), max_length=300)
    body = models.TextField(_("text"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("saved by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("earlier text of a draft")
        verbose_name_plural = _("earlier texts of a draft")
        ordering = ["document", "of_revision"]
        constraints = [models.UniqueConstraint(fields=["document", "of_revision"], name="records_drafttext_revision")]

    def __str__(self) -> str:
        return f"{self.document} ({self.of_revision})"
