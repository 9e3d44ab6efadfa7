# SPDX-License-Identifier: EUPL-1.2
"""Temporary homes to measure in, on SQLite or on an own PostgreSQL that keeps its promises to the disk."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.lines import Line
from nizam.kit.testing.servers import PostgresMissing, PostgresServer

ENGINES = ("sqlite", "postgresql")
TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Home:
    """A folder of its own, and the environment of programs that work in it."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        """Run Python with `arguments` in this home; return what it printed. Raises CalledProcessError."""
        return subprocess.run(
            [sys.executable, *arguments], check=True, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True
        ).stdout

    def lines(self, module: str, *arguments: str) -> Iterator[Line]:
        """Run a module of the measurements in this home; yield the lines it printed as JSON."""
        for text in self.run("-m", module, *arguments).splitlines():
            yield Line(**json.loads(text))


@contextmanager
def home(engine: str = "sqlite", *, migrated: bool = True) -> Iterator[Home]:
    """Make a home, gone afterwards. Raises PostgresMissing."""
    folder = Path(tempfile.mkdtemp(prefix="nizam-bench-"))
    server = PostgresServer(durable=True) if engine == "postgresql" else None
    try:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("NIZAM_", "DATABASE_URL"))}
        environment = kept | {"NIZAM_HOME": str(folder / "home"), "NIZAM_PORT": "0"}
        if server is not None:
            server.sql("CREATE DATABASE bench")
            environment["DATABASE_URL"] = server.url("bench")
        made = Home(folder / "home", environment)
        if migrated:
            made.run("-m", "nizam.site.command", "upgrade")
            # WhiteNoise warns of a folder that is not there.
            (made.folder / "static").mkdir(exist_ok=True)
        yield made
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def available(engine: str) -> str:
    """Return why `engine` cannot be measured here, or nothing."""
    if engine == "sqlite":
        return ""
    try:
        PostgresServer().stop()
    except PostgresMissing as missing:
        return str(missing)
    return ""
