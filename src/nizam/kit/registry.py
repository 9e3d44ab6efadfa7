# SPDX-License-Identifier: EUPL-1.2
"""The declarations of this installation: filled once while Django starts, read by the doors."""

from __future__ import annotations

from collections.abc import Iterator

from nizam.kit.actions import Action
from nizam.kit.declare import Desk, Resource


class Registry:
    """Every desk by its label. Adding a label twice raises ValueError."""

    def __init__(self) -> None:
        self._desks: dict[str, Desk] = {}

    def add(self, desk: Desk) -> None:
        """Add a declaration."""
        if desk.label in self._desks:
            raise ValueError(f"desk {desk.label!r} is declared twice")
        self._desks[desk.label] = desk

    def remove(self, label: str) -> None:
        """Take a declaration out again."""
        del self._desks[label]

    def __iter__(self) -> Iterator[Desk]:
        return iter(sorted(self._desks.values(), key=lambda desk: (desk.menu_order, desk.label)))

    @property
    def resources(self) -> list[Resource]:
        """Every resource, by desk."""
        return [resource for desk in self for resource in desk.resources]

    def resource(self, key: str) -> Resource:
        """Return the resource `<label>.<model>`; raises KeyError."""
        for resource in self.resources:
            if resource.key == key:
                return resource
        raise KeyError(key)

    def resource_of(self, model: type) -> Resource | None:
        """Return the resource of `model`, if it is declared."""
        return next((r for r in self.resources if r.model is model), None)

    @property
    def actions(self) -> list[Action]:
        """Every act of every resource."""
        return [action for resource in self.resources for action in resource.actions]

    @property
    def permissions(self) -> frozenset[str]:
        """Every right that any declaration brings."""
        found: set[str] = set()
        for desk in self:
            found.update(desk.permissions)
            found.update(report.permission for report in desk.reports)
            for resource in desk.resources:
                found.update(resource.permissions)
        return frozenset(found)


registry = Registry()
