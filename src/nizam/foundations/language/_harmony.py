# SPDX-License-Identifier: EUPL-1.2
"""Which vowel an Azerbaijani or Turkish ending takes after a word."""

from typing import Final

VOWELS: Final[str] = "aıouâûeəiöüî"
_HIGH: Final[dict[str, str]] = {
    **dict.fromkeys("aâı", "ı"), **dict.fromkeys("eəiî", "i"), **dict.fromkeys("ouû", "u"), **dict.fromkeys("öü", "ü"),
}  # fmt: skip
_LOW: Final[dict[str, dict[str, str]]] = {
    "az": {**dict.fromkeys("aâıouû", "a"), **dict.fromkeys("eəiîöü", "ə")},
    "tr": {**dict.fromkeys("aâıouû", "a"), **dict.fromkeys("eəiîöü", "e")},
}


def last_vowel(word: str) -> str:
    """Return the last vowel of a lower-case word, or e where it has none (an abbreviation spelled out ends so)."""
    return next((letter for letter in reversed(word) if letter in VOWELS), "e")


def ends_in_vowel(word: str) -> bool:
    """Return whether a lower-case word ends in a vowel."""
    return word[-1:] in VOWELS and bool(word)


def high(word: str) -> str:
    """Return ı, i, u or ü: the vowel of a fourfold ending after a lower-case word."""
    return _HIGH[last_vowel(word)]


def low(word: str, language: str) -> str:
    """Return a, or ə in Azerbaijani and e in Turkish: the vowel of a twofold ending after a lower-case word."""
    return _LOW[language][last_vowel(word)]
