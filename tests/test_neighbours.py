# SPDX-License-Identifier: EUPL-1.2
"""What unit A does changes nothing that a neighbour or a stranger is shown: no word, no row, no count, no choice.

Every page, list, search, chooser, export and API list is asked before and after a matter of unit A came, was ordered
and answered; the answers must be the same, but for the tokens of forms.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.templatetags import wagtailadmin_tags

from matters import Matters, forget_files, make_charter, make_matters, make_people
from nizam.kit.declare import Resource
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import list_address, screen_address
from nizam.kit.screens.filters import filters_of
from nizam.kit.testing.world import World
from nizam.kit.uids import uuid7
from other_routes import OTHER_ROUTES
from walks import api_steps, body, office_steps, own_routes, rights_of, signed_in

# What differs from one answer to the next whatever there is: the tokens of forms, and when a page would be printed.
PASSING = re.compile(r"""csrfmiddlewaretoken" value="\w{64}|CSRF_TOKEN": ?"\w{64}|class="nz-printed">[^<]*""")
NOBODY = UUID(int=0)
# Numbers are taken from one series for the whole institution, and who keeps the series sees how far it has come.
COUNTED_FOR_ALL = frozenset({"org.numberseries"})
# Every word of the matter begins with it, however it is spelled.
GUESSED = {"q": "gizli"}


def pages_of(resource: Resource) -> Iterator[str]:
    """Yield the addresses of `resource` that name no entry: lists, searches, choosers, forms, export, API."""
    row = type("Row", (), {"uid": NOBODY})
    for step in (*office_steps(resource, row), *api_steps(resource, row)):
        if step.method == "GET" and not step.about_entry:
            yield step.address
    yield f"{list_address(resource)}?{urlencode({**GUESSED, 'voided': 'all'})}"
    yield f"{screen_address(resource, 'choose')}?{urlencode(GUESSED)}"


def addresses() -> list[str]:
    """Return every address that names no entry, once."""
    others = [row.address(lambda name: NOBODY) for row in OTHER_ROUTES if row.method == "GET" and not row.about]
    others = [one for one in others if "logout" not in one and "sprite" not in one and "jsi18n" not in one]
    of_resources = [one for r in registry.resources if r.key not in COUNTED_FOR_ALL for one in pages_of(r)]
    return list(dict.fromkeys([*others, *of_resources]))


def answer(client: Client, address: str) -> str:
    """Return the status and text of an answer, without the tokens of its forms."""
    response = client.get(address)
    if "openxmlformats" in response.headers.get("Content-Type", ""):
        return f"{response.status_code} {unpacked(response)}"
    return f"{response.status_code} {PASSING.sub('', body(response))}"


def unpacked(response: Any) -> str:
    """Return the parts of a file of an office program, without those that say when it was written."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        return " ".join(
            f"{name} {file.read(name).decode('utf-8', 'replace')}"
            for name in sorted(file.namelist())
            if "docProps" not in name
        )


def exported(client: Client, resource: Resource) -> str:
    """Return what the reader is given as an export of all rows, or how that is refused."""
    response = client.post(f"{screen_address(resource, 'export')}?voided=all", {"form": "csv"})
    return f"{response.status_code} {PASSING.sub('', body(response))}"


def everything(user: Any) -> dict[str, str]:
    """Return every answer `user` gets, by address, and every export."""
    client = signed_in(user)
    found = {address: answer(client, address) for address in addresses()}
    for resource in registry.resources:
        if resource.export_permission in rights_of(user) and resource.key not in COUNTED_FOR_ALL:
            found[f"export of {resource.key}"] = exported(client, resource)
    return found


