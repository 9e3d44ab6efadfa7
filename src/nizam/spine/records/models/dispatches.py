# SPDX-License-Identifier: EUPL-1.2
"""How a signed paper leaves the house, and the proof that it arrived."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.spine.records.models.blobs import Blob
from nizam.spine.records.models.documents import Document


def dispatch_doors() -> list[tuple[str, Any]]:
    """Return the ways by which a paper leaves the house."""
    return [
        ("mail", _("E-mail")),
        ("hand", _("Handed over")),
        ("post", _("Post")),
        ("registered-post", _("Registered post")),
        ("courier", _("Courier")),
    ]


def dispatch_states() -> list[tuple[str, Any]]:
    """Return what became of a paper that leaves."""
    return [
        ("waiting", _("Waits to be sent")),
        ("sent", _("Sent")),
        ("failed", _("Did not arrive")),
        ("delivered", _("Delivered")),
        ("handed", _("Handed over")),
    ]


class Dispatch(ScopedModel):
    """A signed paper on its way to one recipient: by which door, what became of it, and the proof."""

    FOLLOWS = "document"
    PERSONAL_FIELDS = ("recipient", "proof")
    TITLE = "{document}: {door}"

    document = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.PROTECT, related_name="dispatches"
    )
    door = models.CharField(_("by"), max_length=20, choices=dispatch_doors)
    recipient = models.CharField(_("to whom"), max_length=300)
    state = models.CharField(_("state"), max_length=20, choices=dispatch_states, default="waiting")
    at = models.DateTimeField(_("when"), null=True, blank=True)
    tracking = models.CharField(_("tracking number"), max_length=100, blank=True)
    proof = models.TextField(_("proof"), blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    envelope_uid = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ["created_at"]
