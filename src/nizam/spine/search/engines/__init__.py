# SPDX-License-Identifier: EUPL-1.2
"""Where the lexemes are kept and asked for: an own FTS5 table on SQLite, a tsvector with GIN on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connections

from nizam.spine.search.lexemes import Lexemes


@dataclass(frozen=True, slots=True)
class Alternative:
    """One lexeme, or several in a row; the last may go on when `open` is set; in `groups`, in all if none."""

    lexemes: tuple[str, ...]
    open: bool = False
    groups: str = ""


# A clause holds where one of its alternatives stands.
Clause = tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """What a row gets for a term where the clause holds; of several levels of a term the best counts."""

    points: int
    clause: Clause


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked for: every clause of `all_of` stands in the row, none of `none_of` does.

    With `all_but_one` one clause of `all_of`, whichever, may be missing. `levels` are, for each term that counts, what
    it may earn, best first.
    """

    all_of: tuple[Clause, ...]
    none_of: tuple[Clause, ...] = ()
    levels: tuple[tuple[Level, ...], ...] = ()
    all_but_one: bool = False

    def wanted(self) -> list[tuple[Clause, ...]]:
        """Return sets of clauses, of which one must hold whole."""
        if not self.all_but_one or len(self.all_of) < 2:
            return [self.all_of]
        return [self.all_of[:place] + self.all_of[place + 1 :] for place in range(len(self.all_of))]


class Engine(Protocol):
    """One database's way of keeping lexemes and of finding the rows that have them."""

    def make(self) -> None:
        """Make what Django's models do not know, where it is missing."""

    def write(self, rows: Mapping[int, Lexemes]) -> None:
        """Keep the lexemes of index rows by their keys, in place of what was kept."""

    def forget(self, keys: Sequence[int]) -> None:
        """Forget the lexemes of index rows."""

    def holding(self, terms: Terms) -> Any:
        """Return the condition, for a queryset of index rows, that the terms hold."""

    def scored(self, rows: Any, terms: Terms, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return of each of `rows` its key, `columns`, and the points its words earn at `terms.levels`."""

    def without_lexemes(self) -> int:
        """Return how many index rows have none, and how many lexemes have no row."""


def engine(using: str = "default") -> Engine:
    """Return the engine of a database."""
    vendor = connections[using].vendor
    if vendor == "postgresql":
        from nizam.spine.search.engines.postgresql import TsvectorEngine

        return TsvectorEngine(connections[using])
    from nizam.spine.search.engines.sqlite import Fts5Engine

    return Fts5Engine(connections[using])
