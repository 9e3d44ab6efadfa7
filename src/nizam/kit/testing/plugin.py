# SPDX-License-Identifier: EUPL-1.2
"""The pytest plugin of the house: a migrated template database, both engines, no network, quick hashes.

Migrations run once per change of what they depend on; every worker gets a copy of the result. SQLite is the default;
NIZAM_TEST_DATABASE=postgresql starts an own server. Loaded with `-p`, before pytest-django reads the settings.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).resolve().parents[2]
CACHE = PACKAGE.parents[1] / ".cache"
ENGINE = os.environ.get("NIZAM_TEST_DATABASE", "sqlite")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
IS_CONTROLLER = "PYTEST_XDIST_WORKER" not in os.environ
# Rights are patterns over declarations, read at run time: a changed desk or act needs no new template.
TEMPLATE_INPUTS = (
    "**/migrations/*.py",
    "**/roles/*",
    "**/triggers.py",
    "kit/texts.py",
    "site/settings.py",
    "site/maintenance/tables.py",
)

# What takes longest begins first, so that no worker is left alone with it at the end: modules by their measured time.
HEAVIEST = (
    "tests/test_permission_matrix.py",
    "tests/browser/test_pages.py",
    "tests/test_neighbours.py",
    "tests/browser/",
    "tests/test_upgrade.py",
    "tests/test_pseudo_language.py",
    "tests/test_plain_forms.py",
    "tests/",
    "src/nizam/site/",
    "src/nizam/doors/office/tests/test_gate.py",
    "src/nizam/doors/",
    "src/nizam/kit/transfer/",
)

MIGRATE = """
import django
django.setup()
from nizam.site.maintenance.upgrade import migrate_database
migrate_database(new=True)
"""


def template_digest() -> str:
    """Return a digest of everything a freshly migrated database depends on."""
    digest = hashlib.sha256(ENGINE.encode())
    for pattern in TEMPLATE_INPUTS:
        # The program leaves folders of compiled modules beside its data.
        for path in sorted(path for path in PACKAGE.glob(pattern) if path.is_file()):
            digest.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


DIGEST = template_digest()
_SCRATCH = Path(os.environ.get("NIZAM_TEST_SCRATCH") or tempfile.mkdtemp(prefix="nizam-test-"))
os.environ["NIZAM_TEST_SCRATCH"] = str(_SCRATCH)
KEPT = {
    "NIZAM_REFERENCE",
    "NIZAM_TEST_DATABASE",
    "NIZAM_TEST_SCRATCH",
    "NIZAM_TEST_SERVER",
    "NIZAM_WRITE_MATRIX",
    "NIZAM_WRITE_QUERY_COUNTS",
    "NIZAM_WRITE_RANKINGS",
    "NIZAM_SCREENSHOTS",
    "NIZAM_FUZZ",
}
for name in [name for name in os.environ if name.startswith("NIZAM_") and name not in KEPT]:
    del os.environ[name]
os.environ["NIZAM_HOME"] = str(_SCRATCH / f"home-{WORKER}")
# WhiteNoise warns of a folder that is not there.
Path(os.environ["NIZAM_HOME"], "static").mkdir(parents=True, exist_ok=True)
os.environ["NIZAM_SECRET_KEY"] = "tests-only-" + "k" * 50

_server: Any = None


def _start_engine() -> None:
    global _server
    CACHE.mkdir(parents=True, exist_ok=True)
    if ENGINE != "postgresql":
        os.environ["DATABASE_URL"] = f"sqlite://{_SCRATCH}/{WORKER}.sqlite3"
        return
    from nizam.kit.testing.servers import PostgresMissing, PostgresServer

    if IS_CONTROLLER:
        try:
            _server = PostgresServer()
        except PostgresMissing as missing:
            pytest.exit(f"SKIPPED, the PostgreSQL half of the tests: {missing}", returncode=0)
        os.environ["NIZAM_TEST_SERVER"] = str(_server.folder)
    os.environ["DATABASE_URL"] = (
        f"postgresql://nizam@/test_{WORKER}?host={os.environ['NIZAM_TEST_SERVER'].replace('/', '%2F')}"
    )


_start_engine()


def template_file() -> Path:
    """Return the migrated SQLite database every worker copies."""
    return CACHE / f"template-{DIGEST}.sqlite3"


def _migrate(url: str) -> None:
    subprocess.run(  # noqa: S603  (own program)
        [sys.executable, "-c", MIGRATE],
        check=True,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "nizam.site.settings"},
    )


def _build_template() -> None:
    if ENGINE == "postgresql":
        _sql("CREATE DATABASE nizam_template")
        _migrate(os.environ["DATABASE_URL"].replace(f"test_{WORKER}", "nizam_template"))
        return
    if template_file().exists():
        return
    unfinished = template_file().with_suffix(f".{os.getpid()}")
    _migrate(f"sqlite://{unfinished}")
    with contextlib.closing(sqlite3.connect(unfinished)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    for old in CACHE.glob("template-*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished.rename(template_file())


def _sql(statement: str) -> None:
    import psycopg

    with psycopg.connect(
        host=os.environ["NIZAM_TEST_SERVER"], user="nizam", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(statement.encode())


def restore_database() -> None:
    """Give this worker a fresh copy of the template, whatever its tests left behind."""
    from django.db import connections

    connections.close_all()
    if ENGINE == "postgresql":
        _sql(f"DROP DATABASE IF EXISTS test_{WORKER} WITH (FORCE)")
        _sql(f"CREATE DATABASE test_{WORKER} TEMPLATE nizam_template")
        return
    target = _SCRATCH / f"{WORKER}.sqlite3"
    for suffix in ("", "-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(template_file(), target)


def _steady_properties() -> None:
    """Judge properties by what they find, not by how busy the machine is; `make fuzz` looks for much longer."""
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "nizam",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        max_examples=5000 if os.environ.get("NIZAM_FUZZ") else 100,
    )
    settings.load_profile("nizam")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let workers begin with the heaviest modules; one process alone keeps the order of the folders."""
    if IS_CONTROLLER:
        return

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(config.rootpath).as_posix()
        return next((at for at, start in enumerate(HEAVIEST) if path.startswith(start)), len(HEAVIEST))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of the search for garbage, which went over it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Build the template in the controller; make hashing quick everywhere."""
    _steady_properties()
    if not config.pluginmanager.has_plugin("django"):
        return
    # Registered now, after pytest-django, so that our `django_db_setup` wins over its own.
    from nizam.kit.testing import fixtures

    config.pluginmanager.register(fixtures, "nizam-fixtures")
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if ENGINE == "sqlite":
        options = settings.DATABASES["default"]["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    if IS_CONTROLLER and not config.option.collectonly:
        _build_template()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove what the run left."""
    if IS_CONTROLLER:
        if _server is not None:
            _server.stop()
        shutil.rmtree(_SCRATCH, ignore_errors=True)
