# SPDX-License-Identifier: EUPL-1.2
"""Case endings: an own table of names, offices, numbers and abbreviations."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nizam.foundations.language import (
    CASES,
    LanguageError,
    UnknownLanguageError,
    UnsupportedLanguageError,
    inflect,
)

LINES = Path(__file__).with_name("case_endings.tsv").read_text("utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if not line.startswith("#")]


@pytest.mark.parametrize(("language", "how", "word", "forms"), [(*row[:3], row[3:]) for row in ROWS])
def test_own_table(language: str, how: str, word: str, forms: list[str]) -> None:
    given_forms = [inflect(word, case, language, proper="p" in how, possessive="s" in how) for case in CASES]
    assert given_forms == [word, *forms]


def test_the_table_is_large() -> None:
    assert 5 * len(ROWS) >= 150


def test_uzbek_endings_stand_apart_from_digits_and_take_any_apostrophe() -> None:
    assert inflect("soat 18", "ablative", "uz") == "soat 18 dan"
    assert inflect("tog‘", "dative", "uz") == "tog‘ga"
    assert inflect("Игорь", "dative", "uz-Cyrl", proper=True) == "Игорга"


@pytest.mark.parametrize(
    ("word", "case", "language", "form"),
    [
        ("2026-cı il", "genitive", "az", "2026-cı ilin"),
        ("9" * 40, "dative", "tr", "9" * 40 + "’a"),
        ("1000000", "dative", "az", "1000000-a"),
        ("«Nizam»", "dative", "az", "«Nizam»a"),
        ("9" * 5000, "dative", "tr", "9" * 5000 + "’a"),
        ("m¹", "dative", "tr", "m¹e"),
        ("BDDK", "genitive", "tr", "BDDK’nin"),
        ("A", "dative", "az", "A-ya"),
        ("Ak", "dative", "tr", "Aka"),
        ("elektrik", "dative", "az", "elektrikə"),
        ("müdafiəkənd", "dative", "az", "müdafiəkəndə"),
        ("hukuk", "genitive", "tr", "hukukun"),
        ("ifrat", "dative", "az", "ifrata"),
        ("başvuru formu", "accusative", "tr", "başvuru formuyu"),
        ("grnt", "dative", "tr", "grnte"),
        ("- -", "dative", "tr", "- -"),
        ("İSTANBUL VALİLİĞİ", "locative", "tr", "İSTANBUL VALİLİĞİDE"),
    ],
)
def test_single_forms(word: str, case: str, language: str, form: str) -> None:
    assert inflect(word, case, language) == form  # type: ignore[arg-type]


def test_what_has_no_endings_is_refused() -> None:
    for language in ("ru", "en"):
        with pytest.raises(UnsupportedLanguageError) as caught:
            inflect("Иванов", "dative", language)
        assert isinstance(caught.value, LanguageError)
    with pytest.raises(UnknownLanguageError):
        inflect("a", "dative", "xx")
    with pytest.raises(ValueError, match="case"):
        inflect("a", "vocative", "az")  # type: ignore[arg-type]


@given(
    st.text(max_size=20) | st.text(alphabet="aıuüqkptAIKıİ1250 .-’ʻькЬ", max_size=8),
    st.sampled_from(CASES),
    st.sampled_from(["az", "uz", "uz-Cyrl", "tr"]),
    st.booleans(),
    st.booleans(),
)
def test_no_word_raises(word: str, case: str, language: str, proper: bool, possessive: bool) -> None:
    inflect(word, case, language, proper=proper, possessive=possessive)  # type: ignore[arg-type]
