# SPDX-License-Identifier: EUPL-1.2
"""Every type of file that is read, made here; read in this process."""

import io
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nizam.foundations.extraction import MARKS, Limits, media
from nizam.foundations.extraction.errors import DamagedError, StoppedError, TooLargeError
from nizam.foundations.extraction.opening import open_file
from nizam.foundations.extraction.pictures import check_picture
from nizam.foundations.extraction.reading import Reading
from nizam.foundations.extraction.rtf import rtf_text

Opened = Callable[..., Any]
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_SHEET = "http://purl.oclc.org/ooxml/spreadsheetml/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
ODF = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
ODF += ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
ODF += ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'


@pytest.mark.parametrize(
    ("content", "declared", "text", "marks"),
    [
        ("Salam, dünya".encode(), "text/plain; charset=utf-8", "Salam, dünya", set()),
        ("Müdürlüğün görevleri".encode("cp1254"), "text/plain", "Müdürlüğün görevleri", {"charset-guessed"}),
        (
            "Müdürlüğün ağır işleri".encode("cp1254"),
            'text/plain; charset="iso-8859-1"',
            "Müdürlüğün ağır işleri",
            {"mojibake-repaired"},
        ),
        ("Şöbə işləyir".encode("utf-16"), "", "Şöbə işləyir", set()),
        ("Short text without a mark".encode("utf-16-le"), "", "Short text without a mark", set()),
        ("Short text without a mark".encode("utf-16-be"), "", "Short text without a mark", set()),
        (b"<html><p>Bir</p><p>\xddki</p>", "text/html; charset=windows-1254", "Bir\nİki\n\n", set()),
        (b"<?xml version='1.0'?><a>bir <b>iki</b></a>", "", "bir\niki", set()),
        (b"ad;yas\nAli;30", "text/csv", "ad;yas\nAli;30", set()),
    ],
)
def test_kinds_of_text(opened: Opened, content: bytes, declared: str, text: str, marks: set[str]) -> None:
    told = opened(content, declared=declared)
    assert (told.text, told.marks) == (text, marks)


@pytest.mark.parametrize(
    ("content", "name", "declared", "found"),
    [
        (b"a;b", "table.csv", "", media.CSV),
        (b"a <b>c</b>", "page.htm", "", media.HTML),
        (b"a <b>c</b>", "", "text/html", media.HTML),
        (b"<!-- x --><html>", "", "text/plain", media.HTML),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "", "", media.XML),
        (b"junk before\n%PDF-1.4", "", "", media.PDF),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "", "image/webp"),
        (b"BM" + b"\0" * 30, "", "", "image/bmp"),
        (b"BM is short for", "", "", media.PLAIN),
        (b"alert(1)", "evil.js", "text/plain", media.PROGRAM),
        (b"Subject: x\n\nhi", "", "message/rfc822", media.MESSAGE),
        (b"Subject: x\n\nhi", "a.eml", "", media.MESSAGE),
        (b"no fields", "a.eml", "", media.PLAIN),
        (b"From: a@b.c\nDate: today\n\nhi", "", "", media.MESSAGE),
        (b"From: the director\n\nhi", "", "", media.PLAIN),
        (b"\0\x01\x02" * 100, "", "text/plain", media.UNKNOWN),
        (b"\0\x01\x02", "", "text/plain", media.UNKNOWN),
        (b"7z\xbc\xaf\x27\x1c", "", "", "application/x-7z-compressed"),
    ],
)
def test_what_a_file_is(content: bytes, name: str, declared: str, found: str) -> None:
    assert media.media_type(content, name=name, declared=declared) == found


def test_a_docx_file_with_a_list(opened: Opened, files: Any, docx: Callable[[str], dict[str, str]]) -> None:
    told = opened(files.zipped(docx("Salam")))
    assert (told.text, told.type, told.marks) == ("Salam\n", media.DOCX, set())


