# SPDX-License-Identifier: EUPL-1.2
"""PDF files: lines as they are seen, columns, turned pages, scans, and the places of text that other readers give."""

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest

from nizam.foundations.extraction import pdf
from nizam.foundations.extraction.layout import Piece, page_text

Opened = Callable[..., Any]


def test_lines_of_a_page(opened: Opened, files: Any) -> None:
    content = (
        b"BT /F 12 Tf 72 700 Td (First) Tj 60 0 Td (line) Tj -60 -15 Td (second li) Tj (ne) Tj 0 -15 Td (third) Tj "
        b"0 -40 Td (after a gap) Tj ET BT /F 12 Tf 30 745 Td (1.) Tj 72 0 Td (above all) Tj ET"
    )
    told = opened(files.page(content))
    assert told.text == "1. above all\n\nFirst line\nsecond line\nthird\n\nafter a gap\n\f\n"
    assert (told.pages, told.type, told.marks) == (1, "application/pdf", set())


def test_a_raised_digit_is_a_note(opened: Opened, files: Any) -> None:
    content = (
        b"BT /F 12 Tf 72 700 Td (Article 5) Tj 5 Ts /F 7 Tf (12) Tj 0 Ts /F 12 Tf ( keeps m) Tj 5 Ts /F 7 Tf (x) Tj ET"
    )
    assert opened(files.page(content)).text == "Article 5[12] keeps mx\n\f\n"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_seen(opened: Opened, files: Any, turn: int) -> None:
    # The text runs against the turn, so it is upright when the page is turned.
    matrix = {0: b"1 0 0 1 100 400", 90: b"0 1 -1 0 300 300", 180: b"-1 0 0 -1 400 400", 270: b"0 -1 1 0 300 400"}
    content = b"BT /F 12 Tf %s Tm (upper words) Tj 0 -15 Td (lower words) Tj ET" % matrix[turn]
    font = b"/Rotate %d/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>" % turn
    assert opened(files.page(content, font)).text.splitlines()[:2] == ["upper words", "lower words"]


def image_page(files: Any, words: bytes = b"", *, font: bytes = b"") -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 60 80]/Resources<</XObject<</I 5 0 R>>%s>>/Contents 4 0 R>>" % font
    grey = files.stream(
        b"\x80", b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
    )
    return files.pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>",
        page,
        files.stream(b"q 60 0 0 80 0 0 cm /I Do Q " + words),
        grey,
    )


def test_scanned_pages_are_drawn_and_read(opened: Opened, files: Any) -> None:
    told = opened(image_page(files))
    assert told.text == "[picture at 300]\f\n[picture at 300]\f\n"
    assert told.pictures[0].startswith(b"P5 251 334 255\n")
    assert len(told.pictures[0]) == len(b"P5 251 334 255\n") + 251 * 334
    assert set(told.pictures[0][20:]) <= {0x80, 0x7F}
    assert len(opened(image_page(files), pixels=100 * 100).pictures[0]) < 11_000
    few = opened(image_page(files), scanned_pages=1)
    assert (len(few.pictures), few.marks) == (1, {"too-many-pages"})


def test_a_page_of_pictures_and_words_is_read_as_words(opened: Opened, files: Any) -> None:
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    words = b"BT /F 1 Tf 2 40 Td (%s) Tj ET" % (b"many words " * 5)
    told = opened(image_page(files, words, font=font))
    assert told.text.startswith("many words many")
    assert not told.pictures


def test_a_text_of_unknown_characters_is_read_as_a_picture(opened: Opened, files: Any) -> None:
    names = b"<</Type/Encoding/Differences[65/uniE001/uniE002/uniE003]>>"
    font = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding %s>>>>>>" % names
    told = opened(files.page(b"BT /F 12 Tf 72 700 Td (ABCABC) Tj ET", font))
    assert told.text == "[picture at 300]\f\n"


