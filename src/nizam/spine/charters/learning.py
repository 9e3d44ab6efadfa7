# SPDX-License-Identifier: EUPL-1.2
"""What an institution's confirmed articles teach of capabilities; the rows are all there is to keep."""

from __future__ import annotations

import threading
from typing import Any

from django.db.models import Count, Max

from nizam.kit.catalogue import LearnedCapabilities
from nizam.spine.charters.models import Provision, ProvisionCapability
from nizam.spine.org.models import Institution

_learned: dict[int, tuple[Any, LearnedCapabilities | None]] = {}
_lock = threading.Lock()


def heading_over(provision: Provision) -> str:
    """Return what stands above the article: its chapter's heading and the lead-ins of its lists, outermost first."""
    texts: list[str] = []
    parent = provision.parent
    while parent is not None:
        texts.append(parent.text)
        parent = parent.parent
    return "\n".join(reversed(texts))


def learned_by(institution: Institution, *, anew: bool = True) -> LearnedCapabilities | None:
    """Return what the institution's confirmed articles teach, or None where none is confirmed yet.

    One is kept in each process. Training takes a while: with `anew` unset what is kept is used though more was
    confirmed since, so that no single key waits for it.
    """
    with _lock:
        known = _learned.get(institution.pk)
    if known is not None and not anew:
        return known[1]
    rows = ProvisionCapability.objects.filter(
        institution=institution, state="confirmed", voided_at__isnull=True, provision__voided_at__isnull=True
    )
    key = rows.aggregate(count=Count("pk"), last=Max("updated_at"))
    if known is not None and known[0] == key:
        return known[1]
    links = rows.select_related("provision__parent__parent__parent")
    taught = [(link.provision.text, heading_over(link.provision), link.capability) for link in links]
    learned = LearnedCapabilities.train(taught) if taught else None
    with _lock:
        _learned[institution.pk] = (key, learned)
    return learned
