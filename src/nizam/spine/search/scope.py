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
    """The condition that an index row's thing is in a reader's sight: put together once, asked in many questions.

    Putting it together takes longer than most questions do. It stands in the outermost query of index rows only.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, kinds: Iterable[tuple[int, Any]]) -> None:
        """Take for each kind the things in sight, None for all of them."""
        super().__init__()
        parts: list[str] = []
        self.params: list[Any] = []
        whole: list[str] = []
        for kind, things in kinds:
            if things is None:
                whole.append(str(int(kind)))
                continue
            try:
                asked = things.order_by().filter(pk=ThingOfRow()).values_list(Value(1))
                sql, params = asked.query.get_compiler(connection=connection).as_sql()
            except EmptyResultSet:
                continue
            parts.append(f"(search_indexrow.content_type_id = {int(kind)} AND EXISTS ({sql}))")
            self.params += params
        if whole:
            parts.append(f"search_indexrow.content_type_id IN ({', '.join(whole)})")
        self.sql = " OR ".join(parts) or "1 = 0"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return what was compiled."""
        return f"({self.sql})", list(self.params)


def in_sight(user: Any, resources: Iterable[Resource]) -> InSight:
    """Return the condition that an index row's thing is one of `resources` that `user` may see."""
    kinds = []
    for resource in resources:
        all_of_it = ports.access.reaches_all(user, resource.view_permission, resource.model)
        kind = ContentType.objects.get_for_model(resource.model).pk
        kinds.append((kind, None if all_of_it else resource.visible_to(user)))
    return InSight(kinds)
