# SPDX-License-Identifier: EUPL-1.2
"""The menu beside a page is kept, and changes with everything that stands in it."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from nizam.kit.ports import ports
from nizam.kit.testing.world import World
from nizam.spine.org.models import Role, RoleGrant

pytestmark = pytest.mark.django_db

PROPS = re.compile(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', re.DOTALL)


def menu(client: Client) -> str:
    found = PROPS.search(client.get("/office/").content.decode())
    assert found is not None
    return json.dumps(json.loads(found[1]), ensure_ascii=False)


def test_a_menu_is_packed_once_for_a_reader(world: World, as_user, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = []
    pack = "nizam.doors.office.shell._pack"
    from nizam.doors.office.shell import _pack

    monkeypatch.setattr(pack, lambda context: packed.append(context["request"].user.pk) or _pack(context))
    client = as_user(world.clerk_b)
    client.get("/office/keys/")
    first = len(packed)
    assert menu(client) == menu(client)
    assert len(packed) == first <= 1


def test_a_menu_holds_what_its_own_reader_may_open(world: World, as_user) -> None:
    lists = {name: menu(as_user(getattr(world, name))) for name in ("clerk_a", "techadmin", "inspector")}
    assert "/office/r/cases/case/" in lists["clerk_a"]
    assert "/office/r/cases/case/" not in lists["techadmin"]
    assert "/office/r/jobs/job/" in lists["techadmin"]
    assert "/office/r/jobs/job/" not in lists["clerk_a"]
    RoleGrant.objects.create(
        user=world.clerk_a,
        role=Role.objects.get(code="technical-administrator"),
        institution=world.institution,
        starts="2020-01-01",
    )
    assert "/office/r/jobs/job/" in menu(as_user(world.clerk_a)), "a right that is given is in the next page"
    RoleGrant.objects.filter(user=world.clerk_a, role__code="technical-administrator").delete()
    assert "/office/r/jobs/job/" not in menu(as_user(world.clerk_a)), "and one that is taken is not"


def test_a_menu_speaks_the_reader_s_language_and_counts_his_notices(world: World, as_user) -> None:
    client = as_user(world.clerk_a)
    assert "Bu gün" in menu(client) or "Today" in menu(client)
    world.clerk_a.language = "tr"
    world.clerk_a.save(update_fields=["language"])
    assert "Bugün" in menu(client)
    assert "data-nz-count" not in menu(client)
    ports.outbox.notify(world.clerk_a, text="Yeni evrak", key="one")
    assert '"data-nz-count": "1"' in menu(client)
