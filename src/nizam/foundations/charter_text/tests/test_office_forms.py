# SPDX-License-Identifier: EUPL-1.2
"""Invented charters in the forms that offices use and handbooks do not: slips of typists, converters and scans."""

from textwrap import dedent

import pytest

from nizam.foundations.charter_text import parse


def shape(text: str) -> list[tuple[str | None, int, str]]:
    """Number, level and text of every provision."""
    return [(item.number, item.level, item.text) for item in parse(dedent(text))]


def outline(text: str) -> list[tuple[str | None, int]]:
    return [(number, level) for number, level, _ in shape(text)]


def test_a_lettered_heading_in_small_letters_above_its_article() -> None:
    assert outline(
        """\
        MADDE 1- Başkanlık;
        a) planlar,
        b) denetler,
        ile görevlidir.
        A) Depo Servisinin Görevleri
        MADDE 2-
        1) Depoyu açar.
        B) Arşiv Servisinin Görevleri
        MADDE 3-
        1) Arşivi korur.
        """
    ) == [
        ("MADDE 1-", 1), ("a)", 2), ("b)", 2),
        ("A)", 0), ("MADDE 2-", 1), ("1)", 2),
        ("B)", 0), ("MADDE 3-", 1), ("1)", 2),
    ]  # fmt: skip
    # The last item of a list in capital letters is no heading.
    assert outline("MADDE 1- İşler:\nA) Açmak\nB) Kapamak\nMADDE 2- Son.") == [
        ("MADDE 1-", 1), ("A)", 2), ("B)", 2), ("MADDE 2-", 1),
    ]  # fmt: skip


def test_capital_and_small_letters_are_two_lists() -> None:
    assert outline(
        """\
        MADDE 1- (1) Birimlerin işleri:
        A) Evrak Biriminin İşleri:
        a) Kaydetmek,
        b) Havale etmek,
        B) Arşiv Biriminin İşleri:
        a) Saklamak,
        b) Ayıklamak.
        (2) Son.
        """
    ) == [
        ("MADDE 1-", 1), ("A)", 2), ("a)", 3), ("b)", 3), ("B)", 2), ("a)", 3), ("b)", 3), ("(2)", 2),
    ]  # fmt: skip
    # One letter of another case is a slip.
    assert outline("MADDE 1- İşler:\na) açmak,\nB) kapamak,\nc) saymak.") == [
        ("MADDE 1-", 1), ("a)", 2), ("B)", 2), ("c)", 2),
    ]  # fmt: skip


def test_a_second_paragraph_after_an_item_without_a_stop() -> None:
    assert shape("MADDE 1- (1) Birimler:\na) Kalem\nb) Arşiv birimi\n(2) Birimler Müdüre bağlıdır.")[2:] == [
        ("b)", 2, "Arşiv birimi"),
        ("(2)", 2, "Birimler Müdüre bağlıdır."),
    ]


def test_paragraphs_go_on_after_items_that_have_numbers_below_them() -> None:
    text = (
        "MADDE 5- (1) Müdürlük aşağıdaki birimlerden oluşur:\na) Evrak birimi\n1) Gelen evrak\n2) Giden evrak\n"
        "b) Arşiv birimi\n(2) Müdürlük, Başkana bağlıdır."
    )
    assert outline(text) == [("MADDE 5-", 1), ("a)", 2), ("1)", 3), ("2)", 3), ("b)", 2), ("(2)", 2)]


def test_definitions_below_a_lead_in_with_a_comma() -> None:
    assert outline(
        "MADDE 1: AMAÇ\nBu yönerge arşivi düzenler.\nMADDE 2: TANIMLAR\nBu yönergede geçen,\n"
        "Arşiv : Belge deposunu,\nBaşkan : Belediye Başkanını,\nMüdür : Arşiv Müdürünü ifade eder."
    ) == [("MADDE 1:", 1), (None, 8), ("MADDE 2:", 1), (None, 8), (None, 2), (None, 2), (None, 2)]


def test_single_numbers_that_begin_again_below_each_chapter() -> None:
    assert outline(
        """\
        1. Ümumi müddəalar

            1. Şöbə Agentliyin bölməsidir.
            2. Şöbə qanunları rəhbər tutur.

        2. Şöbənin vəzifələri

        2.1.Şöbənin vəzifələri:

        2.1.1. arxivi qorumaq;

        3. Şöbənin təşkili

            1. Şöbəyə müdir rəhbərlik edir.
            2. Şöbə müdiri:
                - işi bölür;
                - hesabat verir.
            3. Şöbənin möhürü yoxdur.
        """
    ) == [
        ("1.", 0), ("1.", 1), ("2.", 1),
        ("2.", 0), ("2.1.", 1), ("2.1.1.", 2),
        ("3.", 0), ("1.", 1), ("2.", 1), ("-", 2), ("-", 2), ("3.", 1),
    ]  # fmt: skip


