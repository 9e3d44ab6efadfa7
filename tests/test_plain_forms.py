# SPDX-License-Identifier: EUPL-1.2
"""Every page read as a browser without scripts reads it: what can be pressed leads somewhere or sends a form.

The pages and acts of resources are walked from their declarations, all other pages from `other_routes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from matters import Matters, forget_files, freeze_report, make_charter, make_matters, make_people
from nizam.kit.actions import Action
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address
from nizam.kit.screens.offers import can_be_filled
from nizam.kit.testing.samples import make_sample
from nizam.kit.testing.world import World, make_account
from nizam.spine.org.models import Role, RoleGrant
from other_routes import OTHER_ROUTES
from walks import body, office_steps, resource_keys, signed_in

pytestmark = [pytest.mark.one_engine, pytest.mark.usefixtures("quick_walk", "accounts_kept")]

TOKEN = "csrfmiddlewaretoken"
# What these dialogs hold stands on a page of its own, too.
DIALOGS = {"nz-keys", "nz-jump"}
# Roles and states that only scripts give a meaning.
SCRIPTED = {"button", "menuitem", "tab", "combobox", "switch", "textbox", "listbox"}


def everybody(world: World) -> Any:
    """Return an account that holds every role of the house, for all of the institution."""
    user = make_account("everybody", world.institution)
    for role in Role.objects.all():
        RoleGrant.objects.create(user=user, role=role, institution=world.institution, starts="2020-01-01")
    return user


def read(response: Any) -> Tag | None:
    """Return the main part of a page, None where something else than a page was answered."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return None
    _, start, rest = body(response).partition("<main")
    main = BeautifulSoup(start + rest.partition("</main>")[0], "lxml").select_one("main")
    if main is not None:
        # `plain.css` opens the path of a page and puts its button away; the last step of it leads to the page itself.
        for one in main.select(
            "template, script, .messages, .w-breadcrumbs > button, .w-breadcrumbs li:last-child > a"
        ):
            one.decompose()
    return main


def is_shown(one: Tag) -> bool:
    """Tell whether `one` stands on the page while no script has run."""
    return all("hidden" not in part.attrs for part in [one, *one.parents])


def form_of(one: Tag, main: Tag) -> Tag | None:
    """Return the form that `one` belongs to."""
    return main.find("form", id=one["form"]) if "form" in one.attrs else one.find_parent("form")


def submits(form: Tag, main: Tag) -> list[Tag]:
    """Return what sends `form` when it is pressed."""
    own = [*form.find_all("button"), *(main.find_all("button", form=form["id"]) if "id" in form.attrs else [])]
    return [one for one in own if one.get("type", "submit") == "submit" and "disabled" not in one.attrs]


def faults(main: Tag) -> list[str]:
    """Return what of a page only a script can make work."""
    found = []
    for one in main.find_all(True):
        fault = _fault(one, main)
        if fault and is_shown(one):
            found.append(f"<{one.name} {dict(one.attrs)}>"[:200] + f": {fault}")
    return found


def _fault(one: Tag, main: Tag) -> str:
    if any(name.startswith("on") for name in one.attrs) or "contenteditable" in one.attrs:
        return "acts by script"
    if one.get("role") in SCRIPTED:
        return "means something by script"
    if one.name == "a" and re.fullmatch(r"|#|javascript:.*", str(one.get("href", ""))):
        return "leads nowhere"
    if one.name == "dialog" and not DIALOGS & set(one.get("class") or []):
        return "is never opened"
    if one.name == "button" and one.get("type", "submit") != "submit":
        return "does nothing"
    if one.name in {"button", "input", "select", "textarea"} and form_of(one, main) is None:
        return "belongs to no form"
    if one.name != "form":
        return ""
    if str(one.get("method")).lower() == "post" and one.find("input", {"name": TOKEN}) is None:
        return "is refused as forged"
    return "has no button that sends it" if not submits(one, main) and inputs(one) else ""


