# SPDX-License-Identifier: EUPL-1.2
"""Where things stand in the office: the one place that knows how an address is spelled.

Models have no `get_absolute_url`: what an address leads to is a matter of the door, and a row id never stands in one.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from nizam.kit.actions import Action
from nizam.kit.declare import Resource
from nizam.kit.registry import registry

NAMESPACE = "office"


def route_name(resource: Resource, screen: str) -> str:
    """Return the full name of a screen's route, as `reverse` takes it: `office:org_unit_list`."""
    return f"{NAMESPACE}:{resource.label}_{resource.name}_{screen}"


def screen_address(resource: Resource, screen: str, *args: Any) -> str:
    """Return the address of `screen`, or an empty string where the resource has no such screen."""
    try:
        return reverse(route_name(resource, screen), args=args)
    except NoReverseMatch:
        return ""


def list_address(resource: Resource, **filters: Any) -> str:
    """Return the address of the list, narrowed to `filters` (a model instance stands for its uid)."""
    address = reverse(route_name(resource, "list"))
    query = urlencode(
        {name: getattr(value, "uid", value) for name, value in filters.items() if value not in (None, "")}
    )
    return f"{address}?{query}" if query else address


def entry_address(obj: Model, screen: str = "entry") -> str:
    """Return the address of the entry (or another screen of it); empty when its model is no resource."""
    resource = registry.resource_of(type(obj))
    return "" if resource is None else screen_address(resource, screen, obj.uid)


def act_address(resource: Resource, act: Action, obj: Model | None = None) -> str:
    """Return where `act` is done: the add and change forms for those two, else the act's own form."""
    if act is resource.generated("add"):
        return screen_address(resource, "add")
    if obj is None:
        return screen_address(resource, "act", act.name)
    if act is resource.generated("change"):
        return screen_address(resource, "change", obj.uid)
    return screen_address(resource, "act", obj.uid, act.name)
