# SPDX-License-Identifier: EUPL-1.2
"""The list of a resource: columns, chips, search, order, pages, saved views, and acts on many rows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nizam.kit.declare import Resource
from nizam.kit.errors import Conflict, NizamError, OutOfSight, Refused
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address, list_address, screen_address
from nizam.kit.screens.base import ScopedScreen
from nizam.kit.screens.columns import Cells, Column, columns_of, order_path, related_names, text_of
from nizam.kit.screens.filters import VOIDED, chips_of, filters_of, narrowed, what_is_shown
from nizam.kit.screens.forms import act_form, act_values
from nizam.kit.screens.offers import bulk_acts, offers_for_list
from nizam.kit.screens.paging import page_of
from nizam.kit.titles import title_of, titles
from nizam.kit.wording import in_alphabet

BULK_AT_ONCE = 500
SAVED_VIEWS = "org.savedview"
# Parameters of a list's address: the columns a view shows, and that the whole list is meant, not the reader's own view.
COLUMNS = "columns"
WHOLE = "whole"


def columns_key(resource: Resource) -> str:
    """Return the name under which a user's chosen columns are remembered."""
    return f"columns:{resource.key}"


def chosen_columns(resource: Resource, user: Any, params: Mapping[str, Any]) -> list[str]:
    """Return the columns that the address names, else those `user` has chosen, else the declared ones.

    Names that are not declared are dropped.
    """
    if COLUMNS in params:
        stored = params[COLUMNS].split(",")
    else:
        stored = ports.preferences.get(user, columns_key(resource)) or []
    names = [name for name in stored if name in resource.columns.names]
    return names or list(resource.columns.default)


def list_order(resource: Resource, params: Any) -> tuple[str, str]:
    """Return the column a list is ordered by ("-" before it for falling) and the lookup path that does it."""
    asked = params.get("order", "")
    if asked.lstrip("-") in resource.columns.names and order_path(resource.model, asked.lstrip("-")):
        name = asked
    else:
        name = resource.columns.default_order
    path = order_path(resource.model, name.lstrip("-")) or "pk"
    return name, f"-{path}" if name.startswith("-") else path


class ListScreen(ScopedScreen):
    """The rows the reader may see."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of rows."""
        self.require(self.resource.view_permission)
        params = request.GET
        user = request.user
        views = self._views(user)
        opening = next((one["url"] for one in views if one["opens_first"] and one["own"]), "")
        if not params and opening:
            return redirect(f"{list_address(self.resource)}{opening}")
        names = chosen_columns(self.resource, user, params)
        columns = columns_of(self.resource, names)
        order_name, order = list_order(self.resource, params)
        rows = narrowed(self.resource, self.queryset(), params)
        rows = rows.select_related(*related_names(self.resource, [*names, "institution"]))
        page = page_of(
            rows, order, number=params.get("page", ""), after=params.get("after", ""), before=params.get("before", "")
        )
        cells = Cells(user, self.resource, page.rows, names)
        filters = filters_of(self.resource, user, params)
        acts = bulk_acts(self.resource, user)
        unnamed = [row for row in page.rows if not cells.cell(row, names[0]).text]
        named = titles(user, unnamed)
        return self.page(
            "kit/screens/list.html",
            {
                "page": page,
                "headings": [self._heading(column, order_name) for column in columns],
                "rows": [
                    {
                        "object": row,
                        "title": named.get(row, ""),
                        "uid": row.uid,
                        "url": entry_address(row),
                        "voided": getattr(row, "voided_at", None) is not None,
                        "cells": (shown := [cells.cell(row, column.name, kind=column.kind) for column in columns]),
                        "labelled": list(zip(columns, shown, strict=True)),
                    }
                    for row in page.rows
                ],
                "filters": filters,
                "finds": any(one.choose_url for one in filters),
                "finding": any(one.finding for one in filters),
                "chips": chips_of(filters, params),
                "voided": params.get(VOIDED, ""),
                "searchable": bool(self.resource.search),
                "query": params.get("q", ""),
                "order": params.get("order", ""),
                "narrowed": bool(_kept(params)),
                "offers": offers_for_list(self.resource, user),
                "bulk_acts": acts,
                "labels": self.resource.labels is not None,
                "views": views,
                "opening": bool(opening),
                "shown_columns": params.get(COLUMNS, ""),
                "next_page": self._turn(page.next_query),
                "previous_page": self._turn(page.previous_query),
                "current_query": _kept(params),
                "all_columns": columns_of(self.resource, self.resource.columns.names),
                "chosen": names,
                "teaching": self.resource.empty,
                **{
                    f"{name}_address": screen_address(self.resource, name)
                    for name in ("columns", "views", "bulk", "labels")
                },
                "export_address": self._transfer("export", self.resource.export_permission),
                "import_address": self._transfer("import", self.resource.import_permission),
            },
        )

    def _transfer(self, screen: str, permission: str) -> str:
        address = screen_address(self.resource, screen)
        if not address or not ports.access.has_perm(self.request.user, permission):
            return ""
        query = _kept(self.request.GET)
        return f"{address}?{query}" if query and screen == "export" else address

    def _turn(self, parameter: str) -> str:
        if not parameter:
            return ""
        kept = _kept(self.request.GET, order=True)
        return f"?{kept}&{parameter}" if kept else f"?{parameter}"

    def _heading(self, column: Column, order: str) -> dict[str, Any]:
        rising, falling = order == column.name, order == f"-{column.name}"
        left = what_is_shown(self.request.GET)
        left["order"] = f"-{column.name}" if rising else column.name
        return {
            "column": column,
            "url": f"?{left.urlencode()}" if column.order else "",
            "sort": "ascending" if rising else "descending" if falling else "",
        }

    def _views(self, user: Any) -> list[dict[str, Any]]:
        try:
            saved = registry.resource(SAVED_VIEWS)
        except KeyError:
            return []
        current = _kept(self.request.GET, order=True)
        return [
            {
                "uid": view.uid,
                "name": view.name,
                "url": f"?{view.query or WHOLE + '=1'}",
                "current": view.query == current,
                "own": view.user_id == user.pk,
                "shared": view.shared,
                "opens_first": view.opens_first,
            }
            for view in sorted(
                saved.visible_to(user).filter(resource=self.resource.key), key=lambda view: in_alphabet(view.name)
            )
        ]


