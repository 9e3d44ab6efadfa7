# SPDX-License-Identifier: EUPL-1.2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.language import Damage, fold, normalize, repair

BREAK_TURKISH = str.maketrans("ğşıĞŞİ", "ðþýÐÞÝ")
BREAK_UZBEK = str.maketrans("қҳғҚҲҒ", "єіјЄІЈ")


@pytest.mark.parametrize(
    "text",
    [
        "Bu müdürlük için yapılan iş ve başvuru",
        "Çalışma müdürlüğü",
        "Başkanlığı",
        "Gelen yazılar iki gün içinde değerlendirilir ve ilgili birime iletilir",
        "IŞIKLI YOL İLE KÜÇÜK DAĞ İÇİN",
    ],
)
def test_turkish_read_by_the_wrong_table_is_repaired(text: str) -> None:
    broken = text.translate(BREAK_TURKISH)
    mended = repair(broken)
    assert broken != text == mended.text
    for damage in mended.damages:
        assert broken[damage.start : damage.end] == damage.was
        assert text[damage.start : damage.end] == damage.now


@pytest.mark.parametrize(
    "text",
    [
        "Бу қарор ва ҳужжат билан тасдиқланган бир вақт",
        "қўшимча",
        "Ҳуқуқларининг ҳимояси",
        "Бўлим бошлиғи ходимларнинг малакасини оширади ва ҳисобот беради",
    ],
)
def test_uzbek_of_an_old_font_is_repaired(text: str) -> None:
    assert repair(text.translate(BREAK_UZBEK)).text == text


def test_the_witnesses_are_named() -> None:
    assert repair("Bu iþ için").damages == (Damage(3, 5, "iþ", "iş", "text: bu, için"),)
    assert repair("çalýþma").damages == (Damage(0, 7, "çalýþma", "çalışma", "word"),)
    assert repair("Sağ salim").damages == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "þ",
        "Guðrún og Þór fóru heim með bíl",
        "The singer Sigurður Þórsson of Iceland, and his band Þursaflokkurinn",
        "Professor Guðmundsson was here with the Þingvellir committee",
        "Sigurður Guðmundsson ile yapılan görüşme için bu not",
        "Sigurður ile bu konuda için",
        "Bu toplantıya Þorgeir ve Ýmir için yer",
        "Türkmenistanyň ýurduň ýagdaýy üçin bir",
        "Velký kůň a malý dům",
        "Україна є і була тут, моєї країни",
        "Її ім'я є в списку і вона це знає",
        "Ја сам био код куће и мој брат је ту",
        "Гэта воўк і ён цікаўны",
        "Мәктәбин мүдири бу ҹаваб јолдаш үчүн",
        "Бу қарор ва Україна і її прапор є бир",
    ],
)
def test_letters_that_belong_there_stay(text: str) -> None:
    assert repair(text).text == text
    assert repair(text).damages == ()


def test_sure_words_have_the_keys_of_the_right_ones() -> None:
    for right, broken in (("müdürlüğü", "müdürlüðü"), ("Çalışma", "Çalýþma"), ("Başkanlığı", "Baþkanlýðý")):
        assert fold(broken) == fold(right)
        assert normalize(broken, "tr") == normalize(right, "tr")
    for right, broken in (("қўшимча", "єўшимча"), ("ҳуқуқларининг", "іуєуєларининг")):
        assert fold(broken) == fold(right)
        assert normalize(broken, "uz-Cyrl") == normalize(right, "uz-Cyrl")
    assert fold("Þór") == "thor"


@given(st.one_of(st.text(max_size=40), st.text(alphabet="ðþýÞÝaüçi євіјўнгаи bu için ва", max_size=60)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_taken_and_its_offsets_hold(text: str) -> None:
    mended = repair(text)
    assert len(mended.text) == len(text)
    for damage in mended.damages:
        assert text[damage.start : damage.end] == damage.was != damage.now
        assert mended.text[damage.start : damage.end] == damage.now
