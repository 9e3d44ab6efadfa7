# SPDX-License-Identifier: EUPL-1.2
"""What a file is: by its bytes first, by its name and declared type where bytes leave it open."""

import re
from pathlib import PurePath
from typing import Final

ZIP: Final = "application/zip"
PDF: Final = "application/pdf"
RTF: Final = "application/rtf"
HTML: Final = "text/html"
XML: Final = "application/xml"
PLAIN: Final = "text/plain"
CSV: Final = "text/csv"
MESSAGE: Final = "message/rfc822"
OLE: Final = "application/x-ole-storage"
PROGRAM: Final = "application/x-executable"
UNKNOWN: Final = "application/octet-stream"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODF: Final = "application/vnd.oasis.opendocument."
PICTURES: Final = frozenset(("image/png", "image/jpeg", "image/tiff", "image/gif", "image/bmp", "image/webp"))

_MAGIC: Final = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"{\\rtf", RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"#!", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", PROGRAM),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
)
# Programs in words: nothing in them was written to be read as a letter.
_PROGRAM_NAMES: Final = frozenset(
    ("bat", "cmd", "com", "cpl", "exe", "hta", "jar", "js", "jse", "lnk", "msi", "pif", "ps1", "reg", "scr", "sh",
     "url", "vb", "vbe", "vbs", "wsf", "wsh")
)  # fmt: skip
_PDF_WITHIN: Final = 1024
_HEAD: Final = 4096
_BEGINS_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta)\b", re.I | re.S
)
_BEGINS_XML: Final = re.compile(rb"\s*(?:<\?xml\b|<!DOCTYPE\b|<svg\b)")
_BEGINS_MESSAGE: Final = re.compile(
    rb"(?:From [^\n]{0,200}\r?\n)?"
    rb"(?:Return-Path|Received|Delivered-To|From|Date|Message-ID|MIME-Version|DKIM-Signature|X-[\w-]{1,60}):[ \t]",
    re.I,
)
_FIELD: Final = re.compile(rb"^(?:From|Date|Subject|To|Received|Message-ID|Content-Type|MIME-Version):", re.I | re.M)
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_SAMPLE: Final = 65_536
_MOST_CONTROLS: Final = 500  # bytes a control character may stand among, in what is still text
_SHORTEST_UTF_16: Final = 16


def media_type(content: bytes, *, name: str, declared: str) -> str:
    """Return what `content` is.

    Archives are told apart by what is in them (`office.media_type`), so all of them are `ZIP` here. Bytes that show no
    type of their own are what their name and declared type say of them, among the kinds of text; else `UNKNOWN`.
    """
    for magic, found in _MAGIC:
        if content.startswith(magic):
            return found
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"BM") and len(content) > 26 and content[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return PDF
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending in _PROGRAM_NAMES:
        return PROGRAM
    head = content[:_HEAD]
    for bom in _BOMS:
        head = head.removeprefix(bom)
    stated = declared.partition(";")[0].strip().lower()
    if _is_message(head, ending, stated):
        return MESSAGE
    return _kind_of_text(content, head, ending, stated)


def _is_message(head: bytes, ending: str, stated: str) -> bool:
    if stated.startswith("message/") or ending == "eml":
        return bool(_FIELD.search(head))
    return bool(_BEGINS_MESSAGE.match(head)) and len(_FIELD.findall(head)) > 1


def _kind_of_text(content: bytes, head: bytes, ending: str, stated: str) -> str:
    if not _is_text(content):
        return UNKNOWN
    head = head.replace(b"\0", b"")
    if _BEGINS_HTML.match(head) or (b"<" in head and (stated == HTML or ending in ("html", "htm"))):
        return HTML
    if _BEGINS_XML.match(head):
        return XML
    return CSV if stated == CSV or ending == "csv" else PLAIN


def _is_text(content: bytes) -> bool:
    sample = content[:_SAMPLE]
    if sample.startswith(_UTF_16) or utf_16_without_mark(sample):
        return True
    return len(_CONTROLS.findall(sample)) * _MOST_CONTROLS <= len(sample)


def utf_16_without_mark(content: bytes) -> str | None:
    """Return "utf-16-le" or "utf-16-be" for text in it that has no byte order mark, else None.

    Spaces, line ends and Latin letters put a zero byte on one side of many pairs, and never on the other.
    """
    sample = content[:_SAMPLE]
    if len(sample) < _SHORTEST_UTF_16:
        return None
    first, second = sample[::2].count(0), sample[1::2].count(0)
    most, least = len(sample) // 2 // 8, len(sample) // 2 // 50
    if second > most and first <= least:
        return "utf-16-le"
    return "utf-16-be" if first > most and second <= least else None
