# SPDX-License-Identifier: EUPL-1.2
"""A minimal acyclic automaton of words, each with a value, in four bytes an edge.

File: a line of JSON with the letters, then the edges as little-endian 32-bit numbers. An edge holds the place of its
letter in the letters (8 bits, from the lowest), whether it is the last of its node (bit 8), whether a key ends after
it (bit 9), and the first edge of the node it leads to (22 bits; 0 is no node). Keys are words, or a word, a tab and
its value.
"""

import json
import sys
from array import array
from collections.abc import Iterator
from typing import Final

LAST: Final[int] = 1 << 8
FINAL: Final[int] = 1 << 9
TARGET_SHIFT: Final[int] = 10
LETTER_MASK: Final[int] = 0xFF
MOST_EDGES: Final[int] = 1 << 22
SEPARATOR: Final[str] = "\t"


class AutomatonDamagedError(Exception):
    """Bytes that are no automaton."""


class Automaton:
    """Words with values, read from bytes; never written."""

    def __init__(self, data: bytes) -> None:
        try:
            head, edges = data.split(b"\n", 1)
            letters = json.loads(head)["letters"]
            self._edges = array("I")
            self._edges.frombytes(edges)
        except (ValueError, KeyError, TypeError) as error:
            raise AutomatonDamagedError(f"No automaton: {error}") from error
        if sys.byteorder == "big":  # pragma: no cover
            self._edges.byteswap()
        self.letters: str = letters
        self._code = {letter: code for code, letter in enumerate(letters)}

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self._edges)

    def __contains__(self, word: str) -> bool:
        node, final = self._walk(word)
        return final or (node > 0 and self._step(node, SEPARATOR) >= 0)

    def value(self, word: str) -> str | None:
        """Return the value of ``word``, or None where it has none."""
        node, _ = self._walk(word)
        if not node or (place := self._step(node, SEPARATOR)) < 0:
            return None
        found = ""
        edge = self._edges[place]
        while not edge & FINAL:
            edge = self._edges[edge >> TARGET_SHIFT]
            found += self.letters[edge & LETTER_MASK]
        return found

    def children(self, node: int) -> Iterator[tuple[str, int, bool]]:
        """Yield letter, node behind it, and whether a word ends after it; the first node is 1."""
        place = node
        while place:
            edge = self._edges[place]
            letter = self.letters[edge & LETTER_MASK]
            if letter != SEPARATOR:
                target = edge >> TARGET_SHIFT
                yield letter, target, bool(edge & FINAL) or (target > 0 and self._step(target, SEPARATOR) >= 0)
            place = 0 if edge & LAST else place + 1

    def _walk(self, word: str) -> tuple[int, bool]:
        node, final = 1 if len(self._edges) > 1 else 0, False
        for letter in word:
            if not node or (place := self._step(node, letter)) < 0:
                return 0, False
            edge = self._edges[place]
            node, final = edge >> TARGET_SHIFT, bool(edge & FINAL)
        return node, final

    def _step(self, node: int, letter: str) -> int:
        code = self._code.get(letter, -1)
        edges = self._edges
        place = node
        while True:
            edge = edges[place]
            if edge & LETTER_MASK == code:
                return place
            if edge & LAST:
                return -1
            place += 1
