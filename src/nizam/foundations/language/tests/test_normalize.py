# SPDX-License-Identifier: EUPL-1.2
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nizam.foundations.language import LANGUAGES, UnknownLanguageError, normalize
from nizam.foundations.language._characters import APOSTROPHES
from nizam.foundations.language.tests.test_fold import LETTERS

UZBEK_LATIN = [*"abdefghijklmnopqrstuvxyz", "oʻ", "gʻ", "sh", "ch"]
TO_CYRILLIC = dict(zip(UZBEK_LATIN, "абдэфгҳижклмнопқрстувхйзўғшч", strict=True))
TO_2026 = {"oʻ": "ö", "gʻ": "ğ", "sh": "ş", "ch": "ç"}


@pytest.mark.parametrize(
    ("language", "key", "spellings"),
    [
        ("uz", "taʼlim boʻlimi", ["taʼlim boʻlimi", "TA'LIM BO‘LIMI", "ta`lim bo´limi", "Таълим бўлими"]),
        ("uz", "taʼlim boʻlimi", ["taʻlim bölimi"]),
        ("uz", "toʻgʻri chora", ["to'g'ri chora", "töğri çora", "тўғри чора"]),
        ("uz", "toʻgʻri chora", ["TOʻGʻRI  CHORA\n", "to\u00ad‘g’ri\u00a0chora"]),
        ("uz", "isʼhoq", ["Is'hoq", "Исҳоқ"]),
        ("uz", "boshqarma", ["boshqarma", "boşqarma", "бошқарма", "bоshqаrmа"]),
        ("uz-Cyrl", "obyekt moʻjiza", ["объект мўъжиза", "obyekt moʻjiza"]),
        ("uz", "yevropa yer kiyev sentabr budjet", ["Европа ер Киев сентябр бюджет"]),
        ("uz", "aksiya militsiya sirk konstitutsiya batalyon pyesa", ["акция милиция цирк конституция батальон пьеса"]),
        ("tr", "ışık istanbulʼdan 2026ʼya kâğıt", ["IŞIK İSTANBUL'DAN 2026’YA KÂĞIT"]),
        ("tr", "ışık istanbulʼdan 2026ʼya kâğıt", ["ışık istanbul`dan 2026'ya kâğıt"]),
        ("tr", "tokyoʼdan", ["Tokyo'dan", "TOKYO‘DAN"]),
        ("az", "məktəb müdirinin qərarı göndəriş cavab", ["Мәктәб мүдиринин гәрары ҝөндәриш ҹаваб"]),
        ("az", "qaldı ığır", ["галды Iğır", "QALDI IĞIR"]),
        ("ru", "щенок ёлка", ["Щено\u0301к  Ёлка"]),
        ("en", "dogʼs", ["Dog's", "DOG’S"]),
        (None, "oʻzbek maʼno ‘tosh’ mudir", ["Oʼzbek ma'no ‘tosh’ mudir"]),
        (None, "məktəb galdi", ["мәктәб галди"]),
        (None, "№ 15 — fi (a) \"b\".", ["№ 15 — ﬁ (A) \"B\"."]),
        (None, "ѓ", ["ѓ"]),
        ("uz", "", ["", " \u200b\n"]),
    ],
)  # fmt: skip
def test_spellings_meet_in_the_orthography(language: str | None, key: str, spellings: list[str]) -> None:
    assert {spelling: normalize(spelling, language) for spelling in spellings} == dict.fromkeys(spellings, key)


def test_diacritics_are_kept_apart() -> None:
    assert normalize("şap sap qır kir", "tr") == "şap sap qır kir"
    assert normalize("şirin", None) == "şirin"


def test_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguageError):
        normalize("salam", "az-Cyrl")


@given(
    st.one_of(st.text(alphabet=LETTERS + "ЄІЈєіј", max_size=40), st.text(), st.text(alphabet=st.characters())),
    st.sampled_from([None, *LANGUAGES]),
)
@settings(max_examples=600, deadline=None)
def test_normalising_again_changes_nothing(text: str, language: str | None) -> None:
    key = normalize(text, language)
    assert normalize(key, language) == key


@given(st.lists(st.sampled_from(UZBEK_LATIN), min_size=1, max_size=8), st.sampled_from(APOSTROPHES))
@settings(max_examples=300, deadline=None)
def test_uzbek_scripts_and_apostrophes_meet(letters: list[str], apostrophe: str) -> None:
    word = "".join(letters)
    # s and h from two letters: the Cyrillic parts them, the Latin would need an apostrophe.
    assume(not any(left[-1] + right[0] in ("sh", "ch") for left, right in pairwise(letters)))
    cyrillic = "".join(TO_CYRILLIC[letter] for letter in letters)
    of_2026 = "".join(TO_2026.get(letter, letter) for letter in letters)
    for spelling in (cyrillic, of_2026, word.replace("ʻ", apostrophe), word.upper().replace("ʻ", apostrophe)):
        assert normalize(spelling, "uz") == word