def inputs(form: Tag) -> set[str]:
    """Return the names of what a person can fill in or choose in `form`."""
    return {
        str(one["name"])
        for one in form.find_all(["input", "select", "textarea"])
        if "name" in one.attrs and one.get("type") != "hidden" and "disabled" not in one.attrs and is_shown(one)
    }


@pytest.mark.django_db
@pytest.mark.parametrize("key", resource_keys())
def test_every_act_is_a_form_and_every_page_works_without_scripts(key: str, world: World) -> None:
    resource = registry.resource(key)
    user = everybody(world)
    row = world.institution
    if resource.model is not type(row):
        row = make_sample(resource.model, institution=row, unit=world.unit_a, user=user, marker="Nümunə")
    client = signed_in(user)
    answers = {}
    found = []
    for step in office_steps(resource, row):
        if step.method == "GET":
            response = client.get(step.address, follow=True)
            main = read(response)
            # What is asked for something in particular leads to where that is chosen.
            chosen = main.select_one(f'a[href^="{step.address}?"]') if main and response.redirect_chain else None
            said: set[str] = set()
            if chosen is not None:
                said = set(parse_qs(urlsplit(str(chosen["href"])).query))
                response = client.get(str(chosen["href"]))
                main = read(response)
            answers[step.address] = (response.status_code, main, said)
            found += [f"{step.key}: {fault}" for fault in (faults(main) if main else ())]
    for act in resource.actions:
        if can_be_filled(resource, act):
            address = act_address(resource, act, None if act.creates else row)
            found += [f"{act.name}: {fault}" for fault in lacks(act, *answers[address])]
    assert found == []


def lacks(act: Action, status: int, main: Tag | None, said: set[str]) -> Iterator[str]:
    """Yield what the page of an act lacks that a person could do it: a button, and inputs for what it needs.

    What the link to it has `said` already is not asked again.
    What does not apply to the row as it stands says so above the same form.
    """
    if main is None or status not in {200, 409}:
        yield f"has no page: {status}"
        return
    forms = [form for form in main.find_all("form") if form.get("method") == "post" and submits(form, main)]
    if not forms:
        yield "has no form that is sent"
    names = said.union(*(inputs(form) for form in forms))
    for name, given in act.fields.items():
        if given.required and given.kind != "mapping" and not any(one.startswith(name) for one in names):
            yield f"does not ask for {name}"


@pytest.fixture
def matters(world: World) -> Iterator[Matters]:
    """The matter of unit A, and a frozen report."""
    make_people(world)
    made = make_matters(world, make_charter(world))
    yield replace(made, report=freeze_report(world))
    forget_files(made)


@pytest.mark.django_db
def test_every_other_page_works_without_scripts(world: World, matters: Matters) -> None:
    client = signed_in(everybody(world))
    found = []
    for row in OTHER_ROUTES:
        if row.method == "GET":
            main = read(client.get(row.address(matters.uid)))
            found += [f"{row.key}: {fault}" for fault in (faults(main) if main else ())]
    assert found == []


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ('<button type="button">Ad</button>', "does nothing"),
        ('<a href="#">Ad</a>', "leads nowhere"),
        ('<p onclick="go()">Ad</p>', "acts by script"),
        ('<div role="button">Ad</div>', "means something by script"),
        ("<dialog>Ad</dialog>", "is never opened"),
        ('<select name="unit"></select>', "belongs to no form"),
        ('<form><input name="q"></form>', "has no button that sends it"),
        ('<form method="post"><button>Ad</button></form>', "is refused as forged"),
    ],
)
def test_a_control_that_needs_a_script_is_noticed(planted: str, fault: str) -> None:
    main = BeautifulSoup(f"<main>{planted}<div hidden>{planted}</div></main>", "lxml").select_one("main")
    assert main is not None
    assert [one.rpartition(": ")[2] for one in faults(main)] == [fault]
