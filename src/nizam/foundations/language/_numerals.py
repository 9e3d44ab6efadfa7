# SPDX-License-Identifier: EUPL-1.2
"""Numbers in words, and words read as numbers."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, Literal

from nizam.foundations.language._codes import LanguageError, require_language
from nizam.foundations.language._fold import fold
from nizam.foundations.language._harmony import low
from nizam.foundations.language._transliterate import transliterate

Gender = Literal["masculine", "feminine", "neuter"]

LARGEST: Final[int] = 10**36
"""The largest number that has words here, with either sign."""
MOST_DECIMALS: Final[int] = 6
"""Digits after the point that can be said: down to millionths."""

_FINEST_READ: Final[int] = 1000
"""Smaller exponents are not even written out: one of a milliard would fill the memory."""


class NumberError(LanguageError, ValueError):
    """The number has no words: too large, too fine, or none at all (NaN, infinity)."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """What a language counts with.

    Attributes:
        digits: nought to nine, or to nineteen where the teens have words of their own.
        tens: ten to ninety.
        hundreds: the word for a hundred, or those for one hundred to nine hundred.
        scales: a thousand, a million and so on to 10**36.
        minus: what is said before a negative number.
    """

    digits: tuple[str, ...]
    tens: tuple[str, ...]
    hundreds: tuple[str, ...]
    scales: tuple[str, ...]
    minus: str


# Each language's own reference grammar and orthographic dictionary; scales are the short ones, a milliard for 10**9.
NUMERALS: Final[dict[str, Numerals]] = {
    "az": Numerals(
        ("sıfır", "bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz"),
        ("on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan"),
        ("yüz",),
        (
            "min", "milyon", "milyard", "trilyon", "kvadrilyon", "kvintilyon", "sekstilyon", "septilyon", "oktilyon",
            "nonilyon", "desilyon", "undesilyon",
        ),
        "mənfi",
    ),
    "uz": Numerals(
        ("nol", "bir", "ikki", "uch", "toʻrt", "besh", "olti", "yetti", "sakkiz", "toʻqqiz"),
        ("oʻn", "yigirma", "oʻttiz", "qirq", "ellik", "oltmish", "yetmish", "sakson", "toʻqson"),
        ("yuz",),
        (
            "ming", "million", "milliard", "trillion", "kvadrillion", "kvintillion", "sekstillion", "septillion",
            "oktillion", "nonillion", "detsillion", "undetsillion",
        ),
        "minus",
    ),
    "tr": Numerals(
        ("sıfır", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz"),
        ("on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan"),
        ("yüz",),
        (
            "bin", "milyon", "milyar", "trilyon", "katrilyon", "kentilyon", "sekstilyon", "septilyon", "oktilyon",
            "nonilyon", "desilyon", "undesilyon",
        ),
        "eksi",
    ),
    "en": Numerals(
        (
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ),
        ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        ("hundred",),
        (
            "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion",
            "octillion", "nonillion", "decillion", "undecillion",
        ),
        "minus",
    ),
    "ru": Numerals(
        (
            "ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять",
            "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать",
            "восемнадцать", "девятнадцать",
        ),
        (
            "десять", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят",
            "девяносто",
        ),
        ("сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"),
        (
            "тысяча", "миллион", "миллиард", "триллион", "квадриллион", "квинтиллион", "секстиллион", "септиллион",
            "октиллион", "нониллион", "дециллион", "ундециллион",
        ),
        "минус",
    ),
}  # fmt: skip

_RUSSIAN_GENDERS: Final[dict[str, dict[Gender, str]]] = {
    "один": {"masculine": "один", "feminine": "одна", "neuter": "одно"},
    "два": {"masculine": "два", "feminine": "две", "neuter": "два"},
}
_RUSSIAN_PARTS: Final[tuple[str, ...]] = (
    "десят", "сот", "тысячн", "десятитысячн", "стотысячн", "миллионн",
)  # fmt: skip
_WHOLE: Final[dict[str, str]] = {"az": "tam", "uz": "butun", "tr": "virgül", "en": "point"}


def number_in_words(value: int | Decimal, language: str, *, joined: bool = False, gender: Gender = "masculine") -> str:
    """Return ``value`` as it is said in ``language``, in small letters.

    Yüz, min, bin, yuz and ming stand without a one before them, everything larger with it (bir milyon). Digits after
    the point are said as the schools of each country do: az ``iki tam onda beş``, uz ``ikki butun oʻndan besh``, tr
    ``iki virgül beş`` with each nought before the first other digit said, en digit by digit, ru ``две целых пять
    десятых``; noughts at the end count as given (2.50), a fraction of nothing but noughts is not said.

    Args:
        value: from -10**36 to 10**36, with at most six digits after the point.
        joined: write whole numbers without spaces, as on Turkish cheques (``bindokuzyüzyirmiüç``).
        gender: in Russian, that of what is counted: its last word один, одна, одно, два, две follows it; a number
            with a fraction is always feminine there (целая).

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
        NumberError: the number is too large or too fine, or is no number.
    """
    require_language(language)
    if language == "uz-Cyrl":
        return transliterate(number_in_words(value, "uz", joined=joined), "uz", "uz-Cyrl")
    whole, decimals = split(value)
    numerals = NUMERALS[language]
    if decimals:
        words = _with_fraction(whole, decimals, language)
    else:
        words = _whole(whole, language, gender)
    text = " ".join((numerals.minus, words) if value < 0 else (words,))
    return text.replace(" ", "") if joined else text


def split(value: int | Decimal) -> tuple[int, str]:
    """Return the whole part of a number's amount and its digits after the point, none where they are all noughts.

    Raises:
        NumberError: the number is too large or too fine, or is no number.
    """
    if isinstance(value, Decimal) and (not value.is_finite() or value.adjusted() < -_FINEST_READ):
        raise NumberError(f"{value} is no number that can be said.")
    if not -LARGEST <= value <= LARGEST:
        raise NumberError("Numbers beyond 10**36 have no words here.")
    # Not abs(), which rounds a Decimal to the precision of the context.
    written = f"{value:f}" if isinstance(value, Decimal) else str(value)
    whole, _, decimals = written.removeprefix("-").partition(".")
    decimals = decimals if decimals.strip("0") else ""
    if len(decimals) > MOST_DECIMALS:
        raise NumberError(f"{value} has more than {MOST_DECIMALS} digits after the point.")
    return int(whole), decimals


def _with_fraction(whole: int, decimals: str, language: str) -> str:
    if language == "ru":
        parts = _RUSSIAN_PARTS[len(decimals) - 1]
        amount = int(decimals)
        return " ".join(
            (
                _whole(whole, "ru", "feminine"),
                "целая" if russian_form(whole) == 0 else "целых",
                _whole(amount, "ru", "feminine"),
                parts + ("ая" if russian_form(amount) == 0 else "ых"),
            )
        )
    words = [_whole(whole, language), _WHOLE[language]]
    if language == "en":
        words += (NUMERALS["en"].digits[int(digit)] for digit in decimals)
        return " ".join(words)
    if language == "tr":
        rest = decimals.lstrip("0")
        words += [NUMERALS["tr"].digits[0]] * (len(decimals) - len(rest))
        return " ".join((*words, _whole(int(rest), "tr")))
    part = _whole(10 ** len(decimals), language).removeprefix("bir ")
    words.append(f"{part}d{low(part, 'az')}" if language == "az" else f"{part}dan")
    return " ".join((*words, _whole(int(decimals), language)))


def _whole(number: int, language: str, gender: Gender = "masculine") -> str:
    numerals = NUMERALS[language]
    if number == 0:
        return numerals.digits[0]
    words: list[str] = []
    for scale in range(len(numerals.scales), -1, -1):
        group = number // 1000**scale % 1000
        if group:
            words += _group(group, scale, language, "feminine" if scale == 1 else "masculine" if scale else gender)
            # An "and" also before the last two digits of a longer number: one thousand and five.
            if language == "en" and scale and 0 < number % 1000 < 100 and not number // 1000 % 1000 ** (scale - 1):
                words.append("and")
    return " ".join(words)


def _group(group: int, scale: int, language: str, gender: Gender) -> list[str]:
    numerals = NUMERALS[language]
    words: list[str] = []
    hundred, rest = divmod(group, 100)
    if hundred and len(numerals.hundreds) > 1:
        words.append(numerals.hundreds[hundred - 1])
    elif hundred:
        if hundred > 1 or language == "en":
            words.append(numerals.digits[hundred])
        words.append(numerals.hundreds[0])
        if language == "en" and rest:
            words.append("and")
    words += _below_hundred(rest, language, gender)
    if scale == 1 and group == 1 and language in ("az", "uz", "tr"):
        words = []
    if scale:
        name = numerals.scales[scale - 1]
        words.append(_russian_scale(name, group) if language == "ru" else name)
    return words


def _below_hundred(number: int, language: str, gender: Gender) -> list[str]:
    numerals = NUMERALS[language]
    if number < len(numerals.digits):
        words = [numerals.digits[number]] if number else []
    else:
        ten, digit = divmod(number, 10)
        words = [numerals.tens[ten - 1]] + ([numerals.digits[digit]] if digit else [])
        if language == "en":
            words = ["-".join(words)]
    if language == "ru" and words:
        words[-1] = _RUSSIAN_GENDERS.get(words[-1], {}).get(gender, words[-1])
    return words


def russian_form(number: int) -> int:
    """Return 0, 1 or 2: which form a Russian noun takes after a number (один рубль, два рубля, пять рублей)."""
    if number % 100 in range(11, 15):
        return 2
    return {1: 0, 2: 1, 3: 1, 4: 1}.get(number % 10, 2)


def _russian_scale(name: str, group: int) -> str:
    form = russian_form(group)
    if name == "тысяча":
        return ("тысяча", "тысячи", "тысяч")[form]
    return name + ("", "а", "ов")[form]


@cache
def _values(language: str) -> dict[str, int]:
    """Return what each word counts, by its search key; scales and a lone hundred are at least 100."""
    numerals = NUMERALS[language]
    values = dict(zip(numerals.digits, range(20), strict=False))
    values |= {word: 10 * place for place, word in enumerate(numerals.tens, 1)}
    values |= {word: 100 * place for place, word in enumerate(numerals.hundreds, 1)}
    for place, word in enumerate(numerals.scales, 1):
        forms = {_russian_scale(word, count) for count in (1, 2, 5)} if language == "ru" else {word}
        values |= dict.fromkeys(forms, 1000**place)
    if language == "ru":
        values |= {form: values[word] for word, forms in _RUSSIAN_GENDERS.items() for form in forms.values()}
    return {fold(word, language): value for word, value in values.items()}


@cache
def _words(language: str) -> re.Pattern[str]:
    words = (*_values(language), fold(NUMERALS[language].minus, language), "and", "bir")
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


def read_number(text: str, language: str) -> int | None:
    """Return the whole number that ``text`` says in ``language``, or None where it says none, or more than that.

    Every whole number comes back from its words. Read as well are words without diacritics or in the other script of
    Uzbek, words written together, any gender in Russian, a one before a hundred and a thousand (bir min), and English
    without its "and". Digits are not words and are not read.

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
    """
    require_language(language)
    language = "uz" if language == "uz-Cyrl" else language
    said = fold(text, language).replace(" ", "")
    words = _split_words(said, language)
    if not words:
        return None
    values = _values(language)
    minus = words[0] == fold(NUMERALS[language].minus, language)
    total = group = 0
    for word in words[minus:]:
        value = values.get(word)
        if value is None:
            if word != "and":
                return None
        elif value >= 1000:
            total, group = total + max(group, 1) * value, 0
        elif value == 100 and language != "ru":
            group = max(group, 1) * 100
        else:
            group += value
    number = -(total + group) if minus else total + group
    if abs(number) > LARGEST:
        return None
    # Counting up is lenient (iki üç would be five); only what would be said of the sum has been read.
    proper = _split_words(fold(number_in_words(number, language), language).replace(" ", ""), language)
    return number if _bare(proper, language) == _bare(words, language) else None


def _split_words(said: str, language: str) -> list[str]:
    """Return the numerals that ``said`` consists of, or nothing where it has anything else."""
    words = _words(language).findall(said)
    return words if "".join(words) == said else []


def _bare(words: list[str], language: str) -> list[int | str]:
    """Return words as values without what may be left out: "and", and a one before a hundred or a thousand."""
    values = _values(language)
    counted = [values.get(word, word) for word in words if word != "and"]
    return [
        value
        for value, after in zip(counted, [*counted[1:], None], strict=True)
        if not (value == 1 and after in (100, 1000))
    ]
