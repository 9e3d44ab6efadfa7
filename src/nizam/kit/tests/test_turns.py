# SPDX-License-Identifier: EUPL-1.2
"""Write transactions in turn, on the engine at hand: one after the other, and the queue open again whatever happens."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from nizam.kit.turns import QUEUES, wait_for_others, write_transaction

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 30.0


def started(target: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            target()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def ended(thread: threading.Thread) -> bool:
    thread.join(SOON)
    return not thread.is_alive()


def test_an_act_after_the_commit_finds_the_queue_open() -> None:
    told: list[str] = []

    def write_again() -> None:
        with write_transaction():
            told.append("again")

    def write() -> None:
        with write_transaction():
            transaction.on_commit(write_again)
            told.append("first")

    assert ended(started(write))
    assert told == ["first", "again"]


def test_a_transaction_that_failed_leaves_the_queue() -> None:
    with pytest.raises(ValueError, match="broken"), write_transaction():
        raise ValueError("broken")
    told: list[str] = []

    def write() -> None:
        with write_transaction():
            told.append("next")

    assert ended(started(write))
    assert told == ["next"]


def test_a_transaction_within_another_does_not_wait_for_itself() -> None:
    with write_transaction(), write_transaction():
        assert connection.in_atomic_block
    assert not connection.in_atomic_block


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers; it locks rows")
def test_the_next_begins_after_the_commit_of_the_one_before() -> None:
    order: list[str] = []
    begun, may_end = threading.Event(), threading.Event()

    def first() -> None:
        with write_transaction():
            begun.set()
            assert may_end.wait(SOON)
            order.append("first")

    def second() -> None:
        with write_transaction():
            order.append("second")

    one = started(first)
    assert begun.wait(SOON)
    two = started(second)
    two.join(0.3)
    assert order == []
    may_end.set()
    assert ended(one)
    assert ended(two)
    assert order == ["first", "second"]


def hold_for_ever(told: Any) -> None:
    with write_transaction():
        told.set()
        signal.pause()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no queue of ours")
def test_a_killed_process_leaves_the_queue() -> None:
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    told = fork.Event()
    process = fork.Process(target=hold_for_ever, args=(told,))
    process.start()
    assert told.wait(SOON)
    order: list[str] = []

    def write() -> None:
        with write_transaction():
            order.append("next")

    waiting = started(write)
    waiting.join(0.3)
    assert order == []
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert ended(waiting)
    assert order == ["next"]


def both(first_matter: str, second_matter: str, chance: float) -> list[str]:
    """Return in what order two transactions end; the first goes on when the second ended, or after `chance` seconds."""
    order: list[str] = []
    begun, may_end = threading.Event(), threading.Event()

    def first() -> None:
        with write_transaction():
            wait_for_others(first_matter)
            begun.set()
            assert may_end.wait(SOON)
            order.append("first")

    def second() -> None:
        with write_transaction():
            wait_for_others(second_matter)
            order.append("second")

    one = started(first)
    assert begun.wait(SOON)
    two = started(second)
    two.join(chance)
    may_end.set()
    assert ended(one)
    assert ended(two)
    return order


def test_two_who_ask_for_the_same_matter_come_one_after_the_other() -> None:
    assert both("party 1 a@example.org", "party 1 a@example.org", 0.3) == ["first", "second"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows one writer at a time")
def test_another_matter_does_not_wait() -> None:
    assert both("party 1 a@example.org", "party 1 b@example.org", SOON) == ["second", "first"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows one writer at a time")
def test_a_transaction_of_thousands_of_matters_leaves_room_for_others() -> None:
    with write_transaction():
        for ordinal in range(10_000):
            wait_for_others(f"party 1 {ordinal}@example.org")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            assert cursor.fetchone()[0] <= QUEUES
