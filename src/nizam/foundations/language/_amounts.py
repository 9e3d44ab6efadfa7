# SPDX-License-Identifier: EUPL-1.2
"""Amounts of money in words."""

from decimal import Decimal
from typing import Final, NamedTuple

from nizam.foundations.language._codes import LanguageError, require_language
from nizam.foundations.language._numerals import NUMERALS, Gender, NumberError, number_in_words, russian_form, split
from nizam.foundations.language._transliterate import transliterate

CURRENCIES: Final[tuple[str, ...]] = ("AZN", "UZS", "TRY", "USD", "EUR", "RUB")
"""Codes of ISO 4217 whose names are known here; each has a hundred parts."""


class UnknownCurrencyError(LanguageError, ValueError):
    """A currency code that is not one of :data:`CURRENCIES`."""


class _Names(NamedTuple):
    """A currency and its part: one name, or those of one and many, or Russian's of one, two and five."""

    whole: tuple[str, ...]
    part: tuple[str, ...]
    genders: tuple[Gender, Gender] = ("masculine", "masculine")


_CENT_RU: Final[tuple[str, ...]] = ("цент", "цента", "центов")
_NAMES: Final[dict[str, dict[str, _Names]]] = {
    "az": {
        "AZN": _Names(("manat",), ("qəpik",)), "UZS": _Names(("som",), ("tiyin",)),
        "TRY": _Names(("lirə",), ("kuruş",)), "USD": _Names(("dollar",), ("sent",)),
        "EUR": _Names(("avro",), ("sent",)), "RUB": _Names(("rubl",), ("qəpik",)),
    },
    "uz": {
        "AZN": _Names(("manat",), ("qapik",)), "UZS": _Names(("soʻm",), ("tiyin",)),
        "TRY": _Names(("lira",), ("kurush",)), "USD": _Names(("dollar",), ("sent",)),
        "EUR": _Names(("yevro",), ("sent",)), "RUB": _Names(("rubl",), ("kopeyka",)),
    },
    "tr": {
        "AZN": _Names(("manat",), ("kepik",)), "UZS": _Names(("som",), ("tiyin",)),
        "TRY": _Names(("lira",), ("kuruş",)), "USD": _Names(("dolar",), ("sent",)),
        "EUR": _Names(("avro",), ("sent",)), "RUB": _Names(("ruble",), ("kapik",)),
    },
    "en": {
        "AZN": _Names(("manat", "manats"), ("gapik", "gapiks")), "UZS": _Names(("soum", "soums"), ("tiyin", "tiyins")),
        "TRY": _Names(("lira", "liras"), ("kurush", "kurush")), "USD": _Names(("dollar", "dollars"), ("cent", "cents")),
        "EUR": _Names(("euro", "euros"), ("cent", "cents")),
        "RUB": _Names(("rouble", "roubles"), ("kopeck", "kopecks")),
    },
    "ru": {
        "AZN": _Names(("манат", "маната", "манатов"), ("гяпик", "гяпика", "гяпиков")),
        "UZS": _Names(("сум", "сума", "сумов"), ("тийин", "тийина", "тийинов")),
        "TRY": _Names(("лира", "лиры", "лир"), ("куруш", "куруша", "курушей"), ("feminine", "masculine")),
        "USD": _Names(("доллар", "доллара", "долларов"), _CENT_RU),
        "EUR": _Names(("евро",), _CENT_RU),
        "RUB": _Names(("рубль", "рубля", "рублей"), ("копейка", "копейки", "копеек"), ("masculine", "feminine")),
    },
}  # fmt: skip


def money_in_words(amount: int | Decimal, currency: str, language: str, *, joined: bool = False) -> str:
    """Return an amount as contracts and cheques spell it out: az ``iki yüz əlli manat əlli qəpik``, in small letters.

    No parts are named where there are none; of an amount below one only the parts are.

    Args:
        amount: with at most two digits after the point.
        currency: a code of CURRENCIES.
        joined: write each number without spaces, as on Turkish cheques (``ikiyüzelli lira elli kuruş``).

    Raises:
        UnknownLanguageError: ``language`` is not one of LANGUAGES.
        UnknownCurrencyError: no such currency here.
        NumberError: the amount is too large, has parts of a hundredth, or is no number.
    """
    require_language(language)
    if currency not in CURRENCIES:
        raise UnknownCurrencyError(f"Unknown currency {currency!r}; known are {', '.join(CURRENCIES)}.")
    if language == "uz-Cyrl":
        return transliterate(money_in_words(amount, currency, "uz", joined=joined), "uz", "uz-Cyrl")
    whole, decimals = split(amount)
    if len(decimals.rstrip("0")) > 2:
        raise NumberError(f"{amount} has parts smaller than a hundredth.")
    names = _NAMES[language][currency]
    said = [NUMERALS[language].minus] if amount < 0 else []
    parts = int(decimals[:2].ljust(2, "0"))
    for count, forms, gender in ((whole, names.whole, names.genders[0]), (parts, names.part, names.genders[1])):
        if count or (forms is names.whole and not parts):
            said += (number_in_words(count, language, joined=joined, gender=gender), _form(count, forms))
    return " ".join(said)


def _form(count: int, forms: tuple[str, ...]) -> str:
    if len(forms) == 3:
        return forms[russian_form(count)]
    return forms[0] if count == 1 else forms[-1]
