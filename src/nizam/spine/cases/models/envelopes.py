# SPDX-License-Identifier: EUPL-1.2
"""What arrived or left, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel, ScopedQuerySet
from nizam.kit.ports import ports
from nizam.kit.texts import FoldedField
from nizam.spine.cases.models.case import Case
from nizam.spine.org.models.mailboxes import address_key


def dispositions() -> list[tuple[str, Any]]:
    """Return what became of a message that arrived."""
    return [
        ("", _("Kept, not yet registered")),
        ("new", _("New case")),
        ("reply", _("Joined a case")),
        ("duplicate", _("Duplicate")),
        ("held", _("Held for a decision")),
        ("own", _("Our own letter come back")),
        ("bounce", _("Undeliverable notice")),
        ("auto-reply", _("Automatic reply")),
        ("delivery-report", _("Delivery report")),
        ("oversize", _("Too large to read")),
        ("unreadable", _("Unreadable")),
        ("set-aside", _("Set aside: no correspondence")),
        ("sent", _("Sent")),
        ("withheld", _("Kept back: too many automatic mails to this address")),
    ]


def held_reasons() -> list[tuple[str, Any]]:
    """Return why a letter waits for a person's decision."""
    return [
        ("stranger", _("The sender takes no part in the case it points at")),
        ("sender-unclear", _("It names no sender, or several")),
        ("failed-proof", _("The mail server found the sender's address forged")),
        ("case-voided", _("It answers a case that was voided")),
        ("machine-made", _("Made by a machine, and answers nothing of ours")),
        ("machine-unthreaded", _("An automatic reply that answers nothing of ours")),
        ("own-unknown", _("Calls itself a letter of ours, and none is known")),
        ("many-hops", _("It runs in a circle between mail servers")),
    ]


def registering_flags() -> list[tuple[str, Any]]:
    """Return what is noticed of a letter beside the others when it is registered, in `flags`."""
    return [
        ("message-id-reused", _("Its Message-ID is that of another letter with other content")),
        ("same-letter-later", _("The same letter, without Message-ID, came more than 30 days before")),
        ("only-forwards", _("It has no words of its own beside the letters attached")),
    ]


class Letters(ScopedQuerySet):
    """Letters, each as visible as rows are, and with every case it is shared with to who is cleared for its degree."""

    def visible_to(self, user: Any) -> Letters:
        """Keep the rows `user` may see; those shared with a case that he sees are among them.

        Of a degree above that of the case, a shared letter opens only to who is cleared for it: its degree may have
        been raised since, or the case let down.
        """
        scope = ports.access.scope(user, self.model)
        view = "cases.view_envelope"
        if view not in ports.access.permissions(user) or ports.access.reaches_all(user, view, self.model):
            return self.filter(scope)
        shared = apps.get_model("cases", "SharedLetter")._default_manager.filter(
            models.Q(envelope__confidentiality__lte=models.F("case__confidentiality"))
            | ports.access.cleared(user, view, by="envelope__"),
            case__in=Case.objects.visible_to(user).order_by().values("pk"),
            voided_at__isnull=True,
        )
        return self.filter(scope | models.Q(pk__in=shared.order_by().values("envelope")))


class Envelope(ScopedModel):
    """One thing that arrived or left, byte for byte, kept before anything is parsed."""

    FOLLOWS = "case"
    GROWS = True
    PERSONAL_FIELDS = ("sender_name", "sender_email", "recipient_email", "subject")
    JOURNAL_SKIP = ("text", "guesses", "sender_key", "recipient_key", "delivered_to")

    direction = models.CharField(
        _("direction"), max_length=3, choices=[("in", _("In")), ("out", _("Out"))], default="in"
    )
    door = models.CharField(_("door"), max_length=20)
    source = models.CharField(_("source"), max_length=500, blank=True)
    mailbox = models.ForeignKey(
        "org.Mailbox",
        verbose_name=_("came to the mailbox"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    delivered_to = models.JSONField(_("delivered to"), default=list, blank=True)
    blob = models.ForeignKey(
        "records.Blob", verbose_name=_("stored file"), on_delete=models.PROTECT, related_name="envelopes"
    )
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    kept_at = models.DateTimeField(_("arrived"))
    disposition = models.CharField(_("what became of it"), max_length=20, choices=dispositions, blank=True, default="")
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates")
    case = models.ForeignKey(
        Case, verbose_name=_("case"), on_delete=models.PROTECT, null=True, blank=True, related_name="envelopes"
    )
    identity = models.CharField(_("identity of the message"), max_length=700, blank=True)
    message_id = models.CharField(_("Message-ID of the letter"), max_length=998, blank=True, db_index=True)
    references = models.JSONField(_("letters it refers to"), default=list)
    sender_name = models.CharField(_("sender"), max_length=300, blank=True)
    sender_email = models.CharField(_("sender's address"), max_length=320, blank=True)
    sender_key = models.CharField(max_length=340, blank=True, db_index=True, editable=False)
    recipient_email = models.CharField(_("addressed to"), max_length=320, blank=True)
    recipient_key = models.CharField(max_length=340, blank=True, db_index=True, editable=False)
    trust = models.CharField(_("proof of the sender"), max_length=20, blank=True)
    subject = models.CharField(_("subject"), max_length=1000, blank=True)
    subject_folded = FoldedField(sources=("subject", "sender_name", "sender_email"))
    sent_at = models.DateTimeField(_("dated"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    flags = models.JSONField(_("flags"), default=list)
    error = models.CharField(_("error"), max_length=40, blank=True)
    held_for = models.CharField(_("held because"), max_length=40, blank=True)
    guesses = models.JSONField(_("cases it may belong to"), default=list, blank=True)
    earlier = models.ForeignKey(
        "self",
        verbose_name=_("earlier letter it resembles"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="later",
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    automatic = models.BooleanField(_("sent by the system"), default=False)

    objects = Letters.as_manager()

    class Meta:
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        ordering = ["-kept_at"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "direction", "sha256"], name="cases_envelope_bytes_once"),
            models.UniqueConstraint(
                fields=["institution", "identity"],
                condition=models.Q(duplicate_of__isnull=True, direction="in") & ~models.Q(identity=""),
                name="cases_envelope_identity_once",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "disposition"], name="cases_envelope_state"),
            # With the institution in them: SQLite would else take its index and read every letter of the house.
            models.Index(fields=["institution", "message_id"], name="cases_envelope_message"),
            models.Index(fields=["institution", "identity"], name="cases_envelope_identity"),
        ]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save with the keys by which the addresses are known, whatever their case."""
        self.sender_key = address_key(self.sender_email) if self.sender_email else ""
        self.recipient_key = address_key(self.recipient_email) if self.recipient_email else ""
        if update_fields is not None and "sender_email" in update_fields:
            update_fields = {*update_fields, "sender_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def __str__(self) -> str:
        return self.subject or gettext("Letter without a subject")
