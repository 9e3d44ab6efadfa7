# SPDX-License-Identifier: EUPL-1.2
"""From pieces of text with their places on a page to the lines a person reads, in that order.

A piece is a run of characters beside each other. Pieces on one height are one line; a page in columns is read column
by column, a table row by row. Where the next line stands further below than lines usually do, an empty line is put.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# Measures are multiples of the height of a piece unless said otherwise.
_SAME_LINE = 0.4
_GUTTER = 0.9
_LINES_OF_COLUMN = 6
# So much of a column's width the middle one of its lines fills when it holds sentences and not the cells of a table.
_FULL_LINE = 0.72
_LIKE_WIDTH = 0.6
_NARROWEST_COLUMN = 0.2
_WIDER_GAP = 1.35
_MOST_EMPTY_LINES = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters beside each other; `top` and `bottom` grow downwards."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2

    @property
    def across(self) -> float:
        """How far across its middle is."""
        return (self.left + self.right) / 2

    @property
    def height(self) -> float:
        """From its top to its bottom, never nothing."""
        return max(self.bottom - self.top, 0.1)


def _median(values: Iterable[float]) -> float:
    # The module of the standard library takes longer to load than a page takes to read.
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def page_text(pieces: Sequence[Piece]) -> str:
    """Return the text of a page, each line ended by a line feed."""
    return "".join(_spaced(_columns(_lines(pieces))))


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group pieces into lines from top to bottom, each from left to right."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        if lines and _beside(lines[-1][0], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda piece: piece.left) for line in lines]


def _beside(first: Piece, second: Piece) -> bool:
    return abs(second.middle - first.middle) <= _SAME_LINE * min(first.height, second.height)


def _columns(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Put the lines of columns after each other, the left column first."""
    gutter = _gutter(lines)
    if gutter is None:
        return lines
    ordered: list[list[Piece]] = []
    band: list[list[Piece]] = []
    for line in [*lines, []]:
        if line and not any(piece.left < gutter < piece.right for piece in line):
            band.append(line)
            continue
        ordered += _band(band, gutter)
        band = []
        if line:
            ordered.append(line)
    return ordered


def _band(band: list[list[Piece]], gutter: float) -> list[list[Piece]]:
    """Return the lines between two that run across, by columns when these hold sentences, else as they are."""
    sides = [[piece for piece in line if piece.right <= gutter] for line in band]
    others = [[piece for piece in line if piece.left >= gutter] for line in band]
    left, right = [line for line in sides if line], [line for line in others if line]
    if not left or not right:
        return band
    # The last column may hold a few lines only, but they are as wide as those of the others.
    alike = _LIKE_WIDTH * _width(left) <= _width(right) <= _width(left) / _LIKE_WIDTH
    if len(left) >= _LINES_OF_COLUMN and alike and _holds_sentences(left):
        return [*_columns(left), *_columns(right)]
    return band


def _width(lines: list[list[Piece]]) -> float:
    return max(line[-1].right for line in lines) - min(line[0].left for line in lines)


def _holds_sentences(lines: list[list[Piece]]) -> bool:
    return _median(line[-1].right - line[0].left for line in lines) >= _FULL_LINE * _width(lines)


def _gutter(lines: list[list[Piece]]) -> float | None:
    """Return where a blank strip divides many lines of the page, if one does."""
    found: Counter[int] = Counter()
    for line in lines:
        for piece, following in pairwise(line):
            if following.left - piece.right >= _GUTTER * piece.height:
                found[round((piece.right + following.left) / 2 / piece.height)] += 1
    if not found:
        return None
    place = max(found, key=lambda key: found[key - 1] + found[key] + found[key + 1])
    if found[place - 1] + found[place] + found[place + 1] < _LINES_OF_COLUMN:
        return None
    start, end = min(line[0].left for line in lines), max(line[-1].right for line in lines)
    height = _median(piece.height for line in lines for piece in line)
    # Of all places near it, the one that the fewest lines run across.
    places = [(place + step / 4) * height for step in range(-6, 7)]
    gutter = min(places, key=lambda x: sum(piece.left < x < piece.right for line in lines for piece in line))
    if not start + _NARROWEST_COLUMN * (end - start) < gutter < end - _NARROWEST_COLUMN * (end - start):
        return None
    return gutter


def _spaced(lines: list[list[Piece]]) -> Iterator[str]:
    steps = [
        following[0].middle - line[0].middle
        for line, following in pairwise(lines)
        if following[0].middle > line[0].middle
    ]
    usual = _median(steps) if steps else 0.0
    last: Piece | None = None
    for line in lines:
        step = line[0].middle - last.middle if last is not None else 0.0
        # Lines are never closer than letters are high, so the gap of a page of a few headings is not the usual one.
        pitch = min(usual, 1.6 * line[0].height) or line[0].height
        if step > _WIDER_GAP * pitch:
            yield "\n" * min(max(round(step / pitch) - 1, 1), _MOST_EMPTY_LINES)
        yield _joined(line) + "\n"
        last = line[0]


def _joined(line: list[Piece]) -> str:
    return " ".join(" ".join(piece.text.split()) for piece in line)
