# SPDX-License-Identifier: EUPL-1.2
"""A migrated home to copy from, and the program as a user starts it: in a process of its own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

PASSWORD = "correct horse 7 battery"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a program that knows nothing of this machine's settings."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("NIZAM_", "DATABASE_URL", "DJANGO_"))
    }
    return kept | {"NIZAM_HOME": str(home), "NIZAM_PORT": "0", "PYTHONWARNINGS": "default"} | more


def run(home: Path, *arguments: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run `nizam` in `home` and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "nizam.site.command", *arguments],
        env=environment(home, **more),
        input=given,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def _schema_key() -> str:
    """Return a digest of what shapes a new home: migrations, shipped data, versions of Django, Wagtail and Nizam."""
    package = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256(f"{version('django')} {version('wagtail')} {version('nizam')}".encode())
    for path in sorted([*package.glob("**/migrations/*.py"), *package.glob("**/*.toml")]):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def migrated_home() -> Path:
    """A home with a database and nothing in it; tests copy it and leave it as it is.

    Kept between runs under `.cache/`: a new one costs more than all the tests that use it.
    """
    cache = Path(__file__).resolve().parents[4] / ".cache" / "homes"
    cache.mkdir(parents=True, exist_ok=True)
    home = cache / _schema_key()
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            for old in cache.glob("[0-9a-f]*"):
                shutil.rmtree(old)
            made = cache / "unfinished"
            shutil.rmtree(made, ignore_errors=True)
            done = run(made, "upgrade")
            assert done.returncode == 0, done.stderr
            made.rename(home)
    return home


@pytest.fixture(scope="session")
def founded_home(migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one institution, founded by `nizam init`; tests copy it and leave it as it is."""
    home = tmp_path_factory.mktemp("founded") / "home"
    shutil.copytree(migrated_home, home)
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
    return Path(shutil.copytree(migrated_home, tmp_path / "empty"))


@pytest.fixture
def home(founded_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the founded home."""
    target = tmp_path / "home"
    shutil.copytree(founded_home, target)
    yield target
    shutil.rmtree(target, ignore_errors=True)
