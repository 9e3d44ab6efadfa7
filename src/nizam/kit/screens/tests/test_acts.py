# SPDX-License-Identifier: EUPL-1.2
"""Forms and acts: what they ask, what they write, and how they say no."""

from __future__ import annotations

import datetime
import re

import pytest
from django.contrib.auth import get_user_model

from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address, screen_address
from nizam.spine.org.models import ApiToken, NumberSeries, Person, Position, RoleGrant, Unit

PERSON = registry.resource("org.person")
POSITION = registry.resource("org.position")
UNIT = registry.resource("org.unit")
USER = registry.resource("org.user")


@pytest.fixture
def client(world, as_user):
    return as_user(world.techadmin)


@pytest.fixture
def person(world):
    return Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name="Əliyeva", given_name="Ülkər"
    )


def person_data(obj, **changed):
    data = {"family_name": obj.family_name, "given_name": obj.given_name, "patronymic": "", "email": "", "phone": ""}
    return {**data, "unit": str(obj.unit.uid), "revision": str(obj.revision), **changed}


def test_add_form_does_not_ask_for_the_only_institution(world, client):
    url = screen_address(PERSON, "add")
    assert "institution" not in client.get(url).context["form"].fields
    response = client.post(url, {"family_name": "Şirin", "given_name": "Ayla", "unit": str(world.unit_a.uid)})
    made = Person.objects.get()
    assert (made.institution, made.unit) == (world.institution, world.unit_a)
    assert response["Location"] == entry_address(made)


def test_errors_stand_in_a_summary_that_leads_to_the_fields(client):
    response = client.post(screen_address(PERSON, "add"), {"family_name": "", "given_name": "Ayla", "email": "no"})
    text = response.content.decode()
    assert response.status_code == 400
    assert {e["target"] for e in response.context["errors"]} == {"id_family_name", "id_email"}
    assert 'href="#id_family_name"' in text
    assert 'value="Ayla"' in text
    assert not Person.objects.exists()


def test_error_of_the_model_reaches_the_form(client, world):
    response = client.post(screen_address(POSITION, "add"), {"title_en": "Adviser"})
    assert response.status_code == 400
    assert "A position belongs to a unit." in response.content.decode()
    assert not Position.objects.exists()


def test_change_writes_and_goes_back_to_the_entry(client, person):
    response = client.post(entry_address(person, "change"), person_data(person, phone="12-34"))
    assert response["Location"] == entry_address(person)
    person.refresh_from_db()
    assert (person.phone, person.revision) == ("12-34", 2)
    assert "12-34" in client.get(entry_address(person, "history")).content.decode() or person.PERSONAL_FIELDS


def test_conflict_shows_the_newer_values_and_keeps_what_was_written(client, person):
    stale = person_data(person, phone="11-11")
    client.post(entry_address(person, "change"), person_data(person, phone="22-22"))
    response = client.post(entry_address(person, "change"), stale)
    text = response.content.decode()
    assert response.status_code == 412
    assert response.context["newer"] == [{"label": "Phone", "now": "22-22", "yours": "11-11"}]
    assert 'value="11-11"' in text
    person.refresh_from_db()
    assert person.phone == "22-22"
    again = client.post(
        entry_address(person, "change"), {**stale, "revision": response.context["form"]["revision"].value()}
    )
    assert again.status_code == 302
    person.refresh_from_db()
    assert person.phone == "11-11"


def test_act_asks_warns_and_does(client, world):
    url = act_address(UNIT, UNIT.action("move_unit"), world.unit_b)
    form = client.get(url)
    assert "Rights granted with the units below follow the new place." in form.content.decode()
    assert re.search(r'<button[^>]*type="submit">Move under another unit</button>', form.content.decode())
    response = client.post(url, {"parent": str(world.unit_a.uid)})
    assert response["Location"] == entry_address(world.unit_b)
    assert Unit.objects.get(pk=world.unit_b.pk).parent == world.unit_a


def test_refusal_is_told_with_its_reason_and_nothing_is_written(client, world):
    response = client.post(act_address(UNIT, UNIT.action("move_unit"), world.root), {"parent": str(world.unit_a.uid)})
    assert response.status_code == 409
    assert "A unit cannot stand under itself." in response.content.decode()
    assert Unit.objects.get(pk=world.root.pk).parent is None


def test_objection_can_be_overridden_with_a_reason(client, world, monkeypatch):
    act = UNIT.action("close_unit")
    monkeypatch.setattr(act, "objections", [(lambda actor, unit: ["Letters are open here."], True)])
    url = act_address(UNIT, act, world.unit_b)
    refused = client.post(url, {"reason": "merged"})
    assert refused.status_code == 409
    assert "Letters are open here." in refused.content.decode()
    assert "override_reason" in refused.context["form"].fields
    assert Unit.objects.get(pk=world.unit_b.pk).voided_at is None
    assert client.post(url, {"reason": "merged", "override_reason": "handed over"}).status_code == 302
    assert Unit.objects.get(pk=world.unit_b.pk).voided_at is not None


