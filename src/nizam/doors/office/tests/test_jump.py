# SPDX-License-Identifier: EUPL-1.2
"""Jumping: the number comes before words, what is out of sight is never offered, the questions stay few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address, list_address
from nizam.kit.testing.world import World
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Procedure

SignIn = Callable[[Any], Client]


@pytest.fixture
def case(world: World) -> Case:
    """A case of unit A."""
    return register(world, "Məktəbdə internet yoxdur")


def register(world: World, subject: str) -> Case:
    """Return a case that the clerk of unit A registered."""
    procedure = Procedure.objects.get(institution=world.institution, code="appeal", current=True)
    found: Case = actions.open_by_hand_case(
        Actor(world.clerk_a), procedure=procedure, unit=world.unit_a, subject=subject, from_whom="L. Quliyeva", text="x"
    )
    return found


def offered(client: Client, words: str) -> list[str]:
    """Return the addresses offered for `words`."""
    return [row["url"] for row in client.get(reverse("office:jump"), {"q": words}).json()["rows"]]


def test_a_number_in_any_case_and_its_beginning_lead_to_the_thing(case: Case, world: World, as_user: SignIn) -> None:
    client = as_user(world.clerk_a)
    other = register(world, f"Cavab {case.number_text}")
    assert offered(client, case.number_text.lower())[0] == entry_address(case)
    assert entry_address(other) not in offered(client, case.number_text)
    begun = case.number_text.partition("/")[0]
    assert entry_address(case) in offered(client, begun)
    assert offered(as_user(world.clerk_b), case.number_text)[0] != entry_address(case)


def test_words_in_any_spelling_lists_and_the_whole_search_follow(case: Case, world: World, as_user: SignIn) -> None:
    client = as_user(world.clerk_a)
    assert entry_address(case) in offered(client, "mektebde INTERNET")
    assert offered(client, "mektebde")[-1].startswith(reverse("office:find"))
    assert entry_address(case) not in offered(as_user(world.clerk_b), "mektebde")
    assert list_address(registry.resource("cases.case")) in offered(client, "cases")


def test_nothing_typed_offers_what_was_opened_last(case: Case, world: World, as_user: SignIn) -> None:
    client = as_user(world.clerk_a)
    assert offered(client, "") == []
    client.get(entry_address(case))
    assert offered(client, "") == [entry_address(case)]


def test_the_questions_do_not_grow_with_what_is_found(case: Case, world: World, as_user: SignIn) -> None:
    client = as_user(world.clerk_a)
    offered(client, "internet")
    with CaptureQueriesContext(connection) as few:
        offered(client, "internet")
    for place in range(4):
        register(world, f"internet {place}")
    with CaptureQueriesContext(connection) as many:
        offered(client, "internet")
    assert len(many) <= len(few)
