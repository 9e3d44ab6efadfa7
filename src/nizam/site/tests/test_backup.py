# SPDX-License-Identifier: EUPL-1.2
"""Backup of a working home, restore into an empty one, and every way a backup can be unfit."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from nizam.site.maintenance.archive import MANIFEST, MANIFEST_SUM, BackupFault, Manifest, read_keys, safe_name
from nizam.site.maintenance.backup import make_backup
from nizam.site.maintenance.restore import restore_backup
from nizam.site.tests.conftest import IS_POSTGRES, contents, copy_home, database, environment, run
from nizam.site.tests.registrar import LETTER

PROGRAMS = Path(__file__).parent


@contextmanager
def letters_arriving(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Let a process register letter after letter; its output tells which were acknowledged."""
    errors = home.parent / "registrar.err"
    with errors.open("w") as stream:
        program = subprocess.Popen(
            [sys.executable, str(PROGRAMS / "registrar.py")],
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
        )
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def blobs_of(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "blobs").rglob("*") if path.is_file()}


def registered(home: Path) -> dict[str, str]:
    """Return the SHA-256 of each case's letter by the case's number."""
    with database(home) as opened:
        rows = opened.execute(
            "SELECT c.number_text, b.sha256 FROM cases_envelope e"
            " JOIN cases_case c ON c.id = e.case_id JOIN records_blob b ON b.id = e.blob_id"
        ).fetchall()
    return dict(rows)


