# SPDX-License-Identifier: EUPL-1.2
"""Invented charters in the numbering styles of three countries."""

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.charter_text import Provision, parse


def shape(text: str) -> list[tuple[str | None, int, str]]:
    """Number, level and text of every provision."""
    return [(item.number, item.level, item.text) for item in parse(dedent(text))]


def outline(text: str) -> list[tuple[str | None, int]]:
    return [(number, level) for number, level, _ in shape(text)]


def test_azerbaijani_numbers_with_parts() -> None:
    assert shape(
        """\
        Çinar Agentliyi

        Rəqəmsal arxiv şöbəsinin
        Ə S A S N A M Ə S İ

        1. Ümumi müddəalar

        1.1 Şöbə Agentliyin struktur bölməsidir.
        1.2. Şöbə öz işində qanunları rəhbər tutur.
        Şöbənin möhürü yoxdur.

        2. Vəzifələr

        2.0. Şöbənin vəzifələri bunlardır:
        2.0.1. arxivi qorumaq;
        2.0.2.surət çıxarmaq və
        onu saxlamaq;
        2.0.2.1. nüsxələri yoxlamaq.
        - 2.1.** Şöbə hesabat verir.
        """
    ) == [
        ("1.", 0, "Ümumi müddəalar"),
        ("1.1", 1, "Şöbə Agentliyin struktur bölməsidir."),
        ("1.2.", 1, "Şöbə öz işində qanunları rəhbər tutur."),
        (None, 8, "Şöbənin möhürü yoxdur."),
        ("2.", 0, "Vəzifələr"),
        ("2.0.", 1, "Şöbənin vəzifələri bunlardır:"),
        ("2.0.1.", 2, "arxivi qorumaq;"),
        ("2.0.2.", 2, "surət çıxarmaq və onu saxlamaq;"),
        ("2.0.2.1.", 3, "nüsxələri yoxlamaq."),
        ("2.1.", 1, "Şöbə hesabat verir."),
    ]


def test_azerbaijani_chapters_and_articles_by_name() -> None:
    assert outline(
        """\
        I fəsil. ÜMUMİ MÜDDƏALAR
        Maddə 1. Anlayışlar
        1.1. Bu qaydalarda anlayışlar:
        1.1.1. arxiv – saxlanc;
        Maddə 2. Məqsəd
        Məqsəd saxlamaqdır.
        2-ci fəsil
        SON MÜDDƏALAR
        3-cü maddə. Qüvvəyə minmə
        """
    ) == [
        ("I fəsil.", 0),
        ("Maddə 1.", 1),
        ("1.1.", 2),
        ("1.1.1.", 3),
        ("Maddə 2.", 1),
        (None, 8),
        ("2-ci fəsil", 0),
        ("3-cü maddə.", 1),
    ]


def test_turkish_articles_paragraphs_and_letters() -> None:
    assert shape(
        """\
        GÜZELTEPE BELEDİYESİ
        Arşiv Müdürlüğü Yönetmeliği
        BİRİNCİ BÖL ÜM
        Başlangıç Hükümleri

        Amaç
        MADDE 1 – (1) Amaç, arşivi
        düzenlemektir.
        (2) Arşiv herkese açıktır.
        Tanımlar ve kısaltmalar
        MADDE 2-(1) Bu yönetmelikte:
        a) Arşiv: Belgeleri,
        b) Başkan: Belediye Başkanını,
        ç) Kurul:
        1) üyeleri,
        2) başkanı,
        d) Müdür: Birim müdürünü,
        ifade eder.
        İKİNCİ KISIM - Görevler
        MADDE:3 Müdür;
        a- Planlar,
        b- e-imzayı
        e - postayla yollar.
        MADDE 4
        Bu yönetmelik 01.01.2030 günü başlar.
        """
    ) == [
        ("BİRİNCİ BÖL ÜM", 0, "Başlangıç Hükümleri"),
        (None, 9, "Amaç"),
        ("MADDE 1 –", 1, "(1) Amaç, arşivi düzenlemektir."),
        ("(2)", 2, "Arşiv herkese açıktır."),
        (None, 9, "Tanımlar ve kısaltmalar"),
        ("MADDE 2-", 1, "(1) Bu yönetmelikte:"),
        ("a)", 2, "Arşiv: Belgeleri,"),
        ("b)", 2, "Başkan: Belediye Başkanını,"),
        ("ç)", 2, "Kurul:"),
        ("1)", 3, "üyeleri,"),
        ("2)", 3, "başkanı,"),
        ("d)", 2, "Müdür: Birim müdürünü, ifade eder."),
        ("İKİNCİ KISIM", 0, "Görevler"),
        ("MADDE:3", 1, "Müdür;"),
        ("a-", 2, "Planlar,"),
        ("b-", 2, "e-imzayı e - postayla yollar."),
        ("MADDE 4", 1, "Bu yönetmelik 01.01.2030 günü başlar."),
    ]


