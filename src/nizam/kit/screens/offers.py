# SPDX-License-Identifier: EUPL-1.2
"""Which acts a reader is offered: those a form can do, that he may do, and that make sense in the present state."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.http import urlencode

from nizam.kit.actions import Action
from nizam.kit.declare import Resource
from nizam.kit.ports import ports
from nizam.kit.screens.addresses import act_address


@dataclass(frozen=True)
class Offer:
    """One act as a button: where it leads, and whether it goes back on something or takes something away."""

    name: str
    title: str
    url: str
    primary: bool = False
    danger: bool = False


def can_be_filled(resource: Resource, act: Action) -> bool:
    """Tell whether a form can give the act everything it needs; an act that asks for more is for programs only."""
    if act in {resource.generated("add"), resource.generated("change")}:
        return True
    parameters = inspect.signature(act.func).parameters.values()
    needed = {p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty}
    return needed <= set(act.fields)


def offers_for_list(resource: Resource, user: Any) -> list[Offer]:
    """Return the acts that make a new row, the primary one first."""
    acts = [a for a in resource.actions if a.creates and can_be_filled(resource, a)]
    allowed = [a for a in acts if ports.access.has_perm(user, a.permission)]
    allowed.sort(key=lambda a: not a.primary)
    return [Offer(a.name, str(a.title), act_address(resource, a), a.primary, bool(a.danger)) for a in allowed]


def offers_for_entry(resource: Resource, user: Any, obj: Model) -> list[Offer]:
    """Return the acts on `obj`: first the next step (the primary act that applies), then the others.

    The address of one that binds to a text says which one stands on the page that offers it.
    """
    acts = [a for a in resource.actions if not a.creates and can_be_filled(resource, a)]
    held = ports.access.permissions_on(user, [a.permission for a in acts], obj)
    found = [
        Offer(a.name, str(a.title), offer_address(resource, a, obj), a.primary, bool(a.danger))
        for a in acts
        if a.permission in held and a.applies_to(obj)
    ]
    found.sort(key=lambda offer: not offer.primary)
    return found


def offer_address(resource: Resource, act: Action, obj: Model) -> str:
    """Return the address of the form of an act on `obj`, with the mark of the text that the page offering it shows."""
    address, mark = act_address(resource, act, obj), act.mark_of(obj)
    return f"{address}?{urlencode({'seen': mark})}" if mark else address


def bulk_acts(resource: Resource, user: Any) -> list[Action]:
    """Return the acts that may be done on many rows at once; each row is still judged by itself."""
    change = resource.generated("change")
    return [
        a
        for a in resource.actions
        if not a.creates
        and a is not change
        and can_be_filled(resource, a)
        # What a mapping asks differs from row to row.
        and not any(asked.kind == "mapping" and asked.required for asked in a.fields.values())
        and ports.access.has_perm(user, a.permission)
    ]
