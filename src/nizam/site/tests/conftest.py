# SPDX-License-Identifier: EUPL-1.2
"""A migrated home to copy from, and the program as a user starts it: in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Nizam = Callable[..., subprocess.CompletedProcess[str]]
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
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="session")
def founded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one institution, made by `nizam init`; tests copy it and leave it as it is."""
    home = tmp_path_factory.mktemp("founded") / "home"
    done = run(
        home,
        "init",
        "--institution",
        "adil",
        "--name",
        "Adil Şehir",
        "--country",
        "TR",
        "--languages",
        "tr,en",
        "--admin",
        "teknik",
        given=f"{PASSWORD}\n",
    )
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(founded_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the founded home."""
    target = tmp_path / "home"
    shutil.copytree(founded_home, target)
    yield target
    shutil.rmtree(target, ignore_errors=True)