def test_turkish_service_headings_and_a_list_that_begins_again() -> None:
    assert outline(
        """\
        Giriş sayfası
        • Müdürlük arşivi korur.
        • Müdürlük rapor yazar.

        Örgüt Şeması
        ARŞİV MÜDÜRLÜĞÜ
        ÇALIŞMA YÖNETMELİĞİ

        Birinci Bölüm
        Görevler

        1- Kalem Servisi :
        Madde 1- Servis şu işleri yapar;
        1. Evrakı alır.
        2. Santralin görevleri aşağıdadır.
        1. Telefonu açar,
        2. Not alır,
        3. Notu iletir.
        3. Arşivi kapatır.

        2-Depo Servisi ;
        Madde 2- Depo sorumlusu;
        1. Depoyu açar
        2. Depoyu kapatır
        Yürürlük :
        Madde 3 - Bu yönetmelik 18. maddeye göre
        18. maddesi uyarınca yürürlüğe girer.
        """
    ) == [
        ("•", 2),
        ("•", 2),
        ("Birinci Bölüm", 0),
        ("1-", 0),
        ("Madde 1-", 1),
        ("1.", 2),
        ("2.", 2),
        ("1.", 3),
        ("2.", 3),
        ("3.", 3),
        ("3.", 2),
        ("2-", 0),
        ("Madde 2-", 1),
        ("1.", 2),
        ("2.", 2),
        (None, 9),
        ("Madde 3 -", 1),
    ]


def test_uzbek_roman_chapters_articles_and_bare_items() -> None:
    assert shape(
        """\
        ## Chinor markazi
        #### NIZOMI

        ##### **I. Umumiy qoidalar**

        1. Bo‘lim markaz tarkibiga kiradi.

        Bo‘limni rahbar boshqaradi.

        ##### II. Vazifalar

        2. Vazifalar quyidagilar:

        arxivni saqlaydi;

        Nusxa oladi;

        hisobot beradi.

        3. Bo‘lim:
        1) reja tuzadi;
        2) rejani bajaradi.

        4. Qoidalar quyidagilar:
        1. Hujjat yo‘qolmaydi;
        2. Hujjat o‘zgarmaydi.
        V. Shart emas

        5. Bo‘lim ochiq ishlaydi.

        Tanishdim:
        Bo‘lim boshlig‘i

        A. Chinorov
        """
    ) == [
        ("I.", 0, "Umumiy qoidalar"),
        ("1.", 1, "Bo‘lim markaz tarkibiga kiradi."),
        (None, 8, "Bo‘limni rahbar boshqaradi."),
        ("II.", 0, "Vazifalar"),
        ("2.", 1, "Vazifalar quyidagilar:"),
        (None, 2, "arxivni saqlaydi;"),
        (None, 2, "Nusxa oladi;"),
        (None, 2, "hisobot beradi."),
        ("3.", 1, "Bo‘lim:"),
        ("1)", 2, "reja tuzadi;"),
        ("2)", 2, "rejani bajaradi."),
        ("4.", 1, "Qoidalar quyidagilar:"),
        ("1.", 2, "Hujjat yo‘qolmaydi;"),
        ("2.", 2, "Hujjat o‘zgarmaydi."),
        (None, 8, "V. Shart emas"),
        ("5.", 1, "Bo‘lim ochiq ishlaydi."),
    ]


