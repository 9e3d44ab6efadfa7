# SPDX-License-Identifier: EUPL-1.2
"""The generated permission matrix: every mounted route, for every role, on one's own row and on another's.

The routes of resources are walked from their declarations, all others from the table in `other_routes.py`.

`permission_matrix/` holds what each role is answered; `NIZAM_WRITE_MATRIX=1` writes it anew, and the difference is
read like any other change. The rules below hold whatever the file says.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.forms.models import model_to_dict
from django.urls import NoReverseMatch, Resolver404, resolve

from matters import WORDS, Matters, forget_files, freeze_report, make_charter, make_matters, make_people
from nizam.doors.office.gate import listed_routes, mounted_routes
from nizam.kit.registry import registry
from nizam.kit.testing.plugin import ENGINE
from nizam.kit.testing.samples import make_sample
from nizam.kit.testing.world import World, make_account
from nizam.kit.uids import uuid7
from nizam.site.first_day import close_first_day, open_first_day
from other_routes import OTHER_ROUTES, OtherRoute
from walks import (
    MARKER,
    ROLES,
    Step,
    account,
    api_steps,
    body,
    office_steps,
    resource_keys,
    rights_of,
    signed_in,
    take,
)

FOLDER = Path(__file__).with_name("permission_matrix")
WRITES = os.environ.get("NIZAM_WRITE_MATRIX") == "1"


pytestmark = pytest.mark.usefixtures("quick_walk", "accounts_kept")


# Which rows are in scope is asked of both engines by the walk below; what a role may do is no question to a database.
@pytest.mark.one_engine
@pytest.mark.django_db
@pytest.mark.parametrize("key", resource_keys())
def test_matrix(key: str, world: World) -> None:
    resource = registry.resource(key)
    mine = make_sample(
        resource.model, institution=world.institution, unit=world.unit_a, user=world.clerk_a, marker=f"{MARKER} own"
    )
    found: dict[str, dict[str, str]] = {}
    for role in ROLES:
        user = account(world, role)
        client = signed_in(user)
        rights = rights_of(user)
        sees = user is not None and resource.visible_to(type(user).objects.get(pk=user.pk)).filter(pk=mine.pk).exists()
        for step in [*office_steps(resource, mine), *api_steps(resource, mine)]:
            if step.method in {"POST", "PATCH"} and not resource.model.objects.filter(pk=mine.pk).exists():
                continue
            response = take(client, step)
            found.setdefault(step.key, {})[role] = str(response.status_code)
            where = f"{role}: {step.key}"
            assert response.status_code < 500, where
            if user is None:
                assert response.status_code == (401 if step.route.startswith("api:") else 302), where
            elif step.about_entry and not sees:
                assert response.status_code == 404, where
            elif not step.about_entry and resource.view_permission not in rights and step.method == "GET":
                assert response.status_code in {403, 404, 405}, where
            if not sees and user is not None:
                assert f"{MARKER} own" not in body(response), where
    assert_kept(key, found)


def assert_kept(name: str, found: dict[str, dict[str, str]]) -> None:
    """Compare what was answered with the kept file of the matrix, or write that anew."""
    file = FOLDER / f"{name}.json"
    if WRITES:
        FOLDER.mkdir(exist_ok=True)
        file.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
    assert json.loads(file.read_text("utf-8")) == found


def others(world: World) -> list[Any]:
    """Return people to whom nothing of unit A belongs: of another institution in every office, and a neighbour."""
    people = [world.stranger, world.clerk_b]
    for role in ("head", "leadership", "inspector", "technical-administrator"):
        people.append(make_account(f"stranger-{role}", world.other_institution, role))
    return people


def asked_here(steps: list[Step]) -> list[Step]:
    """Return what this engine is asked: of a screen of acts PostgreSQL answers one, all of them find the row alike."""
    if ENGINE != "postgresql":
        return steps
    return list({step.key.partition("[")[0]: step for step in reversed(steps)}.values())


def walk(key: str, world: World) -> None:
    """Walk every route of a resource as people out of its scope; raises AssertionError at the first leak."""
    resource = registry.resource(key)
    row = make_sample(
        resource.model,
        institution=world.institution,
        unit=world.unit_a,
        user=world.clerk_a,
        marker=MARKER,
        **({"confidentiality": 1} if any(f.name == "confidentiality" for f in resource.model._meta.fields) else {}),
    )
    shared = getattr(resource.model, "SCOPE", "unit") in {"institution", "house"} or key == "org.institution"
    people = [p for p in others(world) if not (shared and p.institution_id == world.institution.pk)]
    for person in people:
        client = signed_in(person)
        for step in asked_here([*office_steps(resource, row), *api_steps(resource, row)]):
            response = take(client, step)
            assert response.status_code < 500, f"{person}: {step.key}"
            if step.about_entry:
                assert response.status_code == 404, f"{person}: {step.key}"
            assert MARKER not in body(response), f"{person}: {step.key}"
            assert str(row.uid) not in body(response).replace(step.address, ""), f"{person}: {step.key}"


@pytest.mark.django_db
@pytest.mark.parametrize("key", resource_keys())
def test_nothing_leaks_to_who_is_out_of_scope(key: str, world: World) -> None:
    walk(key, world)


@pytest.mark.one_engine
@pytest.mark.django_db
@pytest.mark.parametrize("key", resource_keys())
def test_the_walk_notices_a_missing_scope(key: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    resource = registry.resource(key)
    monkeypatch.setattr(resource, "visible_to", lambda user: resource.model._default_manager.all())
    with pytest.raises(AssertionError):
        walk(key, world)


def walked() -> set[tuple[str, str]]:
    """Return name and pattern of every route that the walks of the resources take."""
    row = SimpleNamespace(uid=uuid7())
    steps = [s for r in registry.resources for s in (*office_steps(r, row), *api_steps(r, row))]
    matches = [resolve(step.address) for step in steps]
    return {(match.view_name, match.route.replace("^", "")) for match in matches}


def unwalked(rows: tuple[OtherRoute, ...]) -> list[tuple[str, str]]:
    """Return name and pattern of the routes that answer and that neither a resource's walk nor `rows` takes.

    Wagtail's routes behind the gate answer nobody; the gate's own tests ask each of them as every role.
    """
    known = walked() | {row.mounted() for row in rows}
    answering = [m for m in mounted_routes() if not m.is_wagtail or m.name in listed_routes()]
    return [(m.name, m.route) for m in answering if (m.name, m.route.replace("^", "")) not in known]


@pytest.mark.one_engine
def test_every_mounted_route_is_walked() -> None:
    forgotten = unwalked(OTHER_ROUTES)
    assert not forgotten, f"add a row to tests/other_routes.py for each of {forgotten}"


@pytest.mark.one_engine
def test_the_table_names_mounted_routes_only() -> None:
    for row in OTHER_ROUTES:
        try:
            name, _pattern = row.mounted()
        except (NoReverseMatch, Resolver404):
            name = ""
        assert name == row.route, f"tests/other_routes.py: no route {row.route!r} is mounted at this address"
    twice = [key for key, times in Counter(row.key for row in OTHER_ROUTES).items() if times > 1]
    assert twice == []


@pytest.mark.one_engine
def test_a_route_without_a_row_is_noticed() -> None:
    of_resources = {name for name, _pattern in walked()}
    assert {name for name, _pattern in unwalked(())} == {row.route for row in OTHER_ROUTES} - of_resources


@pytest.fixture
def matters(world: World) -> Iterator[Matters]:
    """The matter of unit A with its files, in a house whose certificate and first-day code lie ready."""
    make_people(world)
    made = make_matters(world, make_charter(world))
    certificate = Path(settings.NIZAM_HOME) / "keys" / "authority.crt"
    certificate.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificate.write_text("of the house", "ascii")
    open_first_day(Path(settings.NIZAM_HOME))
    yield replace(made, report=freeze_report(world))
    close_first_day(Path(settings.NIZAM_HOME))
    certificate.unlink()
    forget_files(made)


def ask(client: Any, row: OtherRoute, address: str, method: str = "") -> Any:
    """Ask `row` at `address`, or by another `method` with nothing to say."""
    if not method and row.method == "PATCH":
        return client.patch(address, json.dumps(dict(row.data)), content_type="application/json")
    data = {} if method else dict(row.data)
    return client.post(address, data) if (method or row.method) == "POST" else client.get(address)


def assert_nothing_leaks(text: str, address: str, seen: frozenset[str], matters: Matters, where: str) -> None:
    """Assert that `text` holds no words and no identifier of a thing that is not among the `seen`."""
    text = text.replace(address.partition("?")[0], "")
    for name in matters.names() - seen:
        assert str(matters.uid(name)) not in text, f"{where}: the identifier of the {name}"
        for word in WORDS.get(name, ()):
            assert word not in text, f"{where}: the {name}"


def assert_out_of_sight(response: Any, row: OtherRoute, client: Any, where: str) -> None:
    """Assert that what is out of sight is answered 404, as what does not exist is."""
    assert response.status_code == 404, where
    nowhere = ask(client, row, row.address(lambda name: uuid7()))
    assert nowhere.status_code == 404, f"{where}: tells that it exists"


def stored(matters: Matters, row: OtherRoute) -> list[Any]:
    """Return what the database holds of the things `row` is about."""
    things = [getattr(matters, name) for name in row.about]
    return [model_to_dict(type(thing).objects.get(pk=thing.pk)) for thing in things]


@pytest.mark.django_db
def test_other_routes(world: World, matters: Matters, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.ENV, "NIZAM_TLS_CERTIFICATE", "local")
    found: dict[str, dict[str, str]] = {}
    posted = {row.route for row in OTHER_ROUTES if row.method == "POST"}
    for role in ROLES:
        user = account(world, role)
        rights = rights_of(user)
        seen = frozenset(name for name in matters.names() if matters.seen_by(user, name))
        client = signed_in(user)
        for row in OTHER_ROUTES:
            where = f"{role}: {row.key}"
            address = row.address(matters.uid)
            sees = seen.issuperset(row.about)
            before = stored(matters, row)
            response = ask(client, row, address)
            found.setdefault(row.key, {})[role] = str(response.status_code)
            assert response.status_code < 500, where
            assert_nothing_leaks(body(response), address, seen, matters, where)
            if user is None and not row.public:
                assert response.status_code == (401 if row.route.startswith("api:") else 302), where
                assert row.route.startswith("api:") or response["Location"].startswith("/office/login/"), where
            elif not row.public and not sees:
                assert_out_of_sight(response, row, client, where)
            elif not row.public and row.right and row.right not in rights:
                assert response.status_code == 403, where
            if not row.public and not row.label and row.route not in posted:
                by_post = ask(client, row, address, "POST")
                assert by_post.status_code in {302, 401, 403, 404, 405}, f"{where}: by POST"
                assert_nothing_leaks(body(by_post), address, seen, matters, f"{where}: by POST")
            if not sees:
                assert stored(matters, row) == before, f"{where}: changed it"
            if row.route == "wagtailadmin_logout":
                client = signed_in(user)
    for row in OTHER_ROUTES:
        if row.about and row.method == "GET":
            answers = [code for role, code in found[row.key].items() if role != "anonymous"]
            answer = "302" if row.leads_on else "200"
            assert answer in answers, f"{row.key}: nobody is answered, so the walk proves nothing"
    assert_kept("other-routes", found)
