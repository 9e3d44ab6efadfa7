# SPDX-License-Identifier: EUPL-1.2
"""Words into the letters the tables of endings and the dictionaries are written in, and back.

Lower case, one letter a sound: Uzbek is held in the letters of 2026 (ş ç ö ğ) however it came, and goes out in the
orthography of 1995.
"""

import re
from typing import Final

from nizam.foundations.language._casing import lower
from nizam.foundations.language._characters import APOSTROPHES, IGNORABLES
from nizam.foundations.language._cyrillic import CYRILLIC

_GONE: Final[dict[int, None]] = dict.fromkeys(map(ord, IGNORABLES))
_APOSTROPHE: Final[str] = "\u02bc"
_ONE_APOSTROPHE: Final[dict[int, str]] = {ord(sign): _APOSTROPHE for sign in APOSTROPHES}
_LETTERS: Final[tuple[tuple[str, str], ...]] = (
    ("o" + _APOSTROPHE, "ö"),
    ("g" + _APOSTROPHE, "ğ"),
    ("sh", "ş"),
    ("ch", "ç"),
)
_SPELLED: Final[dict[int, str]] = str.maketrans({"ö": "o\u02bb", "ğ": "g\u02bb", "ş": "sh", "ç": "ch"})
_CYRILLIC_LETTERS: Final[dict[int, str]] = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "j", "з": "z", "и": "i",
        "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
        "у": "u", "ф": "f", "х": "x", "ц": "s", "ч": "ç", "ш": "ş", "щ": "ş", "ъ": _APOSTROPHE, "ы": "i", "ь": "",
        "э": "e", "ю": "yu", "я": "ya", "ў": "ö", "қ": "q", "ғ": "ğ", "ҳ": "h",
    }
)  # fmt: skip
# е is ye, and ц is ts, where the orthography of 1995 hears them so (decree 339, rules on ye and ts).
_YE: Final[re.Pattern[str]] = re.compile("(?:^|(?<=[аеёиоуўыэюяъь]))е")
_TS: Final[re.Pattern[str]] = re.compile("(?<=[аеёиоуўыэюя])ц")
_SILENT: Final[re.Pattern[str]] = re.compile("ъ(?=[еёюя])")


def letters(word: str, language: str) -> str:
    """Return ``word`` in lower case and in the letters of the tables of ``language``."""
    word = lower(word, language)
    if not word.isalpha():
        word = word.translate(_GONE)
    if not language.startswith("uz"):
        return word
    if CYRILLIC.search(word):
        word = _TS.sub("тс", _YE.sub("йе", word))
        word = _SILENT.sub("", word).translate(_CYRILLIC_LETTERS)
    word = word.translate(_ONE_APOSTROPHE)
    for spelled, letter in _LETTERS:
        if spelled[0] in word:
            word = word.replace(spelled, letter)
    return word


def spelled(word: str, language: str) -> str:
    """Return a word of the tables in the orthography people write: sh ch oʻ gʻ for Uzbek."""
    return word.translate(_SPELLED) if language.startswith("uz") else word
