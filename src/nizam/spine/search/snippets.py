# SPDX-License-Identifier: EUPL-1.2
"""A piece of a thing's text around the words that were found, in the spelling it was written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nizam.foundations.language import tokens
from nizam.kit.declare import Resource
from nizam.spine.search.asking import Question
from nizam.spine.search.indexing import texts_of
from nizam.spine.search.lexemes import bare_stems, forms_of

WIDTH = 180
LOOKED_THROUGH = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `marked` where it is a word that was found."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Sought:
    """The words of a question as they are recognised in a text."""

    folded: frozenset[str]
    bare: frozenset[str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, question: Question) -> Sought:
        """Gather them from all terms."""
        folded: set[str] = set()
        bare: set[str] = set()
        beginnings: set[str] = set()
        for term in question.terms:
            for word in term.words:
                forms = forms_of(word, "en")
                folded.update((*forms.folded, forms.joined))
                if not term.phrase:
                    bare.update(bare_stems(word))
                if term.open and forms.folded:
                    beginnings.add(forms.folded[-1])
        return cls(frozenset(folded - {""}), frozenset(bare), tuple(beginnings))

    def finds(self, word: str, language: str) -> bool:
        """Tell whether `word`, as it stands in a text in `language`, is one of those sought."""
        forms = forms_of(word, language)
        keys = {*forms.folded, forms.joined}
        if keys & self.folded or self.bare.intersection(forms.bare):
            return True
        return any(key.startswith(self.beginnings) for key in keys) if self.beginnings else False


def marked(text: str, sought: Sought, language: str) -> list[Piece]:
    """Return `text` in pieces, the words sought marked."""
    pieces: list[Piece] = []
    end = 0
    for start, stop in _places(text, sought, language):
        if start > end:
            pieces.append(Piece(text[end:start]))
        pieces.append(Piece(text[start:stop], marked=True))
        end = stop
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return pieces


def snippet(resource: Resource, thing: Any, sought: Sought, *, beside: str = "") -> list[Piece]:
    """Return the piece of the searched fields of `thing` that holds most of what is sought; empty when none does.

    A field whose text stands in `beside`, which is shown already, is left out.
    """
    best: tuple[int, str, int, str] | None = None
    for _group, whole, language in texts_of(resource, thing):
        text = " ".join(whole[:LOOKED_THROUGH].split())
        if not text or text.rstrip(" .;,") in beside:
            continue
        places = list(_places(text, sought, language))
        if places:
            first, count = _densest(places)
            if best is None or count > best[0]:
                best = (count, text, first, language)
    if best is None:
        return []
    _count, text, first, language = best
    start = max(0, first - WIDTH // 4)
    if start:
        start = text.find(" ", start, first) + 1 or first
    stop = start + WIDTH
    if stop < len(text):
        stop = max(text.rfind(" ", start, stop), first + 1) if " " in text[first:stop] else stop
    pieces = marked(text[start:stop], sought, language)
    return [*([Piece("… ")] if start else []), *pieces, *([Piece(" …")] if stop < len(text) else [])]


def _places(text: str, sought: Sought, language: str) -> Iterator[tuple[int, int]]:
    for token in tokens(text):
        if sought.finds(token.text, language):
            yield token.start, token.end


def _densest(places: list[tuple[int, int]]) -> tuple[int, int]:
    counts: Mapping[int, int] = {
        start: sum(1 for other, _stop in places[place : place + 20] if other < start + WIDTH * 3 // 4)
        for place, (start, _end) in enumerate(places[:200])
    }
    first = max(counts, key=lambda start: (counts[start], -start))
    return first, counts[first]
