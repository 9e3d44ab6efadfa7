# SPDX-License-Identifier: EUPL-1.2
"""Search: right texts found beside what the databases find by themselves; speed among 200,000 and 1,000,000 entries.

`python -m benchmarks.search_part --sqlite 20000 --postgresql 50000` measures smaller ones.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Final

from benchmarks.homes import TITLES, available, home
from benchmarks.lines import Line, print_line

ENTRIES: Final = {"sqlite": 200_000, "postgresql": 1_000_000}
# Processes that index side by side: SQLite has one writer.
PROCESSES: Final = {"sqlite": 1, "postgresql": 2}


def measure(entries: Mapping[str, int] = ENTRIES) -> Iterator[Line]:
    """Ask the judged queries, then fill and ask for speed, on each database."""
    for engine, count in entries.items():
        if reason := available(engine):
            print(f"search    skipped on {TITLES[engine]}: {reason}")
            continue
        with home(engine) as made:
            yield from made.lines("benchmarks.search_judged", TITLES[engine])
        if count:
            with home(engine) as made:
                yield from made.lines("benchmarks.search_speed", TITLES[engine], str(count), str(PROCESSES[engine]))


def main() -> None:
    """Read the sizes, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for engine, count in ENTRIES.items():
        parser.add_argument(f"--{engine}", type=int, default=count, metavar="ENTRIES")
    for line in measure(vars(parser.parse_args())):
        print_line("search", line)


if __name__ == "__main__":
    main()
