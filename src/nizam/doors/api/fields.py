# SPDX-License-Identifier: EUPL-1.2
"""What the API shows of an entry: which fields, of which type, and which related things a reader may see named."""

from __future__ import annotations

import datetime
import decimal
import inspect
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise

from nizam.kit.actions import is_visible
from nizam.kit.declare import Resource
from nizam.kit.registry import registry
from nizam.kit.scripts import reader_language
from nizam.kit.texts import LANGUAGE_NAMES, TranslatedTextField
from nizam.kit.titles import named_by, title_fields, title_of, titles

# Every entry says these, whether declared or not: what it is called, and whether it still stands.
ALWAYS_FIRST = "uid"
ALWAYS_LAST = "voided_at"

Schema = dict[str, Any]

# The more particular class stands before its base.
_SCHEMAS: tuple[tuple[type[models.Field], Schema], ...] = (
    (models.UUIDField, {"type": "string", "format": "uuid"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.TimeField, {"type": "string", "format": "time"}),
    (models.BooleanField, {"type": "boolean"}),
    (models.IntegerField, {"type": "integer"}),
    (models.DecimalField, {"type": "string", "format": "decimal"}),
    (models.FloatField, {"type": "number"}),
    (models.EmailField, {"type": "string", "format": "email"}),
    (models.URLField, {"type": "string", "format": "uri"}),
    (models.GenericIPAddressField, {"type": "string"}),
    (models.CharField, {"type": "string"}),
    (models.TextField, {"type": "string"}),
)
_PROPERTY_SCHEMAS: dict[str, Schema] = {
    "str": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "Decimal": {"type": "string", "format": "decimal"},
}


def field_of(model: type[models.Model], name: str) -> models.Field | None:
    """Return the column called `name`, None for a property or anything else."""
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def is_reference(field: models.Field | None) -> bool:
    """Tell whether the column is a key to another thing."""
    return field is not None and bool(field.many_to_one or field.one_to_one)


def api_fields(resource: Resource) -> tuple[str, ...]:
    """Return the fields the API shows of a resource: `uid`, the declared ones, `voided_at`."""
    declared = resource.api.fields if resource.api else ()
    inner = [name for name in declared if name not in {ALWAYS_FIRST, ALWAYS_LAST}]
    return (ALWAYS_FIRST, *inner, ALWAYS_LAST)


def field_schema(model: type[models.Model], name: str) -> Schema | None:
    """Return the JSON Schema of a field as it is read; None for what the API cannot show."""
    field = field_of(model, name)
    if field is None:
        return _property_schema(model, name)
    if is_reference(field):
        return {"anyOf": [{"$ref": "#/components/schemas/Reference"}, {"type": "null"}]}
    return column_schema(field, nullable=field.null)


def column_schema(field: models.Field, *, nullable: bool) -> Schema | None:
    """Return the JSON Schema of a column that is no key, None for a kind the API does not know."""
    if isinstance(field, TranslatedTextField):
        schema: Schema = {"$ref": "#/components/schemas/TranslatedText"}
        return {"anyOf": [schema, {"type": "null"}]} if nullable else schema
    if isinstance(field, models.JSONField):
        return {}
    found = next((schema for kind, schema in _SCHEMAS if isinstance(field, kind)), None)
    if found is None or field.primary_key:
        return None
    schema = dict(found)
    if field.choices:
        schema["enum"] = [key for key, _label in field.flatchoices]
        if field.blank and schema["type"] == "string" and "" not in schema["enum"]:
            schema["enum"].append("")
    elif isinstance(field, models.CharField) and field.max_length:
        schema["maxLength"] = field.max_length
    if nullable:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"].append(None)
    return schema


def _property_schema(model: type[models.Model], name: str) -> Schema | None:
    member = inspect.getattr_static(model, name, None)
    getter = getattr(member, "fget", None) or getattr(member, "func", None)
    if getter is None:
        return None
    kind = str(getattr(getter, "__annotations__", {}).get("return", "str"))
    plain, _bar, rest = kind.replace("datetime.", "").replace("decimal.", "").partition(" | ")
    schema = _PROPERTY_SCHEMAS.get(plain)
    if schema is None:
        return {}
    return {**schema, "type": [schema["type"], "null"]} if rest == "None" else dict(schema)


def visible_rows(model: type[models.Model], user: Any) -> Any:
    """Return the rows of a related model that `user` may see.

    A table without a scope (roles, say) is reference data: it is open to whoever sees a row that points there.
    """
    declared = registry.resource_of(model)
    if declared is not None:
        return declared.visible_to(user)
    manager = model._default_manager
    return manager.visible_to(user) if hasattr(manager, "visible_to") else manager.all()


def rows_for(resource: Resource, rows: Any, names: Iterable[str]) -> Any:
    """Return the queryset with only those columns loaded that `names` need; a stored file is never among them."""
    fields = [field_of(resource.model, name) for name in names]
    if any(field is None for field in fields):
        # A property may read any column, and those of what the row points to.
        keys = [f.name for f in resource.model._meta.concrete_fields if is_reference(f)]
        return rows.select_related(*keys)
    wanted = {field.name for field in fields if field is not None}
    return rows.only("pk", "uid", "revision", "voided_at", *sorted(wanted))


class References:
    """The related things of some rows that the reader may see: one question for each model they are of."""

    def __init__(
        self, user: Any, model: type[models.Model], rows: Sequence[models.Model], names: Iterable[str]
    ) -> None:
        wanted: dict[tuple[type[models.Model], str], set[Any]] = {}
        for name in names:
            field: Any = field_of(model, name)
            if is_reference(field):
                values = {getattr(row, field.attname) for row in rows} - {None}
                wanted.setdefault((field.related_model, field.target_field.attname), set()).update(values)
        self._seen: dict[tuple[type[models.Model], str], dict[Any, dict[str, str] | None]] = {}
        for (related, target), keys in wanted.items():
            found = _with_names(visible_rows(related, user).filter(**{f"{target}__in": keys})) if keys else ()
            self._seen[related, target] = {
                getattr(row, target): reference(row, title) for row, title in titles(user, found).items()
            }
        # A property that names other things is told to who may see them all.
        self._open: dict[tuple[str, Any], bool] = {}
        for name in names:
            for key in named_by(model, name):
                named: Any = field_of(model, key)
                keys_of = {row.pk: getattr(row, named.attname) for row in rows}
                visible = visible_rows(named.related_model, user).filter(pk__in=keys_of.values())
                seen = {None, *visible.values_list("pk", flat=True)}
                for pk, value in keys_of.items():
                    self._open[name, pk] = self._open.get((name, pk), True) and value in seen

    def is_open(self, name: str, row: models.Model) -> bool:
        """Tell whether the reader may be told the property `name` of `row`."""
        return self._open.get((name, row.pk), True)

    def shown(self, field: Any, row: models.Model) -> dict[str, str] | None:
        """Return what `row` points to by uid and title; None where nothing is, or nothing the reader may see."""
        key = getattr(row, field.attname)
        return self._seen[field.related_model, field.target_field.attname].get(key)


def _with_names(rows: Any) -> Any:
    """Load with each row the things its own name is made of, and leave stored files where they are."""
    fields = rows.model._meta.concrete_fields
    keys = (
        []
        if title_fields(rows.model)
        else [f.name for f in fields if is_reference(f) and not f.null and f.name != "institution"]
    )
    heavy = [f.name for f in fields if isinstance(f, models.BinaryField)]
    rows = rows.select_related(*keys) if keys else rows
    return rows.defer(*heavy) if heavy else rows


def reference(thing: models.Model | None, title: str) -> dict[str, str] | None:
    """Return a related thing by uid and title. The caller has made sure that the reader may see it."""
    uid = getattr(thing, "uid", None)
    return None if uid is None else {"uid": str(uid), "title": title}


def entries(user: Any, resource: Resource, rows: Sequence[models.Model], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows as JSON objects with the fields `names`; things the reader may not see are null."""
    references = References(user, resource.model, rows, names)
    fields = {name: field_of(resource.model, name) for name in names}
    return [
        {
            name: references.shown(field, row)
            if is_reference(field)
            else (plain(getattr(row, name), user) if references.is_open(name, row) else None)
            for name, field in fields.items()
        }
        for row in rows
    ]


def plain(value: Any, user: Any = None) -> Any:
    """Return `value` as JSON knows it: times in UTC, decimals as text, a thing by uid if `user` may see it.

    Raises TypeError for what has no such form.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime.datetime):
        moment = value.astimezone(datetime.UTC) if timezone.is_aware(value) else value
        return moment.isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID | Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner, user) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner, user) for inner in value]
    if isinstance(value, models.Model):
        open_to_reader = hasattr(type(value)._default_manager, "visible_to") and is_visible(user, value)
        return reference(value, title_of(user, value)) if open_to_reader else None
    raise TypeError(f"the API has no form for {type(value).__name__}")


def language_codes() -> list[str]:
    """Return the languages a text may be given in."""
    return list(LANGUAGE_NAMES)


def answering_language() -> str:
    """Return the language this answer is written in."""
    return reader_language()
