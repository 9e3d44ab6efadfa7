# SPDX-License-Identifier: EUPL-1.2
"""Spelling suggestions: the known words nearest to one that is not known.

Nearness is the edit distance of Damerau (optimal string alignment) with cheaper steps for what people and scanners
confuse in these languages: letters without their diacritics, q k g, x h, doubled letters, the apostrophe.
"""

from functools import lru_cache
from typing import Final

from nizam.foundations.language._automaton import Automaton
from nizam.foundations.language._codes import require_language
from nizam.foundations.language._dictionary import DictionaryUnavailableError, automaton, lexicon
from nizam.foundations.language._fold import fold
from nizam.foundations.language._letters import letters, spelled
from nizam.foundations.language._morphology import LONGEST_WORD

_FARTHEST: Final[float] = 2.0
_NEAR: Final[float] = 1.0
_SAME_BASE: Final[float] = 0.2
_CONFUSED: Final[float] = 0.5
_DOUBLED: Final[float] = 0.4
_APOSTROPHE: Final[float] = 0.2
_CONFUSED_PAIRS: Final[frozenset[frozenset[str]]] = frozenset(
    frozenset(pair)
    for pair in (
        "qk",
        "kg",
        "qg",
        "qğ",
        "kğ",
        "yğ",
        "xh",
        "dt",
        "bp",
        "cç",
        "cj",
        "vf",
        "vw",
        "ao",
        "eə",
        "ei",
        "ıu",
        "iü",
    )
)
_UNKNOWN_RARITY: Final[int] = 256


def suggest(word: str, language: str, limit: int = 5) -> list[str]:
    """Return up to ``limit`` known words near ``word``, best first; none where ``word`` itself is known.

    Of two equally near the one of the commoner root comes first. Uzbek comes back in the orthography of 1995.

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
        DictionaryUnavailableError: its dictionary is not built.
    """
    require_language(language)
    language = "uz" if language == "uz-Cyrl" else language
    words = automaton(f"{language}.forms")
    if words is None:
        raise DictionaryUnavailableError(language)
    word = letters(word, language)
    if not 2 <= len(word) <= LONGEST_WORD or word in words:
        return []
    # Far words are many and slow to gather: they are looked for only where there are no near ones.
    found = _near(words, word, _NEAR) or _near(words, word, _FARTHEST)
    ranked = sorted(found, key=lambda one: (found[one], _rarity(one, language), one))
    return [spelled(one, language) for one in ranked[:limit]]


def _near(words: Automaton, word: str, farthest: float) -> dict[str, float]:
    first = [0.0]
    for place, letter in enumerate(word):
        first.append(first[-1] + _lone(letter, word[place - 1] if place else ""))
    found: dict[str, float] = {}
    stack: list[tuple[int, str, list[float], list[float]]] = [(1, "", first, [])]
    while stack:
        node, prefix, row, above = stack.pop()
        last = prefix[-1:]
        for letter, target, ends in words.children(node):
            longer = [row[0] + _lone(letter, last)]
            for place, typed in enumerate(word):
                cost = min(
                    row[place] + _swap(letter, typed),
                    row[place + 1] + _lone(letter, last),
                    longer[place] + _lone(typed, word[place - 1] if place else ""),
                )
                if place and above and letter == word[place - 1] and last == typed:
                    cost = min(cost, above[place - 1] + 1.0)
                longer.append(cost)
            if ends and longer[-1] <= farthest:
                found[prefix + letter] = longer[-1]
            if target and min(longer) <= farthest:
                stack.append((target, prefix + letter, longer, row))
    return found


def _lone(letter: str, before: str) -> float:
    """Return what one letter too many or too few costs."""
    if letter == "\u02bc":
        return _APOSTROPHE
    return _DOUBLED if letter == before else 1.0


@lru_cache(maxsize=4096)
def _swap(letter: str, typed: str) -> float:
    if letter == typed:
        return 0.0
    if (base := fold(letter)) and base == fold(typed):
        return _SAME_BASE
    return _CONFUSED if frozenset((letter, typed)) in _CONFUSED_PAIRS else 1.0


def _rarity(word: str, language: str) -> int:
    if language not in ("az", "uz", "tr"):
        return len(word)
    words = lexicon(language, False)
    root, kind = words.root(word)
    return words.known[kind].get(root, _UNKNOWN_RARITY)
