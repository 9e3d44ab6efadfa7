# SPDX-License-Identifier: EUPL-1.2
"""Write transactions in turn. SQLite's own waiting is a lottery in which a busy register can starve a process."""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, models, transaction

# Locks stay until the commit and PostgreSQL has room for some thousands in all: a long transaction must not fill it.
QUEUES = 512
# Keeps ours apart from advisory locks of other programs in the same database.
LOCK_CLASS = 0x4E5A

Noted = Mapping[type[models.Model], Sequence[int]]


class _Notes(threading.local):
    """What the running write transaction has noted to be done before it is committed."""

    depth = 0
    noted: dict[Callable[[Noted], None], dict[type[models.Model], dict[int, None]]] | None = None


_notes = _Notes()


def before_commit(work: Callable[[Noted], None], model: type[models.Model], key: int) -> None:
    """Have `work` done with every noted row, by model, at the end of the running write transaction, within it.

    However often a row is saved there, the work is done once, on what it has become. Outside of one it is done now.
    """
    if _notes.depth == 0:
        with transaction.atomic():
            work({model: [key]})
        return
    if _notes.noted is None:
        _notes.noted = {}
    _notes.noted.setdefault(work, {}).setdefault(model, {})[key] = None


@contextmanager
def _noting() -> Iterator[None]:
    _notes.depth += 1
    try:
        yield
        if _notes.depth == 1:
            while _notes.noted:
                noted, _notes.noted = _notes.noted, None
                for work, rows in noted.items():
                    work({model: list(keys) for model, keys in rows.items()})
    finally:
        _notes.depth -= 1
        if _notes.depth == 0:
            _notes.noted = None


@contextmanager
def write_transaction() -> Iterator[None]:
    """Run the block in a transaction; on SQLite the outermost one waits for its turn in a queue.

    SQLite lets waiters poll, up to 100 ms apart, and whoever looks at the right moment wins: one may look in vain until
    its time is up, and the database lies idle meanwhile. Here the kernel queues them, and wakes the next one at the
    commit; a killed one leaves the queue by itself. What runs after the commit runs out of turn, and may write.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block or connection.is_in_memory_db():
        with transaction.atomic(), _noting():
            yield
        return
    with _turn(Path(f"{connection.settings_dict['NAME']}-turn")) as end_turn, transaction.atomic():
        # The first of what runs after the commit, so that a further act among it finds the queue open.
        transaction.on_commit(end_turn)
        with _noting():
            yield


def wait_for_others(matter: str) -> None:
    """Wait until no other open transaction has asked for `matter`; hold it until the end of this one.

    For rows that are looked up and else made: two writers of the same matter would both find nothing. SQLite knows one
    writer at a time, so only PostgreSQL is asked, for one of QUEUES advisory locks: two matters may share one. Ask for
    one matter in a transaction; who needs several asks for them together (`wait_for_each`).
    """
    wait_for_each([matter])


def wait_for_each(matters: Iterable[str]) -> None:
    """Wait for all of `matters` as `wait_for_others` does for one, in an order that all who ask keep."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for queue in sorted({_queue_of(matter) for matter in matters}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, queue])


def claim(matter: str) -> bool:
    """Claim `matter` until the end of this transaction; False when another open transaction has it.

    For acts that already hold rows which the other may need: waiting, each would wait for the other.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_CLASS, _queue_of(matter)])
        return bool(cursor.fetchone()[0])


def _queue_of(matter: str) -> int:
    return int.from_bytes(hashlib.sha256(matter.encode()).digest()[:4], "big") % QUEUES


@contextmanager
def _turn(queue: Path) -> Iterator[Callable[[], None]]:
    descriptor = os.open(queue, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # By hand, not by closing: a child forked meanwhile would keep the lock with its copy of the descriptor.
        yield lambda: fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)
