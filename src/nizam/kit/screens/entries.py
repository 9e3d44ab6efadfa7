# SPDX-License-Identifier: EUPL-1.2
"""The entry page of a row, its tabs, its history, its printable label, and the chooser that finds it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import segno
from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address, screen_address
from nizam.kit.screens.base import ScopedScreen
from nizam.kit.screens.columns import Cells, as_text, columns_of, field_label, model_field
from nizam.kit.screens.filters import choice_condition, standing, with_parents
from nizam.kit.screens.lists import BULK_AT_ONCE, list_order
from nizam.kit.screens.offers import Offer, offers_for_entry
from nizam.kit.screens.recent import remember
from nizam.kit.screens.watching import watch_button
from nizam.kit.titles import titles

CHOICES = 20
LABELS_AT_ONCE = 40


class EntryScreen(ScopedScreen):
    """Everything about one row: its details with doors, the next step, the other acts, its tabs."""

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the entry."""
        self.object = self.get_object()
        return self.page(self.resource.template or "kit/screens/entry.html", self.entry_context())

    def page(self, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        """Render the entry, and remember that the reader opened it."""
        response = super().page(template, context, status=status)
        if status == 200 and self.resource.in_menu and self.request.method == "GET":
            remember(self.request.user, self.resource, self.object)
        return response

    def entry_context(self) -> dict[str, Any]:
        """Return what entry pages show, also those with a template of their own."""
        offers = self.offers
        next_step = offers[0] if offers and offers[0].primary else None
        change = next((o for o in offers if o.name == f"change_{self.resource.name}"), None)
        leading = next_step or change
        return {
            # Asked by templates that show them.
            "details": self.detail_lines,
            "next_step": leading,
            "other_acts": [offer for offer in offers if offer is not leading],
            "tabs": self.tabs(),
            "history_address": "" if "journal" in ports.missing() else entry_address(self.object, "history"),
            "label_address": entry_address(self.object, "label") if self.resource.labels else "",
            "voided": getattr(self.object, "voided_at", None) is not None,
            "watch": watch_button(self.resource, self.request.user, self.object),
        }

    @cached_property
    def offers(self) -> list[Offer]:
        """The acts that the reader is offered on the entry."""
        return offers_for_entry(self.resource, self.request.user, self.object)

    def detail_lines(self) -> list[dict[str, Any]]:
        """Return the entry's details, each as its column and its cell."""
        names = self.resource.details
        cells = Cells(self.request.user, self.resource, [self.object], names)
        return [
            {"column": column, "cell": cells.cell(self.object, column.name, kind=column.kind)}
            for column in columns_of(self.resource, names)
        ]

    def tabs(self) -> list[dict[str, Any]]:
        """Return the tabs the reader may open."""
        return [
            {
                "name": tab.name,
                "title": str(tab.title),
                "url": screen_address(self.resource, "tab", self.object.uid, tab.name),
                "current": tab.name == self.kwargs.get("tab"),
            }
            for tab in self.resource.tabs
            if ports.access.has_perm(self.request.user, tab.permission, self.object)
        ]


class TabScreen(EntryScreen):
    """One tab of an entry."""

    def get(self, request: HttpRequest, uid: uuid.UUID, tab: str = "") -> HttpResponse:
        """Show the tab's own template with what it computes."""
        self.object = self.get_object()
        found = next((t for t in self.resource.tabs if t.name == tab), None)
        if found is None:
            raise Http404(tab)
        self.require(found.permission, self.object)
        self.title = found.title
        return self.page(found.template, {**self.entry_context(), **found.context(request, self.object)})


class HistoryScreen(ScopedScreen):
    """Who did what to this row, when, from where, and why."""

    title = gettext_lazy("History")

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the journal's entries about the row, newest first."""
        self.object = self.get_object()
        if "journal" in ports.missing():
            raise Http404("no journal")
        return self.page(
            "kit/screens/history.html", {"entries": [self._entry(e) for e in ports.journal.history(self.object)]}
        )

    def _entry(self, entry: Any) -> dict[str, Any]:
        act = next((a for a in registry.actions if a.permission == entry.action), None)
        reason = str(getattr(entry, "reason", ""))
        return {
            "at": entry.at,
            "who": entry.actor_name,
            "act": str(act.title) if act is not None else entry.action,
            "reason": act.reason_words(reason) if act is not None else reason,
            "changes": [
                self._change(name, before, after) for name, (before, after) in dict(entry.changes or {}).items()
            ],
        }

    def _change(self, name: str, before: Any, after: Any) -> dict[str, str]:
        field = model_field(self.resource.model, name.removesuffix("_id") if name.endswith("_id") else name)
        shown = [as_text(before), as_text(after)]
        if field is not None and field.is_relation:
            manager = field.related_model._default_manager
            if hasattr(manager, "visible_to"):
                rows = manager.visible_to(self.request.user).filter(pk__in=_whole(before, after))
                seen = {row.pk: title for row, title in titles(self.request.user, rows).items()}
                shown = ["" if v is None else seen.get(_number(v), _("not open to you")) for v in (before, after)]
        elif field is not None and getattr(field, "choices", None):
            labels = {str(key): str(label) for key, label in field.flatchoices}
            shown = [labels.get(text, text) for text in shown]
        elif isinstance(field, models.DateField):
            # The journal keeps moments as canonical text; people read them as everywhere else.
            shown = [as_text(field.to_python(v) if isinstance(v, str) else v) for v in (before, after)]
        label = field_label(self.resource.model, field.name if field is not None else name)
        return {"label": label, "before": shown[0], "after": shown[1]}


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _whole(*values: Any) -> list[int]:
    return [number for number in map(_number, values) if number is not None]


class ChooseScreen(ScopedScreen):
    """Finds rows by words for the chooser, as JSON: at most twenty, only what the reader may see."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return uid and text of the rows that match."""
        self.require(self.resource.view_permission)
        rows = standing(self.queryset())
        words = request.GET.get("q", "")[:200]
        if words.strip():
            rows = rows.filter(choice_condition(self.resource, words, request.user))
        _name, order = list_order(self.resource, {})
        found = list(with_parents(rows).order_by(order, "pk")[: CHOICES + 1])
        named = titles(request.user, found[:CHOICES])
        return JsonResponse(
            {
                "results": [{"uid": str(row.uid), "text": named[row]} for row in found[:CHOICES]],
                "more": len(found) > CHOICES,
            }
        )


class LabelScreen(ScopedScreen):
    """A printable sheet of labels: the chosen facts and a QR code of the stable address."""

    title = gettext_lazy("Labels")

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show as many labels of one row as `copies` says."""
        self.object = self.get_object()
        asked = request.GET.get("copies", "1")
        copies = min(max(int(asked) if asked.isdigit() and len(asked) < 4 else 1, 1), LABELS_AT_ONCE)
        return self._sheet([self.object] * copies, copies=copies)

    def _sheet(self, rows: list[Any], **context: Any) -> HttpResponse:
        if self.resource.labels is None:
            raise Http404("no labels")
        names = self.resource.labels.names
        columns = columns_of(self.resource, names)
        cells = Cells(self.request.user, self.resource, rows, names)
        labels = [
            {
                "lines": [{"label": c.label, "text": cells.cell(row, c.name).text} for c in columns],
                "code": qr_code(self._stable_address(row)),
                "address": self._stable_address(row),
            }
            for row in rows
        ]
        return self.page("kit/screens/labels.html", {"labels": labels, "most": LABELS_AT_ONCE, **context})

    def _stable_address(self, row: Any) -> str:
        public = getattr(settings, "PUBLIC_ADDRESS", "")
        path = entry_address(row)
        return f"{public.rstrip('/')}{path}" if public else str(self.request.build_absolute_uri(path))


class LabelsScreen(LabelScreen):
    """A sheet with one label for each of the rows ticked in the list."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show the labels of the ticked rows."""
        self.require(self.resource.view_permission)
        uids = []
        for text in request.POST.getlist("uid")[:BULK_AT_ONCE]:
            try:
                uids.append(uuid.UUID(text))
            except ValueError:
                continue
        return self._sheet(list(self.queryset().filter(uid__in=uids)))

    def get(self, request: HttpRequest, uid: uuid.UUID | None = None) -> HttpResponse:
        """A sheet of ticked rows has no address of its own."""
        raise Http404("labels")


def qr_code(address: str) -> str:
    """Return a QR code of `address` as inline SVG (ISO/IEC 18004, level M: a scratched label still reads)."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=3, border=2))  # noqa: S308  (drawn here from modules, holds no text)
