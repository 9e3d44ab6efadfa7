# SPDX-License-Identifier: EUPL-1.2
"""Typed events between packages: frozen dataclasses, sent after the commit to whoever subscribed."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

logger = logging.getLogger("nizam.events")


@dataclass(frozen=True)
class Happened:
    """Base of every event: the object it is about and the account that acted."""

    uid: UUID
    actor_uid: UUID | None = None


E = TypeVar("E", bound=Happened)

_subscribers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler` with every `event` after its transaction is committed; registering twice has no effect."""
    if handler not in _subscribers[event]:
        _subscribers[event].append(handler)


def send_on_commit(event: Happened) -> None:
    """Send `event` once the running transaction is committed; a failing subscriber stops no other and is logged."""

    def send() -> None:
        for handler in _subscribers[type(event)]:
            try:
                handler(event)
            except Exception:
                logger.exception("a subscriber of %s failed", type(event).__name__)

    transaction.on_commit(send)
