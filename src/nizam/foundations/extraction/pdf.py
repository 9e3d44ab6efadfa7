# SPDX-License-Identifier: EUPL-1.2
"""Text of PDF files by pages and lines; pages that are pictures are drawn and read as pictures."""

import ctypes
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from nizam.foundations.extraction.errors import DamagedError, EncryptedError
from nizam.foundations.extraction.layout import Piece, page_text
from nizam.foundations.extraction.reading import Reading

_SCAN_DOTS_PER_INCH = 300
_POINTS_PER_INCH = 72
# A page with fewer letters than this is read as a picture when pictures cover this part of it: a scan often carries a
# page number or a stamp as text.
_FEW_LETTERS = 40
_COVERED = 0.25
# So many objects of a page are looked at for a picture.
_MOST_OBJECTS = 200
# A text whose font names no characters comes out as these; when they are many, the page is read as a picture.
_MOST_UNKNOWN = 0.3
_LINE_ENDS = frozenset("\r\n")
_UNKNOWN = frozenset("\ufffd")
# Measures are multiples of the height of a character.
_SAME_RUN = 0.3
_WIDE_GAP = 1.2
_WORD_GAP = 0.22
_RAISED = 0.12
_SMALLER = 0.85


def read_pdf(content: bytes, reading: Reading) -> None:
    """Add the text of a PDF file, a form feed after each page.

    Raises `EncryptedError` when a password is needed, `DamagedError` when no page can be opened.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise EncryptedError("the PDF needs a password") from error
        raise DamagedError(f"the PDF cannot be opened: {error}") from error
    with document:
        failed = 0
        reading.expect(len(document))
        # A file may claim any number of pages.
        for index in range(len(document)):
            if failed > reading.limits.parts:
                break
            try:
                page = document[index]
            except pypdfium2.PdfiumError:
                failed += 1
                reading.mark("damaged")
                continue
            if not reading.page():
                break
            _read_page(page, reading)
            page.close()
        if failed == len(document):
            raise DamagedError("the PDF has no page that can be opened")


def _read_page(page: pypdfium2.PdfPage, reading: Reading) -> None:
    text_page = page.get_textpage()
    pieces = list(_pieces(text_page, page))
    text_page.close()
    text = page_text(pieces)
    letters = [character for character in text if not character.isspace()]
    unknown = sum(map(_is_unknown, letters))
    if (len(letters) < _FEW_LETTERS and _is_picture(page)) or unknown > _MOST_UNKNOWN * len(letters):
        if reading.page(scanned=True):
            reading.picture(_drawn(page, reading.limits.pixels), dots_per_inch=_SCAN_DOTS_PER_INCH)
    else:
        reading.add(text)
    reading.add("\f\n")


def _is_unknown(character: str) -> bool:
    return character in _UNKNOWN or "\ue000" <= character <= "\uf8ff" or character < " "


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Tell whether pictures cover much of the page."""
    width, height = page.get_size()
    covered = 0.0
    for place in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        item = raw.FPDFPage_GetObject(page, place)
        # A form is a group of objects; scanners put pages into them.
        if raw.FPDFPageObj_GetType(item) in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            left, bottom, right, top = (ctypes.c_float() for _ in range(4))
            raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
            covered += abs((right.value - left.value) * (top.value - bottom.value))
    return covered >= _COVERED * width * height


def _drawn(page: pypdfium2.PdfPage, most_pixels: int) -> bytes:
    """Return the page as a grey picture (PGM) at 300 dots per inch, or at as many as the limit of pixels allows."""
    width, height = page.get_size()
    scale = _SCAN_DOTS_PER_INCH / _POINTS_PER_INCH
    scale = min(scale, (most_pixels / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, prefer_bgrx=False)
    rows = bytes(bitmap.buffer)
    if bitmap.stride != bitmap.width:
        rows = b"".join(
            rows[start : start + bitmap.width] for start in range(0, bitmap.stride * bitmap.height, bitmap.stride)
        )
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + rows


def _pieces(text_page: pypdfium2.PdfTextPage, page: pypdfium2.PdfPage) -> Iterator[Piece]:
    """Yield the runs of characters of a page, in the order of the file."""
    run = _Run()
    box = raw.FS_RECTF()
    place = _Placing(page)
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        # PDFium gives a hyphen that breaks a word a code of its own; lone halves of a pair are no characters.
        character = "-" if code in (0x2, 0xFFFE) else chr(code) if code and not 0xD800 <= code < 0xE000 else " "
        if character in _LINE_ENDS:
            yield from run.end()
        elif character.isspace():
            run.space()
        else:
            raw.FPDFText_GetLooseCharBox(text_page, index, box)
            yield from run.add(character, *place.of(box))
    yield from run.end()


class _Placing:
    """Turns places of the unturned page, which grow upwards, into places of the page as it is seen."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._turn = page.get_rotation()
        width, height = page.get_size()
        self._width, self._height = (height, width) if self._turn in (90, 270) else (width, height)

    def of(self, box: raw.FS_RECTF) -> tuple[float, float, float, float]:
        """Return left, right, top and bottom."""
        left, right, top, bottom = box.left, box.right, self._height - box.top, self._height - box.bottom
        if self._turn == 90:
            return self._height - bottom, self._height - top, left, right
        if self._turn == 180:
            return self._width - right, self._width - left, self._height - bottom, self._height - top
        if self._turn == 270:
            return top, bottom, self._width - right, self._width - left
        return left, right, top, bottom


class _Run:
    """Characters beside each other, while they are collected."""

    def __init__(self) -> None:
        self._text = ""
        self._left = self._right = self._top = self._bottom = 0.0
        self._spaced = False

    def space(self) -> None:
        self._spaced = True

    def add(self, character: str, left: float, right: float, top: float, bottom: float) -> Iterator[Piece]:
        height = max(self._bottom - self._top, 0.1)
        gap = left - self._right
        below = (top + bottom - self._top - self._bottom) / 2
        if self._text and not (-height < gap <= _WIDE_GAP * height and abs(below) <= _SAME_RUN * height):
            yield from self.end()
        elif self._text and (self._spaced or gap > _WORD_GAP * height):
            self._text += " "
        raised = self._text and bottom - top < _SMALLER * height and below < -_RAISED * height
        self._spaced = False
        if raised and character.isdigit():
            # A raised digit is a note, or the second part of a number: never more digits of the number.
            self._text = f"{self._text[:-1]}{character}]" if self._text[-1] == "]" else f"{self._text}[{character}]"
            self._right = max(self._right, right)
            return
        if not self._text:
            self._left, self._top, self._bottom = left, top, bottom
        self._text += character
        self._right = right

    def end(self) -> Iterator[Piece]:
        if self._text.strip():
            yield Piece(self._text, self._left, self._right, self._top, self._bottom)
        self._text = ""
        self._spaced = False
