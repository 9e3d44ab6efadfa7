# SPDX-License-Identifier: EUPL-1.2
"""Whoever began an import or export can stop it, sees how it ended, and goes on or takes it back."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.registry import registry
from nizam.kit.transfer import exports, files, imports
from nizam.kit.transfer.addresses import export_address, import_address, transfers_address
from nizam.spine.jobs.models import Job
from nizam.spine.jobs.queue import fail
from nizam.spine.jobs.worker import run_pending
from nizam.spine.journal.models import Event
from nizam.spine.outbox.models import Notification

KEY = "assets.asset"


def things():
    return apps.get_model("assets", "Asset").objects.filter(name__startswith="Thing", voided_at__isnull=True)


def many(count):
    lines = "".join(f"a{number:05},Thing {number},nizami/a\n" for number in range(count))
    return "inventory_number,name,unit\n" + lines


def begin(user, form="csv"):
    return exports.begin_export(registry.resource(KEY), Actor(user), "", form)


def during(monkeypatch, module, name, call, at):
    """Have `call` happen right after the `at`-th call of a function."""
    real, calls = getattr(module, name), []

    def wrapped(*args, **kwargs):
        result = real(*args, **kwargs)
        calls.append(1)
        if len(calls) == at:
            call()
        return result

    monkeypatch.setattr(module, name, wrapped)


def test_a_waiting_export_is_cancelled_from_its_page(world, keeper, office):
    export = begin(keeper)
    client = office.client(keeper)
    assert "Cancel the export" in client.get(export_address(export)).content.decode()
    assert client.post(export_address(export), {"step": "cancel"}).status_code == 302
    export.refresh_from_db()
    assert (export.state, export.job.state) == ("cancelled", "cancelled")
    page = client.get(export_address(export)).content.decode()
    assert "Nothing is kept" in page
    assert "Cancel the export" not in page
    assert client.get(export_address(export, "file")).status_code == 404
    assert client.post(export_address(export), {"step": "cancel"}).status_code == 409
    assert client.post(export_address(export), {"step": "burn"}).status_code == 404
    assert run_pending() == 0
    assert Event.objects.filter(action="assets.export_asset", object_uid=export.uid).count() == 1


def test_an_export_at_work_leaves_nothing_when_cancelled(world, keeper, monkeypatch):
    monkeypatch.setattr(exports, "PART_ROWS", 1)
    export = begin(keeper)
    during(monkeypatch, exports.files, "write_durably", lambda: exports.cancel_export(Actor(keeper), export), at=2)
    run_pending()
    export.refresh_from_db()
    assert (export.state, export.job.state) == ("cancelled", "cancelled")
    assert not files.work_folder(export).exists()
    with pytest.raises(FileNotFoundError):
        files.open_file(files.file_name(export))
    assert not Notification.objects.filter(user=keeper).exists()


def test_an_export_cancelled_at_its_last_step_gives_no_file(world, keeper, monkeypatch):
    export = begin(keeper)
    during(monkeypatch, exports, "_join", lambda: exports.cancel_export(Actor(keeper), export), at=1)
    run_pending()
    export.refresh_from_db()
    assert export.state == "cancelled"
    with pytest.raises(FileNotFoundError):
        files.open_file(files.file_name(export))


def test_nobody_cancels_what_another_began(world, keeper, office):
    export = begin(keeper)
    record = office.bring(keeper, KEY, many(2))
    imports.begin_write(record, good_only=False)
    for other in (*world.insiders, world.stranger):
        client = office.client(other)
        for address in (export_address(export), import_address(record)):
            assert client.post(address, {"step": "stop"}).status_code in {403, 404}
            assert client.post(address, {"step": "cancel"}).status_code in {403, 404}
    assert set(Job.objects.values_list("state", flat=True)) <= {"queued", "done"}
    assert not Job.objects.filter(cancel_requested=True).exists()


def test_a_file_is_not_given_once_the_right_is_gone(world, office):
    export = begin(world.clerk_a)
    run_pending()
    client = office.client(world.clerk_a)
    address = export_address(export, "file")
    assert b"inventory_number" in b"".join(client.get(address).streaming_content)
    role = apps.get_model("org", "RoleGrant").objects.get(user=world.clerk_a).role
    role.permissions = [one for one in role.permissions if "export" not in one] + ["!*.export_*"]
    role.save()
    assert client.get(address).status_code == 403
    apps.get_model("org", "RoleGrant").objects.filter(user=world.clerk_a).update(ends="2026-01-01")
    assert client.get(address).status_code in {302, 403}
    assert office.client(world.clerk_b).get(address).status_code == 404
    assert office.client(world.leader).get(address).status_code == 404


def test_a_stopped_import_keeps_what_is_written_and_goes_on(world, keeper, office, monkeypatch):
    monkeypatch.setattr(imports, "BATCH_ROWS", 10)
    record = office.bring(keeper, KEY, many(35))
    imports.begin_write(record, good_only=False)
    client, address = office.client(keeper), import_address(record)
    assert "Stop the import" in client.get(address).content.decode()
    stop_after(monkeypatch, keeper, record, batches=2)
    run_pending()
    record.refresh_from_db()
    assert (record.state, record.job.state) == ("stopped", "cancelled")
    assert things().count() == 20
    page = client.get(address).content.decode()
    assert "20 rows are written" in page
    assert 'value="go-on"' in page
    assert 'value="undo"' in page
    assert client.post(address, {"step": "stop"}).status_code == 409
    assert client.post(address, {"step": "go-on"}).status_code == 302
    run_pending()
    record.refresh_from_db()
    assert record.state == "written"
    assert things().count() == 35
    assert Event.objects.filter(action="assets.add_asset").count() == 35


def stop_after(monkeypatch, user, record, *, batches):
    """Have somebody stop the import between two batches."""
    real, calls = imports.actor_of, []

    def wrapped(of):
        calls.append(1)
        if len(calls) == batches + 1:
            of.refresh_from_db()
            imports.stop(Actor(user), of)
        return real(of)

    monkeypatch.setattr(imports, "actor_of", wrapped)


def test_what_a_stopped_import_wrote_can_be_undone(world, keeper, office, monkeypatch):
    monkeypatch.setattr(imports, "BATCH_ROWS", 10)
    record = office.bring(keeper, KEY, many(35))
    imports.begin_write(record, good_only=False)
    with monkeypatch.context() as patched:
        stop_after(patched, keeper, record, batches=2)
        run_pending()
    record.refresh_from_db()
    imports.begin_undo(record)
    with monkeypatch.context() as patched:
        stop_after(patched, keeper, record, batches=1)
        run_pending()
    record.refresh_from_db()
    assert record.state == "half-undone"
    assert things().count() == 10
    assert "10 rows are taken back" in office.client(keeper).get(import_address(record)).content.decode()
    imports.go_on(record)
    run_pending()
    record.refresh_from_db()
    assert record.state == "undone"
    assert things().count() == 0


def test_nothing_goes_on_while_the_worker_is_still_stopping(world, keeper, office):
    record = office.bring(keeper, KEY, many(2))
    imports.begin_write(record, good_only=False)
    Job.objects.filter(pk=record.job.pk).update(state="running")
    record.refresh_from_db()
    imports.stop(Actor(keeper), record)
    record = type(record).objects.get(pk=record.pk)
    for step in (imports.go_on, imports.begin_undo):
        with pytest.raises(Refused) as refused:
            step(record)
        assert refused.value.code == "stopping"
    Job.objects.filter(pk=record.job.pk).update(state="cancelled")
    imports.go_on(type(record).objects.get(pk=record.pk))


def test_a_check_that_is_cancelled_leaves_neither_lines_nor_file(world, keeper, office, monkeypatch):
    monkeypatch.setattr(imports, "CHECKED_AT_ONCE", 5)
    monkeypatch.setattr(imports, "CHECK_ROWS", 5)
    bring = imports.begin_check
    kept = []
    monkeypatch.setattr(imports, "begin_check", kept.append)
    record = office.bring(keeper, KEY, many(12))
    bring(record)

    def stop():
        record.refresh_from_db()
        imports.stop(Actor(keeper), record)

    during(monkeypatch, imports, "_line_of", stop, at=7)
    run_pending()
    record.refresh_from_db()
    assert (record.state, record.lines.count()) == ("discarded", 0)
    with pytest.raises(FileNotFoundError):
        files.open_file(files.file_name(record))


def test_a_killed_check_goes_on_and_still_sees_doubles(world, keeper, office, monkeypatch):
    monkeypatch.setattr(imports, "CHECKED_AT_ONCE", 5)
    monkeypatch.setattr(imports, "CHECK_ROWS", 5)
    text = many(12) + "a00001,Again,nizami/a\n002,Skaner,nizami/a\n002,Skaner,nizami/a\na00013,,nizami/a\n"
    real, read, killed = imports.LineReader.read, [], []

    def dies_once(self, cells, line=0):
        read.append(line)
        if line == 9 and not killed:
            killed.append(line)
            raise RuntimeError("killed")
        return real(self, cells, line)

    monkeypatch.setattr(imports.LineReader, "read", dies_once)
    record = office.bring(keeper, KEY, text)
    assert (record.state, record.rows) == ("checking", 5)
    Job.objects.filter(state="queued").update(run_after=record.created_at)
    run_pending()
    record.refresh_from_db()
    assert read.count(2) == read.count(6) == 1
    assert (record.state, record.rows, record.adds, record.changes, record.faulty) == ("checked", 16, 12, 1, 3)
    faults = {one.line: one.faults[0]["text"] for one in record.lines.filter(outcome="fault")}
    assert "Line 3 of this file" in faults[14]
    assert "Line 15 of this file" in faults[16]
    assert record.lines.count() == 16


def test_failed_work_is_found_again_from_its_message_and_the_own_list(world, keeper, office):
    export = begin(keeper)
    Job.objects.filter(pk=export.job.pk).update(state="running", worker="w", tries=1)
    assert fail(Job.objects.get(pk=export.job.pk), "No space left", for_good=True)
    assert Notification.objects.get(user=keeper).url == export_address(export)
    page = office.client(keeper).get(transfers_address()).content.decode()
    assert "did not come to its end" in page


def test_the_page_says_until_when_a_file_is_kept(world, keeper, office, monkeypatch):
    export = begin(keeper)
    run_pending()
    from nizam.kit.transfer import screens

    monkeypatch.setattr(screens, "KEEP_EXPORT_FILES", timedelta(days=0))
    export.refresh_from_db()
    day = timezone.localtime(export.finished_at).strftime("%Y")
    page = office.client(keeper).get(export_address(export)).content.decode()
    assert "The file is kept until" in page
    assert day in page
    exports.forget_old_exports(timezone.now() + timedelta(days=1))
    assert "is removed" in office.client(keeper).get(export_address(export)).content.decode()


def test_leftovers_of_killed_workers_are_removed(world, keeper):
    export, other = begin(keeper), begin(keeper)
    exports.cancel_export(Actor(keeper), other)
    for one in (export, other):
        files.write_durably(files.work_folder(one) / "part-000001", iter([b"x"]))
    unfinished = Path(settings.NIZAM_HOME) / "transfers" / f".{export.uid}.csv.half"
    unfinished.write_bytes(b"x")
    assert exports.forget_leftovers(timezone.now() - timedelta(days=1)) == 1
    assert files.work_folder(export).exists()
    assert not files.work_folder(other).exists()
    os.utime(unfinished, (0, 0))
    assert exports.forget_leftovers(timezone.now() - timedelta(days=1)) == 1
    assert not unfinished.exists()
