# SPDX-License-Identifier: EUPL-1.2
"""Whether a sender may join the case a letter points at."""

from __future__ import annotations

from django.db.models import Q

from nizam.spine.cases.models import Case, Envelope
from nizam.spine.org.models.mailboxes import address_key


def may_join(case: Case, email: str) -> bool:
    """Tell whether an address takes part in a case: who it is from, who wrote into it, whom we wrote to within it.

    A letter whose sender was found forged makes nobody a participant.
    """
    key = address_key(email) if email else ""
    if not key:
        return False
    if case.party is not None and case.party.email_key == key:
        return True
    wrote = Q(direction="in", sender_key=key, disposition__in=("new", "reply")) & ~Q(trust="fail")
    written_to = Q(direction="out", recipient_key=key, automatic=False)
    return Envelope.objects.filter(wrote | written_to, case=case).exists()


def objection(case: Case, envelope: Envelope) -> str:
    """Return why a described letter may not join a case, as a code of `held_reasons`, or nothing."""
    if case.voided_at is not None:
        return "case-voided"
    if not envelope.sender_email or "several-senders" in envelope.flags:
        return "sender-unclear"
    if envelope.trust == "fail":
        return "failed-proof"
    return "" if may_join(case, envelope.sender_email) else "stranger"
