# SPDX-License-Identifier: EUPL-1.2
"""Roots and the costs of endings out of a bare list of word forms.

A form is an ending chain after a root; which roots there are is not known. Expectation maximisation spreads every form
over its readings: a reading costs the bits of its root (how many other forms it explains, or its letters where it
explains none) and the bits of its endings. Two more rules keep inflected forms from becoming roots: a form's own
share never speaks for its root, and a root nearly all of whose forms another, larger root explains is given up
(müdirlər beside müdir).
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from nizam.foundations.language._morphology import DEFAULT_EDGE_BITS, NOUN, VERB, Morphology, Reading

ROUNDS: Final[int] = 5
_DOMINATED_ROUNDS: Final[frozenset[int]] = frozenset({0, 2, 4})
_DOMINATED_SHARE: Final[float] = 0.75
LETTER_BITS: Final[float] = 3.6
"""What a letter of an unknown root costs: near the entropy of letters within words of these languages."""
NEW_ROOTS: Final[float] = 100_000.0
"""How many forms' worth of trust there is in roots nobody has seen."""
_CLASS_BITS: Final[dict[str, float]] = {NOUN: 0.5, VERB: 1.0}
_LEAST: Final[float] = 0.7
# What it costs a noun never to have been met without an ending, and how many forms make up for it.
_UNMET_BITS: Final[float] = 5.0
_UNMET_FORMS: Final[float] = 4.0
# A root with a vowel put back, which no form supports, is an invention.
_INVENTED: Final[float] = 1.0

Root = tuple[str, str]


@dataclass
class Learned:
    """Roots with the forms they explain, the forms' number, and the bits of endings and of stopping."""

    roots: dict[Root, float] = field(default_factory=dict)
    total: float = 0.0
    edge_bits: list[float] = field(default_factory=list)
    end_bits: dict[str, float] = field(default_factory=dict)


def new_root_bits(length: int, kind: str) -> float:
    """Return what the letters of a root of ``length`` letters cost, before :data:`NEW_ROOTS` is counted in."""
    return LETTER_BITS * length + _CLASS_BITS[kind]


def learn(morphology: Morphology, forms: Mapping[str, float]) -> Learned:
    """Return roots and costs for ``forms`` with their weights, in the letters of the table's orthography."""
    readings = {}
    for form in forms:
        kept = [one for one in morphology.readings(form) if one.change < _INVENTED or one.root in forms]
        if kept:
            readings[form] = kept
    shares = {form: [0.0] * len(kept) for form, kept in readings.items()}
    learned = Learned(
        total=float(sum(forms.values())),
        edge_bits=[DEFAULT_EDGE_BITS] * len(morphology.edges),
        end_bits=dict(morphology.end_bits),
    )
    for number in range(ROUNDS):
        _spread(learned, readings, shares, forms, first=number == 0)
        _count(learned, morphology, readings, shares)
        if number in _DOMINATED_ROUNDS:
            _give_up_dominated(learned, readings, shares)
    learned.roots = {
        (root, kind): count
        for (root, kind), count in learned.roots.items()
        if kind == VERB or root in forms or count >= _UNMET_FORMS
    }
    return learned


def _spread(
    learned: Learned,
    readings: dict[str, list[Reading]],
    shares: dict[str, list[float]],
    forms: Mapping[str, float],
    *,
    first: bool,
) -> None:
    whole = math.log2(learned.total + NEW_ROOTS)
    edge_bits, end_bits, roots = learned.edge_bits, learned.end_bits, learned.roots
    for form, kept in readings.items():
        own: dict[Root, float] = defaultdict(float)
        for one, share in zip(kept, shares[form], strict=True):
            own[one.root, one.kind] += share
        costs = []
        for one in kept:
            if first:
                # Nothing is known yet: short roots are likelier, and every root is new.
                bits = LETTER_BITS * len(one.root) / 2
            else:
                root = (one.root, one.kind)
                support = max(0.0, roots.get(root, 0.0) - own[root])
                bits = whole - math.log2(support + NEW_ROOTS * 2 ** -new_root_bits(len(one.root), one.kind))
            if one.kind == NOUN and one.root not in forms:
                bits += _UNMET_BITS
            costs.append(bits + one.change + sum(edge_bits[edge] for edge in one.edges) + end_bits[one.end])
        least = min(costs)
        weights = [2 ** (least - cost) for cost in costs]
        scale = forms[form] / sum(weights)
        shares[form] = [weight * scale for weight in weights]


def _count(
    learned: Learned, morphology: Morphology, readings: dict[str, list[Reading]], shares: dict[str, list[float]]
) -> None:
    roots: dict[Root, float] = defaultdict(float)
    edges = [0.5] * len(morphology.edges)
    ends = dict.fromkeys(morphology.finals, 0.5)
    for form, kept in readings.items():
        for one, share in zip(kept, shares[form], strict=True):
            if share > 0.001:
                roots[one.root, one.kind] += share
                ends[one.end] += share
                for edge in one.edges:
                    edges[edge] += share
    leaving: dict[str, float] = defaultdict(lambda: 50.0)
    for ending, count in zip(morphology.edges, edges, strict=True):
        leaving[ending.source] += count
    for end, count in ends.items():
        leaving[end] += count
    learned.roots = {root: count for root, count in roots.items() if count > 0.5}
    learned.edge_bits = [
        math.log2(leaving[ending.source] / count) for ending, count in zip(morphology.edges, edges, strict=True)
    ]
    learned.end_bits = {end: math.log2(leaving[end] / count) for end, count in ends.items()}


def _give_up_dominated(learned: Learned, readings: dict[str, list[Reading]], shares: dict[str, list[float]]) -> None:
    forms_of: dict[Root, int] = defaultdict(int)
    together: dict[tuple[Root, Root], int] = defaultdict(int)
    for kept in readings.values():
        present = {(one.root, one.kind) for one in kept if learned.roots.get((one.root, one.kind), 0.0) >= _LEAST}
        for root in present:
            forms_of[root] += 1
            for other in present:
                if other is not root:
                    together[root, other] += 1
    given_up = {
        root
        for (root, other), count in together.items()
        if count >= _DOMINATED_SHARE * forms_of[root] and forms_of[other] > forms_of[root]
    }
    for root in given_up:
        del learned.roots[root]
    for form, kept in readings.items():
        places = [place for place, one in enumerate(kept) if (one.root, one.kind) not in given_up]
        if places and len(places) < len(kept):
            readings[form] = [kept[place] for place in places]
            shares[form] = [shares[form][place] for place in places]
