# SPDX-License-Identifier: EUPL-1.2
"""A choice among more rows than a page can list, by plain forms: the rest is found by words sent with the form.

So it is in the form of an act and in the filters of a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from nizam.kit.registry import registry
from nizam.kit.screens import filters, forms
from nizam.kit.screens.addresses import act_address, list_address
from nizam.kit.testing.world import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


@pytest.fixture
def people(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Five people, of whom a form lists two."""
    monkeypatch.setattr(filters, "SHORT_LIST", 2)
    monkeypatch.setattr(forms, "SHORT_LIST", 2)
    person = apps.get_model("org", "Person")
    return [
        person.objects.create(
            institution=world.institution, unit=world.unit_a, family_name=f"Quliyev{letter}", given_name="Aydın"
        )
        for letter in "abcde"
    ]


@pytest.fixture
def address(world: World) -> str:
    resource = registry.resource("assets.asset")
    return act_address(resource, resource.generated("add"))


def offered(page: Any) -> list[str]:
    select = re.findall(r'<select [^>]*name="holder".*?</select>', page.content.decode(), re.DOTALL)[0]
    return re.findall(r"<option value=\"[0-9a-f-]{2,}\"[^>]*>\s*([^<]+?)\s*</option>", select)


def chosen(page: Any) -> list[str]:
    select = re.findall(r'<select [^>]*name="holder".*?</select>', page.content.decode(), re.DOTALL)[0]
    return re.findall(r"<option value=\"([0-9a-f-]{2,})\" selected", select)


def filled(world: World, **more: str) -> dict[str, str]:
    return {
        "unit": str(world.unit_a.uid),
        "inventory_number": "INV-1",
        "name": "Açar",
        "state": "in-stock",
        "confidentiality": "0",
        "find-holder": "",
        "found-holder": "",
        **more,
    }


@pytest.mark.parametrize("way", ["button", "enter"])
def test_words_sent_with_the_form_offer_what_the_list_left_out(
    world: World, as_user: SignIn, people: list[Any], address: str, way: str
) -> None:
    browser = as_user(world.head_a)
    assert len(offered(browser.get(address))) == 2
    asked = filled(world, **{"find-holder": "quliyevD"}, **({"find": "holder"} if way == "button" else {}))
    page = browser.post(address, asked)
    assert offered(page) == [str(people[3])]
    assert 'value="INV-1"' in page.content.decode(), "what was filled in stays"
    assert "nz-field__error" not in page.content.decode(), "nothing is wrong yet"
    assert not apps.get_model("assets", "Asset").objects.filter(inventory_number="INV-1").exists()
    again = filled(world, **{"find-holder": "quliyevD", "found-holder": "quliyevD"}, holder=str(people[3].uid))
    assert browser.post(address, again).status_code == 302
    assert apps.get_model("assets", "Asset").objects.get(inventory_number="INV-1").holder == people[3]


def test_who_was_chosen_stays_chosen_while_something_else_is_mended(
    world: World, as_user: SignIn, people: list[Any], address: str
) -> None:
    page = as_user(world.head_a).post(address, filled(world, name="", holder=str(people[4].uid)))
    assert page.status_code == 400
    assert chosen(page) == [str(people[4].uid)]


def test_words_find_nobody_whom_the_reader_may_not_see(
    world: World, as_user: SignIn, people: list[Any], address: str
) -> None:
    apps.get_model("org", "Person").objects.filter(pk=people[3].pk).update(institution=world.other_institution)
    page = as_user(world.head_a).post(address, filled(world, **{"find-holder": "quliyevd", "find": "holder"}))
    assert offered(page) == []
    sent = as_user(world.head_a).post(address, filled(world, holder=str(people[3].uid)))
    assert sent.status_code == 400
    assert chosen(sent) == []


@pytest.mark.parametrize("way", ["button", "enter"])
def test_a_list_is_narrowed_by_what_its_filter_does_not_list(
    world: World, as_user: SignIn, people: list[Any], way: str
) -> None:
    resource = registry.resource("assets.asset")
    asset = apps.get_model("assets", "Asset")
    for number, holder in (("INV-1", people[3]), ("INV-2", people[0])):
        asset.objects.create(
            institution=world.institution, unit=world.unit_a, name="Açar", inventory_number=number, holder=holder
        )
    browser = as_user(world.head_a)

    def at(**sent: str) -> Any:
        return browser.get(list_address(resource), {"unit": str(world.unit_a.uid), **sent})

    plain = at()
    assert len(offered(plain)) == 2
    assert '<details class="nz-menu" open>' not in plain.content.decode()
    sent = {"holder": "", "find-holder": "quliyevD", "found-holder": ""}
    page = at(**sent, **({"find": "holder"} if way == "button" else {}))
    assert offered(page) == [str(people[3])]
    text = page.content.decode()
    assert '<details class="nz-menu" open>' in text, "the filters stand open for who goes on choosing"
    assert [row["cells"][0].text for row in page.context["rows"]] == ["INV-1", "INV-2"]
    applied = at(**{"holder": str(people[3].uid), "find-holder": "quliyevD", "found-holder": "quliyevD"})
    assert [row["cells"][0].text for row in applied.context["rows"]] == ["INV-1"]
    assert chosen(applied) == [str(people[3].uid)]
    assert '<details class="nz-menu" open>' not in applied.content.decode()
    # Words that found a row are no narrowing: no view keeps them, no link of the list carries them on.
    assert [chip.label for chip in applied.context["chips"]] == ["Unit", "Holder"]
    assert "find" not in applied.context["current_query"]
    assert all("find" not in heading["url"] for heading in applied.context["headings"])
    # What was chosen stays chosen while other words find others.
    other = at(**{"holder": str(people[3].uid), "find-holder": "quliyeva", "found-holder": "quliyevD"})
    assert chosen(other) == [str(people[3].uid)]
    assert sorted(offered(other)) == sorted([str(people[3]), str(people[0])])


def test_a_filter_finds_nobody_whom_the_reader_may_not_see(world: World, as_user: SignIn, people: list[Any]) -> None:
    apps.get_model("org", "Person").objects.filter(pk=people[3].pk).update(institution=world.other_institution)
    sent = {"holder": str(people[3].uid), "find-holder": "quliyevd", "find": "holder"}
    page = as_user(world.head_a).get(list_address(registry.resource("assets.asset")), sent)
    assert offered(page) == []
    assert str(people[3]) not in page.content.decode()