@pytest.mark.parametrize("name", [SHEET, STRICT_SHEET])
def test_a_table(opened: Opened, files: Any, name: str) -> None:
    sheet = (
        f'<worksheet xmlns="{name}"><sheetData><row><c t="s"><v>0</v></c><c><v>42</v></c><c t="s"><v>9</v></c></row>'
        '<row><c t="inlineStr"><is><t>iki</t></is></c><c/><c t="s"><v>x</v></c></row></sheetData></worksheet>'
    )
    shared = f'<sst xmlns="{name}"><si><r><t>b</t></r><r><t>ir</t></r><r/><rPh><t>y</t></rPh></si></sst>'
    book = {"xl/workbook.xml": "<w/>", "xl/worksheets/sheet2.xml": sheet, "xl/sharedStrings.xml": shared}
    told = opened(files.zipped({**book, "xl/worksheets/sheet10.xml": sheet.replace("42", "43")}))
    assert told.text == "bir\t42\niki\n\nbir\t43\niki\n\n"
    assert opened(files.zipped({"xl/workbook.xml": "<w/>", "xl/worksheets/sheet1.xml": sheet})).text == "42\niki\n\n"


def test_slides(opened: Opened, files: Any) -> None:
    def slide(text: str) -> str:
        return f'<s xmlns:a="{DRAWING}"><a:p><a:r><a:t>{text}</a:t></a:r><a:r><a:t/></a:r></a:p></s>'

    show = {"ppt/presentation.xml": "<p/>", "ppt/notesSlides/notesSlide1.xml": slide("qeyd")}
    show |= {"ppt/slides/slide10.xml": slide("on"), "ppt/slides/slide2.xml": slide("iki")}
    assert opened(files.zipped(show)).text == "iki\n\non\n\nqeyd\n\n"


