# SPDX-License-Identifier: EUPL-1.2
"""Uzbek texts in the other alphabet: by rule, and with the list of exceptions."""

from __future__ import annotations

import pytest
from django.utils import formats, translation
from django.utils.dateparse import parse_datetime
from hypothesis import given
from hypothesis import strategies as st

from nizam.kit.deadlines import law_words
from nizam.kit.doubts import doubt_words
from nizam.kit.scripts import (
    CYRILLIC,
    LATIN,
    ScriptsError,
    exceptions,
    in_script,
    read_exceptions,
    read_own_words,
    screen_language,
    with_kept,
)
from nizam.kit.texts import TranslatedText
from nizam.kit.wording import sentence


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Ish yuritish boʻlimi", "Иш юритиш бўлими"),
        ("PDF faylini yuklang", "PDF файлини юкланг"),
        ("JSONni kiriting", "JSONни киритинг"),
        ("idora, endi, tabiiy", "идора, энди, табиий"),
        ("Wi-Fi tarmogʻi", "Wi-Fi тармоғи"),
        ("<b>%(count)s ta xat</b>", "<b>%(count)s та хат</b>"),
        ("Nizam", "Низам"),
        (
            '<a href="https://e.org/javascript">JavaScript kerak</a>',
            '<a href="https://e.org/javascript">JavaScript керак</a>',
        ),
        ("", ""),
    ],
)
def test_latin_is_put_into_cyrillic_but_for_the_exceptions(latin: str, cyrillic: str) -> None:
    assert in_script(latin, CYRILLIC) == cyrillic


def test_cyrillic_is_put_into_latin() -> None:
    assert in_script("Иш юритиш бўлими", LATIN) == "Ish yuritish boʻlimi"
    assert in_script("Низам", LATIN) == "Nizam"


def test_both_cases_of_a_kept_word_stay_as_they_are() -> None:
    assert with_kept("HTML yoki fayl (.html)", ["HTML", "html"]) == "HTML ёки файл (.html)"


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    in_script(text, CYRILLIC)
    in_script(text, LATIN)


def test_another_language_has_no_other_script() -> None:
    with pytest.raises(KeyError):
        in_script("text", "tr")


@pytest.mark.parametrize(
    "text",
    [
        "[kept]\n[shared]",
        '[kept]\na = ["PDF", "PDF"]\n[shared]\n[spelled]',
        '[kept]\na = ["PDF"]\n[shared]\n[spelled]\nPDF = "ПДФ"',
    ],
)
def test_a_broken_list_of_exceptions_is_refused(text: str) -> None:
    with pytest.raises(ScriptsError):
        read_exceptions(text)


def test_a_text_in_one_alphabet_is_read_in_the_other() -> None:
    assert TranslatedText(uz="Nizom", en="Charter").in_language("uz-Cyrl") == "Низом"
    assert TranslatedText({"uz-Cyrl": "Низом", "en": "Charter"}).in_language("uz") == "Nizom"
    assert TranslatedText(uz="Nizom", **{"uz-Cyrl": "Устав"}).in_language("uz-Cyrl") == "Устав"
    assert TranslatedText(en="Charter", az="Əsasnamə").in_language("uz-Cyrl") == "Charter"
    # A name that is nobody's translation is kept under no language.
    assert TranslatedText({"": "Lola"}).in_language("az") == ""
    assert TranslatedText({"": "Lola"}).in_language("uz") == ""
    with translation.override("uz-Cyrl"):
        assert str(TranslatedText(uz="Boʻlim")) == "Бўлим"


def test_screens_days_and_reasons_are_in_cyrillic_letters() -> None:
    with translation.override("uz-Cyrl"):
        assert translation.gettext("January") == "Январь"
        moment = parse_datetime("2026-11-05T17:12")
        assert formats.date_format(moment, "DATETIME_FORMAT") == "2026-йил 5-ноябрь, 17:12"
        assert sentence("иш") == "Иш"
        assert doubt_words("article-not-read") == in_script(_latin_doubt(), CYRILLIC)


def test_acts_of_uzbekistan_are_named_in_the_readers_alphabet() -> None:
    act = "“Jismoniy va yuridik shaxslarning murojaatlari toʻgʻrisida”gi Qonun"
    with translation.override("uz-Cyrl"):
        assert "Жисмоний ва юридик шахсларнинг мурожаатлари тўғрисида" in law_words({"act": act, "article": "28"})
        assert "ЎРҚ-445" in law_words({"act": act, "article": "28", "version": "OʻRQ-445"})
        assert law_words({"act": "Dilekçe Hakkı Kanunu"}) == "Dilekçe Hakkı Kanunu"
    with translation.override("uz"):
        assert act in law_words({"act": act, "article": "28"})


def _latin_doubt() -> str:
    with translation.override("uz"):
        return doubt_words("article-not-read")


@pytest.mark.parametrize(
    ("code", "shown"),
    [("uz-cyrl", "uz-Cyrl"), ("uz-Cyrl", "uz-Cyrl"), ("az-Cyrl", "az"), ("tr", "tr"), ("ru", ""), ("", "")],
)
def test_a_text_finds_the_language_of_its_screens(code: str, shown: str) -> None:
    assert screen_language(code) == shown


def test_what_is_kept_is_kept_with_its_ending() -> None:
    assert exceptions()["QR"] == "QR"


def test_the_words_of_an_institution_come_first() -> None:
    own = read_own_words("nizom = устав\n\n IT = АТ \n")
    assert own == {"nizom": "устав", "IT": "АТ"}
    assert in_script("nizomning IT boʻlimi, NIZOM", CYRILLIC, own) == "уставнинг АТ бўлими, УСТАВ"
    assert in_script("уставнинг АТ бўлими", LATIN, own) == "nizomning IT boʻlimi"
    assert in_script("nizom", CYRILLIC) == "низом"


@pytest.mark.parametrize("line", ["Nizom", "= Устав", "Nizom = ", "Nizom = Nizom <b>", "Устав = Nizom", "a b = в"])
def test_a_line_that_is_no_word_in_both_alphabets_is_refused(line: str) -> None:
    with pytest.raises(ScriptsError, match=line.strip()):
        read_own_words(f"IT = АТ\n{line}")
