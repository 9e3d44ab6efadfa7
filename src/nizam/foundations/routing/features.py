# SPDX-License-Identifier: EUPL-1.2
"""What a text is made of, for routing: words, beginnings, stems, pairs of neighbours, letter sequences inside words.

The Turkic languages put their grammar at the end of the word, so a word's first six letters stand for it, and its stem
beside them where dictionaries are at hand: the stem holds together words shorter than six letters and parts longer
ones. Letter sequences catch what both cut too early or too late, and spelling mistakes. Whole words and pairs keep
apart what those confuse. Stems of pairs, and letter sequences of stems instead of words, were measured and gave less.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

_WORD: Final = re.compile(r"\w+(?:['’‘ʻʼ`´]\w+)*")
# With so many letters a word is the same word in whatever case.
BEGINNING_LENGTH: Final = 6
_GRAMS: Final = (2, 3, 4, 5)
# A letter quotes laws and lists; what it is about is said in so many words.
WORDS_READ: Final = 1_500

# The three kinds of feature, each with as much to say as the others in every text.
WHOLE, BEGINNING, GRAM = 0, 1, 2
KINDS: Final = 3
# No folded word holds one: a stem is another feature than the same letters as a beginning.
_STEM_MARK: Final = "="

Stem: TypeAlias = Callable[[str], str]
"""From a folded word to the key that its inflected forms share, folded too."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text: where it stands, and its folded form."""

    start: int
    end: int
    folded: str


def tokens(text: str, fold: Callable[[str], str], stop: Collection[str]) -> list[Token]:
    """Give the words of ``text`` that hold a letter and whose folded form is not in ``stop``; the first 1,500."""
    found: list[Token] = []
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        if folded not in stop and any(character.isalpha() for character in folded):
            found.append(Token(match.start(), match.end(), folded))
            if len(found) == WORDS_READ:
                break
    return found


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words with nothing but white space between them."""

    left: Token
    right: Token


def pairs(text: str, found: list[Token]) -> list[Pair]:
    """Give the neighbours among the words of a text."""
    return [Pair(left, right) for left, right in pairwise(found) if text[left.end : right.start].isspace()]


@dataclass(frozen=True, slots=True)
class Contents:
    """How often each different word, and each pair of neighbours, stands in a text: all that the router learns from."""

    words: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]


def contents(found: list[Token], neighbours: list[Pair]) -> Contents:
    """Count the words and pairs of a text."""
    return Contents(
        Counter(token.folded for token in found),
        Counter((pair.left.folded, pair.right.folded) for pair in neighbours),
    )


def of_word(folded: str, stem: Stem | None = None) -> Iterator[tuple[int, str]]:
    """Name the features of one word, each with its kind; its edges count as spaces in the letter sequences.

    The stem, where ``stem`` is given, is of the beginnings' kind.
    """
    yield WHOLE, folded
    yield BEGINNING, folded[:BEGINNING_LENGTH]
    if stem is not None:
        yield BEGINNING, _STEM_MARK + stem(folded)
    edged = f" {folded} "
    for size in _GRAMS:
        for start in range(len(edged) - size + 1):
            yield GRAM, edged[start : start + size]


def of_pair(left: str, right: str) -> Iterator[tuple[int, str]]:
    """Name the features of two neighbours, each with its kind."""
    yield WHOLE, f"{left} {right}"
    yield BEGINNING, f"{left[:BEGINNING_LENGTH]} {right[:BEGINNING_LENGTH]}"
