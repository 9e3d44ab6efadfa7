# SPDX-License-Identifier: EUPL-1.2
"""One search key for every spelling of a text."""

import re
import string
import unicodedata
from typing import Final

from nizam.foundations.language._characters import APOSTROPHES, IGNORABLES, MARKS
from nizam.foundations.language._codes import require_language
from nizam.foundations.language._cyrillic import CYRILLIC, latin_key
from nizam.foundations.language._damage import repair_sure

_GONE: Final[dict[int, str | None]] = dict.fromkeys(map(ord, APOSTROPHES + IGNORABLES))
# NFKC would turn № into the word "No", which nobody types before a number.
_BEFORE: Final[dict[int, str | None]] = {**_GONE, ord("№"): " "}
# Letters that Unicode does not take apart into a base letter and a mark.
_UNDECOMPOSED: Final[dict[str, str]] = {
    "ə": "e", "ǝ": "e", "ı": "i", "ȷ": "j", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    "ŋ": "ng", "ħ": "h", "ŧ": "t",
}  # fmt: skip
_AFTER: Final[dict[int, str | None]] = {**_GONE, **{ord(letter): plain for letter, plain in _UNDECOMPOSED.items()}}
_ASCII: Final[dict[int, str | None]] = {
    **{code: " " for code in range(128) if not chr(code).isalnum()},
    **{ord(upper): upper.lower() for upper in string.ascii_uppercase},
    ord("'"): None,
    ord("`"): None,
}
_MARK_RUN: Final[re.Pattern[str]] = re.compile(f"[{MARKS}]+")
_LETTER_RUN: Final[re.Pattern[str]] = re.compile(r"[^\W\d_]+")
_NOT_WORD: Final[re.Pattern[str]] = re.compile(r"[\W_]+")
_DIGRAPH: Final[re.Pattern[str]] = re.compile("([sc])h+")


def fold(text: str, language: str | None = None) -> str:
    """Return the search key of ``text``: what stays the same however the text was spelled.

    The key is lower-case words of base letters and digits with single spaces between them:

    - I, İ, ı and i are one letter; ə is e, and ş ç ğ ö ü â and every other accented letter is its base letter;
    - oʻ and gʻ lose their apostrophe whatever character it is, and so does any other word (taʼlim, Ankara'dan);
    - sh and ş and ш are ``s``, ch and ç and ч are ``c``: thus Uzbek of 1995, of 2026 and in Cyrillic meet the
      Turkish and Azerbaijani words typed without diacritics. An h after s or c is therefore never in a key;
    - Cyrillic is spelled in Latin (Uzbek, Russian and Azerbaijani letters), and a Cyrillic letter that strayed into
      a Latin word is read as the letter it looks like; words plainly damaged (çalýþma) are repaired, see repair();
    - soft hyphens, zero-width characters and combining marks are gone, compatibility forms are plain, digits stay,
      all else is a space.

    Folding a key again changes nothing.

    Args:
        text: any text, of any length.
        language: only settles what the letters leave open, which today is the Azerbaijani Cyrillic г (the q of the
            Latin alphabet; g in the other languages) in a word without a letter that only Azerbaijani has. Without
            it the key does not depend on a language; give none for a query whose language is not known.

    Raises:
        UnknownLanguageError: ``language`` is neither None nor one of LANGUAGES.
    """
    if language is not None:
        require_language(language)
    if text.isascii():
        return _close(text.translate(_ASCII))
    key = _fold_unicode(text, language == "az")
    # A Cyrillic letter with a mark unknown to our alphabets (ѓ, ӧ) is only bare, and can be spelled, after a round.
    while not key.isascii() and (again := _fold_unicode(key, False)) != key:
        key = again
    return key


def _fold_unicode(text: str, azerbaijani: bool) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_BEFORE))
    # й, ў and ё are whole letters by now; what is left apart is stress and damage.
    text = repair_sure(_MARK_RUN.sub("", text))
    if CYRILLIC.search(text):
        text = _LETTER_RUN.sub(lambda run: latin_key(run[0], azerbaijani), text)
    text = _MARK_RUN.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return _close(_NOT_WORD.sub(" ", text.translate(_AFTER)))


def _close(text: str) -> str:
    if "h" in text:
        text = _DIGRAPH.sub(r"\1", text)
    return " ".join(text.split())
