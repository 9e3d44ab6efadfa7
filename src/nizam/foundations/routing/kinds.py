# SPDX-License-Identifier: EUPL-1.2
"""Which of several kinds a letter's own words speak for, each kind given with the words that point to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from nizam.foundations.routing.surfaces import Searched


class KindHint(NamedTuple):
    """A kind's code, and the words of the letter that speak for it."""

    code: str
    words: tuple[str, ...]


def kind_hints(text: str, kinds: Mapping[str, Iterable[str]], *, fold: Callable[[str], str]) -> list[KindHint]:
    """Return the kinds whose words stand in ``text``, the one with the most of them first, then in the order given.

    Words and phrases are found by their beginnings, so that suffixes do not matter, and in every spelling that ``fold``
    maps to one: either alphabet, with its marks or without.
    """
    searched = Searched(text, fold)
    found = []
    for code, words in kinds.items():
        # Folded as the text is: word by word, so that a comma within a phrase does not matter.
        phrases = [phrase for word in words if (phrase := Searched(word, fold).folded.strip())]
        hits = tuple(searched.find_all(dict.fromkeys(phrases)))
        if hits:
            found.append(KindHint(code, hits))
    return sorted(found, key=lambda hint: -len(hint.words))
