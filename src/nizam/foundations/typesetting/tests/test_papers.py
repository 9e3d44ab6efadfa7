# SPDX-License-Identifier: EUPL-1.2
"""What leaves the house: text, letters, layout and conformance of the shipped papers."""

import io
import struct
from typing import Any

import pypdf
import pypdfium2
import pytest

from nizam.foundations.typesetting import (
    DataError,
    FontsMissing,
    TemplateError,
    TypesettingError,
    fonts_available,
    shipped_templates,
    typeset,
    undrawable_characters,
)
from nizam.foundations.typesetting.fonts import code_points

LETTERS = "ə Ə ğ Ğ ı I i İ ş ç ö ü oʻ gʻ ʼ қ ғ ҳ ў Ё"
QR = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path fill="#000" d="M0 0h2v2h-2z"/></svg>'
CM = 72 / 2.54


def said(*paragraphs: str) -> list[Any]:
    return [{"kind": "paragraph", "runs": [{"text": text}]} for text in paragraphs]


def letter(**changes: Any) -> dict[str, Any]:
    return {
        "lang": "az",
        "timestamp": 1_790_000_000,
        "institution": {
            "above": ["AZƏRBAYCAN RESPUBLİKASI"],
            "name": "NÜMUNƏ İDARƏSİ",
            "unit": "Müraciətlər şöbəsi",
            "address": ["Bakı, Sınaq küçəsi 7", "(012) 000 00 00"],
        },
        "labels": {
            "number": "№",
            "date": "Tarix:",
            "subject": "Mövzu:",
            "reference": "Əsas:",
            "executor": "İcraçı:",
            "attachments": "Əlavə:",
        },
        "number": "4/17",
        "date": "21.09.2026",
        "addressee": ["Ğəzənfər Çoban", "Şəki"],
        "references": ["14.09.2026 tarixli 88 nömrəli müraciət"],
        "subject": LETTERS,
        "country": "AZ",
        "content": said("Birinci abzas.", "İkinci abzas."),
        "appeal": "Bu cavabdan məhkəməyə şikayət verilə bilər.",
        "closing": "Hörmətlə,",
        "signatory": {"position": ["Şöbə müdiri"], "name": "Ü. Ömərov"},
        "executor": ["I. Qıyaslı", "(012) 000 00 01"],
        "attachments": ["Arayış"],
        "qr_svg": QR,
        **changes,
    }


def report(**changes: Any) -> dict[str, Any]:
    figures = ["60", "51", "4", "5"]
    numbers = [{"label": label, "kind": "number", "wide": False} for label in ("Gelen", "Süresinde", "Geç", "Açık")]
    return {
        "lang": "tr",
        "timestamp": 1_790_000_000,
        "institution": {"name": "ÖRNEK BELEDİYESİ"},
        "title": "Dönem raporu",
        "period": "2026, 4. çeyrek",
        "head": ["05.01.2027"],
        "introduction": ["Bu rapor yönetmeliğin maddelerine göredir."],
        "conclusion": ["Sonuç olarak işler yürüdü."],
        "signature": ["Daire Başkanı", "I. Qıyaslı"],
        "tables": [
            {
                "title": "Maddelere göre", "note": "Her iş bir kez sayılır.", "empty": "",
                "columns": [{"label": "Görev", "kind": "text", "wide": True}, *numbers],
                "rows": [
                    {"cells": ["Ağı işletir.", *figures], "remarks": ["Hat yenilendi."]},
                    {"cells": ["Yedek alır.", "0", "0", "0", "0"], "remarks": []},
                ],
                "total": ["Toplam", *figures],
            },
            {
                "title": "İşler", "note": "", "empty": "", "total": [],
                "columns": [
                    {"label": "Sayı", "kind": "text", "wide": False}, {"label": "Konu", "kind": "text", "wide": True},
                    {"label": "Son gün", "kind": "date", "wide": False},
                ],
                "rows": [
                    {"cells": [f"N-{i}", "Ağ arızası " * 5, "01.12.2026"], "remarks": []} for i in range(60)
                ],
            },
            {"title": "Tedbirler", "note": "", "empty": "Bu dönemde iş gelmedi.", "columns": numbers, "rows": []},
        ],
        **changes,
    }  # fmt: skip


