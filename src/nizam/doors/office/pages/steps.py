# SPDX-License-Identifier: EUPL-1.2
"""The next step of a case: which of its acts comes now, and what the others are called in a row of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from nizam.kit.screens.offers import Offer

# State of the case → the acts that bring it on, the first one offered is the next step.
NEXT_ACTS: dict[str, tuple[str, ...]] = {
    "new": ("assign_case", "answer_case"),
    "assigned": ("answer_case", "close_case"),
    "answered": ("close_case",),
    "closed": (),
}

# The menu of a case: what the acts are about, and which they are; an act named nowhere stands under the last.
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Work"), ("resolve_case", "assign_case", "co_execute_case", "order_task", "report_case")),
    (_("Letters"), ("answer_case", "answer_interim_case", "ask_case", "forward_case", "sign_answer_case")),
    (_("Term"), ("suspend_case", "resume_case", "extend_case", "recount_case")),
    (_("Other cases"), ("link_case", "split_case", "join_case")),
    (_("This case"), ("note_case", "snooze_case", "unsnooze_case", "classify_case", "complete_case")),
)


def next_acts(state: str, *, has_draft: bool, leads: bool = False) -> tuple[str, ...]:
    """Return the names of the acts that bring a case on, the likeliest first; a draft answer is signed before all.

    Who leads writes a resolution on what is new; others assign it.
    """
    if has_draft:
        return ("sign_answer_case",)
    first = ("resolve_case",) if leads and state == "new" else ()
    return (*first, *NEXT_ACTS.get(state, ()))


def next_step(offers: Sequence[Offer], state: str, *, has_draft: bool, leads: bool = False) -> Offer | None:
    """Return the one button of the page, out of the acts offered to the reader."""
    by_name = {offer.name: offer for offer in offers}
    names = next_acts(state, has_draft=has_draft, leads=leads)
    return next((by_name[name] for name in names if name in by_name), None)


def grouped(offers: Iterable[Offer]) -> list[dict[str, Any]]:
    """Return the acts of a case as its menu shows them: by what they are about, dangerous ones last."""
    left = list(offers)
    groups = []
    for place, (title, names) in enumerate(GROUPS):
        last = place == len(GROUPS) - 1
        known = {name for _title, others in GROUPS for name in others}
        own = sorted((one for one in left if one.name in names), key=lambda one: names.index(one.name))
        rest = [one for one in left if one.name not in known] if last else []
        acts = sorted([*own, *rest], key=lambda one: one.danger)
        if acts:
            groups.append({"title": title, "acts": acts})
    return groups
