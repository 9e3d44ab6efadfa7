# SPDX-License-Identifier: EUPL-1.2
"""What a program sends: the JSON body, its values by the type of their field or input, things by their uid."""

from __future__ import annotations

import base64
import binascii
import datetime
import decimal
import inspect
import json
import math
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime, parse_time
from django.utils.translation import gettext as _

from nizam.doors.api.fields import column_schema, field_of, is_reference, language_codes, visible_rows
from nizam.doors.api.problems import Problem, wrong_input, wrong_parameter
from nizam.kit.actions import Action, Input
from nizam.kit.declare import Resource
from nizam.kit.registry import registry
from nizam.kit.texts import TranslatedText, TranslatedTextField

BODY_LIMIT = 1024 * 1024
BODY_LIMIT_WITH_FILE = 25 * 1024 * 1024
DEEPEST = 50
JSON_TYPES = frozenset({"application/json", "application/merge-patch+json"})
OVERRIDE = "override_reason"
INPUT_KINDS = frozenset(
    {
        *("text", "long-text", "password", "translated", "date", "datetime", "number", "flag", "choice", "model"),
        *("models", "file", "mapping"),
    }
)


class Wrong(Exception):
    """A value that its field cannot take; says why, in the reader's language."""


def read_body(request: HttpRequest, *, limit: int = BODY_LIMIT) -> dict[str, Any]:
    """Return the JSON object of the body; an empty body is an empty object.

    Raises Problem 400 (no JSON object), 413 (longer than `limit` bytes), 415 (another media type or a coding).
    """
    too_large = Problem(413, "too-large", _("The body may have %(limit)s bytes at most.") % {"limit": limit})
    try:
        declared = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        declared = 0
    if declared > limit:
        raise too_large
    is_json = request.content_type in JSON_TYPES and request.headers.get("Content-Encoding", "identity") == "identity"
    if declared and not is_json:
        raise Problem(
            415, "unsupported-media-type", _("Send JSON (application/json)."), headers={"Accept": "application/json"}
        )
    raw = request.read(limit + 1)
    if not raw:
        return {}
    if len(raw) > limit:
        raise too_large
    try:
        found = json.loads(raw.decode("utf-8"), parse_float=_finite, parse_constant=_no_constant)
    except (ValueError, RecursionError, decimal.InvalidOperation):
        raise Problem(400, "bad-json", _("The body is not valid JSON in UTF-8.")) from None
    if not isinstance(found, dict):
        raise Problem(400, "bad-json", _("The body must be a JSON object."))
    for one in _texts(found):
        refuse_unstorable(one)
    return found


def _finite(text: str) -> decimal.Decimal:
    value = decimal.Decimal(text)
    if not math.isfinite(float(value)):
        raise ValueError(text)
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _texts(value: Any) -> list[str]:
    """Return every text anywhere in `value`. Raises Problem 400 for what is nested deeper than anything of ours."""
    found: list[str] = []
    waiting = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            raise Problem(400, "bad-json", _("The body is nested too deeply."))
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            found.extend(one)
            waiting.extend((inner, depth + 1) for inner in one.values())
        elif isinstance(one, list):
            waiting.extend((inner, depth + 1) for inner in one)
    return found


def refuse_unstorable(text: str) -> None:
    """Raise Problem 400 for text that no database keeps: a zero character, half of a surrogate pair."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Problem(400, "bad-text", _("The text holds a character that cannot be kept."))


def writable(resource: Resource) -> dict[str, models.Field]:
    """Return the fields the generated acts write, by name."""
    fields = {name: field_of(resource.model, name) for name in resource.form}
    return {name: field for name, field in fields.items() if field is not None}


def can_be_written(field: models.Field) -> bool:
    """Tell whether the API has a form for values of this column."""
    return is_reference(field) or column_schema(field, nullable=False) is not None


def form_values(resource: Resource, user: Any, body: Mapping[str, Any], *, adding: bool) -> dict[str, Any]:
    """Return the values for the generated `add` or `change`. An institution not named is the account's own.

    Raises Problem 400 for unknown members and 422 for values their fields cannot take.
    """
    fields = writable(resource)
    _refuse_unknown(body, fields)
    values = _gather({name: (field_value, fields[name]) for name in body}, body, user)
    own = field_of(resource.model, "institution")
    if adding and own is not None and "institution" not in values and user.institution_id:
        values["institution"] = user.institution
    return values


def act_values(act: Action, user: Any, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keyword arguments for `act`; what is absent or null is left to the act's own default.

    Raises Problem 400 for unknown members and 422 for missing values and those their inputs cannot take.
    """
    known = set(act.fields) | ({OVERRIDE} if overridable(act) else set())
    _refuse_unknown(body, known)
    given = {name: value for name, value in body.items() if value is not None}
    missing = [
        n for n, asked in act.fields.items() if asked.required and given.get(n) in (None, "") and asked.kind != "flag"
    ]
    errors = {name: [_("This is needed.")] for name in missing}
    parameters = inspect.signature(act.func).parameters
    readers: dict[str, Any] = {
        name: (_input_reader(parameters.get(name)), asked)
        for name, asked in act.fields.items()
        if name in given and name not in missing
    }
    values = _gather(readers, given, user, errors)
    for name, asked in act.fields.items():
        parameter = parameters.get(name)
        if name not in values and (parameter is None or parameter.default is parameter.empty):
            values[name] = _empty(asked)
    if OVERRIDE in known and given.get(OVERRIDE):
        values[OVERRIDE] = _override_reason(given[OVERRIDE])
    return values


