# SPDX-License-Identifier: EUPL-1.2
"""Bringing in mail that lies in files: each message is kept first, then registered; what came of it is told."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nizam.foundations import messages
from nizam.kit.actions import Actor
from nizam.spine.cases.envelopes import keep_each, post_room
from nizam.spine.cases.intake import register_each
from nizam.spine.cases.models import Envelope
from nizam.spine.org.models import Institution

# What is kept in one transaction: bounds what a source takes of memory, and how long others wait to write.
KEPT_AT_ONCE = 50
KEPT_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Imported:
    """One message of a source: its envelope, whether it arrived now for the first time, or why it could not be had."""

    file: str
    envelope: Envelope | None
    is_new: bool
    error: str | None


def import_mail(actor: Actor, institution: Institution, path: Path) -> Iterator[Imported]:
    """Import every message of a folder, .eml, mbox or zip, and yield them in the order they lie there.

    All are kept before the first is registered: an answer finds its letter however far behind it that lies.
    Interrupted at any moment, the same call goes on where it stopped: what was kept is not kept twice, what has its
    disposition keeps it. Raises messages.MessageSourceError when there is nothing at `path`.
    """
    rows = list(_kept(actor, institution, path))
    waiting = deque(rows)
    pending = [row.envelope for row in rows if row.envelope is not None and row.is_new]
    unregistered = {envelope.pk for envelope in pending}
    del rows
    yield from _ready(waiting, unregistered)
    for envelope in register_each(actor, pending):
        unregistered.discard(envelope.pk)
        yield from _ready(waiting, unregistered)


def _kept(actor: Actor, institution: Institution, path: Path) -> Iterator[Imported]:
    unit = post_room(institution)
    arrived: dict[int, Envelope] = {}
    for items in _portions(messages.split(str(path), path, max_bytes=1 << 30)):
        letters = [(item.raw, item.file) for item in items if item.raw is not None]
        kept = iter(keep_each(actor, institution, letters, door="mail", unit=unit))
        for item in items:
            if item.raw is None:
                yield Imported(item.file, None, False, item.error or "unreadable")
                continue
            envelope, is_new = next(kept)
            here = arrived.get(envelope.pk)
            arrives_now = here is None and (is_new or not envelope.disposition)
            if arrives_now:
                arrived[envelope.pk] = envelope
            yield Imported(item.file, here or envelope, arrives_now, item.error)


def _portions(items: Iterable[messages.Item]) -> Iterator[list[messages.Item]]:
    portion: list[messages.Item] = []
    size = 0
    for item in items:
        portion.append(item)
        size += len(item.raw or b"")
        if len(portion) >= KEPT_AT_ONCE or size >= KEPT_BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _ready(waiting: deque[Imported], unregistered: set[int]) -> Iterator[Imported]:
    while waiting and (waiting[0].envelope is None or waiting[0].envelope.pk not in unregistered):
        yield waiting.popleft()


def as_json(row: Imported) -> dict[str, Any]:
    """Return what is printed for one message; bytes that had arrived before are a duplicate of their own envelope."""
    envelope = row.envelope
    if envelope is None:
        return {
            "file": row.file,
            "envelope": None,
            "case": None,
            "number": None,
            "duplicate_of": None,
            "language": None,
            "units": [],
            "due_on": None,
            "due_at": None,
            "law": None,
            "disposition": "oversize" if row.error == "oversize" else "unreadable",
            "held_for": None,
            "earlier": None,
            "flags": [],
            "error": row.error,
        }
    original = envelope if not row.is_new else envelope.duplicate_of
    case = envelope.case
    return {
        "file": row.file,
        "envelope": str(envelope.uid),
        "case": str(case.uid) if case else None,
        "number": (case.number_text or None) if case else None,
        "duplicate_of": str((original.duplicate_of or original).uid) if original else None,
        "language": envelope.language or None,
        "units": case.suggestions if case else [],
        "due_on": case.due_on.isoformat() if case and case.due_on else None,
        "due_at": case.due_at.isoformat().replace("+00:00", "Z") if case and case.due_at else None,
        "law": case.law if case else None,
        "disposition": "duplicate" if original is not None else envelope.disposition,
        "held_for": envelope.held_for or None,
        "earlier": str(envelope.earlier.uid) if envelope.earlier else None,
        "flags": envelope.flags,
        "error": envelope.error or None,
    }
