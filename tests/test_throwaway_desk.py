# SPDX-License-Identifier: EUPL-1.2
"""A desk costs a model, a declaration of one page, and translations: the throw-away desk proves it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polib

HERE = Path(__file__).parent
A_PAGE = 45


def test_the_declaration_fits_on_one_page() -> None:
    lines = (HERE / "lending" / "desk.py").read_text("utf-8").splitlines()
    assert len(lines) <= A_PAGE


def test_the_desk_works() -> None:
    for catalogue in (HERE / "lending" / "locale").glob("*/LC_MESSAGES/django.po"):
        polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))
    # One more worker of this run: it takes a copy of the migrated template instead of starting from nothing.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_XDIST", "DATABASE_URL"))}
    environment["PYTEST_XDIST_WORKER"] = "desk"
    environment["PYTHONPATH"] = os.pathsep.join([str(HERE), *filter(None, [environment.get("PYTHONPATH", "")])])
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--ds=lending.settings",
            "-p",
            "no:xdist",
            f"--rootdir={HERE.parent}",
            str(HERE / "lending" / "walkthrough.py"),
        ],
        cwd=HERE.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "3 passed" in done.stdout
