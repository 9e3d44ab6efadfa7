# SPDX-License-Identifier: EUPL-1.2
"""What is to leave the house, and what people are to be told."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.links import Link, Target
from nizam.kit.models import HouseModel
from nizam.kit.wording import sentence, titled
from nizam.spine.outbox.kinds import KINDS, OTHER


class MessageState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    DEAD = "dead", _("could not be delivered")
    DROPPED = "dropped", _("given up")


def message_states() -> list[tuple[str, Any]]:
    """Return the states of a message."""
    return list(MessageState.choices)


class Message(HouseModel):
    """One thing to deliver through a door, written in the transaction of the act that wants it delivered.

    Delivered at least once: a door is given the `key` so that it can make sure of "exactly once" where its side can.
    """

    SCOPE = "house"
    JOURNAL_SKIP = ("payload", "claimed_by", "claimed_until")

    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=200, unique=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=message_states, default=MessageState.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=500, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, editable=False)
    receipt = models.JSONField(_("receipt"), null=True, blank=True, encoder=DjangoJSONEncoder, editable=False)
    claimed_by = models.CharField(max_length=64, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    drop_reason = models.CharField(_("reason of giving up"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["next_try_at", "id"], condition=Q(state="waiting"), name="outbox_message_waiting"),
            models.Index(fields=["state", "created_at"], name="outbox_message_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


def notice_kinds() -> list[tuple[str, Any]]:
    """Return the kinds of notice."""
    return [(kind.code, kind.title) for kind in KINDS]


class Notification(HouseModel):
    """One line behind the bell: something a person should know, and where to look."""

    SCOPE = "own"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("for"), on_delete=models.CASCADE, related_name="notifications"
    )
    text = models.CharField(_("text"), max_length=500)
    url = models.CharField(_("address"), max_length=500, blank=True)
    key = models.CharField(max_length=200, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=30, default=OTHER, choices=notice_kinds, editable=False)
    in_office = models.BooleanField(_("in the office"), default=True, editable=False)
    by_mail = models.BooleanField(_("in the mail of the day"), default=False, editable=False)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True, editable=False)
    object_kind = models.CharField(max_length=100, blank=True, editable=False)
    object_uid = models.UUIDField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(_("told"), default=timezone.now, editable=False)
    read_at = models.DateTimeField(_("read"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-told_at"]
        indexes = [
            models.Index(fields=["user", "-told_at"], name="outbox_notification_user"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="outbox_notification_unread"),
            models.Index(
                fields=["user", "told_at"],
                condition=Q(by_mail=True, mailed_at__isnull=True, read_at__isnull=True),
                name="outbox_notification_to_mail",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                condition=Q(read_at__isnull=True) & ~Q(key=""),
                name="outbox_notification_one_unread_per_key",
            )
        ]

    def __str__(self) -> str:
        return self.text


def _watched_thing(watch: Watch) -> Target:
    return (watch.object_kind, "uid", watch.object_uid)


class Watch(HouseModel):
    """Somebody wants to be told what happens to a thing."""

    SCOPE = "own"
    TITLE = "{kind_title}: {about}"
    about = Link(_("what is watched"), _watched_thing)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.CASCADE, related_name="watches"
    )
    object_kind = models.CharField(_("kind of object"), max_length=100)
    object_uid = models.UUIDField(_("object"))

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watched by me")
        indexes = [models.Index(fields=["object_kind", "object_uid"], name="outbox_watch_object")]
        constraints = [models.UniqueConstraint(fields=["user", "object_kind", "object_uid"], name="outbox_watch_once")]

    @property
    @titled(_("kind of object"))
    def kind_title(self) -> str:
        """What kind of thing it is, in the reader's language."""
        try:
            return sentence(apps.get_model(self.object_kind)._meta.verbose_name)
        except (LookupError, ValueError):
            return self.object_kind
