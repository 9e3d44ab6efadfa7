# SPDX-License-Identifier: EUPL-1.2
"""The things a person opened last: their kinds and identifiers, kept among the person's own choices."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from nizam.kit.declare import Resource
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address
from nizam.kit.titles import titles
from nizam.kit.wording import sentence

KEPT = 20
KEY = "recent"


@dataclass(frozen=True)
class RecentThing:
    """One thing as it is called now, for the one who opened it."""

    title: str
    url: str
    kind: str


def remember(user: Any, resource: Resource, obj: Model) -> None:
    """Put `obj` at the head of what `user` opened; nothing is written when it stands there already."""
    entry = [resource.key, str(obj.uid)]
    stored: list[Any] = ports.preferences.get(user, KEY) or []
    if stored[:1] != [entry]:
        ports.preferences.set(user, KEY, [entry, *(one for one in stored if one != entry)][:KEPT])


def recent_things(user: Any) -> list[RecentThing]:
    """Return what `user` opened last and may still see, the latest first; one question a kind of thing."""
    stored: list[Any] = ports.preferences.get(user, KEY) or []
    asked: dict[str, list[uuid.UUID]] = defaultdict(list)
    for key, uid in stored:
        asked[key].append(uuid.UUID(uid))
    held = ports.access.permissions(user)
    found: dict[tuple[str, str], RecentThing] = {}
    for key, uids in asked.items():
        try:
            resource = registry.resource(key)
        except KeyError:
            continue
        if resource.view_permission not in held:
            continue
        rows = list(resource.visible_to(user).filter(uid__in=uids))
        kind = sentence(resource.model._meta.verbose_name)
        for row, title in titles(user, rows).items():
            found[key, str(row.uid)] = RecentThing(title, entry_address(row), kind)
    return [found[key, uid] for key, uid in stored if (key, uid) in found]
