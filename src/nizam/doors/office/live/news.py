# SPDX-License-Identifier: EUPL-1.2
"""What the readers of event streams are told: one question for all of them, whichever process wrote the news."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone

from nizam.doors.office.live.hub import frame
from nizam.spine.org.models import User
from nizam.spine.outbox.models import Notification
from nizam.spine.outbox.queries import is_open_to

# A notice that was written earlier may be committed later than one that was seen already.
OVERLAP = timedelta(seconds=10)
REMEMBERED = 200
AT_ONCE = 20
SESSIONS_EVERY = 5.0


@dataclass(eq=False)
class Reader:
    """Who reads a stream, by which session, since when, and which thing lies open before him."""

    user_id: int
    session_key: str
    password: str
    since: datetime
    thing: tuple[str, UUID] | None = None
    revision: int = 0
    unread: int = -1
    last: datetime | None = None
    told: dict[tuple[UUID, datetime], None] = field(default_factory=dict)


class OfficeNews:
    """Asks the database for all readers together."""

    def __init__(self) -> None:
        self._sessions_at = 0.0

    def __call__(self, readers: Sequence[Reader]) -> Mapping[Reader, Sequence[bytes] | None]:
        """Return for each reader what is new to him, None for one whose session has ended. Database errors pass."""
        try:
            return self._ask(readers)
        except Exception:
            # The thread keeps its connection between the questions; a broken one is not kept.
            connection.close()
            raise

    def _ask(self, readers: Sequence[Reader]) -> dict[Reader, list[bytes] | None]:
        found: dict[Reader, list[bytes] | None] = {}
        if time.monotonic() - self._sessions_at >= SESSIONS_EVERY:
            self._sessions_at = time.monotonic()
            found.update(dict.fromkeys(ended(readers)))
        staying = [reader for reader in readers if reader not in found]
        for reader, told in news_of(staying).items():
            found[reader] = told
        return found


def ended(readers: Sequence[Reader]) -> list[Reader]:
    """Return the readers whose session is over, whose account was closed, or whose password is another now."""
    keys = {reader.session_key for reader in readers}
    open_keys = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    accounts = User.objects.filter(pk__in={reader.user_id for reader in readers}, is_active=True)
    passwords = dict(accounts.values_list("pk", "password"))
    return [
        reader
        for reader in readers
        if reader.session_key not in open_keys or passwords.get(reader.user_id) != reader.password
    ]


def news_of(readers: Sequence[Reader]) -> dict[Reader, list[bytes]]:
    """Return what is new to `readers` since they were told last: notices, how many are unread, changed things."""
    found: dict[Reader, list[bytes]] = defaultdict(list)
    people = {reader.user_id for reader in readers}
    rows = Notification.objects.filter(user_id__in=people, in_office=True, read_at__isnull=True).order_by()
    standing = {
        row["user_id"]: (row["count"], row["last"])
        for row in rows.values("user_id").annotate(count=Count("pk"), last=Max("told_at"))
    }
    curious = []
    for reader in readers:
        count, last = standing.get(reader.user_id, (0, None))
        if last is not None and last != reader.last and last > reader.since - OVERLAP:
            curious.append(reader)
        elif count != reader.unread:
            found[reader].append(frame("unread", {"unread": count}))
        reader.unread, reader.last = count, last
    for reader, frames in _notices(curious).items():
        found[reader] += frames
    for reader, frames in _changes(readers).items():
        found[reader] += frames
    return found


def _notices(readers: Sequence[Reader]) -> dict[Reader, list[bytes]]:
    if not readers:
        return {}
    since = min(reader.since for reader in readers) - OVERLAP
    people = {reader.user_id for reader in readers}
    rows = (
        Notification.objects.filter(user_id__in=people, in_office=True, read_at__isnull=True, told_at__gt=since)
        .select_related("user")
        .order_by("told_at", "pk")
    )
    by_person: dict[int, list[Notification]] = defaultdict(list)
    for row in rows:
        by_person[row.user_id].append(row)
    open_to: dict[int, bool] = {}
    found: dict[Reader, list[bytes]] = {}
    for reader in readers:
        frames = []
        for row in by_person[reader.user_id][-AT_ONCE:]:
            if row.told_at <= reader.since - OVERLAP or (row.uid, row.told_at) in reader.told:
                continue
            if row.pk not in open_to:
                open_to[row.pk] = is_open_to(row.user, row)
            reader.told[(row.uid, row.told_at)] = None
            if open_to[row.pk]:
                data = {"uid": str(row.uid), "text": row.text, "unread": reader.unread}
                frames.append(frame("notice", data, key=row.told_at.isoformat()))
        # Also when nothing of it may be shown, the number behind the bell is told.
        frames = frames or [frame("unread", {"unread": reader.unread})]
        reader.since = max(reader.since, reader.last or reader.since)
        for key in list(reader.told)[:-REMEMBERED]:
            del reader.told[key]
        found[reader] = frames
    return found


def _changes(readers: Iterable[Reader]) -> dict[Reader, list[bytes]]:
    things: dict[str, set[UUID]] = defaultdict(set)
    for reader in readers:
        if reader.thing is not None:
            things[reader.thing[0]].add(reader.thing[1])
    revisions: dict[tuple[str, UUID], int] = {}
    for label, uids in things.items():
        rows = apps.get_model(label)._base_manager.filter(uid__in=uids).values_list("uid", "revision")
        revisions.update({(label, uid): revision for uid, revision in rows})
    found: dict[Reader, list[bytes]] = {}
    for reader in readers:
        revision = revisions.get(reader.thing) if reader.thing is not None else None
        if revision is not None and revision != reader.revision:
            reader.revision = revision
            found[reader] = [frame("changed", {"revision": revision})]
    return found
