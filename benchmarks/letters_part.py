# SPDX-License-Identifier: EUPL-1.2
"""How many letters one process registers in a second, 100,000 cases present: kept, read, threaded, numbered, routed."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.homes import ENGINES, TITLES, available, home
from benchmarks.lines import Line


def measure() -> Iterator[Line]:
    """Measure an import from its first file to its last commit on both databases; every commit reaches the disk."""
    for engine in ENGINES:
        if reason := available(engine):
            print(f"letters   skipped on {TITLES[engine]}: {reason}")
            continue
        with home(engine) as made:
            code = made.run("-m", "benchmarks.demonstration").split()[0]
            yield from made.lines("benchmarks.register_letters", TITLES[engine], code)