def test_uzbek_cyrillic() -> None:
    assert outline(
        """\
        НИЗОМ
        1-боб. Умумий қоидалар
        1-модда. Мақсад
        Архивни сақлаш.
        2-модда. Вазифалар
        а) сақлайди;
        б) нусха олади;
        в) ҳисобот беради.
        ИККИНЧИ БОБ
        Якуний қоидалар
        3-модда. Кучга кириш
        """
    ) == [
        ("1-боб.", 0),
        ("1-модда.", 1),
        (None, 8),
        ("2-модда.", 1),
        ("а)", 2),
        ("б)", 2),
        ("в)", 2),
        ("ИККИНЧИ БОБ", 0),
        ("3-модда.", 1),
    ]


def test_russian_and_english() -> None:
    assert outline("Глава первая\nОбщие положения\nСтатья 1. Архив\n1) хранит;\n") == [
        ("Глава первая", 0),
        ("Статья 1.", 1),
        ("1)", 2),
    ]
    assert outline("CHAPTER II\nDuties\nArticle 5. The archive keeps.\n(i) papers;\n(ii) maps.") == [
        ("CHAPTER II", 0),
        ("Article 5.", 1),
        ("(i)", 2),
        ("(ii)", 2),
    ]


def test_single_numbers_without_chapters() -> None:
    assert outline("1. Arxiv işləyir.\n2. Arxiv bağlanır.\nQapı kilidlidir.") == [("1.", 1), ("2.", 1), (None, 8)]
    assert outline("1. Məqsəd\nArxiv işləyir.\n2. Vəzifə\nArxiv bağlanır.") == [
        ("1.", 0),
        (None, 8),
        ("2.", 0),
        (None, 8),
    ]


def test_a_short_list_below_an_article_with_parts() -> None:
    assert outline("1. Məqsəd\n1.1. Arxiv bunları edir:\n5. açır;\n6. bağlayır.\n1.2. Vəssalam.") == [
        ("1.", 0),
        ("1.1.", 1),
        ("5.", 2),
        ("6.", 2),
        ("1.2.", 1),
    ]


def test_an_item_with_parts_below_no_known_number() -> None:
    assert outline("2.1. Arxiv açır.\n2.1.1. Qapını.") == [("2.1.", 1), ("2.1.1.", 2)]
    assert outline("Madde 1- Arşiv.\n4.1 Kapı.") == [("Madde 1-", 1), ("4.1", 2)]


def test_headings_over_two_lines() -> None:
    assert shape("I. ARXİVİN VƏ\nKİTABXANANIN İŞİ\n1. Açılır.\nII. Mühafizə\nvə baxım\n2. Bağlanır.") == [
        ("I.", 0, "ARXİVİN VƏ KİTABXANANIN İŞİ"),
        ("1.", 1, "Açılır."),
        ("II.", 0, "Mühafizə və baxım"),
        ("2.", 1, "Bağlanır."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "9001:2015 standardı keçərlidir",
        "2019/121 saylı sənəd keçərlidir",
        "26442 sayılı gazete yazar",
        "01.01.2017 tarihinde başlar",
        "1.2-ci bəndə görə",
        "18.maddesi uyarınca",
        "1.derece imza ile",
        "5-ci bəndə görə",
        "12. bənddəki kimi",
        "7.4 faiz artımla",
        "(9) rəqəmi ilə",
        "Madde 5'te yazıldığı gibi",
        "Maddə 5 və 6 ilə",
        "ikinci bölmənin işi ilə",
        "İkinci bölüm hükümleriyle",
        "e- imza ilə",
        "IIII. sırada",
    ],
)
def test_a_broken_sentence_that_goes_on_with_a_number_stays_whole(line: str) -> None:
    assert shape(f"1. Məqsəd\n1.1. Arxivin işi\n{line} qurulur.\n1.2. Son.")[1:] == [
        ("1.1.", 1, f"Arxivin işi {line} qurulur."),
        ("1.2.", 1, "Son."),
    ]


