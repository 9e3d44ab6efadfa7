# SPDX-License-Identifier: EUPL-1.2
"""Receipts that did not go out by themselves: why, and whether a person may send them all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from nizam.spine.cases.law import rule_of
from nizam.spine.cases.models import AddressHealth, Case, Envelope
from nizam.spine.cases.receipts import CONFIRMED, FRESH
from nizam.spine.outbox.models import Message, MessageState

# In spite of which a person may send it: an address of our own is never written to, what is kept back has its own act.
SENDABLE: Final = frozenset(
    {"list", "automatic", "auto-reply", "no-return-path", "nobody-reads-it", "fails", "undelivered", "old"}
)


@dataclass(frozen=True)
class Unsent:
    """Why a letter has no receipt: a code of `reasons`, and the mail kept back, where there is one."""

    reason: str
    withheld: Envelope | None = None

    @property
    def words(self) -> str:
        """Return the reason in the reader's language."""
        return reasons().get(self.reason, _("a program may not answer such a letter"))


def reasons() -> dict[str, str]:
    """Return why a receipt did not go out, in the reader's language."""
    return {
        "list": _("the letter came from a mailing list"),
        "automatic": _("the letter was written by a program"),
        "auto-reply": _("the letter was written by a program"),
        "no-return-path": _("the letter wants no answer from a program"),
        "nobody-reads-it": _("nobody reads mail to the address of the sender"),
        "own-address": _("the letter came from an address of our own"),
        "fails": _("mail to the address of the sender comes back"),
        "no-address": _("the letter names no address"),
        "withheld": _("too many automatic mails went to this address on that day; it waits for a decision"),
        "refused": _("somebody decided not to send it"),
        "undelivered": _("it could not be delivered"),
        "old": _("the letter was older than seven days when it was registered"),
        "not-confirmed": _("this mailbox does not confirm letters"),
    }


def unsent_receipt(case: Case) -> Unsent | None:
    """Return why a letter that came by mail has no receipt; None where it has one, is getting one, or needs none.

    What a mailbox that confirms letters did not confirm is told, and what the law says to confirm (Turkey, circular
    2004/12) whatever the mailbox does.
    """
    if case.channel != "mail" or case.procedure.code not in CONFIRMED:
        return None
    if case.receipt_given_at is not None or case.voided_at is not None:
        return None
    message = Message.objects.filter(key__startswith=receipt_key(case)).order_by("-pk").first()
    if message is None:
        reason = _never_asked(case)
        return Unsent(reason) if reason else None
    if message.state in (MessageState.DEAD, MessageState.DROPPED):
        return Unsent("undelivered")
    if message.state != MessageState.SENT:
        return None
    told: dict[str, Any] = message.receipt or {}
    if told.get("not_sent"):
        return Unsent(str(told["not_sent"]))
    return _of_kept(case)


def receipt_key(case: Case) -> str:
    """Return with what the keys of the messages begin that are the receipt of a case."""
    return f"receipt:{case.uid}"


def first_letter(case: Case) -> Envelope | None:
    """Return the letter that opened a case by mail."""
    rows = Envelope.objects.filter(case=case, direction="in", door="mail", disposition="new")
    return rows.select_related("mailbox").order_by("pk").first()


def _never_asked(case: Case) -> str:
    letter = first_letter(case)
    if letter is None:
        return ""
    confirms = letter.mailbox is not None and letter.mailbox.sends_receipts
    if not confirms and rule_of_receipts(case) is None:
        return ""
    if not letter.sender_email:
        return "no-address"
    if not confirms:
        return "not-confirmed"
    written = min(letter.kept_at, letter.sent_at or letter.kept_at)
    return "old" if case.registered_at - written > FRESH else ""


def rule_of_receipts(case: Case) -> Any:
    """Return the rule of the law by which who wrote gets a receipt; None where none is known."""
    rule = rule_of(case, "registration")
    return rule if rule is not None and rule.rule == "receipt-free-of-charge" else None


def _of_kept(case: Case) -> Unsent | None:
    """Tell of a receipt that was written whether it went, waits for a decision, was given up, or came back."""
    kept = Envelope.objects.filter(
        case=case, direction="out", automatic=True, message_id__startswith=f"receipt-{case.uid}@"
    ).first()
    if kept is None:
        return None
    if kept.voided_at is not None:
        return Unsent("refused")
    if kept.disposition == "withheld":
        return Unsent("withheld", kept)
    fails = AddressHealth.objects.filter(
        institution=case.institution, address_key=kept.recipient_key, permanent=True, failed_at__gte=kept.kept_at
    )
    return Unsent("fails") if fails.exists() else None
