# SPDX-License-Identifier: EUPL-1.2
"""From the command to the first answer, and what the office weighs when nobody uses it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.homes import home
from benchmarks.lines import Line
from benchmarks.running import running

REST_SECONDS = 20


def measure() -> Iterator[Line]:
    """Start twice in one home, on SQLite; the second time look at the memory."""
    with home(migrated=False) as made:
        with running(made) as office:
            yield Line("first start, empty home, until /healthz answers", office.seconds, "s", "limit: 30 s")
        with running(made) as office:
            yield Line("second start, until /healthz answers", office.seconds, "s", "limit: 6 s")
            time.sleep(REST_SECONDS)
            title = f"whole office at rest, {len(office.tree())} processes, PSS"
            yield Line(title, office.megabytes(), "MiB", "Zammad asks for 4 GB at least")
            began = time.perf_counter()
        yield Line("stop after one Ctrl-C", time.perf_counter() - began, "s", "limit: 5 s")
