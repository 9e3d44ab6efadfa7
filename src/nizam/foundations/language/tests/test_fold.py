# SPDX-License-Identifier: EUPL-1.2
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.language import LANGUAGES, LanguageError, UnknownLanguageError, fold

LETTERS = (
    string.printable
    + "əƏıİşŞçÇğĞöÖüÜâîûñßŋøłđæœþð"
    + "абвгдеёжзийклмнопрстуфхцчшщъыьэюяўқғҳӘәөүһҹҝјӯңієї"
    + "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЎҚҒҲ"
    + "'`´ʻʼ‘’′\u00ad\u200b\u00a0\ufeff\u0301\u0306\u0307\u0308\u0327№ŉﬁ½²Ⅳ٣ᏣΣς"
)
OFFICE_TEXT = st.text(alphabet=LETTERS, max_size=40)


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        ("tehsil sobesinin", ["təhsil şöbəsinin", "tehsil sobesinin", "TƏHSİL ŞÖBƏSİNİN", "Tehsil  Sobesinin."]),
        (
            "talim bolimi",
            [
                "taʼlim boʻlimi",
                "ta'lim bo'limi",
                "ta’lim bo‘limi",
                "ta`lim bo`limi",
                "ta´lim bo´limi",
                "taʻlim boʼlimi",
                "taʼlim bölimi",
                "таълим бўлими",
                "талим бўлими",
                "ТАЪЛИМ БЎЛИМИ",
                "talim bolimi",
            ],
        ),
        ("isik", ["IŞIK", "ışık", "isik", "İŞİK", "Işık"]),
        ("istanbul", ["İSTANBUL", "istanbul", "ISTANBUL", "I\u0307stanbul"]),
        ("maslahat", ["maslahat", "маслаҳат", "MASLAHAT"]),
        ("boskarma cora", ["boshkarma chora", "boşkarma çora", "бошкарма чора"]),
        ("masur", ["mashhur", "maşhur", "машҳур"]),
        ("isoq", ["Isʼhoq", "Is'hoq", "Исҳоқ"]),
        ("gozal", ["goʻzal", "gözal", "гўзал"]),
        ("togri", ["toʻgʻri", "to'g'ri", "töğri", "тўғри", "togri"]),
        ("ozbekiston yevropa", ["Oʻzbekiston, Yevropa", "Ўзбекистон Европа", "Özbekiston (Yevropa)"]),
        ("obyekt subyekt", ["obyekt subyekt", "объект субъект"]),
        ("konstitutsiya sirk aksiya", ["konstitutsiya sirk aksiya", "конституция цирк акция"]),
        ("sentabr oktabr budjet", ["sentabr oktabr budjet", "сентябрь октябрь бюджет"]),
        ("mojiza batalyon", ["moʻjiza batalyon", "мўъжиза батальон"]),
        ("qerar mektebi", ["qərar məktəbi", "qerar mektebi"]),
        ("axborot xati", ["axborot xati", "Аxborot xаti", "ахборот хати"]),  # Cyrillic А and а within Latin words
        ("oliy talim", ["oliy taʼlim", "Oлий тaълим"]),  # Latin O and a within Cyrillic words
        ("hal lazim kagit", ["hâl lâzım kâğıt", "hal lazim kagit"]),
        ("rossiya", ["Росси\u0301я", "Россия", "rossiya"]),
        ("yolka cigli", ["Ёлка Çiğli", "yolka cigli"]),
        ("ankaradan 2026 ci il", ["Ankara'dan 2026-cı il", "Ankara’dan 2026-ci il"]),
        ("15 son", ["№ 15-son", "№15-son", "15 son"]),
        ("elektron imza", ["elekt\u00adron\u00a0imza", "e\u200blektron \u2003 imza", "\ufeffelektron\timza\n"]),
        ("m2 iv fi", ["m² Ⅳ ﬁ", "m2 iv fi"]),
        ("aeo", ["æø", "aeo"]),
        ("g o", ["ѓ ӧ", "г о"]),
        ("", ["", " ", "—…!?", "\u200b", "'"]),
    ],
)
def test_spellings_of_one_text_share_one_key(key: str, spellings: list[str]) -> None:
    assert {spelling: fold(spelling) for spelling in spellings} == dict.fromkeys(spellings, key)


def test_abbreviation_with_a_cyrillic_ending_is_spelled_out_not_read_by_looks() -> None:
    assert fold("USBси") == fold("USBsi")


def test_cyrillic_word_keeps_latin_letters_that_resemble_nothing() -> None:
    assert fold("директорfи") == "direktorfi"


def test_azerbaijani_cyrillic_meets_azerbaijani_latin() -> None:
    assert fold("Мәктәб мүдиринин гәрары") == fold("Məktəb müdirinin qərarı")
    assert fold("Бакы", "az") == "baki"


def test_language_settles_only_the_azerbaijani_g() -> None:
    assert fold("галды", "az") == fold("qaldı")
    assert fold("галды") == fold("галды", "ru") == "galdi"
    assert fold("Ўзбек газ", "az") == "ozbek qaz"


def test_different_words_keep_different_keys() -> None:
    words = ["nazir", "nazirlik", "xalq", "halq", "qol", "kol", "gaz", "qaz", "10", "1 0"]
    assert len({fold(word) for word in words}) == len(words)


@pytest.mark.parametrize("language", ["de", "", "az-Cyrl", "UZ"])
def test_unknown_language_is_refused(language: str) -> None:
    with pytest.raises(UnknownLanguageError, match="expected one of az, uz") as refusal:
        fold("salam", language)
    assert isinstance(refusal.value, LanguageError)
    assert refusal.value.code == language


@given(st.one_of(OFFICE_TEXT, st.text()), st.sampled_from([None, *LANGUAGES]))
@settings(max_examples=600, deadline=None)
def test_folding_a_key_again_changes_nothing(text: str, language: str | None) -> None:
    key = fold(text, language)
    assert fold(key, language) == key
    assert fold(key) == key


@given(st.text(alphabet=string.ascii_letters + "əıİşçğöüƏŞÇĞÖÜ ", max_size=40))
@settings(max_examples=200, deadline=None)
def test_capitals_and_missing_diacritics_do_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text) == fold(text.lower())
    typed = text.translate(str.maketrans("əıİşçğöüƏŞÇĞÖÜ", "eiIscgouESCGOU"))
    assert fold(typed) == fold(text)


@given(OFFICE_TEXT)
@settings(max_examples=300, deadline=None)
def test_key_holds_words_of_plain_letters_and_digits(text: str) -> None:
    key = fold(text)
    assert key == " ".join(key.split())
    assert "sh" not in key
    assert "ch" not in key
    assert all(character == " " or character.isalnum() for character in key)
