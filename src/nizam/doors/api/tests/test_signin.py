# SPDX-License-Identifier: EUPL-1.2
"""Who may ask: tokens with scope and end, sessions with their CSRF token, and nobody else."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.test import Client

from nizam.doors.api.tests.programs import API, Program, give_token, refused
from nizam.kit.actions import Actor
from nizam.kit.ports import ports
from nizam.kit.testing.world import World
from nizam.spine.assets.models import Asset
from nizam.spine.org import actions
from nizam.spine.org.days import today_of
from nizam.spine.org.models import ApiToken, User
from nizam.spine.org.rights import forget_grants, restrict_grants

pytestmark = pytest.mark.django_db


@pytest.fixture
def asset(world: World) -> Asset:
    """Return an asset of unit A."""
    return Asset.objects.create(institution=world.institution, unit=world.unit_a, inventory_number="1", name="Printer")


def test_a_token_made_in_the_office_opens_the_api(world: World, asset: Asset) -> None:
    end = today_of(world.head_a)
    token = actions.add_apitoken(Actor(user=world.head_a), name="Stock scanner", expires_on=end)
    program = Program(token.key)
    assert program.get(f"assets/asset/{asset.uid}/").status_code == 200
    assert (
        Program().client.get(f"{API}assets/asset/", headers={"Authorization": f"bearer {token.key}"}).status_code == 200
    )
    actions.void_apitoken(Actor(user=world.head_a), token)
    answer = program.get(f"assets/asset/{asset.uid}/")
    refused(answer, 401, "not-signed-in")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="nizam", error="invalid_token"'


def test_tokens_end_with_their_day_and_with_their_account(world: World, program: Any) -> None:
    ended, last_day, blocked = program("head_a", days=-1), program("head_a", days=0), program("clerk_a")
    refused(ended.get("assets/asset/"), 401)
    assert last_day.get("assets/asset/").status_code == 200
    assert blocked.get("assets/asset/").status_code == 200
    User.objects.filter(pk=world.clerk_a.pk).update(is_active=False)
    refused(blocked.get("assets/asset/"), 401)


@pytest.mark.parametrize("zone", ["Asia/Baku", "Asia/Tashkent", "Europe/Istanbul"])
def test_the_last_day_of_a_token_is_one_of_the_institution(
    world: World, program: Any, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.institution.zone = zone
    world.institution.save(update_fields=["zone"])
    day = datetime.date(2026, 11, 30)
    last_day = program("head_a")
    ApiToken.objects.update(expires_on=day)
    for on, at, status in (
        (day, datetime.time(23, 30), 200),
        (day + datetime.timedelta(days=1), datetime.time(2), 401),
    ):
        moment = datetime.datetime.combine(on, at, world.institution.tzinfo).astimezone(datetime.UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        assert last_day.get("assets/asset/").status_code == status, (on, at)


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer nz_unknown", "Bearer a b", "Bearer é", "Basic aGVhZF9hOng=", "bearernz_x"]
)
def test_other_credentials_open_nothing(world: World, header: str) -> None:
    refused(Program().get("assets/asset/", Authorization=header), 401)


def test_a_bad_token_is_not_replaced_by_a_session(world: World) -> None:
    client = Client()
    client.force_login(world.head_a)
    assert client.get(f"{API}assets/asset/").status_code == 200
    refused(client.get(f"{API}assets/asset/", headers={"Authorization": "Bearer nz_wrong"}), 401)


def test_a_token_holds_no_more_than_its_named_rights(world: World, program: Any, asset: Asset) -> None:
    path = f"assets/asset/{asset.uid}/"
    reader = program("head_a", "assets.view_*")
    assert reader.get(path).status_code == 200
    refused(reader.patch(path, {"name": "x"}, If_Match="*"), 403)
    refused(reader.get("org/person/"), 403)
    writer = program("head_a", "assets.*", "!assets.void_*")
    assert writer.patch(path, {"name": "Scanner"}, If_Match="*").status_code == 200
    refused(writer.post(f"{path}acts/void_asset/", {"reason": "x"}), 403)
    nothing = program("head_a", "no.such_right")
    refused(nothing.get("assets/asset/"), 403)


def test_a_token_holds_no_more_than_its_account(world: World, program: Any, asset: Asset) -> None:
    everything = program("clerk_a", "*")
    path = f"assets/asset/{asset.uid}/"
    assert everything.get(path).status_code == 200
    refused(everything.patch(path, {"name": "x"}, If_Match="*"), 403)
    refused(program("clerk_b", "*").get(path), 404)


def test_restricted_rights_stay_restricted_when_asked_anew(world: World) -> None:
    user = User.objects.get(pk=world.head_a.pk)
    whole = ports.access.permissions(user)
    restrict_grants(user, ("assets.view_*",))
    assert ports.access.permissions(user) == {"assets.view_asset"}
    forget_grants(user)
    assert ports.access.permissions(user) == {"assets.view_asset"}
    assert ports.access.permissions(User.objects.get(pk=user.pk)) == whole


def test_the_last_use_is_noted_once_a_minute(world: World) -> None:
    row = give_token(world.head_a, "nz_noted")
    program = Program("nz_noted")
    program.get("assets/asset/")
    row.refresh_from_db()
    first = row.last_used_at
    assert first is not None
    program.get("assets/asset/")
    row.refresh_from_db()
    assert row.last_used_at == first
    ApiToken.objects.filter(pk=row.pk).update(last_used_at=first - datetime.timedelta(minutes=2))
    program.get("assets/asset/")
    row.refresh_from_db()
    assert row.last_used_at >= first


def test_a_session_writes_only_with_its_csrf_token(world: World, asset: Asset) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.head_a)
    path = f"{API}assets/asset/{asset.uid}/"
    assert client.get(path).status_code == 200
    body = json.dumps({"name": "Scanner"})

    def patch(**headers: str) -> Any:
        sent = {"If-Match": "*", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return client.patch(path, body, content_type="application/json", headers=sent)

    refused(patch(), 403, "csrf")
    refused(client.post(f"{API}assets/asset/", {"name": "x"}), 403, "csrf")
    secret = "c" * 32
    client.cookies["nizam_csrf"] = secret
    refused(patch(X_CSRFToken="d" * 32), 403, "csrf")
    assert patch(X_CSRFToken=secret).status_code == 200
    asset.refresh_from_db()
    assert asset.name == "Scanner"


def test_a_token_needs_no_csrf(world: World, asset: Asset) -> None:
    give_token(world.head_a, "nz_plain")
    client = Client(enforce_csrf_checks=True)
    headers = {"Authorization": "Bearer nz_plain", "If-Match": "*"}
    path = f"{API}assets/asset/{asset.uid}/"
    answer = client.patch(path, '{"name": "Scanner"}', content_type="application/json", headers=headers)
    assert answer.status_code == 200


def test_a_fault_of_the_program_is_a_problem_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from nizam.doors.api import lists

    def fail(*_args: Any) -> Any:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(lists, "page_of", fail)
    give_token(world.head_a, "nz_plain")
    client = Client(raise_request_exception=False)
    answer = client.get(f"{API}assets/asset/", headers={"Authorization": "Bearer nz_plain"})
    assert "secret" not in answer.content.decode()
    refused(answer, 500, "fault")
