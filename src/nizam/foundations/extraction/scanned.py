# SPDX-License-Identifier: EUPL-1.2
"""What the reading process does with a scan: finds the QR codes of its pages, and cuts pages out of it."""

import base64
import io
from collections.abc import Iterator, Sequence
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

from nizam.foundations.extraction import media
from nizam.foundations.extraction.errors import DamagedError, TooLargeError, UnsupportedError
from nizam.foundations.extraction.pictures import check_picture
from nizam.foundations.extraction.reading import Outside, Reading

_POINTS_PER_INCH: Final = 72
# A code of two centimetres is found at the first; a poor copy of it often at the second only.
_DOTS_PER_INCH: Final = (200, 330)
_CODES_A_PAGE: Final = 10
_LONGEST_CODE: Final = 500


def tell_codes(content: bytes, reading: Reading, outside: Outside) -> None:
    """Tell every QR code with the number of its page, from one; marks and pages as for a text."""
    found = media.media_type(content, name="", declared="")
    reading.found(found)
    if found == media.PDF:
        _tell_pdf(content, reading, outside)
    elif found in media.PICTURES:
        check_picture(content, found, reading.limits.pixels, 1)
        reading.expect(1)
        reading.page()
        with Image.open(io.BytesIO(content)) as picture:
            _tell_page([picture.convert("L")], 1, outside)
    else:
        raise UnsupportedError(found)


def _tell_pdf(content: bytes, reading: Reading, outside: Outside) -> None:
    with _opened(content) as document:
        reading.expect(len(document))
        for index in range(len(document)):
            if not reading.page():
                break
            _tell_page(_drawn(document, index, reading.limits.pixels), index + 1, outside)


def _drawn(document: pypdfium2.PdfDocument, index: int, most_pixels: int) -> Iterator[Image.Image]:
    page = document[index]
    width, height = page.get_size()
    for dots in _DOTS_PER_INCH:
        scale = dots / _POINTS_PER_INCH
        if width * height * scale * scale <= most_pixels:
            yield page.render(scale=scale, grayscale=True).to_pil()


def _tell_page(pictures: Iterator[Image.Image] | list[Image.Image], page: int, outside: Outside) -> None:
    for picture in pictures:
        # Dust of a scanner lies between the squares of a code: a second look is at the picture without it.
        for look in (picture, picture.filter(ImageFilter.MedianFilter(3))):
            codes = _codes(look)
            for code in codes[:_CODES_A_PAGE]:
                outside.tell(code=code[:_LONGEST_CODE], on=page)
            if codes:
                return


def _codes(picture: Image.Image) -> list[str]:
    pixels = memoryview(picture.tobytes()).cast("B", shape=[picture.height, picture.width])
    return [one.text for one in zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode) if one.text]


def tell_parts(content: bytes, parts: Sequence[tuple[int, int]], most_bytes: int, outside: Outside) -> None:
    """Tell `parts` of a PDF, each from its first page to its last, as PDF files in base 64 with a line end behind each.

    Raises TooLargeError once they are longer than `most_bytes` together.
    """
    with _opened(content) as document:
        for first, last in parts:
            if not 1 <= first <= last <= len(document):
                raise DamagedError("the PDF has no such pages")
            cut = io.BytesIO()
            with pypdfium2.PdfDocument.new() as made:
                made.import_pages(document, pages=list(range(first - 1, last)))
                made.save(cut)
            most_bytes -= cut.tell()
            if most_bytes < 0:
                raise TooLargeError("the parts are too long together")
            outside.tell(text=base64.b64encode(cut.getvalue()).decode())
            outside.tell(text="\n")


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise DamagedError(f"the PDF cannot be opened: {error}") from error
