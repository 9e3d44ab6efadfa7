# SPDX-License-Identifier: EUPL-1.2
"""Write transactions in turn. SQLite's own waiting is a lottery in which a busy register can starve a process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.db import connection, transaction


@contextmanager
def write_transaction() -> Iterator[None]:
    """Run the block in a transaction; on SQLite the outermost one waits for its turn in a queue.

    SQLite lets waiters poll, up to 100 ms apart, and whoever looks at the right moment wins; with many writers one may
    look in vain until its time is up. Here one process at a time stands before the database's lock, and the kernel
    queues the others; a killed one leaves the queue by itself. The turn ends when the transaction has begun.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block or connection.is_in_memory_db():
        with transaction.atomic():
            yield
        return
    with ExitStack() as stack:
        with _turn(Path(f"{connection.settings_dict['NAME']}-turn")):
            stack.enter_context(transaction.atomic())
        yield


@contextmanager
def _turn(queue: Path) -> Iterator[None]:
    descriptor = os.open(queue, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
