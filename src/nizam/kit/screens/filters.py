# SPDX-License-Identifier: EUPL-1.2
"""Narrowing a list: the search words, the chips, and what each filter offers. All of it starts from what is visible."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.foundations.language import fold
from nizam.kit.declare import Resource
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import screen_address
from nizam.kit.screens.columns import field_label, has_column, model_field, text_of
from nizam.kit.texts import FoldedField
from nizam.kit.titles import reference_of, title_fields, title_of, titles

SHORT_LIST = 200
LONGEST_WORDS = 200
VOIDED = "voided"

Option = tuple[str, str]


@dataclass(frozen=True)
class Chip:
    """One narrowing in force: what it says, and the query string of the list without it."""

    label: str
    value: str
    without: str


@dataclass
class Filter:
    """One way to narrow a list: `kind` is choice, reference, flag, period or text."""

    name: str
    label: str
    kind: str
    value: str = ""
    until: str = ""
    options: list[Option] = field(default_factory=list)
    choose_url: str = ""
    words: str = ""
    finding: bool = False

    @property
    def from_name(self) -> str:
        """The parameter of a period's first day."""
        return f"{self.name}.from"

    @property
    def until_name(self) -> str:
        """The parameter of a period's last day."""
        return f"{self.name}.until"


def search_condition(resource: Resource, words: str) -> Q:
    """Return the condition that rows of a searched resource hold every word of `words`, however it is spelled.

    Each word may be the beginning of one.
    """
    return ports.search.holding(resource, words)


def choice_condition(resource: Resource, words: str, user: Any) -> Q:
    """Return the condition by which a chooser finds rows: the searched columns, else what the rows' title is made of.

    A title that names other things is found by their words as far as `user` may see those things.
    """
    if resource.search:
        return search_condition(resource, words)
    model = resource.model
    named = title_fields(model)
    folded = [f.name for f in model._meta.concrete_fields if isinstance(f, FoldedField)]
    plain = [name for name in dict.fromkeys((*named, *resource.columns.names)) if _is_text(model, name)]
    references = [found for name in named if (found := reference_of(model, name)) is not None]
    condition = Q()
    for word in words.split():
        spelled = Q(pk__in=())
        for column in folded:
            spelled |= Q(**{f"{column}__contains": fold(word)}) if fold(word) else Q(pk__in=())
        for name in plain:
            spelled |= Q(**{f"{name}__contains": word})
        for reference in references:
            related = registry.resource_of(reference.related_model)
            if related is not None:
                rows = related.visible_to(user).filter(choice_condition(related, word, user))
                spelled |= Q(**{f"{reference.name}__in": rows.order_by().values("pk")})
        condition &= spelled
    return condition


def _is_text(model: type[models.Model], name: str) -> bool:
    found = model_field(model, name)
    return isinstance(found, models.CharField | models.TextField) and not found.choices


def narrowed(resource: Resource, rows: Any, params: Mapping[str, Any]) -> Any:
    """Return `rows` narrowed by the parameters of a list's address; a malformed one finds nothing or is skipped.

    Export, bulk acts and counts use this too, so that they mean the same rows as the list.
    """
    shown = params.get(VOIDED, "")
    if shown == "only" and has_column(resource.model, "voided_at"):
        rows = rows.filter(voided_at__isnull=False)
    elif shown != "all":
        rows = standing(rows)
    if params.get("q", "").strip():
        rows = rows.filter(search_condition(resource, params["q"]))
    for name in resource.filters:
        rows = _narrow_by(resource, rows, name, params)
    return rows


def _narrow_by(resource: Resource, rows: Any, name: str, params: Mapping[str, Any]) -> Any:
    kind = _kind(resource.model, name)
    if kind == "period":
        for suffix, lookup in (("from", "gte"), ("until", "lte")):
            day = _day(params.get(f"{name}.{suffix}", ""))
            if day is not None:
                path = f"{name}__date" if isinstance(model_field(resource.model, name), models.DateTimeField) else name
                rows = rows.filter(**{f"{path}__{lookup}": day})
        return rows
    value = params.get(name, "")
    if value == "":
        return rows
    if value == "-" and kind in {"reference", "choice"}:
        return rows.filter(**{f"{name}__isnull": True} if kind == "reference" else {name: ""})
    if kind == "reference":
        try:
            return rows.filter(**{f"{name}__uid": uuid.UUID(str(value))})
        except ValueError:
            return rows.none()
    if kind == "flag":
        return rows.filter(**{name: value == "1"})
    if kind == "choice":
        known = {str(key): key for key, _label in model_field(resource.model, name).flatchoices}  # type: ignore[union-attr]
        return rows.filter(**{name: known[value]}) if value in known else rows.none()
    return rows.filter(**{f"{name}__contains": value})


def standing(rows: Any) -> Any:
    """Return the rows that are not voided."""
    return rows.filter(voided_at__isnull=True) if has_column(rows.model, "voided_at") else rows


def filters_of(resource: Resource, user: Any, params: Mapping[str, Any]) -> list[Filter]:
    """Return the filters of a list with what each may be set to; references offer only what `user` may see."""
    found = []
    for name in resource.filters:
        kind = _kind(resource.model, name)
        one = Filter(name, field_label(resource.model, name), kind, str(params.get(name, "")))
        if kind == "period":
            one.value, one.until = str(params.get(one.from_name, "")), str(params.get(one.until_name, ""))
        elif kind == "flag":
            one.options = [("1", _("yes")), ("0", _("no"))]
        elif kind == "choice":
            one.options = [(str(key), str(label)) for key, label in model_field(resource.model, name).flatchoices]  # type: ignore[union-attr]
        elif kind == "reference":
            one.words, one.finding = words_sent(params, name)
            _offer_references(resource, user, one)
        found.append(one)
    return found


