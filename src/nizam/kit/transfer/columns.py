# SPDX-License-Identifier: EUPL-1.2
"""The columns of a resource's files, and how a value is spelled in a cell: the same for every reader and language."""

from __future__ import annotations

import datetime
import decimal
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.db import models
from django.db.models import prefetch_related_objects

from nizam.kit.declare import Resource
from nizam.kit.links import link_of, linked
from nizam.kit.registry import registry
from nizam.kit.screens.columns import model_field
from nizam.kit.screens.filters import standing
from nizam.kit.texts import LANGUAGE_NAMES, TranslatedTextField
from nizam.kit.titles import named_by
from nizam.kit.transfer.keys import SeveralRows, is_unique
from nizam.kit.transfer.sheets import guarded

# Stands for a thing the reader may not see; taken back unchanged, never accepted for a new row.
CLOSED = "#closed"
UNGUARDED_KINDS = frozenset({"number", "flag", "date", "datetime", "time"})


@dataclass(frozen=True)
class Column:
    """One column: its header, the field it holds (`language` of it, for a translated text), and its kind.

    Kinds: uid, text, number, flag, date, datetime, time, json, translated, reference, shown (only read).
    """

    header: str
    field: str
    kind: str
    language: str = ""


def is_symmetric(resource: Resource) -> bool:
    """Tell whether what is exported can be imported back."""
    return bool(resource.importable)


def columns_of(resource: Resource) -> list[Column]:
    """Return the columns of the resource's files: the identifier and what its form writes.

    What cannot be imported shows the columns of its list besides.
    """
    found = [Column("uid", "uid", "uid")]
    for name in resource.form:
        found.extend(_columns_of_field(resource.model, name))
    if not is_symmetric(resource):
        known = {column.field for column in found}
        for name in resource.columns.names:
            if name not in known:
                found.extend(_columns_of_field(resource.model, name))
    return found


def _columns_of_field(model: type[models.Model], name: str) -> list[Column]:
    field = model_field(model, name)
    if isinstance(field, TranslatedTextField):
        return [Column(f"{name}.{code}", name, "translated", code) for code in LANGUAGE_NAMES]
    if field is None or "__" in name:
        return [Column(name, name, "shown")]
    if isinstance(field, models.FileField) or field.many_to_many:
        return []
    return [Column(name, name, _kind(field))]


def _kind(field: Any) -> str:
    if field.is_relation:
        return "reference"
    kinds: list[tuple[type[models.Field], str]] = [
        (models.JSONField, "json"),
        (models.BooleanField, "flag"),
        (models.DateTimeField, "datetime"),
        (models.DateField, "date"),
        (models.TimeField, "time"),
        (models.IntegerField, "number"),
        (models.DecimalField, "number"),
        (models.FloatField, "number"),
    ]
    return next((kind for of, kind in kinds if isinstance(field, of)), "text")


