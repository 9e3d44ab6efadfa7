# SPDX-License-Identifier: EUPL-1.2
"""What a list shows of a row, how the column is headed and ordered, and where its values lead."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nizam.kit.declare import Resource
from nizam.kit.links import link_of, linked
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address
from nizam.kit.texts import LANGUAGE_NAMES, SortKeyField, TranslatedText
from nizam.kit.titles import named_by, title_fields, titles
from nizam.kit.wording import sentence


@dataclass(frozen=True)
class Cell:
    """One value as it is shown: its text, where it leads (or nowhere), and its kind for layout."""

    text: str
    url: str = ""
    kind: str = "text"


@dataclass(frozen=True)
class Column:
    """One column of a list or one line of an entry. `order` is the lookup path it is ordered by, empty for none."""

    name: str
    label: str
    order: str = ""
    kind: str = "text"


def model_field(model: type[models.Model], path: str) -> models.Field | None:
    """Return the field at the end of `path` (`unit`, `position__unit`), None for a property."""
    found: Any = None
    for part in path.split("__"):
        try:
            found = model._meta.get_field(part)
        except FieldDoesNotExist:
            return None
        model = found.related_model or model
    return found


def has_column(model: type[models.Model], name: str) -> bool:
    """Tell whether the model's table has the column; a few tables (the journal's, say) know no voiding."""
    return any(f.name == name for f in model._meta.concrete_fields)


def field_label(model: type[models.Model], path: str) -> str:
    """Return how a field or property is called on screen."""
    field = model_field(model, path)
    if field is not None and hasattr(field, "verbose_name"):
        label = str(field.verbose_name)
    else:
        member = getattr(model, path, None)
        label = str(getattr(getattr(member, "fget", member), "short_description", "") or _property_label(path))
    return sentence(label)


def _property_label(path: str) -> str:
    known = {"full_name": pgettext("a person's", "name"), "display_name": pgettext("a person's", "name")}
    return str(known.get(path, path.replace("_", " ")))


def sort_key_of(model: type[models.Model], name: str) -> str:
    """Return the sort-key column made from `name`, or an empty string."""
    return next(
        (f.name for f in model._meta.concrete_fields if isinstance(f, SortKeyField) and f.sources[:1] == (name,)), ""
    )


def order_path(model: type[models.Model], name: str) -> str:
    """Return the path that orders by `name` as its alphabet does; empty where no order makes sense."""
    own = sort_key_of(model, name)
    if own:
        return own
    field = model_field(model, name)
    if field is None or isinstance(field, models.JSONField):
        return ""
    if field.is_relation:
        related = field.related_model
        key = next((f.name for f in related._meta.concrete_fields if isinstance(f, SortKeyField)), "")
        return f"{name}__{key}" if key else ""
    return name


def columns_of(resource: Resource, names: Iterable[str]) -> list[Column]:
    """Return the columns for `names`, with headings in the reader's language."""
    model = resource.model
    return [Column(name, field_label(model, name), order_path(model, name), _kind(model, name)) for name in names]


def _kind(model: type[models.Model], name: str) -> str:
    field = model_field(model, name)
    if isinstance(field, (models.IntegerField, models.DecimalField, models.FloatField)) and not field.choices:
        return "number"
    if isinstance(field, models.DateField):
        return "date"
    return "text"


