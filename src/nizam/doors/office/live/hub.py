# SPDX-License-Identifier: EUPL-1.2
"""Many open event streams on one thread: sockets that were handed over, one question a second for all their readers.

A web server's thread answers the request as usual up to the first bytes of the stream, and then hands the connection
over. From there on a reader costs a socket and a few hundred bytes. What is written is an event stream as the HTML
standard has it (section 9.2); a comment is sent now and then, so that proxies see that the line is alive.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import selectors
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

logger = logging.getLogger("nizam.live")

ASK_EVERY = 1.0
HEARTBEAT_EVERY = 15.0
# A reader that takes nothing for so long that this much waits for him is cut; he comes back and is told what he missed.
WAITING_BYTES = 64 * 1024
OF_ONE_PERSON = 6
# Seconds after which readers come back: at once would bring all of them at the same moment.
COME_BACK = (1.0, 4.0)
HEARTBEAT = b": \n\n"


class HandedOver(BaseException):
    """The connection belongs to a stream from now on, and the thread is free. No error: nothing may catch it."""

    def __init__(self, reader: Any) -> None:
        super().__init__()
        self.reader = reader


def frame(event: str, data: Mapping[str, Any], *, key: str = "") -> bytes:
    """Return one event as it goes over the line; `key` is what a reader names when he comes back."""
    lines = [f"id: {key}"] if key else []
    lines += [f"event: {event}", f"data: {json.dumps(data, ensure_ascii=False)}"]
    return ("\n".join(lines) + "\n\n").encode()


def come_back_hint() -> bytes:
    """Return the line that says after how long a reader should come back, another for each."""
    low, high = (int(seconds * 1000) for seconds in COME_BACK)
    return f"retry: {low + secrets.randbelow(high - low)}\n\n".encode()


@dataclass(eq=False)
class _Stream:
    sock: socket.socket
    chunked: bool
    reader: Any
    waiting: bytearray = field(default_factory=bytearray)
    last: float = field(default_factory=time.monotonic)
    writes: bool = False


# Asked once a second with all readers; gives for each what he is to be told, None to end his stream.
News = Callable[[Sequence[Any]], Mapping[Any, Sequence[bytes] | None]]


class Hub:
    """The streams of one process and the thread that serves them; it begins with the first stream."""

    def __init__(self, news: News, *, most: int, ask_every: float = ASK_EVERY) -> None:
        self._news = news
        self._most = most
        self._ask_every = ask_every
        self._coming: deque[_Stream] = deque()
        self._streams: dict[int, _Stream] = {}
        self._wake_out, self._wake_in = os.pipe()
        os.set_blocking(self._wake_out, False)
        os.set_blocking(self._wake_in, False)
        self._stopping = threading.Event()
        self._ended = False
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def has_room(self, person: Any) -> bool:
        """Tell whether one more stream may be opened for the account `person`."""
        with self._lock:
            everybody = [*self._streams.values(), *self._coming]
        of_person = sum(1 for stream in everybody if stream.reader.user_id == person)
        return not self._stopping.is_set() and len(everybody) < self._most and of_person < OF_ONE_PERSON

    def count(self) -> int:
        """Return how many streams are open."""
        with self._lock:
            return len(self._streams) + len(self._coming)

    def take(self, sock: socket.socket, reader: Any, *, chunked: bool) -> None:
        """Take a connection whose headers are sent; nobody else may read, write or close it from now on."""
        sock.setblocking(False)
        stream = _Stream(sock, chunked, reader)
        with self._lock:
            # An answer that was begun before the stop may be handed over after it.
            late = self._ended
            if not late:
                self._coming.append(stream)
                if self._thread is None:
                    self._thread = threading.Thread(target=self._serve, name="live", daemon=True)
                    self._thread.start()
        if late:
            with selectors.DefaultSelector() as selector:
                self._say_goodbye(selector, stream)
        self._wake()

    def stop(self) -> None:
        """End all streams, each with a hint when to come back; may be called from a signal's handler."""
        self._stopping.set()
        self._wake()

    def join(self, seconds: float) -> None:
        """Wait until all streams have ended, at most so long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _wake(self) -> None:
        try:
            os.write(self._wake_in, b"\0")
        except BlockingIOError:
            return  # It is awake already.

    def _serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_out, selectors.EVENT_READ)
            ask_at = time.monotonic()
            while not self._stopping.is_set():
                wait = max(0.0, ask_at - time.monotonic()) if self._streams or self._coming else None
                self._attend(selector, selector.select(wait))
                if time.monotonic() >= ask_at:
                    self._tell(selector)
                    ask_at = time.monotonic() + self._ask_every
            with self._lock:
                self._ended = True
                last = [*self._streams.values(), *self._coming]
                self._coming.clear()
            for stream in last:
                self._say_goodbye(selector, stream)

    def _attend(self, selector: selectors.BaseSelector, ready: Sequence[tuple[selectors.SelectorKey, int]]) -> None:
        for key, mask in ready:
            if key.data is None:
                self._receive(selector)
            elif mask & selectors.EVENT_WRITE:
                self._flush(selector, key.data)
            elif not self._still_there(key.data):
                self._drop(selector, key.data)

    def _receive(self, selector: selectors.BaseSelector) -> None:
        try:
            os.read(self._wake_out, 4096)
        except BlockingIOError:
            return
        with self._lock:
            while self._coming:
                stream = self._coming.popleft()
                self._streams[id(stream)] = stream
                selector.register(stream.sock, selectors.EVENT_READ, stream)

    def _tell(self, selector: selectors.BaseSelector) -> None:
        readers = [stream.reader for stream in self._streams.values()]
        if not readers:
            return
        try:
            news = self._news(readers)
        except Exception:
            # The streams stay; what is not told now is told when the database answers again.
            logger.exception("the streams of the office could not be told")
            news = {}
        now = time.monotonic()
        for stream in list(self._streams.values()):
            told = news.get(stream.reader, ())
            if told is None:
                self._end(selector, stream)
            elif told:
                self._put(selector, stream, b"".join(told))
            elif now - stream.last >= HEARTBEAT_EVERY:
                self._put(selector, stream, HEARTBEAT)

    def _put(self, selector: selectors.BaseSelector, stream: _Stream, data: bytes) -> None:
        stream.waiting += _chunk(data) if stream.chunked else data
        stream.last = time.monotonic()
        self._flush(selector, stream)

    def _flush(self, selector: selectors.BaseSelector, stream: _Stream) -> None:
        try:
            while stream.waiting:
                sent = stream.sock.send(stream.waiting)
                del stream.waiting[:sent]
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            if len(stream.waiting) > WAITING_BYTES:
                self._drop(selector, stream)
                return
        except OSError:
            self._drop(selector, stream)
            return
        if id(stream) in self._streams and stream.writes != bool(stream.waiting):
            stream.writes = bool(stream.waiting)
            both = selectors.EVENT_READ | selectors.EVENT_WRITE
            selector.modify(stream.sock, both if stream.writes else selectors.EVENT_READ, stream)

    def _still_there(self, stream: _Stream) -> bool:
        """Read what a reader has no business to send; nothing at all means that he has left."""
        try:
            return bool(stream.sock.recv(4096))
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return True
        except OSError:
            return False

    def _say_goodbye(self, selector: selectors.BaseSelector, stream: _Stream) -> None:
        self._put(selector, stream, come_back_hint())
        self._end(selector, stream)

    def _end(self, selector: selectors.BaseSelector, stream: _Stream) -> None:
        if stream.chunked:
            stream.waiting += _chunk(b"")
        self._flush(selector, stream)
        self._drop(selector, stream)

    def _drop(self, selector: selectors.BaseSelector, stream: _Stream) -> None:
        with self._lock:
            known = self._streams.pop(id(stream), None)
        if known is not None:
            selector.unregister(stream.sock)
        stream.sock.close()


def _chunk(data: bytes) -> bytes:
    """Return `data` as a chunk of HTTP/1.1 (RFC 9112, section 7.1); of nothing, the last one."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def first_words(reader: Any, told: Sequence[bytes]) -> Iterator[bytes]:
    """Give the beginning of a stream, and then hand the connection over."""
    yield come_back_hint() + b"".join(told)
    raise HandedOver(reader)
