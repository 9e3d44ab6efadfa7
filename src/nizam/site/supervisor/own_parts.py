# SPDX-License-Identifier: EUPL-1.2
"""The parts every installation runs beside the web: workers and the scheduler."""

from __future__ import annotations

import threading

from django.conf import settings

from nizam.kit.parts import part, parts
from nizam.spine.jobs import scheduler, worker


def declare_own_parts() -> None:
    """Declare workers and scheduler, unless they are declared already."""
    if "worker" in {declared.name for declared in parts}:
        return
    part("worker", _work, count=lambda: int(settings.ENV["NIZAM_WORKERS"]))
    part("scheduler", _schedule)


def _work(instance: str, stop: threading.Event) -> None:
    worker.run(worker_id=worker.worker_name(), stop=stop)


def _schedule(instance: str, stop: threading.Event) -> None:
    scheduler.run(stop)
