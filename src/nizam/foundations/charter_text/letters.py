# SPDX-License-Identifier: EUPL-1.2
"""Letters as numbers of lists: which can follow which in the alphabets charters are lettered by."""

from functools import lru_cache

_ALPHABETS = (
    "abcçdefgğhıijklmnoöprsştuüvyz",  # Turkish
    "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",  # Azerbaijani
    "abcdefghijklmnopqrstuvwxyz",  # English, and typists without Turkish letters
    "abcdefghijklmnoprstuvyz",
    "abdefghijklmnopqrstuvxyz",  # Uzbek
    "abvgdejziyklmnoprstufx",  # Uzbek Latin in the order of Cyrillic
    "abvqdejziyklmnoprstufx",  # Azerbaijani Latin in the order of Cyrillic
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",  # Russian
    "абвгдежзиклмнопрстуфхцчшщэюя",
    "абвгдеёжзийклмнопрстуфхцчшъэюяўқғҳ",  # Uzbek Cyrillic
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_FIRST = {"a": 1, "а": 1}
_ROMAN_BASE = 0x110000
_REACH = 3


def place(letter: str) -> int:
    """Return a number for `letter`, or for a small Roman number of several: 1 for the first letter of an alphabet."""
    lowered = {"İ": "i", "I": "ı"}.get(letter, letter.lower())
    if len(lowered) > 1 and lowered in _ROMAN:
        return _ROMAN_BASE + _ROMAN.index(lowered)
    return _FIRST.get(lowered, ord(lowered)) if len(lowered) == 1 else 0


def follows(previous: int, value: int) -> bool:
    """Tell whether the letter of place `value` comes right after that of `previous` in one of the alphabets."""
    return 1 in _steps(previous, value)


def may_follow(previous: int, value: int) -> bool:
    """Tell whether the letter of place `value` comes a little after that of `previous`: lists leave letters out."""
    return any(0 <= step <= _REACH for step in _steps(previous, value))


def is_later(previous: int, value: int) -> bool:
    """Tell whether the letter of place `value` comes anywhere after that of `previous`."""
    return any(step > 0 for step in _steps(previous, value))


def is_transliterated(previous: int, value: int) -> bool:
    """Tell whether only the Cyrillic order explains the two Latin letters: v after b."""
    return previous == ord("b") and value == ord("v")


@lru_cache(maxsize=4096)
def _steps(previous: int, value: int) -> frozenset[int]:
    """Return how far `value` lies after `previous`, in each alphabet that has both."""
    steps = set()
    for alphabet in _ALPHABETS:
        places = {_FIRST.get(letter, ord(letter)): index for index, letter in enumerate(alphabet)}
        if previous in places and value in places:
            steps.add(places[value] - places[previous])
    romans = {place(numeral): index for index, numeral in enumerate(_ROMAN)}
    if previous in romans and value in romans:
        steps.add(romans[value] - romans[previous])
    return frozenset(steps)
