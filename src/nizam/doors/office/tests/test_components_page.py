# SPDX-License-Identifier: EUPL-1.2
"""Settings → Components: for whoever may enter the office, in every look, with every component on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from nizam.doors.office.components_page import LOOKS, PARTS
from nizam.kit.templatetags import components
from nizam.kit.testing.world import World, make_account

Browser = Callable[[Any], Client]


@pytest.fixture
def address() -> str:
    return reverse("office:components")


def test_it_stands_under_settings(address: str) -> None:
    assert address == "/office/settings/components/"


def test_nobody_enters_unseen(client: Client, address: str, db: None) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_an_account_without_a_role_is_refused(world: World, as_user: Browser, address: str) -> None:
    idle = make_account("idle", world.institution)
    assert as_user(idle).get(address).status_code == 403


@pytest.mark.parametrize("look", [*LOOKS, "no-such-look"])
def test_every_part_is_shown_in_every_look(world: World, as_user: Browser, address: str, look: str) -> None:
    answer = as_user(world.clerk_a).get(address, {"look": look})
    assert answer.status_code == 200
    page = answer.content.decode()
    for code, part in PARTS.items():
        assert f'id="{code}"' in page
        assert str(escape(part.name)) in page
        assert escape(part.usage) in page
    assert LOOKS.get(look, LOOKS["own"])[1] in page
    assert " style=" not in page[page.index('class="kit-gallery"') :]


def test_every_tag_of_the_kit_has_its_part() -> None:
    shown = " ".join(part.usage for part in PARTS.values())
    inner = {"glyph", "components_head"}
    assert {tag for tag in components.register.tags if f"{{% {tag} " not in shown} == inner


def test_the_menu_leads_there(world: World, as_user: Browser, address: str) -> None:
    assert address in as_user(world.clerk_a).get(address).content.decode()


def test_every_tone_of_a_deadline_is_shown(world: World, as_user: Browser, address: str) -> None:
    page = as_user(world.clerk_a).get(address).content.decode()
    for tone in ("suspended", "late", "due", "near", "calm", "done"):
        assert f"kit-chip--{tone}" in page
