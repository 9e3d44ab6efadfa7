# SPDX-License-Identifier: EUPL-1.2
"""How many queries each list and entry page costs: kept in a file, and the same for one row as for twelve.

`query_counts.json` holds the counts by resource; `NIZAM_WRITE_QUERY_COUNTS=1` writes it anew, and the difference is
read like any other change.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nizam.kit.declare import Resource
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.testing.samples import LEFT_EMPTY, make_sample
from nizam.kit.testing.world import World
from walks import resource_keys

FILE = Path(__file__).with_name("query_counts.json")
WRITES = os.environ.get("NIZAM_WRITE_QUERY_COUNTS") == "1"
FEW, MANY = 1, 12
# What an institution has no more of: one setting, one row for each day of the week.
AT_MOST = {"cases.routingsetting": 1, "cases.officehours": 7}


def reader(resource: Resource, world: World) -> Any:
    """Return the first account that may read the resource; more institutions than one are read by `operator` only."""
    if resource.key == "org.institution":
        return type(world.head_a).objects.get(username="operator")
    for person in (world.head_a, world.leader, world.inspector, world.techadmin):
        if ports.access.has_perm(person, resource.view_permission):
            return type(person).objects.get(pk=person.pk)
    raise AssertionError(f"nobody reads {resource.key}")


def make_row(resource: Resource, world: World, user: Any, number: int) -> Any:
    """Make one row the reader sees; every key that a page shows leads to a row of its own."""
    # A role granted to the reader would change what every page asks about rights.
    owner = user if getattr(resource.model, "SCOPE", "unit") == "own" else world.clerk_b
    at_hand = {"institution": world.institution, "unit": world.unit_a, "user": owner}
    shown = {*resource.columns.names, *resource.details, *(resource.api.fields if resource.api else ())}
    left_empty = LEFT_EMPTY.get(resource.key, frozenset())
    given: dict[str, Any] = {}
    for field in resource.model._meta.concrete_fields:
        if field.name == "day":
            given["day"] = dt.date(2026, 1, 1) + dt.timedelta(days=number)
        if field.name == "weekday":
            given["weekday"] = number
        # Only the sealer gives an event its seal.
        if not field.is_relation or field.name not in shown - {*at_hand, "seal", *left_empty}:
            continue
        if field.related_model is not resource.model:
            given[field.name] = make_sample(field.related_model, marker=f"beside {number}", **at_hand)
    return make_sample(resource.model, marker=f"row {number}", **at_hand, **given)


def queries(client: Client, address: str) -> tuple[int, str]:
    """Return how many queries a page costs once the process is warm, and what the page says."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return len(captured), "\n".join(query["sql"] for query in captured)


def counted(resource: Resource, world: World) -> dict[str, dict[str, int]]:
    """Return the counts of the list with few and many rows, and of one entry, in the office and the API."""
    user = reader(resource, world)
    client = Client()
    client.force_login(user)
    row = make_row(resource, world, user, 0)
    stem = f"office:{resource.label}_{resource.name}"
    pages = {"list": reverse(f"{stem}_list")}
    if resource.api is not None:
        pages["api list"] = reverse(f"api:{resource.label}_{resource.name}_list")
    few = {name: queries(client, address) for name, address in pages.items()}
    for number in range(FEW, AT_MOST.get(resource.key, MANY)):
        make_row(resource, world, user, number)
    many = {name: queries(client, address) for name, address in pages.items()}
    for name in pages:
        assert few[name][0] == many[name][0], f"{resource.key}, {name}: a query for every row\n{many[name][1]}"
    found = {name: count for name, (count, _sql) in many.items()}
    found["entry"] = queries(client, reverse(f"{stem}_entry", args=[row.uid]))[0]
    return found


def compare(key: str, found: dict[str, int]) -> None:
    """Hold what was counted against the kept file, or write it there when that is asked for."""
    kept = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    if WRITES:
        kept[key] = found
        FILE.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
    assert kept.get(key) == found


# The ORM asks both engines the same number of queries.
@pytest.mark.one_engine
@pytest.mark.django_db
@pytest.mark.parametrize("key", resource_keys())
def test_query_counts(key: str, world: World) -> None:
    compare(key, counted(registry.resource(key), world))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "name", "query", "shown"),
    [
        ("today", "office:home", {"of": "unit"}, "matter 9"),
        ("report by article", "office:report", {"period": "2026-Q4"}, ""),
        ("cases of a report", "office:report", {"period": "2026-Q4", "figure": "came"}, "matter 9"),
    ],
)
def test_query_counts_of_pages_of_work(key: str, name: str, query: dict[str, str], shown: str, world: World) -> None:
    at_hand = {"institution": world.institution, "unit": world.unit_a, "user": world.head_a}
    appeal = apps.get_model("cases", "Procedure").objects.get(institution=world.institution, code="appeal")
    provision = make_sample(apps.get_model("charters", "Provision"), nature="duty", level=1, **at_hand)
    make_sample(
        apps.get_model("charters", "ProvisionCapability"),
        provision=provision,
        capability=appeal.capabilities[0],
        state="confirmed",
        **at_hand,
    )
    client = Client()
    client.force_login(world.head_a)
    address = f"{reverse(name)}?{urlencode(query)}"

    def register(number: int) -> None:
        make_sample(
            apps.get_model("cases", "Case"),
            marker=f"matter {number}",
            procedure=appeal,
            party=make_sample(apps.get_model("cases", "Party"), marker=f"beside {number}", **at_hand),
            responsible=make_sample(apps.get_model("org", "Person"), marker=f"beside {number}", **at_hand),
            **at_hand,
        )

    register(0)
    few, few_sql = queries(client, address)
    for number in range(FEW, MANY):
        register(number)
    many, sql = queries(client, address)
    assert few == many, f"a query for every case\n{few_sql}\n\n{sql}"
    assert shown in client.get(address).content.decode()
    compare(key, {"page": many})
