# SPDX-License-Identifier: EUPL-1.2
"""The next step of a case: which of its acts comes now, and what the others are called in a row of a list."""

from __future__ import annotations

from collections.abc import Sequence

from nizam.kit.screens.offers import Offer

# State of the case → the acts that bring it on, the first one offered is the next step.
NEXT_ACTS: dict[str, tuple[str, ...]] = {
    "new": ("assign_case", "answer_case"),
    "assigned": ("answer_case", "close_case"),
    "answered": ("close_case",),
    "closed": (),
}


def next_acts(state: str, *, has_draft: bool) -> tuple[str, ...]:
    """Return the names of the acts that bring a case on, the likeliest first; a draft answer is signed before all."""
    if has_draft:
        return ("sign_answer_case",)
    return NEXT_ACTS.get(state, ())


def next_step(offers: Sequence[Offer], state: str, *, has_draft: bool) -> Offer | None:
    """Return the one button of the page, out of the acts offered to the reader."""
    by_name = {offer.name: offer for offer in offers}
    return next((by_name[name] for name in next_acts(state, has_draft=has_draft) if name in by_name), None)
