# SPDX-License-Identifier: EUPL-1.2
"""Reading the outbox."""

from __future__ import annotations

from typing import Any

from django.db import models

from nizam.spine.outbox.models import Message, MessageState, Notification, Watch


def unread_count(user: Any) -> int:
    """Return how many notifications of `user` are unread."""
    return int(Notification.objects.filter(user=user, read_at__isnull=True).count())


def latest_notifications(user: Any, *, limit: int = 20) -> list[Notification]:
    """Return the last notifications of `user`, newest first."""
    return list(Notification.objects.filter(user=user).order_by("-told_at")[:limit])


def is_watching(user: Any, obj: models.Model) -> bool:
    """Tell whether `user` watches `obj`."""
    return bool(Watch.objects.filter(user=user, object_kind=obj._meta.label_lower, object_uid=obj.uid).exists())


def dead_letters(user: Any) -> models.QuerySet:
    """Return the messages `user` may see that could not be delivered."""
    return Message.objects.visible_to(user).filter(state=MessageState.DEAD)
