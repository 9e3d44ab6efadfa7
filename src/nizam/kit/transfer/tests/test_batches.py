# SPDX-License-Identifier: EUPL-1.2
"""Rows added many at a time keep every promise of the act that adds one."""

import json
import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.testing.world import make_account
from nizam.kit.transfer import imports
from nizam.kit.transfer.batches import add_rows, adds_at_once
from nizam.spine.journal.models import Event, EventSecret

KEY = "assets.asset"


def assets():
    return apps.get_model("assets", "Asset").objects


def file_of(count, unit="nizami/a"):
    return "inventory_number,name,unit\n" + "".join(f"b{n:04},Thing {n},{unit}\n" for n in range(count))


@pytest.mark.parametrize("key", [KEY, "org.person"])
def test_the_journal_says_the_same_as_of_a_row_added_by_itself(world, keeper, key):
    resource = registry.resource(key)
    values = {
        KEY: {"inventory_number": "{}", "name": "Skaner", "note": "uzun qeyd " * 40},
        "org.person": {"family_name": "Əliyev{}", "given_name": "Vüsal", "email": "v@example.net"},
    }[key]

    def told(mark):
        of = {name: text.format(mark) for name, text in values.items()}
        return {**of, "institution": world.institution, "unit": world.unit_a}

    actor = Actor(keeper, door="office", address="10.0.0.9")
    alone = resource.generated("add")(actor, **told("1"))
    together = resource.model(**told("2"))
    assert add_rows(resource, actor, [together])
    bodies = []
    for row in (alone, together):
        event = Event.objects.get(object_uid=row.uid)
        body = json.loads(event.body)
        secrets = {one.field: one.value for one in EventSecret.objects.filter(event=event)}
        assert event.leaf
        bodies.append(
            (body["action"], body["actor"], body["address"], body["unit"], set(body["changes"]), set(secrets))
        )
    assert bodies[0] == bodies[1]
    rows = [resource.model.objects.get(pk=row.pk) for row in (alone, together)]
    assert rows[0].revision == rows[1].revision == imports.FIRST_REVISION
    assert rows[0].language_rules == rows[1].language_rules
    folded = "name_folded"
    assert getattr(rows[1], folded) == getattr(rows[0], folded).replace("1", "2") != ""


def test_rows_are_added_at_once_with_few_questions(world, keeper, office):
    record = office.bring(keeper, KEY, file_of(100))
    with CaptureQueriesContext(connection) as asked:
        office.write(record)
    assert record.lines.filter(written_revision=1).count() == assets().filter(name__startswith="Thing").count() == 100
    assert len(asked) < 100
    written = dict(record.lines.values_list("line", "object_uid"))
    assert assets().get(uid=written[2]).inventory_number == "b0000"
    assert assets().get(uid=written[101]).inventory_number == "b0099"


def test_one_row_out_of_reach_stops_itself_alone(world, office):
    record = office.bring(world.head_a, KEY, file_of(3) + "c1,Elsewhere,nizami/a\n")
    line = record.lines.order_by("line").last()
    # As if the right had been there when the file was checked.
    moved = {**line.cells, "unit": "nizami/b"}
    record.lines.filter(pk=line.pk).update(cells=moved)
    office.write(record)
    assert assets().filter(name__startswith="Thing").count() == 3
    assert not assets().filter(inventory_number="c1").exists()
    assert record.lines.get(pk=line.pk).refusals


def test_a_row_its_writer_may_not_add_or_see_is_not_added_at_once(world):
    resource = registry.resource(KEY)
    asset = resource.model

    def row(number, unit):
        return asset(institution=world.institution, unit=unit, inventory_number=number, name="X", uid=uuid.uuid4())

    head = Actor(world.head_a)
    events = Event.objects.count()
    assert not add_rows(resource, head, [row("d1", world.unit_a), row("d2", world.unit_b)])
    assert not add_rows(resource, Actor(world.clerk_a), [row("d1", world.unit_a)])
    blind = make_account("blind", world.institution, "clerk")
    role = apps.get_model("org", "Role").objects.create(
        code="blind", name={"en": "b"}, clearance=3, permissions=["assets.add_asset"]
    )
    apps.get_model("org", "RoleGrant").objects.filter(user=blind).update(role=role)
    assert Actor(blind).can("assets.add_asset")
    assert not add_rows(resource, Actor(blind), [row("d1", world.unit_a)])
    assert not asset.objects.filter(inventory_number__startswith="d").exists()
    assert Event.objects.count() == events
    assert add_rows(resource, head, [row("d1", world.unit_a)])


def test_a_number_taken_meanwhile_refuses_its_line_alone(world, keeper, office):
    record = office.bring(keeper, KEY, file_of(5))
    assets().create(institution=world.institution, unit=world.unit_b, inventory_number="b0002", name="Earlier")
    office.write(record)
    assert record.state == "written"
    assert [line.line for line in record.lines.exclude(refusals=[])] == [4]
    assert assets().filter(name__startswith="Thing").count() == 4


def test_an_objection_is_heard_for_every_row(world, keeper, office, monkeypatch):
    resource = registry.resource(KEY)
    add = resource.generated("add")
    heard = []
    monkeypatch.setattr(add, "objections", [(lambda actor, obj: heard.append(1) or [], False)])
    assert not adds_at_once(resource)
    record = office.bring(keeper, KEY, file_of(3))
    heard.clear()
    office.write(record)
    assert len(heard) == 3
    assert assets().filter(name__startswith="Thing").count() == 3
