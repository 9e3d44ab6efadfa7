# SPDX-License-Identifier: EUPL-1.2
"""The list of cases with 100,000 rows in it, as a head of the office opens it."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.homes import ENGINES, TITLES, available, home
from benchmarks.lines import Line


def measure() -> Iterator[Line]:
    """Measure whole pages, from the request to the last byte, on both databases."""
    for engine in ENGINES:
        if reason := available(engine):
            print(f"list      skipped on {TITLES[engine]}: {reason}")
            continue
        with home(engine) as made:
            yield from made.lines("benchmarks.list_pages", TITLES[engine])
