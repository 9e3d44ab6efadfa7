# SPDX-License-Identifier: EUPL-1.2
"""Finding by words whatever the reader may see, and jumping to a thing by its number or words as one types."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
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
from nizam.kit.screens.columns import text_of
from nizam.kit.screens.filters import standing, with_parents
from nizam.kit.screens.recent import recent_things
from nizam.kit.titles import titles
from nizam.kit.wording import sentence
from nizam.spine.org.models import Unit
from nizam.spine.search.asking import LONGEST
from nizam.spine.search.indexing import is_refused, language_of
from nizam.spine.search.scope import searched
from nizam.spine.search.searching import MOST_SCORED, Found, Hit, Narrowing, pending_files, search, things_of
from nizam.spine.search.snippets import Sought, marked, snippet

SHOWN = 20
# How many of each count are shown to narrow by.
OPTIONS = 8
CHOSEN = ("kind", "unit", "year")
# What a jump offers at once.
OFFERED = 12
NUMBER = "number_text"
# Above every letter that a number can hold.
LAST_LETTER = "\uffff"


class FindScreen(OfficeScreen):
    """What holds the words, of every kind together, in order, with counts by kind, unit and year to narrow by."""

    title = gettext_lazy("Find")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer `q`, narrowed by `kind`, `unit` and `year`, page by page."""
        words = request.GET.get("q", "").strip()[:LONGEST]
        chosen = Narrowing(**{name: request.GET.get(name, "") for name in CHOSEN})
        if not words:
            return self.page("door_office/find.html", {"words": ""})
        found = search(request.user, words, narrowing=chosen)
        number = request.GET.get("page", "1")
        pages = max(1, -(-len(found.hits) // SHOWN))
        page = min(max(int(number), 1), pages) if number.isdecimal() else 1
        sought = Sought.of(found.question.instead(found.instead))
        shown = found.hits[(page - 1) * SHOWN : page * SHOWN]
        context = {
            "words": words,
            "rows": list(self._rows(shown, sought)),
            "count": len(found.hits),
            "more": found.more,
            "most": text_of(MOST_SCORED),
            "narrowings": self._narrowings(found, chosen),
            "instead": ", ".join(f"{typed} → {taken}" for typed, taken in found.instead.items()),
            "partly": found.partly,
            "unknown": ", ".join(found.question.unknown),
            "pending": pending_files(request.user),
            "refused": bool(is_refused()),
            "page": page,
            "pages": pages,
            "previous": self._query(page=page - 1) if page > 1 else "",
            "next": self._query(page=page + 1) if page < pages else "",
        }
        return self.page("door_office/find.html", context)

    def _rows(self, hits: Sequence[Hit], sought: Sought) -> Iterator[dict[str, Any]]:
        things = things_of(self.request.user, hits)
        named = titles(self.request.user, things.values())
        units = self._units({hit.unit for hit in hits if hit.unit is not None})
        for hit in hits:
            thing = things.get(hit.row)
            if thing is None:
                continue
            resource = registry.resource_of(type(thing))
            assert resource is not None
            title = named[thing]
            yield {
                "title": marked(title, sought, language_of(thing)),
                "url": entry_address(thing),
                "kind": sentence(thing._meta.verbose_name),
                "unit": units.get(hit.unit, ""),
                "day": hit.day,
                "number": getattr(thing, NUMBER, ""),
                "pieces": snippet(resource, thing, sought, beside=title),
            }

    def _units(self, keys: Collection[int]) -> dict[int | None, str]:
        rows = Unit.objects.visible_to(self.request.user).in_bulk(list(keys)) if keys else {}
        return {key: str(row.name) for key, row in rows.items()}

    def _narrowings(self, found: Found, chosen: Narrowing) -> list[dict[str, Any]]:
        """Return the counts to narrow by, the greatest first; what is chosen can be taken back."""
        kinds = {kind.pk: kind for kind in ContentType.objects.get_for_models(*(r.model for r in searched())).values()}
        of_kind = {key: registry.resource_of(kinds[key].model_class()) for key in found.kinds if key in kinds}
        units = Unit.objects.visible_to(self.request.user).in_bulk(list(found.units)) if found.units else {}
        lists = [
            ("kind", _("Kind"), [(r.key, sentence(r.title), found.kinds[key]) for key, r in of_kind.items() if r]),
            ("unit", _("Unit"), [(str(row.uid), str(row.name), found.units[key]) for key, row in units.items()]),
            ("year", _("Year"), [(str(year), str(year), count) for year, count in found.years.items()]),
        ]
        shown = []
        for name, title, options in lists:
            now = getattr(chosen, name)
            rows = [
                {"text": text, "count": text_of(count), "here": value == now, "query": self._query(**{name: value})}
                for value, text, count in sorted(options, key=lambda one: (-one[2], one[1]))[:OPTIONS]
            ]
            if len(rows) > 1 or now:
                shown.append({"title": title, "rows": rows, "all": self._query(**{name: ""}) if now else ""})
        return shown

    def _query(self, **changed: Any) -> str:
        kept = {name: self.request.GET.get(name, "") for name in ("q", *CHOSEN)}
        return "?" + urlencode({name: value for name, value in {**kept, **changed}.items() if value != ""})


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
        """Return what carries the number, what begins with it, lists so called, the best of the newest."""
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
        hits = search(self.request.user, words, typing=True).hits[:OFFERED]
        things = things_of(self.request.user, hits)
        named = titles(self.request.user, things.values())
        for hit in hits:
            if (thing := things.get(hit.row)) is not None:
                kind = sentence(thing._meta.verbose_name)
                found.append({"text": named[thing], "kind": kind, "url": entry_address(thing)})
        return found

    def _rows(self, resource: Resource, condition: Q, limit: int) -> list[dict[str, str]]:
        rows = standing(resource.visible_to(self.request.user)).filter(condition)
        found = list(with_parents(rows).order_by("-pk")[:limit])
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
