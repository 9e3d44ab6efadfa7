# SPDX-License-Identifier: EUPL-1.2
"""Ten thousand open cases counted anew after a holiday is announced late, as the background job does it."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.homes import ENGINES, TITLES, available, home
from benchmarks.lines import Line


def measure() -> Iterator[Line]:
    """Measure the whole job, its journal and its commits included, on both databases."""
    for engine in ENGINES:
        if reason := available(engine):
            print(f"recompute skipped on {TITLES[engine]}: {reason}")
            continue
        with home(engine) as made:
            yield from made.lines("benchmarks.recompute_cases", TITLES[engine])
