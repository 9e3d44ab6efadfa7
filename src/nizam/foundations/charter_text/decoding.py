# SPDX-License-Identifier: EUPL-1.2
"""From the bytes of a file to its text."""

import codecs
from collections.abc import Sequence

from nizam.foundations.charter_text.errors import UndecodableTextError, UnsupportedFormatError
from nizam.foundations.extraction import Extracted, Limits, Progress, extract
from nizam.foundations.extraction.hypertext import declared_encoding, html_text, is_html

_ALLOWED_CONTROLS = frozenset("\t\n\v\f\r\x1a\x1c\x1d\x1e\x1f\x85")
# What begins so is read by `extraction`: the pictures that scanners make, RTF, DOCX and OpenDocument.
_EXTRACTED = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"PK\x03\x04", b"{\\rtf")
# PDF may have a few bytes before it.
_PDF, _PDF_WITHIN = b"%PDF-", 1024
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODT = "application/vnd.oasis.opendocument.text"
_CHARTERS = ("application/pdf", "application/rtf", "image/png", "image/jpeg", "image/tiff", _DOCX, _ODT)
# Marks of a text that is not whole: a charter with articles missing is worse than none.
_NOT_WHOLE = frozenset(
    (
        "archive-bomb",
        "broke-down",
        "damaged",
        "encrypted",
        "entities-refused",
        "needs-ocr",
        "nested-too-deep",
        "no-text",
        "not-confined",
        "out-of-memory",
        "out-of-time",
        "too-large",
        "too-long",
        "too-many-pages",
        "unsupported",
    )
)
# What is read page by page, and with a program for pictures.
_PAGED = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
# A charter is worth the time that reading a hundred scanned pages takes, turned ones and a busy machine included.
_LIMITS = Limits(seconds=3600.0, cpu_seconds=120, scanned_pages=100)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
# What a page may name besides the encodings tried anyway; a wrong name must not make a text of it.
_NAMED_ENCODINGS = frozenset({"windows-1251", "windows-1254", "iso-8859-9", "koi8-r", "utf-8"})


def has_pages(raw: bytes) -> bool:
    """Tell whether `decode` reads the file page by page, which may take minutes: a PDF file or a picture."""
    return raw.startswith(_PAGED) or _PDF in raw[:_PDF_WITHIN]


def decode(raw: bytes, *, languages: Sequence[str] = (), progress: Progress | None = None) -> str:
    """Return the text of a text file, an HTML page, a DOCX, ODT, RTF or PDF file, or a scan (PDF, TIFF, PNG, JPEG).

    A line for every paragraph of HTML, DOCX, ODT and RTF; for every line of a PDF or scan, whose pages are apart by
    form feeds.
    `languages` are those that a scan may be in, the likeliest first; all without any. `progress` is told of the pages
    of a PDF or scan while they are read, and what it raises comes out of here (see `extraction.extract` for both).

    Text is read by its byte order mark, as UTF-16 or UTF-8, else as Windows-1254 or Windows-1251. The two Windows code
    pages give a letter to nearly every byte, so they are told apart by use: in a Turkish or Uzbek Latin text few
    letters lie outside ASCII, in a Cyrillic text most do.

    Raises `UnsupportedFormatError` for other office files and for files that cannot be read whole, its `marks` say why
    (see `extraction.MARKS`); `UndecodableTextError` for anything else that is not text.
    """
    if raw.startswith(_OLD_OFFICE):
        raise UnsupportedFormatError("the file is of an older office program, not text, HTML, DOCX or PDF")
    if raw.startswith(_EXTRACTED) or _PDF in raw[:_PDF_WITHIN]:
        return _whole(extract(raw, name="", content_type="", limits=_LIMITS, languages=languages, progress=progress))
    text = _decoded(raw)
    return html_text(text) if is_html(text) else text


def _whole(extracted: Extracted) -> str:
    marks = tuple(mark for mark in extracted.marks if mark in _NOT_WHOLE)
    if marks or extracted.media_type not in _CHARTERS:
        raise UnsupportedFormatError(f"{extracted.media_type} is not read: {', '.join(marks) or 'no charter'}", marks)
    return extracted.text


def _decoded(raw: bytes) -> str:
    for encoding in _candidates(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise UndecodableTextError("the bytes are not text in UTF-8, UTF-16, Windows-1254 or Windows-1251")


def _candidates(raw: bytes) -> tuple[str, ...]:
    if raw.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    # Without a mark, UTF-16 still shows: spaces and line ends put a zero byte on one side of every second pair.
    if raw[1::2].count(0) > len(raw) // 16:
        return ("utf-16-le",)
    if raw[::2].count(0) > len(raw) // 16:
        return ("utf-16-be",)
    high = sum(byte >= 0xC0 for byte in raw)
    ascii_letters = sum(byte < 0x80 and chr(byte).isalpha() for byte in raw)
    pages = ("cp1251", "cp1254") if high > ascii_letters else ("cp1254", "cp1251")
    named = declared_encoding(raw)
    return ("utf-8", *((named,) if named in _NAMED_ENCODINGS else ()), *pages)


def _is_text(text: str) -> bool:
    return all(character in _ALLOWED_CONTROLS or not (character < " " or character == "\x7f") for character in text)
