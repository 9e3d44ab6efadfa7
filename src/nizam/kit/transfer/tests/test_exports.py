# SPDX-License-Identifier: EUPL-1.2
"""Rows taken out: the same as in the list, told to the journal, guarded, and finished exactly once after a kill."""

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.testing.world import build_world, make_account
from nizam.kit.transfer import exports, files
from nizam.spine.jobs.models import ExportFile, Job
from nizam.spine.jobs.worker import run_pending
from nizam.spine.journal.models import Event
from nizam.spine.outbox.models import Notification

KEY = "assets.asset"


def begin(user, form="csv", query=""):
    return exports.begin_export(registry.resource(KEY), Actor(user, address="10.0.0.1"), query, form)


def stored(export):
    with files.open_file(files.file_name(export)) as stream:
        return stream.read()


def test_only_what_the_list_shows_leaves_and_the_journal_knows(world, office):
    def numbers(user, query=""):
        head, *rows = office.rows(office.export(user, KEY, query=query))
        return [row[head.index("inventory_number")] for row in rows]

    assert numbers(world.clerk_a) == ["INV/001", "002"]
    assert numbers(world.clerk_b) == ["003"]
    assert numbers(world.stranger) == []
    assert numbers(world.leader) == ["INV/001", "002", "003"]
    assert numbers(world.leader, "q=kamera") == ["003"]
    assert numbers(world.leader, f"unit={world.unit_a.uid}") == ["INV/001", "002"]
    event = Event.objects.filter(action="assets.export_asset").latest("pk")
    assert json.loads(event.body)["details"] == {
        "list": KEY,
        "filters": f"unit={world.unit_a.uid}",
        "form": "csv",
        "rows": 2,
    }
    assert event.actor_uid == world.leader.uid


def test_no_cell_begins_like_a_formula(world, keeper, office):
    raw = office.export(keeper, KEY).decode("utf-8-sig")
    assert '"\'=HYPERLINK(""http://x"")\r\nikinci sətir"' in raw
    assert ",''=quoted" in raw


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_long_export_is_the_same_file_as_a_short_one(world, keeper, office, monkeypatch, form):
    monkeypatch.setattr(exports, "PART_ROWS", 2)
    export = begin(keeper, form)
    assert run_pending() >= 1
    export.refresh_from_db()
    assert (export.state, export.rows) == ("ready", 3)
    assert office.rows(stored(export), form) == office.rows(office.export(keeper, KEY, form), form)
    notification = Notification.objects.get(user=keeper)
    assert str(export.uid) in notification.url
    assert not files.work_folder(export).exists()
    event = Event.objects.get(action="assets.export_asset", object_uid=export.uid)
    assert event.address == "10.0.0.1"


def test_lost_parts_are_written_anew(world, keeper, office, monkeypatch):
    monkeypatch.setattr(exports, "PART_ROWS", 1)
    export = begin(keeper)
    real = exports.files.write_durably

    def dies_at_the_third(path, lines):
        if path.name.endswith("3"):
            raise RuntimeError("killed")
        return real(path, lines)

    monkeypatch.setattr(exports.files, "write_durably", dies_at_the_third)
    run_pending()
    monkeypatch.setattr(exports.files, "write_durably", real)
    parts = sorted(files.work_folder(export).iterdir())
    assert [part.name for part in parts] == ["part-000001", "part-000002"]
    parts[0].unlink()
    Job.objects.filter(state="queued").update(run_after=timezone.now())
    run_pending()
    assert office.rows(stored(export)) == office.rows(office.export(keeper, KEY))


def test_a_right_lost_meanwhile_refuses_the_export(world):
    export = begin(world.clerk_a)
    apps.get_model("org", "RoleGrant").objects.filter(user=world.clerk_a).delete()
    run_pending()
    export.refresh_from_db()
    assert export.state == "refused"
    with pytest.raises(FileNotFoundError):
        stored(export)


def test_old_files_are_removed_and_their_rows_stay(world, keeper):
    export = begin(keeper)
    run_pending()
    assert exports.forget_old_exports(timezone.now() - timedelta(days=1)) == 0
    assert exports.forget_old_exports(timezone.now() + timedelta(days=1)) == 1
    export.refresh_from_db()
    assert export.state == "expired"
    with pytest.raises(FileNotFoundError):
        stored(export)


CHILD = textwrap.dedent(
    """
    import signal, sys, threading, time
    import django
    django.setup()
    from nizam.kit.transfer import exports
    from nizam.spine.jobs import worker

    exports.PART_ROWS = int(sys.argv[1])
    pause = float(sys.argv[2])
    write = exports.files.write_durably

    def slow(path, lines):
        time.sleep(pause)
        return write(path, lines)

    exports.files.write_durably = slow
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    worker.run(worker_id=worker.worker_name(), stop=stop)
    """
)


@pytest.fixture
def start_worker():
    started = []

    def begin_one(part_rows, pause=0.0):
        process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(part_rows), str(pause)],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "nizam.site.settings",
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
        )
        started.append(process)
        return process

    yield begin_one
    for process in started:
        process.kill()
        process.wait()


def until(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def fill(count):
    built = build_world()
    asset = apps.get_model("assets", "Asset")
    for start in range(0, count, 5000):
        asset.objects.bulk_create(
            asset(
                institution=built.institution,
                unit=built.unit_a,
                inventory_number=f"{number:06}",
                name=f"Cihaz {number}",
                note="=1+1" if number % 7 == 0 else "",
            )
            for number in range(start, min(start + 5000, count))
        )
    return make_account("keeper", built.institution, "operator")


def killed_export(start_worker, office, *, count, part_rows, kills, form="csv"):
    user = fill(count)
    export = begin(user, form)
    job = export.job
    chance = random.Random(20261101)
    shown = []
    for _kill in range(kills):
        process = start_worker(part_rows, 0.1)
        seen = Job.objects.get(pk=job.pk).progress_done

        def moved(seen=seen):
            shown.append(Job.objects.get(pk=job.pk).progress_done)
            return shown[-1] > seen

        until(moved)
        time.sleep(chance.random() * 0.3)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert ExportFile.objects.get(pk=export.pk).state == "writing"
        assert Notification.objects.count() == 0
        # As the minute without a sign of life would do.
        Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=61))
    start_worker(part_rows)
    until(lambda: Job.objects.get(pk=job.pk).state == "done", 600)
    export.refresh_from_db()
    job.refresh_from_db()
    assert (export.state, export.rows) == ("ready", count)
    assert (job.tries, job.progress_done, job.progress_total) == (kills + 1, count, count)
    assert any(0 < done < count for done in shown)
    assert ExportFile.objects.count() == 1
    assert Notification.objects.filter(user=user).count() == 1
    assert Event.objects.filter(action="assets.export_asset").count() == 1
    head, *rows = office.rows(stored(export), form)
    at = head.index("inventory_number")
    assert [row[at] for row in rows] == [f"{number:06}" for number in range(count)]
    assert not files.work_folder(export).exists()


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_an_export_whose_worker_is_killed_finishes_exactly_once(start_worker, office):
    killed_export(start_worker, office, count=6_000, part_rows=500, kills=2)


@pytest.mark.slow
@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_of_100_000_rows_survives_four_kills(start_worker, office, form):
    killed_export(start_worker, office, count=100_000, part_rows=exports.PART_ROWS, kills=4, form=form)
