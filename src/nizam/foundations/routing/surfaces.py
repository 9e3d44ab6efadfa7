# SPDX-License-Identifier: EUPL-1.2
"""Finding folded word beginnings and phrases in a text, and giving back how they stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

_WORD: Final = re.compile(r"\w+(?:['’‘ʻʼ`´]\w+)*")


class Searched:
    """A text whose words are folded once, to look for many phrases in."""

    def __init__(self, text: str, fold: Callable[[str], str]) -> None:
        """Fold ``text`` word by word."""
        self._text = text
        self._spans: list[tuple[int, int, int]] = []
        folded = " "
        for match in _WORD.finditer(text):
            word = fold(match.group())
            if word:
                self._spans.append((len(folded), match.start(), match.end()))
                folded += word + " "
        self.folded = folded

    def find(self, phrase: str) -> str | None:
        """Return how ``phrase`` (folded; its last word may go on) stands in the text at its first place, or None."""
        place = self.folded.find(f" {phrase}") + 1
        if not place:
            return None
        inside = [span for span in self._spans if place <= span[0] < place + len(phrase)]
        return " ".join(self._text[inside[0][1] : inside[-1][2]].split())

    def find_all(self, phrases: Iterable[str]) -> list[str]:
        """Return how those of ``phrases`` that occur stand in the text, the shorter inside a longer left out."""
        hits = {phrase: surface for phrase in phrases if (surface := self.find(phrase)) is not None}
        whole = [phrase for phrase in hits if not any(phrase != other and phrase in other for other in hits)]
        return list(dict.fromkeys(hits[phrase] for phrase in whole))
