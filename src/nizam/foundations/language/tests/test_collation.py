# SPDX-License-Identifier: EUPL-1.2
import random
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.language import LANGUAGES, UnknownLanguageError, sort_key

PRINTED = {
    "az": "a b c ç d e ə f g ğ h x ı i j k q l m n o ö p r s ş t u ü v y z",
    "uz": "a b d e f g h i j k l m n o p q r s t u v x y z oʻ gʻ sh ch ng",
    "uz-Cyrl": "а б в г д е ё ж з и й к л м н о п р с т у ф х ц ч ш ъ ь э ю я ў қ ғ ҳ",
    "tr": "a b c ç d e f g ğ h ı i j k l m n o ö p r s ş t u ü v y z",
    "en": "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "ru": "а б в г д е ё ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я",
}


def in_order(words: list[str], language: str) -> list[str]:
    shuffled = words.copy()
    random.Random(7).shuffle(shuffled)
    return sorted(shuffled, key=lambda word: sort_key(word, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_stand_as_in_the_printed_alphabet(language: str) -> None:
    alphabet = PRINTED[language].split()
    assert in_order(alphabet, language) == alphabet
    stems = [letter + "a" for letter in alphabet]
    assert in_order(stems, language) == stems


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("az", ["Elçin", "Əli", "Fərid", "Həsən", "Xalid", "Iğdır", "İlqar", "Kərim", "Qasım", "Leyla"]),
        ("tr", ["cam", "çam", "dal", "ılık", "Işık", "İlk", "islak", "jale", "oz", "öz", "şal"]),
        ("uz", ["goz", "ot", "singil", "tola", "toʻla", "zar", "oʻt", "gʻoz", "shahar", "chora"]),
        ("uz", ["Isʼhoq", "isob", "Ishoq"]),  # s and h apart, then sh as one letter after all of s
        ("uz", ["tana", "tarix", "tanga"]),
        ("uz", ["zar", "o'lka", "o’ram", "o`t", "öy", "ğoz", "g'oʻza", "şahar", "çora", "chorak"]),
        ("uz", ["anʼana", "angar"]),
        ("uz-Cyrl", ["ука", "хат", "яхши", "ўт", "қор", "ғоз", "ҳаво"]),
        ("ru", ["ель", "ёж", "жук"]),
        ("en", ["Ali Zaman", "Aliyev", "apple", "Zoo"]),
        ("az", ["2.9 bənd", "2.10 bənd", "10 bənd", "bənd 2", "bənd 10"]),
        ("tr", ["7", "07", "007", "8", "٩", "10"]),
        ("tr", ["alem", "âlem", "alemi"]),
        ("en", ["resume", "Resume", "RESUME", "résumé", "resumed"]),
        ("en", ["ı", "z", "ə", "я", "ω"]),
        ("en", ["lodz", "łodz", "lodzi"]),
        ("az", ["z", "w", "я", "Ω"]),
        ("uz-Cyrl", ["ҳаво", "щи", "abc"]),
        ("ru", ["я", "ў", "a"]),
        ("uz", ["sher", "sheʼr", "sherda"]),
    ],
)
def test_words_stand_in_the_order_of_the_language(language: str, words: list[str]) -> None:
    assert in_order(words, language) == words


def test_numbers_of_any_length_sort_by_value() -> None:
    numbers = ["0", "9", "10", "99999999999999999999", "1" + "0" * 59]
    assert in_order(numbers, "en") == numbers


def test_punctuation_is_a_gap_and_marks_out_of_place_are_nothing() -> None:
    assert sort_key("  «Bakı» — şəhər!", "az") == sort_key("Bakı şəhər", "az")
    assert sort_key("'Ali'", "tr").startswith(sort_key("Ali", "tr").split(" ")[0])
    assert sort_key("\u0301a", "tr") == sort_key("a", "tr")
    assert sort_key("a - \u0301", "tr") == sort_key("a", "tr")
    assert sort_key("so\u00adz", "uz") == sort_key("soz", "uz")
    assert sort_key("—", "en") == sort_key("", "en") == ""


def test_apostrophe_character_does_not_matter_in_uzbek() -> None:
    assert len({sort_key(f"bo{mark}lim", "uz") for mark in "'`´ʻʼ‘’"}) == 1


def test_database_binary_order_is_the_alphabet() -> None:
    names = ["Əli", "Qasım", "Leyla", "Xalid", "Həsən", "İlqar", "Iğdır", "Elçin", "Şahin", "Sona"]
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE person (name TEXT, sort TEXT)")
    connection.executemany("INSERT INTO person VALUES (?, ?)", [(name, sort_key(name, "az")) for name in names])
    found = [row[0] for row in connection.execute("SELECT name FROM person ORDER BY sort COLLATE BINARY")]
    connection.close()
    assert found == ["Elçin", "Əli", "Həsən", "Xalid", "Iğdır", "İlqar", "Qasım", "Leyla", "Sona", "Şahin"]


@given(st.text(max_size=400), st.sampled_from(LANGUAGES))
@settings(max_examples=400, deadline=None)
def test_key_is_bounded_printable_ascii(text: str, language: str) -> None:
    key = sort_key(text, language)
    assert len(key) <= 240
    assert key.isascii()
    assert key == "" or key.isprintable()
    assert key == key.strip()


def test_long_text_keeps_within_bounds() -> None:
    assert len(sort_key("É" * 4000, "en")) == 240


def test_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguageError):
        sort_key("salam", "kk")