def test_open_documents(opened: Opened, files: Any) -> None:
    content = (
        f"<office:document-content {ODF}><text:tracked-changes><text:p>silinmiş</text:p></text:tracked-changes>"
        '<text:h>Başlıq</text:h><text:p>bir<text:s text:c="3"/>iki<text:s text:c="x"/><text:tab/>üç'
        "<text:line-break/><text:span>dörd</text:span>.</text:p><table:table><table:table-row><table:table-cell>"
        "<text:p>a</text:p></table:table-cell><table:table-cell/><table:table-cell><text:p>b</text:p>"
        "</table:table-cell></table:table-row></table:table></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    told = opened(files.zipped({"mimetype": kind, "content.xml": content, "Basic/script.xml": "<x/>"}))
    assert told.text == "Başlıq\nbir   iki \tüç\ndörd.\na\tb\n"
    assert (told.type, told.marks) == (kind, {"macros-not-run"})
    locked = {"mimetype": kind, "content.xml": b"\x93", "META-INF/manifest.xml": "<m><encryption-data/></m>"}
    assert opened(files.zipped(locked)).marks == {"encrypted"}
    assert opened(files.zipped({"mimetype": "text/plain", "content.xml": "<a>b</a>"})).type == media.ZIP


def test_an_archive_of_files(opened: Opened, files: Any) -> None:
    inner = files.zipped({"inner/deep.txt": "üç"})
    told = opened(
        files.zipped({"folder/": b"", "a.txt": "bir", "b.html": "<html><p>iki", "c.zip": inner, "d.exe": "MZ"})
    )
    assert told.text == "\nbir\niki\n\n\nüç\n"
    assert (told.parts, told.marks, told.type) == (5, {"unsupported"}, media.ZIP)


def test_the_pages_of_files_in_an_archive_are_not_the_archives(opened: Opened, files: Any) -> None:
    one = files.page(b"BT /F 12 Tf 20 700 Td (Salam) Tj ET")
    assert opened(one).facts["pages"] == 1
    told = opened(files.zipped({"a.pdf": one, "b.pdf": one}))
    assert (told.pages, "pages" in told.facts) == (2, False)


def test_a_damaged_or_locked_file_in_an_archive_leaves_the_others(opened: Opened, files: Any) -> None:
    archive = bytearray(files.zipped({"a.txt": "salam", "b.txt": "dünya"}, zipfile.ZIP_STORED))
    archive[archive.index(b"salam")] = ord("S")
    assert (opened(bytes(archive)).text, opened(bytes(archive)).marks) == ("\ndünya", {"damaged"})
    for place in (archive.index(b"PK\x03\x04") + 6, archive.index(b"PK\x01\x02") + 8):
        archive[place] |= 1
    assert (opened(bytes(archive)).text, opened(bytes(archive)).marks) == ("\ndünya", {"encrypted"})
    assert opened(b"PK\x03\x04 and no more").marks == {"damaged"}


RTF = (
    r"{\rtf1\ansi\ansicpg1254\deff0{\fonttbl{\f0\fcharset162 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset0 A;}}"
    r"{\info{\author Kimse}}{\*\generator Riched}"
    "\r\n\\pard M\\'fcd\\'fcrl\\'fc\\'f0\\'fcn\\par\r\n"
    r"{\f1\'d5\'ee\'ea\'e8\'ec}\line\uc1 \u601\'3fa\u-3879 ?{\uc0\u252}\~\_\-\{x\}\\\tab son\'fd {\f2\'fe}"
    r"{\pict 010203}\bin3 }}}\u\f\uc\fcharset\cell\emdash}"
)


def test_rtf(opened: Opened) -> None:
    told = opened(RTF.encode("ascii"), name="letter.rtf")
    assert told.text == "Müdürlüğün\nХоким\nəa\uf0d9ü\xa0-\u00ad{x}\\\tsonı ş\t—"
    assert (told.type, told.marks) == (media.RTF, set())
    assert opened(rb"{\rtf1 {\object\objdata 01}salam").marks == {"macros-not-run", "damaged"}
    assert rtf_text(rb"{\rtf1 {\*\hidden \u252? b}a}}b") == ("a", False)
    assert rtf_text(rb"{\rtf1\ansicpg99 a\'e4}") == ("aä", True)
    assert not rtf_text(b"{" * 600 + b"}" * 600)[1]


LETTER = (
    b"From: a@b.example\r\nSubject: Sorgu\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: text/plain; charset=utf-9\r\n\r\nM\xfcd\xfcr\r\n--x\r\nContent-Type: text/plain; name=a.txt\r\n"
    b"Content-Disposition: attachment; filename=a.txt\r\n\r\nalava\r\n--x--\r\n"
)


def test_a_letter_with_a_file(opened: Opened) -> None:
    told = opened(LETTER, name="x.eml")
    assert told.text == "Sorgu\n\nMüdür\n\nalava"
    assert (told.type, told.parts, told.marks) == (media.MESSAGE, 1, {"charset-guessed"})
    locked = LETTER.replace(b"text/plain; name=a.txt", b"application/pkcs7-mime")
    assert "encrypted" in opened(locked).marks


def test_a_letter_too_deep_to_open(opened: Opened) -> None:
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(30))
    told = opened(b"From: a@b.example\r\nSubject: Sorgu\r\n" + parts)
    assert (told.text, told.marks, told.parts) == ("Sorgu\n", {"nested-too-deep"}, 0)


def test_compound_files_of_older_programs(opened: Opened) -> None:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert opened(start).marks == {"unsupported"}
    assert opened(start + "EncryptedPackage".encode("utf-16-le")).marks == {"encrypted"}
    assert opened(start + "_VBA_PROJECT".encode("utf-16-le")).marks == {"macros-not-run", "unsupported"}


def picture(form: str, pages: int = 1, **options: Any) -> bytes:
    written = io.BytesIO()
    more = [Image.new("L", (30, 20), 255) for _ in range(pages - 1)]
    extra = {"save_all": True, "append_images": more} if more else {}
    Image.new("L", (40, 30), 255).convert(options.pop("mode", "L")).save(written, form, **extra, **options)
    return written.getvalue()


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("PNG", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True, "comment": b"\xff\xff"}),
        ("GIF", {}),
        ("BMP", {}),
        ("TIFF", {}),
        ("WEBP", {"mode": "RGB"}),
        ("WEBP", {"mode": "RGB", "lossless": True}),
        ("WEBP", {"mode": "RGB", "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}),
    ],
)
def test_how_large_a_picture_is(opened: Opened, form: str, options: dict[str, Any]) -> None:
    content = picture(form, **dict(options))
    told = opened(content)
    assert (told.text, told.marks, told.pictures, told.pages) == ("[picture at 0]", set(), [content], 1)
    assert opened(content, pixels=40 * 30).marks == set()
    assert opened(content, pixels=40 * 30 - 1).marks == {"too-large"}
    with pytest.raises(DamagedError):
        check_picture(content[:9], told.type, 10**6, 1)


