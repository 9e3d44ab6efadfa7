# SPDX-License-Identifier: EUPL-1.2
"""Who writes to us, known again by the address they write from."""

from __future__ import annotations

from nizam.kit.turns import wait_for_others
from nizam.spine.cases.models import Envelope, Party


def party_of(envelope: Envelope) -> Party | None:
    """Return who sent a described envelope, entered at their first letter; None when it names no sender."""
    if not envelope.sender_email:
        return None
    wait_for_others(f"party {envelope.institution_id} {envelope.sender_email}")
    known = Party.objects.filter(institution=envelope.institution, email=envelope.sender_email).order_by("pk").first()
    if known is not None:
        return known
    party = Party(
        institution=envelope.institution,
        unit=envelope.unit,
        name=envelope.sender_name,
        email=envelope.sender_email,
    )
    party.save()
    return party
