# SPDX-License-Identifier: EUPL-1.2
"""Case endings after names, words and numbers, as letters need them: to whom, from where, whose."""

import re
import tomllib
from importlib.resources import files
from typing import Any, Final, Literal

from nizam.foundations.language._casing import lower, upper
from nizam.foundations.language._codes import LanguageError, require_language
from nizam.foundations.language._harmony import VOWELS, ends_in_vowel, high, low
from nizam.foundations.language._numerals import LARGEST, number_in_words
from nizam.foundations.language._transliterate import right_apostrophes

Case = Literal["nominative", "genitive", "dative", "accusative", "locative", "ablative"]

CASES: Final[tuple[Case, ...]] = ("nominative", "genitive", "dative", "accusative", "locative", "ablative")
"""The cases :func:`inflect` gives."""


class UnsupportedLanguageError(LanguageError, ValueError):
    """The language is known but has no case endings here: English has none, Russian changes the whole word."""


_RUN: Final[re.Pattern[str]] = re.compile(r"\d+|[^\W\d_ʻʼ]+(?:[ʻʼ][^\W\d_ʻʼ]+)*ʻ?")
_NO_PARTS: Final[re.Pattern[str]] = re.compile(r"(\d+)[.:,]0+$")
# Azerbaijani and Turkish endings; I is the fourfold vowel, A the twofold, (n) (y) stand after a vowel, D is d or t.
_ENDINGS: Final[dict[str, dict[Case, tuple[str, str]]]] = {
    "az": {
        "genitive": ("In", "nIn"), "dative": ("A", "yA"), "accusative": ("I", "nI"), "locative": ("dA", "dA"),
        "ablative": ("dAn", "dAn"),
    },
    "tr": {
        "genitive": ("In", "nIn"), "dative": ("A", "yA"), "accusative": ("I", "yI"), "locative": ("DA", "DA"),
        "ablative": ("DAn", "DAn"),
    },
}  # fmt: skip
# After the possessive ending of the third person every case takes an n first: şəhəri, şəhərinə; Müdürlüğü, Müdürlüğüne.
_POSSESSED: Final[dict[Case, str]] = {
    "genitive": "nIn", "dative": "nA", "accusative": "nI", "locative": "ndA", "ablative": "ndAn",
}  # fmt: skip
_UZBEK: Final[dict[Case, str]] = {
    "genitive": "ning", "dative": "ga", "accusative": "ni", "locative": "da", "ablative": "dan",
}  # fmt: skip
_UZBEK_CYRILLIC: Final[dict[Case, str]] = {
    "genitive": "нинг", "dative": "га", "accusative": "ни", "locative": "да", "ablative": "дан",
}  # fmt: skip
_MOST_DIGITS: Final[int] = len(str(LARGEST)) - 1
_VOICELESS: Final[str] = "fstkçşhp"

_WORDS: Final[dict[str, dict[str, Any]]] = tomllib.loads(
    files("nizam.foundations.language").joinpath("case_endings.toml").read_text("utf-8")
)
_VOWEL_LOST: Final[dict[str, frozenset[str]]] = {code: frozenset(table["vowel_lost"]) for code, table in _WORDS.items()}
_HARD: Final[dict[str, frozenset[str]]] = {code: frozenset(table["hard"]) for code, table in _WORDS.items()}
_FRONT: Final[dict[str, frozenset[str]]] = {code: frozenset(table["front"]) for code, table in _WORDS.items()}
_SOFT: Final[dict[str, dict[str, str]]] = {code: table["soft"] for code, table in _WORDS.items()}
_FOREIGN_K: Final[re.Pattern[str]] = re.compile("(?:tr|n|t|f|z|m|s)ik$")


