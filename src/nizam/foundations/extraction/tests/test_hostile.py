# SPDX-License-Identifier: EUPL-1.2
"""Files made to harm whoever opens them: each ends in a clear mark within the limits, and the next one is read."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nizam.foundations.extraction import MARKS, Extracted, Limits, extract

LIMITS = Limits(
    seconds=30.0, cpu_seconds=15, memory_bytes=256 * 2**20, unpacked_bytes=32 * 2**20, characters=100_000, parts=50
)
NOTE = "Salam, bu adi bir məktubdur və onu oxumaq olar.".encode()


@pytest.fixture(autouse=True)
def the_next_file_is_read() -> Iterator[None]:
    yield
    assert extract(NOTE, name="note.txt", content_type="text/plain").text == NOTE.decode()


def read(
    content: bytes, name: str = "file", content_type: str = "application/octet-stream", **limits: Any
) -> Extracted:
    changed = {field: limits.get(field, getattr(LIMITS, field)) for field in Limits.__slots__}
    found = extract(content, name=name, content_type=content_type, limits=Limits(**changed))
    assert set(found.marks) <= set(MARKS)
    assert len(found.text) <= changed["characters"]
    return found


def laughs(root: str) -> bytes:
    """Entities that grow tenfold nine times (the "billion laughs")."""
    entities = "".join(f'<!ENTITY a{level + 1} "{f"&a{level};" * 10}">' for level in range(9))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a0 "ha">{entities}]><{root}>&a9;</{root}>'.encode()


def test_a_zip_bomb(files: Any) -> None:
    found = read(files.zipped({"zeros.txt": b"0" * 60_000_000}))
    assert "archive-bomb" in found.marks


def test_many_files_that_together_are_a_bomb(files: Any) -> None:
    many = {f"{number}.txt": b"0" * 900_000 for number in range(45)}
    found = read(files.zipped(many), characters=10**9)
    assert "archive-bomb" in found.marks
    assert found.parts < len(many)


def test_an_archive_that_understates_its_sizes(files: Any) -> None:
    archive = bytearray(files.zipped({"zeros.txt": b"0" * 60_000_000}))
    directory = archive.rindex(b"PK\x01\x02")
    archive[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    assert {"archive-bomb", "damaged"} & set(read(bytes(archive)).marks)


def test_archives_inside_archives(files: Any) -> None:
    content = NOTE
    for _ in range(40):
        content = files.zipped({"inner.zip": content})
    found = read(content)
    assert "nested-too-deep" in found.marks
    assert found.parts == LIMITS.depth


def test_more_files_than_are_read(files: Any) -> None:
    found = read(files.zipped({f"{number}.txt": b"salam" for number in range(60)}))
    assert "too-many-parts" in found.marks
    assert found.text.count("salam") == LIMITS.parts


@pytest.mark.parametrize("root", ["l", "svg"])
def test_entities_in_xml_and_svg(root: str) -> None:
    found = read(laughs(root), name="picture.svg", content_type="image/svg+xml")
    assert found.marks == ("entities-refused", "no-text")


def test_entities_in_office_files(files: Any) -> None:
    for name in ("word/document.xml", "content.xml"):
        content = files.zipped({"mimetype": "application/vnd.oasis.opendocument.text", name: laughs("document")})
        assert "entities-refused" in read(content).marks


def test_ten_thousand_nested_parts() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (depth, depth) for depth in range(10_000)
    )
    found = read(b"From: a@b.example\r\nSubject: Salam\r\n" + nested + b"\r\nmatn\r\n", name="letter.eml")
    assert "nested-too-deep" in found.marks
    assert found.media_type == "message/rfc822"
    assert found.text.startswith("Salam")


def test_messages_inside_messages() -> None:
    message = b"From: a@b.example\r\nSubject: inner\r\n\r\nsalam"
    for depth in range(40):
        message = b"From: a@b.example\r\nSubject: s%d\r\nContent-Type: message/rfc822\r\n\r\n" % depth + message
    found = read(message, content_type="message/rfc822")
    assert "nested-too-deep" in found.marks
    assert "s39" in found.text


def endless(files: Any) -> bytes:
    """A thousand pages of the same words, so many that each page alone takes seconds."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]%s/Contents 4 0 R>>"
    fonts = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    words = files.packed_stream(b"BT /F 12 Tf 10 700 Td " + b"(salam dunya) Tj " * 30_000 + b"ET")
    kids = b"<</Type/Pages/Kids[%s]/Count 1000>>" % (b"3 0 R " * 1000)
    return files.pdf(b"<</Type/Catalog/Pages 2 0 R>>", kids, page % fonts, words)