def test_page_numbers_banners_and_contents_are_no_provisions() -> None:
    text = (
        "Charter.txtDownload 12,3 Kb.\n1. Məqsəd ........ 3\n1. Məqsəd\n1.1. Arxiv\n- 7 -\nişləyir.\nSəhifə 8\n3/12\n"
        "https://example.org/x\n-----\n1.2. Son.\n\n\n\n\n\n\nPaylaşın:\n© example.org 2030\nAna səhifə\n"
    )
    assert shape(text) == [("1.", 0, "Məqsəd"), ("1.1.", 1, "Arxiv işləyir."), ("1.2.", 1, "Son.")]
    assert shape("1. Arxiv işləyir.\nQapı açıqdır.\n© 2030 Arxiv\nAna səhifə") == [
        ("1.", 1, "Arxiv işləyir."),
        (None, 8, "Qapı açıqdır."),
    ]


def test_a_number_alone_on_its_line_takes_the_next_line() -> None:
    assert shape("I. Məqsəd\n1.\nArxiv işləyir.\nII. Son\n2.\nArxiv bağlanır.") == [
        ("I.", 0, "Məqsəd"),
        ("1.", 1, "Arxiv işləyir."),
        ("II.", 0, "Son"),
        ("2.", 1, "Arxiv bağlanır."),
    ]


def test_hyphens_at_line_ends() -> None:
    assert shape("1.1. Normativ-\nhüquqi sənəd və proses\u00ad\nlər - \nson.") == [
        ("1.1.", 1, "Normativ-hüquqi sənəd və proseslər - son.")
    ]


def test_wrapped_text_with_a_full_stop_at_the_end_of_a_full_line() -> None:
    assert shape(
        """\
        1. Məqsəd
        1.1. Arxiv bütün sənədləri qoruyur və onları uzun
        illər boyu bir yerdə saxlayır, sonra isə hamıya açıq
        elan edir, çünki belə tələb olunur. Arxiv hər gün
        işləyir və bağlanmır. Arxiv açıq və hamı üçün pulsuz.
        Arxivin qapısı bağlanmır.

        Yeni bənd burada başlanır.
        """
    )[2:] == [(None, 8, "Yeni bənd burada başlanır.")]


def test_definitions_with_commas_in_wrapped_text_stay_apart_only_over_a_gap() -> None:
    items = shape(
        """\
        Madde 1- Bu metin uzun satırlarla yazılmış ve
        satırlar ortasından kırılmış bir metindir ve
        böylece kırılan satırlar çok olmuş olur, bu da
        ölçülür:

        Arşiv: Belgeleri,
        Belediyenin verdiği,

        Kurul: Üyeleri,
        ifade eder.
        """
    )
    assert items[1:] == [
        (None, 2, "Arşiv: Belgeleri, Belediyenin verdiği,"),
        (None, 2, "Kurul: Üyeleri, ifade eder."),
    ]


def test_bare_items_below_items_and_paragraphs() -> None:
    assert outline("Madde 1- İşler:\n1) Arşiv:\nkapıyı açar;\nkapıyı kapar.\n2) Son;\nve kilit.") == [
        ("Madde 1-", 1),
        ("1)", 2),
        (None, 3),
        (None, 3),
        ("2)", 2),
        (None, 2),
    ]
    assert outline("I. Bir\nİşler bunlardır:\naçmak;\nII. İki\n1. Son.") == [
        ("I.", 0),
        (None, 8),
        (None, 2),
        ("II.", 0),
        ("1.", 1),
    ]


def test_kinds_and_lines() -> None:
    assert parse("Title\n\nMadde 1- Arşiv;\r\n• açar.\rGeçici hüküm yoktur.\nBİRİNCİ BÖLÜM\nSon") == [
        Provision("Madde 1-", 1, "article", "Arşiv;", 3),
        Provision("•", 2, "item", "açar.", 4),
        Provision(None, 8, "text", "Geçici hüküm yoktur.", 5),
        Provision("BİRİNCİ BÖLÜM", 0, "chapter", "Son", 6),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "Only a title", "A title\nand a sentence without numbers."])
def test_a_text_without_provisions_gives_none(text: str) -> None:
    assert parse(text) == []


