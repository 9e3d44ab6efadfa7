# SPDX-License-Identifier: EUPL-1.2
"""Streams on one thread: what comes over the line, and that a reader who leaves or hangs harms nobody."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from nizam.doors.office.live.hub import HEARTBEAT, OF_ONE_PERSON, Hub, frame


@dataclass(eq=False)
class Someone:
    user_id: int = 1


class Board:
    """What the readers are told next, and whether the question fails."""

    def __init__(self) -> None:
        self.next: dict[Any, Sequence[bytes] | None] = {}
        self.fails = False
        self.asked = threading.Event()

    def __call__(self, readers: Sequence[Any]) -> dict[Any, Sequence[bytes] | None]:
        told, self.next = self.next, {}
        self.asked.set()
        if self.fails:
            raise OSError("no database")
        return told


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def hub(board: Board) -> Iterator[Hub]:
    hub = Hub(board, most=10, ask_every=0.02)
    yield hub
    hub.stop()
    hub.join(5)


Open = Callable[..., socket.socket]


@pytest.fixture
def opened(hub: Hub) -> Iterator[Open]:
    lines = []

    def open_line(reader: Any, *, chunked: bool = True) -> socket.socket:
        ours, theirs = socket.socketpair()
        theirs.settimeout(5)
        lines.append(theirs)
        hub.take(ours, reader, chunked=chunked)
        return theirs

    yield open_line
    for line in lines:
        line.close()


def _read(sock: socket.socket, until: bytes) -> bytes:
    found = b""
    while until not in found:
        more = sock.recv(4096)
        if not more:
            break
        found += more
    return found


def _wait(condition: Any) -> None:
    deadline = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


def test_a_reader_is_told_in_chunks_and_an_old_one_in_plain_bytes(hub: Hub, board: Board, opened: Open) -> None:
    one, two = Someone(), Someone(2)
    new, old = opened(one), opened(two, chunked=False)
    _wait(lambda: hub.count() == 2)
    board.next = {one: [frame("unread", {"unread": 3}, key="7")], two: [frame("unread", {"unread": 1})]}
    body = b'id: 7\nevent: unread\ndata: {"unread": 3}\n\n'
    assert _read(new, b"\n\n\r\n") == b"%x\r\n%b\r\n" % (len(body), body)
    assert _read(old, b"\n\n") == b'event: unread\ndata: {"unread": 1}\n\n'


def test_one_thread_serves_all_and_ends_all_with_a_hint(hub: Hub, board: Board, opened: Open) -> None:
    before = threading.active_count()
    lines = [opened(Someone(n)) for n in range(10)]
    _wait(lambda: hub.count() == 10)
    assert threading.active_count() == before + 1
    assert not hub.has_room(99), "ten are the most"
    hub.stop()
    for line in lines:
        said = _read(line, b"0\r\n\r\n")
        assert b"retry: " in said
        assert said.endswith(b"0\r\n\r\n")
        assert line.recv(10) == b""
    assert not hub.has_room(99), "who stops takes nobody"
    hub.join(5)
    late = opened(Someone(11))
    said = _read(late, b"0\r\n\r\n")
    assert b"retry: " in said, "an answer begun before the stop is handed over after it"
    assert late.recv(10) == b""


def test_a_reader_who_left_or_whose_session_ended_is_dropped(hub: Hub, board: Board, opened: Open) -> None:
    gone, ended, stays = Someone(1), Someone(2), Someone(3)
    lines = {reader: opened(reader) for reader in (gone, ended, stays)}
    _wait(lambda: hub.count() == 3)
    lines[gone].close()
    _wait(lambda: hub.count() == 2)
    board.next = {ended: None}
    assert _read(lines[ended], b"0\r\n\r\n").endswith(b"0\r\n\r\n")
    _wait(lambda: hub.count() == 1)


def test_a_failing_question_ends_no_stream(hub: Hub, board: Board, opened: Open) -> None:
    reader = Someone()
    line = opened(reader)
    board.fails = True
    board.asked.clear()
    assert board.asked.wait(5)
    board.fails = False
    board.next = {reader: [frame("unread", {"unread": 1})]}
    assert b"unread" in _read(line, b"\n\n\r\n")


def test_who_takes_nothing_is_cut_and_the_others_are_told(hub: Hub, board: Board, opened: Open) -> None:
    deaf, other = Someone(1), Someone(2)
    opened(deaf)
    line = opened(other)
    _wait(lambda: hub.count() == 2)
    board.next = {deaf: [b"x" * 4_000_000], other: [HEARTBEAT]}
    assert HEARTBEAT in _read(line, HEARTBEAT)
    _wait(lambda: hub.count() == 1)


def test_one_person_has_so_many_streams_and_no_more(hub: Hub, opened: Open) -> None:
    lines = [opened(Someone(7)) for _n in range(OF_ONE_PERSON)]
    assert not hub.has_room(7)
    assert hub.has_room(8)
    assert len(lines) == OF_ONE_PERSON
