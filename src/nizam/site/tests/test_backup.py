# SPDX-License-Identifier: EUPL-1.2
"""Backup of a working home, restore into an empty one, and every way a backup can be unfit."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from nizam.site.maintenance.archive import MANIFEST, MANIFEST_SUM, BackupFault, Manifest, safe_name
from nizam.site.tests.conftest import run

KEEP = (
    "from nizam.spine.records.blobs import keep_bytes\n"
    "for number in range(20):\n    keep_bytes(f'letter {number}'.encode() * 50)\n"
)


@pytest.fixture(scope="module")
def backed_up(founded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A home with files and a sealed journal, its backup, and the file of its keys."""
    folder = tmp_path_factory.mktemp("backup")
    home, backup, keys = folder / "home", folder / "backup", folder / "keys.json"
    shutil.copytree(founded_home, home)
    assert run(home, "manage", "shell", "--verbosity", "0", "-c", KEEP).returncode == 0
    assert run(home, "journal", "seal").returncode == 0
    done = run(home, "backup", str(backup), "--keys", str(keys), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["blobs"] == 20
    return home, backup, keys


def test_round_trip(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    home, backup, keys = backed_up
    done = run(tmp_path / "new", "restore", str(backup), "--keys", str(keys))
    assert done.returncode == 0, done.stderr
    assert "Nothing is wrong." in done.stdout
    for name in ("blobs", "heads", "keys"):
        old = {path.relative_to(home): path.read_bytes() for path in (home / name).rglob("*") if path.is_file()}
        new = {
            path.relative_to(tmp_path / "new"): path.read_bytes()
            for path in (tmp_path / "new" / name).rglob("*")
            if path.is_file()
        }
        assert old
        assert new == old
    with (
        closing(sqlite3.connect(home / "nizam.sqlite3")) as old_db,
        closing(sqlite3.connect(tmp_path / "new" / "nizam.sqlite3")) as new_db,
    ):
        assert list(new_db.iterdump()) == list(old_db.iterdump())
    assert not list((tmp_path / "new").glob(".restore-*"))


def test_keys_are_nowhere_in_the_backup(backed_up: tuple[Path, Path, Path]) -> None:
    home, backup, keys = backed_up
    secret = (home / "keys" / "secret-key").read_bytes()
    assert keys.stat().st_mode & 0o077 == 0
    assert not any(secret in path.read_bytes() for path in backup.rglob("*") if path.is_file())


def test_one_flipped_byte_anywhere_is_found(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _home, backup, _keys = backed_up
    choice = random.Random(2026)
    files = sorted(path.relative_to(backup) for path in backup.rglob("*") if path.is_file())
    chosen = [Path(MANIFEST), Path(MANIFEST_SUM), Path("database.sqlite3"), *choice.sample(files, 3)]
    for name in chosen:
        damaged = tmp_path / "damaged"
        shutil.copytree(backup, damaged)
        content = bytearray((damaged / name).read_bytes())
        content[choice.randrange(len(content))] ^= 1 << choice.randrange(8)
        (damaged / name).write_bytes(content)
        assert run(tmp_path / "any", "verify-backup", str(damaged)).returncode == 1, name
        shutil.rmtree(damaged)


def test_damaged_backup_leaves_the_home_empty(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _home, backup, _keys = backed_up
    damaged = tmp_path / "damaged"
    shutil.copytree(backup, damaged)
    victim = next(path for path in sorted((damaged / "blobs").rglob("*")) if path.is_file())
    victim.write_bytes(victim.read_bytes()[:-1] + b"\x00")
    done = run(tmp_path / "new", "restore", str(damaged))
    assert done.returncode == 1
    assert victim.name in done.stderr
    assert "Nothing was restored." in done.stderr
    assert {path.name for path in (tmp_path / "new").iterdir()} <= {"keys", "run"}


def test_missing_and_foreign_files_are_found(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _home, backup, _keys = backed_up
    changed = tmp_path / "changed"
    shutil.copytree(backup, changed)
    next(path for path in (changed / "blobs").rglob("*") if path.is_file()).unlink()
    (changed / "heads" / "note.txt").write_text("not ours")
    done = run(tmp_path / "any", "verify-backup", str(changed), "--json")
    assert done.returncode == 1
    assert sorted(fault.rpartition(" ")[2] for fault in json.loads(done.stdout)["faults"]) == ["backup.", "missing."]


def test_newer_backup_is_refused(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _home, backup, _keys = backed_up
    for change in ({"version": "99.0"}, {"migrations": [["org", "9999_from_the_future"]]}):
        newer = tmp_path / "newer"
        shutil.copytree(backup, newer)
        manifest = Manifest.read(newer)
        for name in (MANIFEST, MANIFEST_SUM):
            (newer / name).unlink()
        for field, value in change.items():
            setattr(manifest, field, value)
        manifest.write(newer)
        done = run(tmp_path / "new", "restore", str(newer))
        assert done.returncode == 4
        assert "newer version" in done.stderr
        assert not (tmp_path / "new" / "nizam.sqlite3").exists()
        shutil.rmtree(newer)


def test_home_in_use_is_refused(backed_up: tuple[Path, Path, Path]) -> None:
    home, backup, _keys = backed_up
    done = run(home, "restore", str(backup))
    assert done.returncode == 4
    assert "not empty" in done.stderr


def test_other_keys_are_refused(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _home, backup, keys = backed_up
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes(keys.read_bytes() + b" ")
    done = run(tmp_path / "new", "restore", str(backup), "--keys", str(wrong))
    assert done.returncode == 1
    assert not (tmp_path / "new" / "nizam.sqlite3").exists()


def test_backup_never_overwrites(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    home, backup, keys = backed_up
    assert run(home, "backup", str(backup)).returncode == 4
    assert run(home, "backup", str(tmp_path / "b"), "--keys", str(keys)).returncode == 4
    assert run(home, "backup", str(tmp_path / "c"), "--keys", str(tmp_path / "c" / "keys")).returncode == 4


def test_nothing_acknowledged_is_missing_under_load(home: Path, tmp_path: Path) -> None:
    acknowledged: list[int] = []
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(home / "nizam.sqlite3", timeout=30, isolation_level=None)) as database:
            database.execute("CREATE TABLE acknowledged (n INTEGER PRIMARY KEY, text TEXT)")
            while not stop.is_set():
                number = len(acknowledged)
                database.execute("INSERT INTO acknowledged VALUES (?, ?)", (number, "x" * 2000))
                acknowledged.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(acknowledged) < 20:
            stop.wait(0.01)
        before = len(acknowledged)
        done = run(home, "backup", str(tmp_path / "backup"))
    finally:
        stop.set()
        writer.join()
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(tmp_path / "backup" / "database.sqlite3")) as copied:
        kept = [row[0] for row in copied.execute("SELECT n FROM acknowledged ORDER BY n")]
    assert kept == list(range(len(kept)))
    assert before <= len(kept) <= len(acknowledged)


def test_lost_bytes_are_told(home: Path, tmp_path: Path) -> None:
    assert run(home, "manage", "shell", "--verbosity", "0", "-c", KEEP).returncode == 0
    lost = next(path for path in (home / "blobs").rglob("*") if path.is_file())
    lost.unlink()
    done = run(home, "backup", str(tmp_path / "backup"))
    assert done.returncode == 1
    assert lost.name in done.stderr


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "blobs/../../x", ""])
def test_manifest_cannot_name_a_file_outside(name: str) -> None:
    with pytest.raises(BackupFault):
        safe_name(name)


def test_pending_migration_is_preceded_by_a_backup(home: Path) -> None:
    with closing(sqlite3.connect(home / "nizam.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE app = 'wagtailcore' AND name LIKE '0001%'")
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('org', '9999_future', '2030-01-01')"
        )
    done = run(home, "upgrade")
    assert done.returncode == 4
    assert "org.9999_future" in done.stderr
    with closing(sqlite3.connect(home / "nizam.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE name = '9999_future'")
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('wagtailcore', '0001_initial', '2030-01-01')"
        )
    done = run(home, "upgrade")
    assert done.returncode == 0, done.stderr
    (made,) = (home / "backups").iterdir()
    assert run(home, "verify-backup", str(made)).returncode == 0
