# SPDX-License-Identifier: EUPL-1.2
"""What is attached to a letter: named safely, read apart, never run."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField
from nizam.spine.cases.models.envelopes import Envelope


def attachment_states() -> list[tuple[str, Any]]:
    """Return how far the reading of an attachment's text has come."""
    return [
        ("waiting", _("Text not read yet")),
        ("read", _("Text read")),
        ("marked", _("Could not be read whole")),
        ("refused", _("Kept, not opened")),
    ]


class Attachment(ScopedModel):
    """A part of a letter that is not its text. The bytes stay in the envelope; this is what is known of them."""

    FOLLOWS = "envelope"
    PERSONAL_FIELDS = ("name",)
    JOURNAL_SKIP = ("text",)

    envelope = models.ForeignKey(
        Envelope, verbose_name=_("letter"), on_delete=models.PROTECT, related_name="attachments"
    )
    ordinal = models.PositiveIntegerField(_("place"))
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=120)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64, db_index=True)
    inline = models.BooleanField(_("shown within the text"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=attachment_states, default="waiting")
    marks = models.JSONField(_("marks"), default=list, blank=True)
    text = models.TextField(_("text"), blank=True)
    text_folded = FoldedField(sources=("name", "text"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["envelope", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["envelope", "ordinal"], name="cases_attachment_place")]
        indexes = [
            models.Index(fields=["envelope"], condition=models.Q(state="waiting"), name="cases_attachment_waiting")
        ]

    def __str__(self) -> str:
        return self.name