def pages(pdf: bytes) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pages(pdf))


def left_edge(page: pypdf.PageObject) -> float:
    edges = []

    def visit(content: str, outer: Any, matrix: Any, _font: Any, _size: Any) -> None:
        if content.strip():
            edges.append(matrix[4] * outer[0] + outer[4])

    page.extract_text(visitor_text=visit)
    return min(edges)


def test_letter_carries_every_value_in_its_own_letters() -> None:
    printed = text(typeset("letter", letter()))
    values = letter()
    for expected in (
        LETTERS, "NÜMUNƏ İDARƏSİ", "4/17", "21.09.2026", "Ğəzənfər Çoban", *values["references"],
        "Birinci abzas.", "İkinci abzas.", values["appeal"], "Şöbə müdiri", "Ü. Ömərov", "İcraçı:",
        "I. Qıyaslı", "Arayış",
        *values["institution"]["address"], "1 / 1",
    ):  # fmt: skip
        assert expected in printed


@pytest.mark.parametrize("lang", ["az", "uz", "uz-Cyrl", "tr", "en", "ru"])
@pytest.mark.parametrize("font", ["sans", "serif"])
def test_letters_of_all_languages_survive_in_both_families(lang: str, font: str) -> None:
    pdf = typeset("letter", letter(lang=lang, font=font))
    assert LETTERS in text(pdf)
    assert pypdf.PdfReader(io.BytesIO(pdf)).root_object["/Lang"].split("-")[0] == lang.split("-")[0]


def test_short_letter_needs_only_the_obligatory_values() -> None:
    optional = ("references", "appeal", "closing", "executor", "attachments", "qr_svg")
    short = {key: value for key, value in letter(institution={"name": "İDARƏ"}).items() if key not in optional}
    printed = text(typeset("letter", short))
    assert "Birinci abzas." in printed
    for label in ("Əsas:", "İcraçı:", "Əlavə:"):
        assert label not in printed


@pytest.mark.parametrize(
    "value", ['#read("/etc/passwd")', "*bold* _it_ $x^2$", "#panic()", "<label> @ref `raw` \\ = //"]
)
def test_a_value_is_never_markup(value: str) -> None:
    printed = text(typeset("letter", letter(subject=value, content=said(value), addressee=[value])))
    assert printed.count(value) == 3


def test_characters_no_font_has_do_not_stop_a_letter() -> None:
    subject = "çay\u202e 😀 中\u2028son\x07 \ud800\u3000ok\tda"
    printed = text(typeset("letter", letter(subject=subject)))
    assert "çay � �" in printed
    assert "son � ok da" in printed
    assert undrawable_characters(subject) == ["中", "\ud800", "😀"]
    assert undrawable_characters(LETTERS + "� ₼ ₺ № « » — …\n") == []


def test_character_map_of_a_font_without_the_large_format() -> None:
    trimmed = struct.pack(">HHHHHH", 6, 12, 0, 0x30, 1, 5)
    segments = struct.pack(">7H2H1H2H2h2H", 4, 32, 0, 4, 0, 0, 0, 0x43, 0xFFFF, 0, 0x41, 0xFFFF, 0, 1, 0, 0)
    head = struct.pack(">HHHHLHHL", 0, 2, 1, 0, 20, 3, 1, 20 + len(trimmed))
    tables = struct.pack(">LHHHH4sLLL4sLLL", 0x10000, 2, 0, 0, 0, b"OS/2", 0, 0, 0, b"cmap", 0, 44, 0)
    assert "".join(map(chr, code_points(tables + head + trimmed + segments))) == "ABC"


