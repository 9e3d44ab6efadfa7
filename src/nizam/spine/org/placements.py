# SPDX-License-Identifier: EUPL-1.2
"""Where units stood in the tree, and since when they stand where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nizam.kit.screens.addresses import entry_address
from nizam.spine.org.models import Unit, UnitPlacement


def places_of(request: HttpRequest, unit: Unit) -> Mapping[str, Any]:
    """Return every place of `unit`, the newest first; a superior unit the reader may not see is not named."""
    placements = list(unit.placements.order_by("-since"))
    parents = Unit.objects.visible_to(request.user).in_bulk({row.parent_id for row in placements} - {None})
    return {"places": [_place(row, parents) for row in placements]}


def _place(row: UnitPlacement, parents: Mapping[int, Unit]) -> dict[str, Any]:
    parent = parents.get(row.parent_id)
    if row.parent_id is None:
        words = _("at the top")
    else:
        words = _("not open to you") if parent is None else str(parent)
    return {
        "parent": words,
        "url": entry_address(parent) if parent is not None else "",
        "since": row.since,
        "until": row.until,
    }


def moved_since(units: Any) -> dict[int, datetime]:
    """Return by key since when those of `units` (a queryset) that were ever moved stand where they stand."""
    rows = (
        UnitPlacement.objects.filter(moved_unit__in=units.order_by().values("pk"))
        .order_by()
        .values("moved_unit")
        .annotate(count=Count("pk"), last=Max("since"))
        .filter(count__gt=1)
    )
    return {row["moved_unit"]: row["last"] for row in rows}
