# SPDX-License-Identifier: EUPL-1.2
"""Reads a file by its type, and the files in it."""

import re

from nizam.foundations.extraction import archive, media, office
from nizam.foundations.extraction.archive import Archive
from nizam.foundations.extraction.elements import parsed
from nizam.foundations.extraction.errors import (
    DamagedError,
    EncryptedError,
    ExtractionError,
    StoppedError,
    TooDeepError,
    UnsupportedError,
)
from nizam.foundations.extraction.reading import Reading

_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)
_CHARSET_MARKS = frozenset(("charset-guessed", "mojibake-repaired", "replaced"))
_CUT_MESSAGES = {"depth-cut": "nested-too-deep", "parts-cut": "too-many-parts", "text-cut": "too-long"}
# Names of streams in the compound files of older office programs, in UTF-16.
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MACROS = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"))


def open_file(content: bytes, *, name: str, declared: str, reading: Reading) -> None:
    """Add the text of a file and of all files in it, with its type and with marks for what could not be read.

    Raises `StoppedError` when a limit of the whole extraction is used up.
    """
    found = media.media_type(content, name=name, declared=declared)
    reading.found(found)
    try:
        if found == media.ZIP:
            with archive.opened(content, reading) as opened:
                found = opened.media_type()
                reading.found(found)
                _read_archive(opened, found, reading)
        else:
            _read(content, found, declared, reading)
    except StoppedError:
        raise
    except ExtractionError as error:
        reading.mark(error.mark)


def _read(content: bytes, found: str, declared: str, reading: Reading) -> None:
    if found == media.PDF:
        # Only a PDF pays for the library that reads it.
        from nizam.foundations.extraction.pdf import read_pdf

        read_pdf(content, reading)
    elif found in media.PICTURES:
        _read_picture(content, found, reading)
    elif found == media.MESSAGE:
        _read_message(content, reading)
    elif found == media.RTF:
        _read_rtf(content, reading)
    elif found == media.XML:
        reading.add("\n".join(text for piece in parsed(content).itertext() if (text := piece.strip())))
    elif found in (media.HTML, media.PLAIN, media.CSV):
        _read_text(content, found, declared, reading)
    elif found == media.OLE:
        if any(name in content for name in _MACROS):
            reading.mark("macros-not-run")
        raise EncryptedError(found) if _ENCRYPTED_PACKAGE in content else UnsupportedError(found)
    else:
        raise UnsupportedError(found)


def _read_text(content: bytes, found: str, declared: str, reading: Reading) -> None:
    match = _CHARSET.search(declared)
    stated = match[1] if match else None
    if found == media.HTML:
        from nizam.foundations.extraction.hypertext import declared_encoding, html_text

        reading.add(html_text(_decoded(content, stated or declared_encoding(content), reading)))
    else:
        reading.add(_decoded(content, stated, reading))


def _decoded(content: bytes, stated: str | None, reading: Reading) -> str:
    from nizam.foundations.messages import decode_text

    flags: set[str] = set()
    text = decode_text(content, stated or media.utf_16_without_mark(content) or _utf_8(content), flags)
    for flag in sorted(flags & _CHARSET_MARKS):
        reading.mark(flag)
    return text


def _utf_8(content: bytes) -> str | None:
    """Return "utf-8" for sound UTF-8, which nothing else is by chance: that is no guess to be marked."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _read_rtf(content: bytes, reading: Reading) -> None:
    from nizam.foundations.extraction.rtf import has_objects, rtf_text

    if has_objects(content):
        reading.mark("macros-not-run")
    text, is_whole = rtf_text(content)
    reading.add(text)
    if not is_whole:
        raise DamagedError("the RTF file has a group that is not closed, or too many inside each other")


def _read_picture(content: bytes, found: str, reading: Reading) -> None:
    from nizam.foundations.extraction.pictures import check_picture

    limits = reading.limits
    pages = check_picture(content, found, limits.pixels, limits.scanned_pages)
    for _ in range(pages):
        reading.page()
        if not reading.page(scanned=True):
            return
    reading.picture(content)


def _read_message(content: bytes, reading: Reading) -> None:
    from nizam.foundations.messages import read

    message = read(content)
    for flag in message.flags:
        if flag in _CUT_MESSAGES:
            reading.mark(_CUT_MESSAGES[flag])
        elif flag in _CHARSET_MARKS or flag == "encrypted":
            reading.mark(flag)
    reading.add("\n\n".join(part for part in (message.subject, message.text) if part) + "\n")
    for attachment in message.attachments:
        # A multipart that was too deep to open is left whole, in its transfer encoding.
        if not attachment.content_type.startswith("multipart/"):
            _read_inside(attachment.content, attachment.name, attachment.content_type, reading)


def _read_inside(content: bytes, name: str, declared: str, reading: Reading) -> None:
    try:
        with reading.inside():
            reading.add("\n")
            open_file(content, name=name, declared=declared, reading=reading)
    except TooDeepError as error:
        reading.mark(error.mark)


def _read_archive(opened: Archive, found: str, reading: Reading) -> None:
    if opened.has_macros() and found != media.ZIP:
        reading.mark("macros-not-run")
    if found == media.DOCX:
        if reading.marked:
            # Who only searches a file does not pay for the writer of marks.
            from nizam.foundations.extraction.docx_marked import docx_marked_text

            reading.add(docx_marked_text(opened.part))
        else:
            from nizam.foundations.extraction.docx import docx_text

            reading.add(docx_text(opened.part))
    elif found == media.XLSX:
        for text in office.table_text(opened):
            reading.add(text + "\n")
    elif found == media.PPTX:
        for text in office.slides_text(opened):
            reading.add(text + "\n")
    elif found.startswith(media.ODF):
        reading.add(office.open_document_text(opened))
    else:
        _read_entries(opened, reading)


def _read_entries(opened: Archive, reading: Reading) -> None:
    for entry in opened.entries:
        try:
            content = opened.content(entry)
        except StoppedError:
            raise
        except ExtractionError as error:
            reading.mark(error.mark)
            continue
        _read_inside(content, entry.filename, "", reading)
