# SPDX-License-Identifier: EUPL-1.2
"""One `nizam up` a home: a lock that ends with its process, however that ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType


class HomeBusy(Exception):
    """Another process holds the home; `pid` is its number, when it could be read."""

    def __init__(self, home: Path, pid: int | None) -> None:
        super().__init__(str(home))
        self.home = home
        self.pid = pid


class HomeLock:
    """An exclusive lock on `<home>/run/nizam.lock`, holding the number of the process.

    The lock itself is the kernel's (flock), so a killed process leaves none behind.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "run" / "nizam.lock"
        self._descriptor = -1

    def __enter__(self) -> HomeLock:
        """Take the lock. Raises HomeBusy at once when it is held."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = self._holder()
            self.forget()
            raise HomeBusy(self.home, pid) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lock back; the file stays, so that no two processes ever lock two files of one name."""
        self.forget()

    def forget(self) -> None:
        """Close the descriptor: in a forked child, so that it does not keep the home locked for its parent."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _holder(self) -> int | None:
        try:
            return int(os.pread(self._descriptor, 32, 0))
        except ValueError:
            return None
