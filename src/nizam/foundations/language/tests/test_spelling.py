# SPDX-License-Identifier: EUPL-1.2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.language import DictionaryUnavailableError, UnknownLanguageError, suggest
from nizam.foundations.language.tests.conftest import require_built


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("az", "sobesinin", "şöbəsinin"),
        ("az", "muraciet", "müraciət"),
        ("az", "təşkilad", "təşkilat"),
        ("uz", "boshqrma", "boshqarma"),
        ("uz", "malumot", "maʼlumot"),
        ("uz-Cyrl", "бошқрма", "boshqarma"),
        ("tr", "mudurluk", "müdürlük"),
        ("tr", "belediyye", "belediye"),
        ("en", "goverment", "government"),
        ("ru", "министерсво", "министерство"),
    ],
)
def test_the_word_meant_comes_first(language, typed, meant):
    require_built("uz" if language == "uz-Cyrl" else language)
    assert suggest(typed, language)[0] == meant


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("az", "usaqlar", "uşaqlar"),  # diacritics
        ("az", "kitabb", "kitab"),  # a letter doubled
        ("az", "ktiab", "kitab"),  # two letters changed places
        ("az", "xitab", "kitab"),
        ("az", "kidapxana", "kitabxana"),  # two confusions
        ("uz", "ortoq", "oʻrtoq"),
        ("uz", "bog'", "bogʻ"),
        ("tr", "belediyyee", "belediye"),
        ("en", "goverment", "government"),
    ],
)
def test_small_dictionaries_suggest(language, typed, meant, small):
    found = suggest(typed, language)
    assert found == [] if typed == "bog'" else found[0] == meant


def test_a_known_word_and_no_word_need_no_suggestion(small):
    assert suggest("kitab", "az") == []
    assert suggest("a", "az") == []
    assert suggest("q" * 60, "az") == []
    assert suggest("wwwwwwww", "az") == []
    assert len(suggest("kitablər", "az", 1)) == 1


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="aəkitbşöʼ-1", max_size=9))
def test_no_input_raises(word):
    try:
        assert len(suggest(word, "az")) <= 5
    except DictionaryUnavailableError:
        pytest.skip("the dictionary of az is not built: make install builds it")


def test_without_a_dictionary_nothing_can_be_suggested(none):
    with pytest.raises(DictionaryUnavailableError, match="'uz'"):
        suggest("bolim", "uz-Cyrl")
    with pytest.raises(UnknownLanguageError):
        suggest("bolim", "xx")
