# SPDX-License-Identifier: EUPL-1.2
"""The page of the documentation that has a line for every field, filter and act of the API."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from nizam.doors.api import inputs, lists
from nizam.doors.api.fields import api_fields, field_of, field_schema, is_reference
from nizam.doors.api.openapi import field_label
from nizam.doors.api.routes import api_resources, routes_of
from nizam.kit.declare import Resource

_HEAD = """# Fields and acts of the API

<!-- Made by `nizam api schema --fields`; a test compares. Do not edit. -->

How to work with the API is told in [api.md](api.md). Types: *reference* is `{"uid", "title"}`, or null when there is
nothing or nothing you may see; *texts* is one text by language code; a day is `2026-11-30`, a moment is in UTC.
“Written” says which generated operation takes the field.
"""


def fields_page() -> str:
    """Return the page as Markdown, in English."""
    with translation.override("en"):
        return "\n".join([_HEAD, *(_section(resource) for resource in api_resources())])


def _section(resource: Resource) -> str:
    lines = [
        f"## {resource.key}",
        "",
        f"{_capital(str(resource.title))}. Right to read: `{resource.view_permission}`.",
        "",
    ]
    lines += ["| field | type | is | written |", "|---|---|---|---|"]
    read = api_fields(resource)
    written = inputs.writable(resource)
    verbs = ", ".join(verb for verb in ("add", "change") if resource.generated(verb))
    for name in (*read, *(name for name in written if name not in read)):
        label = field_label(resource, name) or name.replace("_", " ")
        how = verbs if name in written else ""
        lines.append(f"| `{name}` | {_type(resource, name)} | {label}{'' if name in read else ' (not read)'} | {how} |")
    names = [f"`{name}`" for name in lists.list_parameters(resource)]
    lines += ["", f"List parameters: {', '.join(names)}.", ""]
    lines += ["| operation | right | takes |", "|---|---|---|"]
    for route in routes_of(resource):
        lines.append(f"| `{route.method} {route.path}` | `{route.permission}` | {_takes(route)} |")
    return "\n".join([*lines, ""])


def _takes(route: Any) -> str:
    if route.kind in {"act", "make"} and route.action.fields:
        return ", ".join(
            f"`{name}` ({asked.kind}{'' if asked.required else ', optional'})"
            for name, asked in route.action.fields.items()
        )
    return {"add": "the fields written by add", "change": "any fields written by change; If-Match"}.get(route.kind, "")


def _type(resource: Resource, name: str) -> str:
    if is_reference(field_of(resource.model, name)):
        return "reference"
    schema = field_schema(resource.model, name) or {}
    if "TranslatedText" in str(schema):
        return "texts"
    if "enum" in schema:
        return "choice: " + ", ".join(f"`{key}`" for key in schema["enum"] if key not in (None, ""))
    declared = schema.get("type", "JSON")
    kind = str(declared[0] if isinstance(declared, list) else declared)
    known = {"date": "day", "date-time": "moment", "uuid": "uid", "decimal": "exact number"}
    return known.get(schema.get("format", ""), kind)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
