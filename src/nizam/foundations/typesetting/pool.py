# SPDX-License-Identifier: EUPL-1.2
"""Warm child processes: started when needed, kept for the next paper, replaced when they have served enough or died.

Safe to use from threads and after a fork: a forked process lets go of the children of its parent and starts its own.
"""

import atexit
import contextlib
import io
import json
import math
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

from nizam.foundations.typesetting.child import read_frame, write_frame
from nizam.foundations.typesetting.errors import ChildLost, LimitExceeded, TemplateError, TypesettingError

_CHILD: Final = Path(__file__).with_name("child.py")
# Typst remembers what it laid out; a child is renewed before that memory is worth a thought.
PAPERS_PER_CHILD: Final = 500
CHILDREN: Final = max(1, os.cpu_count() or 1)


class Child:
    """One child process with its pipes."""

    def __init__(self, root: Path, fonts: Path) -> None:
        self.papers = 0
        self._cpu_seconds = 0.0
        self._timed_out = False
        self.process = subprocess.Popen(  # noqa: S603  our own file, by the interpreter that runs us
            [sys.executable, "-I", "-X", "utf8", str(_CHILD), str(root), str(fonts), "0", "1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd="/",
            # One thread: the processor limit then means the same as the time limit, on any number of cores.
            env={"RAYON_NUM_THREADS": "1"},
            start_new_session=True,
        )
        for what, most in ((resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64)):
            self._limit(what, most)

    def _limit(self, what: int, most: int) -> None:
        # A child that has already died keeps no limits; the next exchange tells what it died of.
        with contextlib.suppress(ProcessLookupError):
            hard = resource.prlimit(self.process.pid, what)[1]
            soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.prlimit(self.process.pid, what, (soft, hard))

    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self.process.poll() is None

    def exchange(self, request: bytes, *, timeout_seconds: float, cpu_seconds: float, memory_bytes: int) -> list[bytes]:
        """Send one request and return the PDF, or the pictures asked for; raises what kept them from coming."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._limit(resource.RLIMIT_AS, memory_bytes)
        self._limit(resource.RLIMIT_CPU, math.ceil(self._cpu_seconds + cpu_seconds))
        watchdog = threading.Timer(max(0.0, timeout_seconds), self._kill_late)
        watchdog.daemon = True
        watchdog.start()
        head = body = None
        try:
            with contextlib.suppress(BrokenPipeError):
                write_frame(self.process.stdin, request)
            head = read_frame(self.process.stdout)
            body = read_frame(self.process.stdout)
        finally:
            watchdog.cancel()
        if head is None or body is None:
            raise self._obituary(timeout_seconds, cpu_seconds, memory_bytes)
        reply: dict[str, Any] = json.loads(head)
        self._cpu_seconds = reply["cpu"]
        self.papers += 1
        if reply["error"] is not None:
            raise TemplateError(reply["error"], hints=reply["hints"], diagnostic=reply["diagnostic"])
        made = io.BytesIO(body)
        return [made.read(size) for size in reply.get("sizes", [len(body)])]

    def _kill_late(self) -> None:
        self._timed_out = True
        self.process.kill()

    def _obituary(self, timeout_seconds: float, cpu_seconds: float, memory_bytes: int) -> TypesettingError:
        assert self.process.stderr is not None
        self.process.kill()
        code = self.process.wait()
        words = self.process.stderr.read().decode(errors="replace").strip()
        if self._timed_out:
            return LimitExceeded("time", f"the paper was not ready after {timeout_seconds:.3g} s")
        if code == -signal.SIGXCPU:
            return LimitExceeded("cpu", f"the paper took more than {cpu_seconds:g} s of processor time")
        if "MemoryError" in words or "memory allocation" in words or "capacity overflow" in words:
            return LimitExceeded("memory", f"the paper needed more than {memory_bytes / 2**20:.0f} MiB of memory")
        return ChildLost(f"the typesetting process ended with code {code}: {words[-2000:] or 'it said nothing'}")

    def close(self) -> None:
        """End the process and wait for it."""
        self.process.kill()
        self.process.wait()
        self._close_pipes()

    def forget(self) -> None:
        """Let go of a child that belongs to the process we were forked from, without touching it."""
        # Popen would warn of an unfinished child that this process cannot wait for.
        self.process.returncode = 0
        self._close_pipes()

    def _close_pipes(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()


class Pool:
    """At most one child a processor core; callers beyond that wait within their own time limit.

    One more is kept for urgent papers, which thereby wait for each other only.
    """

    def __init__(self, root: Path, fonts: Path, *, children: int = CHILDREN) -> None:
        self._root = root
        self._fonts = fonts
        self._children = children
        self.renew()
        # Without this a forked process would hold the write ends of its parent's pipes, and the children of a parent
        # that died would wait for ever.
        os.register_at_fork(after_in_child=self.after_fork)
        atexit.register(self.close)

    def renew(self) -> None:
        """Begin with no children."""
        self._slots = threading.BoundedSemaphore(self._children)
        self._kept = threading.BoundedSemaphore(1)
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._all: set[Child] = set()

    def after_fork(self) -> None:
        """In a forked process: let go of the parent's children and begin with none."""
        for child in self._all:
            child.forget()
        self.renew()

    def typeset(
        self, request: bytes, *, timeout_seconds: float, memory_bytes: int, urgent: bool = False
    ) -> list[bytes]:
        """Have one request typeset by an idle child, or by a new one: one PDF, or a picture a page."""
        deadline = time.monotonic() + timeout_seconds
        slot = self._free_slot(timeout_seconds, urgent=urgent)
        try:
            child = self._take()
            try:
                return child.exchange(
                    request,
                    timeout_seconds=deadline - time.monotonic(),
                    cpu_seconds=timeout_seconds,
                    memory_bytes=memory_bytes,
                )
            finally:
                self._give_back(child)
        finally:
            slot.release()

    def _free_slot(self, timeout_seconds: float, *, urgent: bool) -> threading.BoundedSemaphore:
        """Return what is to be released when the work is done."""
        if urgent:
            free = next((slot for slot in (self._kept, self._slots) if slot.acquire(blocking=False)), None)
            if free is not None:
                return free
        slot = self._kept if urgent else self._slots
        if not slot.acquire(timeout=timeout_seconds):
            raise LimitExceeded("queue", f"no typesetting process was free within {timeout_seconds:g} s")
        return slot

    def _take(self) -> Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.alive():
                    return child
                self._all.discard(child)
                child.close()
            child = Child(self._root, self._fonts)
            self._all.add(child)
            return child

    def _give_back(self, child: Child) -> None:
        with self._lock:
            if child.alive() and child.papers < PAPERS_PER_CHILD:
                self._idle.append(child)
            else:
                self._all.discard(child)
                child.close()

    def idle_pids(self) -> list[int]:
        """Return the process ids of the children that wait for work."""
        with self._lock:
            return [child.process.pid for child in self._idle]

    def close(self) -> None:
        """End the children that wait for work."""
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                self._all.discard(child)
                child.close()
