# SPDX-License-Identifier: EUPL-1.2
"""Roles in words with their holders, and the places a unit had in the tree; both as far as the reader may see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from nizam.doors.office.pages.roles import rights_in_words
from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import screen_address
from nizam.kit.testing.world import make_account
from nizam.spine.org import actions
from nizam.spine.org.models import Role, RoleGrant, Unit

pytestmark = pytest.mark.django_db


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_list_names_every_role_in_the_readers_language(world, as_user):
    client = as_user(world.clerk_a)
    page = text(client, reverse("office:roles"))
    for role in Role.objects.all():
        assert role.name["en"] in page
        assert reverse("office:role", args=[role.code]) in page
    world.clerk_a.language = "tr"
    world.clerk_a.save(update_fields=["language"])
    assert "Kalem memuru" in text(as_user(world.clerk_a), reverse("office:roles"))


def test_a_role_tells_its_rights_in_words_and_its_version(world, as_user):
    page = text(as_user(world.clerk_a), reverse("office:role", args=["head"]))
    role = Role.objects.get(code="head")
    assert role.shipped_with
    assert f"Shipped with Nizam {role.shipped_with}" in page
    for words in ("Sign the answer", "Charters", "Confidential", "Who holds it today"):
        assert words in page
    assert "cases.sign_answer_case" not in page
    assert as_user(world.clerk_a).get(reverse("office:role", args=["no-such-role"])).status_code == 404


def test_every_right_of_the_house_has_words():
    for permission in registry.permissions:
        words = [
            act for desk in rights_in_words(frozenset({permission})) for thing in desk.things for act in thing.acts
        ]
        assert words, permission


def test_holders_are_those_the_reader_may_see_today(world, as_user):
    address = reverse("office:role", args=["clerk"])
    page = text(as_user(world.head_a), address)
    assert "clerk_a" in page
    assert "clerk_b" in page
    assert "stranger" not in page
    actions.revoke_rolegrant(
        Actor(user=world.techadmin), RoleGrant.objects.get(user=world.clerk_b), reason="moved away"
    )
    assert "clerk_b" not in text(as_user(world.head_a), address)
    assert "stranger" in text(as_user(world.stranger), address)


def test_granting_is_offered_to_who_may_grant(world, as_user):
    act = registry.resource("org.rolegrant").action("grant_role")
    for who, offered in ((world.techadmin, True), (world.head_a, False)):
        assert (str(act.title) in text(as_user(who), reverse("office:roles"))) is offered
    nobody = make_account("nobody", world.institution)
    assert as_user(nobody).get(reverse("office:roles")).status_code == 403


def test_a_moved_unit_tells_its_places(world, as_user, operator):
    sector = actions.open_unit(operator, code="s", name={"en": "Sector"}, parent=world.unit_a)
    client = as_user(world.head_a)
    assert "stands here since" not in text(client, reverse("office:institution_tree"))
    actions.move_unit(operator, sector, parent=world.unit_b)
    places = screen_address(registry.resource("org.unit"), "tab", sector.uid, "places")
    assert places in text(client, reverse("office:institution_tree"))
    page = text(client, places)
    assert page.index("Press department") < page.index("Network department")
    assert "Move under another unit" in text(
        client, screen_address(registry.resource("org.unit"), "history", sector.uid)
    )
    Unit.objects.filter(pk=world.unit_a.pk).update(confidentiality=3)
    closed = text(client, places)
    assert "Network department" not in closed
    assert "not open to you" in closed
    assert as_user(world.stranger).get(places).status_code == 404