def test_margins_are_those_of_the_regulation_unless_told() -> None:
    assert left_edge(pages(typeset("letter", letter()))[0]) == pytest.approx(1.5 * CM, abs=1)
    wide = typeset("letter", letter(margins={"left": 2.5}))
    assert left_edge(pages(wide)[0]) == pytest.approx(2.5 * CM, abs=1)
    box = pages(wide)[0].mediabox
    assert [float(box.width), float(box.height)] == pytest.approx([21 * CM, 29.7 * CM], abs=1)


def test_a_word_without_end_stays_on_the_paper() -> None:
    word = "https://numune.example/" + "uzunsoz" * 40
    with pypdfium2.PdfDocument(typeset("letter", letter(subject=word, content=said(word)))) as document:
        text = document[0].get_textpage()
        assert max(text.get_charbox(place)[2] for place in range(text.count_chars())) < 19.6 * CM


def test_long_letter_is_numbered_on_every_page() -> None:
    long = pages(typeset("letter", letter(content=said(*["Uzun abzas. " * 60] * 12))))
    assert len(long) > 1
    for number, page in enumerate(long, 1):
        assert f"{number} / {len(long)}" in page.extract_text()
    assert "Ü. Ömərov" in long[-1].extract_text()


def test_report_repeats_the_head_of_a_table_and_shows_what_got_nothing() -> None:
    made = pages(typeset("report", report()))
    assert len(made) > 1
    assert sum("Son gün" in page.extract_text() for page in made) > 1
    printed = "\n".join(page.extract_text() for page in made)
    for expected in ("Dönem raporu", "2026, 4. çeyrek", "Ağı işletir.", "Hat yenilendi.", "N-59", "I. Qıyaslı"):
        assert expected in printed
    assert "Bu dönemde iş gelmedi." in made[-1].extract_text()
    assert f"{len(made)} / {len(made)}" in made[-1].extract_text()


def test_report_may_lie_on_its_side() -> None:
    box = pages(typeset("report", report(landscape=True)))[0].mediabox
    assert box.width > box.height


def test_same_values_same_bytes_and_the_date_is_the_one_given() -> None:
    first = typeset("letter", letter())
    assert first == typeset("letter", letter())
    assert pypdf.PdfReader(io.BytesIO(first)).metadata.creation_date.timestamp() == 1_790_000_000
    assert first != typeset("letter", letter(timestamp=1_790_000_001))


def test_own_template_may_use_the_shipped_page() -> None:
    own = '#import "_page.typ": *\n#show: paper.with(title: "x")\n#data.words'
    assert "öz sözümüz" in text(typeset("own", {"lang": "az", "timestamp": 0, "words": "öz sözümüz"}, source=own))


def test_shipped_templates() -> None:
    assert shipped_templates() == [
        "answer", "clarification", "extension", "forwarding", "forwarding-notice", "interim-answer", "letter",
        "memorandum", "receipt", "refusal", "register-sheet", "report", "resolution", "task-sheet",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["nothing", "_page", "../letter", "/etc/passwd", ""])
def test_unknown_template(name: str) -> None:
    with pytest.raises(TemplateError, match="letter, memorandum, receipt"):
        typeset(name, letter())


def test_missing_value_is_named() -> None:
    broken = letter()
    del broken["signatory"]
    with pytest.raises(TemplateError, match="signatory") as caught:
        typeset("letter", broken)
    assert "_letter.typ" in caught.value.diagnostic


@pytest.mark.parametrize("timestamp", [None, "2026-01-01", 1.5, True])
def test_timestamp_is_demanded(timestamp: Any) -> None:
    with pytest.raises(DataError, match="timestamp"):
        typeset("letter", letter(timestamp=timestamp))


ENDLESS: list[Any] = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize("value", [object(), float("nan"), b"bytes", ENDLESS])
def test_values_must_be_json(value: Any) -> None:
    with pytest.raises(DataError, match="JSON"):
        typeset("letter", letter(extra=value))