def _override_reason(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong_input({OVERRIDE: [_("A text is expected.")]})
    return value


def overridable(act: Action) -> bool:
    """Tell whether an objection to the act yields to a reason."""
    return any(override for _objection, override in act.objections)


def takes_file(act: Action) -> bool:
    """Tell whether the act takes a file, so that its body may be longer."""
    return any(asked.kind == "file" for asked in act.fields.values())


def _empty(asked: Input) -> Any:
    return {"flag": False, "text": "", "long-text": "", "choice": ""}.get(asked.kind)


def _refuse_unknown(body: Mapping[str, Any], known: Any) -> None:
    unknown = sorted(set(body) - set(known))
    if unknown:
        raise wrong_parameter(unknown[0], _("There is no field of this name to write."))


Reader = Callable[[Any, Any, Any], Any]


def _gather(
    readers: Mapping[str, tuple[Reader, Any]],
    body: Mapping[str, Any],
    user: Any,
    errors: dict[str, list[str]] | None = None,
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    errors = {} if errors is None else errors
    for name, (read, declared) in readers.items():
        try:
            values[name] = read(declared, body[name], user)
        except Wrong as wrong:
            errors[name] = [str(wrong)]
    if errors:
        raise wrong_input(errors)
    return values


def field_value(field: models.Field, value: Any, user: Any) -> Any:
    """Return `value` as the column keeps it. Raises Wrong."""
    if value is None:
        if not field.null:
            raise Wrong(_("This cannot be null."))
        return None
    if is_reference(field):
        return thing(field.related_model, value, user)
    if isinstance(field, TranslatedTextField):
        return translated(value)
    if isinstance(field, models.JSONField):
        return _plain_numbers(value)
    return _column_value(field, value)


def _column_value(field: models.Field, value: Any) -> Any:
    if isinstance(field, models.BooleanField):
        return flag(value)
    if isinstance(field, models.IntegerField):
        return whole_number(value)
    if isinstance(field, models.DecimalField | models.FloatField):
        exact = number(value)
        if isinstance(field, models.DecimalField):
            return exact
        if not math.isfinite(float(exact)):
            raise Wrong(_("A number is expected."))
        return float(exact)
    if isinstance(field, models.DateTimeField):
        return moment(value)
    if isinstance(field, models.DateField):
        return day(value)
    if isinstance(field, models.TimeField):
        return _parsed(value, parse_time, _("A time is expected, such as 14:30."))
    if isinstance(field, models.UUIDField):
        return identifier(value)
    return text(value)


def _input_reader(parameter: inspect.Parameter | None) -> Reader:
    whole = parameter is not None and str(parameter.annotation).split("|")[0].strip() in {"int", "<class 'int'>"}

    def read(asked: Input, value: Any, user: Any) -> Any:
        if asked.kind == "number":
            return whole_number(value) if whole else number(value)
        if asked.kind == "model":
            return thing(registry.resource(asked.model).model, value, user)
        if asked.kind == "models":
            return things(registry.resource(asked.model).model, value, user)
        if asked.kind == "choice":
            return _choice(asked, value)
        simple: dict[str, Callable[[Any], Any]] = {
            "date": day,
            "datetime": moment,
            "flag": flag,
            "translated": translated,
            "file": file,
            "mapping": mapping,
        }
        reader: Callable[[Any], Any] = simple.get(asked.kind, text)
        return reader(value)

    return read


def text(value: Any) -> str:
    """Return a text. Raises Wrong."""
    if not isinstance(value, str):
        raise Wrong(_("A text is expected."))
    return value


def flag(value: Any) -> bool:
    """Return true or false. Raises Wrong."""
    if not isinstance(value, bool):
        raise Wrong(_("True or false is expected."))
    return value


def whole_number(value: Any) -> int:
    """Return a whole number. Raises Wrong."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong(_("A whole number is expected."))
    return value


def number(value: Any) -> decimal.Decimal:
    """Return an exact number, given as a number or as text. Raises Wrong."""
    if isinstance(value, bool) or not isinstance(value, int | decimal.Decimal | str):
        raise Wrong(_("A number is expected."))
    try:
        exact = decimal.Decimal(value)
    except decimal.InvalidOperation:
        raise Wrong(_("A number is expected.")) from None
    if not exact.is_finite():
        raise Wrong(_("A number is expected."))
    return exact


def day(value: Any) -> datetime.date:
    """Return a day written as ISO 8601, 2026-11-30. Raises Wrong."""
    return _parsed(value, _iso_day, _("A day is expected, such as 2026-11-30."))


def moment(value: Any) -> datetime.datetime:
    """Return a moment written as RFC 3339, with its offset. Raises Wrong."""
    return _parsed(value, _aware, _("A moment with its offset is expected, such as 2026-11-30T14:30:00Z."))


def _iso_day(value: str) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if len(value) == 10 else None


def _aware(value: str) -> datetime.datetime | None:
    found = parse_datetime(value)
    if found is None or found.tzinfo is None:
        return None
    try:
        return found.astimezone(datetime.UTC)
    except OverflowError:
        return None


def _parsed(value: Any, parse: Callable[[str], Any], sentence: str) -> Any:
    found = None
    if isinstance(value, str):
        try:
            found = parse(value)
        except ValueError:
            found = None
    if found is None:
        raise Wrong(sentence)
    return found


def identifier(value: Any) -> uuid.UUID:
    """Return a uid. Raises Wrong."""
    return _parsed(value, uuid.UUID, _("A uid is expected."))


def translated(value: Any) -> TranslatedText:
    """Return a text by language. Raises Wrong."""
    known = set(language_codes())
    if not isinstance(value, dict) or not all(code in known and isinstance(one, str) for code, one in value.items()):
        raise Wrong(_('A text by language is expected, such as {"en": "…"}.'))
    return TranslatedText(value)


def mapping(value: Any) -> dict[str, Any]:
    """Return named values. Raises Wrong."""
    if not isinstance(value, dict):
        raise Wrong(_("An object of named values is expected."))
    return value


def thing(model: type[models.Model], value: Any, user: Any) -> models.Model:
    """Return the standing row that a uid, or a reference as it is read, names among those `user` may see.

    Raises Wrong in the same words whether there is none or none for this reader.
    """
    uid = identifier(value.get("uid") if isinstance(value, dict) else value)
    rows = visible_rows(model, user).filter(uid=uid)
    if field_of(model, "voided_at") is not None:
        rows = rows.filter(voided_at__isnull=True)
    found: models.Model | None = rows.first()
    if found is None:
        raise Wrong(_("There is nothing of this uid that you may choose."))
    return found


def things(model: type[models.Model], value: Any, user: Any) -> list[models.Model]:
    """Return the standing rows that a list of uids names, each as `thing` does. Raises Wrong."""
    if not isinstance(value, list):
        raise Wrong(_("A list of uids is expected."))
    found = {row.pk: row for row in (thing(model, one, user) for one in value)}
    return list(found.values())


def file(value: Any) -> SimpleUploadedFile:
    """Return the file of {"name": …, "content": base64 (RFC 4648, section 4), "type": media type}. Raises Wrong."""
    if not isinstance(value, dict) or set(value) - {"name", "content", "type"}:
        raise Wrong(_("A file is expected: its name, and its content in base64."))
    name, content, kind = value.get("name"), value.get("content"), value.get("type", "application/octet-stream")
    if not (isinstance(name, str) and name and isinstance(content, str) and isinstance(kind, str)):
        raise Wrong(_("A file is expected: its name, and its content in base64."))
    try:
        raw = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise Wrong(_("The content is not valid base64.")) from None
    try:
        return SimpleUploadedFile(name, raw, content_type=kind)
    except SuspiciousFileOperation:
        raise Wrong(_("This is no name for a file.")) from None


def _choice(asked: Input, value: Any) -> Any:
    if asked.choices_of is not None:
        return text(value)
    known = {str(key): key for key, _label in (asked.choices() if asked.choices is not None else [])}
    if not isinstance(value, str | int) or isinstance(value, bool) or str(value) not in known:
        raise Wrong(_("This is none of the choices: %(choices)s.") % {"choices": ", ".join(known)})
    return known[str(value)]


def _plain_numbers(value: Any) -> Any:
    """Return a JSON value with floats in place of the exact numbers that the parser made."""
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: _plain_numbers(inner) for key, inner in value.items()}
    return [_plain_numbers(inner) for inner in value] if isinstance(value, list) else value
