# SPDX-License-Identifier: EUPL-1.2
"""Mail the system writes by itself: kept before it goes out, or kept back when an address got too much of it."""

from __future__ import annotations

import hashlib
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.ports import ports
from nizam.spine.cases.actions.clock import moment_of
from nizam.spine.cases.models import Case, Envelope
from nizam.spine.cases.receipts import BY_MAIL, KEPT_MAIL, may_send_now
from nizam.spine.cases.unsent_receipts import SENDABLE, first_letter, receipt_key, unsent_receipt
from nizam.spine.outbox.models import Message
from nizam.spine.records.blobs import keep_bytes


@action("cases.keep_automatic_envelope", title=_("Keep automatic mail"), creates=True)
def keep_automatic_envelope(
    actor: Actor, *, case: Case, raw: bytes, message_id: str, subject: str, sender: str, recipient: str
) -> Envelope:
    """Keep a mail the system has written for a case, before it goes out.

    When the address has had as many today as any may have, it is withheld for a clerk: a receipt that the law owes is
    not lost, and two robots that answer each other come to an end.
    """
    envelope = Envelope(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        direction="out",
        door="mail",
        blob=keep_bytes(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        kept_at=timezone.now(),
        case=case,
        message_id=message_id,
        subject=subject[:1000],
        sender_email=sender[:320],
        sender_name=case.institution.name.in_language(case.institution.main_language)[:300],
        recipient_email=recipient[:320],
        language=case.language,
        automatic=True,
        disposition="" if may_send_now(case.institution, recipient) else "withheld",
    )
    envelope.save()
    return envelope


def _sendable(case: Case) -> bool:
    unsent = unsent_receipt(case)
    return unsent is not None and unsent.reason in SENDABLE and first_letter(case) is not None


@action("cases.send_receipt_case", title=_("Send the receipt all the same"), available=_sendable)
def send_receipt_case(actor: Actor, case: Case) -> Case:
    """Send a receipt that no program was to send by itself, since a person takes it upon them."""
    letter = first_letter(case)
    assert letter is not None
    tried = Message.objects.filter(key__startswith=receipt_key(case)).count()
    ports.outbox.put(
        kind=BY_MAIL,
        key=f"{receipt_key(case)}:{tried}",
        payload={"case": str(case.uid), "envelope": str(letter.uid), "asked": True},
        institution_id=case.institution_id,
    )
    return case


@action(
    "cases.give_receipt_case",
    title=_("Receipt handed over"),
    available=lambda case: unsent_receipt(case) is not None,
    fields={"on": Input(label=_("On"), kind="date", required=False, help=_("Empty: now"))},
)
def give_receipt_case(actor: Actor, case: Case, *, on: date | None = None) -> Case:
    """Note that who wrote got the receipt on paper, or in another way."""
    case.receipt_given_at = moment_of(case, on)
    case.save(update_fields=["receipt_given_at"])
    return case


def _withheld(envelope: Envelope) -> bool:
    return envelope.disposition == "withheld" and envelope.voided_at is None


@action("cases.send_withheld_envelope", title=_("Send it all the same"), primary=True, available=_withheld)
def send_withheld_envelope(actor: Actor, envelope: Envelope) -> Envelope:
    """Let a withheld mail go out, just as it was written."""
    envelope.disposition = ""
    envelope.save(update_fields=["disposition"])
    ports.outbox.put(
        kind=KEPT_MAIL,
        key=f"kept-mail:{envelope.uid}",
        payload={"envelope": str(envelope.uid)},
        institution_id=envelope.institution_id,
    )
    return envelope


@action(
    "cases.void_withheld_envelope",
    title=_("Do not send it"),
    available=_withheld,
    danger=_("The mail stays kept and is never sent."),
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
)
def void_withheld_envelope(actor: Actor, envelope: Envelope, *, reason: str) -> Envelope:
    """Decide that a withheld mail is not sent, and why."""
    envelope.voided_at = timezone.now()
    envelope.void_reason = reason[:500]
    envelope.save(update_fields=["voided_at", "void_reason"])
    return envelope
