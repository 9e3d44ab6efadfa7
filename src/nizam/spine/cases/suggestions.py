# SPDX-License-Identifier: EUPL-1.2
"""Which unit a letter should go to: proposed from the charters' articles, with reasons; a person decides."""

from __future__ import annotations

import threading
from typing import Any

from django.db.models import Max

from nizam.foundations.language import fold
from nizam.foundations.routing import Router, UnitText
from nizam.spine.cases.stopwords import STOP_WORDS
from nizam.spine.charters.models import Provision
from nizam.spine.org.models import Institution, Unit

_routers: dict[int, tuple[Any, Router]] = {}
_lock = threading.Lock()


def router_of(institution: Institution) -> Router:
    """Return the institution's router, trained anew when a unit or an article changed. One per process is kept."""
    units = Unit.objects.filter(institution=institution, voided_at__isnull=True)
    provisions = Provision.objects.filter(institution=institution, voided_at__isnull=True, charter__in_force=True)
    key = (
        units.aggregate(Max("updated_at"))["updated_at__max"],
        provisions.aggregate(Max("updated_at"))["updated_at__max"],
        units.count(),
    )
    with _lock:
        known = _routers.get(institution.pk)
        if known is not None and known[0] == key:
            return known[1]
    texts: dict[int, list[str]] = {}
    for unit_id, text in provisions.filter(unit__isnull=False, level__gt=0).values_list("unit_id", "text"):
        texts.setdefault(unit_id, []).append(text)
    router = Router.train(
        (UnitText(unit.code, " ".join(unit.name.values()), texts.get(unit.pk, [])) for unit in units),
        fold=fold,
        stop=STOP_WORDS,
    )
    with _lock:
        _routers[institution.pk] = (key, router)
    return router


def suggest_units(router: Router, text: str) -> list[dict[str, Any]]:
    """Return at most three units for `text`, best first: unit code, confidence 0..1, reasons; or none at all."""
    return [
        {"unit": s.code, "confidence": round(s.confidence, 3), "reasons": list(s.reasons)}
        for s in router.suggest(text, limit=3)
    ]
