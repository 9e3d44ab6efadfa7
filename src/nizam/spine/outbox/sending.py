# SPDX-License-Identifier: EUPL-1.2
"""The port `outbox`: putting messages in, and telling people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone, translation

from nizam.spine.outbox.kinds import MAIL, OFFICE, OTHER, ways_of
from nizam.spine.outbox.models import Message, Notification, Watch


class StoredOutbox:
    """Keeps every message and notification as one row."""

    def put(self, *, kind: str, key: str, payload: Mapping[str, Any], institution_id: int | None = None) -> Message:
        """Store a message inside the running transaction and return it; of a `key` put before, the first one.

        Raises ValueError without a key, TypeError for a payload JSON cannot hold.
        """
        if not key:
            raise ValueError("a message needs a key, by which it is delivered once")
        standing = Message.objects.filter(key=key).first()
        if standing is not None:
            return standing
        message = Message(kind=kind, key=key, payload=dict(payload), institution_id=institution_id)
        try:
            with transaction.atomic():
                message.save(force_insert=True)
        except IntegrityError:
            standing = Message.objects.filter(key=key).first()
            if standing is None:
                raise
            return standing
        return message

    def notify(
        self,
        user: Any,
        *,
        text: Any,
        url: str = "",
        key: str = "",
        kind: str = OTHER,
        about: models.Model | None = None,
        once: bool = False,
    ) -> None:
        """Tell `user` something in his language, by the ways he chose for its `kind`; by none, nothing is kept.

        An unread notification of the same `key` is renewed, not doubled; with `once` nothing is told a second time
        under a key. `about` is looked at again, with the reader's rights of that day, before the mail of the day names
        it. Raises KeyError for a kind that is not declared.
        """
        ways = ways_of(user, kind)
        if not ways or (once and Notification.objects.filter(user=user, key=key).exists()):
            return
        with translation.override(user.language or translation.get_language() or "en"):
            values = {"text": _clipped(str(text), 500), "url": url[:500], "told_at": timezone.now()}
        values |= {"kind": kind, "in_office": OFFICE in ways, "by_mail": MAIL in ways, "mailed_at": None}
        if about is not None:
            values |= {"object_kind": about._meta.label_lower, "object_uid": about.uid}
        unread = Notification.objects.filter(user=user, key=key, read_at__isnull=True)
        if key and unread.update(**values):
            return
        try:
            with transaction.atomic():
                Notification(user=user, institution_id=user.institution_id, key=key, **values).save(force_insert=True)
        except IntegrityError:
            if not unread.update(**values):
                raise

    def watch_of(self, user: Any, obj: models.Model) -> Watch | None:
        """Return the row by which `user` watches `obj`, None when he does not."""
        return Watch.objects.filter(user=user, object_kind=obj._meta.label_lower, object_uid=obj.uid).first()


def watch(user: Any, obj: models.Model) -> Watch:
    """Let `user` be told what happens to `obj`; doing it twice has no effect."""
    found, _created = Watch.objects.get_or_create(
        user=user,
        object_kind=obj._meta.label_lower,
        object_uid=obj.uid,
        defaults={"institution_id": user.institution_id},
    )
    return found


def unwatch(user: Any, obj: models.Model) -> bool:
    """End it; tells whether `user` watched `obj`."""
    rows = Watch.objects.filter(user=user, object_kind=obj._meta.label_lower, object_uid=obj.uid)
    return bool(rows.delete()[0])


def notify_watchers(obj: models.Model, *, text: Any, url: str = "", key: str = "", but_not: Iterable[Any] = ()) -> int:
    """Tell all who watch `obj` and may still see it, except the accounts `but_not`; returns how many."""
    outbox = StoredOutbox()
    left_out = {user.pk for user in but_not}
    told = 0
    watches = Watch.objects.filter(object_kind=obj._meta.label_lower, object_uid=obj.uid, user__is_active=True)
    for row in watches.select_related("user"):
        if row.user_id in left_out:
            continue
        if type(obj)._default_manager.visible_to(row.user).filter(pk=obj.pk).exists():
            outbox.notify(row.user, text=text, url=url, key=key, kind="watched", about=obj)
            told += 1
    return told


def mark_read(user: Any, uids: list[Any] | None = None) -> int:
    """Mark the named notifications of `user` as read, or all behind the bell; returns how many were unread."""
    rows = Notification.objects.filter(user=user, in_office=True, read_at__isnull=True)
    if uids is not None:
        rows = rows.filter(uid__in=uids)
    return int(rows.update(read_at=timezone.now()))


def _clipped(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