# fmt: off
PIECES = st.sampled_from([
    "1.", "2.", "3.", "1.1.", "1.2", "2.0.1.", "1)", "(2)", "a)", "(b)", "a-", "b-", "•", "-", "I.", "II.", "III.",
    "Madde", "MADDE", "Maddə", "1-modda.", "1-BOB.", "Birinci Bölüm", "Amaç", ":", ";", ".", ",", "söz", "Söz", "SÖZ",
    "А.", "©", "7", "12", "https://a.b", "İ", "ı", "ə", "‘", "*", "**", "#", "A.", "Abcd",
    "\n", "\n\n", "\n\n\n\n\n\n", " ", "\u00ad\n", "-\n",
])
# fmt: on


@settings(deadline=None)
@given(st.text() | st.lists(PIECES, max_size=60).map(" ".join) | st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_read_without_error_and_in_order(text: str) -> None:
    provisions = parse(text)
    lines = [provision.line for provision in provisions]
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + text.count("\r") + 1 for line in lines)
    assert {provision.level for provision in provisions} <= {0, 1, 2, 3, 8, 9}
    assert all(provision.number or provision.text for provision in provisions)


@pytest.mark.parametrize(
    ("heading", "number", "title"),
    [
        ("1. BÖLÜM: Amaç", "1. BÖLÜM", "Amaç"),
        ("I. BÖLÜM Amaç", "I. BÖLÜM", "Amaç"),
        ("3-BO‘LIM. Maqsad", "3-BO‘LIM.", "Maqsad"),
        ("II bo'lim", "II bo'lim", "Keyingi"),
        ("On birinci fəsil", "On birinci fəsil", "Keyingi"),
        ("BÖLÜM 2 - Amaç", "BÖLÜM 2", "Amaç"),
        ("Раздел IV. Цель", "Раздел IV.", "Цель"),
        ("1-§. Maqsad", "1-§.", "Maqsad"),
    ],
)
def test_chapter_words(heading: str, number: str, title: str) -> None:
    rest = [] if title in heading else [title]
    assert shape("\n".join([heading, *rest]))[0] == (number, 0, title)


def test_a_department_is_no_chapter() -> None:
    assert outline("I. Bir\n1. Bo‘lim:\nochadi;\nII. Ikki\n2. Bo‘lim O‘zbekistonda.") == [
        ("I.", 0),
        ("1.", 1),
        (None, 2),
        ("II.", 0),
        ("2.", 1),
    ]


@pytest.mark.parametrize(
    "article",
    ["MADDE 17 :", "MADDE :17", "Madde 17 –", "17-modda.", "MADDE 17", "Maddə 17)", "GEÇİCİ MADDE 1 –", "Ek Madde 2-"],
)
def test_article_words(article: str) -> None:
    assert shape(f"{article} Arxiv açıqdır.") == [(article, 1, "Arxiv açıqdır.")]
    assert shape(f"{article}\nArxiv açıqdır.") == [(article, 1, "Arxiv açıqdır.")]


def test_letters_with_full_stops_in_their_order() -> None:
    assert shape("1. Görev\n1.1 Arşiv:\na. açar,\nb. v. s. yapar\nv. s. olur,\nc. kapar.") == [
        ("1.", 0, "Görev"),
        ("1.1", 1, "Arşiv:"),
        ("a.", 2, "açar,"),
        ("b.", 2, "v. s. yapar v. s. olur,"),
        ("c.", 2, "kapar."),
    ]


def test_signatures_end_the_text() -> None:
    assert shape("1. Arxiv açıqdır.\nSon söz.\nArxiv müdiri\nşöbə müdiri   Ə. Çinarov\nTarix") == [
        ("1.", 1, "Arxiv açıqdır."),
        (None, 8, "Son söz."),
    ]
    # A sentence that is not complete may end with a name.
    assert shape("1.1. Arxivin adı\nƏ. Çinarov") == [("1.1.", 1, "Arxivin adı Ə. Çinarov")]


def test_contents_that_do_not_come_again_as_they_stand() -> None:
    assert shape("Mündəricat\nMəqsəd 2\nVəzifə 3\n1. Məqsəd haqqında\nArxiv işləyir.") == [
        ("1.", 0, "Məqsəd haqqında"),
        (None, 8, "Arxiv işləyir."),
    ]


