# SPDX-License-Identifier: EUPL-1.2
"""A migrated home to copy from, and the program as a user starts it: in a process of its own.

Every home has a database of its own: a file in it, or, in the PostgreSQL half of the tests, one on their server that
is named after the home's path and made when first asked for.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from nizam.kit.testing import plugin
from nizam.site.command import program_version

PASSWORD = "correct horse 7 battery"
IS_POSTGRES = plugin.ENGINE == "postgresql"


def database_name(home: Path) -> str:
    """Return the name of the home's database on the tests' PostgreSQL server."""
    return f"home_{hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:20]}"


def _connect(name: str) -> Any:
    import psycopg

    return psycopg.connect(host=os.environ["NIZAM_TEST_SERVER"], user="nizam", dbname=name, autocommit=True)


def make_database(home: Path, template: str = "template0") -> None:
    """Make the home's PostgreSQL database, as a copy of `template`, unless it is there already."""
    name = database_name(home)
    with _connect("postgres") as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())


def database_url(home: Path) -> str:
    """Return the DATABASE_URL of the home: empty for the file in it."""
    if not IS_POSTGRES:
        return ""
    make_database(home)
    return f"postgresql://nizam@/{database_name(home)}?host={os.environ['NIZAM_TEST_SERVER'].replace('/', '%2F')}"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a program that knows nothing of this machine's settings."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("NIZAM_", "DATABASE_URL", "DJANGO_"))
    }
    own = {"NIZAM_HOME": str(home), "NIZAM_PORT": "0", "PYTHONWARNINGS": "default"}
    if "DATABASE_URL" not in more:
        own["DATABASE_URL"] = database_url(home)
    return kept | own | more


def run(
    home: Path, *arguments: str, given: str = "", folder: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run `nizam` in `home`, from `folder`, and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "nizam.site.command", *arguments],
        env=environment(home, **more),
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def run_code(home: Path, code: str) -> str:
    """Run `code` with the settings of the home and return what it printed."""
    done = run(home, "manage", "shell", "--verbosity", "0", "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def database(home: Path) -> Iterator[Any]:
    """Open the home's database as any program may: something with `execute` that commits at once."""
    connection = (
        _connect(database_name(home))
        if IS_POSTGRES
        else sqlite3.connect(home / "nizam.sqlite3", timeout=30, isolation_level=None)
    )
    try:
        yield connection
    finally:
        connection.close()


def drop_triggers(home: Path, table: str, *names: str) -> None:
    """Drop triggers of a table, as somebody would who means to rewrite it."""
    with database(home) as opened:
        for name in names:
            opened.execute(f"DROP TRIGGER {name} ON {table}" if IS_POSTGRES else f"DROP TRIGGER {name}")


def contents(home: Path) -> dict[str, list[str]]:
    """Return every row of every table of the home's database."""
    listing = (
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        if IS_POSTGRES
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    )
    with database(home) as opened:
        names = [row[0] for row in opened.execute(listing).fetchall()]
        return {name: sorted(map(repr, opened.execute(f'SELECT * FROM "{name}"').fetchall())) for name in names}


def copy_home(source: Path, target: Path) -> Path:
    """Copy a home that nobody uses, with its database."""
    shutil.copytree(source, target)
    if IS_POSTGRES:
        make_database(target, database_name(source))
    return target


@pytest.fixture(scope="session")
def migrated_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a database and nothing in it; tests copy it and leave it as it is."""
    home = tmp_path_factory.mktemp("migrated") / "home"
    (home / "run").mkdir(parents=True)
    if IS_POSTGRES:
        make_database(home, "nizam_template")
    else:
        shutil.copyfile(plugin.template_file(), home / "nizam.sqlite3")
    (home / "run" / "version").write_text(program_version())
    return home


@pytest.fixture(scope="session")
def founded_home(migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one institution, founded by `nizam init`; tests copy it and leave it as it is."""
    home = copy_home(migrated_home, tmp_path_factory.mktemp("founded") / "home")
    done = run(
        home,
        *("init", "--institution", "adil", "--name", "Adil Şehir", "--country", "TR"),
        *("--languages", "tr,en", "--admin", "teknik"),
        given=f"{PASSWORD}\n",
    )
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def empty_home(migrated_home: Path, tmp_path: Path) -> Path:
    """A copy of the home in which nothing was founded yet."""
    return copy_home(migrated_home, tmp_path / "empty")


@pytest.fixture
def home(founded_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the founded home."""
    target = copy_home(founded_home, tmp_path / "home")
    yield target
    shutil.rmtree(target, ignore_errors=True)
