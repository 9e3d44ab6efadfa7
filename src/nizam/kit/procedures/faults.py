# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a procedure's text, each fault with its place: file, line, entry, field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

Step = str | int
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(#.*)?$")


@dataclass(frozen=True)
class Fault:
    """One fault. `path` leads to it through the text, an entry of a list by its place from 1: `("outcome", 2, "code")`.

    `words` is an English sentence with `%(name)s` places for `values`; it is told in the reader's language. `line` is
    where in the text the entry stands, as far as that can be told.
    """

    path: tuple[Step, ...]
    words: str
    values: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None

    @property
    def entry(self) -> str:
        """The entry it stands in, as people say it: `outcome 2`; empty at the top of the text."""
        head = self.path[:2] if len(self.path) > 1 and isinstance(self.path[1], int) else self.path[:-1]
        return " ".join(str(part) for part in head)

    @property
    def field(self) -> str:
        """The field within the entry; empty when the entry as a whole is meant."""
        rest = self.path[len(self.entry.split()) :]
        return " ".join(str(part) for part in rest)

    @property
    def sentence(self) -> str:
        """What is wrong, in the reader's language."""
        return _(self.words) % self.values

    def place(self, file: str = "") -> str:
        """Return where it is, in the names of the text: file, entry, field, parted by colons."""
        return ": ".join(part for part in (file, self.entry, self.field) if part)


class ProcedureFault(ValueError):
    """A procedure's text breaks its schema: `place` says where the first fault is, `faults` are all of them."""

    def __init__(self, file: str, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        self.file = file
        self.place = self.faults[0].place(file) or file
        super().__init__(self.place)

    def __str__(self) -> str:
        return "\n".join(told(fault, self.file) for fault in self.faults)


def told(fault: Fault, file: str = "") -> str:
    """Return a fault as one line: file and line, entry and field, what is wrong."""
    where = f"{file}:{fault.line}" if file and fault.line else file
    return ": ".join(part for part in (where, fault.place(), fault.sentence) if part)


def line_of(text: str, path: tuple[Step, ...]) -> int | None:
    """Return the line (from 1) of the entry or field that `path` names; None when the text does not show it.

    Reads headers and keys only, so a header within a text of several lines may mislead it: a help, not a parser.
    """
    lines = text.splitlines()
    start, stop, found = 0, len(lines), None
    names = [str(part) for part in path if isinstance(part, str)]
    ordinal = path[1] if len(path) > 1 and isinstance(path[1], int) else None
    if not names:
        return None
    headers = [(number, match) for number, line in enumerate(lines) if (match := _HEADER.match(line))]
    mine = [number for number, match in headers if match[2] == names[0]]
    if mine and (ordinal is None or ordinal <= len(mine)):
        found = mine[(ordinal or 1) - 1]
        start, names = found + 1, names[1:]
    stop = next((number for number, _match in headers if number >= start), len(lines))
    for name in names:
        key = re.compile(rf"""(?:^|[\s{{,.])["']?{re.escape(name)}["']?\s*[=.]""")
        at = next((number for number in range(start, stop) if key.search(lines[number])), None)
        if at is None:
            break
        start = found = at
    return None if found is None else found + 1
