# SPDX-License-Identifier: EUPL-1.2
"""Who writes to us, known again by the address they write from."""

from __future__ import annotations

from nizam.kit.turns import wait_for_others
from nizam.spine.cases.models import Envelope, Party


def matter_of(institution_id: int, key: str) -> str:
    """Return what is waited for (`nizam.kit.turns`) before the party of an address is looked up and else made."""
    return f"party {institution_id} {key}"


def party_of(envelope: Envelope, parties: dict[str, Party] | None = None) -> tuple[Party | None, bool]:
    """Return who sent a described envelope, and whether this is their first letter; None when it names no sender.

    `parties` are those of the addresses in question, by their keys, where they were waited for and read already; a new
    one is entered there.
    """
    if not envelope.sender_email:
        return None, False
    if parties is not None:
        known = parties.get(envelope.sender_key)
    else:
        wait_for_others(matter_of(envelope.institution_id, envelope.sender_key))
        known = (
            Party.objects.filter(
                institution=envelope.institution, email_key=envelope.sender_key, voided_at__isnull=True
            )
            .order_by("pk")
            .first()
        )
    if known is not None:
        return known, False
    party = Party(
        institution=envelope.institution,
        unit=envelope.unit,
        name=envelope.sender_name,
        email=envelope.sender_email,
    )
    party.save()
    if parties is not None:
        parties[envelope.sender_key] = party
    return party, True
