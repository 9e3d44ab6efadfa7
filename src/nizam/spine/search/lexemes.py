# SPDX-License-Identifier: EUPL-1.2
"""What a text is found by: its words as written, their stems, and the keys that all spellings of them share.

Both databases store the same lexemes and are asked for the same ones, so that both find the same rows. A lexeme is one
letter and a word: `x` the exact form, `s` its stem, `f` the folded form, `b` the stem of the folded form, `p` the key
of a person. Exact forms and stems are kept of the weighty fields only: for the rest, the folded ones are enough.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from nizam.foundations.language import LANGUAGES, TokenKind, bare_stem, fold, normalize, stem, tokens
from nizam.spine.search.models import LONGEST_WORD

GROUPS: Final = ("a", "b", "c")
EXACT, STEM, FOLD, BARE, PERSON = "x", "s", "f", "b", "p"
# What stands between two texts of a group and in place of what is counted no more: no phrase reaches over it.
GAP: Final = "_"
# PostgreSQL counts places up to 16,383 and keeps 255 of a lexeme; SQLite is held to the same, to find the same.
PLACES = 16_000
PLACES_OF_A_WORD = 250
MOST_WORDS = 40_000
_ALPHANUMERIC: Final = frozenset(string.ascii_lowercase + string.digits)


@dataclass
class Lexemes:
    """The lexemes of one row by group: `sequence` in the order of the text, `bag` in none; and its words."""

    sequence: dict[str, list[str]] = field(default_factory=lambda: {group: [] for group in GROUPS})
    bag: dict[str, dict[str, None]] = field(default_factory=lambda: {group: {} for group in GROUPS})
    words: set[str] = field(default_factory=set)
    _places: int = 0
    _counted: dict[str, int] = field(default_factory=dict)

    def add(self, group: str, text: str, language: str) -> None:
        """Add a text in `language` to the fields of `group`."""
        sequence, bag = self.sequence[group], self.bag[group]
        if sequence:
            sequence += [GAP, GAP]
            self._places += 2
        counted, weighty = self._counted, group != "c"
        for word in words_of(text):
            kept = _kept(word, language)
            for one in kept.sequence:
                times = counted[one] = counted.get(one, 0) + 1
                if len(counted) > MOST_WORDS:
                    return
                if self._places < PLACES:
                    sequence.append(GAP if times > PLACES_OF_A_WORD else one)
                    self._places += 1
                else:
                    bag[one] = None
            for one in kept.bag:
                bag[one] = None
            if weighty:
                for one in kept.weighty:
                    bag[one] = None
            self.words.update(kept.words)

    def add_person(self, key: int) -> None:
        """Add a person the row is about."""
        self.bag["c"][f"{PERSON}{key}"] = None


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one word: as written, its stem, folded (in parts where a sign parts it), folded in one, stems."""

    exact: str
    stem: str
    folded: tuple[str, ...]
    joined: str
    bare: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of one word: in the order of the text, in none, in weighty fields besides; and as known words."""

    sequence: tuple[str, ...]
    bag: tuple[str, ...]
    weighty: tuple[str, ...]
    words: tuple[str, ...]


@lru_cache(maxsize=50_000)
def _kept(word: str, language: str) -> _Kept:
    forms = forms_of(word, language)
    bag = [BARE + one for one in forms.bare]
    if forms.joined:
        bag.append(FOLD + forms.joined)
    words = dict.fromkeys(one for one in (*forms.folded, *forms.bare) if len(one) > 2 and one.isalpha())
    return _Kept(
        tuple(FOLD + one for one in forms.folded),
        tuple(bag),
        (EXACT + forms.exact, STEM + forms.stem),
        tuple(words),
    )


def words_of(text: str) -> Iterator[str]:
    """Yield the words of `text` as they are searched: no punctuation."""
    for token in tokens(text):
        if token.kind is not TokenKind.PUNCTUATION:
            yield token.text


@lru_cache(maxsize=50_000)
def forms_of(word: str, language: str) -> Forms:
    """Return the forms of `word` in a text in `language`; of an unknown language as if it were English."""
    language = language if language in LANGUAGES else "en"
    folded = tuple(one[:LONGEST_WORD] for one in fold(word).split())
    joined = "".join(folded)[:LONGEST_WORD] if len(folded) > 1 else ""
    exact = lexeme(normalize(word, language))
    if any(map(str.isdigit, word)):
        # Numbers have no stems, and more of them than a cache holds; an ending after one is a part of its own.
        return Forms(exact, exact, folded, joined, ())
    root = stem(word, language)
    bare = dict.fromkeys(one for part in (*folded, joined) if part and (one := bare_stem(part, language)))
    # The letters of a word as written may tell what its folded form does not: which of two words it is a form of, and,
    # of Cyrillic ones, that it is Russian.
    if (key := fold(root)[:LONGEST_WORD]) and " " not in key:
        bare[key] = None
    return Forms(exact, lexeme(root), folded, joined, tuple(bare))


def lexeme(word: str) -> str:
    """Return `word` without the signs by which a database would take it apart, cut to the longest there is."""
    if word.isascii() and not _ALPHANUMERIC.issuperset(word):
        word = "".join(sign if sign in _ALPHANUMERIC else GAP for sign in word)
    elif not word.isascii():
        word = "".join(sign if not sign.isascii() or sign in _ALPHANUMERIC else GAP for sign in word if sign != "\0")
    return word[:LONGEST_WORD]


def bare_stems(word: str) -> tuple[str, ...]:
    """Return the stems `word` may have, whatever language it is typed in."""
    return tuple(dict.fromkeys(one for language in LANGUAGES for one in forms_of(word, language).bare))


def stems(word: str) -> tuple[str, ...]:
    """Return the exact stems `word` may have."""
    return tuple(dict.fromkeys(forms_of(word, language).stem for language in LANGUAGES))


def exact_forms(word: str) -> tuple[str, ...]:
    """Return the exact forms `word` may have: capitals are small otherwise in Turkish than in English."""
    return tuple(dict.fromkeys(forms_of(word, language).exact for language in LANGUAGES))


def joined(words: Iterable[str]) -> str:
    """Return lexemes as a database takes them apart again."""
    return " ".join(words)
