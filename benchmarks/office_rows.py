# SPDX-License-Identifier: EUPL-1.2
"""Rows by the million: some written as models would save them, the others copied from those by the database."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from nizam.kit.texts import DerivedText
from nizam.kit.uids import uuid7

AT_ONCE = 5_000
# The number of a copy stands in the last three hexadecimal digits of its identifier.
MOST_COPIES = 0x1000


class Rows:
    """Writes rows of one model with keys known beforehand; what is not said of a row is the model's default.

    Derived columns are computed from their sources, as saving computes them. Every row leaves room behind it for the
    `copies` that `copy` makes of it, so that keys rise in the order of the rows. `close` writes what is left.
    """

    def __init__(self, model: type[models.Model], *, copies: int = 1, **shared: Any) -> None:
        if not 1 <= copies <= MOST_COPIES:
            raise ValueError(f"1 to {MOST_COPIES} copies, not {copies}")
        self.model, self.copies = model, copies
        self.fields: list[Any] = list(model._meta.concrete_fields)
        self.table = connection.ops.quote_name(model._meta.db_table)
        self.first = self.next_pk = (model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        self.count = 0
        self._waiting: list[tuple[Any, ...]] = []
        self._derived = [field for field in self.fields if isinstance(field, DerivedText)]
        self._place = {field.attname: place for place, field in enumerate(self.fields)}
        now = timezone.now()
        written = {name: now for name in ("created_at", "updated_at") if name in self._place}
        self._like = model(**{**written, **shared})
        self._base = [self._stored(field, getattr(self._like, field.attname)) for field in self.fields]

    def add(self, **values: Any) -> int:
        """Write one row; `values` by attribute (`case_id`, not `case`). Returns its key."""
        pk = self.next_pk
        self.next_pk += self.copies
        self.count += 1
        row = list(self._base)
        row[self._place["id"]] = pk
        if "uid" in self._place:
            values.setdefault("uid", copied_uid())
        for name, value in values.items():
            place = self._place[name]
            row[place] = self._stored(self.fields[place], value)
        if self._derived:
            self._like.__dict__.update(values)
            for field in self._derived:
                row[self._place[field.attname]] = field.compute(self._like)
        self._waiting.append(tuple(row))
        if len(self._waiting) >= AT_ONCE:
            self.flush()
        return pk

    def flush(self) -> None:
        """Write what was added so far."""
        if not self._waiting:
            return
        columns = ", ".join(connection.ops.quote_name(field.column) for field in self.fields)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.cursor.copy(f"COPY {self.table} ({columns}) FROM STDIN") as copy:
                    for row in self._waiting:
                        copy.write_row(row)
            else:
                places = ", ".join(["?"] * len(self.fields))
                connection.connection.executemany(
                    f"INSERT INTO {self.table} ({columns}) VALUES ({places})", self._waiting
                )
        self._waiting.clear()

    def copy(self, copied: Iterable[Rows], changed: dict[str, str]) -> None:
        """Have the database make the copies: `n` is a copy's number from 1, references to `copied` follow it.

        `changed` says in SQL what else differs, by column. Identifiers are those of the row with `n` at their end.
        """
        self.flush()
        if self.copies == 1 or not self.count:
            return
        with_copies = {rows.model for rows in copied}
        columns, values = [], []
        for field in self.fields:
            name = connection.ops.quote_name(field.column)
            columns.append(name)
            if field.column in changed:
                values.append(changed[field.column])
            elif field.primary_key or (field.is_relation and field.related_model in with_copies):
                values.append(f"{name} + n")
            elif field.column == "uid":
                values.append(numbered_uid(name))
            else:
                values.append(name)
        numbers = (
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {self.copies - 1})"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self.table} ({', '.join(columns)}) {numbers} SELECT {', '.join(values)} "
                f"FROM {self.table}, numbers WHERE id >= {self.first} ORDER BY id + n"
            )
        self.count *= self.copies

    def close(self) -> None:
        """Write the rest, and let the database number later rows behind these."""
        self.flush()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                cursor.execute(statement)

    def _stored(self, field: Any, value: Any) -> Any:
        return value if value is None or type(value) is int else field.get_db_prep_save(value, connection)


def copied_uid() -> uuid.UUID:
    """Return a new identifier whose last three hexadecimal digits are noughts: there copies put their number."""
    return uuid.UUID(int=uuid7().int & ~(MOST_COPIES - 1))


def numbered_uid(column: str) -> str:
    """Return in SQL the identifier in `column` with the number of the copy at its end."""
    if connection.vendor == "postgresql":
        return f"(left({column}::text, 33) || lpad(to_hex(n), 3, '0'))::uuid"
    return f"substr({column}, 1, 29) || printf('%03x', n)"


def numbered(column: str, before: str) -> str:
    """Return in SQL the text of `column` with the two noughts before `before` turned into the number of the copy."""
    padded = "lpad(n::text, 2, '0')" if connection.vendor == "postgresql" else "printf('%02d', n)"
    return f"replace({column}, '00{before}', {padded} || '{before}')"


def ending_in_number(column: str, kept: int) -> str:
    """Return in SQL the first `kept` letters of `column`, then three digits with the number of the copy."""
    if connection.vendor == "postgresql":
        return f"left({column}, {kept}) || lpad(n::text, 3, '0')"
    return f"substr({column}, 1, {kept}) || printf('%03d', n)"


def random_sha256() -> str:
    """Return in SQL 64 hexadecimal digits that no other row has: for rows whose bytes are those of another."""
    if connection.vendor == "postgresql":
        return "md5(random()::text) || md5(random()::text)"
    return "lower(hex(randomblob(32)))"


def made_up_sha256() -> str:
    """Return 64 hexadecimal digits that no other row has."""
    return os.urandom(32).hex()
