# SPDX-License-Identifier: EUPL-1.2
"""Finding by words in every list the reader may open, and jumping to a thing by its number or words as one types."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.foundations.language import fold, upper
from nizam.kit.declare import Resource
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address, list_address
from nizam.kit.screens.base import OfficeScreen
from nizam.kit.screens.filters import search_condition, standing, with_parents
from nizam.kit.screens.lists import list_order
from nizam.kit.screens.recent import recent_things
from nizam.kit.titles import titles
from nizam.kit.wording import sentence

SHOWN = 5
# What a jump offers at once, and among how many of the newest rows of a list it looks for words.
OFFERED = 12
LOOKED_AT = 3000
NUMBER = "number_text"
# Above every letter that a number can hold.
LAST_LETTER = "\uffff"


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


class JumpScreen(OfficeScreen):
    """What the reader may mean by what is typed so far: a number, else words, in the order of likeliness, as JSON."""

    title = gettext_lazy("Find")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer with rows of `text`, `kind` and `url`; with nothing typed, what was opened last."""
        words = request.GET.get("q", "").strip()[:100]
        held = ports.access.permissions(request.user)
        self.resources = [r for r in registry.resources if r.search and r.in_menu and r.view_permission in held]
        found = self._meant(words) if words else self._opened_last()
        rows = list({row["url"]: row for row in found}.values())[:OFFERED]
        everywhere = {"text": _("Find “%(words)s” in every list") % {"words": words}, "kind": ""}
        return JsonResponse({"rows": [*rows, {**everywhere, "url": _find_address(words)}] if words else rows})

    def _opened_last(self) -> list[dict[str, str]]:
        return [{"text": one.title, "kind": one.kind, "url": one.url} for one in recent_things(self.request.user)]

    def _meant(self, words: str) -> list[dict[str, str]]:
        """Return what carries the number, what begins with it, lists so called, and the newest that hold the words."""
        numbered = [r for r in self.resources if NUMBER in r.search]
        found: list[dict[str, str]] = []
        for condition in (Q(**{f"{NUMBER}__in": _spellings(words)}), _begins(words)):
            for resource in numbered:
                found += self._rows(resource, condition, OFFERED)
            if found:
                return found
        found += [
            {"text": sentence(r.title), "kind": _("List"), "url": list_address(r)}
            for r in self.resources
            if fold(words) in fold(str(r.title))
        ]
        for resource in self.resources:
            if len(found) < OFFERED:
                found += self._rows(resource, search_condition(resource, words), SHOWN, newest=True)
        return found

    def _rows(self, resource: Resource, condition: Q, limit: int, *, newest: bool = False) -> list[dict[str, str]]:
        rows = standing(resource.visible_to(self.request.user))
        if newest:
            # So many of the newest are looked at, whatever the list holds: the page of finding looks at all of it.
            rows = resource.model._default_manager.filter(pk__in=rows.order_by("-pk").values("pk")[:LOOKED_AT])
        found = list(with_parents(rows.filter(condition)).order_by("-pk")[:limit])
        kind = sentence(resource.model._meta.verbose_name)
        return [
            {"text": title, "kind": kind, "url": entry_address(row)}
            for row, title in titles(self.request.user, found).items()
        ]


def _find_address(words: str) -> str:
    return f"{reverse('office:find')}?{urlencode({'q': words})}"


def _spellings(words: str) -> list[str]:
    """Return how a number may have been typed: numbers are written with capitals."""
    return list(dict.fromkeys([words, words.upper(), upper(words, "tr")]))


def _begins(words: str) -> Q:
    """Return the condition that a number begins with `words`, in a form each engine answers from the index."""
    condition = Q(pk__in=())
    for spelled in _spellings(words):
        if connection.vendor == "sqlite":
            condition |= Q(**{f"{NUMBER}__gte": spelled, f"{NUMBER}__lt": spelled + LAST_LETTER})
        else:
            condition |= Q(**{f"{NUMBER}__startswith": spelled})
    return condition
