# SPDX-License-Identifier: EUPL-1.2
"""Rare forms: what is told of an institution and what is not, sections above articles, files beyond our bounds."""

import io
import zipfile

import pytest

from nizam.foundations.charter_text import akoma, comparing, exporting, parse, structure
from nizam.foundations.charter_text.errors import CharterTextError


def told(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.subject) for one in structure.tell(parse(text))]


def test_an_akoma_file_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(akoma, "_LONGEST", 10)
    with pytest.raises(CharterTextError, match="larger than 10 bytes"):
        akoma.from_xml(b"<akomaNtoso></akomaNtoso>")


def test_words_only_added_or_only_taken_away() -> None:
    added = [(piece.what, piece.words) for piece in comparing.words_changed("a b", "a x b")]
    assert added == [("same", "a"), ("new", "x"), ("same", "b")]
    gone = [(piece.what, piece.words) for piece in comparing.words_changed("a x b", "a b")]
    assert gone == [("same", "a"), ("gone", "x"), ("same", "b")]


def test_a_word_file_in_other_styles_is_not_ours() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    assert exporting.restore(packed.getvalue()) is None


def test_a_lettered_section_stands_above_articles() -> None:
    provisions = parse(
        "A. GENEL HÜKÜMLER\nMADDE 1- Bu yönetmelik görevleri düzenler.\nB. GÖREVLER\nMADDE 2- Cevap verir.\n"
    )
    assert [(one.level, one.number) for one in provisions] == [
        (0, "A."),
        (1, "MADDE 1-"),
        (0, "B."),
        (1, "MADDE 2-"),
    ]


def test_the_name_of_a_unit_begins_behind_a_comma_and_with_a_capital() -> None:
    assert ("unit", "Rəqəmsal arxiv şöbəsi") in told(
        "1. Ümumi\n1.1. Nazirliyin, Rəqəmsal arxiv şöbəsi (bundan sonra - şöbə) qanunla işləyir.\n"
    )
    nothing = told("1. Ümumi\n1.1. idarədə yeni yaradılan şöbəsi (bundan sonra - şöbə) qanunla işləyir.\n")
    assert not [one for one in nothing if one[0] == "unit"]


def test_who_answers_to_no_superior_is_not_told() -> None:
    assert not [one for one in told("MADDE 1- (1) Sistem odası, ana hatta bağlıdır.\n") if one[0] == "answers-to"]


def test_the_number_of_a_paragraph_is_no_number_of_posts() -> None:
    provisions = parse("MADDE 1- (1) Memur, iki mühendis görevlidir.\n")
    assert [(one.subject, one.values.get("count")) for one in structure.tell(provisions) if one.kind == "post"] == [
        ("Memur", None),
        ("mühendis", 2),
    ]
    provisions = parse("1. Ümumi\n1.1. Mütəxəssis, iki mühəndis ştatı var.\n")
    assert [one.values.get("count") for one in structure.tell(provisions) if one.kind == "post"] == [None, 2]


def test_who_heads_is_named_with_the_capitals_before_the_post() -> None:
    assert ("head", "Rəqəmsal Arxiv Xidməti rəisi") in told(
        "1. Ümumi\n1.1. ona Rəqəmsal Arxiv Xidməti rəisi rəhbərlik edir.\n"
    )
    assert ("head", "rəisi") in told("1. Ümumi\n1.1. Qanunla təyin olunan, rəisi rəhbərlik edir.\n")
