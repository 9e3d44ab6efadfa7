# SPDX-License-Identifier: EUPL-1.2
"""The one mail of the day: what a person was told and has not read, and what stands open, each part by its owner.

A part of the house says with `register_section` what it has standing open for a person; whoever sends the mail asks
for the whole of it at the moment of sending, so that it holds what the person may see then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from nizam.spine.org.models import Preference, User
from nizam.spine.outbox.kinds import MAIL, all_ways_of
from nizam.spine.outbox.models import Notification
from nizam.spine.outbox.queries import is_open_to

DIGEST_BY_MAIL = "digest-by-mail"
DEFAULT_TIME = time(8, 30)
PREFERENCE = "digest"
# What was told before that is told no more: somebody who was away finds his lists, not a month of notices.
NOTICES_SINCE = timedelta(days=14)
LINES = 20


@dataclass(frozen=True)
class DigestLine:
    """One thing that stands open: words that may leave the house, where it lies, and which thing it is."""

    text: str
    url: str
    uid: UUID | None = None


@dataclass(frozen=True)
class DigestPart:
    """A heading, how many things stand under it, and the first of them."""

    title: str
    count: int
    lines: Sequence[DigestLine]


@dataclass(frozen=True)
class Digest:
    """What a person is to be told by mail today, and the notices that are told with it."""

    parts: Sequence[DigestPart] = ()
    notices: Sequence[Notification] = field(default_factory=tuple)

    def __bool__(self) -> bool:
        return bool(self.parts or self.notices)


Section = Callable[[Any, datetime, int], DigestPart | None]

_sections: list[tuple[int, str, Section]] = []


def register_section(place: int, kind: str, section: Section) -> None:
    """Let `section(user, now, most)` tell what stands open; asked of who has the notices of `kind` by mail.

    Sections stand in the order of `place`. It is called in the language of the person; twice has no effect.
    """
    if (place, kind, section) not in _sections:
        _sections.append((place, kind, section))
        _sections.sort(key=lambda entry: entry[0])


def digest_of(user: Any, now: datetime) -> Digest:
    """Return what `user` is to be told at `now`: of everything he switched on, and nothing he may not see."""
    ways = all_ways_of(user)
    parts = [section(user, now, LINES) for _place, kind, section in _sections if MAIL in ways[kind]]
    standing = [part for part in parts if part is not None and part.count]
    listed = {line.uid for part in standing for line in part.lines if line.uid is not None}
    rows = Notification.objects.filter(
        user=user, by_mail=True, mailed_at__isnull=True, read_at__isnull=True, told_at__gt=now - NOTICES_SINCE
    )
    told = [row for row in rows.order_by("told_at") if row.object_uid not in listed and is_open_to(user, row)]
    return Digest(tuple(standing), tuple(told[-LINES:]))


def mark_mailed(user: Any, until: datetime) -> int:
    """Note that everything told to `user` until then has gone by mail, or stood in a list of the mail."""
    rows = Notification.objects.filter(user=user, by_mail=True, mailed_at__isnull=True, told_at__lte=until)
    return int(rows.update(mailed_at=timezone.now()))


def digest_time(user: Any) -> time:
    """Return at which time of a working day the mail goes to `user`."""
    return parsed_time(str(_chosen(user).get("time", ""))) or DEFAULT_TIME


def keep_digest_time(user: Any, at: time) -> None:
    """Keep the time at which the mail is to go to `user`."""
    _keep(user, {"time": f"{at:%H:%M}"})


def due_on_day(institution: Any, day: date, at: time) -> set[int]:
    """Return the keys of the accounts of `institution` whose time has come at `at` and for whom `day` is not done.

    Whoever has chosen nothing has the time of all; those for whom every day is still to be done are among them.
    """
    accounts = User.objects.filter(institution=institution, is_active=True)
    due = set(accounts.values_list("pk", flat=True)) if at >= DEFAULT_TIME else set()
    rows = Preference.objects.filter(key=PREFERENCE, user__in=accounts)
    for account, chosen in rows.values_list("user_id", "value"):
        come = (parsed_time(str(chosen.get("time", ""))) or DEFAULT_TIME) <= at
        if come and str(chosen.get("day", "")) < day.isoformat():
            due.add(account)
        else:
            due.discard(account)
    return due


def keep_digest_day(user: Any, day: str) -> None:
    """Note that for this day it is done."""
    _keep(user, {"day": day})


def parsed_time(text: str) -> time | None:
    """Return the time that `text` (such as 08:30) names, None when it names none."""
    try:
        return time.fromisoformat(text.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None


def _chosen(user: Any) -> dict[str, Any]:
    row = Preference.objects.filter(user=user, key=PREFERENCE).first()
    return row.value if row is not None and isinstance(row.value, dict) else {}


def _keep(user: Any, values: dict[str, str]) -> None:
    Preference.objects.update_or_create(user=user, key=PREFERENCE, defaults={"value": {**_chosen(user), **values}})
