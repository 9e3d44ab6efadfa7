# SPDX-License-Identifier: EUPL-1.2
"""What a person may do with messages that did not get out, and with what he wants to be told."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nizam.kit.actions import Actor, Input, action, is_visible
from nizam.kit.errors import NotVisible
from nizam.spine.outbox.models import Message, MessageState, Watch
from nizam.spine.outbox.sending import watch


def _may_be_retried(message: Message) -> bool:
    return message.state in (MessageState.DEAD, MessageState.DROPPED, MessageState.WAITING)


def _may_be_dropped(message: Message) -> bool:
    return message.state in (MessageState.DEAD, MessageState.WAITING)


@action("outbox.retry_message", title=_("Try again"), primary=True, available=_may_be_retried)
def retry_message(actor: Actor, message: Message) -> Message:
    """Have a message delivered again at once, with all its tries."""
    now = timezone.now()
    Message.objects.filter(pk=message.pk).exclude(state=MessageState.SENT).update(
        state=MessageState.WAITING, tries=0, next_try_at=now, drop_reason="", updated_at=now
    )
    message.refresh_from_db()
    return message


@action(
    "outbox.drop_message",
    title=_("Give up"),
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
    available=_may_be_dropped,
    danger=_("The message will not be delivered."),
)
def drop_message(actor: Actor, message: Message, *, reason: str) -> Message:
    """Give a message up; it stays in the list with the reason. Raises ValidationError without one or for a long one."""
    if not reason.strip():
        raise ValidationError({"reason": _("A reason is needed.")})
    Message._meta.get_field("drop_reason").clean(reason, message)
    now = timezone.now()
    Message.objects.filter(pk=message.pk).exclude(state=MessageState.SENT).update(
        state=MessageState.DROPPED, drop_reason=reason, claimed_by="", claimed_until=None, updated_at=now
    )
    message.refresh_from_db()
    return message


# What somebody wants to be told is his own affair: the journal keeps what is done to things.
@action("outbox.add_watch", title=pgettext_lazy("verb", "Watch"), creates=True, journal=False)
def add_watch(actor: Actor, *, thing: models.Model) -> Watch:
    """Watch any thing one may see; doing it twice has no effect. Raises NotVisible for what is out of sight."""
    if not is_visible(actor.user, thing):
        raise NotVisible("add_watch")
    return watch(actor.user, thing)


@action("outbox.void_watch", title=_("Stop watching"), journal=False)
def void_watch(actor: Actor, row: Watch) -> None:
    """Stop watching; also what one may no longer see."""
    row.delete()
