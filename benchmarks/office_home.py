# SPDX-License-Identifier: EUPL-1.2
"""Homes of a big office: made once, kept under .cache, and copied for every run, for a run changes what it works on."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.homes import ROOT, Home
from nizam.kit.testing.servers import PostgresServer

MADE_BY = ("fill_office.py", "office_matters.py", "office_rows.py")
# Terms run on while a kept home lies: after some days too much of its work is late.
KEPT_FOR = 4 * 24 * 3600


def kept_folder(engine: str, cases: int) -> Path:
    """Return where the home of `cases` cases lies or will lie; another one when what makes it has changed."""
    sources = b"".join((ROOT / "benchmarks" / name).read_bytes() for name in MADE_BY)
    return ROOT / ".cache" / "bench" / f"office-{engine}-{cases}-{hashlib.sha256(sources).hexdigest()[:12]}"


@contextmanager
def office_home(engine: str, cases: int) -> Iterator[Home]:
    """Give a home of `cases` cases, gone afterwards; the first time it is made, in some minutes."""
    kept = kept_folder(engine, cases)
    if kept.exists() and time.time() - kept.stat().st_mtime > KEPT_FOR:
        shutil.rmtree(kept)
    if not kept.exists():
        _make(engine, cases, kept)
    folder = Path(tempfile.mkdtemp(prefix="nizam-bench-"))
    server = PostgresServer(durable=True, kept=kept / "postgresql") if engine == "postgresql" else None
    try:
        shutil.copytree(kept / "home", folder / "home", ignore=shutil.ignore_patterns("run"))
        made = Home(folder / "home", _environment(folder / "home", server))
        # The kept one may be of an earlier version of the program.
        made.run("-m", "nizam.site.command", "upgrade")
        yield made
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _make(engine: str, cases: int, kept: Path) -> None:
    # Earlier ones are out of use: another program made them.
    for earlier in kept.parent.glob(f"office-{engine}-{cases}-*"):
        shutil.rmtree(earlier)
    kept.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix="making-", dir=kept.parent))
    server = PostgresServer() if engine == "postgresql" else None
    try:
        if server is not None:
            server.sql("CREATE DATABASE bench")
        made = Home(making / "home", _environment(making / "home", server))
        made.run("-m", "nizam.site.command", "upgrade")
        made.run("-m", "benchmarks.fill_office", str(cases))
        (made.folder / "static").mkdir(exist_ok=True)
        if server is not None:
            server.leave(making / "postgresql")
        making.rename(kept)
    except BaseException:
        if server is not None and server.folder.exists():
            server.stop()
        shutil.rmtree(making, ignore_errors=True)
        raise


def _environment(home: Path, server: PostgresServer | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NIZAM_", "DATABASE_URL"))}
    more = {} if server is None else {"DATABASE_URL": server.url("bench")}
    return kept | {"NIZAM_HOME": str(home), "NIZAM_PORT": "0"} | more
