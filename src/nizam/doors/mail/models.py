# SPDX-License-Identifier: EUPL-1.2
"""The ledger of what was fetched from mail servers: nothing twice, nothing missed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FetchedMessage(models.Model):
    """One message on a mail server as RFC 9051 section 2.3.1.1 names it: account, folder, UIDVALIDITY, UID.

    It has its envelope, or a miss says why not: `oversize` (its size was enough to know), `gone` (deleted before it
    could be read), `refused` (the server would not hand it out; tried again a few times).
    `fingerprint` tells the same message again when the server has numbered the folder anew.
    """

    mailbox = models.ForeignKey("org.Mailbox", on_delete=models.PROTECT, related_name="+")
    account = models.CharField(max_length=600)
    folder = models.CharField(max_length=255)
    uid_validity = models.BigIntegerField()
    message_uid = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)
    size = models.BigIntegerField()
    envelope = models.ForeignKey("cases.Envelope", on_delete=models.PROTECT, null=True, related_name="+")
    miss = models.CharField(max_length=20, blank=True)
    tries = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("fetched message")
        verbose_name_plural = _("fetched messages")
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "account", "folder", "uid_validity", "message_uid"], name="door_mail_fetched_once"
            ),
            models.CheckConstraint(
                condition=models.Q(envelope__isnull=False, miss="")
                | (models.Q(envelope__isnull=True) & ~models.Q(miss="")),
                name="door_mail_fetched_or_missed",
            ),
        ]
        indexes = [models.Index(fields=["mailbox", "fingerprint"], name="door_mail_fingerprint")]

    def __str__(self) -> str:
        return f"{self.folder};UIDVALIDITY={self.uid_validity}/;UID={self.message_uid}"