def inflect(word: str, case: Case, language: str, *, proper: bool = False, possessive: bool = False) -> str:
    """Return ``word`` in a case; of several words the last takes the ending.

    Azerbaijani and Turkish endings follow the last vowel; k, q, p, ç that soften in common words stay in names. Turkish
    sets endings off by an apostrophe (U+2019) after a name, an abbreviation and digits, Azerbaijani by a hyphen after
    the last two; both read a number as it is said (``5’e``, ``2026-dan``), Turkish abbreviations that are no word
    letter by letter (``TDK’nin``). Uzbek has one form of each ending but for -ka and -qa after k and q (decree 339 of
    1995); after digits it stands apart (``18 gacha``), a soft sign goes before it. Several words all in capitals take
    an ending in capitals; one such word is an abbreviation.

    Args:
        word: a word, a name or a phrase; what has neither letters nor digits comes back as it is.
        case: one of CASES.
        proper: a name of a person or a place; not of an institution, which takes no apostrophe in Turkish.
        possessive: the word has the possessive ending of the third person already (Təhsil Nazirliyi, Bakı şəhəri,
            Kadıköy İlçesi), which wants an n before cases in Azerbaijani and Turkish.

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
        UnsupportedLanguageError: ``language`` is ``ru`` or ``en``.
        ValueError: ``case`` is not one of CASES.
    """
    require_language(language)
    if case not in CASES:
        raise ValueError(f"Unknown case {case!r}; expected one of {', '.join(CASES)}.")
    if language in ("ru", "en"):
        raise UnsupportedLanguageError(f"There are no case endings for {language!r} here.")
    runs = _RUN.findall(right_apostrophes(word) if language == "uz" else word)
    if case == "nominative" or not runs:
        return word
    shouted = len(runs) > 1 and all(run.isupper() for run in runs if not run.isdecimal())
    if language in ("uz", "uz-Cyrl"):
        return _uzbek(word, runs[-1], case, language, shouted)
    last = str(runs[-1])
    abbreviation = last.isupper() and not shouted
    if last.isdecimal() or abbreviation:
        said = (
            _digits_said(word, last, language) if last.isdecimal() else _letters_said(lower(last, language), language)
        )
        mark = "-" if language == "az" else "’"
        return word + mark + _ending(said, case, language, possessive=False)
    said = lower(last, language)
    if possessive or proper or not word.endswith(last):
        ending = _ending(said, case, language, possessive=possessive and ends_in_vowel(said))
        mark = "’" if proper and language == "tr" else ""
        return word + mark + (upper(ending, language) if shouted else ending)
    ending = _ending(said, case, language, possessive=False)
    stem = _stem(said, language) if ending[0] in VOWELS else said
    return (
        word[: len(word) - len(last)]
        + _in_case(last, stem, language)
        + (upper(ending, language) if shouted else ending)
    )


def _ending(said: str, case: Case, language: str, *, possessive: bool) -> str:
    """Return the ending that a lower-case word as it is said takes."""
    if said == "su" and (case == "genitive" or (case, language) == ("accusative", "az")):
        return "yun" if case == "genitive" else "yu"
    pattern = _POSSESSED[case] if possessive else _ENDINGS[language][case][ends_in_vowel(said)]
    fourfold, twofold = high(said), low(said, language)
    if said in _FRONT[language] or said.endswith(("âl", "ûl")):
        fourfold, twofold = {"ı": "i", "u": "ü"}.get(fourfold, fourfold), low("e", language)
    voiced = "t" if said[-1] in _VOICELESS and not possessive else "d"
    return pattern.replace("I", fourfold).replace("A", twofold).replace("D", voiced)


def _stem(said: str, language: str) -> str:
    """Return a lower-case common word as it stands before a vowel."""
    if said in _VOWEL_LOST[language]:
        return said[:-2] + said[-1]
    if said in _SOFT[language]:
        return _SOFT[language][said]
    if said in _HARD[language] or sum(letter in VOWELS for letter in said) < 2:
        return said
    if said[-2] not in VOWELS and not (language == "tr" and said.endswith("nç")):
        return said
    if language == "az":
        if said[-1] == "q" and said[-2] in "aıou":
            return said[:-1] + "ğ"
        if said[-1] == "k" and not _FOREIGN_K.search(said):
            return said[:-1] + "y"
        return said
    return said[:-1] + {"k": "ğ", "p": "b", "ç": "c"}.get(said[-1], said[-1])


def _in_case(written: str, spelled: str, language: str) -> str:
    """Return ``spelled`` in the case of ``written``: capitals, a capital, or small letters."""
    if written.isupper() and len(written) > 1:
        return upper(spelled, language)
    return upper(spelled[0], language) + spelled[1:] if written[0].isupper() else spelled


def _digits_said(word: str, last: str, language: str) -> str:
    """Return the last word of the number that ``word`` ends in; noughts after a point or colon are not said (15.00)."""
    round_hour = _NO_PARTS.search(word)
    digits = round_hour[1] if round_hour else last
    if len(digits) > _MOST_DIGITS:
        digits = digits[-3:]
    number = int(digits)
    return number_in_words(number, language).split()[-1]


def _letters_said(letters: str, language: str) -> str:
    """Return an abbreviation as it is said at its end: as a word, or by its last letter's name."""
    spoken = any(letter in VOWELS for letter in letters)
    if language == "tr" and letters[-1] not in VOWELS:
        spoken = spoken and len(letters) > 2 and letters[-2] in VOWELS
    return letters if spoken else letters + "e"


def _uzbek(word: str, last: str, case: Case, language: str, shouted: bool) -> str:
    cyrillic = language == "uz-Cyrl"
    ending = (_UZBEK_CYRILLIC if cyrillic else _UZBEK)[case]
    if last.isdecimal():
        return f"{word} {ending}"
    if cyrillic and last.lower().endswith("ь") and word.endswith(last):
        word, last = word[:-1], last[:-1]
    abbreviation = last.isupper() and not shouted
    if case == "dative" and not abbreviation:
        ending = {"k": "ka", "q": "qa", "к": "ка", "қ": "қа"}.get(last[-1:].lower(), ending)
    return word + (ending.upper() if shouted else ending)
