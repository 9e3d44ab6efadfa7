# SPDX-License-Identifier: EUPL-1.2
"""Which routes the API has: all of them come from the declared resources, none is written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nizam.kit.actions import Action
from nizam.kit.declare import Resource
from nizam.kit.registry import registry
from nizam.kit.screens.offers import can_be_filled

NAMESPACE = "api"
PREFIX = "/api/v1/"


@dataclass(frozen=True)
class Route:
    """One method of one address.

    `name` is what `reverse` takes; `path` holds `{uid}` where an entry is named; `permission` is the right it needs
    (empty: any account); `kind` is schema, list, read, add, change, act (on an entry) or make (an act that creates).
    """

    name: str
    method: str
    path: str
    permission: str
    resource: Resource | None
    kind: str
    action: Action | None = None

    @property
    def operation(self) -> str:
        """Return the name of the operation, unlike that of any other route: `org_unit_move_unit`."""
        if self.resource is None:
            return self.kind
        last = self.action.name if self.kind in {"act", "make"} and self.action is not None else self.kind
        return f"{self.resource.label}_{self.resource.name}_{last}"


def api_resources() -> list[Resource]:
    """Return the resources that the API shows, by key."""
    return sorted((r for r in registry.resources if r.api is not None), key=lambda resource: resource.key)


def offered_acts(resource: Resource) -> list[Action]:
    """Return the acts with an address of their own: all that their declared inputs suffice for, but add and change."""
    apart = {resource.generated("add"), resource.generated("change")}
    return [act for act in resource.actions if act not in apart and can_be_filled(resource, act)]


def routes() -> list[Route]:
    """Return every route of the API."""
    schema = Route(f"{NAMESPACE}:openapi", "GET", f"{PREFIX}openapi.json", "", None, "schema")
    return [schema, *(route for resource in api_resources() for route in routes_of(resource))]


def routes_of(resource: Resource) -> Iterable[Route]:
    """Return the routes of one resource."""
    base = f"{PREFIX}{resource.label}/{resource.name}/"
    name = f"{NAMESPACE}:{resource.label}_{resource.name}"
    entry = f"{base}{{uid}}/"
    add, change = resource.generated("add"), resource.generated("change")
    yield Route(f"{name}_list", "GET", base, resource.view_permission, resource, "list")
    if add is not None:
        yield Route(f"{name}_list", "POST", base, add.permission, resource, "add", add)
    yield Route(f"{name}_entry", "GET", entry, resource.view_permission, resource, "read")
    if change is not None:
        yield Route(f"{name}_entry", "PATCH", entry, change.permission, resource, "change", change)
    for act in offered_acts(resource):
        kind, stem = ("make", base) if act.creates else ("act", entry)
        yield Route(f"{name}_{act.name}", "POST", f"{stem}acts/{act.name}/", act.permission, resource, kind, act)