def test_a_paragraph_without_a_stop_before_an_empty_line() -> None:
    assert outline("1. Məqsəd\n\nArxiv əmrlə yaradılır və ləğv edilir\n\nArxiv rektora tabedir.\n\n2. Son\n\nSon.") == [
        ("1.", 0), (None, 8), (None, 8), ("2.", 0), (None, 8),
    ]  # fmt: skip


@pytest.mark.parametrize("apostrophe", ["’", "ʼ", "'", "‘"])
def test_a_word_broken_after_an_apostrophe(apostrophe: str) -> None:
    (item,) = parse(f"1.1. Arxiv ta{apostrophe}-\nminot bilan ishlaydi.")
    assert item.text == f"Arxiv ta{apostrophe}-minot bilan ishlaydi."
    assert item.doubts == ("hyphen",)
    # Where the whole word stands elsewhere, the break is mended.
    (item,) = parse(f"1.1. Arxiv ta{apostrophe}minot beradi va ta{apostrophe}-\nminot oladi.")
    assert item.text.endswith(f"va ta{apostrophe}minot oladi.")


def test_letters_in_the_order_of_the_older_azerbaijani_alphabet() -> None:
    items = parse("1. İşlər:\na) açmaq;\nb) bağlamaq;\nv) saymaq;\nq) yazmaq;\nd) qorumaq.")
    assert [(item.number, item.doubts) for item in items[1:]] == [(f"{letter})", ()) for letter in "abvqd"]


@pytest.mark.parametrize("bullet", ["-", "–", "*", "•"])
def test_bullets_without_a_space_behind_them(bullet: str) -> None:
    assert shape(f"1. Bo‘lim:\n{bullet}rejani tuzadi;\n{bullet}hisobot beradi.\n2. Son.")[1:3] == [
        (bullet, 2, "rejani tuzadi;"),
        (bullet, 2, "hisobot beradi."),
    ]


def test_a_hyphen_in_front_of_the_rest_of_a_word_is_no_bullet() -> None:
    assert outline("1. Bo‘lim axborot tizimi\n-ning ishini va reja\n-sini yuritadi.\n2. Son.") == [("1.", 1), ("2.", 1)]


def test_an_annex_after_signatures() -> None:
    assert shape(
        """\
        1. Ümumi müddəa

        1.1. Əsasnamə imzalandığı gündən qüvvəyə minir.

        Şöbə müdiri                                     Ə.Çinarov

        Əlavə 1

        Şöbənin strukturu

        1.1. Müdir.
        """
    ) == [
        ("1.", 0, "Ümumi müddəa"),
        ("1.1.", 1, "Əsasnamə imzalandığı gündən qüvvəyə minir."),
        ("Əlavə 1", 0, "Şöbənin strukturu"),
        ("1.1.", 1, "Müdir."),
    ]
    # What ends a sentence below a name is text.
    assert (None, 8, "Arxiv müdiri Ə. Çinarov. Arxiv açıqdır.") in shape(
        "1. Məqsəd\n1.1. Arxiv işləyir.\n\nArxiv müdiri\nƏ. Çinarov.\nArxiv açıqdır.\n\nƏlavə 1\n\nSon."
    ) or len(
        parse("1. Məqsəd\n1.1. Arxiv işləyir.\n\nArxiv müdiri\nƏ. Çinarov.\nArxiv açıqdır.\n\nƏlavə 1\n\nSon.")
    ) > 4


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Nizomga\n1-ilova", "Nizomga 1-ilova"),
        ("Nizomga 1-ilova", "Nizomga 1-ilova"),
        ("Низомга 2-илова", "Низомга 2-илова"),
        ("Əsasnaməyə 1 nömrəli əlavə", "Əsasnaməyə 1 nömrəli əlavə"),
        ("Annex A", "Annex A"),
        ("EK-B", "EK-B"),
    ],
)
def test_annexes_named_by_what_they_belong_to_or_by_a_letter(printed: str, number: str) -> None:
    text = f"1-bob. Bir\n1. Markaz ishlaydi.\n2-bob. Ikki\n2. Markaz ochiq.\n{printed}\nTuzilma\n1. Boshliq.\n"
    assert shape(text)[4:] == [(number, 0, "Tuzilma"), ("1.", 1, "Boshliq.")]
    # Nothing is doubled: an annex counts anew.
    assert parse(text)[-1].doubts == ()


