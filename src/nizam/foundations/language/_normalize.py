# SPDX-License-Identifier: EUPL-1.2
"""The strong key: a text in its official spelling, small letters, one apostrophe, one script, its diacritics kept."""

import re
import unicodedata
from typing import Final

from nizam.foundations.language._casing import lower
from nizam.foundations.language._characters import APOSTROPHES, IGNORABLES, MARKS
from nizam.foundations.language._codes import require_language
from nizam.foundations.language._cyrillic import CYRILLIC, latin_word, one_script
from nizam.foundations.language._damage import repair_sure

_TURNED: Final[str] = "\u02bb"
_MODIFIER: Final[str] = "\u02bc"
_UZBEK: Final[frozenset[str | None]] = frozenset({"uz", "uz-Cyrl"})
_TURNED_LANGUAGES: Final[frozenset[str | None]] = _UZBEK | {None}
_GONE: Final[dict[int, None]] = dict.fromkeys(map(ord, IGNORABLES))
_ANY: Final[str] = re.escape(APOSTROPHES)
_AFTER_O: Final[re.Pattern[str]] = re.compile(f"(?<=[oOgG])[{_ANY}]")
_INSIDE: Final[re.Pattern[str]] = re.compile(rf"(?<=[^\W_])(?<![{_ANY}])[{_ANY}](?=[^\W_])(?![{_ANY}])")
_MARK_RUN: Final[re.Pattern[str]] = re.compile(f"[{MARKS}]+")
_LETTER_RUN: Final[re.Pattern[str]] = re.compile(r"[^\W\d_]+")
_OF_2026: Final[dict[int, str]] = str.maketrans({"ş": "sh", "ç": "ch", "ö": "oʻ", "ğ": "gʻ"})


def normalize(text: str, language: str | None = None) -> str:
    """Return the strong key of ``text``: one way to write it in the official Latin spelling, with its diacritics.

    - small letters as the language has them (I is ı in Turkish and Azerbaijani, i elsewhere; İ is i everywhere);
    - one apostrophe: U+02BB after o and g in Uzbek and where the language is not given, U+02BC inside other words;
      quotation marks around words stay what they are;
    - Cyrillic in Latin letters: Azerbaijani for ``az`` and for words with letters only Azerbaijani has, else by the
      Uzbek rules of 1995 (ц, е, ъ, ь, сентябрь → sentabr); Russian text (``ru``) keeps its Cyrillic;
    - in Uzbek ş ç ö ğ of 2026 are sh ch oʻ gʻ;
    - letters of the other script strayed into a word are the letters they look like; words that are plainly damaged
      (see :func:`repair`) are repaired;
    - no soft hyphens or zero-width characters, composed letters, compatibility forms plain, one space for any white
      space, none at the ends. Punctuation and № stay.

    Normalising again changes nothing.

    Raises:
        UnknownLanguageError: ``language`` is neither None nor one of LANGUAGES.
    """
    if language is not None:
        require_language(language)
    key = _once(text, language)
    # A letter that only shows when a mark came off, or a sign beside it was set, needs a second round.
    while (again := _once(key, language)) != key:
        key = again
    return key


def _once(text: str, language: str | None) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_GONE))
    if language in _TURNED_LANGUAGES:
        text = _AFTER_O.sub(_TURNED, text)
        # A sign already set after o or g is not taken for the other one below.
        text = _INSIDE.sub(lambda sign: sign[0] if sign[0] == _TURNED and _follows_o(sign) else _MODIFIER, text)
    else:
        text = _INSIDE.sub(_MODIFIER, text)
    if not text.isascii():
        text = "№".join(unicodedata.normalize("NFKC", part) for part in text.split("№"))
        text = repair_sure(_MARK_RUN.sub("", text))
        if CYRILLIC.search(text):
            text = _LETTER_RUN.sub(lambda run: one_script(run[0]) if CYRILLIC.search(run[0]) else run[0], text)
    text = lower(text, language or "en")
    if not text.isascii():
        text = _MARK_RUN.sub("", text)
        if language != "ru" and CYRILLIC.search(text):
            text = _LETTER_RUN.sub(lambda run: _latin(run[0], language == "az"), text)
        if language in _UZBEK:
            text = text.translate(_OF_2026)
    return " ".join(text.split())


def _follows_o(sign: re.Match[str]) -> bool:
    return sign.string[sign.start() - 1] in "oOgG"


def _latin(word: str, azerbaijani: bool) -> str:
    return latin_word(word, azerbaijani) if CYRILLIC.search(word) else word
