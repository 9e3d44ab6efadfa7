# SPDX-License-Identifier: EUPL-1.2
"""What is exported imports back with an empty diff."""

import pytest
from django.apps import apps

from nizam.kit.registry import registry
from nizam.spine.org.models import Person, Position

RESOURCES = ["org.position", "org.person", "org.appointment", "assets.asset"]


@pytest.fixture
def filled(world):
    person = Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name="Əliyev", given_name="Vüsal", phone="+994 12 000"
    )
    position = Position.objects.create(
        institution=world.institution, unit=world.unit_a, title={"az": "-Müdir", "tr": "Müdür"}, is_head=True
    )
    apps.get_model("org", "Appointment").objects.create(
        institution=world.institution, person=person, position=position, starts="2026-01-01"
    )
    asset = apps.get_model("assets", "Asset").objects.get(inventory_number="002")
    asset.holder = person
    asset.save()
    return world


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("key", RESOURCES)
def test_an_export_imports_back_with_an_empty_diff(filled, keeper, office, key, form):
    content = office.export(keeper, key, form)
    rows = len(office.rows(content, form)) - 1
    assert rows == registry.resource(key).visible_to(keeper).count() > 0
    record = office.bring(keeper, key, content, f"rows.{form}")
    assert (record.state, record.faults) == ("checked", [])
    assert (record.rows, record.same, record.adds, record.changes, record.faulty) == (rows, rows, 0, 0, 0)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_without_identifiers_adds_the_same_rows_elsewhere(filled, keeper, office, form):
    asset = apps.get_model("assets", "Asset")
    content = office.export(keeper, "assets.asset", form)
    head, *rows = office.rows(content, form)
    before = {row[head.index("inventory_number")]: row[1:] for row in rows}
    asset.objects.all().delete()
    lines = [head, *([""] + row[1:] for row in rows)]
    from nizam.kit.transfer.sheets import csv_lines, guarded

    record = office.bring(keeper, "assets.asset", b"".join(csv_lines([[guarded(c) for c in line] for line in lines])))
    assert (record.adds, record.faulty) == (3, 0), list(record.lines.values_list("faults", flat=True))
    office.write(record)
    head, *rows = office.rows(office.export(keeper, "assets.asset", form), form)
    after = {row[head.index("inventory_number")]: row[1:] for row in rows}
    # A form takes the blanks off both ends, as it does for what is typed on screen.
    assert after == {number: [cell.strip() for cell in row] for number, row in before.items()}


def test_the_machine_names_stand_at_the_head(filled, keeper, office):
    head, *rows = office.rows(office.export(keeper, "org.position"))
    assert head[:5] == ["uid", "institution", "unit", "title.az", "title.uz"]
    assert rows[0][1:4] == ["nizami", "nizami/a", "-Müdir"]
    assert rows[0][head.index("is_head")] == "true"


def test_a_list_without_a_form_is_exported_to_read(filled, keeper, office):
    head, *rows = office.rows(office.export(keeper, "org.rolegrant"))
    assert head[:4] == ["uid", "user", "role", "unit"]
    assert any(row[head.index("unit")] == "nizami/a" for row in rows)
