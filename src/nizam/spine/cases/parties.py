# SPDX-License-Identifier: EUPL-1.2
"""Who writes to us, known again by the address they write from."""

from __future__ import annotations

from nizam.kit.turns import wait_for_others
from nizam.spine.cases.models import Envelope, Party


def party_of(envelope: Envelope) -> tuple[Party | None, bool]:
    """Return who sent a described envelope, and whether this is their first letter; None when it names no sender."""
    if not envelope.sender_email:
        return None, False
    wait_for_others(f"party {envelope.institution_id} {envelope.sender_key}")
    known = (
        Party.objects.filter(institution=envelope.institution, email_key=envelope.sender_key, voided_at__isnull=True)
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
    return party, True
