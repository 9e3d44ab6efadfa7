# SPDX-License-Identifier: EUPL-1.2
"""One measured figure, and the table it stands in."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """What was measured, the figure with its unit, and the limit or peer it is read beside."""

    what: str
    figure: float
    unit: str
    beside: str = ""


def print_heading(*, cores: int, load: float) -> None:
    """Print what the figures depend on, and the head of the table."""
    print(f"{cores} cores; load {load:.1f} before the run (figures of a busy machine are provisional)\n")
    print(f"{'part':9} {'what':58} {'figure':>10} {'unit':10} beside")
    print("-" * 140, flush=True)


def print_line(part: str, line: Line) -> None:
    """Print one row."""
    digits = 0 if line.figure >= 100 else 1 if line.figure >= 10 else 2
    print(f"{part:9} {line.what:58} {line.figure:>10,.{digits}f} {line.unit:10} {line.beside}", flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of `values` lie."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def timed(work: Callable[[], object], *, times: int, warm: int = 2) -> list[float]:
    """Return how long `work` took, in milliseconds, `times` times, after `warm` unmeasured runs."""
    for _ in range(warm):
        work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return taken
