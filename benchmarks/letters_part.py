# SPDX-License-Identifier: EUPL-1.2
"""How many letters two processes register in a second: kept, read, recognised, threaded, numbered, routed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.concurrency_letters import make_threads, write_letters

from benchmarks.homes import ENGINES, ROOT, TITLES, Home, available, home
from benchmarks.lines import Line

LETTERS = 1000
PROCESSES = 2
PEERS = {
    "sqlite": "Turkish routing demo: 88/s, routing alone, in memory",
    "postgresql": "Open Zaak: 24-25 cases created/s at 10 users",
}


def measure() -> Iterator[Line]:
    """Measure on both databases; every commit reaches the disk."""
    for engine in ENGINES:
        if reason := available(engine):
            print(f"letters   skipped on {TITLES[engine]}: {reason}")
            continue
        with home(engine) as made:
            code = made.run("-m", "benchmarks.demonstration").split()[0]
            seconds = _import(made, code)
        what = f"letters registered, {PROCESSES} processes, {TITLES[engine]}"
        yield Line(what, LETTERS / seconds, "letters/s", PEERS[engine])


def _import(made: Home, code: str) -> float:
    threads = make_threads(LETTERS, seed=7, to="posta@example.net")
    folders = [made.folder.parent / f"share-{part}" for part in range(PROCESSES)]
    for part, folder in enumerate(folders):
        write_letters(threads[part::PROCESSES], folder, seed=7)
    program = subprocess.Popen(
        [sys.executable, str(Path(ROOT, "tests", "concurrency_import.py"))],
        env=made.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(*words: str) -> int:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write("\t".join(words) + "\n")
        program.stdin.flush()
        return int(program.stdout.readline())

    # A question that only a loaded program answers, so that its start is not measured.
    (made.folder.parent / "nothing").mkdir()
    ask("wait", str(ask("import", code, str(made.folder.parent / "nothing"))))
    began = time.perf_counter()
    pids = [ask("import", code, str(folder)) for folder in folders]
    codes = [ask("wait", str(pid)) for pid in pids]
    seconds = time.perf_counter() - began
    program.communicate()
    if any(codes):
        raise RuntimeError("an import failed; its words stand above")
    return seconds
