# SPDX-License-Identifier: EUPL-1.2
"""Pages of a list: counted and numbered as far as counting is cheap, walked by key beyond that."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nizam.kit.screens.columns import model_field, text_of

# Every page counts anew: what is counted of a long register is paid for with every look at it.
COUNTED = 1_000
PAGE = 50


@dataclass
class Page:
    """One page of rows. `count` is None past what is counted; then `after` and `before` name the neighbouring rows."""

    rows: list[Any]
    count: int | None
    number: int = 1
    pages: int = 1
    after: str = ""
    before: str = ""

    @property
    def words(self) -> str:
        """How many rows there are, in words."""
        if self.count is None:
            return _("more than %(count)s rows") % {"count": text_of(COUNTED)}
        return ngettext("%(count)s row", "%(count)s rows", self.count) % {"count": text_of(self.count)}

    @property
    def next_query(self) -> str:
        """The parameter that leads to the next page, empty on the last."""
        if self.count is None:
            return f"after={self.after}" if self.after else ""
        return f"page={self.number + 1}" if self.number < self.pages else ""

    @property
    def previous_query(self) -> str:
        """The parameter that leads to the page before, empty on the first."""
        if self.count is None:
            return f"before={self.before}" if self.before else ""
        return f"page={self.number - 1}" if self.number > 1 else ""


def page_of(rows: Any, order: str, *, number: str = "", after: str = "", before: str = "", size: int = PAGE) -> Page:
    """Return a page of `rows` ordered by `order` ("-" before it for falling), with the row's key as the tie-breaker.

    Up to COUNTED rows the page has a number; beyond, `after` or `before` is the uid of the row next to the page. A
    row id never stands in an address.
    """
    falling = order.startswith("-")
    path = order.lstrip("-")
    count = rows.order_by().values("pk")[: COUNTED + 1].count()
    if count <= COUNTED:
        pages = max(1, -(-count // size))
        chosen = min(max(int(number) if number.isdigit() and len(number) < 7 else 1, 1), pages)
        start = (chosen - 1) * size
        ordered = _ordered(rows, path, falling)
        found = list(ordered) if count <= size else _loaded(rows, ordered[start : start + size])
        return Page(found, count, chosen, pages)
    return _by_key(rows, path, falling, after, before, size)


def _by_key(rows: Any, path: str, falling: bool, after: str, before: str, size: int) -> Page:
    backwards = bool(before)
    anchor = _anchor(rows, before or after)
    if anchor is None:
        backwards = False
        found = _loaded(rows, _ordered(rows, path, falling)[: size + 1])
    else:
        direction = falling != backwards
        beyond = rows.filter(_beyond(rows.model, path, anchor, direction, nulls_beyond=not backwards))
        found = _loaded(rows, _ordered(beyond, path, direction, nulls_last=not backwards)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
        if len(found) < size:
            # The reader came back to the beginning: a full first page is shown, not the scrap before the anchor.
            return _by_key(rows, path, falling, "", "", size)
    has_next = bool(found) and (more or backwards)
    has_previous = bool(found) and anchor is not None and (more or not backwards)
    return Page(
        found,
        None,
        after=str(found[-1].uid) if has_next else "",
        before=str(found[0].uid) if has_previous else "",
    )


def _loaded(rows: Any, page: Any) -> list[Any]:
    """Return the rows of `page`, a slice in order; thousands are sorted by their keys alone, then a page is read."""
    keys = list(page.values_list("pk", flat=True))
    found = rows.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _anchor(rows: Any, uid: str) -> Any:
    try:
        return rows.filter(uid=uuid.UUID(uid)).first() if uid else None
    except ValueError:
        return None


def _nullable(model: type[models.Model], path: str) -> bool:
    parts = path.split("__")
    return any(getattr(model_field(model, "__".join(parts[: n + 1])), "null", False) for n in range(len(parts)))


def _ordered(rows: Any, path: str, falling: bool, *, nulls_last: bool = True) -> Any:
    key = "-pk" if falling else "pk"
    if path in {"pk", "id"}:
        return rows.order_by(key)
    if not _nullable(rows.model, path):
        return rows.order_by(f"-{path}" if falling else path, key)
    ends = {"nulls_last": True} if nulls_last else {"nulls_first": True}
    return rows.order_by(F(path).desc(**ends) if falling else F(path).asc(**ends), key)


def _beyond(model: type[models.Model], path: str, anchor: Any, falling: bool, *, nulls_beyond: bool) -> Q:
    side = "lt" if falling else "gt"
    tie = Q(**{f"pk__{side}": anchor.pk})
    if path in {"pk", "id"}:
        return tie
    value = anchor
    for part in path.split("__"):
        value = getattr(value, part, None)
    if not _nullable(model, path):
        # The first condition follows from the second; alone it is a range that one index can walk in order.
        return Q(**{f"{path}__{side}e": value}) & (Q(**{f"{path}__{side}": value}) | (Q(**{path: value}) & tie))
    empty = Q(**{f"{path}__isnull": True})
    if value is None:
        return (empty & tie) if nulls_beyond else (empty & tie) | ~empty
    condition = Q(**{f"{path}__{side}": value}) | (Q(**{path: value}) & tie)
    return condition | empty if nulls_beyond else condition
