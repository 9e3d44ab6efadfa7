# SPDX-License-Identifier: EUPL-1.2
"""What Tesseract tells of a picture, as the text of its pages: upright and straight, whichever way the page lay."""

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from nizam.foundations.extraction.layout import Piece, page_text

# Level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
_COLUMNS: Final = 12
_WORD_LEVEL: Final = "5"
# The slope of a page is taken from lines so many times as long as their words are high, and of so many of them.
_LONG_LINE: Final = 10
_ENOUGH_LINES: Final = 3
# A tenth of a degree moves the end of a line by less than half the height of a letter.
_STRAIGHT: Final = 0.002
_HEAD: Final = re.compile(rb"P5 (\d{1,6}) (\d{1,6}) 255\n")


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of a picture and how certain its letters are, 0 to 100."""

    text: str = ""
    certainty: float = 0.0


def read_table(table: str) -> Recognised:
    """Return text and certainty of Tesseract's table of words; the lines are put in reading order anew.

    The places in the table are those of the picture as it came. On a page that was turned the words of a line follow
    each other upwards, downwards or to the left.
    """
    pages: dict[str, dict[tuple[str, ...], list[Piece]]] = defaultdict(lambda: defaultdict(list))
    weight = certain = 0.0
    for row in csv.reader(table.splitlines()[1:], delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) == _COLUMNS and row[0] == _WORD_LEVEL and row[-1].strip():
            left, top, width, height = map(float, row[6:10])
            pages[row[1]][tuple(row[2:5])].append(Piece(row[-1], left, left + width, top, top + height))
            weight += len(row[-1])
            certain += len(row[-1]) * float(row[-2])
    text = "\f\n".join(page_text(_pieces(list(lines.values()))) for lines in pages.values())
    return Recognised(text, certain / weight if weight else 0.0)


def _pieces(lines: list[list[Piece]]) -> list[Piece]:
    return [_piece(line) for line in _straightened(_upright(lines))]


def _upright(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Return the words with their places on the page as a reader holds it."""
    right = sum(line[-1].across - line[0].across for line in lines)
    down = sum(line[-1].middle - line[0].middle for line in lines)
    if right >= abs(down):
        return lines
    if -right >= abs(down):
        return [[Piece(w.text, -w.right, -w.left, -w.bottom, -w.top) for w in line] for line in lines]
    if down > 0:
        return [[Piece(w.text, w.top, w.bottom, -w.right, -w.left) for w in line] for line in lines]
    return [[Piece(w.text, -w.bottom, -w.top, w.left, w.right) for w in line] for line in lines]


def _straightened(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Return the words with the heights they would have on a page that lies straight."""
    slopes = sorted(
        (line[-1].middle - line[0].middle) / (line[-1].across - line[0].across)
        for line in lines
        if line[-1].across - line[0].across > _LONG_LINE * max(w.bottom - w.top for w in line)
    )
    slope = slopes[len(slopes) // 2] if len(slopes) >= _ENOUGH_LINES else 0.0
    if abs(slope) < _STRAIGHT:
        return lines
    return [
        [replace(w, top=w.top - slope * w.across, bottom=w.bottom - slope * w.across) for w in line] for line in lines
    ]


def _piece(words: Sequence[Piece]) -> Piece:
    return Piece(
        " ".join(word.text for word in words),
        min(word.left for word in words),
        max(word.right for word in words),
        min(word.top for word in words),
        max(word.bottom for word in words),
    )


def turn_quarter(picture: bytes) -> bytes:
    """Return a grey picture (PGM, as pages of a PDF are drawn) turned by a quarter, clockwise; any other as it is.

    The process that drew it may have been taken over, so that its word is not taken for the size.
    """
    head = _HEAD.match(picture)
    if head is None:
        return picture
    across, down, pixels = int(head[1]), int(head[2]), picture[head.end() :]
    if across * down != len(pixels):
        return picture
    columns = (pixels[place : across * down : across][::-1] for place in range(across))
    return b"P5 %d %d 255\n" % (down, across) + b"".join(columns)
