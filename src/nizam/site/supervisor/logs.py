# SPDX-License-Identifier: EUPL-1.2
"""What a child says: kept in a file that never grows past its size, and the last lines at hand."""

from __future__ import annotations

from collections import deque
from pathlib import Path

MAX_BYTES = 5_000_000
KEPT_FILES = 4
LAST_LINES = 20


class PartLog:
    """The log of one child: `<folder>/<name>.log`, then `.1` to `.4` as it is turned over."""

    def __init__(self, folder: Path, name: str, *, max_bytes: int = MAX_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{name}.log"
        self.last: deque[str] = deque(maxlen=LAST_LINES)
        self._max_bytes = max_bytes
        self._stream = self.path.open("ab", buffering=0)
        self._unfinished = b""

    def write(self, chunk: bytes) -> None:
        """Append what the child wrote. A full disk loses log lines, never the office."""
        *lines, self._unfinished = (self._unfinished + chunk).split(b"\n")
        self.last.extend(line.decode("utf-8", "replace") for line in lines)
        try:
            if self._stream.tell() + len(chunk) > self._max_bytes:
                self._turn_over()
            self._stream.write(chunk)
        except OSError as error:
            self.last.append(f"(this log could not be written: {error.strerror})")

    def _turn_over(self) -> None:
        self._stream.close()
        for number in range(KEPT_FILES - 1, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            if older.exists():
                older.replace(self.path.with_name(f"{self.path.name}.{number + 1}"))
        self.path.replace(self.path.with_name(f"{self.path.name}.1"))
        self._stream = self.path.open("ab", buffering=0)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
