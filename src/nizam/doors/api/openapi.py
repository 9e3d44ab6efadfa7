# SPDX-License-Identifier: EUPL-1.2
"""The description of the API (OpenAPI 3.1), made from the same declarations as its routes."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from nizam.doors.api import inputs, lists
from nizam.doors.api.fields import api_fields, column_schema, field_of, field_schema, is_reference, language_codes
from nizam.doors.api.routes import Route, api_resources, routes
from nizam.kit.actions import Action, Input
from nizam.kit.declare import Resource

VERSION = "1"
Schema = dict[str, Any]

_UID: Schema = {"type": "string", "format": "uuid"}
_INPUTS: dict[str, Schema] = {
    "text": {"type": "string"},
    "long-text": {"type": "string"},
    "password": {"type": "string", "format": "password"},
    "choice": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "number": {"type": ["number", "string"]},
    "flag": {"type": "boolean"},
    "translated": {"$ref": "#/components/schemas/TranslatedText"},
    "model": {"$ref": "#/components/schemas/Named"},
    "models": {"type": "array", "items": {"$ref": "#/components/schemas/Named"}},
    "file": {"$ref": "#/components/schemas/File"},
    "mapping": {"type": "object"},
}


def openapi_document() -> dict[str, Any]:
    """Return the document; always in English and in one order, so that two runs give the same text."""
    with translation.override("en"):
        paths: dict[str, dict[str, Any]] = {}
        for route in routes():
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "Nizam",
                "version": VERSION,
                "description": "Lists, entries and acts of the office. See docs/api.md for the way to work with it.",
                "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            },
            "servers": [{"url": "/"}],
            "security": [{"token": []}, {"session": []}],
            "tags": [{"name": r.key, "description": str(r.title)} for r in api_resources()],
            "paths": dict(sorted(paths.items())),
            "components": {
                "securitySchemes": {
                    "token": {"type": "http", "scheme": "bearer"},
                    "session": {"type": "apiKey", "in": "cookie", "name": "nizam_session"},
                },
                "schemas": {**_shared_schemas(), **_resource_schemas()},
                "responses": _shared_responses(),
            },
        }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _operation(route: Route) -> dict[str, Any]:
    if route.resource is None:
        return {
            "operationId": route.operation,
            "summary": "This document",
            "x-permission": route.permission,
            "responses": {"200": _json("The document.", {"type": "object"}), **_problems(401)},
        }
    described: dict[str, Any] = {
        "operationId": route.operation,
        "summary": _summary(route),
        "tags": [route.resource.key],
        "x-permission": route.permission,
        "parameters": _parameters(route),
        "responses": _responses(route),
    }
    body = _body_name(route)
    if body:
        described["requestBody"] = {
            "required": _needs_body(route),
            "content": {"application/json": {"schema": _ref(body)}},
        }
    if route.action is not None and route.action.danger:
        described["description"] = str(route.action.danger)
    return described


def _summary(route: Route) -> str:
    assert route.resource is not None
    title = str(route.resource.title)
    words = {"list": "List", "read": "Read one of", "add": "Add to", "change": "Change one of"}
    if route.kind in words:
        return f"{words[route.kind]} {title}"
    assert route.action is not None
    return f"{title}: {route.action.title}"


def _body_name(route: Route) -> str:
    assert route.resource is not None
    if route.kind in {"add", "change"}:
        return f"{route.resource.key}.{route.kind}"
    if route.action is not None and (route.action.fields or inputs.overridable(route.action)):
        return f"{route.resource.key}.{route.action.name}"
    return ""


def _needs_body(route: Route) -> bool:
    return route.kind in {"add", "change"} or (
        route.action is not None
        and any(asked.required and asked.kind != "flag" for asked in route.action.fields.values())
    )


def _parameter(name: str, schema: Schema, description: str, *, place: str = "query", required: bool = False) -> Schema:
    return {"name": name, "in": place, "required": required, "description": description, "schema": schema}


def _needs_condition(route: Route) -> bool:
    act = route.action
    return act is not None and (act.binds_to is not None or act.starts_from) and route.kind in {"change", "act"}


def _parameters(route: Route) -> list[Schema]:
    assert route.resource is not None
    found: list[Schema] = []
    if "{uid}" in route.path:
        found.append(_parameter("uid", _UID, "Which entry.", place="path", required=True))
    if route.kind in {"list", "read"}:
        names = {"type": "array", "items": {"type": "string", "enum": list(api_fields(route.resource))}}
        found.append(
            {**_parameter("fields", names, "Only these fields, with commas."), "style": "form", "explode": False}
        )
    if route.kind == "list":
        found.extend(_list_parameters(route.resource))
    if route.kind == "read":
        found.append(_parameter("If-None-Match", {"type": "string"}, "The ETag known already.", place="header"))
    if route.kind in {"change", "act"}:
        binds = route.action is not None and route.action.binds_to is not None
        what = "The ETags of all that was read: paper, or plan and measures." if binds else "The ETag that was read."
        needed = _needs_condition(route)
        found.append(_parameter("If-Match", {"type": "string"}, what, place="header", required=needed))
    return found


def _list_parameters(resource: Resource) -> list[Schema]:
    limit = {"type": "integer", "minimum": 1, "maximum": lists.LARGEST_LIMIT, "default": lists.LIMIT}
    found = [
        _parameter("limit", limit, "How many entries a page has at most."),
        _parameter("cursor", {"type": "string"}, "The `next_cursor` of the page before."),
        _parameter("include_voided", {"type": "boolean", "default": False}, "Voided entries too."),
    ]
    if resource.search:
        words = {"type": "string", "maxLength": lists.LONGEST_SEARCH}
        found.append(_parameter("q", words, f"Words to find, in any spelling, in: {', '.join(resource.search)}."))
    found.extend(_parameter(p.name, p.schema, p.meaning) for p in lists.filters_of(resource).values())
    return found


def _json(description: str, schema: Schema, headers: dict[str, str] | None = None) -> Schema:
    described: Schema = {"description": description, "content": {"application/json": {"schema": schema}}}
    if headers:
        described["headers"] = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()
        }
    return described


def _problems(*statuses: int) -> dict[str, Schema]:
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _responses(route: Route) -> dict[str, Schema]:
    assert route.resource is not None
    etag = {"ETag": "The entry's uid and revision, for If-Match."}
    entry = _ref(route.resource.key)
    if route.kind == "list":
        page = _json("A page.", _ref(f"{route.resource.key}.page"), {"Link": "The next page, rel=next."})
        return {"200": page, **_problems(400, 401, 403, 406)}
    if route.kind == "read":
        return {
            "200": _json("The entry.", entry, etag),
            "304": {"description": "The entry is still the one of If-None-Match."},
            **_problems(400, 401, 403, 404, 406),
        }
    refused = _problems(400, 401, 403, 406, 409, 413, 415, 422)
    if route.kind == "change":
        return {"200": _json("The entry as it is now.", entry, etag), **refused, **_problems(404, 412, 428)}
    if route.kind in {"add", "make"}:
        created = _json("The new entry.", entry, {**etag, "Location": "Where it stands."})
        answers = {"201": created}
        if route.kind == "make":
            answers["204"] = {"description": "Done; what came of it is nothing that the API shows."}
        return {**answers, **refused}
    link = {**etag, "Link": "What came of the act, rel=related."}
    return {
        "200": _json("The entry as it is now.", entry, link),
        "204": {"description": "Done; the entry is no longer there, or no longer for you."},
        **refused,
        **_problems(404, 412, *([428] if _needs_condition(route) else [])),
    }


def _shared_responses() -> dict[str, Schema]:
    meanings = {
        400: "A parameter or member is unknown or malformed.",
        401: "Not signed in, or the token is not valid.",
        403: "The right is missing, or the change would leave your sight, or the session's CSRF token is missing.",
        404: "There is nothing here that you may see.",
        406: "JSON was not accepted.",
        409: "A rule of the office refuses; `code` says which, `overridable` yields to `override_reason`.",
        412: "The entry was changed since it was read.",
        413: "The body is too long.",
        415: "The body is not JSON.",
        422: "Values break a rule of their field; see `errors`.",
        428: "If-Match is missing.",
    }
    content = {"application/problem+json": {"schema": _ref("Problem")}}
    return {str(status): {"description": text, "content": content} for status, text in meanings.items()}


def _shared_schemas() -> dict[str, Schema]:
    return {
        "Problem": {
            "type": "object",
            "description": "RFC 9457.",
            "required": ["type", "title", "status", "code"],
            "properties": {
                "type": {"type": "string", "format": "uri-reference"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "code": {"type": "string"},
                "detail": {"type": "string"},
                "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
            },
        },
        "Reference": {
            "type": "object",
            "description": "Another thing. Where the reader may not see it, null stands in its place.",
            "required": ["uid", "title"],
            "properties": {"uid": _UID, "title": {"type": "string"}},
        },
        "Named": {
            "description": "A thing, by its uid or as a reference that was read.",
            "oneOf": [
                _UID,
                {"type": "object", "required": ["uid"], "properties": {"uid": _UID, "title": {"type": "string"}}},
            ],
        },
        "TranslatedText": {
            "type": "object",
            "description": "One text by language.",
            "properties": {code: {"type": "string"} for code in language_codes()},
            "additionalProperties": False,
        },
        "File": {
            "type": "object",
            "required": ["name", "content"],
            "properties": {
                "name": {"type": "string"},
                "content": {"type": "string", "contentEncoding": "base64"},
                "type": {"type": "string", "default": "application/octet-stream"},
            },
            "additionalProperties": False,
        },
    }


def _resource_schemas() -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for resource in api_resources():
        found[resource.key] = _entry_schema(resource)
        found[f"{resource.key}.page"] = {
            "type": "object",
            "required": ["items", "next_cursor"],
            "properties": {
                "items": {"type": "array", "items": _ref(resource.key)},
                "next_cursor": {"type": ["string", "null"]},
            },
        }
    for route in routes():
        if route.resource is None or route.action is None or not _body_name(route):
            continue
        makers = {"add": _form_schema, "change": _form_schema}
        maker = makers.get(route.kind)
        found[_body_name(route)] = maker(route.resource, route.kind) if maker else _act_schema(route.action)
    return dict(sorted(found.items()))


def _entry_schema(resource: Resource) -> Schema:
    properties = {name: field_schema(resource.model, name) or {} for name in api_fields(resource)}
    for name, schema in properties.items():
        label = field_label(resource, name)
        if "$ref" not in schema and label:
            schema["title"] = label
    # With `fields`, an answer holds those asked for only.
    return {"type": "object", "properties": properties}


def field_label(resource: Resource, name: str) -> str:
    """Return what a field is called for people, empty where its name is all there is."""
    field = field_of(resource.model, name)
    return "" if field is None else str(field.verbose_name)


def _form_schema(resource: Resource, kind: str) -> Schema:
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for name, field in inputs.writable(resource).items():
        if is_reference(field):
            named = _ref("Named")
            properties[name] = {"anyOf": [named, {"type": "null"}]} if field.null else named
        else:
            properties[name] = column_schema(field, nullable=field.null) or {}
        # The account's own institution stands for one that is not named.
        if not (field.blank or field.has_default() or name == "institution"):
            required.append(name)
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required and kind == "add":
        schema["required"] = required
    return schema


def _act_schema(act: Action) -> Schema:
    properties = {name: _input_schema(asked) for name, asked in act.fields.items()}
    required = [name for name, asked in act.fields.items() if asked.required and asked.kind != "flag"]
    if inputs.overridable(act):
        properties[inputs.OVERRIDE] = {"type": "string", "title": "Why it is done against an objection"}
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = required
    return schema


def _input_schema(asked: Input) -> Schema:
    schema = dict(_INPUTS[asked.kind])
    schema["title"] = str(asked.label)
    if asked.kind == "model":
        schema["description"] = f"One of {asked.model}."
    elif asked.kind == "models":
        schema["description"] = f"Several of {asked.model}."
    elif asked.help:
        schema["description"] = str(asked.help)
    return schema
