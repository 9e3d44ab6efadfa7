# SPDX-License-Identifier: EUPL-1.2
"""Why a date is marked as uncertain, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from nizam.foundations.calendars import term_by_code

# The doubts of the law's tables that a clock can carry, here so that they are translated.
FIGURES: Final = (
    gettext_noop("read on a ministry's page (its point 5.3), not in the law"),
    gettext_noop("read on a ministry's page (its points 5.1 and 5.2), not in the law"),
    gettext_noop("counted from registration, the stricter reading; art. 24.5 may start it on the next working day"),
    gettext_noop(
        "the page names no article and says “kesilir”: whether the rest or the whole term runs after payment is open"
    ),
    gettext_noop("one copy counts from registration, another from receipt (uzdkp.uz); the article was not read"),
    gettext_noop("the page read names no article"),
    gettext_noop("the article was not read"),
)


def doubts_of(clock: Mapping[str, Any] | None) -> list[str]:
    """Return why the date that a clock came to is uncertain, a sentence each; nothing when it is not.

    A clock kept before reasons were kept says only that it is uncertain.
    """
    kept = clock or {}
    found = [_told(code) for code in kept.get("doubts") or ()]
    if not found and kept.get("uncertain"):
        return [_("A half day or a holiday not yet decreed lies in this term; the date may move.")]
    return list(dict.fromkeys(found))


def _told(code: str) -> str:
    kind, _colon, name = code.partition(":")
    if kind == "figure":
        term = term_by_code(name) if name else None
        if term is None or not term.doubt:
            return _("The figure of the law is still to be verified.")
        return _("A figure of the law is still to be verified: %(why)s.") % {"why": _(term.doubt)}
    return {
        "half-day": _("A half day was counted as a whole one; whether it counts is not settled."),
        "six-day-week": _("For the six-day week no decision on this day was found."),
        "estimated": _("A holiday that is not announced yet lies in this term; it may move by a day."),
        "no-article": _("No article is known here that lets the clock of this matter stand still."),
    }.get(kind, kind)
