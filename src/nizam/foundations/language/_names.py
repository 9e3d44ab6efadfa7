# SPDX-License-Identifier: EUPL-1.2
"""Whether two writings of a name may be one person's."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from nizam.foundations.language._fold import fold

SAME_PERSON: Final[float] = 0.8
"""From here on two names are taken for one person's; below, a human must say so."""

_MATCH: Final[float] = 0.86
"""Least likeness of two words that are taken for one name."""
_INITIAL: Final[float] = 0.9
_LONE_NAME: Final[float] = 0.75
_OTHER_GENDER: Final[float] = 0.1
_LONE_OTHER_GENDER: Final[float] = 0.3
_SAID_MORE: Final[float] = 0.03
_MOST_WORDS: Final[int] = 6
_MOST_LETTERS: Final[int] = 40

_WORD: Final[re.Pattern[str]] = re.compile(r"[^\s.,;()«»\"“”/]+\.?")
_TURKISH_CASE: Final[re.Pattern[str]] = re.compile(
    "['’](?:n?[ıiuü]n|[ny]?[aeəıiuü]|n?[dt][aeə]n?|y?l[aeə])$", re.IGNORECASE
)
_TITLES: Final[frozenset[str]] = frozenset(
    (
        "jenab",
        "xanim",
        "bey",
        "hanim",
        "sayin",
        "bay",
        "bayan",
        "janob",
        "xonim",
        "hormetli",
        "hurmatli",
        "mr",
        "mrs",
        "ms",
    )
)
_PATRONYMIC_WORDS: Final[frozenset[str]] = frozenset(("oglu", "ogli", "ugli", "oghlu", "qizi", "gizi", "kizi", "kyzy"))
_PATRONYMIC: Final[re.Pattern[str]] = re.compile("(.{2,}?)(?:y?[oe]vic|y?[oe]vna|ic)")
_CASE: Final[re.Pattern[str]] = re.compile(
    "(.+[oe]va?)(?:n?[iu]n|ning|[ny]?[eiu]|[ny]a|ga|n?d[ae]n?|t[ae]n?|ka|dagi|ile|la)|(.{3,})ning"
)
_SURNAME: Final[re.Pattern[str]] = re.compile("(.+(?:[oe]v|in))a")
# Digraphs of English and Russian spellings, once fold has made ç, ch, ч a c and sh a s.
_SOUNDS: Final[tuple[tuple[str, str], ...]] = (
    ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("kh", "x"), ("gh", "g"), ("ph", "f"), ("ts", "s"), ("w", "v"),
    ("ie", "iye"), ("ia", "iya"), ("off", "ov"), ("eff", "ev"),
)  # fmt: skip
_VOWELS: Final[str] = "aeiou"
_NEAR: Final[dict[frozenset[str], float]] = {
    frozenset(pair): cost
    for pair, cost in {
        "ae": 0.1, "ao": 0.15, "ou": 0.15, "ui": 0.25, "ei": 0.2, "iy": 0.15, "qk": 0.1, "qg": 0.1, "kg": 0.2,
        "xh": 0.1, "hg": 0.1, "xg": 0.3, "xk": 0.3, "cj": 0.2, "jy": 0.4, "td": 0.2, "bp": 0.3, "fp": 0.25, "fv": 0.25,
        "zs": 0.6, "bv": 0.4,
    }.items()
}  # fmt: skip
_SAME_SOUND: Final[float] = 0.1
_FIRST: Final[float] = 1.5
"""A consonant that begins a word weighs so much more."""


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a name: its letters as they sound, what it may begin with (ə is a or e abroad), and what it is."""

    sound: str
    first: str
    initial: bool = False
    patronymic: bool = False
    feminine: bool = False


def match_names(left: str, right: str) -> float:
    """Return how likely two writings of a name are one person's, from 0 to 1; from SAME_PERSON on they are taken so.

    Script, alphabet, order, titles, case endings (Aliyev'in, Алиевнинг, Əliyevə), initials and what one side leaves
    out do not count; nor do the spellings a sound has in the four languages (Əliyev, Aliyev, Алиев; Hüseynov, Гусейнов;
    Cəfərov, Джафаров). A father's name (oğlu, qızı, oʻgʻli, qizi, -ovich, -ovna) may be missing, not differ. One word
    against several is never enough. A surname's -a is a little against one person, and more where nothing but initials
    stands beside it. Nobody is told from a namesake: the same name gives 1, or 0.9 and less with initials.

    The figure is a mean of the words' likeness (an edit distance where near sounds are cheap), not a probability.
    """
    ours, theirs = sorted((_words(left), _words(right)), key=lambda words: (len(words), [word.sound for word in words]))
    pairs = _pairs(ours, theirs)
    if not pairs:
        return 0.0
    left_over = len(theirs) - len(pairs)
    if len(pairs) < len(ours):
        return round(0.5 * sum(likeness for likeness, _, _ in pairs) / len(theirs), 3)
    return round(max(0.0, _score(pairs, left_over)), 3)


def _score(pairs: list[tuple[float, _Word, _Word]], left_over: int) -> float:
    full = [pair for pair in pairs if not (pair[1].initial or pair[2].initial)]
    if not full:
        return _LONE_NAME / 2
    weights = [0.5 if one.initial or other.initial else 1.0 for _, one, other in pairs]
    score = sum(pair[0] * weight for pair, weight in zip(pairs, weights, strict=True)) / sum(weights)
    if any(one.feminine != other.feminine for _, one, other in full):
        score -= _OTHER_GENDER if len(full) > 1 else _LONE_OTHER_GENDER
    score -= _SAID_MORE * left_over
    return min(score, _LONE_NAME) if left_over and len(pairs) == 1 else score


def _words(name: str) -> list[_Word]:
    words: list[_Word] = []
    for raw in _WORD.findall(name[: 4 * _MOST_LETTERS]):
        plain = _TURKISH_CASE.sub("", raw.rstrip("."))
        # A plain c is the sound j; ç, ch and ч become c in the key.
        key = fold(re.sub("[cC](?![hH])", "j", plain)).replace(" ", "")
        if not key or key in _TITLES:
            continue
        if key in _PATRONYMIC_WORDS:
            if words:
                words[-1] = replace(words[-1], patronymic=True)
            continue
        word = _word(key, initial=len(plain) == 1 or (raw.endswith(".") and len(plain) <= 2))
        words.append(replace(word, first="ae" if plain[0] in "əƏ" else word.sound[0]))
    return words[:_MOST_WORDS]


def _word(key: str, *, initial: bool) -> _Word:
    if initial:
        return _Word(_sound(key), key[0], initial=True)
    father = _PATRONYMIC.fullmatch(key)
    if father:
        return _Word(_sound(father[1]), key[0], patronymic=True)
    declined = _CASE.fullmatch(key)
    if declined:
        key = declined[1] or declined[2]
    woman = _SURNAME.fullmatch(key)
    return _Word(_sound(woman[1] if woman else key), key[0], feminine=bool(woman))


def _sound(key: str) -> str:
    for spelled, sound in _SOUNDS:
        key = key.replace(spelled, sound)
    return re.sub(r"(.)\1+", r"\1", key)[:_MOST_LETTERS]


def _pairs(ours: list[_Word], theirs: list[_Word]) -> list[tuple[float, _Word, _Word]]:
    """Return the words that go together, the likest first; names have few words, so the greedy choice will do."""
    likely = sorted(
        ((_likeness(one, other), -abs(i - j), i, j) for i, one in enumerate(ours) for j, other in enumerate(theirs)),
        reverse=True,
    )
    taken_ours: set[int] = set()
    taken_theirs: set[int] = set()
    pairs: list[tuple[float, _Word, _Word]] = []
    for likeness, _, i, j in likely:
        if likeness >= _MATCH and i not in taken_ours and j not in taken_theirs:
            taken_ours.add(i)
            taken_theirs.add(j)
            pairs.append((likeness, ours[i], theirs[j]))
    return pairs


def _likeness(one: _Word, other: _Word) -> float:
    if one.initial or other.initial:
        consonants = one.first not in _VOWELS and other.first not in _VOWELS
        near = consonants and _substitution(one.first, other.first) <= _SAME_SOUND
        return _INITIAL if near or set(one.first) & set(other.first) else 0.0
    if one.patronymic != other.patronymic and one.sound != other.sound:
        return 0.0
    shorter, longer = sorted((one.sound, other.sound))
    return max(0.0, 1 - _distance(shorter, longer) / (1.5 + 0.35 * max(len(shorter), len(longer))))


@lru_cache(maxsize=16384)
def _distance(left: str, right: str) -> float:
    """Return the least cost of turning one word into the other, where near sounds are near."""
    row = [0.0]
    for place, letter in enumerate(right):
        row.append(row[-1] + _gap(right, place, letter))
    for i, letter in enumerate(left):
        above, row = row, [row[0] + _gap(left, i, letter)]
        for j, other in enumerate(right):
            weight = _FIRST if i == j == 0 and letter not in _VOWELS and other not in _VOWELS else 1.0
            row.append(
                min(
                    above[j] + weight * _substitution(letter, other),
                    above[j + 1] + _gap(left, i, letter),
                    row[j] + _gap(right, j, other),
                )
            )
    return row[-1]


def _substitution(letter: str, other: str) -> float:
    if letter == other:
        return 0.0
    if letter in _VOWELS and other in _VOWELS:
        return _NEAR.get(frozenset((letter, other)), 0.7)
    return _NEAR.get(frozenset((letter, other)), 1.0)


def _gap(word: str, place: int, letter: str) -> float:
    """Return the cost of a letter that only one word has: y between vowels is nothing much, the first weighs more."""
    if letter == "y":
        return 0.1
    if place == 0:
        return _FIRST
    if letter in _VOWELS and place < len(word) - 1:
        return 0.4
    return 0.3 if letter == "h" and place else 1.0