# Where the matter shows to who has part in it: the comparison would be worth nothing if it did not look there.
SHOWN = (
    "/office/?of=unit",
    "/office/desks/",
    "/office/find/?q=gizli",
    "/office/report/",
    "/office/report/paper/",
    "/office/r/cases/case/",
    "/office/r/cases/envelope/?q=gizli&voided=all",
    "/office/r/cases/task/",
    "/office/r/cases/case/choose/?q=gizli",
    "/office/r/cases/case/export/",
    "/office/r/records/document/",
    "/api/v1/cases/case/",
)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock stand, so that pages that tell the time can be compared."""
    now = timezone.now().replace(microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture(autouse=True)
def menu_on_the_first_page(
    monkeypatch: pytest.MonkeyPatch, settings: Any, quick_walk: None, accounts_kept: None
) -> None:
    """Render the menu on the first page alone: it is a person's, the same on all pages, and took a third of each.

    Nothing is kept from one page to the next, or what is compared would be one and the same.
    """
    settings.CACHES = {name: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"} for name in settings.CACHES}
    menu, areas = wagtailadmin_tags.admin_menu.render_component, wagtailadmin_tags.admin_search_areas
    there = reverse("wagtailadmin_home")
    monkeypatch.setattr(
        wagtailadmin_tags,
        "admin_menu",
        SimpleNamespace(render_component=lambda request: menu(request) if request.path == there else []),
    )
    monkeypatch.setattr(
        wagtailadmin_tags,
        "admin_search_areas",
        SimpleNamespace(
            search_items_for_request=lambda request: (
                areas.search_items_for_request(request) if request.path == there else []
            )
        ),
    )


def test_every_kind_of_page_is_compared() -> None:
    compared = addresses()
    assert set(SHOWN) <= set(compared)
    for _name, pattern in own_routes("office"):
        if "<" not in pattern and "logout" not in pattern:
            assert any(one.partition("?")[0] == pattern for one in compared) or "numberseries" in pattern or (
                pattern.endswith(("/columns/", "/views/", "/bulk/", "/labels/", "/import/", "/add/"))
            ), pattern  # fmt: skip


@pytest.mark.one_engine
@pytest.mark.django_db
@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("who", ["clerk_b", "stranger"])
def test_nothing_changes_for_who_has_no_part_in_it(who: str, world: World) -> None:
    make_people(world)
    charter = make_charter(world)
    reader = getattr(world, who)
    before = everything(reader)
    matters = make_matters(world, charter)
    after = everything(reader)
    forget_files(matters)
    changed = [address for address, text in before.items() if after[address] != text]
    assert changed == [], f"{who} can tell that unit A has a matter: {changed}"


@pytest.mark.django_db
@pytest.mark.usefixtures("still")
def test_who_has_part_in_it_is_shown_it(world: World) -> None:
    make_people(world)
    charter = make_charter(world)
    before = {address: answer(signed_in(world.head_a), address) for address in SHOWN}
    matters = make_matters(world, charter)
    after = {address: answer(signed_in(world.head_a), address) for address in SHOWN}
    forget_files(matters)
    unchanged = [address for address in SHOWN if after[address] == before[address]]
    assert unchanged == []


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["clerk_b", "stranger"])
def test_an_identifier_out_of_sight_narrows_like_one_that_does_not_exist(who: str, world: World) -> None:
    make_people(world)
    matters = make_matters(world, make_charter(world))
    reader = getattr(world, who)
    client = signed_in(reader)
    asked = 0
    for resource in registry.resources:
        if resource.view_permission not in rights_of(reader):
            continue
        for name in (one.name for one in filters_of(resource, reader, {}) if one.kind == "reference"):
            nobody = uuid7()
            feigned = answer(client, f"{list_address(resource)}?{name}={nobody}")
            for hidden in ("case", "party", "letter"):
                real = answer(client, f"{list_address(resource)}?{name}={matters.uid(hidden)}")
                assert real.replace(str(matters.uid(hidden)), "") == feigned.replace(str(nobody), ""), (resource, name)
                asked += 1
    forget_files(matters)
    assert asked > 30


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["clerk_b", "stranger"])
def test_what_is_ticked_out_of_sight_stays_as_it_is(who: str, world: World) -> None:
    make_people(world)
    matters = make_matters(world, make_charter(world))
    client = signed_in(getattr(world, who))
    before = _revisions(matters)
    for name in matters.names() - {"charter"}:
        resource = registry.resource_of(type(getattr(matters, name)))
        for act in resource.actions if resource is not None else ():
            given = {"uid": str(matters.uid(name)), "act": act.name, "confirmed": "1"}
            response = client.post(screen_address(resource, "bulk"), given)
            assert response.status_code in {400, 403, 404}, (name, act.name)
    forgetting = client.post(
        screen_address(registry.resource("cases.case"), "views"), {"forget": str(matters.view.uid)}
    )
    assert forgetting.status_code == 404
    assert _revisions(matters) == before
    forget_files(matters)


def _revisions(matters: Matters) -> dict[str, Any]:
    things = {name: getattr(matters, name) for name in matters.names()}
    return {
        name: type(one).objects.filter(pk=one.pk).values_list("revision", "voided_at").get()
        for name, one in things.items()
    }
