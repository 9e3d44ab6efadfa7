# SPDX-License-Identifier: EUPL-1.2
"""The kinds of things people are told, and where each comes unless the person wishes otherwise.

A part that tells something new adds its kind here, beside the others: the page of an account lists them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from nizam.spine.org.models import Preference

# Where a notice may come: behind the bell of the office, and in the one mail of the day.
OFFICE, MAIL = "office", "mail"
BOTH: tuple[str, ...] = (OFFICE, MAIL)
PREFERENCE = "notices"
OTHER = "work"


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice: its code, what it is called on the page of choices, and where it comes at first."""

    code: str
    title: Any
    ways: tuple[str, ...] = BOTH


KINDS: tuple[NoticeKind, ...] = (
    NoticeKind("assigned", _("A case is given to you")),
    NoticeKind("task", _("You are given a task or a resolution")),
    NoticeKind("due-soon", _("A term ends within three working days")),
    NoticeKind("late", _("A term is over")),
    NoticeKind("escalated", _("A matter under you is not done in time")),
    NoticeKind("approval", _("Your approval is wanted")),
    NoticeKind("returned", _("A paper comes back to you with remarks")),
    NoticeKind("delivery", _("An answer could not be delivered")),
    NoticeKind("mentioned", _("Somebody mentions you or asks you")),
    NoticeKind("letter", _("A further letter comes to your case")),
    NoticeKind("terms-moved", _("Terms move, or what stood still may go on"), (OFFICE,)),
    NoticeKind("watched", _("Something happens to what you watch"), (OFFICE,)),
    NoticeKind(OTHER, _("Work you had started in the background is done"), (OFFICE,)),
)
_BY_CODE = {kind.code: kind for kind in KINDS}


def kind_of(code: str) -> NoticeKind:
    """Return the kind called `code`. Raises KeyError for one that is not declared."""
    return _BY_CODE[code]


def ways_of(user: Any, code: str) -> tuple[str, ...]:
    """Return where notices of the kind `code` come to `user`: as chosen, else as the kind has it at first."""
    return all_ways_of(user)[kind_of(code).code]


def all_ways_of(user: Any) -> dict[str, tuple[str, ...]]:
    """Return for every kind where its notices come to `user`."""
    row = Preference.objects.filter(user=user, key=PREFERENCE).first()
    chosen = row.value.get("ways", {}) if row is not None and isinstance(row.value, dict) else {}
    return {kind.code: tuple(way for way in BOTH if way in chosen.get(kind.code, kind.ways)) for kind in KINDS}


def choose_ways(user: Any, ways: dict[str, tuple[str, ...]]) -> None:
    """Keep where notices come to `user`; only what differs from the kinds' own is stored."""
    kept = {code: list(chosen) for code, chosen in ways.items() if tuple(chosen) != kind_of(code).ways}
    Preference.objects.update_or_create(user=user, key=PREFERENCE, defaults={"value": {"ways": kept}})
