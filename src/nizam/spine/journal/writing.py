# SPDX-License-Identifier: EUPL-1.2
"""The port `journal`: turns an act into an event, inside the transaction of the act."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from nizam.foundations.evidence import canonical_json, leaf_hash, salted_hash
from nizam.kit.ports import JournalEntry
from nizam.spine.journal.models import Event, EventSecret
from nizam.spine.journal.queries import HistoryEntry, history

BODY_VERSION = 1
SALT_BYTES = 32
LONGEST_OPEN_TEXT = 200
# RFC 8785 section 3.2.2.3: whole numbers beyond this are not the same in every JSON reader.
GREATEST_INTEGER = 2**53 - 1


class StoredJournal:
    """Keeps every act as one row."""

    def write(self, entry: JournalEntry) -> None:
        """Write one event, and apart from it the personal and long values it only holds hashes of."""
        event, secrets = _event_of(entry)
        with transaction.atomic():
            event.save(force_insert=True)
            EventSecret.objects.bulk_create(secrets)

    def write_many(self, entries: Iterable[JournalEntry]) -> None:
        """Write one event for each entry, with as few questions to the database as they can be asked in."""
        made = [_event_of(entry) for entry in entries]
        with transaction.atomic():
            Event.objects.bulk_create([event for event, _secrets in made])
            EventSecret.objects.bulk_create([secret for _event, secrets in made for secret in secrets])

    def history(self, obj: models.Model, *, limit: int = 200) -> Iterable[HistoryEntry]:
        """Return the events about `obj`, newest first."""
        return history(obj, limit=limit)


def _event_of(entry: JournalEntry) -> tuple[Event, list[EventSecret]]:
    """Return the event that says what `entry` says, and the values it only holds hashes of; neither is saved."""
    obj, user = entry.obj, entry.actor.user
    institution, unit = _belongs_to(obj, user)
    event = Event(
        institution=institution,
        unit=unit,
        confidentiality=getattr(obj, "confidentiality", 0),
        at=timezone.now(),
        actor_name=_actor_name(user)[:300],
        actor_uid=getattr(user, "uid", None),
        door=entry.actor.door[:40],
        address=entry.actor.address[:100],
        os_user=entry.actor.os_user[:100],
        action=entry.action,
        object_kind=obj._meta.label_lower if obj is not None else "",
        object_uid=getattr(obj, "uid", None),
        object_number=_number(obj),
    )
    hidden = _Hidden()
    body = {
        **columns_in_body(event),
        "changes": {
            name: [
                hidden.value(f"changes.{name}.{when}", value, personal=name in entry.personal)
                for when, value in (("before", before), ("after", after))
            ]
            for name, (before, after) in entry.changes.items()
        },
        "reason": hidden.value("reason", entry.reason),
        "details": {
            str(name): hidden.value(f"details.{name}", value, personal=name in entry.personal)
            for name, value in entry.details.items()
        },
    }
    canonical = canonical_json(body)
    event.body = canonical.decode("utf-8")
    event.leaf = leaf_hash(canonical).hex()
    for secret in hidden.secrets:
        secret.event = event
    return event, hidden.secrets


def columns_in_body(event: Event) -> dict[str, Any]:
    """Return what the columns of `event` say, as it stands in its body."""
    return {
        "v": BODY_VERSION,
        "uid": str(event.uid),
        "at": event.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        "institution": str(event.institution.uid) if event.institution else None,
        "unit": str(event.unit.uid) if event.unit else None,
        "confidentiality": event.confidentiality,
        "actor": {"uid": _text_or_none(event.actor_uid), "name": event.actor_name},
        "door": event.door,
        "address": event.address,
        "os_user": event.os_user,
        "action": event.action,
        "object": {
            "kind": event.object_kind,
            "uid": _text_or_none(event.object_uid),
            "number": event.object_number,
        },
    }


def json_value(value: Any) -> Any:
    """Return `value` as canonical JSON can hold it: moments, dates, decimals and identifiers as their usual text."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= GREATEST_INTEGER else str(value)
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, datetime.datetime):
        return (value.astimezone(datetime.UTC) if value.tzinfo else value).isoformat(timespec="microseconds")
    if isinstance(value, Mapping):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((json_value(item) for item in value), key=str)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    return str(value)


class _Hidden:
    """Collects the values of one event that enter it only as hashes."""

    def __init__(self) -> None:
        self.secrets: list[EventSecret] = []

    def value(self, field: str, value: Any, *, personal: bool = False) -> Any:
        plain = _without_surrogates(json_value(value))
        if plain is None or plain == "":
            return plain
        if not personal and isinstance(plain, str) and len(plain) <= LONGEST_OPEN_TEXT:
            return plain
        text = canonical_json(plain).decode("utf-8")
        if not personal and not isinstance(plain, str) and len(text) <= LONGEST_OPEN_TEXT:
            return plain
        salt = os.urandom(SALT_BYTES)
        self.secrets.append(EventSecret(field=field, salt=salt, value=text))
        return {"sha256": salted_hash(text, salt)}


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    return value


def _belongs_to(obj: Any, user: Any) -> tuple[Any, Any]:
    if obj is None:
        return getattr(user, "institution", None), None
    return getattr(obj, "institution", None), getattr(obj, "unit", None)


def _actor_name(user: Any) -> str:
    name: str = getattr(user, "display_name", "") or str(user or "")
    return name


def _number(obj: Any) -> str:
    number = getattr(obj, "number", None)
    return "" if number is None else str(number)[:100]


def _text_or_none(value: Any) -> str | None:
    return None if value is None else str(value)