def test_a_pdf_that_never_ends_by_the_clock(files: Any) -> None:
    assert "out-of-time" in read(endless(files), seconds=1.5, characters=10**9).marks


def test_a_pdf_that_never_ends_by_processor_time(files: Any) -> None:
    assert "out-of-time" in read(endless(files), cpu_seconds=1, characters=10**9).marks


def test_a_pdf_that_draws_itself_for_ever(files: Any) -> None:
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X %d 0 R>>>>"
    forms = [files.stream(b"/X Do " * 20, entries % (number + 6)) for number in range(14)]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>"
    found = read(
        files.pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
            files.stream(b"/X Do " * 20),
            *forms,
            files.stream(b"BT ET", b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]"),
        ),
        cpu_seconds=3,
    )
    assert {"out-of-time", "out-of-memory", "broke-down"} & set(found.marks)


def test_a_pdf_of_pages_that_are_their_own_parents(files: Any) -> None:
    found = read(files.pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>"))
    assert found.marks == ("damaged", "no-text")


@pytest.mark.parametrize("kids", [b"3 0 R", b"3 0 R " * 100_000], ids=["claimed", "real"])
def test_a_pdf_of_a_hundred_thousand_pages(files: Any, kids: bytes) -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"
    found = read(
        files.pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 100000>>" % kids, page), pages=20
    )
    assert {"damaged", "too-many-pages"} & set(found.marks)
    assert found.pages <= 20


def test_a_pdf_with_a_stream_that_fills_the_memory(files: Any) -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 2**20) for _ in range(600)) + packer.flush()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
    found = read(
        files.pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
            files.stream(packed, b"/Filter/FlateDecode"),
        )
    )
    assert {"out-of-memory", "broke-down"} & set(found.marks)


def test_a_picture_that_says_it_is_giant(files: Any) -> None:
    assert read(files.png(100_000, 100_000, b"\0")).marks == ("no-text", "too-large")


def test_a_picture_of_one_point_with_data_for_millions(files: Any) -> None:
    assert "no-text" in read(files.png(1, 1, b"\0" * 20_000_000)).marks


def test_a_file_over_the_limit_is_not_opened() -> None:
    assert read(b"a" * 101, content_bytes=100).marks == ("too-large",)


def test_more_text_than_comes_back() -> None:
    found = read(b"salam " * 50_000)
    assert found.marks == ("too-long",)
    assert len(found.text) == LIMITS.characters


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ\x90\0", "a.pdf"), (b"\x7fELF\x02", "a"), (b"#!/bin/sh\nrm -rf /\n", "a.txt"), (b"WScript.Echo 1", "a.vbs")],
)
def test_programs_are_not_read(content: bytes, name: str) -> None:
    assert read(content, name=name).marks == ("no-text", "unsupported")


def test_macros_are_not_run(files: Any, docx: Callable[[str], dict[str, str]]) -> None:
    content = files.zipped({**docx("Salam"), "word/vbaProject.bin": b"Sub AutoOpen()"})
    found = read(content, name="letter.docm")
    assert found.marks == ("macros-not-run",)
    assert found.text == "Salam\n"


def test_memory_that_runs_out_in_our_own_readers(files: Any, docx: Callable[[str], dict[str, str]]) -> None:
    content = files.zipped(docx("</w:t></w:r></w:p><w:p><w:r><w:t>" * 400_000))
    assert "out-of-memory" in read(content, memory_bytes=96 * 2**20, unpacked_bytes=10**9, growth=10**6).marks
