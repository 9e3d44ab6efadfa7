# SPDX-License-Identifier: EUPL-1.2
"""`nizam doctor` finds what is wrong and names the cure."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from nizam.site.maintenance.examine import FAIL, OK, WARN, examine_clock, examine_space
from nizam.site.tests.conftest import run


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
    with closing(sqlite3.connect(home / "nizam.sqlite3")) as database, database:
        database.execute("DROP TRIGGER journal_event_no_delete")
        database.execute("DROP TRIGGER journal_event_no_update")
        database.execute("UPDATE journal_event SET at = '2090-01-01 00:00:00'")
        database.execute("UPDATE org_unit SET language_rules = 0")
        database.execute("DELETE FROM django_migrations WHERE app = 'search'")
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
    with closing(sqlite3.connect(home / "nizam.sqlite3")) as database, database:
        database.execute("DROP TRIGGER journal_event_no_delete")
    assert run(home, "upgrade").returncode == 0
    assert _findings(home)[1]["triggers"]["state"] == OK


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


def test_home_without_a_database(tmp_path: Path) -> None:
    code, found = _findings(tmp_path / "home")
    assert code == 1
    assert found["database"]["state"] == FAIL
    assert not (tmp_path / "home" / "nizam.sqlite3").exists()


def test_unreachable_server(tmp_path: Path) -> None:
    code, found = _findings(tmp_path / "home", DATABASE_URL="postgresql://a:geheim@127.0.0.1:1/n")
    assert code == 1
    assert found["database"]["state"] == FAIL
    assert "geheim" not in json.dumps(found)


def test_relay_that_does_not_answer_and_one_that_does(home: Path) -> None:
    assert _findings(home, NIZAM_RELAY="smtp://127.0.0.1:1")[1]["mail"]["state"] == FAIL
    with socket.create_server(("127.0.0.1", 0)) as relay:

        def greet() -> None:
            connection, _address = relay.accept()
            with connection, connection.makefile("rb") as reading:
                connection.sendall(b"220 relay\r\n")
                while line := reading.readline():
                    connection.sendall(b"221 bye\r\n" if line.lower().startswith(b"quit") else b"250 fine\r\n")

        answering = threading.Thread(target=greet, daemon=True)
        answering.start()
        assert _findings(home, NIZAM_RELAY=f"smtp://127.0.0.1:{relay.getsockname()[1]}")[1]["mail"]["state"] == OK
        answering.join(10)


@pytest.mark.parametrize(("said", "state"), [(True, OK), (False, WARN), (None, WARN)])
def test_clock_as_the_system_calls_it(said: bool | None, state: str) -> None:
    found = examine_clock(said)
    assert found.state == state
    assert bool(found.cure) is (state != OK)


def test_full_disk(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount the small file system this needs")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(tmp_path)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        found = examine_space(tmp_path)
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
    assert found.state == FAIL
    assert str(tmp_path) in found.sentence
    assert found.cure
