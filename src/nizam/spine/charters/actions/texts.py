# SPDX-License-Identifier: EUPL-1.2
"""The articles of a charter as a text: their places, what each stands under, how it is cited, what it may demand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.db.models import F

from nizam.kit.catalogue import LearnedCapabilities, Proposal, propose, propose_nature
from nizam.spine.charters.learning import heading_over, learned_by
from nizam.spine.charters.models import Charter, Provision, ProvisionCapability

# The capability codes that order the text itself and demand no work.
STRUCTURAL = frozenset({"document-structure", "org-structure"})
KINDS = {0: "chapter", 1: "article", 2: "item", 3: "item", 8: "text", 9: "text"}
# No charter has so many articles: what is moved stands beyond all others until each has its place.
BEYOND = 1_000_000


def citation(number: str, parent: Provision | None) -> str:
    """Return how an article is cited: `3.0.4` names itself, `a)` and `(1)` are named with what they stand under."""
    own = number.strip(" .-*–—:•")
    if parent is None or re.search(r"\d\D+\d|[^\W\d]{3,}", own):
        return own
    above = parent.citation if parent.level > 0 else ""
    return " ".join(part for part in (above, own) if part) if own else ""


def standing(charter: Charter) -> list[Provision]:
    """Return the articles of the text in its order, without what mending took out."""
    return list(charter.provisions.filter(voided_at__isnull=True).order_by("ordinal"))


def arrange(provisions: Sequence[Provision]) -> None:
    """Give `provisions`, in the order of the text, their parents and citations; nothing is saved."""
    above: dict[int, Provision] = {}
    for provision in provisions:
        level = provision.level
        depth = 3 if level == 8 else 0 if level == 9 else level
        parent = next((above[d] for d in range(depth - 1, -1, -1) if d in above), None)
        provision.parent = parent
        provision.citation = citation(provision.number, parent)[:120]
        if level <= 3:
            above = {d: p for d, p in above.items() if d < level} | {level: provision}


def settle_places(charter: Charter, provisions: Sequence[Provision]) -> None:
    """Store that `provisions` are the whole text of `charter` in this order: places, parents, citations."""
    shifts: dict[int, list[int]] = {}
    for place, provision in enumerate(provisions, start=1):
        if provision.ordinal != place:
            shifts.setdefault(place - provision.ordinal, []).append(provision.pk)
    moved = [pk for keys in shifts.values() for pk in keys]
    rows = Provision.objects.filter(charter=charter)
    rows.filter(pk__in=moved).update(ordinal=F("ordinal") + BEYOND)
    for shift, keys in shifts.items():
        rows.filter(pk__in=keys).update(ordinal=F("ordinal") - BEYOND + shift)
    for place, provision in enumerate(provisions, start=1):
        provision.ordinal = place
    former = [(provision.parent_id, provision.citation) for provision in provisions]
    arrange(provisions)
    changed = [
        provision
        for provision, before in zip(provisions, former, strict=True)
        if (provision.parent_id, provision.citation) != before
    ]
    Provision.objects.bulk_update(changed, ["parent", "citation"], batch_size=200)


def proposals_for(provision: Provision, learned: LearnedCapabilities | None) -> list[Proposal]:
    """Return the capabilities that the article's words speak for, likeliest first; none for what demands no work."""
    if provision.level not in (1, 2, 3) or provision.nature == "structure":
        return []
    return list(propose(provision.text, above=heading_over(provision), learned=learned))


def proposed_nature(provision: Provision) -> str:
    """Return what the article seems to be: duty, right, responsibility, rule or structure."""
    nature = propose_nature(provision.text, above=heading_over(provision), kind=provision.kind).nature
    # "The department's duties are:" lists duties and is none.
    return "structure" if nature == "duty" and provision.text.rstrip().endswith(":") else nature


def proposed_links(
    provision: Provision, proposals: Iterable[Proposal], *, confirm: bool = False
) -> list[ProvisionCapability]:
    """Return capabilities as proposed for the article, not yet stored; the first one as confirmed if `confirm`."""
    return [
        ProvisionCapability(
            institution=provision.institution,
            unit=provision.unit,
            provision=provision,
            capability=proposal.code,
            state="confirmed" if confirm and place == 0 else "proposed",
            confidence=proposal.confidence,
            reasons=list(proposal.reasons),
        )
        for place, proposal in enumerate(proposals)
    ]


def propose_again(provision: Provision) -> None:
    """Propose anew what a mended article may demand; what a person has judged stays, and its nature with it."""
    judged = provision.capabilities.exclude(state="proposed")
    provision.capabilities.filter(state="proposed").delete()
    known = set(judged.values_list("capability", flat=True))
    if not known:
        provision.nature = proposed_nature(provision)
        provision.save(update_fields=["nature"])
    proposals = proposals_for(provision, learned_by(provision.institution, anew=False))
    fresh = proposed_links(provision, (one for one in proposals if one.code not in known))
    ProvisionCapability.objects.bulk_create(fresh)
