# SPDX-License-Identifier: EUPL-1.2
"""Numbers, ordinals, amounts and dates in words: own tables, and every number back from its words."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nizam.foundations.language import (
    CURRENCIES,
    LANGUAGES,
    LARGEST_NUMBER,
    NumberError,
    UnknownCurrencyError,
    UnknownLanguageError,
    date_in_words,
    money_in_words,
    number_in_words,
    ordinal_in_digits,
    ordinal_in_words,
    read_number,
)

NUMBERS = [
    ("az", 0, "sıfır"),
    ("az", 101, "yüz bir"),
    ("az", 1000, "min"),
    ("az", 2026, "iki min iyirmi altı"),
    ("az", 1_001_000, "bir milyon min"),
    ("az", -48, "mənfi qırx səkkiz"),
    ("az", Decimal("2.5"), "iki tam onda beş"),
    ("az", Decimal("-2.05"), "mənfi iki tam yüzdə beş"),
    ("az", Decimal("0.001"), "sıfır tam mində bir"),
    ("az", Decimal("1.000002"), "bir tam milyonda iki"),
    ("az", Decimal("3.00"), "üç"),
    ("az", 10**36, "bir undesilyon"),
    ("uz", 1923, "ming toʻqqiz yuz yigirma uch"),
    ("uz", 340, "uch yuz qirq"),
    ("uz", Decimal("2.5"), "ikki butun oʻndan besh"),
    ("uz", Decimal("2.50"), "ikki butun yuzdan ellik"),
    ("uz", -1, "minus bir"),
    ("uz-Cyrl", 2026, "икки минг йигирма олти"),
    ("uz-Cyrl", Decimal("2.5"), "икки бутун ўндан беш"),
    ("tr", 1923, "bin dokuz yüz yirmi üç"),
    ("tr", Decimal("2.5"), "iki virgül beş"),
    ("tr", Decimal("2.50"), "iki virgül elli"),
    ("tr", Decimal("2.005"), "iki virgül sıfır sıfır beş"),
    ("tr", -7, "eksi yedi"),
    ("tr", 100_000_000_000_000, "yüz trilyon"),
    ("en", 1005, "one thousand and five"),
    ("en", 1_000_100, "one million one hundred"),
    ("en", 1_001_005, "one million one thousand and five"),
    ("en", 342, "three hundred and forty-two"),
    ("en", 13, "thirteen"),
    ("en", Decimal("2.05"), "two point zero five"),
    ("ru", 2026, "две тысячи двадцать шесть"),
    ("ru", 1_001_021, "один миллион одна тысяча двадцать один"),
    ("ru", 5_112_000_000, "пять миллиардов сто двенадцать миллионов"),
    ("ru", 3_000_000, "три миллиона"),
    ("ru", Decimal("2.5"), "две целых пять десятых"),
    ("ru", Decimal("21.01"), "двадцать одна целая одна сотая"),
    ("ru", Decimal("0.000002"), "ноль целых две миллионных"),
]


@pytest.mark.parametrize(("language", "value", "words"), NUMBERS)
def test_numbers_in_words(language: str, value: int | Decimal, words: str) -> None:
    assert number_in_words(value, language) == words


def test_russian_numbers_follow_the_gender_of_what_is_counted() -> None:
    assert number_in_words(21, "ru", gender="feminine") == "двадцать одна"
    assert number_in_words(2, "ru", gender="neuter") == "два"
    assert number_in_words(1, "ru", gender="neuter") == "одно"
    assert number_in_words(2000, "ru", gender="neuter") == "две тысячи"


def test_no_digit_of_a_large_decimal_is_lost() -> None:
    amount = Decimal("123456789012345678901234567890123456.000001")
    assert read_number(number_in_words(amount, "az").partition(" tam ")[0], "az") == int(amount)


def test_numbers_are_joined_as_on_cheques() -> None:
    assert number_in_words(1923, "tr", joined=True) == "bindokuzyüzyirmiüç"
    assert money_in_words(Decimal("250.50"), "TRY", "tr", joined=True) == "ikiyüzelli lira elli kuruş"
    assert number_in_words(12, "uz-Cyrl", joined=True) == "ўникки"


@pytest.mark.parametrize(
    "value",
    [
        10**36 + 1,
        -(10**36) - 1,
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("0.0000001"),
        Decimal("1e-999999"),
        Decimal("1e999999"),
    ],
)
def test_numbers_without_words_are_refused(value: int | Decimal) -> None:
    with pytest.raises(NumberError):
        number_in_words(value, "az")


@given(st.integers(-LARGEST_NUMBER, LARGEST_NUMBER) | st.integers(-10_000, 10_000), st.sampled_from(LANGUAGES))
def test_every_number_comes_back_from_its_words(value: int, language: str) -> None:
    words = number_in_words(value, language)
    assert read_number(words, language) == value
    assert read_number(words.upper(), language) == value


@given(st.integers(-LARGEST_NUMBER, LARGEST_NUMBER), st.sampled_from(["az", "uz", "tr", "en"]))
def test_joined_numbers_come_back_too(value: int, language: str) -> None:
    assert read_number(number_in_words(value, language, joined=True), language) == value


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("bir min", "az", 1000),
        ("bir yüz bir", "az", 101),
        ("yuz elli uc", "az", 153),
        ("Bir yuz bir", "uz", 101),
        ("бир минг", "uz", 1000),
        ("ming", "uz-Cyrl", 1000),
        ("two thousand five", "en", 2005),
        ("minus forty two", "en", -42),
        ("одна тысяча одно", "ru", 1001),
        ("двадцать две", "ru", 22),
        ("iki üç", "tr", None),
        ("üç milyon milyon", "tr", None),
        ("yirmi on", "tr", None),
        ("dokuz yüz undesilyon", "tr", None),
        ("iki bin elma", "tr", None),
        ("bir and iki", "tr", None),
        ("eksi", "tr", None),
        ("beş eksi", "tr", None),
        ("", "tr", None),
        ("12", "tr", None),
        ("iki tam onda beş", "az", None),
    ],
)
def test_numbers_are_read_leniently_and_nothing_else_is(text: str, language: str, value: int | None) -> None:
    assert read_number(text, language) == value


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_reading_raises_on_no_text(text: str, language: str) -> None:
    read_number(text, language)


ORDINALS = {
    "az": "sıfırıncı birinci ikinci üçüncü dördüncü beşinci altıncı yeddinci səkkizinci doqquzuncu onuncu",
    "uz": "nolinchi birinchi ikkinchi uchinchi toʻrtinchi beshinchi "
    "oltinchi yettinchi sakkizinchi toʻqqizinchi oʻninchi",
    "uz-Cyrl": "нолинчи биринчи иккинчи учинчи тўртинчи бешинчи олтинчи еттинчи саккизинчи тўққизинчи ўнинчи",
    "tr": "sıfırıncı birinci ikinci üçüncü dördüncü beşinci altıncı yedinci sekizinci dokuzuncu onuncu",
    "en": "zeroth first second third fourth fifth sixth seventh eighth ninth tenth",
    "ru": "нулевой первый второй третий четвёртый пятый шестой седьмой восьмой девятый десятый",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinals_to_ten(language: str) -> None:
    assert [ordinal_in_words(value, language) for value in range(11)] == ORDINALS[language].split()


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("az", 2026, "iki min iyirmi altıncı"),
        ("az", 40, "qırxıncı"),
        ("az", 100, "yüzüncü"),
        ("az", 1000, "mininci"),
        ("uz", 20, "yigirmanchi"),
        ("uz", 1995, "ming toʻqqiz yuz toʻqson beshinchi"),
        ("tr", 2026, "iki bin yirmi altıncı"),
        ("tr", 44, "kırk dördüncü"),
        ("en", 21, "twenty-first"),
        ("en", 112, "one hundred and twelfth"),
        ("en", 30, "thirtieth"),
        ("ru", 2000, "двухтысячный"),
        ("ru", 21_000, "двадцатиоднотысячный"),
        ("ru", 348_000, "трёхсотсорокавосьмитысячный"),
        ("ru", 1_000_000, "миллионный"),
        ("ru", 2_005_000, "два миллиона пятитысячный"),
        ("ru", 190, "сто девяностый"),
        ("ru", 1950, "одна тысяча девятьсот пятидесятый"),
    ],
)
def test_ordinals(language: str, value: int, words: str) -> None:
    assert ordinal_in_words(value, language) == words


def test_russian_ordinals_have_forms() -> None:
    assert [ordinal_in_words(3, "ru", form=form) for form in ("feminine", "neuter", "genitive")] == [
        "третья", "третье", "третьего",
    ]  # fmt: skip
    assert ordinal_in_words(2, "ru", form="genitive") == "второго"
    with pytest.raises(NumberError):
        ordinal_in_words(-1, "ru")


@pytest.mark.parametrize(
    ("language", "digits"),
    [
        ("az", "1-ci 2-ci 3-cü 4-cü 5-ci 6-cı 7-ci 8-ci 9-cu 10-cu 20-ci 30-cu 40-cı 90-cı 100-cü 1000-ci 2026-cı"),
        ("uz", "1- 2- 3- 4- 5- 6- 7- 8- 9- 10- 20- 30- 40- 90- 100- 1000- 2026-"),
        ("tr", "1. 2. 3. 4. 5. 6. 7. 8. 9. 10. 20. 30. 40. 90. 100. 1000. 2026."),
        ("ru", "1-й 2-й 3-й 4-й 5-й 6-й 7-й 8-й 9-й 10-й 20-й 30-й 40-й 90-й 100-й 1000-й 2026-й"),
        ("en", "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 20th 30th 40th 90th 100th 1000th 2026th"),
    ],
)
def test_ordinals_with_digits(language: str, digits: str) -> None:
    values = (*range(1, 11), 20, 30, 40, 90, 100, 1000, 2026)
    assert " ".join(ordinal_in_digits(value, language) for value in values) == digits


def test_turkish_ordinals_with_an_apostrophe() -> None:
    said = [ordinal_in_digits(value, "tr", suffix=True) for value in (1, 2, 3, 4, 6, 9, 20, 40)]
    assert said == ["1’inci", "2’nci", "3’üncü", "4’üncü", "6’ncı", "9’uncu", "20’nci", "40’ıncı"]


@pytest.mark.parametrize(
    ("amount", "currency", "language", "words"),
    [
        (Decimal("250.50"), "AZN", "az", "iki yüz əlli manat əlli qəpik"),
        (Decimal("0.05"), "AZN", "az", "beş qəpik"),
        (0, "AZN", "az", "sıfır manat"),
        (Decimal("-1.00"), "AZN", "az", "mənfi bir manat"),
        (1_250_000, "UZS", "uz", "bir million ikki yuz ellik ming soʻm"),
        (1_250_000, "UZS", "uz-Cyrl", "бир миллион икки юз эллик минг сўм"),
        (Decimal("3.25"), "TRY", "tr", "üç lira yirmi beş kuruş"),
        (Decimal("1.01"), "USD", "en", "one dollar one cent"),
        (Decimal("2.10"), "EUR", "en", "two euros ten cents"),
        (Decimal("21.02"), "RUB", "ru", "двадцать один рубль две копейки"),
        (11, "RUB", "ru", "одиннадцать рублей"),
        (2, "TRY", "ru", "две лиры"),
        (Decimal("5.1000"), "EUR", "ru", "пять евро десять центов"),
    ],
)
def test_money_in_words(amount: int | Decimal, currency: str, language: str, words: str) -> None:
    assert money_in_words(amount, currency, language) == words


def test_amounts_without_words_are_refused() -> None:
    with pytest.raises(NumberError):
        money_in_words(Decimal("1.005"), "AZN", "az")
    with pytest.raises(UnknownCurrencyError):
        money_in_words(1, "XAU", "az")


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(CURRENCIES), st.sampled_from(LANGUAGES))
def test_every_amount_has_words(amount: Decimal, currency: str, language: str) -> None:
    assert money_in_words(amount, currency, language).count("  ") == 0


@pytest.mark.parametrize(
    ("language", "usual", "spelled"),
    [
        ("az", "23 noyabr 2026-cı il", "iki min iyirmi altıncı il noyabrın iyirmi üçü"),
        ("uz", "2026-yil 23-noyabr", "ikki ming yigirma oltinchi yil yigirma uchinchi noyabr"),
        ("uz-Cyrl", "2026 йил 23 ноябрь", "икки минг йигирма олтинчи йил йигирма учинчи ноябрь"),
        ("tr", "23 Kasım 2026", "yirmi üç Kasım iki bin yirmi altı"),
        ("ru", "23 ноября 2026 года", "двадцать третье ноября две тысячи двадцать шестого года"),
        ("en", "23 November 2026", "the twenty-third of November two thousand and twenty-six"),
    ],
)
def test_dates(language: str, usual: str, spelled: str) -> None:
    day = date(2026, 11, 23)
    assert date_in_words(day, language) == usual
    assert date_in_words(day, language, spelled=True) == spelled


def test_azerbaijani_days_belong_to_their_month() -> None:
    days = [date(2025, 3, 1), date(2025, 4, 6), date(2025, 5, 9), date(2025, 8, 20), date(2025, 12, 30)]
    assert [date_in_words(day, "az", spelled=True).partition(" il ")[2] for day in days] == [
        "martın biri", "aprelin altısı", "mayın doqquzu", "avqustun iyirmisi", "dekabrın otuzu",
    ]  # fmt: skip


def test_unknown_languages_are_refused() -> None:
    for ask in (
        lambda: number_in_words(1, "xx"),
        lambda: read_number("bir", "xx"),
        lambda: ordinal_in_digits(1, "xx"),
        lambda: money_in_words(1, "AZN", "xx"),
        lambda: date_in_words(date(2026, 1, 1), "xx"),
    ):
        with pytest.raises(UnknownLanguageError):
            ask()
