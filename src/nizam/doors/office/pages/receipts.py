# SPDX-License-Identifier: EUPL-1.2
"""What the page of a case says of a receipt that did not go out, and the acts that still give it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nizam.kit.doubts import doubt_words
from nizam.kit.procedures.words import source_words
from nizam.kit.screens.addresses import entry_address
from nizam.kit.screens.offers import Offer
from nizam.spine.cases.models import Case, Envelope
from nizam.spine.cases.unsent_receipts import rule_of_receipts, unsent_receipt

ACTS = ("send_receipt_case", "give_receipt_case")


def receipt_panel(user: Any, case: Case, offers: Iterable[Offer]) -> dict[str, Any]:
    """Return why who wrote has no receipt, by which law it is owed, and what can be done; empty when nothing is."""
    unsent = unsent_receipt(case)
    if unsent is None:
        return {}
    rule = rule_of_receipts(case)
    kept = unsent.withheld
    if kept is not None and not Envelope.objects.visible_to(user).filter(pk=kept.pk).exists():
        kept = None
    return {
        "reason": unsent.words,
        "law": source_words(rule) if rule is not None else "",
        "doubt": doubt_words(rule.doubt) if rule is not None else "",
        "kept_url": entry_address(kept) if kept is not None else "",
        "acts": [offer for offer in offers if offer.name in ACTS],
    }
