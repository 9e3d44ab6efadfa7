# SPDX-License-Identifier: EUPL-1.2
"""Reading the journal."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from nizam.spine.journal.models import Event, EventSecret


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One event about an object, its hidden values filled in as far as they were not erased.

    `changes` maps a field to (before, after).
    """

    uid: UUID
    at: datetime
    actor_name: str
    action: str
    action_title: Any
    changes: Mapping[str, tuple[Any, Any]]
    reason: str
    details: Mapping[str, Any]
    door: str
    sealed: bool


def history(obj: models.Model, *, limit: int = 200) -> list[HistoryEntry]:
    """Return the last `limit` events about `obj`, newest first. Whoever may see `obj` may see them."""
    events = Event.objects.filter(object_kind=obj._meta.label_lower, object_uid=obj.uid)
    return read_events(events.order_by("-at", "-uid")[:limit])


def acts_of(actor_uid: UUID, *, limit: int = 200) -> list[HistoryEntry]:
    """Return the last `limit` events that the account `actor_uid` caused, newest first."""
    return read_events(Event.objects.filter(actor_uid=actor_uid).order_by("-at", "-uid")[:limit])


def read_events(events: models.QuerySet) -> list[HistoryEntry]:
    """Return `events` with their bodies read, in two queries."""
    rows = list(events)
    secrets: dict[int, dict[str, str]] = defaultdict(dict)
    for secret in EventSecret.objects.filter(event__in=[row.pk for row in rows]):
        secrets[secret.event_id][secret.field] = secret.value
    return [_read(row, secrets[row.pk]) for row in rows]


def erase_values(obj: models.Model) -> int:
    """Erase every hidden value of the events about `obj`; returns how many.

    Part of a lawful destruction: the events and their seals stay, the values are gone.
    """
    events = Event.objects.filter(object_kind=obj._meta.label_lower, object_uid=obj.uid)
    erased: int = EventSecret.objects.filter(event__in=events).delete()[0]
    return erased


def _read(event: Event, secrets: Mapping[str, str]) -> HistoryEntry:
    body = json.loads(event.body)

    def shown(field: str, value: Any) -> Any:
        if field in secrets:
            return json.loads(secrets[field])
        if isinstance(value, dict) and set(value) == {"sha256"}:
            return _("(erased)")
        return value

    return HistoryEntry(
        uid=event.uid,
        at=event.at,
        actor_name=event.actor_name,
        action=event.action,
        action_title=event.action_title,
        changes={
            name: (shown(f"changes.{name}.before", before), shown(f"changes.{name}.after", after))
            for name, (before, after) in body["changes"].items()
        },
        reason=shown("reason", body["reason"]),
        details={name: shown(f"details.{name}", value) for name, value in body["details"].items()},
        door=event.door,
        sealed=event.position is not None,
    )
