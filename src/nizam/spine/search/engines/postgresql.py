# SPDX-License-Identifier: EUPL-1.2
"""Lexemes in a tsvector with GIN. What the words mean and weigh is ours; PostgreSQL only finds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import BooleanField, F, Func, IntegerField

from nizam.spine.search.engines import Alternative, Clause, Level, Terms
from nizam.spine.search.lexemes import GAP, GROUPS, PLACES, Lexemes

WEIGHTS = dict(zip(GROUPS, "ABC", strict=True))
COLUMN = "lexemes"
LAST_PLACE = 16_383


class OfLexemes(Func):
    """An expression over the column of lexemes, which no model knows, in the table of the key it is given."""

    def __init__(self, sql: str, params: Sequence[str], **extra: Any) -> None:
        super().__init__(F("pk"), **extra)
        self.sql, self.params = sql, list(params)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """Put the column, as the query calls its table, into the expression."""
        column = f"{compiler.quote_name_unless_alias(self.source_expressions[0].alias)}.{COLUMN}"
        return self.sql.replace(COLUMN, column), self.params


class TsvectorEngine:
    """The groups of fields are the weights A, B and C; what stands in no order stands at the last place."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def make(self) -> None:
        """Add the column and its index where they are missing."""
        with self.connection.cursor() as cursor:
            columns = self.connection.introspection.get_table_description(cursor, "search_indexrow")
            if COLUMN not in {column.name for column in columns}:
                cursor.execute(f"ALTER TABLE search_indexrow ADD COLUMN {COLUMN} tsvector NOT NULL DEFAULT ''")
                cursor.execute(f"CREATE INDEX search_indexrow_lexemes ON search_indexrow USING gin ({COLUMN})")

    def write(self, rows: Mapping[int, Lexemes]) -> None:
        """Set the column of the rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE search_indexrow SET lexemes = made.lexemes::tsvector"
                " FROM unnest(%s::bigint[], %s::text[]) AS made(id, lexemes) WHERE search_indexrow.id = made.id",
                [list(rows), [tsvector(lexemes) for lexemes in rows.values()]],
            )

    def forget(self, keys: Sequence[int]) -> None:
        """Nothing is left to forget: lexemes go with their row."""

    def holding(self, terms: Terms) -> Any:
        """Return the condition on the column."""
        return OfLexemes(f"{COLUMN} @@ %s::tsquery", [expression(terms)], output_field=BooleanField())

    def scored(self, rows: Any, terms: Terms, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Ask for the rows and the points of each term in one query."""
        names = [f"term_{place}" for place in range(len(terms.levels))]
        asked = {name: _points(levels) for name, levels in zip(names, terms.levels, strict=True)}
        found = rows.annotate(**asked).values_list("pk", *columns, *names)
        width = 1 + len(columns)
        return [(*row[:width], sum(row[width:])) for row in found]

    def without_lexemes(self) -> int:
        """Count rows that were never written."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_indexrow WHERE lexemes = ''::tsvector")
            return int(cursor.fetchone()[0])


def tsvector(lexemes: Lexemes) -> str:
    """Return the lexemes in the text form of a tsvector, each with its places and weights."""
    places: dict[str, list[str]] = {}
    place = 0
    for group in GROUPS:
        for one in lexemes.sequence[group]:
            place += 1
            if one != GAP:
                places.setdefault(one, []).append(f"{min(place, PLACES + 100)}{WEIGHTS[group]}")
        place += 2
        for one in lexemes.bag[group]:
            places.setdefault(one, []).append(f"{LAST_PLACE}{WEIGHTS[group]}")
    return " ".join(f"{_quoted(one)}:{','.join(_once(where))}" for one, where in places.items())


def _once(where: list[str]) -> list[str]:
    # Of one place only the greatest weight is kept: what stands in no order may stand in several groups.
    last = [one for one in where if one.startswith(str(LAST_PLACE))]
    return [one for one in where if one not in last[1:]] if len(last) > 1 else where


def expression(terms: Terms) -> str:
    """Return the query as a tsquery's text."""
    wanted = " | ".join(f"({' & '.join(map(_clause, clauses))})" for clauses in terms.wanted())
    return " & ".join([f"({wanted})", *("!" + _clause(one) for one in terms.none_of)])


def _points(levels: Sequence[Level]) -> OfLexemes:
    cases = " ".join(f"WHEN {COLUMN} @@ %s::tsquery THEN {int(level.points)}" for level in levels)
    clauses = [_clause(level.clause) for level in levels]
    return OfLexemes(f"CASE {cases} ELSE 0 END", clauses, output_field=IntegerField())


def _clause(clause: Clause) -> str:
    return "(" + " | ".join(map(_alternative, clause)) + ")"


def _alternative(one: Alternative) -> str:
    weights = "".join(WEIGHTS[group] for group in one.groups)
    parts = [f"{_quoted(lexeme)}{':' + weights if weights else ''}" for lexeme in one.lexemes]
    if one.open:
        parts[-1] = f"{_quoted(one.lexemes[-1])}:{weights}*"
    return "(" + " <-> ".join(parts) + ")"


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