def test_rows_of_a_drawn_page_are_packed(monkeypatch: pytest.MonkeyPatch, opened: Opened, files: Any) -> None:
    drawn = pypdfium2.PdfPage.render

    def wider(page: pypdfium2.PdfPage, **options: Any) -> Any:
        bitmap = drawn(page, **options)
        rows = bytes(bitmap.buffer)
        bitmap.buffer = b"".join(
            rows[at : at + bitmap.width] + b"##" for at in range(0, bitmap.stride * bitmap.height, bitmap.stride)
        )
        bitmap.stride = bitmap.width + 2
        return bitmap

    monkeypatch.setattr(pypdfium2.PdfPage, "render", wider)
    assert b"#" not in opened(image_page(files)).pictures[0]


def test_a_locked_pdf(opened: Opened, files: Any) -> None:
    made = files.pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    lock = b"trailer\n<</Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]/" % (b"00" * 32, b"11" * 32)
    assert opened(made.replace(b"trailer\n<</", lock)).marks == {"encrypted"}
    assert opened(b"%PDF-1.7\nnothing").marks == {"damaged"}


def test_pages_that_fail_do_not_go_on_for_ever(opened: Opened, files: Any) -> None:
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 1000>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"
    told = opened(files.pdf(b"<</Type/Catalog/Pages 2 0 R>>", kids, page), parts=3)
    assert (told.marks, told.pages) == ({"damaged"}, 1)
    kids = b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>"
    few = opened(files.pdf(b"<</Type/Catalog/Pages 2 0 R>>", kids, page), pages=1)
    assert (few.marks, few.pages) == ({"too-many-pages"}, 1)
    nothing = files.pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[9 0 R]/Count 1>>")
    assert opened(nothing).marks == {"damaged"}


def row(top: float, *texts: tuple[float, str], height: float = 10) -> list[Piece]:
    return [Piece(text, left, left + 5 * len(text), top, top + height) for left, text in texts]


SENTENCE = "words that fill the column quite"


def test_columns_of_sentences_are_read_one_after_the_other() -> None:
    pieces = row(0, (100, "A title that runs across both of the columns below it"))
    for line in range(1, 9):
        pieces += row(12 * line, (0, f"{SENTENCE} {line}"), (200, f"{SENTENCE} {line + 10}"))
    pieces += row(120, (0, "A closing line that runs across both columns as well, at the end"))
    lines = page_text(pieces).split("\n")
    assert [line.split()[-1] for line in lines if line.startswith("words")] == [
        str(number) for number in [*range(1, 9), *range(11, 19)]
    ]
    assert lines[0].startswith("A title")
    assert lines[-2].startswith("A closing line")


def test_a_table_is_read_row_by_row() -> None:
    names = ["Ali", "Leyla Aslanova", "Vali", "Nigora", "Mehmet Yilmaz", "Aysu", "Kerim"]
    pieces = [piece for line, name in enumerate(names) for piece in row(12 * line, (0, name), (200, f"tel {line}"))]
    assert page_text(pieces).splitlines() == [f"{name} tel {line}" for line, name in enumerate(names)]


def test_numbers_before_their_sentences_are_no_column() -> None:
    pieces = [piece for line in range(8) for piece in row(12 * line, (0, f"{line}."), (40, SENTENCE * 2))]
    assert page_text(pieces).splitlines() == [f"{line}. {SENTENCE * 2}" for line in range(8)]


def test_pages_of_little_text() -> None:
    assert page_text([]) == ""
    assert page_text(row(0, (0, " one  word "))) == "one word\n"
    # A heading and a line far below it: the only step there is cannot be the usual one.
    assert page_text(row(0, (0, "Heading")) + row(50, (0, "Text"))) == "Heading\n\n\nText\n"
    assert page_text(row(0, (0, "a"), (8, "b"))) == "a b\n"
    wide = row(0, (0, "a"), (100, "b")) + row(12, (0, "c"), (100, "d"))
    assert page_text(wide) == "a b\nc d\n"


def test_characters_pdfium_cannot_name() -> None:
    run = pdf._Run()
    assert [*run.add("a", 0, 5, 0, 10), *run.add("b", 8, 13, 0, 10), *run.add("c", 90, 95, 0, 10)] == [
        Piece("a b", 0, 13, 0, 10)
    ]
    assert [piece.text for piece in run.end()] == ["c"]
