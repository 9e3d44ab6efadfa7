# SPDX-License-Identifier: EUPL-1.2
"""From the bytes of a file to its text."""

import codecs

from nizam.foundations.charter_text.docx import docx_text
from nizam.foundations.charter_text.errors import UndecodableTextError, UnsupportedFormatError
from nizam.foundations.charter_text.html import declared_encoding, html_text, is_html

_ALLOWED_CONTROLS = frozenset("\t\n\v\f\r\x1a\x1c\x1d\x1e\x1f\x85")
_ARCHIVE = b"PK\x03\x04"
_FORMATS = ((b"%PDF-", "PDF"), (b"\xd0\xcf\x11\xe0", "DOC"))
# What a page may name besides the encodings tried anyway; a wrong name must not make a text of it.
_NAMED_ENCODINGS = frozenset({"windows-1251", "windows-1254", "iso-8859-9", "koi8-r", "utf-8"})


def decode(raw: bytes) -> str:
    """Return the text of a text file, an HTML page or a DOCX file, a line for every paragraph of the latter two.

    Text is read by its byte order mark, as UTF-16 or UTF-8, else as Windows-1254 or Windows-1251.

    The two Windows code pages give a letter to nearly every byte, so they are told apart by use: in a Turkish or Uzbek
    Latin text few letters lie outside ASCII, in a Cyrillic text most do. Raises `UnsupportedFormatError` for PDF and
    other office files, `UndecodableTextError` for anything else that is not text.
    """
    for magic, name in _FORMATS:
        if raw.startswith(magic):
            raise UnsupportedFormatError(f"the file is {name}, not text, HTML or DOCX")
    if raw.startswith(_ARCHIVE):
        return docx_text(raw)
    text = _decoded(raw)
    return html_text(text) if is_html(text) else text


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
