# SPDX-License-Identifier: EUPL-1.2
"""What an extraction gives back, the marks it can carry, and the limits it keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "archive-bomb": "unpacking grew beyond the limits, in bytes or in proportion to the packed size",
        "broke-down": "the reading process ended before it was done; what it had read is kept",
        "charset-guessed": "no usable charset was declared, or the bytes contradict it; one was chosen by evidence",
        "damaged": "the bytes are not what they claim to be, or are cut off; what could be read is kept",
        "encrypted": "a password is needed for the file or a file in it",
        "entities-refused": "XML with a document type was not read",
        "macros-not-run": "the file carries macros or scripts; they were neither run nor read",
        "mojibake-repaired": "wrong letters of a mislabelled charset were undone",
        "needs-ocr": "pages are pictures, and no reader of pictures or no model of a wanted language is installed",
        "nested-too-deep": "files inside files, or elements inside elements, went deeper than the limits",
        "no-text": "nothing that could be read as text was found",
        "not-confined": "this machine cannot confine a reading process, so the file was not opened",
        "out-of-memory": "the memory limit ended the reading; what was read before is kept",
        "out-of-time": "the limit of time or of processor time ended the reading; what was read before is kept",
        "read-by-ocr": "some of the text was recognised from pictures and may be misread",
        "replaced": "some bytes fit no charset and became U+FFFD",
        "too-large": "the file or a picture in it is larger than the limits; it was not read",
        "too-long": "more text was found than the limits allow; it was cut",
        "too-many-pages": "there are more pages than the limits allow; the first ones were read",
        "too-many-parts": "there are more files in the file than the limits allow; the first ones were read",
        "uncertain-ocr": "the pictures were read with little certainty",
        "unsupported": "the file, or a file in it, is of a type that is not read",
    }
)
"""Every code that can stand in `Extracted.marks`, and what it means to a developer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one extraction may use, files inside files included.

    `seconds` of clock and `cpu_seconds` of processor time hold for the reading process, and for each reader of a
    picture the rest of the seconds; `memory_bytes` is the address space of each process. `content_bytes` is the largest
    file taken, `unpacked_bytes` all that archives may grow to, and `growth` the most that one packed file may grow, as
    a multiple of its packed size beyond a first mebibyte. `depth` counts files inside files, `parts` their number.
    `pixels` is the largest picture, `pages` and `scanned_pages` are read of one extraction, `characters` come back.
    """

    seconds: float = 240.0
    cpu_seconds: int = 60
    memory_bytes: int = 768 * 2**20
    content_bytes: int = 64 * 2**20
    unpacked_bytes: int = 256 * 2**20
    growth: int = 200
    characters: int = 2_000_000
    depth: int = 6
    parts: int = 500
    pages: int = 1_000
    scanned_pages: int = 30
    pixels: int = 80_000_000


DEFAULT: Final = Limits()


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file as far as it was read, and what happened on the way.

    Pages of a PDF or a scan are apart by form feeds, files inside a file by an empty line. `marks` are codes of
    `MARKS` in alphabetical order. `media_type` is what the bytes are, whatever was declared. `pages` counts the pages
    of PDF files and scans that were read, `parts` the files inside the file. `language` is one of
    `foundations.language.LANGUAGES`, or None when the text gives too little.
    """

    text: str
    marks: tuple[str, ...]
    media_type: str
    pages: int
    parts: int
    language: str | None
