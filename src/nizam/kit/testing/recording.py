# SPDX-License-Identifier: EUPL-1.2
"""The small world, built once by a worker and written row by row for every test: building it took a quarter of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from nizam.kit.testing.world import World


@dataclass(frozen=True)
class VirtualTable:
    """The rows of a table that is no model's but an index's of SQLite."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def write(self) -> None:
        """Write the rows, with the keys they had."""
        places = ", ".join(["%s"] * (1 + len(self.columns)))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.name}")  # noqa: S608
            cursor.executemany(
                f"INSERT INTO {self.name} (rowid, {', '.join(self.columns)}) VALUES ({places})",  # noqa: S608
                self.rows,
            )


@dataclass(frozen=True)
class Table:
    """The rows of one table that came with the world, and the highest key before them."""

    model: type[models.Model]
    before: int
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    @property
    def name(self) -> str:
        """The name of the table, quoted."""
        return connection.ops.quote_name(self.model._meta.db_table)

    @property
    def key(self) -> str:
        """The name of the column of the key, quoted."""
        assert self.model._meta.pk is not None
        return connection.ops.quote_name(self.model._meta.pk.column)

    def write(self) -> None:
        """Write the rows, with the keys they had."""
        names = ", ".join(map(connection.ops.quote_name, self.columns))
        places = ", ".join(["%s"] * len(self.columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {self.name} ({names}) VALUES ({places})", self.rows)  # noqa: S608
            if connection.vendor == "postgresql":
                sequence = f"pg_get_serial_sequence('{self.name}', '{self.key.strip(chr(34))}')"
                cursor.execute(
                    f"SELECT setval({sequence}, greatest(nextval({sequence}), (SELECT max({self.key}) FROM {self.name})))"  # noqa: E501, S608
                )


class RecordedWorld:
    """What `build` writes, kept for the run of a worker."""

    def __init__(self, build: Callable[[], World]) -> None:
        self._build = build
        self._tables: list[Table] | None = None
        self._virtual: list[VirtualTable] = []
        self._world: World

    def record(self) -> None:
        """Build the world, keep its rows, and take it back; called once, before any test."""
        # A test may bring a model of its own, whose table it makes when it begins.
        tables = set(connection.introspection.table_names())
        highest = {model: _highest(model) for model in _models() if model._meta.db_table in tables}
        with transaction.atomic():
            self._world = self._build()
            self._tables = [_rows_after(model, key) for model, key in highest.items() if _highest(model) > key]
            self._virtual = _virtual_tables()
            transaction.set_rollback(True)

    def world(self) -> World:
        """Return the world in the present database; built anew where a test wrote rows of its own before."""
        if self._tables is None or any(_highest(one.model) != one.before for one in self._tables):
            return self._build()
        # Rows refer to rows of tables that come later: references are looked at when all are there.
        with transaction.atomic():
            for table in self._tables:
                table.write()
            for index in self._virtual:
                index.write()
        return _read_again(self._world)


def _models() -> list[type[models.Model]]:
    return [
        model for model in apps.get_models() if model._meta.managed and isinstance(model._meta.pk, models.AutoField)
    ]


def _virtual_tables() -> list[VirtualTable]:
    if connection.vendor != "sqlite":
        return []
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE search%%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT rowid, * FROM {name}")  # noqa: S608
            columns = tuple(column[0] for column in cursor.description)[1:]
            found.append(VirtualTable(name, columns, cursor.fetchall()))
    return found


def _highest(model: type[models.Model]) -> int:
    return model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def _rows_after(model: type[models.Model], key: int) -> Table:
    empty = Table(model, key, (), [])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {empty.name} WHERE {empty.key} > %s", [key])  # noqa: S608
        columns = tuple(column[0] for column in cursor.description)
        return replace(empty, columns=columns, rows=cursor.fetchall())


def _read_again(world: World) -> World:
    """Return the world of the same rows, read now; rows that refer to one another are the same objects, as built."""
    known: dict[tuple[type[models.Model], Any], models.Model] = {}
    built = [getattr(world, one.name) for one in fields(world)]
    for model in {type(one) for one in built}:
        keys = [one.pk for one in built if type(one) is model]
        known |= {(model, key): row for key, row in model._base_manager.in_bulk(keys).items()}
    for row in known.values():
        for relation in row._meta.concrete_fields:
            if relation.is_relation and (other := known.get((relation.related_model, relation.value_from_object(row)))):
                setattr(row, relation.name, other)
    return World(
        **{one.name: known[type(getattr(world, one.name)), getattr(world, one.name).pk] for one in fields(world)}
    )
