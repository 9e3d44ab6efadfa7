# SPDX-License-Identifier: EUPL-1.2
"""What a text is made of, for routing: word beginnings, pairs of neighbours, and letter sequences inside words.

The Turkic languages put their grammar at the end of the word, so a word's first six letters stand for it where no
stemmer is at hand; letter sequences catch what that cuts too early or too late, and spelling mistakes.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_WORD: Final = re.compile(r"\w+(?:['’‘ʻʼ`´]\w+)*")
_PREFIX: Final = 6
_GRAMS: Final = (3, 4, 5)

# The first letter of a feature tells its kind; the weights were chosen on duties of municipal units (Turkish).
WORD: Final = "w"
PAIR: Final = "b"
GRAM: Final = "c"
WEIGHTS: Final = {WORD: 1.0, PAIR: 1.0, GRAM: 0.3}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text: where it stands, and its folded form."""

    start: int
    end: int
    folded: str


def tokens(text: str, fold: Callable[[str], str], stop: Collection[str]) -> list[Token]:
    """Give the words of ``text`` that hold a letter and whose folded form is not in ``stop``."""
    found = []
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        if any(character.isalpha() for character in folded) and folded not in stop:
            found.append(Token(match.start(), match.end(), folded))
    return found


def word_feature(folded: str) -> str:
    """Name the feature of a word's beginning."""
    return WORD + folded[:_PREFIX]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words with nothing but white space between them, and the name of their feature."""

    left: Token
    right: Token
    feature: str


def pairs(text: str, found: list[Token]) -> list[Pair]:
    """Give the neighbours among the words of a text."""
    return [
        Pair(left, right, f"{PAIR}{left.folded[:_PREFIX]} {right.folded[:_PREFIX]}")
        for left, right in pairwise(found)
        if text[left.end : right.start].isspace()
    ]


def word_features(folded: str) -> tuple[str, ...]:
    """Name the features of one word: its beginning, and its letter sequences with the word's edges as spaces."""
    edged = f" {folded} "
    grams = (GRAM + edged[at : at + size] for size in _GRAMS for at in range(len(edged) - size + 1))
    # Without repeats and in a fixed order, so that sums come out the same in every process.
    return (word_feature(folded), *dict.fromkeys(grams))


@dataclass(frozen=True, slots=True)
class Contents:
    """A text taken apart: its words and pairs in order, and how often each different one stands there."""

    text: str
    tokens: list[Token]
    neighbours: list[Pair]
    words: Counter[str]
    pairs: Counter[str]


def contents(text: str, fold: Callable[[str], str], stop: Collection[str]) -> Contents:
    """Take a text apart; ``stop`` are folded words to leave out."""
    found = tokens(text, fold, stop)
    neighbours = pairs(text, found)
    return Contents(
        text,
        found,
        neighbours,
        Counter(token.folded for token in found),
        Counter(pair.feature for pair in neighbours),
    )


def frequency(number: int) -> float:
    """Dampen repetition: the second time a word stands in a letter says less than the first."""
    return 1.0 + math.log(number)
