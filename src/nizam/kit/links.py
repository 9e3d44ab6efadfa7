# SPDX-License-Identifier: EUPL-1.2
"""A row's way to any thing of the house: shown only to whom that thing's own scope shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from nizam.kit.registry import registry

# Label of a model as Django spells it in lower case, the column that finds the thing there, and its value.
Target = tuple[str, str, Any]


@dataclass(frozen=True)
class Link:
    """Stands in a model like a column: `short_description` heads it, `target(row)` says what the row points at."""

    short_description: Any
    target: Callable[[Any], Target | None]


def link_of(model: type[models.Model], name: str) -> Link | None:
    """Return the link called `name` of `model`, None when the name means anything else."""
    found = getattr(model, name, None)
    return found if isinstance(found, Link) else None


def linked(user: Any, link: Link, rows: Sequence[Any]) -> dict[Any, models.Model]:
    """Return what `rows` point at, by the rows' keys; only what `user` may see. One question for each kind of thing."""
    targets = {row.pk: link.target(row) for row in rows}
    wanted: dict[tuple[str, str], set[Any]] = {}
    for target in targets.values():
        if target is not None:
            wanted.setdefault(target[:2], set()).add(target[2])
    seen: dict[Target, models.Model] = {}
    for (kind, column), values in wanted.items():
        rows_seen = _visible(kind, user)
        for thing in () if rows_seen is None else rows_seen.filter(**{f"{column}__in": values}):
            seen[kind, column, getattr(thing, column)] = thing
    return {key: seen[target] for key, target in targets.items() if target is not None and target in seen}


def _visible(kind: str, user: Any) -> Any:
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        # The app that brought the thing is no longer installed.
        return None
    resource = registry.resource_of(model)
    return None if resource is None else resource.visible_to(user)