def test_a_long_line_without_numbers_in_turn_stays_whole() -> None:
    sentence = "Arxiv 3.4. bəndinə, 7. sətrə və c) hissəyə görə işləyir. "
    assert shape(f"1. Məqsəd\n1.1. {sentence * 40}") == [("1.", 0, "Məqsəd"), ("1.1.", 1, (sentence * 40).strip())]


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        (
            "Madde 1- Bir.\nMadde 2- İki.\nMadde 2- Üç.\nMadde 4- Dört.\nMadde 3- Beş.",
            ["", "", "doubled", "gap", "backwards"],
        ),
        ("Madde 1- Bir.\nGeçici Madde 1- İki.\nEk Madde 1- Üç.", ["", "", ""]),
        (
            "Madde 1: Bir:\na) x,\nb) y,\nc) z,\nç) w,\nd) v,\nh) u,\ne) t.",
            ["", "", "", "", "", "", "gap", "backwards"],
        ),
        ("Madde 1: Bir:\ni) x,\nii) y,\niii) z,\nv) w.", ["", "", "", "", "gap"]),
        ("Madde 1: Bir:\nğ) x,\nh) y,\nı) z,\ni) w.", ["", "gap", "", "", ""]),
    ],
)
def test_doubts_about_numbers(text: str, doubts: list[str]) -> None:
    assert [" ".join(item.doubts) for item in parse(text)] == doubts


def test_one_line_with_faults_in_its_numbers() -> None:
    text = (
        "KURUM YÖNERGESİ 1- Depo Servisi : Madde 1- Servis: 1. Depoyu açar 2. Depoyu kapatır; 4. Depoyu sayar. "
        "4. Rapor yazar. Şu işler de onundur: 1. Temizlik yapar. 2. Kapıyı kilitler. "
        "2- Arşiv Servisi : Madde 2- Servis arşivi korur. "
        "Yürürlük : Madde 3- Yönerge 12. maddesi ve 2. fıkrası ile 5651 sayılı Kanuna uygun yürürlüğe girer. © 2030"
    )
    assert outline(text) == [
        ("1-", 0),
        ("Madde 1-", 1),
        ("1.", 2),
        ("2.", 2),
        ("4.", 2),
        ("4.", 2),
        ("1.", 3),
        ("2.", 3),
        ("2-", 0),
        ("Madde 2-", 1),
        (None, 9),
        ("Madde 3-", 1),
    ]


def test_a_lettered_heading_of_one_word_stands_above_articles_only() -> None:
    headed = parse(
        "YÖNETMELİK\n\nA. GENEL HÜKÜMLER\n\nMADDE 1 – (1) Amaç budur.\n\n"
        "B. GÖREVLER\n\nMADDE 2 – (1) Müdürlük yedek alır.\n"
    )
    assert [(p.kind, p.number) for p in headed] == [
        ("chapter", "A."),
        ("article", "MADDE 1 –"),
        ("chapter", "B."),
        ("article", "MADDE 2 –"),
    ]
    signed = parse("ƏSASNAMƏ\n\n1. Ümumi müddəalar\n1.1. Şöbə işləyir.\nA. ƏLİYEV\n")
    assert [p.kind for p in signed].count("chapter") == 1
    alone = parse("ƏSASNAMƏ\n\nA. ƏLİYEV\nSədr\n")
    assert "chapter" not in [p.kind for p in alone]


def test_words_broken_at_line_ends_by_the_other_words_of_the_text() -> None:
    text = (
        "1.1. Şöbənin proseslər və normativ-hüquqi işi var, proses-\nlər davam edir, normativ-\nhüquqi sənədlər "
        "hazır-\nlanır."
    )
    (item,) = parse(text)
    assert item.text.endswith("proseslər davam edir, normativ-hüquqi sənədlər hazır-lanır.")
    assert item.doubts == ("hyphen",)
    broken = "1.1. Bir kitab-\nlar və dəftər-\nlər və qələm-\nlər və silgi-\nlər burada."
    assert parse(broken)[0].text == "Bir kitablar və dəftərlər və qələmlər və silgilər burada."
    assert parse("1.1. Bu 12-\nci bənd, 5'-\nlik və (a)-\nya görə.")[0].text.startswith("Bu 12- ci bənd")


