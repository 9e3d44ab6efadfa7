# SPDX-License-Identifier: EUPL-1.2
"""Papers signed by hand that came back from the scanner and wait for somebody to say whose they are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import HouseModel
from nizam.kit.wording import titled
from nizam.spine.records.models.blobs import Blob
from nizam.spine.records.models.documents import Document


def scan_states() -> list[tuple[str, Any]]:
    """Return the states of a scanned paper."""
    return [
        ("reading", _("Being read")),
        ("unread", _("Could not be read")),
        ("found", _("Its paper was found")),
        ("unknown", _("Its paper must be named")),
        ("attached", _("Attached")),
        ("dropped", _("Put away")),
    ]


class ScannedPaper(HouseModel):
    """Pages of a scan that are one paper, by the QR on its first page; whoever scanned them confirms where they go.

    A row in the state "reading" is the whole file as it was given; reading it makes one row a paper.
    """

    SCOPE = "own"
    # It opens the paper to whoever knows it.
    JOURNAL_SKIP = ("code",)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("scanned by"), on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.PROTECT, null=True, blank=True, related_name="scans"
    )
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="scans")
    file_name = models.CharField(_("file"), max_length=255)
    media_type = models.CharField(_("media type"), max_length=100)
    first_page = models.PositiveIntegerField(_("first page"), default=1)
    last_page = models.PositiveIntegerField(_("last page"), default=1)
    code = models.CharField(_("code read from it"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=scan_states, default="reading")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("scanned paper")
        verbose_name_plural = _("scanned papers")
        ordering = ["-created_at", "first_page"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.pages}"

    @property
    @titled(_("pages"))
    def pages(self) -> str:
        """Which pages of the file it is."""
        return str(self.first_page) if self.first_page == self.last_page else f"{self.first_page}–{self.last_page}"
