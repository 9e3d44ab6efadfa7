# SPDX-License-Identifier: EUPL-1.2
"""Scripts into each other: own pairs, what is left alone, own words of an institution, and what is never lost."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nizam.foundations.language import (
    SCRIPTS,
    UZBEK_2026,
    ExceptionsError,
    LanguageError,
    TransliterationError,
    fold,
    normalize,
    transliterate,
)
from nizam.foundations.language._script_stems import Spellings, SpellingsError, load
from nizam.foundations.language._uzbek_letters import carry_case

LINES = Path(__file__).with_name("uzbek_pairs.tsv").read_text("utf-8").splitlines()
PAIRS = [tuple(line.split("\t")) for line in LINES if not line.startswith("#")]
TABLE = load()


@pytest.mark.parametrize(("cyrillic", "latin"), PAIRS)
def test_own_pairs_hold_both_ways_and_through_the_letters_of_2026(cyrillic: str, latin: str) -> None:
    assert transliterate(cyrillic, "uz-Cyrl", "uz") == latin
    assert transliterate(latin, "uz", "uz-Cyrl") == cyrillic
    new = transliterate(cyrillic, "uz-Cyrl", UZBEK_2026)
    assert new == transliterate(latin, "uz", UZBEK_2026)
    assert transliterate(new, UZBEK_2026, "uz") == latin
    assert transliterate(new, UZBEK_2026, "uz-Cyrl") == cyrillic


@pytest.mark.parametrize(("cyrillic", "latin"), PAIRS)
def test_the_strong_key_of_both_scripts_is_one(cyrillic: str, latin: str) -> None:
    if TABLE.to_latin(cyrillic.lower()) is None:
        assert normalize(cyrillic, "uz-Cyrl") == normalize(latin, "uz")
        assert fold(cyrillic) == fold(latin)


def test_there_are_hundreds_of_pairs_and_none_twice() -> None:
    assert len({cyrillic for cyrillic, _ in PAIRS}) == len(PAIRS) >= 300


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Oʻzbekiston", "Özbekiston"),
        ("toʻgʻri chegara shahri", "töğri çegara şahri"),
        ("Isʼhoq", "Ishoq"),
        ("CHORSHANBA", "ÇORŞANBA"),
        ("Sh. Choriyev", "Ş. Çoriyev"),
        ("singlisi taʼlim", "singlisi taʼlim"),
    ],
)
def test_letters_of_2026(old: str, new: str) -> None:
    assert transliterate(old, "uz", UZBEK_2026) == new
    assert transliterate(new, UZBEK_2026, "uz") == old


@pytest.mark.parametrize("sign", "'`´ʻʼ‘’′")
def test_any_apostrophe_is_read(sign: str) -> None:
    text = f"O{sign}zbek ta{sign}lim tog{sign} yo{sign}l"
    assert transliterate(text, "uz", "uz-Cyrl") == "Ўзбек таълим тоғ йўл"
    assert transliterate(text, "uz", UZBEK_2026) == "Özbek taʼlim toğ yöl"


def test_quotation_marks_are_not_apostrophes() -> None:
    assert transliterate("‘kino’ 'tog' 'togʻ' ‘tog‘’ kitob’ manbaʼ", "uz", "uz-Cyrl") == (
        "‘кино’ 'тог' 'тоғ' ‘тоғ’ китоб’ манбаъ"
    )


@pytest.mark.parametrize(
    "kept",
    [
        "<a href=\"shahar.html\" title='Ariza'>",
        "</p>",
        "<!-- ariza -->",
        "&nbsp;",
        "&#39;",
        "info@gov.uz",
        "https://lex.uz/docs/shahar",
        "www.my.gov.uz/ariza",
        "my.gov.uz",
        "%(unit_name)s",
        "%(count)d",
        "%s",
        "{name}",
        "{0.name}",
        "{{ case.title }}",
        "{% if case %}",
        "A4",
        "X509",
        "HTTP2",
        "case_number",
        "ariza.pdf",
        "XXI",
        "IV",
        "1234,56",
        "Müller",
        "漢字",
    ],
)
def test_markup_addresses_codes_and_strange_words_stay(kept: str) -> None:
    assert transliterate(f"ariza {kept} xat", "uz", "uz-Cyrl") == f"ариза {kept} хат"
    assert transliterate(f"ариза {kept} хат", "uz-Cyrl", "uz") == f"ariza {kept} xat"


def test_a_single_roman_digit_is_told_from_an_initial() -> None:
    assert transliterate("V bob, X-sinf, V. Karimov, I", "uz", "uz-Cyrl") == "V боб, X-синф, В. Каримов, И"


def test_the_apostrophe_is_a_capital_among_capitals() -> None:
    assert transliterate("TAʼLIM Aʼlo MANBAʼ", "uz", "uz-Cyrl") == "ТАЪЛИМ Аъло МАНБАЪ"


def test_numbers_of_acts_follow_their_letters() -> None:
    assert transliterate("ПФ-60-сон, А4 ва 5-илова", "uz-Cyrl", "uz") == "PF-60-son, A4 va 5-ilova"


def test_old_and_new_letters_may_be_mixed() -> None:
    assert transliterate("Özbekiston shahri şahar", "uz", "uz-Cyrl") == "Ўзбекистон шаҳри шаҳар"


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("щётка Хрущёв Щ", "shyotka Xrushyov Sh"),
        ("ы абзацлар", "i abzaslar"),
        ("США", "SSHA"),
        ("ў ЎЗ", "oʻ OʻZ"),
        ("Татъёл", "Tatyol"),
        ("цехон", "sexon"),
        ("ŭзбек", "ŭzbek"),
        ("Донец", "Dones"),
        ("бюджети сентябрь", "budjeti sentabr"),
        ("МЧЖ га", "MCHJ ga"),
        ("е\u0308ш", "yosh"),
    ],
)
def test_cyrillic_of_one_way_only(cyrillic: str, latin: str) -> None:
    assert transliterate(cyrillic, "uz-Cyrl", "uz") == latin


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [("wifi BBC", "wifi BBC"), ("roliga", "ролига"), ("rolik", "ролик"), ("konsertmeyster", "концертмейстер")],
)
def test_latin_of_one_way_only(latin: str, cyrillic: str) -> None:
    assert transliterate(latin, "uz", "uz-Cyrl") == cyrillic


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Ҝәнҹә шәһәри", "Gəncə şəhəri"),
        ("Әлијев Илһам", "Əliyev İlham"),
        ("ГАРАБАҒ ИҸРА ҺАКИМИЈЈӘТИ", "QARABAĞ İCRA HAKİMİYYƏTİ"),
        ("Бакы, Сумгајыт, Ышыг", "Bakı, Sumqayıt, Işıq"),
        ("гәрар мүдир көчүрмә", "qərar müdir köçürmə"),
    ],
)
def test_azerbaijani_both_ways(cyrillic: str, latin: str) -> None:
    assert transliterate(cyrillic, "az-Cyrl", "az") == latin
    assert transliterate(latin, "az", "az-Cyrl") == cyrillic


def test_russian_letters_in_azerbaijani_cyrillic() -> None:
    assert transliterate("Юсиф ЮСИФ Явәр Щорс объект цех Й", "az-Cyrl", "az") == "Yusif YUSİF Yavər Şors obekt tsex Y"
    assert transliterate("Qərar № 5 wé", "az", "az-Cyrl") == "Гәрар № 5 wé"
    assert transliterate("гәрарқ", "az-Cyrl", "az") == "qərarқ"


def test_own_words_of_an_institution() -> None:
    own = {"Ишчи": "Xodim", "Ўзтех": "Uztech"}
    assert transliterate("ишчи ИШЧИЛАР Ишчига ишчан", "uz-Cyrl", "uz", own) == "Xodim XODIMLAR Xodimga ishchan"
    assert transliterate("Ўзтехда", "uz-Cyrl", "uz", own) == "Uztechda"
    assert transliterate("Ashob ashobga", "uz", "uz-Cyrl", {"ashob": "асҳоб"}) == "Асҳоб асҳобга"
    assert transliterate("Bakı bakı BAKI Bakıdan", "az", "az-Cyrl", {"bakı": "баку"}) == "Баку баку БАКУ Бакыдан"


@pytest.mark.parametrize(
    "wrong",
    [
        {"": "a"},
        {"икки сўз": "a"},
        {"latin": "a"},
        {"сўз": ""},
        {"сўз": " a"},
        {"сўз": "<b>"},
        {"сўз": "a\u200bb"},
        {"сўз": "%(a)s"},
        {"сўз": "a", "СЎЗ": "b"},
    ],
)
def test_unusable_exceptions_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ExceptionsError):
        transliterate("сўз", "uz-Cyrl", "uz", wrong)


def test_ways_that_do_not_exist_are_refused() -> None:
    for source, target in (("az", "uz"), ("tr", "tr"), ("uz", "ru")):
        with pytest.raises(TransliterationError) as caught:
            transliterate("a", source, target)
        assert isinstance(caught.value, LanguageError)
    assert all(transliterate("ҳeʼ", script, script) == "ҳeʼ" for script in SCRIPTS)


ANY = st.text(max_size=40) | st.text(
    alphabet="abchosgtyieknlOGSHCYабвгеёсҳцъьўғшчэюяБЕШ'‘’ʻʼ öşçğÖ.-<>%(){}@&;IVX12\n", max_size=40
)


@given(ANY, st.sampled_from(SCRIPTS), st.sampled_from(SCRIPTS))
def test_no_text_raises_and_keys_are_made_of_it(text: str, source: str, target: str) -> None:
    if source[:2] == target[:2]:
        fold(transliterate(text, source, target))


def cased(word: str, case: int) -> str:
    if case == 2 and len(word.strip("ʻʼ")) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if case else word


CASES = st.integers(0, 2)
LATIN_UNITS = [
    *"abdefghijklmnopqrstuvxyzʼ",
    "oʻ",
    "gʻ",
    "sh",
    "ch",
    "sʼh",
    "ya",
    "yo",
    "yu",
    "ye",
    "ts",
    "tsiya",
    "ksiya",
]
LATIN = st.lists(st.sampled_from(LATIN_UNITS), min_size=1, max_size=8).map("".join)


def whole_latin(word: str) -> bool:
    return not re.search("^ʼ|ʼ{2}|[og]ʼ|ʻʼ|s?ʼ$", word) and len(re.sub("[ʻʼ]", "", word)) > 2


@given(LATIN, CASES)
def test_old_and_new_letters_lose_nothing(word: str, case: int) -> None:
    assume(whole_latin(word))
    word = cased(word, case)
    assume(not re.fullmatch("[IVXLCDM]+", word))
    assert transliterate(transliterate(word, "uz", UZBEK_2026), UZBEK_2026, "uz") == word


@given(LATIN, CASES)
def test_latin_comes_back_from_cyrillic(word: str, case: int) -> None:
    assume(whole_latin(word))
    assume(not re.search("ʼe|[ʼy]ye|[^aeiouʻʼ]ʼy[ou]", word))
    there = transliterate(word, "uz", "uz-Cyrl")
    assume(TABLE.to_cyrillic(word) is None and TABLE.to_latin(there) is None)
    word = cased(word, case)
    assume(not re.fullmatch("[IVXLCDM]+", word))
    assert transliterate(transliterate(word, "uz", "uz-Cyrl"), "uz-Cyrl", "uz") == word


CYRILLIC = st.text(alphabet="абвгдеёжзийклмнопрстуфхчшъэюяўқғҳ", min_size=3, max_size=9)
LOSSY = re.compile("(?<=[^аеёиоуўэюя])э|ъ$|^ъ|[ўоёгғъ]ъ|ъе|ъс|съҳ|[^аеёиоуўэюя]ъ[ёю]|й[аоуе]|[тнкп]си[аоуеёяю]|[лн]ён")


@given(CYRILLIC, CASES)
def test_cyrillic_comes_back_from_latin(word: str, case: int) -> None:
    assume(not LOSSY.search(word))
    there = transliterate(word, "uz-Cyrl", "uz")
    assume(TABLE.to_latin(word) is None and TABLE.to_cyrillic(there) is None)
    word = cased(word, case)
    assume(not re.fullmatch("[IVXLCDM]+", there.upper()))
    assert transliterate(transliterate(word, "uz-Cyrl", "uz"), "uz", "uz-Cyrl") == word


@given(st.text(alphabet="abcçdeəfgğhxıijkqlmnoöprsştuüvyzABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZ ", max_size=20))
def test_azerbaijani_loses_nothing(text: str) -> None:
    assert transliterate(transliterate(text, "az", "az-Cyrl"), "az-Cyrl", "az") == text


def test_every_stem_of_the_table_is_needed() -> None:
    bare = Spellings({"group": [{"name": "n", "source": "s", "note": "n", "pairs": [["ққққққққққ", "qqqqqqqqqq"]]}]})
    assert bare.to_latin("аб") is None
    assert bare.to_cyrillic("ab") is None
    for latin, (cyrillic, _) in TABLE._to_cyrillic.items():
        assert transliterate(cyrillic, "uz-Cyrl", "uz") == latin
        assert transliterate(latin, "uz", "uz-Cyrl") == cyrillic


@pytest.mark.parametrize(
    "group",
    [
        {"name": "a", "source": "", "note": "n", "pairs": [["а", "a"]]},
        {"name": "a", "source": "s", "note": "n", "pairs": [["a", "а"]]},
        {"name": "a", "source": "s", "note": "n", "pairs": [["роль", "rol"], ["рол", "roll"]]},
        {"name": "a", "source": "s", "note": "n", "pairs": [["роль", "rol"], ["рул", "rol"]]},
    ],
)
def test_a_wrong_table_is_refused(group: dict[str, object]) -> None:
    with pytest.raises(SpellingsError):
        Spellings({"group": [group]})


def test_case_is_carried_over() -> None:
    assert carry_case("САНА", "date") == "DATE"
    assert carry_case("С", "date", "АН") == "DATE"
    assert carry_case("С", "date") == "Date"
    assert carry_case("'", "date") == "date"


@pytest.mark.parametrize("signs", ["{", "{{", "{%", "<!--", "a-", "%(", "a+", "http:/"])
def test_opening_signs_alone_are_read_once(signs: str) -> None:
    # Read again from each of them, this would take hours.
    text = signs * 200_000
    assert len(transliterate(text, "uz", "uz-Cyrl")) >= len(text) // 2
