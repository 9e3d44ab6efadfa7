# SPDX-License-Identifier: EUPL-1.2
"""What holds for every page of the office: one policy for scripts, nothing from outside, our name on it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address, screen_address
from nizam.kit.screens.offers import can_be_filled
from nizam.spine.org.models import Person

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
HANDLER = re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE)
OUTSIDE = re.compile(r"""(?:src|srcset|action)\s*=\s*["'](?:https?:)?//|<link[^>]+href\s*=\s*["'](?:https?:)?//""")


def assert_calm(response, where):
    """Fail for inline scripts, inline handlers, javascript: links and anything loaded from elsewhere."""
    text = response.content.decode()
    assert "script-src 'self'" in response["Content-Security-Policy"], where
    for attributes, body in SCRIPT.findall(text):
        assert "src=" in attributes or "application/json" in attributes, (where, body[:80])
    assert not HANDLER.search(text), where
    assert "javascript:" not in text, where
    assert not OUTSIDE.search(text), (where, OUTSIDE.search(text))
    assert "gravatar" not in text, where


def pages(world):
    """Yield the address of every kind of page the technical administrator and the head can open."""
    person = Person.objects.create(institution=world.institution, unit=world.unit_a, family_name="A", given_name="B")
    yield "/office/"
    yield "/office/account/"
    yield "/office/find/?q=a"
    for resource in registry.resources:
        yield list_address(resource)
        yield screen_address(resource, "add")
        yield from (act_address(resource, a) for a in resource.actions if a.creates and can_be_filled(resource, a))
    for obj in (world.unit_a, person, world.clerk_a, world.institution):
        resource = registry.resource_of(type(obj))
        yield from (entry_address(obj, screen) for screen in ("entry", "change", "history", "label"))
        yield from (
            act_address(resource, a, obj) for a in resource.actions if not a.creates and can_be_filled(resource, a)
        )
    yield "/office/no/such/page/"


@pytest.mark.parametrize("who", ["techadmin", "head_a", "inspector"])
def test_every_page_is_calm(world, as_user, who):
    client = as_user(getattr(world, who))
    seen = 0
    for address in filter(None, pages(world)):
        # An act whose page must know more than the thing leads back to where that is chosen.
        response = client.get(address, follow=True)
        assert response.status_code in {200, 403, 404, 409}, address
        assert_calm(response, address)
        seen += response.status_code == 200
    assert seen > 20


def test_sign_in_page_is_calm_and_ours(db):
    response = Client().get("/office/login/")
    assert_calm(response, "sign-in")
    text = response.content.decode()
    assert "Nizam" in text
    assert "Wagtail" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)


def test_pages_that_say_no_are_ours_outside_the_office_too(world, as_user):
    missing = Client().get("/no/such/page/")
    assert missing.status_code == 404
    assert_calm(missing, "404")
    assert "There is nothing here for you" in missing.content.decode()
    forged = Client(enforce_csrf_checks=True).post("/office/login/", {"username": "a", "password": "b"})
    assert forged.status_code == 403
    assert_calm(forged, "csrf")
    assert "This page was open too long" in forged.content.decode()


def test_menu_holds_the_desks_the_reader_may_open(world, as_user):
    text = as_user(world.clerk_a).get("/office/").content.decode()
    props = text.partition('id="wagtail-sidebar-props"')[2].partition("</script>")[0]
    assert list_address(registry.resource("org.person")) in props
    for address in ("/office/pages/", "/office/images/", "/office/documents/", "/office/reports/", "/office/users/"):
        assert address not in props
    admin = as_user(world.techadmin).get("/office/").content.decode()
    menu = admin.partition('id="wagtail-sidebar-props"')[2].partition("</script>")[0]
    assert list_address(registry.resource("org.person")) in menu
    assert list_address(registry.resource("cases.case")) not in menu


def test_words_are_found_in_whatever_the_reader_may_open(world, as_user):
    Person.objects.create(institution=world.institution, unit=world.unit_a, family_name="Şəbəkəçi", given_name="Ü")
    response = as_user(world.clerk_a).get("/office/find/", {"q": "sebeke"})
    found = {"".join(piece.text for piece in row["title"]) for row in response.context["rows"]}
    assert found == {"Network department"}
    response = as_user(world.clerk_a).get("/office/find/", {"q": "sebekechi"})
    assert [piece.text for row in response.context["rows"] for piece in row["title"] if piece.marked] == ["Şəbəkəçi"]
    assert as_user(world.stranger).get("/office/find/", {"q": "sebeke"}).context["rows"] == []
    assert "Nothing you may see" in as_user(world.stranger).get("/office/find/", {"q": "sebeke"}).content.decode()


def test_search_of_the_menu_leads_to_our_page(world, as_user):
    text = as_user(world.techadmin).get("/office/").content.decode()
    assert '"wagtail.sidebar.SearchModule", "_args": ["/office/find/"]' in text


def test_desks_show_figures_that_are_doors(world, as_user):
    response = as_user(world.clerk_a).get(reverse("office:desks"))
    doors = {door["url"]: door["figure"] for desk in response.context["desks"] for door in desk["doors"]}
    assert doors[list_address(registry.resource("org.unit"))] == "3"


def test_desks_lead_wherever_the_menu_does_which_only_scripts_bring(world, as_user):
    for user in world.insiders:
        text = as_user(user).get(reverse("office:desks")).content.decode()
        props, _, rest = text.partition('id="wagtail-sidebar-props"')[2].partition("</script>")
        menu = set(re.findall(r'"(/office/[^"]*)"', props.replace("\\u0026", "&")))
        main = rest.partition("<main")[2].partition("</main>")[0].replace("&amp;", "&")
        # What stands in the menu for the shell alone: where a search is sent, and what is asked without a page.
        led = {address for address in menu if f'href="{address}"' in main or f'action="{address}"' in main}
        assert menu - led == set(), user.username
        assert len(led) > 5


def test_pages_of_the_office_are_not_kept_by_caches(world, as_user):
    response = as_user(world.clerk_a).get(entry_address(world.unit_a))
    assert "no-store" in response["Cache-Control"]
