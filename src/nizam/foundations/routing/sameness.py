# SPDX-License-Identifier: EUPL-1.2
"""Whether two letters are about the same matter, and by which words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"\w+(?:['’‘ʻʼ`´/-]\w+)*")
_STEM: Final = 6
_REASONS: Final = 6
# A number or a name both letters hold says more than a common word both hold.
_NUMBER, _NAME, _PLAIN = 4.0, 2.0, 1.0
_SHORT_NUMBER: Final = 3


class Sameness(NamedTuple):
    """How alike two letters are (0..1), and the words of the first that the second shares, weightiest first."""

    score: float
    words: tuple[str, ...]


def same_matter(
    text_a: str,
    text_b: str,
    *,
    fold: Callable[[str], str],
    stop: Collection[str] = frozenset(),
    rarity: Mapping[str, float] | None = None,
) -> Sameness:
    """Compare two letters by the words they share.

    The score is the cosine of the weights of word beginnings: numbers of three digits and more weigh fourfold, words
    with a capital inside a sentence (names, places) twofold. ``rarity`` gives weights of folded words by how seldom
    they are in the office's letters (1 where a word is not in it). Above 0.5 two letters of a person are about one
    matter as a rule; a person decides.
    """
    first = _weights(text_a, fold, stop, rarity or {})
    second = _weights(text_b, fold, stop, rarity or {})
    shared = {stem: first[stem][0] * second[stem][0] for stem in first.keys() & second.keys()}
    if not shared:
        return Sameness(0.0, ())
    lengths = math.sqrt(
        sum(weight * weight for weight, _ in first.values()) * sum(weight * weight for weight, _ in second.values())
    )
    told = sorted(shared, key=lambda stem: (-shared[stem], stem))[:_REASONS]
    return Sameness(round(min(1.0, sum(shared.values()) / lengths), 4), tuple(first[stem][1] for stem in told))


def _weights(
    text: str, fold: Callable[[str], str], stop: Collection[str], rarity: Mapping[str, float]
) -> dict[str, tuple[float, str]]:
    found: dict[str, tuple[float, str]] = {}
    sentence_begins = True
    for match in _WORD.finditer(text):
        word = match.group()
        folded = fold(word)
        digits = sum(character.isdigit() for character in folded)
        kind = _NUMBER if digits >= _SHORT_NUMBER else _PLAIN
        if word[0].isupper() and not word.isupper() and not sentence_begins:
            kind = _NAME
        sentence_begins = text[match.end() : match.end() + 1] in {".", "!", "?", "\n", ":"}
        if len(folded) < 2 or folded in stop:
            continue
        stem = folded if digits else folded[:_STEM]
        weight = kind * rarity.get(folded, 1.0)
        if weight > found.get(stem, (0.0, ""))[0]:
            found[stem] = (weight, word)
    return found
