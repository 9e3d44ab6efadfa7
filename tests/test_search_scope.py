# SPDX-License-Identifier: EUPL-1.2
"""No way of searching tells of a thing out of sight: not by results, counts, suggestions, lists, or the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nizam.doors.api.tests.programs import Program, give_token
from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import list_address
from nizam.kit.testing.world import World
from nizam.spine.cases import actions
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.models import Access, ApiToken
from nizam.spine.search import indexing
from nizam.spine.search.lists import ListSearch
from nizam.spine.search.searching import Narrowing, pending_files, search

pytestmark = pytest.mark.django_db

# The name is never asked for: where it comes back, something told of the case.
SUBJECT, NAME = "Zərgərovun gizlidosyesi", "ərgərov"
# As written, with other endings, with errors, begun, with a word of another matter, excluding, a phrase, in a field.
ASKED = (
    "gizlidosyesi",
    "GİZLİDOSYENİN",
    "gizlidosyeler",
    "gizlidosyesii",
    "igzlidosyesi",
    "gizlid",
    "gizlidosyesi kənd",
    "gizlidosyesi -kənd",
    '"gizlidosyesi"',
    "title:gizlidosyesi",
    "kind:case gizlidosyesi",
)
SECRET = 3


@pytest.fixture(autouse=True)
def _no_words_known() -> None:
    indexing._KNOWN_WORDS.clear()


def by_search(user: Any, words: str) -> str:
    """Tell what the search itself returns: results, counts, words put in place of others."""
    told = []
    for typing in (False, True):
        for narrowing in (Narrowing(), Narrowing(kind="cases.case"), Narrowing(year=str(timezone.now().year))):
            found = search(user, words, typing=typing, narrowing=narrowing)
            counts = found.kinds + found.units + found.years
            told += [*found.hits, *found.instead, *counts, *([found.more, found.partly] if found.hits else [])]
    return NAME if told or pending_files(user) else ""


def by_find_page(user: Any, words: str) -> str:
    """Tell what the page of results holds."""
    return _office(user, reverse("office:find"), words)


def by_jump(user: Any, words: str) -> str:
    """Tell what is offered while one types."""
    return _office(user, reverse("office:jump"), words)


def by_list(user: Any, words: str) -> str:
    """Tell what the list of cases holds, narrowed."""
    return _office(user, list_address(registry.resource("cases.case")), words)


def by_condition(user: Any, words: str) -> str:
    """Tell what the condition of lists leaves of what is in sight."""
    resource = registry.resource("cases.case")
    return " ".join(map(str, resource.visible_to(user).filter(ListSearch().holding(resource, words))))


def by_api(user: Any, words: str) -> str:
    """Tell what a program of the account reads."""
    key = f"nz_{user.username}"
    if not ApiToken.objects.filter(user=user).exists():
        give_token(user, key, permissions=("cases.view_case",))
    return str(Program(key).get(f"cases/case/?{urlencode({'q': words})}").content.decode())


WAYS = (by_search, by_find_page, by_jump, by_list, by_condition, by_api)


def _office(user: Any, address: str, words: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"{address}?{urlencode({'q': words})}")
    return str(answer.content.decode("unicode-escape" if "json" in answer["Content-Type"] else "utf-8"))


@pytest.fixture
def case(world: World) -> Case:
    """A case of unit A, beside one of unit B."""
    _register(world, world.clerk_b, world.unit_b, "Kənd yolu")
    return _register(world, world.clerk_a, world.unit_a, SUBJECT)


def _register(world: World, clerk: Any, unit: Any, subject: str) -> Case:
    procedure = Procedure.objects.get(institution=world.institution, code="appeal", current=True)
    found: Case = actions.open_by_hand_case(
        Actor(clerk), procedure=procedure, unit=unit, subject=subject, from_whom="L. Quliyeva", text="x"
    )
    return found


def _opened(case: Case, user: Any, **how: Any) -> Access:
    kind = ContentType.objects.get_for_model(Case)
    return Access.objects.create(
        institution=case.institution, content_type=kind, object_id=case.pk, user=user, reason="x", **how
    )


@pytest.mark.parametrize("way", WAYS)
def test_who_sees_the_case_finds_it(way: Callable[[Any, str], str], world: World, case: Case) -> None:
    """Else the other tests would prove nothing."""
    for reader in (world.clerk_a, world.head_a):
        assert NAME in way(reader, "gizlidosyesi")


@pytest.mark.parametrize("way", WAYS)
def test_a_stranger_and_a_neighbour_learn_nothing(way: Callable[[Any, str], str], world: World, case: Case) -> None:
    for words in ASKED:
        assert NAME not in way(world.stranger, words), words
    for words in ASKED:
        # The neighbour's own case answers where all words but one are enough.
        if "kənd" not in words:
            assert NAME not in way(world.clerk_b, words), words
    if way is not by_search:
        assert NAME not in way(world.clerk_b, "gizlidosyesi kənd")


@pytest.mark.parametrize("way", WAYS)
def test_a_case_above_clearance_is_not_found(way: Callable[[Any, str], str], world: World, case: Case) -> None:
    actions.set_degree_case(operator_actor(), case, degree=SECRET, reason="x")
    for reader in (world.clerk_a, world.head_a):
        for words in ASKED[::3]:
            assert NAME not in way(reader, words), words


@pytest.mark.parametrize("way", WAYS)
def test_what_was_opened_is_found_until_it_ends(way: Callable[[Any, str], str], world: World, case: Case) -> None:
    opened = _opened(case, world.clerk_b, until=timezone.now() + timedelta(days=1))
    assert NAME in way(_fresh(world.clerk_b), "gizlidosyesi")
    Access.objects.filter(pk=opened.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert NAME not in way(_fresh(world.clerk_b), "gizlidosyesi")
    Access.objects.filter(pk=opened.pk).update(until=None)
    assert NAME in way(_fresh(world.clerk_b), "gizlidosyesi")
    Access.objects.filter(pk=opened.pk).update(voided_at=timezone.now())
    assert NAME not in way(_fresh(world.clerk_b), "gizlidosyesi")


def _fresh(user: Any) -> Any:
    """Return the account as the next request loads it: what it may do is kept while one is answered."""
    return type(user).objects.get(pk=user.pk)


def test_counts_and_partial_answers_are_of_what_is_in_sight(world: World, case: Case) -> None:
    found = search(world.clerk_b, "gizlidosyesi kənd")
    assert found.partly
    assert sum(found.kinds.values()) == len(found.hits)
    assert case.pk not in {hit.object_id for hit in found.hits}
    assert set(found.units) == {world.unit_b.pk}
    assert not found.instead