def test_a_sentence_that_speaks_of_an_annex() -> None:
    assert outline("1-bob. Bir\n1. Tuzilma nizomga\n1-ilovada berilgan.\n2-bob. Ikki\n2. Bu Nizomga 1-ilova.") == [
        ("1-bob.", 0), ("1.", 1), ("2-bob.", 0), ("2.", 1),
    ]  # fmt: skip


def test_small_roman_numerals_below_letters() -> None:
    assert outline(
        "1. DUTIES\n1.1. The unit shall:\n(a) run the network;\n(b) support users, and:\n(i) answer calls;\n"
        "(ii) visit sites;\n(c) report.\n1.2. The unit may:\n(g) ask;\n(h) offer;\n(i) plan;\n(j) buy."
    ) == [
        ("1.", 0), ("1.1.", 1), ("(a)", 2), ("(b)", 2), ("(i)", 3), ("(ii)", 3), ("(c)", 2),
        ("1.2.", 1), ("(g)", 2), ("(h)", 2), ("(i)", 2), ("(j)", 2),
    ]  # fmt: skip


def test_chapters_with_a_bare_number_above_numbers_with_parts() -> None:
    assert shape(
        "ПОЛОЖЕНИЕ\n\n1 ОБЩЕЕ\n\n1.1 Архив открыт.\n\n2 Задачи архива\n\n2.1 Архив хранит.\n12 Архивов нет."
    ) == [
        ("1", 0, "ОБЩЕЕ"),
        ("1.1", 1, "Архив открыт."),
        ("2", 0, "Задачи архива"),
        ("2.1", 1, "Архив хранит."),
        (None, 8, "12 Архивов нет."),
    ]


def test_a_number_above_numbers_with_parts_that_heads_nothing() -> None:
    text = "ПОЛОЖЕНИЕ\n\n1 ОБЩЕЕ\n\n1.1 Архив открыт.\n\n2 Архива хранят.\n\n2.1 Архив хранит."
    assert outline(text) == [("1", 0), ("1.1", 1), (None, 8), ("2.1", 1)]


def test_a_word_above_an_annex_that_it_does_not_name() -> None:
    text = "MADDE 1- Arşiv korur.\n\nTablolar\n\nEK-1\nMADDE 1- Liste tutulur."
    assert "EK-1" in [number for number, _level in outline(text)]


def test_words_that_begin_like_an_annex() -> None:
    assert ("annex A", 0) not in outline("1. Rules\n1.1. The archive keeps.\nannex A Form of a request")
    assert ("Annex a", 0) not in outline("1. Rules\n1.1. The archive keeps.\nAnnex a Form of a request")


def test_a_header_that_joins_the_lines_of_the_title() -> None:
    text = (
        "ÖRNEK ÜNİVERSİTESİ\nARŞİV YÖNERGESİ\nBİRİNCİ BÖLÜM\nGörevler\nAmaç\nMADDE 1 – Arşiv korur.\n\nSayfa 1/2\n\n"
        "ÖRNEK ÜNİVERSİTESİ ARŞİV YÖNERGESİ\n\nYürütme\nMADDE 2 – Rektör yürütür.\n"
    )
    assert outline(text) == [
        ("BİRİNCİ BÖLÜM", 0), (None, 9), ("MADDE 1 –", 1), (None, 9), ("MADDE 2 –", 1),
    ]  # fmt: skip


def test_pages_on_lines_that_begin_with_their_numbers() -> None:
    article = "Arşiv belgeleri korur ve isteyen herkese kopyasını verir, belgeleri sayar, ayıklar ve yeniden dizer. "
    text = (
        f"1 ÖRNEK ARŞİV YÖNERGESİ BİRİNCİ BÖLÜM Genel Hükümler Amaç Madde 1 {article} Kapsam Madde 2 {article}"
        f"Dayanak Madde 3 {article}\n\n2 Müdürün görevi Madde 4 {article} İKİNCİ BÖLÜM Son Hükümler Yürürlük Madde 5 "
        f"{article} Yürütme Madde 6 {article}"
    )
    assert [(number, level, words) for number, level, words in shape(text) if level != 1] == [
        ("BİRİNCİ BÖLÜM", 0, "Genel Hükümler"),
        (None, 9, "Amaç"),
        (None, 9, "Kapsam"),
        (None, 9, "Dayanak"),
        (None, 9, "Müdürün görevi"),
        ("İKİNCİ BÖLÜM", 0, "Son Hükümler"),
        (None, 9, "Yürürlük"),
        (None, 9, "Yürütme"),
    ]


