# SPDX-License-Identifier: EUPL-1.2
"""The binding process: confines itself, draws the pages of several files onto A4, numbers them, and ends."""

import contextlib
import ctypes
import io
import sys
from collections.abc import Iterator
from typing import Final

import pypdfium2
from pypdfium2 import raw

from nizam.foundations.extraction.confinement import confine, limit
from nizam.foundations.extraction.frames import Sink, Source, read_frame, read_value, write_frame, write_value

NOT_CONFINED: Final = 77
# Points: A4 by ISO 216, the strip left free for the number, and the size of the number.
_SHORT, _LONG, _STRIP, _SIZE = 595.28, 841.89, 26.0, 8.0
_LARGEST: Final = 2**32
_MOST_PARTS: Final = 10_000


def serve(requests: Source, replies: Sink) -> None:
    """Answer one request."""
    request = read_value(requests, 2**20)
    if request is None:
        return
    count = min(int(request["parts"]), _MOST_PARTS)
    parts = [read_frame(requests, _LARGEST) or b"" for _ in range(count)]
    pages, pdf = _bound(parts, most=int(request["most"])) if request["bind"] else (_counted(parts), b"")
    write_value(replies, pages=pages)
    write_frame(replies, pdf)


def _counted(parts: list[bytes]) -> list[int | None]:
    found: list[int | None] = []
    for part in parts:
        with _opened(part) as document:
            found.append(None if document is None else len(document))
    return found


@contextlib.contextmanager
def _opened(part: bytes) -> Iterator[pypdfium2.PdfDocument | None]:
    """Give the document of a file whose pages can all be had, else None."""
    try:
        document = pypdfium2.PdfDocument(part)
    except pypdfium2.PdfiumError:
        yield None
        return
    with document:
        try:
            document[0].close()
        except (pypdfium2.PdfiumError, IndexError):
            yield None
        else:
            yield document


def _bound(parts: list[bytes], *, most: int) -> tuple[list[int | None], bytes]:
    pages: list[int | None] = []
    with pypdfium2.PdfDocument.new() as target:
        for part in parts:
            with _opened(part) as document:
                pages.append(None if document is None else _taken_over(document, target, most))
        font = raw.FPDFText_LoadStandardFont(target, b"Helvetica")
        for index in range(len(target)):
            _number(target, font, index)
        written = io.BytesIO()
        if len(target):
            target.save(written)
        raw.FPDFFont_Close(font)
    return pages, written.getvalue()


def _taken_over(document: pypdfium2.PdfDocument, target: pypdfium2.PdfDocument, most: int) -> int:
    taken = 0
    for index in range(len(document)):
        if len(target) >= most:
            break
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            # A page that cannot be read leaves a blank one behind, so that the others keep their places.
            target.new_page(_SHORT, _LONG).close()
            taken += 1
            continue
        # As shown to a reader: turned and cut, from the origin on. So does PDFium give it as an object, too.
        width, height = page.get_size()
        page.close()
        sheet = (_LONG, _SHORT) if width > height else (_SHORT, _LONG)
        scale = min(sheet[0] / max(width, 1), (sheet[1] - _STRIP) / max(height, 1), 1.0)
        left, bottom = (sheet[0] - width * scale) / 2, _STRIP + (sheet[1] - _STRIP - height * scale) / 2
        place = pypdfium2.PdfMatrix().scale(scale, scale).translate(left, bottom)
        drawn = document.page_as_xobject(index, target).as_pageobject()
        drawn.set_matrix(place)
        new = target.new_page(*sheet)
        new.insert_obj(drawn)
        new.gen_content()
        new.close()
        taken += 1
    return taken


def _number(target: pypdfium2.PdfDocument, font: object, index: int) -> None:
    page = target[index]
    words = f"{index + 1} / {len(target)}"
    said = raw.FPDFPageObj_CreateTextObj(target, font, _SIZE)
    # UTF-16, ended by a zero, as PDFium takes text.
    letters = (ctypes.c_ushort * (len(words) + 1))(*map(ord, words), 0)
    raw.FPDFText_SetText(said, letters)
    # A digit of Helvetica is 0.556 of its size wide; a space 0.278.
    half = len(words) * _SIZE * 0.48 / 2
    raw.FPDFPageObj_Transform(said, 1, 0, 0, 1, page.get_width() / 2 - half, 10)
    raw.FPDFPage_InsertObject(page, said)
    page.gen_content()
    page.close()


def main(memory_bytes: str, cpu_seconds: str) -> None:
    """Confine this process, then serve on standard input and output."""
    with open(0, "rb", 0) as requests, open(1, "wb", 0) as replies:
        limit(memory_bytes=int(memory_bytes), cpu_seconds=int(cpu_seconds))
        try:
            confine(reader=True)
        except OSError:
            sys.exit(NOT_CONFINED)
        serve(requests, replies)
