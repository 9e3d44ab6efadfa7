# SPDX-License-Identifier: EUPL-1.2
import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nizam.foundations.language import LANGUAGES, UnknownLanguageError, bare_stem, bare_stems, lower, stem
from nizam.foundations.language.tests.conftest import families, require_built

WORDS = st.text(alphabet="aəbcçdefgğhxıijkqlmnoöprsştuüvyzIİŞ'ʻʼ’-1. бўқғшеця\u00ad\u0301â", max_size=24) | st.text(
    max_size=12
)


def pairwise(lemmas, key):
    """Return F1 in per cent over pairs of forms put together (the measure of stemming for search)."""

    def pairs(counted):
        return sum(count * (count - 1) // 2 for count in counted.values())

    keys = {form: key(form) for form in lemmas}
    both = pairs(Counter((lemmas[form], keys[form]) for form in lemmas))
    precision = both / max(1, pairs(Counter(keys.values())))
    recall = both / max(1, pairs(Counter(lemmas.values())))
    return 200 * precision * recall / max(1e-9, precision + recall)


def family_lemmas(language):
    return {form: lemma for lemma, forms in families(language).items() for form in forms}


@pytest.mark.parametrize("language", ["az", "uz"])
def test_families_meet_in_one_stem(language):
    require_built(language)
    lemmas = family_lemmas(language)
    assert len(set(lemmas.values())) >= 60
    assert pairwise(lemmas, lambda form: stem(form, language)) >= 97
    assert pairwise(lemmas, lambda form: bare_stem(form, language)) >= 97


@pytest.mark.parametrize("language", ["az", "uz"])
def test_small_dictionaries_bring_families_together(language, small):
    lemmas = family_lemmas(language)
    assert pairwise(lemmas, lambda form: stem(form, language)) >= 90
    assert pairwise(lemmas, lambda form: bare_stem(form, language)) >= 85


@pytest.mark.parametrize("language", ["az", "uz"])
def test_endings_alone_already_bring_much_together(language, none):
    assert pairwise(family_lemmas(language), lambda form: stem(form, language)) >= 70


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "az",
            ["nazir", "nazirlik", "məlumat", "məlumatlı", "xidmət", "balıqçı", "balıq", "evli", "ev", "işsiz", "iş"],
        ),
        ("uz", ["xizmat", "xizmatchi", "vazir", "vazirlik", "boshqaruv", "suv", "suvli", "ishsiz", "ish", "bilim"]),
        ("tr", ["müdür", "müdürlük", "yol", "yolcu", "belediye", "önem", "önemli", "kullan", "kullanıcı"]),
    ],
)
def test_derived_words_are_words_of_their_own(language, words):
    require_built(language)
    assert len({stem(word, language) for word in words}) == len(words)
    assert len({bare_stem(word, language) for word in words}) == len(words)


@pytest.mark.parametrize(
    ("language", "forms", "key"),
    [
        ("az", ["edir", "etdi", "etmək", "edəcək", "edən"], "etmək"),
        ("az", ["BÖLMƏLƏRİN", "bölmələrdən"], "bölmə"),
        ("az", ["onun", "ona", "onlardan"], "o"),
        ("az", ["BMT-nin", "BMT-də"], "bmt"),
        ("az", ["qız-gəlinlər", "qız-gəlin"], "qız-gəlin"),
        ("uz", ["boʻlimining", "bo'limida", "bo‘limlarga", "bölimda", "BOʻLIM"], "boʻlim"),
        ("uz-Cyrl", ["бўлимларидан", "бўлимнинг", "БЎЛИМ"], "boʻlim"),
        ("uz", ["boshqarmasi", "boşqarmada"], "boshqarma"),
        ("uz", ["unga", "ularning", "uni"], "u"),
        ("uz", ["etildi", "etadi", "etilgan"], "etmoq"),
        ("uz", ["shahrida", "shaharning"], "shahar"),
        ("uz", ["qoʻllab-quvvatlash", "qoʻllab-quvvatlaydi"], "qoʻllab-quvvatlamoq"),
        ("tr", ["Ankara'dan", "ANKARA’NIN", "Ankara"], "ankara"),
        ("tr", ["müdürlüğünün", "MÜDÜRLÜK"], "müdürlük"),
        ("tr", ["gidiyor", "gitti"], "git"),
        ("en", ["policies", "Policy"], "policy"),
        ("ru", ["книгами", "КНИГА"], "книга"),
    ],
)
def test_inflected_forms_have_the_dictionary_form(language, forms, key):
    require_built("uz" if language == "uz-Cyrl" else language)
    assert {stem(form, language) for form in forms} == {key}


