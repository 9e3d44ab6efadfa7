# SPDX-License-Identifier: EUPL-1.2
"""Fifty people in an office of 200,000 cases and 600,000 papers.

`python -m benchmarks.office_part --seconds 60 --cases 20000 --engine sqlite` measures a part of it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.homes import ENGINES, TITLES, available
from benchmarks.lines import Line, percentile, print_line
from benchmarks.office_home import office_home
from benchmarks.office_people import EVERY, Figures, signed_in, work_together
from benchmarks.running import running

CASES = 200_000
SECONDS = 300.0
STREAM = "/office/live/"
AIMS = {"report": "aim: 3,000 ms p95"}
AIM = "aim: 150 ms p95"
PRINTED = (
    "today",
    "list, two filters",
    "list",
    "case",
    "charter coverage",
    "report",
    "documents",
    "document",
    "jump to a number",
    "form of an act",
    "act",
)


def measure(engines: Sequence[str] = ENGINES, *, cases: int = CASES, seconds: float = SECONDS) -> Iterator[Line]:
    """Let everybody work on each database, and tell how long they waited."""
    for engine in engines:
        if reason := available(engine):
            print(f"office    skipped on {TITLES[engine]}: {reason}")
            continue
        with office_home(engine, cases) as made:
            known = json.loads(made.run("-m", "benchmarks.office_addresses"))
            with running(made) as office:
                people = signed_in(office.address, known)
                began, used = time.monotonic(), office.processor_seconds()
                figures = work_together(people, seconds=seconds, stream=STREAM)
                used = office.processor_seconds() - used
                share = 100 * used / (time.monotonic() - began)
                yield from _lines(figures, cases, TITLES[engine])
                yield Line(
                    f"the office's share of one processor, {len(known)} people, {TITLES[engine]}",
                    share,
                    "%",
                )
                title = f"the office with them, {len(office.tree())} processes, PSS, {TITLES[engine]}"
                yield Line(title, office.megabytes(), "MiB")


def _lines(figures: Figures, cases: int, engine: str) -> Iterator[Line]:
    for kind in PRINTED:
        taken = figures.taken.get(kind, [])
        if not taken:
            continue
        for name, share in (("p50", 0.5), ("p95", 0.95)):
            beside = f"{AIMS.get(kind, AIM)}; {len(taken)} times" if name == "p95" else ""
            yield Line(f"{kind}, {cases:,} cases, {name}, {engine}", percentile(taken, share), "ms", beside)
    for what, count in Counter(figures.errors).most_common(10):
        print(f"{count} x {what}", file=sys.stderr)
    yield Line(f"pages and acts, {engine}", float(sum(map(len, figures.taken.values()))), "")
    yield Line(f"errors, {engine}", float(len(figures.errors)), "", "aim: 0")
    yield Line(
        f"turns left out, the one before took over {EVERY:.0f} s, {engine}", float(figures.skipped), "", "aim: 0"
    )
    yield Line(f"told by the event streams, {engine}", float(figures.told), "")


def main() -> None:
    """Measure what the options say."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.office_part", description=__doc__)
    options.add_argument("--cases", type=int, default=CASES, help="cases of the home (default %(default)s)")
    options.add_argument("--seconds", type=float, default=SECONDS, help="how long they work (default %(default)s)")
    options.add_argument("--engine", choices=ENGINES, action="append", help="sqlite or postgresql (default both)")
    chosen = options.parse_args()
    for line in measure(chosen.engine or ENGINES, cases=chosen.cases, seconds=chosen.seconds):
        print_line("office", line)


if __name__ == "__main__":
    main()
