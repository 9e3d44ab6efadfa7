# SPDX-License-Identifier: EUPL-1.2
"""Every home that a release has left under `homes/` comes to the present version, whole, after a backup."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tarfile
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from nizam.kit.testing.servers import BINARIES
from nizam.site.maintenance.archive import Manifest
from nizam.site.maintenance.tables import more_than_tables
from nizam.site.tests.conftest import IS_POSTGRES, database, database_name, make_database, migrated_home, run

__all__ = ["migrated_home"]

HOMES = Path(__file__).parent / "homes"
KIND = "postgresql" if IS_POSTGRES else "sqlite"
# What `homes/make.py` puts into a home; the built-in account comes with every home.
COUNTS = {
    "org_institution": 1,
    "org_user": 3,
    "org_rolegrant": 3,
    "charters_charter": 1,
    "cases_envelope": 3,
    "cases_case": 3,
    "records_document": 1,
    "assets_asset": 1,
}

TABLES = {
    "sqlite": ["SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"],
    "postgresql": [
        "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity"
        " FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    ],
}

pytestmark = pytest.mark.concurrency


def unpack(archive: Path, home: Path) -> None:
    """Bring a home of the archive to life."""
    with tarfile.open(archive) as packed:
        packed.extractall(home, filter="data")
    dump = home / "database.dump"
    if dump.exists():
        make_database(home)
        subprocess.run(
            [
                *(str(BINARIES / "pg_restore"), "--exit-on-error", "--no-owner", "--username", "nizam"),
                *("--host", os.environ["NIZAM_TEST_SERVER"], "--dbname", database_name(home), str(dump)),
            ],
            check=True,
        )
        dump.unlink()


def counts(home: Path) -> dict[str, int]:
    with database(home) as opened:
        return {name: opened.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in COUNTS}


def tables(home: Path) -> set[tuple[object, ...]]:
    """Return every column, constraint, index and trigger of the home's database, in no order."""
    with database(home) as opened:
        rows = {tuple(row) for statement in TABLES[KIND] for row in opened.execute(statement).fetchall()}
    if KIND == "postgresql":
        return {tuple(as_written(part) if isinstance(part, str) else part for part in row) for row in rows}
    return {(name, part) for name, text in rows for part in parts_of(text)}


def as_written(text: str) -> str:
    """Return a definition without what depends on its way: casts of a dump, and names nobody gave."""
    text = re.sub(r"::\w+( varying)?(\[\])?|[()]", "", text)
    return re.sub(r"\b(\w+?)(_[0-9a-f]{8}_uniq|_key)\b", r"\1 once", text)


def parts_of(statement: str) -> list[str]:
    """Return what a CREATE TABLE of SQLite lists, or any other statement as it is."""
    if not statement.startswith("CREATE TABLE"):
        return [statement]
    parts, depth, quote = [""], 0, ""
    for sign in statement[statement.index("(") + 1 : statement.rindex(")")]:
        if sign in "\"'" and quote in ("", sign):
            quote = "" if quote else sign
        depth += 0 if quote else {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def newest() -> Path:
    found = sorted(
        HOMES.glob(f"*-{KIND}.tar.xz"), key=lambda path: [int(n) for n in path.name.split("-")[0].split(".")]
    )
    assert found, f"no release has left a home of {KIND}"
    return found[-1]


@pytest.mark.parametrize("archive", sorted(HOMES.glob(f"*-{KIND}.tar.xz")), ids=lambda path: path.name)
def test_old_home_comes_to_this_version(archive: Path, migrated_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    unpack(archive, home)
    assert counts(home) == COUNTS
    done = run(home, "upgrade")
    assert done.returncode == 0, done.stderr
    (made,) = (home / "backups").iterdir()
    assert str(made) in done.stdout
    assert run(home, "verify-backup", str(made)).returncode == 0
    assert counts(home) == COUNTS
    # One came step by step, the other was made at once.
    assert tables(home) ^ tables(migrated_home) == set()
    examined = run(home, "doctor", "--json")
    assert examined.returncode == 0, examined.stdout
    verified = json.loads(run(home, "journal", "verify", "--json").stdout)
    assert verified["ok"]
    assert verified["sealed"] > 0
    assert verified["heads"] > 0


def test_our_migrations_make_tables_only() -> None:
    """Else a new database is made step by step, which takes minutes on a busy machine."""
    ours = [
        migration
        for (app, _name), migration in MigrationLoader(None).graph.nodes.items()
        if apps.get_app_config(app).name.startswith("nizam.")
    ]
    assert len(ours) > 20
    assert more_than_tables(ours) == []


def test_backup_precedes_pending_migrations(tmp_path: Path) -> None:
    home = tmp_path / "home"
    unpack(newest(), home)
    undone = run(home, "manage", "migrate", "plans", "zero", "--verbosity", "0")
    assert undone.returncode == 0, undone.stderr
    done = run(home, "upgrade")
    assert done.returncode == 0, done.stderr
    assert "brought to this version" in done.stdout
    (made,) = (home / "backups").iterdir()
    before = Manifest.read(made).migrations
    with database(home) as opened:
        after = opened.execute("SELECT app, name FROM django_migrations").fetchall()
    assert [row for row in before if row[0] == "plans"] == []
    assert [row for row in after if row[0] == "plans"]


def test_newer_home_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    unpack(newest(), home)
    with database(home) as opened:
        opened.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('org', '9999_future', '2030-01-01')")
    for command in ("upgrade", "up"):
        refused = run(home, command)
        assert refused.returncode == 4
        assert "newer version of Nizam" in refused.stderr
        assert "org.9999_future" in refused.stderr
    assert not (home / "backups").exists()
