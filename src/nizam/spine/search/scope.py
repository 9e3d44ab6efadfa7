# SPDX-License-Identifier: EUPL-1.2
"""Which index rows a reader may find: those of things he may see, asked of the things themselves, in the question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Expression, Q, Value

from nizam.kit.declare import Resource
from nizam.kit.ports import ports
from nizam.kit.registry import registry

NOTHING = Q(pk__in=())


def searched() -> list[Resource]:
    """Return the resources whose rows are in the index."""
    return [resource for resource in registry.resources if resource.search]


def findable(user: Any) -> list[Resource]:
    """Return the resources of which `user` may see any row."""
    held = ports.access.permissions(user)
    return [resource for resource in searched() if resource.view_permission in held]


class ThingOfRow(Expression):
    """The key of the thing of an index row, in a question within the one about index rows."""

    output_field = BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Name the column of the question around."""
        return "search_indexrow.object_id", []


class InSight(Expression):
    """The condition that an index row's thing is in a reader's sight, put together of those of kinds.

    It stands in the outermost query of index rows only.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, parts: Iterable[tuple[str, list[Any]]]) -> None:
        """Take the conditions of the kinds, compiled."""
        super().__init__()
        known = list(parts)
        self.sql = " OR ".join(sql for sql, _params in known) or "1 = 0"
        self.params = [one for _sql, params in known for one in params]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return what was compiled."""
        return f"({self.sql})", list(self.params)


class Sight:
    """What of `resources` is in a reader's sight, while one question is answered.

    Putting the condition of a kind together takes longer than most questions do: it is done once, and for those kinds
    only that the words are found in.
    """

    def __init__(self, user: Any, resources: Iterable[Resource]) -> None:
        self.user = user
        self.resources = {ContentType.objects.get_for_model(one.model).pk: one for one in resources}
        self._parts: dict[int, tuple[str, list[Any]] | None] = {}

    def of(self, kinds: Iterable[int]) -> InSight:
        """Return the condition for index rows of `kinds`, as far as they are among the resources."""
        parts = (self._part(kind) for kind in sorted(set(kinds) & set(self.resources)))
        return InSight(part for part in parts if part is not None)

    def _part(self, kind: int) -> tuple[str, list[Any]] | None:
        if kind not in self._parts:
            self._parts[kind] = self._made(kind, self.resources[kind])
        return self._parts[kind]

    def _made(self, kind: int, resource: Resource) -> tuple[str, list[Any]] | None:
        of_kind = f"search_indexrow.content_type_id = {int(kind)}"
        if ports.access.reaches_all(self.user, resource.view_permission, resource.model):
            return of_kind, []
        things: Any = resource.visible_to(self.user)
        try:
            asked = things.order_by().filter(pk=ThingOfRow()).values_list(Value(1))
            sql, params = asked.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            return None
        return f"({of_kind} AND EXISTS ({sql}))", list(params)


def in_sight(user: Any, resources: Iterable[Resource]) -> InSight:
    """Return the condition that an index row's thing is one of `resources` that `user` may see."""
    sight = Sight(user, resources)
    return sight.of(sight.resources)
