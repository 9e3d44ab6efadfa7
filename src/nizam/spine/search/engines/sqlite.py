# SPDX-License-Identifier: EUPL-1.2
"""Lexemes in an FTS5 table. What the words mean and weigh is ours; FTS5 only finds them.

Names of the table and its columns are put into the statements; they are our own, nothing from outside.
"""

# ruff: noqa: S608

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import BooleanField, F, Func

from nizam.spine.search.engines import Alternative, Clause, Terms
from nizam.spine.search.lexemes import GROUPS, Lexemes, joined

TABLE = "search_lexemes"
COLUMNS = tuple(f"{group}{part}" for group in GROUPS for part in ("seq", "bag"))


class Matching(Func):
    """Whether the index row of that key is among those that match."""

    output_field = BooleanField()

    def __init__(self, key: Any, asked: str) -> None:
        super().__init__(key)
        self.asked = asked

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """Compile to a subquery of the FTS5 table."""
        key, params = compiler.compile(self.source_expressions[0])
        return f"{key} IN (SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s)", [*params, self.asked]


class Fts5Engine:
    """Each group of fields has a column in the order of the text and one without."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def make(self) -> None:
        """Make the FTS5 table where it is missing."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5({', '.join(COLUMNS)},"
                " tokenize=\"ascii tokenchars '_'\", prefix='2 3 4')"
            )

    def write(self, rows: Mapping[int, Lexemes]) -> None:
        """Replace what is kept of the rows."""
        self.forget(list(rows))
        marks = ", ".join(["%s"] * (len(COLUMNS) + 1))
        values = [
            (key, *(joined(part[group]) for group in GROUPS for part in (lexemes.sequence, lexemes.bag)))
            for key, lexemes in rows.items()
        ]
        with self.connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {TABLE} (rowid, {', '.join(COLUMNS)}) VALUES ({marks})", values)

    def forget(self, keys: Sequence[int]) -> None:
        """Delete by key."""
        with self.connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(key,) for key in keys])

    def holding(self, terms: Terms) -> Any:
        """Return the condition that the row is among those that match."""
        return Matching(F("pk"), expression(terms))

    def scored(self, rows: Any, terms: Terms, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Ask for the rows once, and once for each level within their keys."""
        found = list(rows.values_list("pk", *columns))
        if not found:
            return []
        points: dict[int, int] = defaultdict(int)
        keys = {row[0] for row in found}
        for levels in terms.levels:
            left = keys
            for level in levels:
                if not left:
                    break
                here = left & self._keys(level.clause, min(left), max(left))
                for key in here:
                    points[key] += level.points
                left = left - here
        return [(*row, points[row[0]]) for row in found]

    def without_lexemes(self) -> int:
        """Compare the keys of both tables."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT (SELECT count(*) FROM search_indexrow WHERE id NOT IN (SELECT rowid FROM {TABLE}))"
                f" + (SELECT count(*) FROM {TABLE} WHERE rowid NOT IN (SELECT id FROM search_indexrow))"
            )
            return int(cursor.fetchone()[0])

    def _keys(self, clause: Clause, least: int, greatest: int) -> set[int]:
        sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid BETWEEN %s AND %s"
        with self.connection.cursor() as cursor:
            cursor.execute(sql, [_clause(clause), least, greatest])
            return {row[0] for row in cursor.fetchall()}


def expression(terms: Terms) -> str:
    """Return the query in FTS5's own language."""
    wanted = " OR ".join(f"({' AND '.join(map(_clause, clauses))})" for clauses in terms.wanted())
    unwanted = " OR ".join(map(_clause, terms.none_of))
    return f"({wanted}) NOT ({unwanted})" if unwanted else f"({wanted})"


def _clause(clause: Clause) -> str:
    return "(" + " OR ".join(map(_alternative, clause)) + ")"


def _alternative(one: Alternative) -> str:
    words = '"' + joined(one.lexemes).replace('"', "") + '"' + (" *" if one.open else "")
    if not one.groups:
        return words
    return "{" + " ".join(f"{group}{part}" for group in one.groups for part in ("seq", "bag")) + "} : " + words
