# SPDX-License-Identifier: EUPL-1.2
"""Forked children: each in its own session, its output in a pipe, ended by its parent or with it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable

from nizam.kit.parts import Run
from nizam.site.supervisor.logs import PartLog

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
DEATHS = 5
WINDOW = 60.0
_PR_SET_PDEATHSIG = 1

# Loaded before any fork: a child must not search for libraries between fork and work.
_libc = ctypes.CDLL(None, use_errno=True)


def enter_child(after_fork: Callable[[], None]) -> None:
    """Make the process just forked a child of its own: session, death with its parent, default signals."""
    parent = os.getppid()
    os.setsid()
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    after_fork()


class Child:
    """One process of a part: started, watched, started again after a pause that doubles with every early death."""

    def __init__(self, name: str, run: Run, log: PartLog) -> None:
        self.name = name
        self.log = log
        self.pid = 0
        self.reader = -1
        self.due = 0.0
        self.deaths: deque[float] = deque(maxlen=DEATHS)
        self._run = run

    def start(self, after_fork: Callable[[], None]) -> None:
        """Fork. The child runs its part and leaves this function never."""
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            self._live(writer, after_fork)
        os.close(writer)
        os.set_blocking(reader, False)
        self.pid, self.reader = pid, reader

    def _live(self, writer: int, after_fork: Callable[[], None]) -> None:
        code = 1
        try:
            enter_child(after_fork)
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            os.dup2(writer, 1)
            os.dup2(writer, 2)
            os.close(writer)
            os.close(null)
            stop = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            signal.signal(signal.SIGINT, lambda *_: stop.set())
            self._run(self.name, stop)
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException:  # noqa: BLE001  (whatever it was, it is the last this process says)
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def drain(self) -> bool:
        """Move what the child wrote into its log; False when the pipe has ended."""
        while True:
            try:
                chunk = os.read(self.reader, 65536)
            except BlockingIOError:
                return True
            if not chunk:
                return False
            self.log.write(chunk)

    def buried(self, now: float | None = None) -> bool:
        """Note that the process has died; True when it died too often to be started again.

        Otherwise `due` is the time (monotonic) at which to start it again.
        """
        now = time.monotonic() if now is None else now
        if self.reader >= 0:
            self.drain()
            os.close(self.reader)
        self.pid, self.reader = 0, -1
        self.deaths.append(now)
        recent = [death for death in self.deaths if now - death <= WINDOW]
        self.due = now + min(FIRST_PAUSE * 2 ** (len(recent) - 1), LONGEST_PAUSE)
        return len(recent) >= DEATHS

    def send(self, number: int) -> None:
        """Signal the process, if it lives."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the process and all of its session's group."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            self.send(signal.SIGKILL)