@pytest.mark.parametrize(
    ("language", "spellings"),
    [
        ("az", ["şöbəsinin", "sobesi", "sobe", "ŞÖBƏDƏ", "Sobeler"]),
        ("uz", ["boʻlimining", "bolimi", "бўлимида", "bölimga", "BO'LIM"]),
        ("tr", ["müdürlüğünün", "mudurlugu", "MÜDÜRLÜK"]),
        ("en", ["policies", "policy"]),
        ("ru", ["книгами", "Книга"]),
    ],
)
def test_every_spelling_and_form_has_one_bare_stem(language, spellings):
    require_built(language)
    assert len({bare_stem(spelling, language) for spelling in spellings}) == 1
    assert bare_stem(spellings[0], language).isascii()
    assert {bare_stem(spellings[0], language)} & set(bare_stems(spellings[-1]))


def test_small_dictionaries_answer_in_every_language(small):
    assert stem("müdürlüğünün", "tr") == "müdürlük"
    assert stem("müdürlüğümüzden", "tr") == "müdürlük"  # no form of the table: by endings
    assert stem("Ankara'dan", "tr") == "ankara"
    assert stem("Zonguldak'taki", "tr") == "zonguldak"
    assert stem("kârın", "tr") == "karın"
    assert stem("önemliydi", "tr") == stem("önemlinin", "tr") == "önemli"
    assert stem("önemi", "tr") == "önem"
    assert bare_stem("mudurlugunun", "tr") == "mudurluk"
    assert bare_stem("mudurlugumuzden", "tr") == "mudurluk"
    assert bare_stem("Ankara'dan", "tr") == "ankara"
    assert stem("policies", "en") == "policy" == bare_stem("Policies", "en")
    assert stem("unheard", "en") == "unheard" == bare_stem("unheard", "en")
    assert stem("went", "en") == "go"
    assert stem("книгами", "ru") == "книга"
    assert bare_stem("книгами", "ru") == "kniga" == bare_stem("kniga", "ru")
    assert stem("dostlarımızdan", "az") == "dost" == bare_stem("DOSTLARIMIZDAN")
    assert stem("OʻQIDI", "uz") == "oʻqimoq"
    assert bare_stem("dostlarning", "uz-Cyrl") == "dost"
    assert stem("su-dostlar", "az") == "su-dost"
    assert bare_stem("BMT-nin", "az") == "bmt"
    assert bare_stem("qara dostlar", "az") == "qara dost"
    assert bare_stem("qara-dostlar", "az") == "qara dost"
    assert stem("-", "az") == "-"
    assert stem("2023", "uz") == "2023"
    assert "dost" in bare_stems("dostların")


@pytest.mark.parametrize("word", ["", " ", "'", "ʼ", "--", "a", "1-", "-da", "q" * 100, "brr", "ʻʻ"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_word_comes_back(word, language, none):
    assert isinstance(stem(word, language), str)
    assert isinstance(bare_stem(word, language), str)


@given(WORDS, st.sampled_from(LANGUAGES))
def test_no_input_raises(word, language):
    stem(word, language)
    assert bare_stem(word, language).isascii() or not word.isascii()
    assert bare_stem(word) in {bare_stem(word, code) for code in ("az", "uz", "tr")}
    assert len(set(bare_stems(word))) == len(bare_stems(word))


@given(WORDS, st.sampled_from(LANGUAGES))
def test_case_does_not_matter(word, language):
    assert stem(lower(word, language), language) == stem(lower(word, language), language)


def test_a_language_that_is_none_is_refused():
    for ask in (stem, bare_stem):
        with pytest.raises(UnknownLanguageError):
            ask("ev", "xx")


def reference(*parts):
    folder = os.environ.get("NIZAM_REFERENCE")
    if not folder:
        pytest.skip("NIZAM_REFERENCE is not set: the reference data is not there")
    return Path(folder, "data", *parts)


@pytest.mark.parametrize(("language", "least"), [("az", 95), ("uz", 94)])
def test_words_of_charters(language, least):
    require_built(language)
    lemmas = {}
    for line in reference("lemma", f"{language}.txt").read_text("utf-8").splitlines():
        lemma, _, forms = line.partition(":")
        lemmas |= {lower(form, language): lemma for form in forms.split()}
    assert pairwise(lemmas, lambda form: stem(form, language)) >= least
    assert pairwise(lemmas, lambda form: bare_stem(form, language)) >= least


@pytest.mark.parametrize(
    ("language", "name", "least"), [("uz", "uz_ut-first-half", 90), ("tr", "tr_boun-ud-dev", 95.5)]
)
def test_words_of_treebanks(language, name, least):
    require_built(language)
    counted = defaultdict(Counter)
    parts = set()
    for line in reference("ud", f"{name}.conllu").read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) < 8:
            parts = set()
        elif "-" in cells[0]:
            first, last = map(int, cells[0].split("-"))
            parts |= {str(number) for number in range(first, last + 1)}
        elif cells[0] not in parts and cells[3] not in ("PUNCT", "NUM", "X", "SYM"):
            counted[lower(cells[1], language)][lower(cells[2], language)] += 1
    lemmas = {form: count.most_common(1)[0][0] for form, count in counted.items()}
    assert pairwise(lemmas, lambda form: stem(form, language)) >= least
