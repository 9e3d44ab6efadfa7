# SPDX-License-Identifier: EUPL-1.2
"""Reading the outbox."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models

from nizam.kit.actions import is_visible
from nizam.spine.outbox.models import Message, MessageState, Notification, Watch


def unread_count(user: Any) -> int:
    """Return how many notifications behind the bell of `user` are unread."""
    return int(Notification.objects.filter(user=user, in_office=True, read_at__isnull=True).count())


def latest_notifications(user: Any, *, limit: int = 20) -> list[Notification]:
    """Return the last notifications of `user`, newest first."""
    return list(Notification.objects.filter(user=user, in_office=True).order_by("-told_at")[:limit])


def is_open_to(user: Any, notification: Notification) -> bool:
    """Tell whether `user` may still see what `notification` is about; what is about nothing is open."""
    if not notification.object_kind:
        return True
    try:
        model = apps.get_model(notification.object_kind)
    except (LookupError, ValueError):
        return False
    thing = model._default_manager.filter(uid=notification.object_uid).first()
    return thing is not None and is_visible(user, thing)


def is_watching(user: Any, obj: models.Model) -> bool:
    """Tell whether `user` watches `obj`."""
    return bool(Watch.objects.filter(user=user, object_kind=obj._meta.label_lower, object_uid=obj.uid).exists())


def dead_letters(user: Any) -> models.QuerySet:
    """Return the messages `user` may see that could not be delivered."""
    return Message.objects.visible_to(user).filter(state=MessageState.DEAD)
