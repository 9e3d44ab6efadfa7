# SPDX-License-Identifier: EUPL-1.2
"""Sort keys whose plain byte order is the order of the official alphabet."""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from nizam.foundations.language._casing import lower
from nizam.foundations.language._characters import APOSTROPHES, IGNORABLES
from nizam.foundations.language._codes import require_language

ALPHABETS: Final[dict[str, tuple[str, ...]]] = {
    # Law of 25 December 1991 restoring the Latin alphabet, with ə since 1992: 32 letters.
    "az": tuple("abcçdeəfgğhxıijkqlmnoöprsştuüvyz"),
    # Law 931-XII of 2 September 1993 as amended on 6 May 1995: single letters, then the pairs, ng last.
    # The ö ğ ş ç of 2026 take the places of oʻ gʻ sh ch.
    "uz": (*"abdefghijklmnopqrstuvxyz", "oʼ", "gʼ", "sh", "ch", "ng"),
    # Uzbek Cyrillic of 1940: 35 letters, the four of its own at the end.
    "uz-Cyrl": tuple("абвгдеёжзийклмнопрстуфхцчшъьэюяўқғҳ"),
    # Law 1353 of 1 November 1928: 29 letters.
    "tr": tuple("abcçdefgğhıijklmnoöprsştuüvyz"),
    "en": tuple("abcdefghijklmnopqrstuvwxyz"),
    # 33 letters with ё as the seventh.
    "ru": tuple("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
}

KEY_LENGTH: Final[int] = 240
"""Longest key in characters, which are also its bytes."""
_INPUT_LENGTH: Final[int] = 1000
_PRIMARY_LENGTH: Final[int] = 160
_ACCENT_LENGTH: Final[int] = 40
_CASE_LENGTH: Final[int] = KEY_LENGTH - _PRIMARY_LENGTH - _ACCENT_LENGTH - 2

# Weights in ascending order: end of a level, gap between words, number, own letters from "A", other letters.
_LEVEL: Final[str] = " "
_GAP: Final[str] = "!"
_NUMBER: Final[str] = "0"
_FIRST_LETTER: Final[int] = ord("A")
_SAME_SCRIPT: Final[str] = "l"
_OTHER_SCRIPT: Final[str] = "m"
_ANY_LETTER: Final[str] = "n"
_NUMBER_DIGITS: Final[int] = 60

_WEIGHTS: Final[dict[str, dict[str, str]]] = {
    language: {letter: chr(_FIRST_LETTER + place) for place, letter in enumerate(letters)}
    for language, letters in ALPHABETS.items()
}
_WEIGHTS["uz"].update({new: _WEIGHTS["uz"][pair] for new, pair in (("ö", "oʼ"), ("ğ", "gʼ"), ("ş", "sh"), ("ç", "ch"))})
_LATIN: Final[str] = "abcdeəfghijklmnopqrstuvwxyz"
_CYRILLIC: Final[str] = "аәбвгґғҝдеёєжзиійїјкқлмнңоөпрстуўұүфхҳһцчҷҹшщъыьэюя"
_CYRILLIC_LANGUAGES: Final[frozenset[str]] = frozenset({"uz-Cyrl", "ru"})
_VARIANTS: Final[dict[str, str]] = {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "s", "æ": "a", "œ": "o"}

_APOSTROPHE: Final[str] = "\u02bc"
_PREPARE: Final[dict[int, str | None]] = {
    **dict.fromkeys(map(ord, IGNORABLES)),
    **dict.fromkeys(map(ord, APOSTROPHES), _APOSTROPHE),
    ord("№"): " ",
}
# Order of accents among words that are otherwise equal; an apostrophe counts as the lightest.
_ACCENTS: Final[str] = _APOSTROPHE + "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0328\u0327\u0304"
_PLAIN: Final[str] = "0"
_OTHER_ACCENT: Final[str] = "z"

_PAIRS: Final[str] = f"[oOgG]{_APOSTROPHE}|[sScC][hH]|[nN][gG](?!{_APOSTROPHE})|"
_ELEMENTS: Final[dict[str, re.Pattern[str]]] = {
    language: re.compile(
        rf"(?P<number>\d+)|(?P<letter>{_PAIRS if language == 'uz' else ''}[^\W\d_{_APOSTROPHE}])|(?P<rest>.)", re.DOTALL
    )
    for language in ALPHABETS
}


class _Element(NamedTuple):
    weight: str
    accent: str
    case: str


def sort_key(text: str, language: str) -> str:
    """Return a key whose byte order (``COLLATE "C"``, SQLite ``BINARY``) is the alphabet's order in ``language``.

    The key is at most 240 printable ASCII characters in three levels:

    1. letters by their place in the official alphabet of the language; gaps between words before numbers, numbers by
       value before letters, so that ``2.9`` precedes ``2.10`` and ``Ali Z`` precedes ``Aliyev``. Accented letters
       that the alphabet lacks stand with their base letter, other letters after the alphabet: first those of its
       script, then the other of Latin and Cyrillic, then the rest. Punctuation is a gap, apostrophes are nothing.
    2. accents and apostrophes, where the first level is equal;
    3. small letters before capitals, where the second is equal too.

    Uzbek oʻ gʻ sh ch ng are single letters after z, with any apostrophe, and ö ğ ş ç stand for the first four; an
    apostrophe parts s and h (Isʼhoq). Every ``ng`` is the letter, as letters alone cannot show a seam in a word.
    Russian ё is a letter after е, as the alphabet has it; dictionaries that file it with е differ. Texts that agree
    in about the first 150 letters may get the same key, and so may two spellings of one letter.

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
    """
    require_language(language)
    text = unicodedata.normalize("NFKC", text[:_INPUT_LENGTH].translate(_PREPARE))
    primary: list[str] = []
    accents: list[str] = []
    cases: list[str] = []
    gap = False
    for match in _ELEMENTS[language].finditer(text):
        found = match[0]
        if match.lastgroup == "rest":
            if found == _APOSTROPHE or unicodedata.combining(found):
                if accents and not gap:
                    accents[-1] = max(accents[-1], _accent(found))
            else:
                gap = True
            continue
        if gap and primary:
            primary.append(_GAP)
        gap = False
        weight, accent, case = _number(found) if match.lastgroup == "number" else _element(found, language)
        primary.append(weight)
        accents.append(accent)
        cases.append(case)
    return _LEVEL.join(
        (
            "".join(primary)[:_PRIMARY_LENGTH],
            "".join(accents)[:_ACCENT_LENGTH].rstrip(_PLAIN),
            "".join(cases)[:_CASE_LENGTH].rstrip(_PLAIN),
        )
    ).rstrip(_LEVEL)


def _number(digits: str) -> _Element:
    value = "".join(str(unicodedata.decimal(digit)) for digit in digits).lstrip("0")
    zeros = len(digits) - len(value)
    # The count of digits goes first, so that a longer number is a greater one without padding.
    count = chr(ord("0") + min(len(value), _NUMBER_DIGITS))
    return _Element(_NUMBER + count + value[:_NUMBER_DIGITS], str(min(zeros, 9)), _PLAIN)


@lru_cache(maxsize=8192)
def _element(found: str, language: str) -> _Element:
    letter = lower(found, language)
    case = str(sum(character.isupper() for character in found))
    own = _WEIGHTS[language]
    if letter in own:
        return _Element(own[letter], _PLAIN, case)
    foreign = _foreign(letter, language)
    if foreign is not None:
        return _Element(foreign, _PLAIN, case)
    base, *marks = list(unicodedata.normalize("NFKD", letter))
    plain = _VARIANTS.get(base, base)
    accent = _accent(marks[0]) if marks else _accent(base) if plain != base else _PLAIN
    if plain in own:
        return _Element(own[plain], accent, case)
    return _Element(_foreign(plain, language) or f"{_ANY_LETTER}{ord(plain):06x}", accent, case)


def _foreign(letter: str, language: str) -> str | None:
    scripts = (_CYRILLIC, _LATIN) if language in _CYRILLIC_LANGUAGES else (_LATIN, _CYRILLIC)
    for prefix, order in zip((_SAME_SCRIPT, _OTHER_SCRIPT), scripts, strict=True):
        if letter in order:
            return prefix + chr(_FIRST_LETTER + order.index(letter))
    return None


def _accent(mark: str) -> str:
    place = _ACCENTS.find(mark)
    return chr(ord(_PLAIN) + 1 + place) if place >= 0 else _OTHER_ACCENT
