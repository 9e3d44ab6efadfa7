# SPDX-License-Identifier: EUPL-1.2
"""What was noticed in a case's letter, each with its reason and the act that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from nizam.kit.screens.addresses import entry_address
from nizam.kit.screens.offers import Offer
from nizam.spine.cases.models import Case
from nizam.spine.cases.noticing import notice


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
