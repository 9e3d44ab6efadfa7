# SPDX-License-Identifier: EUPL-1.2
"""The lines of a charter without what is not its text: page numbers, download banners, signatures."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from nizam.foundations.charter_text.markers import Marker, find_marker, fold, is_lowercase_start

_LINE_END = re.compile(r"\r\n|\r|\n")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\x1a]")
_FURNITURE = re.compile(
    r"[-–—\s]*\d{1,4}[-–—\s]*"  # a page number
    r"|\d{1,4}\s?/\s?\d{1,4}"
    r"|(?:səhifə|sayfa|sahifa|bet|page|стр\.?|страница|саҳифа|бет)\s*\.?:?\s*\d{1,4}(?:\s?/\s?\d{1,4})?"
    r"|.*\.{5,}\s*\d{1,4}"  # a line of a table of contents
    r"|https?://\S+"
    r"|[-–—_=*.\s]+"
)
_FURNITURE_WIDTH = 300
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]\.\s?(?:[^\W\d_]\.\s?)?[^\W\d_][\w'‘’ʻʼ`-]+")
_SIGNATURE = re.compile(r"(?:^|\s)[A-ZÇƏĞIİÖŞÜА-ЯЎҚҒҲ]\.\s?(?:[^\W\d_]\.\s?)?[^\W\d_a-z][\w'‘’ʻʼ`-]+$")
# A gap of so many blank lines stands between a text and what the page around it adds.
_PAGE_GAP = 5


@dataclass(frozen=True)
class Line:
    """One line that carries text: its number in the file (from 1), the text, the blank lines before it."""

    number: int
    text: str
    gap: int
    marker: Marker | None


@dataclass(frozen=True)
class Wrapping:
    """How the text breaks its sentences over lines; `gap` is None when it does not."""

    gap: int | None
    width: int


def ends_sentence(text: str) -> bool:
    """Tell whether `text` ends with a full stop, semicolon, colon or the like, after quotes and brackets."""
    return text.rstrip("\"'”’»)* ").endswith((".", ";", ":", "!", "?", "…"))


def split_lines(text: str) -> list[Line]:
    """Return the lines of `text` that carry text, without furniture, and with their markers."""
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(_LINE_END.split(text), start=1):
        cleaned = _clean(raw)
        if not cleaned or (len(cleaned) <= _FURNITURE_WIDTH and _FURNITURE.fullmatch(fold(cleaned))):
            gap += 1
            continue
        lines.append(Line(number, cleaned, gap, find_marker(cleaned)))
        gap = 0
    return [line for line in _without_tail(lines) if not _COPYRIGHT.search(line.text)]


def measure_wrapping(lines: list[Line]) -> Wrapping:
    """Measure over how many blank lines sentences go on, and how long their broken lines are."""
    gaps: Counter[int] = Counter()
    widths = []
    for line, following in pairwise(lines):
        if following.marker is None and is_lowercase_start(following.text) and not ends_sentence(line.text):
            gaps[following.gap] += 1
            widths.append(len(line.text))
    # One or two are accidents of a page break, not the way the text is set.
    if len(widths) < 3:
        return Wrapping(None, 0)
    return Wrapping(gaps.most_common(1)[0][0], sorted(widths)[len(widths) // 2])


def _clean(raw: str) -> str:
    text = _INVISIBLE.sub("", raw).replace("**", "").replace("__", "")
    text = " ".join(text.split())
    return re.sub(r"^(?:#{1,6}|>)\s+", "", text)


def _without_tail(lines: list[Line]) -> list[Line]:
    """Cut off what follows the last provision and does not belong to the text."""
    last = max((index for index, line in enumerate(lines) if line.marker and not _is_name(line.text)), default=None)
    if last is None:
        return lines
    for index in range(last + 1, len(lines)):
        if _COPYRIGHT.search(lines[index].text):
            far = [place for place in range(last + 1, index + 1) if lines[place].gap >= _PAGE_GAP]
            return lines[: far[0] if far else index]
        if _SIGNATURE.search(lines[index].text):
            # The sentence before the signatures is complete; the titles of those who sign are not sentences.
            complete = [place for place in range(last, index) if lines[place].text.endswith((".", ";"))]
            return lines[: complete[-1] + 1] if complete else lines
    return lines


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and text[0].isupper()
