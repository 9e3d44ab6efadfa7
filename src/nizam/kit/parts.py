# SPDX-License-Identifier: EUPL-1.2
"""The long-running parts of an installation: whoever brings one declares it here, `nizam up` runs and watches it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Run = Callable[[str, threading.Event], None]


def _one() -> int:
    return 1


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of child process.

    `run(instance, stop)` works until `stop` is set and then returns within three seconds; `instance` is `name`, or
    `name-2` and so on where `count` asks for more. It opens its own database connection, threads and native engines.
    """

    name: str
    run: Run
    count: Callable[[], int] = _one

    def instances(self) -> list[str]:
        """Return the names of the processes to run, none when `count` says 0."""
        return [self.name if n == 0 else f"{self.name}-{n + 1}" for n in range(self.count())]


class Parts:
    """The declared parts by name, in the order of declaration."""

    def __init__(self) -> None:
        self._parts: dict[str, Part] = {}

    def add(self, part: Part) -> None:
        """Declare a part. Raises ValueError for a name that is taken or is no simple word."""
        if not part.name.replace("-", "").isalnum() or not part.name.isascii():
            raise ValueError(f"a part is named by Latin letters, digits and hyphens, not {part.name!r}")
        if part.name in self._parts:
            raise ValueError(f"the part {part.name!r} is declared twice")
        self._parts[part.name] = part

    def remove(self, name: str) -> None:
        """Take a declaration out again."""
        del self._parts[name]

    def __iter__(self) -> Iterator[Part]:
        return iter(self._parts.values())


parts = Parts()


def part(name: str, run: Run, count: Callable[[], int] = _one) -> Part:
    """Declare a part of the installation; call it in `AppConfig.ready`. `count` is asked when `nizam up` starts."""
    declared = Part(name=name, run=run, count=count)
    parts.add(declared)
    return declared
