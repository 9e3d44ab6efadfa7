# SPDX-License-Identifier: EUPL-1.2
"""Receipts: who is told that a letter is registered, in which language, and what a receipt says.

On paper everybody gets one who asks; by mail those whose letter came by itself to a mailbox that confirms letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nizam.foundations import messages
from nizam.kit.deadlines import law_words
from nizam.kit.ports import ports
from nizam.kit.scripts import screen_language
from nizam.kit.turns import wait_for_others
from nizam.spine.cases.models import AddressHealth, Case, Envelope
from nizam.spine.org.models import Institution, Mailbox
from nizam.spine.org.models.mailboxes import address_key

BY_MAIL: Final = "receipt-by-mail"
KEPT_MAIL: Final = "kept-mail"
# Procedures by which citizens write: these are owed a receipt.
CONFIRMED: Final = frozenset({"appeal", "information-request"})
# What lay on a server longer than this, before its mailbox was connected, is not confirmed as if it came today.
FRESH: Final = timedelta(days=7)
AUTOMATIC_A_DAY: Final = 40
"""Automatic mails to one address on one day of the institution's zone: what robots need to be stopped by."""
# Names of addresses nobody reads.
_UNREAD: Final = (
    "noreply",
    "no-reply",
    "no_reply",
    "no.reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "do.not.reply",
    "bounce",
    "mailer-daemon",
    "postmaster",
)


def promise_receipt(case: Case, envelope: Envelope) -> None:
    """Have a receipt sent for a case that a letter has opened, where its mailbox confirms such letters; once a case.

    Runs inside the act that opens the case. Whether the letter may be answered by a program is asked when it is sent.
    """
    mailbox = envelope.mailbox
    if mailbox is None or not mailbox.sends_receipts or case.procedure.code not in CONFIRMED:
        return
    written = min(envelope.kept_at, envelope.sent_at or envelope.kept_at)
    if not envelope.sender_email or timezone.now() - written > FRESH:
        return
    ports.outbox.put(
        kind=BY_MAIL,
        key=f"receipt:{case.uid}",
        payload={"case": str(case.uid), "envelope": str(envelope.uid)},
        institution_id=case.institution_id,
    )


def why_unanswered(envelope: Envelope, message: messages.Message) -> str:
    """Return why no program may answer this letter, in a word; empty when one may (RFC 3834, section 2)."""
    if message.kind != "message":
        return message.kind
    for name, value in message.headers:
        field, words = name.lower(), value.strip().lower()
        if field.startswith("list-"):
            return "list"
        if (field == "precedence" and words in {"bulk", "list", "junk"}) or (
            field == "auto-submitted" and words.partition(";")[0].strip() not in ("", "no")
        ):
            return "automatic"
        if field == "return-path" and words == "<>":
            return "no-return-path"
    key = address_key(envelope.sender_email)
    local = key.rpartition("@")[0]
    if any(local == name or local.startswith((f"{name}+", f"{name}-")) for name in _UNREAD):
        return "nobody-reads-it"
    if Mailbox.objects.filter(address_key=key, voided_at__isnull=True).exists():
        return "own-address"
    if any(address_key(own) == key for own in Institution.objects.exclude(email="").values_list("email", flat=True)):
        return "own-address"
    health = AddressHealth.objects.filter(institution=envelope.institution, address_key=key, permanent=True)
    return "fails" if health.exists() else ""


def may_send_now(institution: Institution, address: str) -> bool:
    """Tell whether one more automatic mail may go to `address` today; runs inside the act that keeps that mail."""
    key = address_key(address)
    wait_for_others(f"automatic {institution.pk} {key}")
    now = timezone.now().astimezone(institution.tzinfo)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    sent = Envelope.objects.filter(
        institution=institution,
        direction="out",
        automatic=True,
        recipient_key=key,
        disposition__in=("", "sent"),
        kept_at__gte=midnight,
    )
    return sent.count() < AUTOMATIC_A_DAY