def test_fonts_are_all_there_or_named_with_the_cure(tmp_path: Any) -> None:
    assert len(fonts_available()) == 6
    (tmp_path / "NotoSans_400Regular.ttf").write_bytes(b"")
    assert fonts_available(tmp_path) == ["NotoSans_400Regular.ttf"]
    with pytest.raises(FontsMissing, match=r"NotoSans_700Bold\.ttf.*npm run build") as caught:
        typeset("letter", letter(), fonts=tmp_path)
    assert len(caught.value.files) == 5
    assert isinstance(caught.value, TypesettingError)


def test_a_receipt_shows_its_number_and_every_fact() -> None:
    values: dict[str, Any] = {
        "lang": "tr",
        "timestamp": 1_790_000_000,
        "institution": {"name": "ÖRNEK BELEDİYESİ", "unit": "Kalem", "address": ["Örnek Cad. 1"]},
        "title": "Alındı belgesi",
        "number": "M-12/2026",
        "facts": [["Konu:", "Işık yanmıyor"], ["Kayıt:", "22 Kasım 2026, 10:15"]],
        "sentences": ["Bu belge ücretsizdir."],
        "signatures": ["Veren", "Alan"],
    }
    (page,) = pypdf.PdfReader(io.BytesIO(typeset("receipt", values))).pages
    words = " ".join(page.extract_text().split())
    told = ("ÖRNEK BELEDİYESİ", "Alındı belgesi", "M-12/2026", "Işık yanmıyor", "10:15", "ücretsizdir", "Alan")
    for expected in told:
        assert expected in words


# The room that is left under a text takes every size, so the end of a page falls on every part of the letter in turn.
@pytest.mark.parametrize("country", ["AZ", "TR"])
def test_no_signature_and_no_label_stands_alone_on_its_page(country: str) -> None:
    turned = 0
    for count in range(18, 40, 2):
        words = said(*(f"Abzas {ordinal}." for ordinal in range(1, count + 1)))
        values = letter(country=country, content=words, attachments=["Arayış"] * 3, address=[])
        found = [page.extract_text() for page in pages(typeset("letter", values))]
        signed = next(page for page in found if "Ü. Ömərov" in page)
        assert f"Abzas {count}." in signed
        labelled = next(page for page in found if "Əlavə:" in page)
        assert "1. Arayış" in labelled.partition("Əlavə:")[2]
        assert "3. Arayış" in found[-1]
        assert "I. Qıyaslı" in found[-1]
        turned += len(found) > 1 and found.index(signed) > 0
    assert turned


def test_every_paragraph_of_a_letter_begins_as_far_in_as_the_first() -> None:
    begun: dict[str, float] = {}

    def visit(content: str, outer: Any, matrix: Any, _font: Any, _size: Any) -> None:
        begun[content.strip().partition(" ")[0]] = matrix[4] * outer[0] + outer[4]

    values = letter(content=said("Əvvəl bu."), ending=["Sonra o."], appeal="Axırda şikayət.")
    pages(typeset("letter", values))[0].extract_text(visitor_text=visit)
    assert begun["Əvvəl"] == begun["Sonra"] == begun["Axırda"] > begun["Hörmətlə,"] + CM


def test_a_row_of_a_report_stays_whole_with_its_remark_and_long_words_share_the_room() -> None:
    name = "Gülşen Çağlayan-Hacıömeroğlu Işıldak"
    values = report()
    table = values["tables"][1]
    table["columns"].insert(1, {"label": "Kimden", "kind": "text", "wide": False})
    table["rows"] = [
        {"cells": [f"N-{i:02}", name, "Ağ arızası " * 12, "01.12.2026"], "remarks": [f"Söz {i:02}. " * 9]}
        for i in range(1, 40)
    ]
    printed = [page.extract_text() for page in pages(typeset("report", values))]
    assert len(printed) > 2
    for i in range(1, 40):
        (page,) = [page for page in printed if f"N-{i:02}" in page]
        assert page.count(f"Söz {i:02}.") == 9
        assert page.count("01.12.2026") == page.count("N-")
    # Twelve words in the column of subjects take at most five lines there, also beside a long name.
    words = printed[1].partition("N-")[2].partition("Söz")[0]
    assert words.count("\n") < 9