def _kept(params: QueryDict, *, order: bool = False) -> str:
    """Return the part of the query string that narrows the list (and orders it), without its place in the pages."""
    left = what_is_shown(params, WHOLE, *(() if order else ("order", COLUMNS)))
    for name in [name for name, value in left.items() if value == ""]:
        left.pop(name)
    return left.urlencode()


class ColumnsScreen(ScopedScreen):
    """Remembers which columns the reader wants."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store the choice; none chosen means the declared ones again."""
        self.require(self.resource.view_permission)
        asked = [name for name in request.POST.getlist("column") if name in self.resource.columns.names]
        ports.preferences.set(
            request.user, columns_key(self.resource), None if "reset" in request.POST else asked or None
        )
        left = QueryDict(request.POST.get("query", ""), mutable=True)
        # What a view shows would hide what was just chosen.
        left.pop(COLUMNS, None)
        return _back(self.resource, left.urlencode())


class ViewsScreen(ScopedScreen):
    """Saves a view of the list under a name, or forgets one."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Run the act on saved views; the list is shown again."""
        self.require(self.resource.view_permission)
        saved = registry.resource(SAVED_VIEWS)
        query = request.POST.get("query", "")
        forget = request.POST.get("forget", "")
        if forget:
            view = saved.visible_to(request.user).filter(uid=_uid(forget), resource=self.resource.key).first()
            act = saved.action("void_savedview")
            if view is None or act is None:
                raise Http404(SAVED_VIEWS)
            act(self.actor, view)
        else:
            act = saved.action("add_savedview")
            name = request.POST.get("name", "").strip()[:100]
            if act is None:
                raise Http404(SAVED_VIEWS)
            if name:
                shown = QueryDict(query, mutable=True)
                shown[COLUMNS] = ",".join(chosen_columns(self.resource, request.user, shown))
                asked = {flag: flag in request.POST for flag in ("shared", "opens_first")}
                try:
                    act(
                        self.actor,
                        resource=self.resource.key,
                        name=name,
                        query=_kept(shown, order=True)[:2000],
                        **asked,
                    )
                except Refused as refused:
                    messages.error(request, " ".join(str(reason) for reason in refused.reasons))
        return _back(self.resource, query)


class BulkScreen(ScopedScreen):
    """One act on many rows: each row is judged and written by itself, and told one by one."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask for what the act needs; once confirmed, do it row by row."""
        self.require(self.resource.view_permission)
        act = next((a for a in bulk_acts(self.resource, request.user) if a.name == request.POST.get("act")), None)
        if act is None:
            raise Http404("no such act")
        self.title = act.title
        uids = [uid for uid in (_uid(text) for text in request.POST.getlist("uid")) if uid is not None][:BULK_AT_ONCE]
        rows = list(
            self.queryset().filter(uid__in=uids).select_related(*related_names(self.resource, self.resource.details))
        )
        if not rows:
            return self.page("kit/screens/bulk.html", {"act": act, "rows": [], "done": None}, status=400)
        confirmed = "confirmed" in request.POST
        given = request.POST if confirmed else None
        form = act_form(act, request.user, objects=rows, data=given, files=request.FILES or None)
        if confirmed and form.is_valid():
            results = [self._do(act, row, {**act_values(act, form), **self._seen(act, row)}) for row in rows]
            done = sum(1 for result in results if not result["reasons"])
            sentence = ngettext("%(count)s row done", "%(count)s rows done", done) % {"count": text_of(done)}
            return self.page("kit/screens/bulk.html", {"act": act, "results": results, "done": sentence})
        status = 400 if confirmed else 200
        named = [
            # The page that offered the row may have said which text it showed.
            {"uid": row.uid, "title": title, "url": entry_address(row), "seen": self._seen(act, row, act.mark_of(row))}
            for row, title in titles(request.user, rows).items()
        ]
        known = {"act": act, "form": form, "rows": named, "done": None}
        return self.page("kit/screens/bulk.html", known, status=status)

    def _seen(self, act: Any, row: Any, otherwise: str = "") -> dict[str, str]:
        if act.binds_to is None:
            return {}
        return {"seen": self.request.POST.get(f"seen-{row.uid}", otherwise)}

    def _do(self, act: Any, row: Any, values: dict[str, Any]) -> dict[str, Any]:
        name, url = title_of(self.request.user, row), entry_address(row)
        reasons: list[str] = []
        try:
            act(self.actor, row, **values)
        except Refused as refused:
            reasons = [str(reason) for reason in refused.reasons]
        except (Conflict, OutOfSight) as error:
            reasons = [str(error.message)]
        except ValidationError as error:
            reasons = list(error.messages)
        except (Http404, PermissionDenied, NizamError):
            reasons = [_("You may not do this here.")]
        return {"name": name, "url": url, "reasons": reasons}


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _back(resource: Resource, query: str) -> HttpResponse:
    kept = _kept(QueryDict(query), order=True)
    return redirect(f"{list_address(resource)}?{kept or WHOLE + '=1'}")
