# SPDX-License-Identifier: EUPL-1.2
"""Copying the database as it is at one moment: SQLite's online backup, or PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from nizam.site.maintenance.archive import POSTGRES_FILE, SQLITE_FILE, BackupFault

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
PAGES = 2048
PAUSE = 0.002


def database_file() -> str:
    """Return the name the database has in a backup."""
    return SQLITE_FILE if connection.vendor == "sqlite" else POSTGRES_FILE


def copy_database(folder: Path) -> Path:
    """Write a copy of the running database into `folder` and return its path. Raises BackupFault.

    The copy holds everything that was committed before this was called.
    """
    target = folder / database_file()
    if connection.vendor == "sqlite":
        _copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), target)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    return target


def _copy_sqlite(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, isolation_level=None, timeout=30)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        # An open read transaction holds one state of the WAL. Without it every write by somebody else would start the
        # backup over, and under load it might never end (SQLite: Online Backup API, "modified during a backup").
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(writing, pages=PAGES, sleep=PAUSE)
        reading.execute("ROLLBACK")
        # One plain file: no -wal and -shm beside it, however it is opened later.
        writing.execute("PRAGMA journal_mode=DELETE")


def quick_check(path: Path) -> str:
    """Return what SQLite says of the file at `path`: "ok", or its first complaint."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as reading:
            return str(reading.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)


def database_is_empty() -> bool:
    """Tell whether there is nothing yet where the database will be."""
    if connection.vendor == "sqlite":
        return not Path(settings.DATABASES["default"]["NAME"]).exists()
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def restore_postgres(dump: Path) -> None:
    """Bring `dump` into the empty database, whole or not at all. Raises BackupFault."""
    _run(
        "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--dbname=", str(dump)
    )


def _program(name: str) -> str:
    """Return the path of one of PostgreSQL's own programs. Raises BackupFault when it is not installed."""
    on_path = shutil.which(name)
    if on_path is not None:
        return on_path
    # Debian keeps each version in a folder of its own, off the path; a newer one reads older servers.
    found = sorted(DEBIAN_POSTGRES.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3].partition(".")[0]))
    if not found:
        raise BackupFault(f"The program {name} is not installed (Debian: postgresql-client).")
    return str(found[-1])


def _run(program: str, *arguments: str) -> None:
    path = _program(program)
    database: dict[str, Any] = settings.DATABASES["default"]
    given = {
        "PGDATABASE": database["NAME"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
    }
    arguments = tuple(f"--dbname={database['NAME']}" if argument == "--dbname=" else argument for argument in arguments)
    environment = os.environ | {name: str(value) for name, value in given.items() if value}
    # The password goes through the environment, never through the list of processes.
    done = subprocess.run([path, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupFault(f"{program} failed: {done.stderr.strip()}")
