# SPDX-License-Identifier: EUPL-1.2
"""Files brought in: what their lines mean, who may write them, how writing goes on after a kill, and undoing it."""

import json

import pytest
from django.apps import apps

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.transfer import files, imports
from nizam.spine.jobs.models import Job
from nizam.spine.jobs.worker import run_pending
from nizam.spine.journal.models import Event
from nizam.spine.outbox.models import Notification

KEY = "assets.asset"


def assets():
    return apps.get_model("assets", "Asset").objects


def told(record):
    return {line.line: [fault["text"] for fault in line.faults] for line in record.lines.filter(outcome="fault")}


def many(count, start=0):
    lines = "".join(f"a{number:05},Thing {number},nizami/a\n" for number in range(start, start + count))
    return "inventory_number,name,unit\n" + lines


def test_nothing_is_written_before_somebody_asks(world, keeper, office):
    record = office.bring(
        keeper,
        KEY,
        "inventory_number,name,unit,state\n002,Skaner,nizami/a,in-use\n900,Yeni printer,nizami/b,in-stock\n",
    )
    assert (record.state, record.rows, record.adds, record.changes, record.faulty) == ("checked", 2, 1, 1, 0)
    change = record.lines.get(outcome="change")
    assert change.changes == {"name": ['  Skaner, "böyük" ', "Skaner"], "state": ["in-stock", "in-use"]}
    assert assets().count() == 3
    assert assets().get(inventory_number="002").state == "in-stock"


def test_written_lines_go_through_the_acts_of_the_list(world, keeper, office):
    record = office.bring(keeper, KEY, "inventory_number,name,unit\n002,Skaner,\n900,Yeni printer,nizami/b\n")
    office.write(record)
    assert record.state == "written"
    added = assets().get(inventory_number="900")
    assert (added.unit, added.institution) == (world.unit_b, world.institution)
    # An empty cell is a value: it takes the unit away.
    assert assets().get(inventory_number="002").unit is None
    actions = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert actions.count("assets.add_asset") == 1
    assert actions.count("assets.change_asset") == 1
    steps = [
        json.loads(body)["details"]["step"]
        for body in Event.objects.filter(action="assets.import_asset").order_by("pk").values_list("body", flat=True)
    ]
    assert steps == ["kept", "written"]
    notification = Notification.objects.get(user=keeper)
    assert str(record.uid) in notification.url


def test_faults_are_told_line_by_line_and_can_be_downloaded(world, keeper, office):
    record = office.bring(
        keeper,
        KEY,
        "inventory_number,name,state,acquired_on,unit\n"
        "1,,in-use,2026-01-01,\n"
        "2,Two,lost,2026-01-01,\n"
        "3,Three,in-use,31.02.2026,\n"
        "4,Four,in-use,31.01.2026,nizami/nowhere\n"
        "5,Five,in-use,31.01.2026,nizami/a\n"
        "5,Five again,in-use,31.01.2026,nizami/a\n"
        "\n"
        "7,Seven,in-use,,,,one cell too many\n",
    )
    assert (record.adds, record.faulty) == (1, 6)
    faults = told(record)
    assert set(faults) == {2, 3, 4, 5, 7, 9}
    assert "Line 6" in faults[7][0]
    raw = b"".join(imports.fault_lines(record))
    head, *lines = office.rows(raw)
    assert head[:3] == ["#line", "#faults", "inventory_number"]
    assert [line[0] for line in lines] == ["2", "3", "4", "5", "7", "9"]
    # Mended, the downloaded file can be brought in as it is: the wrong unit, the double, the cell too many are gone.
    mended = office.bring(keeper, KEY, raw.decode().replace("nizami/nowhere", "nizami/b"))
    assert (mended.state, mended.adds) == ("checked", 3)