def text_of(value: Any) -> str:
    """Return a value as readers of the current language write it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return formats.date_format(
            timezone.localtime(value) if timezone.is_aware(value) else value, "SHORT_DATETIME_FORMAT"
        )
    if isinstance(value, datetime.date):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, float):
        # Floats are shares and confidences: below one another they are read by two places, also 1.00.
        return formats.number_format(round(value, 2), 2)
    if isinstance(value, (int, decimal.Decimal)):
        return formats.number_format(value, use_l10n=True, force_grouping=not _is_year(value))
    if isinstance(value, Mapping) and not isinstance(value, TranslatedText):
        return "; ".join(f"{name}: {text_of(one)}" for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(text_of(item) for item in value)
    return str(value)


def _is_year(value: Any) -> bool:
    return isinstance(value, int) and 1900 <= value <= 2200


class Cells:
    """Reads values for a page of rows, with one question per related model about what the reader may see."""

    def __init__(self, user: Any, resource: Resource, rows: Sequence[models.Model], names: Sequence[str]) -> None:
        self._seen: dict[type[models.Model], set[Any]] = {}
        wanted: dict[type[models.Model], set[Any]] = {}
        shown: list[models.Model] = []
        for name in names:
            for key in (name,) if _is_reference(resource.model, name) else named_by(resource.model, name):
                values = [getattr(row, key, None) for row in rows]
                for value in filter(None, values):
                    wanted.setdefault(type(value), set()).add(value.pk)
                shown += [value for value in values if value is not None] if key == name else []
        for model, keys in wanted.items():
            manager = model._default_manager
            if hasattr(manager, "visible_to"):
                self._seen[model] = set(manager.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
        self._resource = resource
        links = {name: link_of(resource.model, name) for name in names}
        self._linked = {name: linked(user, link, rows) for name, link in links.items() if link is not None}
        shown += [thing for things in self._linked.values() for thing in things.values()]
        self._titles = titles(user, [thing for thing in shown if self._is_open(thing)])

    def cell(self, row: models.Model, name: str, *, kind: str = "text") -> Cell:
        """Return what `row` shows under `name`; a related thing the reader may not see is not named."""
        if name in self._linked:
            thing = self._linked[name].get(row.pk)
            return (
                Cell(_("not open to you"), kind="closed")
                if thing is None
                else Cell(self._titles[thing], entry_address(thing))
            )
        if _is_reference(self._resource.model, name):
            return self._reference(getattr(row, name, None))
        field = model_field(self._resource.model, name)
        if field is None and not all(map(self._is_open, self._named(row, name))):
            return Cell(_("not open to you"), kind="closed")
        value = getattr(row, name, None)
        if field is not None and getattr(field, "choices", None):
            value = getattr(row, f"get_{name}_display")()
        elif name == "language":
            value = LANGUAGE_NAMES.get(str(value), value)
        if value is None and (words := _words_for(row, name)):
            return Cell(words, kind="hollow")
        return Cell(text_of(value), kind=kind)

    def _reference(self, value: Any) -> Cell:
        if value is None:
            return Cell("")
        if not self._is_open(value):
            return Cell(_("not open to you"), kind="closed")
        return Cell(self._titles[value], entry_address(value) if registry.resource_of(type(value)) else "")

    def _named(self, row: models.Model, name: str) -> list[models.Model]:
        things = (getattr(row, key, None) for key in named_by(type(row), name))
        return [thing for thing in things if thing is not None]

    def _is_open(self, thing: models.Model) -> bool:
        # A table without a scope of its own is open to whoever sees a row that points there.
        seen = self._seen.get(type(thing))
        return seen is None or thing.pk in seen


def _words_for(row: models.Model, name: str) -> str:
    """Return what a row says of itself where it has no value: its model's `words_for(name)`, if it has one."""
    said = getattr(row, "words_for", None)
    return "" if said is None else str(said(name))


def _is_reference(model: type[models.Model], name: str) -> bool:
    field = model_field(model, name)
    return field is not None and bool(field.many_to_one or field.one_to_one)


def as_text(value: Any) -> str:
    """Return a value of the journal as text: mappings by language, identifiers, lists."""
    if isinstance(value, Mapping):
        return "; ".join(f"{code}: {text_of(text)}" for code, text in value.items())
    if isinstance(value, uuid.UUID):
        return str(value)
    return text_of(value)


def related_names(resource: Resource, names: Iterable[str]) -> list[str]:
    """Return the foreign keys among `names`, and those their text needs one step further, for select_related."""
    found: list[str] = []
    for name in names:
        found += named_by(resource.model, name)
        if _is_reference(resource.model, name):
            found.append(name)
            related: Any = model_field(resource.model, name).related_model  # type: ignore[union-attr]
            if title_fields(related):
                continue
            found.extend(
                f"{name}__{f.name}"
                for f in related._meta.concrete_fields
                if f.is_relation and not f.null and f.name != "institution"
            )
    return found