def test_contents_without_a_title_and_an_introduction() -> None:
    assert shape(
        """\
        Arxiv tizimlari to‘g‘risida
        NIZOM

        I. Umumiy qoidalar
        II. Arxiv tizimlariga qo‘yiladigan asosiy
        talablar
        III. Yakuniy qoidalar

        Ushbu Nizom arxiv tizimlariga talablarni
        belgilaydi.

        I. UMUMIY QOIDALAR

        1. Arxiv ochiq.

        II. ARXIV TIZIMLARIGA QO‘YILADIGAN ASOSIY TALABLAR

        2. Arxiv ishonchli.

        III. YAKUNIY QOIDALAR

        3. Nizom kuchga kiradi.
        """
    ) == [
        (None, 8, "Ushbu Nizom arxiv tizimlariga talablarni belgilaydi."),
        ("I.", 0, "UMUMIY QOIDALAR"),
        ("1.", 1, "Arxiv ochiq."),
        ("II.", 0, "ARXIV TIZIMLARIGA QO‘YILADIGAN ASOSIY TALABLAR"),
        ("2.", 1, "Arxiv ishonchli."),
        ("III.", 0, "YAKUNIY QOIDALAR"),
        ("3.", 1, "Nizom kuchga kiradi."),
    ]


def test_letters_behind_the_numbers_of_a_converter() -> None:
    assert outline("MADDE 1- Tanımlar:\n1. a) Arşiv,\n2. b) Başkan,\n3. c) Birim,\nç) Müdür,\nMADDE 2- Son.") == [
        ("MADDE 1-", 1), ("1.", 2), ("2.", 2), ("3.", 2), ("ç)", 2), ("MADDE 2-", 1),
    ]  # fmt: skip


def test_a_line_of_one_endless_word_takes_no_more_than_its_length() -> None:
    # Hundreds of times what a line has; what grew with the square of it would run for hours.
    (item,) = parse("1. " + "ə" * 200_000)
    assert len(item.text) == 200_000


@pytest.mark.parametrize(
    ("number", "value"),
    [("MADDE l –", 1), ("Madde lO-", 10), ("Maddə l2.", 12), ("MADDE 1o :", 10), ("MADDE 3l –", 31)],
)
def test_digits_of_an_article_that_a_scan_shows_as_letters(number: str, value: int) -> None:
    before = f"Madde {value - 1}- Arşiv.\n" if value > 1 else ""
    items = parse(f"{before}{number} Arşiv açıktır.\nMadde {value + 1}- Son.")
    assert (items[-2].number, items[-2].level, items[-2].text) == (number, 1, "Arşiv açıktır.")
    assert items[-2].doubts == ("misread",)
    assert items[-1].doubts == ()


def test_soft_hyphens_inside_a_line() -> None:
    assert shape("1.1. Görev\u00adler ve proses\u00ad\nler iz\u00adlenir.") == [
        ("1.1.", 1, "Görevler ve prosesler izlenir.")
    ]


def test_an_article_whose_number_stands_alone_above_bullets_and_numbers() -> None:
    assert outline(
        "BİRİNCİ BÖLÜM\n\nAmaç ve Tanımlar\n\nAmaç\n\nMADDE 1\n\n • Arşiv korunur.\n\nTanımlar\n\nMADDE 2\n\n"
        " • Bu yönergede;\n 1. Arşiv: Depoyu,\n 2. Başkan: Başkanı,\n • Meclis: Meclisi,\n 1. Müdür: Müdürü,\n"
    ) == [
        ("BİRİNCİ BÖLÜM", 0), (None, 9), ("MADDE 1", 1), ("•", 2), (None, 9), ("MADDE 2", 1),
        ("•", 2), ("1.", 3), ("2.", 3), ("•", 2), ("1.", 3),
    ]  # fmt: skip


def test_numbers_with_parts_and_brackets_below_numbers_with_brackets() -> None:
    assert outline(
        "MADDE 1- Birim;\n1) Yazılım üretir.\n1.1) Çözümler.\n1.2) Sınar.\n2) Bakım yapar.\nMADDE 2- Son."
    ) == [("MADDE 1-", 1), ("1)", 2), ("1.1)", 3), ("1.2)", 3), ("2)", 2), ("MADDE 2-", 1)]  # fmt: skip


def test_bare_items_with_commas_and_small_letters() -> None:
    assert outline(
        "1. Ҳуқуқ\n1.1. Бўлим ҳуқуқлари:\nмаълумот сўраш,\nтаклиф киритиш,\nрежа тузиш,\nйиғилиш ўтказиш.\n1.2. Тамом."
    ) == [("1.", 0), ("1.1.", 1), (None, 2), (None, 2), (None, 2), (None, 2), ("1.2.", 1)]