def test_pictures_of_several_pages(opened: Opened) -> None:
    content = picture("TIFF", pages=3)
    assert opened(content).pages == 3
    assert opened(content, scanned_pages=2).marks == {"too-large"}
    two = Reading(Limits(scanned_pages=1), told := opened(b""))
    open_file(picture("PNG"), name="", declared="", reading=two)
    open_file(picture("PNG"), name="", declared="", reading=two)
    assert (len(told.pictures), told.marks) == (1, {"too-many-pages"})


def test_odd_pictures() -> None:
    circle = b"MM\0*" + struct.pack(">LHHHLLL", 8, 1, 256, 4, 1, 5, 8)
    with pytest.raises(DamagedError, match="no size"):
        check_picture(circle, "image/tiff", 100, 3)
    sized = b"MM\0*" + struct.pack(">LHHHLLHHLHHL", 8, 2, 256, 4, 1, 5, 257, 3, 1, 6, 0, 8)
    with pytest.raises(TooLargeError):
        check_picture(sized, "image/tiff", 100, 3)
    with pytest.raises(DamagedError):
        check_picture(b"II*\0" + b"\0" * 8, "image/tiff", 100, 3)
    assert check_picture(b"BM" + b"\0" * 12 + struct.pack("<LHH", 12, 7, 8), "image/bmp", 56, 1) == 1
    assert check_picture(b"\xff\xd8\x00\xff\xd0\xff\xff\xc0\0\x0b\x08\0\x02\0\x03", "image/jpeg", 6, 1) == 1


def test_limits_are_counted_over_all_files(opened: Opened, files: Any) -> None:
    archive = files.zipped({"a.txt": "salam", "b.txt": "dunya", "c.txt": "son"})
    assert opened(archive, characters=9).text == "\nsalam\ndu"
    assert opened(archive, parts=2).marks == {"too-many-parts"}
    assert opened(archive, depth=0).marks == {"nested-too-deep"}
    assert opened(archive, unpacked_bytes=9).marks == {"archive-bomb"}
    # Surrogates that make a pair are a character; what a database refuses is left out.
    assert opened(rb"{\rtf1 \u-10179?\u-8704?\u0?\u-10179?}").text == "\U0001f600\ufffd"


class Silent:
    def tell(self, **value: object) -> None:
        assert value.get("mark", "damaged") in MARKS

    def picture(self, content: bytes, *, dots_per_inch: int) -> str:
        return ""


SMALL = Limits(unpacked_bytes=2**20, characters=10_000, parts=5, pages=3, pixels=10_000)
STARTS = st.sampled_from(
    [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"{\\rtf1", b"<html>", b"<!DOCTYPE html><![x", b"<?xml", b"From: a\nTo: b\n",
     b"II*\0", b"MM\0*", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"RIFF1234WEBPVP8",
     b"\xff\xfe", b"<svg>"]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(STARTS, st.binary(max_size=300), st.sampled_from(["", "a.csv", "a.eml", "a.html", "a.js"]))
def test_any_bytes_are_read_without_an_error(start: bytes, rest: bytes, name: str) -> None:
    with suppress(StoppedError):
        open_file(start + rest, name=name, declared="", reading=Reading(SMALL, Silent()))


SAMPLES = [RTF.encode(), LETTER, picture("TIFF", pages=2), picture("JPEG"), "<?xml version='1.0'?><a>ş</a>".encode()]


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_changed_bytes_are_read_without_an_error(files: Any, docx: Callable[[str], dict[str, str]], data: Any) -> None:
    made = [files.zipped(docx("Salam")), files.page(b"BT /F 12 Tf (salam) Tj ET"), files.zipped({"a.txt": "salam"})]
    content = bytearray(data.draw(st.sampled_from([*SAMPLES, *made])))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(StoppedError):
        open_file(bytes(content), name="", declared="", reading=Reading(SMALL, Silent()))
