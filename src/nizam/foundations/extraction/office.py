# SPDX-License-Identifier: EUPL-1.2
"""Text of tables and presentations (ECMA-376 part 1) and of OpenDocument files (ISO/IEC 26300)."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from nizam.foundations.extraction.archive import Archive
from nizam.foundations.extraction.elements import parsed
from nizam.foundations.extraction.errors import EncryptedError

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SHEET = re.compile(r"xl/worksheets/sheet(\d{1,6})\.xml")
_SLIDE = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)(\d{1,6})\.xml")
_MOST_SPACES = 20


def table_text(archive: Archive) -> Iterator[str]:
    """Yield the text of each sheet of an XLSX file: a line for a row, tabs between its cells that hold something."""
    shared = archive.part("xl/sharedStrings.xml")
    strings = [] if shared is None else ["".join(_phrases(item)) for item in parsed(shared).findall(f"{_S}si")]
    for name in _numbered(archive, _SHEET):
        rows = [[_cell(cell, strings) for cell in row.iter(f"{_S}c")] for row in _rows(archive, name)]
        yield "\n".join("\t".join(cell for cell in row if cell) for row in rows) + "\n"


def _rows(archive: Archive, name: str) -> Iterator[Element]:
    return parsed(archive.part(name) or b"").iter(f"{_S}row")


def _phrases(item: Element) -> Iterator[str]:
    # Phonetic readings (rPh) repeat the words beside them.
    for child in item:
        if child.tag == f"{_S}t":
            yield child.text or ""
        elif child.tag == f"{_S}r":
            yield child.findtext(f"{_S}t") or ""


def _cell(cell: Element, strings: list[str]) -> str:
    inline = cell.find(f"{_S}is")
    if inline is not None:
        return " ".join("".join(_phrases(inline)).split())
    value = cell.findtext(f"{_S}v") or ""
    if cell.get("t") != "s":
        return value
    place = int(value) if re.fullmatch(r"[0-9]{1,9}", value) else len(strings)
    return " ".join(strings[place].split()) if place < len(strings) else ""


def slides_text(archive: Archive) -> Iterator[str]:
    """Yield the text of each slide of a PPTX file, then of each page of notes, a line for a paragraph."""
    for name in _numbered(archive, _SLIDE):
        paragraphs = parsed(archive.part(name) or b"").iter(f"{_A}p")
        yield "\n".join("".join(run.text or "" for run in paragraph.iter(f"{_A}t")) for paragraph in paragraphs) + "\n"


def _numbered(archive: Archive, form: re.Pattern[str]) -> list[str]:
    found = [(match, name) for name in archive.names() if (match := form.fullmatch(name))]
    return [name for _, name in sorted(found, key=lambda pair: (pair[1].rpartition("/")[0] != "ppt/slides",
                                                                int(pair[0][1])))]  # fmt: skip


def open_document_text(archive: Archive) -> str:
    """Return the text of an OpenDocument file: a line for a paragraph, heading or row of a table."""
    manifest = archive.part("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise EncryptedError("the OpenDocument file needs a password")
    root = parsed(archive.part("content.xml") or b"")
    return "".join(_flow(root))


def _flow(element: Element) -> Iterator[str]:
    if element.tag == f"{_TEXT}tracked-changes":
        return
    if element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
        yield "".join(_inline(element))
        yield "\n"
        return
    if element.tag == f"{_TABLE}table-row":
        cells = (" ".join("".join(_flow(cell)).split()) for cell in element)
        yield "\t".join(cell for cell in cells if cell)
        yield "\n"
        return
    for child in element:
        yield from _flow(child)


def _inline(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c") or "1"
            yield " " * min(int(count) if re.fullmatch(r"[0-9]{1,4}", count) else 1, _MOST_SPACES)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        else:
            yield from _inline(child)
        yield child.tail or ""
