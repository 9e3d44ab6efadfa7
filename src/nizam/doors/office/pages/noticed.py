# SPDX-License-Identifier: EUPL-1.2
"""What was noticed in a case's letter, each with its reason and the act that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from nizam.kit.procedures import term_words
from nizam.kit.screens.addresses import entry_address
from nizam.kit.screens.offers import Offer
from nizam.spine.cases.models import Case
from nizam.spine.cases.noticing import VariantNoticed, notice
from nizam.spine.cases.procedures import term_of


def sensitive_words() -> dict[str, str]:
    """Return what each sign of confidentiality is called."""
    return {
        "marking": _("It is marked as not open"),
        "health": _("It speaks of somebody's health"),
        "family": _("It speaks of somebody's family life"),
        "identity": _("It holds papers of identity"),
        "personal-number": _("It holds a personal number"),
        "passport": _("It holds a passport's number"),
    }


def noticed_panel(user: Any, case: Case, offers: Iterable[Offer]) -> dict[str, Any] | None:
    """Return what the panel of an open case shows; None when there is nothing to say."""
    if not case.is_open:
        return None
    found = notice(user, case)
    if not found:
        return None
    by_name = {offer.name: offer.url for offer in offers}
    known = sensitive_words()
    return {
        "kinds": [
            {
                "procedure": kind.procedure,
                "percent": round(100 * kind.confidence),
                "words": kind.words,
            }
            for kind in found.kinds
        ],
        "variants": [_proposal(case, one) for one in found.variants],
        "classify_url": by_name.get("classify_case", ""),
        "sensitive": [{"title": known.get(sign.code, sign.code), "words": sign.words} for sign in found.sensitive],
        "degree": case.get_confidentiality_display(),
        "degree_url": by_name.get("set_degree_case", ""),
        "people": [
            {"name": str(named.person), "url": entry_address(named.person), "words": named.words}
            for named in found.people
        ],
        "same": [{"case": same.case, "url": entry_address(same.case), "words": same.words} for same in found.same],
        "link_url": by_name.get("link_case", ""),
    }


def _proposal(case: Case, noticed: VariantNoticed) -> dict[str, Any]:
    """Return one proposal with what the form of the act takes, so that one press does it."""
    of_kind: list[str] = next((one["marks"] for one in case.procedure.variants if one["code"] == case.variant), [])
    marks = [mark for mark in case.marks if noticed.is_mark or mark not in of_kind]
    variant = case.variant if noticed.is_mark else noticed.code
    return {
        "title": str(noticed.title),
        "words": noticed.words,
        "is_mark": noticed.is_mark,
        "term": "" if noticed.is_mark else _other_term(case, noticed.code),
        "variant": f"{case.procedure.uid}/{variant}",
        "marks": [*marks, noticed.code] if noticed.is_mark else marks,
        "reason": _("Words of the letter: %(words)s") % {"words": ", ".join(noticed.words)},
    }


def _other_term(case: Case, variant: str) -> str:
    """Say the term that the case would have as `variant`, where that is another one than now."""
    day = case.registered_on
    now, then = (term_of(case.procedure, day=day, variant=one) for one in (case.variant, variant))
    if then is None or (now is not None and then.term == now.term):
        return ""
    return term_words(then)