def _offer_references(resource: Resource, user: Any, one: Filter) -> None:
    related: Any = model_field(resource.model, one.name).related_model  # type: ignore[union-attr]
    if hasattr(related._default_manager, "visible_to"):
        rows = related._default_manager.visible_to(user)
        declared = registry.resource_of(related)
        if declared is not None:
            one.choose_url = screen_address(declared, "choose")
    else:
        # A table without a scope of its own (roles, say) offers only what stands in rows the reader sees.
        used = resource.visible_to(user).order_by().values_list(f"{one.name}__pk", flat=True).distinct()
        rows = related._default_manager.filter(pk__in=used)
    first = offered(with_parents(rows))
    if len(first) <= SHORT_LIST:
        one.choose_url = ""
    shown = titles(user, first[:SHORT_LIST])
    if one.choose_url and declared is not None and one.words.strip():
        shown = titles(user, found_by(with_parents(rows), declared, user, one.words))
    one.options = [(str(row.uid), title) for row, title in shown.items()]
    if one.value and one.value != "-" and one.value not in dict(one.options):
        try:
            chosen = rows.filter(uid=uuid.UUID(one.value)).first()
        except ValueError:
            chosen = None
        if chosen is not None:
            one.options.insert(0, (str(chosen.uid), title_of(user, chosen)))


def words_sent(data: Mapping[str, Any], name: str) -> tuple[str, bool]:
    """Return the words sent beside the long choice `name`, and whether to find by them is what a form was sent for.

    It is when the button beside the choice says so, and when words stand there by which was not found yet: whoever
    ends them with the Enter key means to find, and not to do what the form is for.
    """
    words = str(data.get(f"find-{name}", ""))[:LONGEST_WORDS]
    return words, data.get("find") == name or words != data.get(f"found-{name}", words)


def found_by(rows: Any, resource: Resource, user: Any, words: str) -> list[Any]:
    """Return those of `rows` that a long choice offers for `words`, as many as a short list holds."""
    return offered(rows.filter(choice_condition(resource, words, user)))[:SHORT_LIST]


def offered(rows: Any) -> list[Any]:
    """Return up to SHORT_LIST rows to choose from, in their order, and one more where there are more.

    Of a model whose rows pile up (`GROWS`) they are the latest: to put a hundred thousand names in order takes seconds,
    and the first of them are nobody's choice.
    """
    if not getattr(rows.model, "GROWS", False):
        return list(rows[: SHORT_LIST + 1])
    found = list(rows.order_by("-pk")[: SHORT_LIST + 1])
    if len(found) <= SHORT_LIST:
        for name in reversed(rows.model._meta.ordering):
            column = name.lstrip("-")
            found.sort(key=lambda row: _sortable(getattr(row, column)), reverse=name.startswith("-"))
    return found


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is None, value)


def with_parents(rows: Any) -> Any:
    """Return `rows` with the required references their names are made of, to spare a question a row.

    Those of a declared title are fetched through their own scope, with the titles.
    """
    if title_fields(rows.model):
        return rows
    names = [
        f.name for f in rows.model._meta.concrete_fields if f.is_relation and not f.null and f.name != "institution"
    ]
    return rows.select_related(*names) if names else rows


def chips_of(filters: Iterable[Filter], params: QueryDict) -> list[Chip]:
    """Return the narrowings in force, each with the query string that takes it off."""
    chips = []
    if params.get("q", "").strip():
        chips.append(Chip(_("Search"), params["q"], _without(params, "q")))
    for one in filters:
        if one.kind == "period":
            chips += [
                Chip(f"{one.label} {word}", text_of(_day(params[name])), _without(params, name))
                for name, word in ((one.from_name, _("from")), (one.until_name, _("until")))
                if _day(params.get(name, "")) is not None
            ]
        elif one.value:
            shown = _("none") if one.value == "-" else dict(one.options).get(one.value, one.value)
            chips.append(Chip(one.label, shown, _without(params, one.name)))
    if params.get(VOIDED) in {"all", "only"}:
        words = {"all": _("shown too"), "only": _("only these")}
        chips.append(Chip(str(gettext_lazy("Voided")), words[params[VOIDED]], _without(params, VOIDED)))
    return chips


def _without(params: QueryDict, *names: str) -> str:
    return what_is_shown(params, *names).urlencode()


def what_is_shown(params: QueryDict, *without: str) -> QueryDict:
    """Return the parameters that say what a list shows, and how, but not `without`.

    The place in its pages goes, and so does what found the rows of a long choice.
    """
    left = params.copy()
    for name in params:
        if name in {*without, "page", "after", "before", "find"} or name.startswith(("find-", "found-")):
            del left[name]
    return left


def _kind(model: type[models.Model], name: str) -> str:
    found = model_field(model, name)
    if found is None:
        return "text"
    if found.is_relation:
        return "reference"
    if getattr(found, "choices", None):
        return "choice"
    if isinstance(found, models.BooleanField):
        return "flag"
    if isinstance(found, models.DateField):
        return "period"
    return "text"


def _day(value: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None
