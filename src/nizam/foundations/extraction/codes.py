# SPDX-License-Identifier: EUPL-1.2
"""QR codes of scanned papers, and the pages of a scan that are one paper; both done in the confined process."""

import base64
import binascii
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from nizam.foundations.extraction.errors import DamagedError
from nizam.foundations.extraction.extracting import Progress, Reader
from nizam.foundations.extraction.model import DEFAULT, Limits
from nizam.foundations.extraction.recognition import PictureReader

SCANS: Final = replace(DEFAULT, seconds=60.0, cpu_seconds=50, pages=60, scanned_pages=60)
_CODES: Final = 1_000
# What the reading process ends a part with; no letter of base 64.
_PART_END: Final = "\n"


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes found, each with the number of its page from one; `marks` are codes of `MARKS`."""

    found: tuple[tuple[int, str], ...]
    pages: int
    media_type: str
    marks: tuple[str, ...]


def read_codes(content: bytes, *, limits: Limits = SCANS, progress: Progress | None = None) -> Codes:
    """Return the QR codes of a PDF or a picture; never raises for what `content` is.

    `progress` is told how many pages are read, and of how many; what it raises ends the reading.
    """
    reader = _run(content, {"task": "codes"}, limits, progress)
    read = reader.extracted()
    marks = tuple(mark for mark in read.marks if mark != "no-text")
    return Codes(tuple(reader.codes[:_CODES]), read.pages, read.media_type, marks)


def cut_parts(content: bytes, parts: Sequence[tuple[int, int]], *, limits: Limits = SCANS) -> list[bytes]:
    """Return `parts` of a PDF, each from its first page to its last, counted from one, as a PDF of its own.

    One process cuts them all, within one limit of time; together they are no longer than `content_bytes`: parts that
    share pictures are each as long as the whole. Raises DamagedError when they cannot be had.
    """
    # In base 64 four letters are three bytes; the last of each part are filled up, and a line end follows them.
    letters = 4 * (limits.content_bytes // 3 + len(parts)) + len(parts)
    task: dict[str, object] = {"task": "cut", "parts": [list(part) for part in parts]}
    reader = _run(content, task, replace(limits, characters=letters), None)
    cut = reader.text.split(_PART_END)[:-1]
    if reader.marks or len(cut) != len(parts) or not all(cut):
        raise DamagedError(", ".join(reader.marks) or "the pages were cut off")
    try:
        return [base64.b64decode(part, validate=True) for part in cut]
    except binascii.Error as error:
        raise DamagedError("the pages were cut off") from error


def _run(content: bytes, task: dict[str, object], limits: Limits, progress: Progress | None) -> Reader:
    deadline = time.monotonic() + limits.seconds
    reader = Reader(limits, PictureReader((), limits, deadline), progress, task=task)
    reader.run(content, "", "", deadline)
    return reader