@pytest.fixture(scope="module")
def backed_up(founded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A home with imported letters and a sealed journal, its backup, and the file of its keys."""
    folder = tmp_path_factory.mktemp("backup")
    home, backup, keys, letters = folder / "home", folder / "backup", folder / "keys.json", folder / "letters"
    copy_home(founded_home, home)
    letters.mkdir()
    for number in range(1, 6):
        (letters / f"{number}.eml").write_text(LETTER.format(number=number), "utf-8")
    done = run(home, "mail", "import", str(letters), "--json")
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["disposition"] for row in told] == ["new"] * 5
    assert run(home, "journal", "seal").returncode == 0
    done = run(home, "backup", str(backup), "--keys", str(keys), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["blobs"] == len(blobs_of(home)) >= 5
    return home, backup, keys


def test_round_trip(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    home, backup, keys = backed_up
    new = tmp_path / "new"
    done = run(new, "restore", str(backup), "--keys", str(keys))
    assert done.returncode == 0, done.stderr
    assert "Nothing is wrong." in done.stdout
    for name in ("blobs", "heads", "keys"):
        before = {path.relative_to(home): path.read_bytes() for path in (home / name).rglob("*") if path.is_file()}
        after = {path.relative_to(new): path.read_bytes() for path in (new / name).rglob("*") if path.is_file()}
        assert before
        assert after == before
    assert contents(new) == contents(home)
    assert not list(new.glob(".restore-*"))
    verified = json.loads(run(new, "journal", "verify", "--json").stdout)
    assert verified["ok"]
    assert verified["heads"] >= 1
    assert verified["unsealed"] == 0
    examined = run(new, "doctor", "--json")
    assert examined.returncode == 0, examined.stdout
    assert {row["state"] for row in json.loads(examined.stdout) if row["code"] in {"triggers", "migrations"}} == {"ok"}


def test_keys_are_nowhere_in_the_backup(backed_up: tuple[Path, Path, Path]) -> None:
    home, backup, keys = backed_up
    secret = (home / "keys" / "secret-key").read_bytes()
    assert keys.stat().st_mode & 0o077 == 0
    assert not any(secret in path.read_bytes() for path in backup.rglob("*") if path.is_file())


def _flip(backup: Path, tmp_path: Path, *, seed: int, count: int) -> None:
    copy, home = tmp_path / "copy", tmp_path / "new"
    shutil.copytree(backup, copy)
    home.mkdir()
    done = subprocess.run(
        [sys.executable, str(PROGRAMS / "flip_bytes.py"), str(copy), str(seed), str(count)],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    # Every byte was put back: what was refused a moment ago is as good as before.
    assert run(home, "verify-backup", str(copy)).returncode == 0


def test_one_flipped_byte_is_found_and_refused(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _flip(backed_up[1], tmp_path, seed=2026, count=6)


@pytest.mark.slow
def test_one_flipped_byte_anywhere_is_found_and_refused(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _flip(backed_up[1], tmp_path, seed=2027, count=400)


def test_damaged_backup_leaves_the_home_empty(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _home, backup, _keys = backed_up
    damaged, new = tmp_path / "damaged", tmp_path / "new"
    shutil.copytree(backup, damaged)
    victim = next(path for path in sorted((damaged / "blobs").rglob("*")) if path.is_file())
    victim.write_bytes(victim.read_bytes()[:-1] + b"\x00")
    assert run(new, "verify-backup", str(damaged)).returncode == 1
    done = run(new, "restore", str(damaged))
    assert done.returncode == 1
    assert victim.name in done.stderr
    assert "Nothing was restored." in done.stderr
    assert {path.name for path in new.iterdir()} <= {"keys", "run"}
    if IS_POSTGRES:
        assert contents(new) == {}


@pytest.mark.one_engine
def test_missing_and_foreign_files_are_found(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _home, backup, _keys = backed_up
    changed = tmp_path / "changed"
    shutil.copytree(backup, changed)
    next(path for path in (changed / "blobs").rglob("*") if path.is_file()).unlink()
    (changed / "heads" / "note.txt").write_text("not ours")
    done = run(tmp_path / "any", "verify-backup", str(changed), "--json")
    assert done.returncode == 1
    assert sorted(fault.rpartition(" ")[2] for fault in json.loads(done.stdout)["faults"]) == ["backup.", "missing."]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("version", "99.0", "newer version"),
        ("migrations", [["org", "9999_from_the_future"]], "newer version"),
        ("database", "database.dump", "another kind"),
    ],
    ids=str,
)
def test_backup_that_is_not_for_this_program_is_refused(
    backed_up: tuple[Path, Path, Path], tmp_path: Path, settings: Any, field: str, value: object, said: str
) -> None:
    _home, backup, _keys = backed_up
    newer = tmp_path / "newer"
    shutil.copytree(backup, newer)
    manifest = Manifest.read(newer)
    for name in (MANIFEST, MANIFEST_SUM):
        (newer / name).unlink()
    setattr(manifest, field, value)
    manifest.write(newer)
    settings.NIZAM_HOME = tmp_path / "new"
    with pytest.raises(BackupFault, match=said):
        restore_backup(newer)
    assert not (tmp_path / "new").exists()


def test_home_in_use_is_refused(backed_up: tuple[Path, Path, Path]) -> None:
    home, backup, _keys = backed_up
    done = run(home, "restore", str(backup))
    assert done.returncode == 4
    assert "not empty" in done.stderr


@pytest.mark.one_engine
def test_other_keys_are_refused(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _home, backup, keys = backed_up
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes(keys.read_bytes() + b" ")
    expected = Manifest.read(backup).keys_sha256
    assert set(read_keys(keys, expected)) >= {"secret-key"}
    with pytest.raises(BackupFault, match="not the keys file"):
        read_keys(wrong, expected)
    with pytest.raises(BackupFault, match="without keys"):
        read_keys(keys, None)


@pytest.mark.one_engine
def test_backup_never_overwrites(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _home, backup, keys = backed_up
    with pytest.raises(BackupFault, match="not empty"):
        make_backup(backup)
    with pytest.raises(BackupFault, match="not overwritten"):
        make_backup(tmp_path / "b", keys=keys)
    with pytest.raises(BackupFault, match="a place other than"):
        make_backup(tmp_path / "c", keys=tmp_path / "c" / "keys")
    assert not (tmp_path / "b").exists()


def test_nothing_acknowledged_is_missing_under_load(home: Path, tmp_path: Path) -> None:
    backup, new = tmp_path / "backup", tmp_path / "new"
    with letters_arriving(home) as program:
        assert program.stdout is not None
        acknowledged = dict(program.stdout.readline().rstrip("\n").split("\t") for _letter in range(12))
        done = run(home, "backup", str(backup))
        assert program.poll() is None, "no letters arrived while the backup was made"
        program.kill()
        later = program.stdout.readlines()
    assert done.returncode == 0, done.stderr
    assert later
    done = run(new, "restore", str(backup))
    assert done.returncode == 0, done.stderr
    found = registered(new)
    assert found.items() >= acknowledged.items()
    assert sorted(int(number.partition("/")[0].rpartition("-")[2]) for number in found) == list(
        range(1, len(found) + 1)
    )
    assert len(found) <= len(acknowledged) + len(later) + 1
    verified = json.loads(run(new, "journal", "verify", "--json").stdout)
    assert verified["ok"]
    assert verified["heads"] >= 1
    kept = blobs_of(new)
    assert set(found.values()) <= set(kept)
    assert all(hashlib.sha256(content).hexdigest() == name for name, content in kept.items())


def test_lost_bytes_are_told(backed_up: tuple[Path, Path, Path], tmp_path: Path) -> None:
    home = copy_home(backed_up[0], tmp_path / "home")
    lost = next(path for path in (home / "blobs").rglob("*") if path.is_file())
    lost.unlink()
    done = run(home, "backup", str(tmp_path / "backup"))
    assert done.returncode == 1
    assert lost.name in done.stderr


@pytest.mark.one_engine
@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "blobs/../../x", ""])
def test_manifest_cannot_name_a_file_outside(name: str) -> None:
    with pytest.raises(BackupFault):
        safe_name(name)
