# SPDX-License-Identifier: EUPL-1.2
"""A text in several languages, passage by passage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from nizam.foundations.language._cyrillic import CYRILLIC
from nizam.foundations.language._identify import identify
from nizam.foundations.language._sentences import sentences

_WORD: Final[re.Pattern[str]] = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS: Final[int] = 3
_FEW_WORDS: Final[int] = 6
_SURE: Final[float] = 0.9


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text in one language.

    Attributes:
        start, end: where it stands.
        language: one of LANGUAGES, or None where it is in none of them or says too little.
        confidence: from 0 to 1, of its longest piece.
    """

    start: int
    end: int
    language: str | None
    confidence: float


@dataclass(slots=True)
class _Piece:
    start: int
    end: int
    words: int
    language: str | None
    confidence: float


def identify_passages(text: str) -> list[Passage]:
    """Return the passages of ``text`` in order, neighbours in different languages.

    Sentences are judged one by one, and parted where three words and more change between Latin and Cyrillic. A piece
    of one or two words goes with the passage before it (at the beginning: after it); so does a short one about which
    there is doubt, when its neighbours agree. White space between passages is in none.

    Raises:
        IdentifierUnavailableError: py3langid or its model is missing.
    """
    pieces = [
        _judged(text, start, end)
        for first, last in sentences(text)
        for start, end in _by_script(text, first, last)
    ]  # fmt: skip
    _settle(pieces)
    passages: list[Passage] = []
    for language, group in groupby(pieces, key=lambda piece: piece.language):
        run = list(group)
        longest = max(run, key=lambda piece: piece.words)
        passages.append(Passage(run[0].start, run[-1].end, language, longest.confidence))
    return passages


def _judged(text: str, start: int, end: int) -> _Piece:
    found = identify(text[start:end])
    return _Piece(start, end, len(_WORD.findall(text, start, end)), found.language, found.confidence)


def _by_script(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Part a sentence where at least three words on either side are in different scripts."""
    start = first
    held: bool | None = None
    words = list(_WORD.finditer(text, first, last))
    for cyrillic, group in groupby(words, key=lambda word: bool(CYRILLIC.search(word[0]))):
        run = list(group)
        if len(run) < _FEWEST_WORDS:
            continue
        if held is not None and held != cyrillic:
            yield start, start + len(text[start : run[0].start()].rstrip())
            start = run[0].start()
        held = cyrillic
    yield start, last


def _settle(pieces: list[_Piece]) -> None:
    """Give pieces that say little the language of those beside them."""
    telling = [piece for piece in pieces if piece.words >= _FEWEST_WORDS]
    for before, piece, after in zip(telling, telling[1:], telling[2:], strict=False):
        if piece.words < _FEW_WORDS and piece.confidence < _SURE and before.language == after.language:
            piece.language = before.language
    if not telling:
        telling = [max(pieces, key=lambda piece: piece.confidence)] if pieces else []
    language = telling[0].language if telling else None
    for piece in pieces:
        if piece in telling:
            language = piece.language
        else:
            piece.language = language