def test_a_misread_stop_after_a_number_in_its_turn() -> None:
    items = parse("1. Məqsəd\n1.1. Bir.\n1.2, İki.\n1.3. Üç\n1.4, Dörd\n1.1, 1.2 bəndləri.\n2.9, Beş.")
    assert [(item.number, item.doubts) for item in items] == [
        ("1.", ()),
        ("1.1.", ()),
        ("1.2,", ("misread",)),
        ("1.3.", ("joined",)),
        (None, ()),
    ]
    assert outline("I. Bir\n1. Arxiv.\nlI. İki\n2. Son.\nIlI. Üç\n3. Son.") == [
        ("I.", 0),
        ("1.", 1),
        ("lI.", 0),
        ("2.", 1),
        ("IlI.", 0),
        ("3.", 1),
    ]


def test_a_sentence_of_an_article_that_goes_on_after_a_semicolon_at_the_end_of_a_full_line() -> None:
    wrapped = (
        "Madde 1- Müdürlük bütün belgeleri korur ve saklar,\nbelgelerin kopyalarını çıkarır ve isteyen herkese\n"
        "verir ve belediyenin arşivini düzenler ve saklar ve\nkorur.\n"
    )
    assert outline(
        f"{wrapped}Madde 2- Müdür belgelerin tam ve eksiksiz korunmasından;\n"
        "yetkilerin yerinde kullanılmasından sorumludur."
    ) == [("Madde 1-", 1), ("Madde 2-", 1)]
    lead = "Madde 2- Müdürlük aşağıdaki işleri yapar ve izler ve;\n"
    assert outline(f"{wrapped}{lead}belgeleri bir araya getirir;\nonları sayar;\nonları saklar.") == [
        ("Madde 1-", 1),
        ("Madde 2-", 1),
        (None, 2),
        (None, 2),
        (None, 2),
    ]
    assert outline(f"{wrapped}{lead}belgeleri bir araya getirir\nMadde 3- Son.")[-1] == ("Madde 3-", 1)


def test_definitions_in_wrapped_text_without_gaps() -> None:
    items = shape(
        """\
        Madde 1- Bu metin uzun satırlarla yazılmış ve
        satırlar ortasından kırılmış bir metindir ve
        böylece kırılan satırlar çok olmuş olur, bu da
        ölçülür:
        Arşiv: Belediyenin bütün belgelerinin durduğu
        ve korunduğu yeri,
        Kurul: Arşivin üyelerini,
        ifade eder.
        """
    )
    assert items[1:] == [
        (None, 2, "Arşiv: Belediyenin bütün belgelerinin durduğu ve korunduğu yeri,"),
        (None, 2, "Kurul: Arşivin üyelerini, ifade eder."),
    ]


def test_a_dash_inside_a_sentence_is_no_item() -> None:
    assert outline("1. Məqsəd\n1.1. Arxiv (bundan sonra\n– Arxiv) açıqdır.\n1.2. İşlər:\n– açmaq\n– bağlamaq") == [
        ("1.", 0),
        ("1.1.", 1),
        ("1.2.", 1),
        ("–", 2),
        ("–", 2),
    ]
    assert outline("1. Məqsəd\n1.1. Arxiv həmişə\n— gecə də açıqdır.\n1.2. Son.") == [
        ("1.", 0),
        ("1.1.", 1),
        ("1.2.", 1),
    ]


def test_single_numbers_below_numbers_with_parts() -> None:
    assert outline("1. Məqsəd\n1.1. İşlər:\n1. açmaq;\n2. bağlamaq;\n2. Yekun\n2.1. Son.") == [
        ("1.", 0),
        ("1.1.", 1),
        ("1.", 2),
        ("2.", 2),
        ("2.", 0),
        ("2.1.", 1),
    ]


def test_numbers_with_parts_below_the_items_of_an_article() -> None:
    assert outline(
        "Madde 1: Amaç.\nMadde 2:\n1. Ağı kurmak\n2. İşletmek\n3. Yedek almak\n3.1. Günlük yedek\n3.2. Aylık yedek\n"
        "4. Raporlamak\nMadde 3: Görevler\n3.1 Son.\n3.2 Bitiş."
    ) == [
        ("Madde 1:", 1), ("Madde 2:", 1), ("1.", 2), ("2.", 2), ("3.", 2), ("3.1.", 3), ("3.2.", 3), ("4.", 2),
        ("Madde 3:", 1), ("3.1", 2), ("3.2", 2),
    ]  # fmt: skip


