# SPDX-License-Identifier: EUPL-1.2
"""Telling one account, or all who watch: only who may see the thing now, in his language, by the ways he chose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import is_visible
from nizam.kit.events import Happened
from nizam.kit.ports import ports
from nizam.kit.screens.addresses import entry_address
from nizam.spine.org.models import User
from nizam.spine.outbox.sending import notify_watchers


def number_of(thing: Any) -> Any:
    """Return the number of a case or a paper, or the words that it has none."""
    return getattr(thing, "number_text", "") or _("without number")


def _numbered(words: Any, thing: Any) -> str:
    # Not by `format`: what stands in the words already, such as the title of a plan, may hold braces.
    return str(words).replace("{number}", str(number_of(thing)))


# `words` with the number of a case or a paper in the place of `{number}`, in the language of who is told.
numbered = lazy(_numbered, str)


def actor_of(event: Happened) -> User | None:
    """Return the account that acted, None when the house itself did."""
    return User.objects.filter(uid=event.actor_uid).first() if event.actor_uid is not None else None


def account_of(person_id: int | None, *, but_not: UUID | None = None) -> User | None:
    """Return the active account of a person, None when there is none or it is the one that acted."""
    if person_id is None:
        return None
    return User.objects.filter(person_id=person_id, is_active=True).exclude(uid=but_not).first()


def tell(
    user: User | None, thing: Model, *, kind: str, words: Any, key: str, once: bool = False, url: str = ""
) -> bool:
    """Tell `user` of `thing` if he may see it; returns whether he was told.

    `words` may hold `{number}`, for that of the thing. `kind` is one of `outbox.kinds.KINDS`. An unread notice of the
    same `key` is renewed; with `once` nobody is told a second time under a key, read or not.
    """
    if user is None or not user.is_active or not is_visible(user, thing):
        return False
    text, address = numbered(words, thing), url or entry_address(thing)
    ports.outbox.notify(user, text=text, url=address, key=key, kind=kind, about=thing, once=once)
    return True


def tell_watchers(event: Happened, thing: Any, words: Any, what: str, *, told: Iterable[User | None] = ()) -> None:
    """Tell all who watch `thing`, but not who acted nor who was `told` already. `words` may hold `{number}`."""
    but_not = [user for user in (actor_of(event), *told) if user is not None]
    notify_watchers(
        thing,
        text=numbered(words, thing),
        url=entry_address(thing),
        key=f"{what}:{thing.uid}",
        but_not=but_not,
    )
