# SPDX-License-Identifier: EUPL-1.2
"""`nizam doctor` finds what is wrong and names the cure."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from nizam.foundations.language import DictionaryState
from nizam.site.maintenance.examine import (
    FAIL,
    OK,
    WARN,
    examine_clock,
    examine_dictionaries,
    examine_mail,
    kernel_clock,
)
from nizam.site.tests.conftest import copy_home, database, drop_triggers, run


def _findings(home: Path, **more: str) -> tuple[int, dict[str, dict[str, Any]]]:
    done = run(home, "doctor", "--json", **more)
    assert done.stdout, done.stderr
    return done.returncode, {row["code"]: row for row in json.loads(done.stdout)}


def test_sound_home(home: Path) -> None:
    code, found = _findings(home)
    assert [row for row in found.values() if row["state"] == FAIL] == []
    assert code == 0
    assert found["mail"]["state"] == WARN
    assert str(home / "outbox") in found["mail"]["sentence"]
    assert all(row["cure"] for row in found.values() if row["state"] != OK)


def test_many_faults_at_once(home: Path) -> None:
    drop_triggers(home, "journal_event", "journal_event_no_delete", "journal_event_no_update")
    with database(home) as opened:
        opened.execute("UPDATE journal_event SET at = '2090-01-01 00:00:00'")
        opened.execute("UPDATE org_unit SET language_rules = 0")
        opened.execute("DELETE FROM django_migrations WHERE app = 'search'")
    (home / "keys" / "secret-key").chmod(0o644)
    code, found = _findings(home)
    assert code == 1
    assert "journal_event_no_delete" in found["triggers"]["sentence"]
    assert {name for name, row in found.items() if row["state"] == FAIL} >= {
        "triggers",
        "newest-event",
        "migrations",
        "keys",
    }
    assert "2090-01-01" in found["newest-event"]["sentence"]
    assert found["language-rules"]["state"] == WARN
    assert "org.unit: 1" in found["language-rules"]["sentence"]
    assert "chmod" in found["keys"]["cure"]


def test_upgrade_cures_a_dropped_trigger(home: Path) -> None:
    drop_triggers(home, "journal_event", "journal_event_no_delete")
    assert run(home, "upgrade").returncode == 0
    assert _findings(home)[1]["triggers"]["state"] == OK


@pytest.mark.one_engine
def test_damaged_database_is_found(home: Path) -> None:
    path = home / "nizam.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = database.execute("PRAGMA page_size").fetchone()[0]
        page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'auth_permission'").fetchone()[0]
    with path.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(b"\xff" * 64)
    code, found = _findings(home)
    assert code == 1
    assert found["integrity"]["state"] == FAIL


@pytest.mark.one_engine
def test_home_without_a_database(tmp_path: Path) -> None:
    code, found = _findings(tmp_path / "home")
    assert code == 1
    assert found["database"]["state"] == FAIL
    assert not (tmp_path / "home" / "nizam.sqlite3").exists()


@pytest.mark.one_engine
def test_unreachable_server(tmp_path: Path) -> None:
    code, found = _findings(tmp_path / "home", DATABASE_URL="postgresql://a:geheim@127.0.0.1:1/n")
    assert code == 1
    assert found["database"]["state"] == FAIL
    assert "geheim" not in json.dumps(found)


@pytest.mark.one_engine
def test_relay_that_does_not_answer_and_one_that_does(settings: Any) -> None:
    settings.RELAY, settings.EMAIL_PORT = "smtp://127.0.0.1:1", 1
    silent = examine_mail()
    assert silent.state == FAIL
    assert "NIZAM_RELAY" in silent.cure
    with socket.create_server(("127.0.0.1", 0)) as relay:

        def greet() -> None:
            connection, _address = relay.accept()
            with connection, connection.makefile("rb") as reading:
                connection.sendall(b"220 relay\r\n")
                while line := reading.readline():
                    connection.sendall(b"221 bye\r\n" if line.lower().startswith(b"quit") else b"250 fine\r\n")

        answering = threading.Thread(target=greet, daemon=True)
        answering.start()
        settings.EMAIL_PORT = relay.getsockname()[1]
        settings.RELAY = f"smtp://127.0.0.1:{settings.EMAIL_PORT}"
        assert examine_mail().state == OK
        answering.join(10)


@pytest.mark.one_engine
@pytest.mark.parametrize(("said", "state"), [(True, OK), (False, WARN), (None, WARN)])
def test_clock_as_the_system_calls_it(said: bool | None, state: str) -> None:
    found = examine_clock(said)
    assert found.state == state
    assert bool(found.cure) is (state != OK)


@pytest.mark.one_engine
def test_clock_of_this_machine_is_asked() -> None:
    said = kernel_clock()
    shown = (
        subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            check=False,
        )
        if shutil.which("timedatectl")
        else None
    )
    if shown is None or shown.stdout.strip() not in {"yes", "no"}:
        pytest.skip("timedatectl does not answer here, and nothing else says what the kernel should")
    assert said is (shown.stdout.strip() == "yes")


def test_missing_dictionaries_are_named_with_their_cure() -> None:
    there, away = DictionaryState("az", True, digest="0"), DictionaryState("uz", False, "source-missing")
    assert examine_dictionaries([there]).state == OK
    found = examine_dictionaries([there, away, DictionaryState("tr", False, "damaged")])
    assert found.state == WARN
    assert "Oʻzbekcha" in found.sentence
    assert "Türkçe" in found.sentence
    assert "nizam.foundations.language.build" in found.cure
    assert "make install" in examine_dictionaries([DictionaryState("tr", False, "not-built")]).cure


def test_full_disk(founded_home: Path, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount the small file system this needs")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        code, found = _findings(copy_home(founded_home, disk / "home"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert code == 1
    assert [name for name, row in found.items() if row["state"] == FAIL] == ["space"]
    assert str(disk) in found["space"]["sentence"]
    assert found["space"]["cure"]
