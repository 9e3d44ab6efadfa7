# SPDX-License-Identifier: EUPL-1.2
"""Words into the letters the tables of endings and the dictionaries are written in, and back.

Lower case, one letter a sound: Uzbek is held in the letters of 2026 (ş ç ö ğ) however it came, and goes out in the
orthography of 1995.
"""

from typing import Final

from nizam.foundations.language._casing import lower
from nizam.foundations.language._cyrillic import CYRILLIC
from nizam.foundations.language._normalize import normalize

_LETTERS: Final[tuple[tuple[str, str], ...]] = (("o\u02bb", "ö"), ("g\u02bb", "ğ"), ("sh", "ş"), ("ch", "ç"))
_SPELLED: Final[dict[int, str]] = str.maketrans({"ö": "o\u02bb", "ğ": "g\u02bb", "ş": "sh", "ç": "ch"})


def letters(word: str, language: str) -> str:
    """Return ``word`` in lower case and in the letters of the tables of ``language``."""
    # Nearly every word is letters of one script and needs no more than small ones; the rest is worth normalising.
    word = lower(word, language) if word.isalpha() and not CYRILLIC.search(word) else normalize(word, language)
    if language.startswith("uz"):
        for spelled_so, letter in _LETTERS:
            if spelled_so[0] in word:
                word = word.replace(spelled_so, letter)
    return word


def spelled(word: str, language: str) -> str:
    """Return a word of the tables in the orthography people write: sh ch oʻ gʻ for Uzbek."""
    return word.translate(_SPELLED) if language.startswith("uz") else word