def letter_language(case: Case) -> str:
    """Return the sender's language where the institution works in it, else the institution's main one."""
    return case.language if case.language in case.institution.languages else case.institution.main_language


def receipt_language(case: Case) -> str:
    """Return the language of `letter_language`, or the first one of the institution's that the program speaks."""
    found = (screen_language(code) for code in (letter_language(case), *case.institution.languages))
    return next((code for code in found if code), "en")


@dataclass(frozen=True)
class ReceiptLine:
    """One fact of a receipt: what it is called, and what it says."""

    label: str
    value: str


def receipt_lines(case: Case) -> list[ReceiptLine]:
    """Return what a receipt says of a case, in the language switched on.

    Number, date and subject are what the Turkish Prime Ministry's circular 2004/12 asks for; date and hour of arrival
    and the end of the term serve all three countries.
    """
    zone = case.institution.tzinfo
    arrived = case.arrived_at or case.registered_at
    found = [
        (_("Number"), case.number_text),
        (_("Registered"), _moment(case.registered_at, zone)),
        (_("Arrived"), _moment(arrived, zone) if arrived.date() != case.registered_at.date() else ""),
        (_("From whom"), str(case.party) if case.party is not None else ""),
        (_("Subject"), case.subject),
        (_("Kind of matter"), str(case.procedure)),
        (_("Answer due by"), date_format(case.due_on, "DATE_FORMAT") if case.due_on else ""),
        (_("By law"), law_words(case.law) if case.due_on else ""),
    ]
    return [ReceiptLine(label, value) for label, value in found if value]


def free_of_charge(case: Case) -> str:
    """Return the sentence that nothing is paid for a receipt, with its rule where the country has one."""
    if case.institution.country == "TR":
        return _("This receipt is given free of charge (Prime Ministry circular 2004/12).")
    return _("This receipt is given free of charge.")


def _moment(at: datetime, zone: Any) -> str:
    local = at.astimezone(zone)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M}"


def receipt_data(case: Case) -> dict[str, Any]:
    """Return what the template of a printed receipt takes, in the language of the receipt.

    It bears the time of registration, not of printing: printed again, it is the same paper to the byte.
    """
    institution = case.institution
    code = receipt_language(case)
    with translation.override(code):
        contact = [institution.postal_address, institution.phone, institution.email, institution.public_address]
        return {
            "lang": code,
            "timestamp": int(case.registered_at.timestamp()),
            "institution": {
                "name": str(institution),
                "unit": str(case.unit.name) if case.unit is not None else "",
                "address": [part for part in contact if part],
            },
            "title": _("Receipt"),
            "number": case.number_text or "–",
            "facts": [[f"{line.label}:", line.value] for line in receipt_lines(case) if line.value != case.number_text],
            "sentences": [free_of_charge(case), _("Name the number when you ask about this matter.")],
            "signatures": [_("Given by (name, signature)"), _("Received by (name, signature)")],
        }


def receipt_subject(case: Case) -> str:
    """Return the subject line of a receipt sent by mail, in the language switched on."""
    if not case.number_text:
        return _("Your letter is registered: %(subject)s") % {"subject": case.subject[:200]}
    named = {"number": case.number_text, "subject": case.subject[:200]}
    return _("Your letter is registered under no. %(number)s: %(subject)s") % named


def receipt_text(case: Case) -> str:
    """Return the text of a receipt sent by mail, in the language switched on."""
    institution = case.institution
    facts = "\n".join(f"{line.label}: {line.value}" for line in receipt_lines(case))
    contact = [institution.postal_address, institution.phone, institution.public_address]
    parts = [
        _("Your letter has been received and registered."),
        facts,
        _("If you write again about this matter, answer this message or name the number."),
        free_of_charge(case),
        _("This message was written by a program; nobody needs to answer it."),
        "\n".join([str(institution), *filter(None, contact)]),
    ]
    return "\n\n".join(parts) + "\n"
