# SPDX-License-Identifier: EUPL-1.2
"""Whether two letters are about the same matter, and by which words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple

SAME_MATTER: Final = 0.3
"""From this score on two letters of one person are about one matter as a rule.

Measured on the letters of `tests/matters_again.toml`: sent again in one matter they score 0.33 and more, in another
matter 0.21 at most, and with an office's stop words 0.37 and 0. With stems of each letter's language 0.36 and 0.21,
with the stop words too 0.37 and 0.13; what is sent again scores 0.02 more in the mean then.
"""

_WORD: Final = re.compile(r"\w+(?:['’‘ʻʼ`´/-]\w+)*")
# Of a word this much is compared, so that words made from one another (direktor, direktorluq) are alike.
_BEGINNING: Final = 5
_REASONS: Final = 6
# A number or a name both letters hold says more than a common word both hold.
_NUMBER, _NAME, _PLAIN = 4.0, 2.0, 1.0
_SHORT_NUMBER: Final = 3
# Two letters too short to tell: what they share may be all that anybody writes.
_FEWEST_WORDS: Final = 4
# Greeting, signature and address of one person are alike in all their letters.
_FRAME_WORDS: Final = 12
_READ_CHARACTERS: Final = 5_000


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
    stem: Callable[[str], str] | None = None,
    rarity: Mapping[str, float] | None = None,
) -> Sameness:
    """Compare two letters of one person by the words they share.

    What both begin and end with (greeting, signature, address: up to twelve words each, as long as four are left) tells
    nothing of the matter and is left out. Words are one word when they begin alike, or their stems do where ``stem``
    gives those of folded words: short words are one in all their forms then. The score is the share of the shorter
    letter's weight that the other one holds too: numbers of three digits and more weigh fourfold, words with a capital
    inside a sentence (names, places) twofold. ``rarity`` gives weights of folded words by how seldom they are in the
    office's letters (1 where a word is not in it). From ``SAME_MATTER`` on two letters of a person are about one matter
    as a rule; a person decides. Of a letter of fewer than four telling words nothing is said.
    """
    head, tail = _frame(text_a := text_a[:_READ_CHARACTERS], text_b := text_b[:_READ_CHARACTERS], fold)
    first = _weights(text_a, fold, stop, stem, rarity or {}, head, tail)
    second = _weights(text_b, fold, stop, stem, rarity or {}, head, tail)
    shared = {key: min(first[key][0], second[key][0]) for key in first.keys() & second.keys()}
    if not shared or min(len(first), len(second)) < _FEWEST_WORDS:
        return Sameness(0.0, ())
    shorter = min(sum(weight for weight, _ in letter.values()) for letter in (first, second))
    told = sorted(shared, key=lambda key: (-shared[key], key))[:_REASONS]
    return Sameness(round(min(1.0, sum(shared.values()) / shorter), 4), tuple(first[key][1] for key in told))


def _frame(text_a: str, text_b: str, fold: Callable[[str], str]) -> tuple[int, int]:
    """Count the words with which both letters begin, and those with which both end."""
    one, other = ([fold(word) for word in _WORD.findall(text)] for text in (text_a, text_b))
    spare = max(0, min(len(one), len(other)) - _FEWEST_WORDS)
    most = min(_FRAME_WORDS, spare)
    head = next((at for at in range(most) if one[at] != other[at]), most)
    most = min(_FRAME_WORDS, spare - head)
    tail = next((at for at in range(most) if one[-1 - at] != other[-1 - at]), most)
    return head, tail


def _weights(
    text: str,
    fold: Callable[[str], str],
    stop: Collection[str],
    stem: Callable[[str], str] | None,
    rarity: Mapping[str, float],
    head: int,
    tail: int,
) -> dict[str, tuple[float, str]]:
    found: dict[str, tuple[float, str]] = {}
    sentence_begins = True
    matches = list(_WORD.finditer(text))
    for match in matches[head : len(matches) - tail]:
        word = match.group()
        folded = fold(word)
        digits = sum(character.isdigit() for character in folded)
        kind = _NUMBER if digits >= _SHORT_NUMBER else _PLAIN
        if word[0].isupper() and not word.isupper() and not sentence_begins:
            kind = _NAME
        sentence_begins = text[match.end() : match.end() + 1] in {".", "!", "?", "\n", ":"}
        if len(folded) < 2 or folded in stop:
            continue
        key = folded if digits else (stem(folded) if stem else folded)[:_BEGINNING]
        weight = kind * rarity.get(folded, 1.0)
        if weight > found.get(key, (0.0, ""))[0]:
            found[key] = (weight, word)
    return found
