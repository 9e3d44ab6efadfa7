# SPDX-License-Identifier: EUPL-1.2
"""Delivery: doors say what they deliver, due messages are handed to them at least once, the hopeless ones set aside."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from nizam.kit.tasks import MAXIMUM_TRIES, back_off
from nizam.spine.outbox.models import Message, MessageState

logger = logging.getLogger("nizam.outbox")

# Longer than any door takes for one message; a message of a killed worker is handed out again after it.
CLAIM = timedelta(minutes=5)
CANDIDATES = 50


class Undeliverable(Exception):
    """A door knows that trying again is of no use; the message is set aside at once."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A message as a door sees it. `key` is the same at every try: use it to deliver once."""

    uid: Any
    kind: str
    key: str
    payload: Mapping[str, Any]
    institution_id: int | None
    tries: int


Deliverer = Callable[[Delivery], Mapping[str, Any] | None]

_deliverers: dict[str, Deliverer] = {}


def register_deliverer(kind: str, deliver: Deliverer) -> None:
    """Let `deliver` take the messages of `kind`; called by a door at start.

    It returns a receipt (JSON) or None, raises Undeliverable when trying again is of no use, anything else when it is.
    Raises ValueError when another deliverer has the kind.
    """
    if _deliverers.get(kind, deliver) is not deliver:
        raise ValueError(f"messages of the kind {kind!r} have a deliverer already")
    _deliverers[kind] = deliver


def forget_deliverer(kind: str) -> None:
    """Take a deliverer out again."""
    _deliverers.pop(kind, None)


def anything_due() -> bool:
    """Tell whether a message waits for delivery now."""
    return _due().exists()


def deliver_due(limit: int = 100) -> int:
    """Hand at most `limit` due messages to their doors, the oldest first; returns how many were delivered.

    Each is claimed by a conditional UPDATE, delivered outside any transaction and marked in one of its own: a worker
    killed in between delivers it a second time under the same key.
    """
    claimer = secrets.token_hex(16)
    delivered = handled = 0
    while handled < limit:
        keys = list(
            _due().order_by("next_try_at", "id").values_list("pk", flat=True)[: min(CANDIDATES, limit - handled)]
        )
        taken = [message for message in (_claim(key, claimer) for key in keys) if message is not None]
        if not taken:
            break
        for message in taken:
            handled += 1
            delivered += _deliver(message)
    return delivered


def _due() -> Any:
    now = timezone.now()
    return Message.objects.filter(state=MessageState.WAITING, next_try_at__lte=now).filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    )


def _claim(key: int, claimer: str) -> Message | None:
    until = timezone.now() + CLAIM
    if not _due().filter(pk=key).update(claimed_by=claimer, claimed_until=until, tries=F("tries") + 1):
        return None
    found: Message = Message.objects.get(pk=key)
    return found


def _deliver(message: Message) -> bool:
    delivery = Delivery(
        uid=message.uid,
        kind=message.kind,
        key=message.key,
        payload=message.payload,
        institution_id=message.institution_id,
        tries=message.tries,
    )
    if message.tries > MAXIMUM_TRIES:
        _failed(message, "every try ended the worker", hopeless=True)
        return False
    deliver = _deliverers.get(message.kind)
    if deliver is None:
        _failed(message, f"no door delivers messages of the kind {message.kind!r}", hopeless=False)
        return False
    try:
        receipt = deliver(delivery)
    except Undeliverable as error:
        _failed(message, str(error), hopeless=True)
        return False
    except Exception as error:  # noqa: BLE001  (a door may fail in any way; the row says how)
        logger.warning("message %s (%s), try %s: %r", message.uid, message.kind, message.tries, error)
        _failed(message, f"{type(error).__name__}: {error}", hopeless=False)
        return False
    now = timezone.now()
    # By the row alone: that it has left is true even if somebody else claimed it meanwhile.
    Message.objects.filter(pk=message.pk).exclude(state=MessageState.SENT).update(
        state=MessageState.SENT,
        sent_at=now,
        updated_at=now,
        receipt=receipt,
        last_error="",
        claimed_by="",
        claimed_until=None,
    )
    return True


def _failed(message: Message, error: str, *, hopeless: bool) -> None:
    now = timezone.now()
    dead = hopeless or message.tries >= MAXIMUM_TRIES
    with transaction.atomic():
        Message.objects.filter(
            pk=message.pk, state=MessageState.WAITING, claimed_by=message.claimed_by, tries=message.tries
        ).update(
            state=MessageState.DEAD if dead else MessageState.WAITING,
            next_try_at=now + back_off(message.tries),
            last_error=error[:500],
            claimed_by="",
            claimed_until=None,
            updated_at=now,
        )
