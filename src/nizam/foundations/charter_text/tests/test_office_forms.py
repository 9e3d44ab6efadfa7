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