def cell_text(value: Any) -> str:
    """Return how `value` is spelled: ISO 8601 (moments in UTC), true and false, plain numbers, canonical JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return (value.astimezone(datetime.UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return str(value)


def natural_paths(model: type[models.Model]) -> list[str]:
    """Return the lookup paths of what names a row (`institution__code`, `code`); empty where only its uid does."""
    resource = registry.resource_of(model)
    if resource is None or resource.natural_key == ("uid",):
        return []
    found: list[str] = []
    for name in resource.natural_key:
        field: Any = model_field(model, name)
        if field is not None and field.is_relation:
            found.extend(f"{name}__{path}" for path in natural_paths(field.related_model) or ["uid"])
        else:
            found.append(name)
    return found


def natural_text(parts: Sequence[Any]) -> str:
    """Return the parts of a natural key as one text, `/` between them; empty when a part is missing.

    Only the last part may hold a `/` as it is; in the others it is written `\\/`.
    """
    return next(iter(natural_texts(parts)), "")


def natural_texts(parts: Sequence[Any]) -> list[str]:
    """Return every text that a natural key with these parts goes by: one for each language of a translated part."""
    spelled = [_spellings(part) for part in parts]
    return [_joined(texts) for texts in product(*spelled) if all(texts)]


def _spellings(part: Any) -> list[str]:
    if isinstance(part, Mapping):
        return list(dict.fromkeys(part[code] for code in LANGUAGE_NAMES if part.get(code)))
    return [cell_text(part)]


def _worded(model: type[models.Model], path: str) -> bool:
    return isinstance(model_field(model, path), TranslatedTextField)


def _joined(texts: Sequence[str]) -> str:
    *before, last = texts
    return "/".join([*(part.replace("\\", "\\\\").replace("/", "\\/") for part in before), last])


def natural_parts(text: str, count: int) -> list[str]:
    """Return the `count` parts of a natural key; fewer when the text has fewer."""
    parts: list[str] = []
    part, at = "", 0
    while at < len(text) and len(parts) < count - 1:
        sign = text[at]
        if sign == "\\" and text[at + 1 : at + 2] in ("/", "\\"):
            part += text[at + 1]
            at += 1
        elif sign == "/":
            parts.append(part)
            part = ""
        else:
            part += sign
        at += 1
    return [*parts, part + text[at:]]


class References:
    """What `user` may call related things by, and what he means by a text; each asked of the database once."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self._texts: dict[type[models.Model], dict[Any, str]] = {}
        self._things: dict[tuple[type[models.Model], str], Any] = {}

    def load(self, model: type[models.Model], keys: Iterable[Any]) -> None:
        """Learn the texts of the rows with these primary keys."""
        known = self._texts.setdefault(model, {})
        wanted = {key for key in keys if key is not None} - known.keys()
        if not wanted:
            return
        manager: Any = model._default_manager
        if not hasattr(manager, "visible_to"):
            known.update({row.pk: str(row) for row in manager.filter(pk__in=wanted)})
            return
        known.update(dict.fromkeys(wanted, CLOSED))
        paths = natural_paths(model)
        found = list(manager.visible_to(self.user).filter(pk__in=wanted).values_list("pk", "uid", *paths))
        bearers = self._bearers(model, paths, [parts for _key, _uid, *parts in found])
        for key, uid, *parts in found:
            text = natural_text(parts) if parts else ""
            # A name that another row bears too would bring back that one, or nothing.
            known[key] = text if text and bearers.get(text, {key}) == {key} else str(uid)

    def _bearers(self, model: type[models.Model], paths: list[str], named: list[list[Any]]) -> dict[str, set[Any]]:
        """Return the standing rows open to the user that go by the names of these; nothing where the table itself holds
        that a name is borne once.
        """
        resource = registry.resource_of(model)
        named = [parts for parts in named if natural_text(parts)] if paths else []
        if not named or resource is None or is_unique(model, resource.natural_key):
            return {}
        plain = {
            f"{path}__in": {parts[at] for parts in named} for at, path in enumerate(paths) if not _worded(model, path)
        }
        bearers: dict[str, set[Any]] = {natural_text(parts): set() for parts in named}
        rows = standing(model._default_manager.visible_to(self.user)).filter(**plain)
        for key, *parts in rows.values_list("pk", *paths):
            for text in natural_texts(parts):
                bearers.setdefault(text, set()).add(key)
        return bearers

    def text(self, model: type[models.Model], key: Any) -> str:
        """Return what the row with this primary key is called in files; `#closed` when it is not open to the user."""
        if key is None:
            return ""
        self.load(model, [key])
        return self._texts[model].get(key, "")

    def thing(self, model: type[models.Model], text: str) -> Any:
        """Return the one standing row of `model` that `text` names, among those open to the user; None when there is
        none. Raises SeveralRows.
        """
        key = (model, text)
        if key not in self._things:
            self._things[key] = self._find(model, text)
        return self._things[key]

    def _find(self, model: type[models.Model], text: str) -> Any:
        rows = standing(model._default_manager.visible_to(self.user))
        try:
            return rows.filter(uid=uuid.UUID(text)).first()
        except ValueError:
            pass
        paths = natural_paths(model)
        parts = natural_parts(text, len(paths))
        if not paths or len(parts) != len(paths) or not all(parts):
            return None
        wanted = dict(zip(paths, parts, strict=True))
        worded = {path: wanted.pop(path) for path in paths if _worded(model, path)}
        try:
            found = [
                key
                for key, *texts in rows.filter(**wanted).values_list("pk", *worded)
                if all(part in (text or {}).values() for part, text in zip(worded.values(), texts, strict=True))
            ]
        except (ValueError, TypeError):
            return None
        if len(found) > 1:
            raise SeveralRows(text)
        return rows.get(pk=found[0]) if found else None


class Speller:
    """Spells rows of one resource as cells."""

    def __init__(self, resource: Resource, references: References, columns: Sequence[Column] | None = None) -> None:
        self.columns = list(columns or columns_of(resource))
        self._model = resource.model
        self._references = references
        found = {column.field: link_of(resource.model, column.field) for column in self.columns}
        self._links = {name: link for name, link in found.items() if link is not None}
        self._linked: dict[str, dict[Any, models.Model]] = {}

    def load(self, rows: Sequence[models.Model]) -> None:
        """Learn what the related things of `rows` are called."""
        for column in self.columns:
            if column.kind == "reference":
                field: Any = model_field(self._model, column.field)
                self._references.load(field.related_model, [getattr(row, field.attname) for row in rows])
            for key in named_by(self._model, column.field):
                prefetch_related_objects(rows, key)
                field = model_field(self._model, key)
                self._references.load(field.related_model, [getattr(row, field.attname) for row in rows])
        kinds: dict[type[models.Model], set[Any]] = {}
        self._linked = {name: linked(self._references.user, link, rows) for name, link in self._links.items()}
        for things in self._linked.values():
            for thing in things.values():
                kinds.setdefault(type(thing), set()).add(thing.pk)
        for kind, keys in kinds.items():
            self._references.load(kind, keys)

    def cells(self, row: models.Model) -> dict[str, str]:
        """Return the cells of `row` by header, as they are, without any guard."""
        return {column.header: self.cell(row, column) for column in self.columns}

    def cell(self, row: models.Model, column: Column) -> str:
        """Return one cell."""
        if column.kind == "reference":
            field: Any = model_field(self._model, column.field)
            return self._references.text(field.related_model, getattr(row, field.attname))
        if column.field in self._linked:
            thing = self._linked[column.field].get(row.pk)
            return CLOSED if thing is None else self._references.text(type(thing), thing.pk)
        for key in named_by(self._model, column.field):
            named: Any = model_field(self._model, key)
            if self._references.text(named.related_model, getattr(row, named.attname)) == CLOSED:
                return CLOSED
        value = getattr(row, column.field, None)
        if column.kind == "translated":
            return cell_text((value or {}).get(column.language))
        if isinstance(value, models.Model):
            return self._references.text(type(value), value.pk)
        return cell_text(value)

    def guarded_cells(self, row: models.Model) -> list[str]:
        """Return the cells as they stand in a file."""
        return [
            text if column.kind in UNGUARDED_KINDS else guarded(text)
            for column, text in zip(self.columns, self.cells(row).values(), strict=True)
        ]
