# SPDX-License-Identifier: EUPL-1.2
"""Dates as papers write them, and in words."""

from datetime import date
from typing import Final

from nizam.foundations.language._codes import require_language
from nizam.foundations.language._harmony import ends_in_vowel, high
from nizam.foundations.language._numerals import number_in_words
from nizam.foundations.language._ordinals import ordinal_in_digits, ordinal_in_words
from nizam.foundations.language._transliterate import transliterate

MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "az": (
        "yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avqust", "sentyabr", "oktyabr", "noyabr",
        "dekabr",
    ),
    "uz": (
        "yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avgust", "sentabr", "oktabr", "noyabr", "dekabr",
    ),
    "tr": (
        "Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
        "декабря",
    ),
}  # fmt: skip
"""Names of the months as they stand in a date."""


def date_in_words(day: date, language: str, *, spelled: bool = False) -> str:
    """Return a date as papers write it, or with its numbers in words too.

    The usual form has the month in words: az ``23 noyabr 2026-cı il``, uz ``2026-yil 23-noyabr``, in Cyrillic
    ``2026 йил 23 ноябрь``, tr ``23 Kasım 2026``, ru ``23 ноября 2026 года``, en ``23 November 2026``. Spelled:
    az ``iki min iyirmi altıncı il noyabrın iyirmi üçü``, uz ``ikki ming yigirma oltinchi yil yigirma uchinchi
    noyabr``, tr ``yirmi üç Kasım iki bin yirmi altı``, ru ``двадцать третье ноября две тысячи двадцать шестого
    года``, en ``the twenty-third of November two thousand and twenty-six``.

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
    """
    require_language(language)
    if language == "uz-Cyrl":
        if spelled:
            return transliterate(date_in_words(day, "uz", spelled=True), "uz", "uz-Cyrl")
        return f"{day.year} йил {day.day} {transliterate(MONTHS['uz'][day.month - 1], 'uz', 'uz-Cyrl')}"
    month = MONTHS[language][day.month - 1]
    return _spelled(day, month, language) if spelled else _usual(day, month, language)


def _usual(day: date, month: str, language: str) -> str:
    if language == "az":
        return f"{day.day} {month} {ordinal_in_digits(day.year, 'az')} il"
    if language == "uz":
        return f"{day.year}-yil {day.day}-{month}"
    return f"{day.day} {month} {day.year}" + (" года" if language == "ru" else "")


def _spelled(day: date, month: str, language: str) -> str:
    if language == "az":
        number = number_in_words(day.day, "az")
        possessed = f"{number}{'s' if ends_in_vowel(number) else ''}{high(number)}"
        return f"{ordinal_in_words(day.year, 'az')} il {month}{high(month)}n {possessed}"
    if language == "uz":
        return f"{ordinal_in_words(day.year, 'uz')} yil {ordinal_in_words(day.day, 'uz')} {month}"
    if language == "tr":
        return f"{number_in_words(day.day, 'tr')} {month} {number_in_words(day.year, 'tr')}"
    if language == "ru":
        year = ordinal_in_words(day.year, "ru", form="genitive")
        return f"{ordinal_in_words(day.day, 'ru', form='neuter')} {month} {year} года"
    return f"the {ordinal_in_words(day.day, 'en')} of {month} {number_in_words(day.year, 'en')}"
