# SPDX-License-Identifier: EUPL-1.2
"""A whole running office: `nizam up` in a home, its address and what it weighs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from benchmarks.homes import ROOT, Home

LONGEST_START = 300


@dataclass(frozen=True)
class Office:
    """A running `nizam up`: how many seconds it took until it answered, and where it does."""

    seconds: float
    process: subprocess.Popen[str]
    address: str
    output: Path

    def tree(self) -> list[int]:
        """Return the process ids of the supervisor and everything below it."""
        return _tree(self.process.pid)

    def megabytes(self) -> float:
        """Return what all its processes weigh together, shared memory counted once."""
        return sum(_proportional_kib(pid) for pid in self.tree()) / 1024

    def processor_seconds(self) -> float:
        """Return the processor's time all its living processes have used."""
        ticks = 0
        for pid in self.tree():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(made: Home) -> Iterator[Office]:
    """Start `nizam up`, wait until it answers, and stop it in good order afterwards."""
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
        address = _wait_for_answer(process, output)
        yield Office(time.perf_counter() - began, process, address, output)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def _wait_for_answer(process: subprocess.Popen[str], output: Path) -> str:
    deadline = time.monotonic() + LONGEST_START
    address = ""
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"answers at (http://\S+?)/?\s", output.read_text())
        if found:
            address = found[1]
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                    return address
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
