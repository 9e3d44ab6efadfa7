# SPDX-License-Identifier: EUPL-1.2
"""From the command to the first answer, and what the office weighs when nobody uses it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from benchmarks.homes import ROOT, Home, home
from benchmarks.lines import Line

REST_SECONDS = 20
LONGEST_START = 300


def measure() -> Iterator[Line]:
    """Start twice in one home, on SQLite; the second time look at the memory."""
    with home(migrated=False) as made:
        with _running(made) as (seconds, _process):
            yield Line("first start, empty home, until /healthz answers", seconds, "s", "limit: 30 s")
        with _running(made) as (seconds, process):
            yield Line("second start, until /healthz answers", seconds, "s", "limit: 6 s")
            time.sleep(REST_SECONDS)
            tree = _tree(process.pid)
            megabytes = sum(_proportional_kib(pid) for pid in tree) / 1024
            yield Line(
                f"whole office at rest, {len(tree)} processes, PSS", megabytes, "MiB", "Zammad asks for 4 GB at least"
            )
            began = time.perf_counter()
        yield Line("stop after one Ctrl-C", time.perf_counter() - began, "s", "limit: 5 s")


@contextmanager
def _running(made: Home) -> Iterator[tuple[float, subprocess.Popen[str]]]:
    made.folder.mkdir(exist_ok=True)
    output = made.folder.parent / f"output-{time.monotonic_ns()}"
    with output.open("w") as stream:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "nizam.site.command", "up"],
            cwd=ROOT,
            env=made.environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )
    try:
        _wait_for_answer(process, output)
        yield time.perf_counter() - began, process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def _wait_for_answer(process: subprocess.Popen[str], output: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    address = ""
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"answers at (http://\S+?)/?\s", output.read_text())
        if found:
            address = found[1]
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                    return
            except (URLError, TimeoutError):
                pass
        time.sleep(0.02)
    raise RuntimeError(f"no answer from {address or 'nizam up'}:\n{output.read_text()}")


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _tree(int(child))
    return found


def _proportional_kib(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    pss = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    assert pss is not None
    return int(pss[1])
