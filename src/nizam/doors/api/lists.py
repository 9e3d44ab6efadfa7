# SPDX-License-Identifier: EUPL-1.2
"""A list over the API: which parameters it takes, what they mean, and its pages by key.

Pages go by `uid`, a UUIDv7: its first 48 bits are the moment of creation (RFC 9562, section 5.7), it is unique, every
table has an index on it, and it may leave the house, which the row id may not. No page counts and none skips rows.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from nizam.doors.api.fields import api_fields, entries, field_of, is_reference, rows_for, visible_rows
from nizam.doors.api.inputs import Wrong, day, identifier, refuse_unstorable
from nizam.doors.api.problems import wrong_parameter
from nizam.kit.declare import Resource
from nizam.kit.screens.filters import search_condition
from nizam.kit.texts import TranslatedTextField

LIMIT = 50
LARGEST_LIMIT = 200
LONGEST_SEARCH = 200
NONE = "-"

Schema = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """One filter of a list: its name in the address, its schema, and the condition a value of it means."""

    name: str
    schema: Schema
    meaning: str
    condition: Callable[[str, Any], Q]


def filters_of(resource: Resource) -> dict[str, Parameter]:
    """Return the filters a list takes beside `limit`, `cursor`, `fields`, `q` and `include_voided`, by name."""
    found: list[Parameter] = []
    for name in resource.filters:
        field = field_of(resource.model, name)
        if field is not None:
            found.extend(_parameters(name, field))
    return {parameter.name: parameter for parameter in found}


def _parameters(name: str, field: models.Field) -> Iterable[Parameter]:
    if is_reference(field):
        yield Parameter(name, {"type": "string"}, f"The {name}'s uid, or `-` for none.", _by_reference(name, field))
    elif field.choices:
        keys = [str(key) for key, _label in field.flatchoices]
        yield Parameter(name, {"type": "string", "enum": keys}, "One of the choices.", _by_choice(name, field))
    elif isinstance(field, models.BooleanField):
        yield Parameter(name, {"type": "boolean"}, "True or false.", _by_flag(name))
    elif isinstance(field, models.DateField):
        path = f"{name}__date" if isinstance(field, models.DateTimeField) else name
        schema = {"type": "string", "format": "date"}
        yield Parameter(f"{name}.from", schema, "The first day.", _by_day(f"{path}__gte"))
        yield Parameter(f"{name}.until", schema, "The last day.", _by_day(f"{path}__lte"))
    elif isinstance(field, models.IntegerField):
        yield Parameter(name, {"type": "integer"}, "Exactly this number.", _by_number(name))
    elif isinstance(field, models.CharField | models.TextField) and not isinstance(field, TranslatedTextField):
        yield Parameter(name, {"type": "string"}, "Exactly this text.", lambda value, user: Q(**{name: value}))


def _by_reference(name: str, field: models.Field) -> Callable[[str, Any], Q]:
    def condition(value: str, user: Any) -> Q:
        if value == NONE:
            return Q(**{f"{name}__isnull": True})
        # Through the reader's own scope: a filter must not tell where a thing stands that he may not see.
        seen = visible_rows(field.related_model, user).filter(uid=identifier(value))
        return Q(**{f"{name}__in": seen.order_by().values(field.target_field.attname)})

    return condition


def _by_choice(name: str, field: models.Field) -> Callable[[str, Any], Q]:
    def condition(value: str, user: Any) -> Q:
        known = {str(key): key for key, _label in field.flatchoices}
        if value not in known:
            raise Wrong(_("This is none of the choices: %(choices)s.") % {"choices": ", ".join(known)})
        return Q(**{name: known[value]})

    return condition


def _by_flag(name: str) -> Callable[[str, Any], Q]:
    return lambda value, user: Q(**{name: true_or_false(value)})


def _by_day(path: str) -> Callable[[str, Any], Q]:
    return lambda value, user: Q(**{path: day(value)})


def _by_number(name: str) -> Callable[[str, Any], Q]:
    def condition(value: str, user: Any) -> Q:
        return Q(**{name: _whole(value)})

    return condition


def _whole(value: str) -> int:
    if not (value.removeprefix("-").isascii() and value.removeprefix("-").isdigit() and len(value) <= 18):
        raise Wrong(_("A whole number is expected."))
    return int(value)


def true_or_false(value: str) -> bool:
    """Return what `true` or `false` says. Raises Wrong for anything else."""
    if value not in {"true", "false"}:
        raise Wrong(_("True or false is expected."))
    return value == "true"


def cursor_after(uid: uuid.UUID) -> str:
    """Return the cursor of the page that begins after the row `uid`."""
    return base64.urlsafe_b64encode(uid.bytes).rstrip(b"=").decode("ascii")


def _uid_of(cursor: str) -> uuid.UUID:
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"==", altchars=b"-_", validate=True)
        return uuid.UUID(bytes=raw)
    except (ValueError, binascii.Error):
        raise Wrong(_("This cursor was not given by a page.")) from None


def chosen_fields(resource: Resource, params: QueryDict) -> tuple[str, ...]:
    """Return the fields to show: those of `fields=a,b`, else all. Raises Problem 400 for an unknown one."""
    known = api_fields(resource)
    if "fields" not in params:
        return known
    names = [name for name in params["fields"].split(",") if name]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise wrong_parameter("fields", _("The fields are: %(fields)s.") % {"fields": ", ".join(known)})
    return tuple(dict.fromkeys(names))


def check_parameters(params: QueryDict, known: Iterable[str]) -> None:
    """Raise Problem 400 for a parameter that is unknown, given twice, or holds what no database keeps."""
    allowed = set(known)
    for name, values in params.lists():
        if name not in allowed:
            raise wrong_parameter(name, _("There is no parameter of this name."))
        if len(values) != 1:
            raise wrong_parameter(name, _("This is given more than once."))
        refuse_unstorable(values[0])


def list_parameters(resource: Resource) -> list[str]:
    """Return the names of every parameter the list takes."""
    search = ["q"] if resource.search else []
    return ["limit", "cursor", "fields", "include_voided", *search, *filters_of(resource)]


@dataclass(frozen=True)
class Page:
    """The entries of a page and the cursor of the next one, None on the last."""

    items: list[dict[str, Any]]
    next_cursor: str | None


def page_of(resource: Resource, user: Any, params: QueryDict) -> Page:
    """Return a page of what `user` may see, narrowed by the parameters. Raises Problem 400 for a wrong one."""
    check_parameters(params, list_parameters(resource))
    names = chosen_fields(resource, params)
    limit = _read(params, "limit", _limit, LIMIT)
    after = _read(params, "cursor", _uid_of, None)
    rows = resource.visible_to(user)
    if not _read(params, "include_voided", true_or_false, False):
        rows = rows.filter(voided_at__isnull=True)
    if params.get("q", "").strip():
        rows = rows.filter(_read(params, "q", lambda words: _search(resource, words), Q()))
    for name, parameter in filters_of(resource).items():
        if name in params:
            rows = rows.filter(_read(params, name, _bound(parameter, user), Q()))
    if after is not None:
        rows = rows.filter(uid__gt=after)
    found = list(rows_for(resource, rows.order_by("uid"), names)[: limit + 1])
    shown = found[:limit]
    following = cursor_after(shown[-1].uid) if len(found) > limit else None
    return Page(entries(user, resource, shown, names), following)


def _bound(parameter: Parameter, user: Any) -> Callable[[str], Q]:
    return lambda value: parameter.condition(value, user)


def _search(resource: Resource, words: str) -> Q:
    if len(words) > LONGEST_SEARCH:
        raise Wrong(_("At most %(count)s letters are searched for.") % {"count": LONGEST_SEARCH})
    return search_condition(resource, words)


def _limit(value: str) -> int:
    limit = _whole(value)
    if not 1 <= limit <= LARGEST_LIMIT:
        raise Wrong(_("From 1 to %(most)s.") % {"most": LARGEST_LIMIT})
    return limit


def _read(params: QueryDict, name: str, read: Callable[[str], Any], default: Any) -> Any:
    if name not in params:
        return default
    try:
        return read(params[name])
    except Wrong as wrong:
        raise wrong_parameter(name, str(wrong)) from None