def test_lines_with_faults_stay_out_only_when_a_person_says_so(world, keeper, office):
    record = office.bring(keeper, KEY, "inventory_number,name\n1,One\n2,\n")
    with pytest.raises(Refused):
        imports.begin_write(record, good_only=False)
    record.refresh_from_db()
    assert record.state == "checked"
    office.write(record, good_only=True)
    assert assets().filter(inventory_number="1").exists()
    assert not assets().filter(inventory_number="2").exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("", "rows.csv"),
        ("\n", "rows.csv"),
        ("surname,weight\nx,1\n", "rows.csv"),
        ("name,weight\nx,1\n", "rows.csv"),
        ("name,name\nx,1\n", "rows.csv"),
        (b"name\r\n\xfe\xe7\r\n", "rows.csv"),
        (b"name\r\nx\r\n", "rows.xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_keeps_no_line(world, keeper, office, content, name):
    record = office.bring(keeper, KEY, content, name)
    assert record.state == "unreadable"
    assert record.faults
    assert not record.lines.exists()
    with pytest.raises(Refused):
        imports.begin_write(record, good_only=True)


def test_kind_and_size_are_bounded(world, keeper, office, monkeypatch):
    with pytest.raises(Refused):
        office.bring(keeper, KEY, "name\nx\n", "rows.ods")
    monkeypatch.setattr(imports, "LARGEST_FILE", 5)
    with pytest.raises(Refused):
        office.bring(keeper, KEY, "name\nx\n")
    monkeypatch.undo()
    monkeypatch.setattr(imports, "MOST_ROWS", 3)
    assert office.bring(keeper, KEY, many(3)).state == "checked"
    assert office.bring(keeper, KEY, many(4)).state == "unreadable"


def test_the_bytes_are_kept_as_they_came(world, keeper, office):
    raw = b'\xef\xbb\xbfname\r\n"a\r\nb"\r\n'
    record = office.bring(keeper, KEY, raw)
    with files.open_file(files.file_name(record)) as kept:
        assert kept.read() == raw


def test_what_is_out_of_scope_is_a_fault_that_tells_nothing(world, office):
    foreign = apps.get_model("assets", "Asset").objects.create(
        institution=world.other_institution, unit=world.other_unit, inventory_number="X1", name="Gizli server"
    )
    record = office.bring(
        world.head_a,
        KEY,
        "uid,inventory_number,name,unit\n"
        f"{foreign.uid},X1,Mine now,nizami/a\n"
        "019a0000-0000-7000-8000-000000000000,X1,Mine now,nizami/a\n"
        ",90,Printer,navoiy/c\n"
        ",91,Printer,nowhere/c\n"
        f",92,Printer,{world.other_unit.uid}\n"
        ",93,Printer,nizami/b\n"
        ",94,Printer,nizami/a\n",
    )
    faults = told(record)
    assert set(faults) == {2, 3, 4, 5, 6, 7}
    assert faults[2] == faults[3]
    assert faults[4][0].replace("navoiy", "nowhere") == faults[5][0]
    everything = json.dumps(list(record.lines.values_list("faults", "changes")), ensure_ascii=False)
    for secret in ("Gizli", "Axborot", "Information", "boʻlimi"):
        assert secret not in everything
    office.write(record, good_only=True)
    assert assets().filter(inventory_number="94", unit=world.unit_a).exists()
    assert assets().filter(name="Printer").count() == 1


def test_what_the_exporter_may_not_see_is_not_named_and_comes_back_unchanged(world, keeper, office):
    person = apps.get_model("org", "Person").objects.create(
        institution=world.other_institution, unit=world.other_unit, family_name="Gizli", given_name="Ad"
    )
    asset = assets().get(inventory_number="002")
    asset.holder = person
    asset.save()
    raw = office.export(world.head_a, KEY)
    assert str(person.uid).encode() not in raw
    record = office.bring(world.head_a, KEY, raw)
    assert (record.rows, record.same) == (2, 2)
    record = office.bring(world.head_a, KEY, raw.replace(b"Skaner", b"Printer"))
    assert (record.changes, record.faulty) == (1, 0)
    office.write(record)
    asset.refresh_from_db()
    assert (asset.holder_id, "Printer" in asset.name) == (person.pk, True)


@pytest.mark.parametrize("kills", [1, 3])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_killed_import_goes_on_and_writes_no_line_twice(world, keeper, office, monkeypatch, at_once, kills):
    monkeypatch.setattr(imports, "BATCH_ROWS", 10)
    record = office.bring(keeper, KEY, many(35))
    imports.begin_write(record, good_only=False)
    writing = "add_rows" if at_once else "_write_line"
    every = 2 if at_once else 13
    real = getattr(imports, writing)
    counted = {"calls": 0, "kills": 0}

    def killed_in_the_middle(*args):
        counted["calls"] += 1
        result = real(*args)
        if counted["kills"] < kills and counted["calls"] % every == 0:
            counted["kills"] += 1
            raise RuntimeError("killed")
        return result

    monkeypatch.setattr(imports, writing, killed_in_the_middle)
    if not at_once:
        monkeypatch.setattr(imports, "adds_at_once", lambda resource: False)
    task = {"record": str(record.uid)}
    for _try in range(kills + 1):
        Job.objects.filter(payload=task, state="queued").update(run_after=record.created_at)
        run_pending()
    record.refresh_from_db()
    assert record.state == "written"
    assert counted["kills"] == kills
    assert assets().filter(name__startswith="Thing").count() == 35
    assert Event.objects.filter(action="assets.add_asset").count() == 35
    assert Notification.objects.filter(user=keeper).count() == 1


def test_long_files_are_checked_in_the_background(world, keeper, office, monkeypatch):
    monkeypatch.setattr(imports, "CHECKED_AT_ONCE", 5)
    record = office.bring(keeper, KEY, many(6))
    assert record.job.state == "done"
    assert (record.state, record.adds) == ("checked", 6)
    assert Notification.objects.filter(user=keeper).count() == 1


def test_undo_voids_what_was_added_and_takes_back_what_was_changed(world, keeper, office):
    before = dict(assets().values_list("inventory_number", "name"))
    record = office.bring(
        keeper,
        KEY,
        "inventory_number,name,unit\n900,Yeni,nizami/a\n901,Köhnə,nizami/a\nINV/001,Başqa,nizami/b\n003,Başqa,nizami/a\n",
    )
    office.write(record)
    touched = assets().get(inventory_number="901")
    registry.resource(KEY).generated("change")(Actor(keeper), touched, name="Changed since")
    office.undo(record)
    assert record.state == "undone"
    added = assets().get(inventory_number="900")
    assert added.voided_at is not None
    assert "rows.csv" in added.void_reason
    kept = assets().get(inventory_number="901")
    assert (kept.voided_at, kept.name) == (None, "Changed since")
    assert record.lines.exclude(refusals=[]).get().cells["inventory_number"] == "901"
    for number in ("INV/001", "003"):
        assert assets().get(inventory_number=number).name == before[number]
    assert assets().get(inventory_number="INV/001").unit == world.unit_a
    with pytest.raises(Refused):
        imports.begin_undo(record)


def test_a_row_changed_after_the_check_is_not_overwritten(world, keeper, office):
    record = office.bring(keeper, KEY, "inventory_number,name\n002,From the file\n900,New\n")
    registry.resource(KEY).generated("change")(Actor(keeper), assets().get(inventory_number="002"), name="By hand")
    office.write(record)
    assert assets().get(inventory_number="002").name == "By hand"
    assert assets().filter(inventory_number="900").exists()
    assert record.lines.get(line=2).refusals


def test_a_right_lost_before_the_writing_stops_it(world, office):
    record = office.bring(world.head_a, KEY, many(2))
    apps.get_model("org", "RoleGrant").objects.filter(user=world.head_a).delete()
    office.write(record)
    assert record.state == "writing"
    assert record.job.error
    assert not assets().filter(name__startswith="Thing").exists()


def test_discarding_leaves_no_line_and_no_file(world, keeper, office):
    record = office.bring(keeper, KEY, many(2))
    imports.discard(Actor(keeper), record)
    record.refresh_from_db()
    assert (record.state, record.lines.count()) == ("discarded", 0)
    with pytest.raises(FileNotFoundError):
        files.open_file(files.file_name(record))


def test_an_import_is_its_owner_s_alone(world, keeper, office):
    record = office.bring(keeper, KEY, many(1))
    assert ports.transfers.imports.objects.visible_to(keeper).filter(pk=record.pk).exists()
    for other in (*world.insiders, world.stranger):
        assert not ports.transfers.imports.objects.visible_to(other).filter(pk=record.pk).exists()
