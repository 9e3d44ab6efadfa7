# SPDX-License-Identifier: EUPL-1.2
"""Finding by words in every list the reader may open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from nizam.kit.declare import Resource
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address, list_address
from nizam.kit.screens.base import OfficeScreen
from nizam.kit.screens.filters import search_condition, standing, with_parents
from nizam.kit.screens.lists import list_order
from nizam.kit.titles import titles

SHOWN = 5


class FindScreen(OfficeScreen):
    """The first rows of each list that hold the words; each list's own search shows the rest."""

    title = gettext_lazy("Find")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Search every list with declared search columns."""
        words = request.GET.get("q", "").strip()[:200]
        held = ports.access.permissions(request.user)
        groups = []
        if words:
            searched = [r for r in registry.resources if r.search and r.in_menu and r.view_permission in held]
            groups = [group for group in (self._group(r, words) for r in searched) if group["rows"]]
        return self.page("door_office/find.html", {"words": words, "groups": groups})

    def _group(self, resource: Resource, words: str) -> dict[str, Any]:
        rows = standing(resource.visible_to(self.request.user)).filter(search_condition(resource, words))
        _name, order = list_order(resource, {})
        found = list(with_parents(rows).order_by(order, "pk")[: SHOWN + 1])
        named = titles(self.request.user, found[:SHOWN])
        return {
            "title": str(resource.title),
            "rows": [{"text": named[row], "url": entry_address(row)} for row in found[:SHOWN]],
            "more": list_address(resource, q=words) if len(found) > SHOWN else "",
        }
