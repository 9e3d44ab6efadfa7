# SPDX-License-Identifier: EUPL-1.2
"""What an act leaves in the journal, and who may read it."""

import datetime
import decimal
import json
import uuid

import pytest
from django.db import transaction

from nizam.foundations.evidence import canonical_json, leaf_hash, salted_hash
from nizam.kit.actions import Actor, action
from nizam.kit.ports import ports
from nizam.spine.journal.models import Event, EventSecret
from nizam.spine.journal.queries import acts_of, erase_values
from nizam.spine.journal.writing import json_value
from nizam.spine.org.models import Unit


def test_an_event_says_who_did_what_to_what_when_and_from_where(write, world):
    event = write(reason="because", changes={"code": ("a", "b")}, details={"lines": 3})
    assert (event.actor_name, event.actor_uid) == (world.ayse.display_name, world.ayse.uid)
    assert (event.object_kind, event.object_uid) == ("org.unit", world.unit.uid)
    assert (event.door, event.address, event.action) == ("office", "192.0.2.7", "org.change_unit")
    assert event.institution == world.institution
    body = json.loads(event.body)
    assert body["changes"] == {"code": ["a", "b"]}
    assert (body["reason"], body["details"]) == ("because", {"lines": 3})
    assert canonical_json(body).decode() == event.body
    assert leaf_hash(event.body.encode()).hex() == event.leaf


def test_personal_and_long_values_enter_only_as_salted_hashes(write, world):
    long = "ş" * 201
    event = write(
        world.person,
        changes={"family_name": ("Yılmaz", "Kaya"), "note": ("", long), "code": (None, "k" * 200)},
        personal=frozenset({"family_name"}),
        reason=long,
    )
    assert "Yılmaz" not in event.body
    assert "Kaya" not in event.body
    assert long not in event.body
    body = json.loads(event.body)
    assert body["changes"]["code"] == [None, "k" * 200]
    assert body["changes"]["note"][0] == ""
    for secret in EventSecret.objects.all():
        assert salted_hash(secret.value, bytes(secret.salt)) in event.body
    [entry] = ports.journal.history(world.person)
    assert entry.changes == {"family_name": ("Yılmaz", "Kaya"), "note": ("", long), "code": (None, "k" * 200)}
    assert entry.reason == long


def test_one_value_has_another_hash_each_time(write, world):
    bodies = [
        json.loads(write(world.person, changes={"email": ("", "a@b.az")}, personal=frozenset({"email"})).body)
        for _ in range(2)
    ]
    assert bodies[0]["changes"]["email"][1] != bodies[1]["changes"]["email"][1]


def test_erased_values_are_gone_from_the_history_and_the_events_stay(write, world):
    write(world.person, changes={"email": ("", "a@b.az")}, personal=frozenset({"email"}))
    erase_values(world.person)
    [entry] = ports.journal.history(world.person)
    assert entry.changes == {"email": ("", "(erased)")}


def test_history_is_newest_first_and_of_one_thing(write, world):
    write(world.unit, reason="1")
    write(world.person, reason="other")
    write(world.unit, reason="2")
    assert [entry.reason for entry in ports.journal.history(world.unit)] == ["2", "1"]
    assert [entry.reason for entry in ports.journal.history(world.unit, limit=1)] == ["2"]
    assert len(acts_of(world.ayse.uid)) == 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC), "2026-03-01T12:00:00.000000+00:00"),
        (datetime.date(2026, 3, 1), "2026-03-01"),
        (decimal.Decimal("1.50"), "1.50"),
        (uuid.UUID(int=1), str(uuid.UUID(int=1))),
        (2**53, str(2**53)),
        (float("nan"), "nan"),
        ({"b": {1, 2}}, {"b": [1, 2]}),
        (b"\x01", "01"),
        (True, True),
    ],
)
def test_values_json_does_not_know_stand_as_their_usual_text(value, expected):
    assert json_value(value) == expected
    canonical_json(json_value(value))


def test_text_with_a_broken_character_is_kept(write):
    event = write(changes={"note": ("", "a\ud800b")})
    assert json.loads(event.body)["changes"]["note"][1] == "a?b"


def test_an_event_goes_with_the_act_that_is_rolled_back(write):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_an_action_leaves_one_event_with_what_it_changed(world):
    @action("org.view_unit", title="rename")
    def view_unit(actor, unit, *, code):
        unit.code = code
        unit.save(update_fields=["code"])
        return unit

    view_unit(world.actor, world.unit, code="b")
    [entry] = ports.journal.history(world.unit)
    assert entry.changes == {"code": ("a", "b")}


def test_events_are_seen_within_institution_and_clearance(write, world):
    write(world.unit)
    secret = Unit.objects.create(institution=world.institution, code="s", name={"en": "S"}, confidentiality=3)
    hidden = write(secret)
    nobodys = write(actor=Actor(None, door="command", os_user="root"), obj=world.other)
    assert set(Event.objects.visible_to(world.ayse)) == set(Event.objects.exclude(pk=nobodys.pk))
    assert list(Event.objects.visible_to(world.cem)) == [nobodys]
    world.ayse.grants.get().role.__class__.objects.filter(code="role-ayse").update(clearance=1)
    ayse = type(world.ayse).objects.get(pk=world.ayse.pk)
    assert hidden not in Event.objects.visible_to(ayse)


def test_the_list_names_kind_and_number_never_the_text(write, world):
    event = write(world.person)
    assert event.object_title == "person"
    assert "Yılmaz" not in event.object_title + event.body