def test_a_chapter_whose_number_is_printed_twice() -> None:
    items = parse("I. Bir\n1. Arxiv.\nII. İki\n2. Arxiv açıqdır.\nII. Üç\n3. Son\nII. hissəyə görə.")
    assert [(item.number, item.level, item.doubts) for item in items] == [
        ("I.", 0, ()),
        ("1.", 1, ()),
        ("II.", 0, ()),
        ("2.", 1, ()),
        ("II.", 0, ("doubled",)),
        ("3.", 1, ("joined",)),
    ]


@pytest.mark.parametrize("bullet", ["»", "»*", "«", "¢", "°"])
def test_bullets_as_a_scan_shows_them(bullet: str) -> None:
    assert shape(f"Madde 1- İşler:\n{bullet} açmak;\n{bullet} kapamak.")[1:] == [
        (bullet, 2, "açmak;"),
        (bullet, 2, "kapamak."),
    ]


def test_a_list_that_begins_on_the_line_of_its_article() -> None:
    items = parse("Madde 1- 1- Ağ Servisi\n2- Depo Servisi\n3- Kalem Servisi\nMadde 2- a) açar,\nb) kapar.")
    assert [(item.number, item.level, item.doubts) for item in items] == [
        ("Madde 1-", 1, ()),
        ("2-", 2, ()),
        ("3-", 2, ()),
        ("Madde 2-", 1, ()),
        ("b)", 2, ()),
    ]


def test_a_heading_without_a_number_below_the_title() -> None:
    body = "Madde 1- Arxiv açıqdır.\nKapsam\nMadde 2- Arxiv herkese açıktır.\nYürürlük\nMadde 3- Başlar."
    assert shape(f"ARŞİV\nYÖNERGESİ\nAmaç\n{body}")[0] == (None, 9, "Amaç")
    # A title in capitals is no heading where the headings are none; neither is what stands alone above the text.
    assert shape(f"ARŞİV\nMÜDÜRLÜĞÜ\nYÖNERGESİ\n{body}")[0] == ("Madde 1-", 1, "Arxiv açıqdır.")
    assert shape(f"Yönerge\n{body}")[0] == ("Madde 1-", 1, "Arxiv açıqdır.")
    assert shape("ARŞİV\nYÖNERGESİ\nAmaç\nMadde 1- Arxiv.\nMadde 2- Son.")[0] == ("Madde 1-", 1, "Arxiv.")


def test_footers_that_count_the_pages() -> None:
    pages = "1.{0}1. Bir\nsöz burada.\n1.{0}2. İki.\n1.{0}3. Üç.\n“ARXİV” MMC {0}\n"
    numbers = [number for number, _ in outline("1. Məqsəd\n" + "".join(pages.format(page) for page in (3, 4, 5)))]
    assert numbers == ["1.", *(f"1.{page}{item}." for page in (3, 4, 5) for item in (1, 2, 3))]
    assert "MMC" not in str(shape("1. Məqsəd\n" + "".join(pages.format(page) for page in (3, 4, 5))))
    # Rows that follow on each other, or are but two, are text.
    assert "MMC 4" in str(shape("1. Məqsəd\n" + "".join(pages.format(page) for page in (3, 4))))
    assert "Otaq 2" in str(shape("1. Məqsəd\n1.1. Otaqlar\nOtaq 1\nOtaq 2\nOtaq 3"))


def test_numbers_and_letters_without_a_space_behind_them() -> None:
    assert outline(
        "Madde 1- İşler:\na-Kapıyı açmak,\nb-Kapıyı kapamak,\ne-Devlet kapısını beklemek.\n"
        "Madde 2- İşler:\n1)kapıyı açmak,\n2)kapıyı kapamak;\n4)beklemek.\n9)derece\n3.maddesi uyarınca."
    ) == [("Madde 1-", 1), ("a-", 2), ("b-", 2), ("e-", 2), ("Madde 2-", 1), ("1)", 2), ("2)", 2), ("4)", 2), (None, 8)]
