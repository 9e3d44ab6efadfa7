# SPDX-License-Identifier: EUPL-1.2
"""Every home that a release has left under `homes/` comes to the present version, whole, after a backup."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from nizam.kit.testing.servers import BINARIES
from nizam.site.maintenance.archive import Manifest
from nizam.site.tests.conftest import IS_POSTGRES, database, database_name, make_database, run

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


def newest() -> Path:
    found = sorted(
        HOMES.glob(f"*-{KIND}.tar.xz"), key=lambda path: [int(n) for n in path.name.split("-")[0].split(".")]
    )
    assert found, f"no release has left a home of {KIND}"
    return found[-1]


@pytest.mark.parametrize("archive", sorted(HOMES.glob(f"*-{KIND}.tar.xz")), ids=lambda path: path.name)
def test_old_home_comes_to_this_version(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    unpack(archive, home)
    assert counts(home) == COUNTS
    done = run(home, "upgrade")
    assert done.returncode == 0, done.stderr
    (made,) = (home / "backups").iterdir()
    assert str(made) in done.stdout
    assert run(home, "verify-backup", str(made)).returncode == 0
    assert counts(home) == COUNTS
    examined = run(home, "doctor", "--json")
    assert examined.returncode == 0, examined.stdout
    verified = json.loads(run(home, "journal", "verify", "--json").stdout)
    assert verified["ok"]
    assert verified["sealed"] > 0
    assert verified["heads"] > 0


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
