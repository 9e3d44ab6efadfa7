# SPDX-License-Identifier: EUPL-1.2
"""Who sees what: not there outside the scope, refused inside it without the right, and a sign-in for nobody."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address, screen_address
from nizam.spine.org.models import Appointment, Person, Position, Unit

UNIT = registry.resource("org.unit")
POSITION = registry.resource("org.position")
PERSON = registry.resource("org.person")


def names_in(response):
    """Return what the first column of a list shows."""
    return {row["cells"][0].text for row in response.context["rows"]}


@pytest.fixture
def person(world):
    return Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name="Əliyeva", given_name="Ülkər"
    )


def test_list_shows_what_is_visible_and_hides_the_rest(world, as_user):
    inside = names_in(as_user(world.clerk_a).get(list_address(UNIT)))
    outside = names_in(as_user(world.stranger).get(list_address(UNIT)))
    assert inside == {"Office", "Network department", "Press department"}
    assert outside == {str(world.other_unit)}
    assert not inside & outside


@pytest.mark.parametrize("screen", ["entry", "change", "history"])
def test_entry_of_another_institution_reads_as_not_there(world, as_user, screen):
    response = as_user(world.stranger).get(entry_address(world.unit_a, screen))
    assert response.status_code == 404
    assert "Network department" not in response.content.decode()


def test_unknown_uid_and_foreign_uid_answer_alike(world, as_user):
    client = as_user(world.stranger)
    unknown = client.get(screen_address(UNIT, "entry", uuid.uuid4()))
    foreign = client.get(entry_address(world.unit_a))
    assert unknown.status_code == foreign.status_code == 404

    def body(response):
        return response.content.decode().partition("nz-refusal")[2].partition("</main>")[0]

    assert body(unknown) == body(foreign) != ""


@pytest.mark.parametrize("role", ["clerk_a", "clerk_b", "head_a", "leader", "inspector"])
def test_inside_the_scope_without_the_right_is_refused(world, as_user, role):
    client = as_user(getattr(world, role))
    assert client.get(entry_address(world.unit_a)).status_code == 200
    urls = [entry_address(world.unit_a, "change"), act_address(UNIT, UNIT.action("close_unit"), world.unit_a)]
    if role != "leader":
        # Leadership opens the units that a charter names.
        urls.append(act_address(UNIT, UNIT.action("open_unit")))
    for url in urls:
        assert client.get(url).status_code == 403
        assert client.post(url, {"reason": "x"}).status_code == 403
    assert Unit.objects.get(pk=world.unit_a.pk).voided_at is None


def test_technical_administrator_may_do_all_of_it(world, as_user):
    client = as_user(world.techadmin)
    for url in (entry_address(world.unit_a, "change"), act_address(UNIT, UNIT.action("open_unit"))):
        assert client.get(url).status_code == 200


def test_every_screen_sends_strangers_to_the_sign_in(world, person):
    for resource, obj in ((UNIT, world.unit_a), (PERSON, person)):
        for url in (
            list_address(resource),
            screen_address(resource, "choose"),
            entry_address(obj),
            entry_address(obj, "change"),
            entry_address(obj, "history"),
        ):
            response = Client().get(url)
            assert response.status_code == 302
            assert response["Location"].startswith("/office/login/?next=")


def test_list_without_the_right_to_view_is_refused(world, as_user):
    client = as_user(world.techadmin)
    assert client.get(list_address(registry.resource("cases.case"))).status_code == 403


def test_reference_to_something_hidden_is_not_named(world, as_user):
    hidden = Person.objects.create(
        institution=world.other_institution, family_name="Gizli", given_name="Ad", confidentiality=3
    )
    position = Position.objects.create(institution=world.institution, unit=world.unit_a, title={"en": "Adviser"})
    Appointment.objects.create(institution=world.institution, person=hidden, position=position, starts="2026-01-01")
    text = as_user(world.clerk_a).get(list_address(registry.resource("org.appointment"))).content.decode()
    assert "not open to you" in text
    assert "Gizli" not in text


def test_choices_of_a_form_come_from_what_is_visible(world, as_user):
    form = as_user(world.techadmin).get(screen_address(POSITION, "add")).context["form"]
    offered = {str(label) for value, label in form.fields["unit"].choices if value}
    assert offered == {"Office", "Network department", "Press department"}


def test_foreign_choice_is_refused_as_unknown(world, as_user):
    response = as_user(world.techadmin).post(
        screen_address(POSITION, "add"), {"unit": str(world.other_unit.uid), "title_en": "Adviser"}
    )
    assert response.status_code == 400
    assert "unit" in response.context["form"].errors
    assert not Position.objects.exists()


def test_chooser_finds_visible_rows_only(world, as_user):
    url = screen_address(UNIT, "choose")
    mine = as_user(world.clerk_a).get(url, {"q": "sebeke"}).json()
    theirs = as_user(world.stranger).get(url, {"q": "sebeke"}).json()
    assert [row["text"] for row in mine["results"]] == ["Network department"]
    assert mine["results"][0]["uid"] == str(world.unit_a.uid)
    assert theirs == {"results": [], "more": False}
