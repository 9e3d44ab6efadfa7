# SPDX-License-Identifier: EUPL-1.2
"""Why a date is marked as uncertain, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from nizam.foundations.calendars import doubt_text, rule_by_code, term_by_code
from nizam.kit.scripts import CYRILLIC, in_script, reader_language


def doubts_of(clock: Mapping[str, Any] | None) -> list[str]:
    """Return why the date that a clock came to is uncertain, a sentence each; nothing when it is not.

    A clock kept before reasons were kept says only that it is uncertain.
    """
    kept = clock or {}
    found = [_told(code) for code in kept.get("doubts") or ()]
    if not found and kept.get("uncertain"):
        return [_("A half day or a holiday not yet decreed lies in this term; the date may move.")]
    return list(dict.fromkeys(found))


def doubt_words(doubt: str) -> str:
    """Say in the reader's language why a figure or a rule of the law is still to be verified."""
    language = reader_language()
    told = doubt_text(doubt, language)
    # The tables of the law are in the Latin alphabet; a reason that people wrote is in theirs.
    return in_script(told, CYRILLIC) if language == CYRILLIC else told


def _told(code: str) -> str:
    kind, _colon, name = code.partition(":")
    if kind == "figure":
        stated = (term_by_code(name) or rule_by_code(name)) if name else None
        if stated is None or not stated.doubt:
            return _("The figure of the law is still to be verified.")
        return _("A figure of the law is still to be verified: %(why)s.") % {"why": doubt_words(stated.doubt)}
    return {
        "half-day": _("A half day was counted as a whole one; whether it counts is not settled."),
        "six-day-week": _("For the six-day week no decision on this day was found."),
        "estimated": _("A holiday that is not announced yet lies in this term; it may move by a day."),
        "no-article": _("No article is known here that lets the clock of this matter stand still."),
    }.get(kind, kind)
