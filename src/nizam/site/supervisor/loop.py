# SPDX-License-Identifier: EUPL-1.2
"""The supervisor's loop: starts children, keeps what they say, starts the dead again, ends all on one signal."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from nizam.site.supervisor.children import DEATHS, WINDOW, Child

# One Ctrl-C ends everything within five seconds: this long politely, then by SIGKILL.
POLITE_SECONDS = 4.0
TICK = 0.5
PROBE_TICK = 0.1


class Supervisor:
    """Runs `children` until a signal or until one of them keeps dying.

    `ready` is asked until it is true, then `on_ready` is called once; `after_fork(child)` runs first in every child.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        after_fork: Callable[[Child], None],
        ready: Callable[[], bool],
        on_ready: Callable[[], None],
        say: Callable[[str], None],
    ) -> None:
        self.children = children
        self._after_fork = after_fork
        self._ready = ready
        self._on_ready = on_ready
        self._say = say
        self._signals = 0
        self._selector = selectors.DefaultSelector()
        self._wake_reader, self._wake_writer = os.pipe()

    def run(self) -> int:
        """Supervise; returns the exit code: 0 after a signal, 1 after a part that kept dying."""
        for end in (self._wake_reader, self._wake_writer):
            os.set_blocking(end, False)
        self._selector.register(self._wake_reader, selectors.EVENT_READ)
        signal.set_wakeup_fd(self._wake_writer, warn_on_full_buffer=False)
        # Without a handler of its own a signal would not reach the pipe; the loop itself looks for dead children.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_end)
        try:
            failed = self._supervise()
        finally:
            self._end_all()
        if failed is None:
            return 0
        self._say(f"The part “{failed.name}” died {DEATHS} times within {WINDOW:.0f} seconds; everything was stopped.")
        self._say(f"Its last lines (more in {failed.log.path}):")
        for line in failed.log.last:
            self._say(f"    {line}")
        return 1

    def _asked_to_end(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1

    def _start(self, child: Child) -> None:
        child.start(lambda: self._in_child(child))
        self._selector.register(child.reader, selectors.EVENT_READ, child)

    def _in_child(self, child: Child) -> None:
        # What the parent watches is none of the child's business, and an open end would hide another child's death.
        for other in self.children:
            if other.reader >= 0:
                os.close(other.reader)
        os.close(self._wake_reader)
        os.close(self._wake_writer)
        self._selector.close()
        self._after_fork(child)

    def _supervise(self) -> Child | None:
        answered = False
        for child in self.children:
            self._start(child)
        while not self._signals:
            self._listen(TICK if answered else PROBE_TICK)
            for child in self._reap():
                if child.buried():
                    return child
                self._say(
                    f"The part “{child.name}” has ended; it starts again in {child.due - time.monotonic():.1f} s."
                )
            for child in self.children:
                if not child.pid and time.monotonic() >= child.due:
                    self._start(child)
            if not answered and not self._signals and self._ready():
                answered = True
                self._on_ready()
        return None

    def _listen(self, timeout: float) -> None:
        for key, _events in self._selector.select(timeout):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake_reader, 4096)
            elif not key.data.drain():
                self._forget_pipe(key.data)

    def _forget_pipe(self, child: Child) -> None:
        if child.reader >= 0:
            with contextlib.suppress(KeyError):
                self._selector.unregister(child.reader)

    def _reap(self) -> list[Child]:
        ended = []
        for child in self.children:
            if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                # Its own children, should any be left, end with it.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.pid, signal.SIGTERM)
                self._forget_pipe(child)
                ended.append(child)
        return ended

    def _end_all(self) -> None:
        deadline = time.monotonic() + POLITE_SECONDS
        signals = self._signals
        for child in self.children:
            child.send(signal.SIGTERM)
        while any(child.pid for child in self.children):
            if time.monotonic() >= deadline or self._signals > signals:
                for child in self.children:
                    child.kill()
            self._listen(0.05)
            for child in self._reap():
                child.buried()
        for child in self.children:
            child.log.close()
        signal.set_wakeup_fd(-1)
        self._selector.close()
        os.close(self._wake_reader)
        os.close(self._wake_writer)
