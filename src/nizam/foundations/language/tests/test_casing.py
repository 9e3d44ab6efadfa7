# SPDX-License-Identifier: EUPL-1.2
import pytest

from nizam.foundations.language import UnknownLanguageError, lower, upper


@pytest.mark.parametrize("language", ["tr", "az"])
def test_turkic_i_keeps_its_dot_through_case(language: str) -> None:
    assert lower("İSTANBUL IŞIK", language) == "istanbul ışık"
    assert upper("istanbul ışık", language) == "İSTANBUL IŞIK"
    assert lower("I\u0307zmir", language) == "izmir"
    assert upper("i\u0307zmir", language) == "İZMİR"


@pytest.mark.parametrize("language", ["uz", "uz-Cyrl", "en", "ru"])
def test_other_languages_have_one_i(language: str) -> None:
    assert lower("INTERNET", language) == "internet"
    assert upper("internet", language) == "INTERNET"
    assert lower("İstanbul", language) == "istanbul"


def test_cyrillic_and_accents_change_case_too() -> None:
    assert upper("таълим бўлими", "uz-Cyrl") == "ТАЪЛИМ БЎЛИМИ"
    assert lower("ƏLİYEVA ŞÖBƏ", "az") == "əliyeva şöbə"


@pytest.mark.parametrize("change", [lower, upper])
def test_unknown_language_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownLanguageError):
        change("salam", "xx")
