# SPDX-License-Identifier: EUPL-1.2
"""From whom a case came: its party, else the name on a letter that names no address and so has no party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nizam.spine.cases.models import Case, Envelope, Party


def senders_of(user: Any, cases: Iterable[Case]) -> Mapping[int, str]:
    """Return by case pk who wrote, in at most two queries."""
    rows = list(cases)
    parties = Party.objects.visible_to(user).in_bulk({row.party_id for row in rows if row.party_id})
    found = {row.pk: str(parties[row.party_id]) for row in rows if row.party_id in parties}
    unknown = [row.pk for row in rows if row.pk not in found]
    if unknown:
        letters = (
            Envelope.objects.visible_to(user)
            .filter(case__in=unknown, direction="in")
            .order_by("-kept_at", "-pk")
            .values_list("case_id", "sender_name", "sender_email")
        )
        found.update({case_id: name or email for case_id, name, email in letters if name or email})
    return found
