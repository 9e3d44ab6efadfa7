# SPDX-License-Identifier: EUPL-1.2
"""The generated permission matrix: every route of every resource, for every role, on one's own row and on another's.

`permission_matrix/` holds what each role is answered; `NIZAM_WRITE_MATRIX=1` writes it anew, and the difference is
read like any other change. The rules below hold whatever the file says.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from nizam.kit.registry import registry
from nizam.kit.testing.samples import make_sample
from nizam.kit.testing.world import World, make_account
from nizam.spine.org.rights import expand
from walks import MARKER, api_steps, body, office_steps, resource_keys, take

FOLDER = Path(__file__).with_name("permission_matrix")
ROLES = ("anonymous", "stranger", "clerk_b", "clerk_a", "head_a", "leader", "inspector", "techadmin")
WRITES = os.environ.get("NIZAM_WRITE_MATRIX") == "1"


def account(world: World, role: str) -> Any:
    return None if role == "anonymous" else getattr(world, role)


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def rights_of(user: Any) -> frozenset[str]:
    if user is None:
        return frozenset()
    return frozenset().union(*(expand(tuple(g.role.permissions)) for g in user.grants.all()))


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
    file = FOLDER / f"{key}.json"
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
        for step in [*office_steps(resource, row), *api_steps(resource, row)]:
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
