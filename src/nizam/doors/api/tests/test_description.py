# SPDX-License-Identifier: EUPL-1.2
"""The description of the API: it is whole, it is what is kept in the documentation, and every field has its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.urls import resolve, reverse

from nizam.doors.api.checks import api_can_show_what_is_declared
from nizam.doors.api.command import api
from nizam.doors.api.fields import api_fields
from nizam.doors.api.openapi import openapi_document
from nizam.doors.api.problems import Problem, title_of
from nizam.doors.api.routes import api_resources, routes
from nizam.kit.declare import Api
from nizam.kit.registry import registry

DOCS = Path(__file__).resolve().parents[5] / "docs"
UID = "0190b0a0-0000-7000-8000-000000000000"


def references(value: Any) -> Iterator[str]:
    """Yield every $ref anywhere in `value`."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return path, method and description of every operation."""
    return [(path, method, found) for path, item in document["paths"].items() for method, found in item.items()]


def test_the_document_has_what_openapi_demands() -> None:
    document = openapi_document()
    assert document["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(document["info"])
    names = [found["operationId"] for _path, _method, found in operations(document)]
    assert len(names) == len(set(names))
    for path, method, found in operations(document):
        assert method in {"get", "post", "patch"}
        assert any(status.startswith("2") for status in found["responses"])
        assert all("description" in answer or "$ref" in answer for answer in found["responses"].values())
        named = {parameter["name"] for parameter in found.get("parameters", []) if parameter["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))
        assert all({"name", "in", "schema"} <= set(parameter) for parameter in found.get("parameters", []))
    assert all(re.fullmatch(r"[a-zA-Z0-9._-]+", name) for name in document["components"]["schemas"])


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    document = openapi_document()
    used = set(references(document))
    for pointer in used:
        found: Any = document
        for part in pointer.removeprefix("#/").split("/"):
            found = found[part]
    assert {f"#/components/schemas/{name}" for name in document["components"]["schemas"]} - used <= {
        "#/components/schemas/File"
    }


def test_routes_and_document_say_the_same() -> None:
    described = {
        (path, method.upper(), found["x-permission"]) for path, method, found in operations(openapi_document())
    }
    assert described == {(route.path, route.method, route.permission) for route in routes()}
    assert len({(route.method, route.path) for route in routes()}) == len(routes())


def test_every_route_stands_under_its_name_and_asks_for_a_declared_right() -> None:
    for route in routes():
        address = reverse(route.name, kwargs={"uid": UID} if "{uid}" in route.path else None)
        assert address == route.path.replace("{uid}", UID)
        assert f"{resolve(address).view_name}" == route.name
        assert route.kind == "schema" or route.permission in registry.permissions


def test_every_resource_with_an_api_is_listed_and_no_other() -> None:
    listed = {route.resource.key for route in routes() if route.kind == "list" and route.resource is not None}
    assert listed == {resource.key for resource in registry.resources if resource.api is not None}
    assert "org.apitoken" not in listed


def test_the_kept_document_is_the_present_one() -> None:
    result = CliRunner().invoke(api, ["schema"])
    assert result.exit_code == 0
    kept = (DOCS / "openapi.json").read_text("utf-8")
    assert result.output == kept, "run: nizam api schema > docs/openapi.json"
    assert json.loads(kept) == json.loads(json.dumps(openapi_document()))


def test_every_field_has_its_line_in_the_documentation() -> None:
    result = CliRunner().invoke(api, ["schema", "--fields"])
    kept = (DOCS / "api-fields.md").read_text("utf-8")
    assert result.output == kept, "run: nizam api schema --fields > docs/api-fields.md"
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", kept, re.MULTILINE | re.DOTALL))
    for resource in api_resources():
        for name in api_fields(resource):
            assert f"| `{name}` |" in sections[resource.key]


def test_every_status_the_api_answers_with_has_its_line_in_the_documentation() -> None:
    page = (DOCS / "api.md").read_text("utf-8")
    for status in {int(status) for _p, _m, found in operations(openapi_document()) for status in found["responses"]}:
        assert f"| {status} |" in page


@pytest.mark.parametrize("name", ["id", "pk", "unit__name", "objects", "source"])
def test_what_must_not_get_out_stops_the_start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert api_can_show_what_is_declared(None) == []
    resource = registry.resource("charters.charter")
    monkeypatch.setattr(resource, "api", Api(fields=("uid", name)))
    faults = api_can_show_what_is_declared(None)
    assert [fault.id for fault in faults] == ["nizam.E030"]
    assert f"charters.charter: api: {name!r}" in faults[0].msg


@pytest.mark.django_db
def test_any_account_may_read_the_document(program: Any) -> None:
    answer = program("stranger").get("openapi.json")
    assert answer.status_code == 200
    assert answer.json() == json.loads(json.dumps(openapi_document()))


def test_a_status_without_words_of_ours_has_the_rfc_phrase() -> None:
    assert title_of(418) == "I'm a Teapot"
    assert json.loads(Problem(409, "closed").response().content) == {
        "type": "about:blank",
        "title": "Refused",
        "status": 409,
        "code": "closed",
    }
