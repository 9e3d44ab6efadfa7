# SPDX-License-Identifier: EUPL-1.2
"""Ordinal numbers, in words and with digits."""

from typing import Final, Literal

from nizam.foundations.language._codes import require_language
from nizam.foundations.language._harmony import ends_in_vowel, high
from nizam.foundations.language._numerals import NumberError, number_in_words
from nizam.foundations.language._transliterate import transliterate

AdjectiveForm = Literal["masculine", "feminine", "neuter", "genitive"]

_ENGLISH: Final[dict[str, str]] = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
# A Russian ordinal without its ending; those in -ой and третий are told by their stems.
_RUSSIAN: Final[dict[str, str]] = {
    "ноль": "нулев", "один": "перв", "два": "втор", "три": "трет", "четыре": "четвёрт", "пять": "пят",
    "шесть": "шест", "семь": "седьм", "восемь": "восьм", "сорок": "сороков", "девяносто": "девяност", "сто": "сот",
    "двести": "двухсот", "триста": "трёхсот", "четыреста": "четырёхсот", "пятьсот": "пятисот",
    "шестьсот": "шестисот", "семьсот": "семисот", "восемьсот": "восьмисот", "девятьсот": "девятисот",
    "пятьдесят": "пятидесят", "шестьдесят": "шестидесят", "семьдесят": "семидесят",
    "восемьдесят": "восьмидесят",
}  # fmt: skip
_RUSSIAN_ENDINGS: Final[dict[AdjectiveForm, str]] = {
    "masculine": "ый", "feminine": "ая", "neuter": "ое", "genitive": "ого",
}  # fmt: skip
_RUSSIAN_THIRD: Final[dict[AdjectiveForm, str]] = {
    "masculine": "ий", "feminine": "ья", "neuter": "ье", "genitive": "ьего",
}  # fmt: skip
_MARKS: Final[dict[str, str]] = {"tr": ".", "ru": "-й"}
_STRESSED_OJ: Final[frozenset[str]] = frozenset({"нулев", "втор", "шест", "седьм", "восьм", "сороков"})
# Numbers in the genitive as they stand before -тысячный, -миллионный: двухтысячный, сорокатысячный.
_RUSSIAN_COUNTS: Final[dict[str, str]] = {
    "один": "одно", "одна": "одно", "два": "двух", "две": "двух", "три": "трёх", "четыре": "четырёх", "сто": "сто",
    "сорок": "сорока", "девяносто": "девяносто", "восемь": "восьми", "пятьдесят": "пятидесяти",
    "шестьдесят": "шестидесяти", "семьдесят": "семидесяти", "восемьдесят": "восьмидесяти", "двести": "двухсот",
    "триста": "трёхсот", "четыреста": "четырёхсот", "пятьсот": "пятисот", "шестьсот": "шестисот",
    "семьсот": "семисот", "восемьсот": "восьмисот", "девятьсот": "девятисот",
}  # fmt: skip


def ordinal_in_words(value: int, language: str, *, form: AdjectiveForm = "masculine") -> str:
    """Return the ordinal of a whole number from nought to 10**36: az ``iyirmi üçüncü``, uz ``yigirma uchinchi``.

    Args:
        value: the number.
        form: in Russian the gender, or the genitive of masculine and neuter that dates need (двадцать шестого).

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
        NumberError: the number is negative or too large.
    """
    require_language(language)
    if value < 0:
        raise NumberError(f"{value} is not the place of anything in a row.")
    if language == "uz-Cyrl":
        return transliterate(ordinal_in_words(value, "uz"), "uz", "uz-Cyrl")
    if language == "ru":
        return _russian(value, form)
    before, space, last = number_in_words(value, language).rpartition(" ")
    if language == "uz":
        return before + space + last + ("nchi" if last[-1] in "aiou" else "inchi")
    if language == "en":
        before, space, last = _last_of_english(before + space + last)
        return before + space + _ENGLISH.get(last, last.removesuffix("y") + ("ieth" if last.endswith("y") else "th"))
    vowel = high(last)
    if ends_in_vowel(last):
        return f"{before}{space}{last}nc{vowel}"
    if language == "tr" and last == "dört":
        last = "dörd"
    return f"{before}{space}{last}{vowel}nc{vowel}"


def _last_of_english(words: str) -> tuple[str, str, str]:
    at = max(words.rfind(" "), words.rfind("-"))
    return words[: max(at, 0)], words[max(at, 0) : at + 1], words[at + 1 :]


def _russian(value: int, form: AdjectiveForm) -> str:
    scale = 0
    while value and value % 1000 ** (scale + 1) == 0:
        scale += 1
    before, space, last = number_in_words(value, "ru").rpartition(" ")
    if not scale:
        stem = _RUSSIAN.get(last) or last.removesuffix("ь")
        return before + space + _with_ending(stem, form)
    # A round thousand or million is one word with what is counted of it, after what is larger than that.
    larger, counted = divmod(value // 1000**scale, 1000)
    stem = number_in_words(1000**scale, "ru").split()[-1].removesuffix("а") + "н"
    counts = "" if counted == 1 else "".join(map(_count, number_in_words(counted, "ru").split()))
    before = number_in_words(larger * 1000 ** (scale + 1), "ru") + " " if larger else ""
    return before + counts + _with_ending(stem, form)


def _count(word: str) -> str:
    return _RUSSIAN_COUNTS.get(word) or word.removesuffix("ь") + "и"


def _with_ending(stem: str, form: AdjectiveForm) -> str:
    if stem == "трет":
        return stem + _RUSSIAN_THIRD[form]
    if form == "masculine" and stem in _STRESSED_OJ:
        return stem + "ой"
    return stem + _RUSSIAN_ENDINGS[form]


def ordinal_in_digits(value: int, language: str, *, suffix: bool = False) -> str:
    """Return an ordinal written with digits: az ``2026-cı``, uz ``5-``, tr ``5.``, ru ``5-й``, en ``5th``.

    Azerbaijani spelling wants the ending after Arabic digits, with the vowel of the number as it is read; Uzbek the
    hyphen alone (decree 339 of 1995: ``5-sinf``), Turkish the point or, with ``suffix``, the ending after an apostrophe
    (``5'inci``; Turkish Language Association, rules on numbers). Uzbek in Cyrillic has the same hyphen.

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
        NumberError: the number is negative or too large.
    """
    words = ordinal_in_words(value, language)
    if language == "az":
        return f"{value}-{words[-2:]}"
    if language == "tr" and suffix:
        plain = number_in_words(value, "tr")
        return f"{value}’{words[-3:] if ends_in_vowel(plain) else words[-4:]}"
    if language == "en":
        return f"{value}{words[-2:]}"
    return f"{value}{_MARKS.get(language, '-')}"
