# SPDX-License-Identifier: EUPL-1.2
"""One preload for all children: everything is imported once, and nothing that a fork would break is opened."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import threading
from pathlib import Path
from typing import Any

# Libraries that start native threads or hold process-bound state as soon as they are opened.
NATIVE_ENGINES = ("duckdb", "pyarrow", "torch")


class NotForkable(RuntimeError):
    """The preload opened something that a forked child cannot share; the message names it."""


def preload() -> Any:
    """Start Django, import addresses and the web application, and return the latter. Raises NotForkable."""
    # A numeric library would start a thread for every core at import; the children never need that.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nizam.site.settings")
    import django

    # What is made while modules load stays: the collector would walk it again and again for nothing.
    gc.disable()
    django.setup()
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    importlib.import_module(settings.ROOT_URLCONF)
    module, _, attribute = settings.WSGI_APPLICATION.rpartition(".")
    application = getattr(importlib.import_module(module), attribute)
    require_forkable()
    gc.collect()
    # Objects alive now are never collected: their pages stay shared between the children.
    gc.freeze()
    gc.enable()
    return application


def require_forkable() -> None:
    """Raise NotForkable when a database connection, a thread or a native engine is open in this process."""
    from django.db import connections

    opened = [wrapper.alias for wrapper in connections.all(initialized_only=True) if wrapper.connection is not None]
    if opened:
        raise NotForkable(f"the preload opened a database connection: {', '.join(opened)}")
    if threading.active_count() != 1:
        names = ", ".join(thread.name for thread in threading.enumerate())
        raise NotForkable(f"the preload started threads: {names}")
    tasks = Path("/proc/self/task")
    if tasks.is_dir() and len(list(tasks.iterdir())) != 1:
        raise NotForkable("the preload started native threads")
    engines = [name for name in NATIVE_ENGINES if name in sys.modules]
    if engines:
        raise NotForkable(f"the preload loaded a native engine: {', '.join(engines)}")