def test_act_that_does_not_fit_the_state_is_neither_offered_nor_done(client, world):
    unblock = USER.action("unblock_user")
    names = {offer.name for offer in client.get(entry_address(world.clerk_b)).context["other_acts"]}
    assert "block_user" in names
    assert "unblock_user" not in names
    assert client.get(act_address(USER, unblock, world.clerk_b)).status_code == 409
    assert client.post(act_address(USER, unblock, world.clerk_b)).status_code == 409


def test_acts_are_offered_to_those_who_may_do_them(world, as_user, client):
    clerk = as_user(world.clerk_a).get(entry_address(world.unit_a))
    assert clerk.context["next_step"] is None
    assert clerk.context["other_acts"] == []
    assert {"move_unit", "close_unit"} <= {
        o.name for o in client.get(entry_address(world.unit_a)).context["other_acts"]
    }


def test_making_act_takes_every_kind_of_input(client, world):
    grants = registry.resource("org.rolegrant")
    act = grants.action("grant_role")
    url = act_address(grants, act)
    fields = client.get(url).context["form"].fields
    assert fields["starts"].widget.input_type == "date"
    assert fields["subtree"].initial is True
    client.post(
        url,
        {
            "user": str(world.clerk_b.uid),
            "role": "adviser",
            "institution": str(world.institution.uid),
            "unit": str(world.unit_a.uid),
            "starts": "2026-03-01",
        },
    )
    grant = RoleGrant.objects.get(user=world.clerk_b, role__code="adviser")
    assert (grant.unit, grant.subtree, grant.starts) == (world.unit_a, False, datetime.date(2026, 3, 1))
    assert grant.ends is None


def test_password_is_asked_hidden_and_weak_one_refused_beside_the_form(client, world):
    url = act_address(USER, USER.action("open_user"))
    text = client.get(url).content.decode()
    assert 'type="password"' in text
    data = {"username": "newcomer", "institution": str(world.institution.uid), "password": "12345"}
    assert client.post(url, data).status_code == 400
    assert not get_user_model().objects.filter(username="newcomer").exists()
    assert client.post(url, {**data, "password": "qapı-açıq-deyil-42"}).status_code == 302
    assert get_user_model().objects.get(username="newcomer").check_password("qapı-açıq-deyil-42")


def test_secret_of_a_token_is_shown_once(world, as_user):
    tokens = registry.resource("org.apitoken")
    client = as_user(world.clerk_a)
    response = client.post(
        act_address(tokens, tokens.action("add_apitoken")), {"name": "Scanner", "expires_on": "2099-01-01"}
    )
    secret = response.context["secret"]
    assert secret in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    token = ApiToken.objects.get()
    assert secret not in client.get(entry_address(token)).content.decode()
    assert secret not in client.get(list_address(tokens)).content.decode()


def test_void_keeps_the_row_with_its_reason(client, person):
    response = client.post(act_address(PERSON, PERSON.generated("void"), person), {"reason": "entered twice"})
    assert response.status_code == 302
    text = client.get(entry_address(person)).content.decode()
    assert "entered twice" in text
    assert client.get(entry_address(person, "change")).status_code == 409


def test_acts_for_programs_only_have_no_form(client, world):
    before = set(NumberSeries.objects.all())
    url = screen_address(UNIT, "act", "found_institution")
    assert client.get(url).status_code == 404
    assert client.get(screen_address(UNIT, "act", world.unit_a.uid, "change_unit")).status_code == 404
    assert client.get(screen_address(UNIT, "act", world.unit_a.uid, "open_unit")).status_code == 404
    assert set(NumberSeries.objects.all()) == before


def test_history_tells_who_did_what(client, world):
    client.post(act_address(UNIT, UNIT.action("move_unit"), world.unit_b), {"parent": str(world.unit_a.uid)})
    text = client.get(entry_address(world.unit_b, "history")).content.decode()
    assert "Move under another unit" in text
    assert "techadmin" in text
    assert "Network department" in text


def test_label_carries_the_stable_address(client, person, settings):
    settings.PUBLIC_ADDRESS = "https://nizam.example"
    response = client.get(entry_address(person, "label"), {"copies": "3"})
    labels = response.context["labels"]
    assert len(labels) == 3
    assert labels[0]["address"] == f"https://nizam.example{entry_address(person)}"
    assert response.content.decode().count("<svg") >= 3
    assert screen_address(UNIT, "label", person.uid) == ""
    sheet = client.post(screen_address(PERSON, "labels"), {"uid": [str(person.uid)]})
    assert [label["lines"][0]["text"] for label in sheet.context["labels"]] == ["Əliyeva Ülkər"]
