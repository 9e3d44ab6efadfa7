# SPDX-License-Identifier: EUPL-1.2
"""The lines of a charter without what is not its text: pages, download banners, signatures."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from nizam.foundations.charter_text.furniture import is_furniture, is_page_number, without_furniture
from nizam.foundations.charter_text.markers import Marker, Style, find_marker, fold, is_lowercase_start
from nizam.foundations.charter_text.rows import Row, ends_sentence
from nizam.foundations.charter_text.run_on import cut

_LINE_END = re.compile(r"\r\n|\r|\n")
# "B Ö L Ü M": headings are spaced out with a space after each letter, and more between words.
# The I of "I fəsil" after such a title is none of its letters.
_SPACED_WORD = re.compile(
    r"(?<!\S)(?:[^\W\d_]\s){3,}[^\W\d_](?!\S)(?!\s(?:fəsil|bölüm|kısım|bob|боб|bo[^\w\s]lim|глава|раздел)\b)",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\x1a]")
# At the end of a line it says that the word goes on below; inside one, nothing.
_SOFT_HYPHEN = re.compile("\u00ad(?=[^\\s])")
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}", re.IGNORECASE)
# A scan may show the letter O as the digit.
_NAME = re.compile(r"(?:[^\W\d_]|0)\.\s?(?:[^\W\d_]\.\s?)?[^\W\d_][\w'‘’ʻʼ`-]+")
_CAPITAL = "[A-ZÇƏĞIİÖŞÜА-ЯЎҚҒҲ]"
_SIGNATURE = re.compile(
    rf"(?:^|\s){_CAPITAL}\.\s?(?:[^\W\d_]\.\s?)?[^\W\d_a-z][\w'‘’ʻʼ`-]+$"
    rf"|(?<!\w)(?:{_CAPITAL}[^\W\d_]{{1,30}}\s){{1,2}}{_CAPITAL}{{3,30}}$"
)
_SIGNED = frozenset(
    (
        "hazirlayan",
        "onaylayan",
        "imza",
        "imzo",
        "imzalar",
        "imzolar",
        "kelishildi",
        "tasdiqlayman",
        "tanishdim",
        "razilaşdirilib",
        "tərtib etdi",
        "hazirladi",
        "келишилди",
        "имзо",
        "танишдим",
        "подпись",
        "согласовано",
    )
)
# A gap of so many blank lines stands between a text and what the page around it adds.
_PAGE_GAP = 5


@dataclass(frozen=True)
class Line:
    """One line that carries text: its number in the file (from 1), the text, the blank lines before it.

    `page` says that a page ended before it, `cut` that it began inside a line of the file.
    """

    number: int
    text: str
    gap: int
    marker: Marker | None
    page: bool = False
    cut: bool = False


@dataclass(frozen=True)
class Wrapping:
    """How the text breaks its sentences over lines; `gap` is None when it does not."""

    gap: int | None
    width: int

    def is_full(self, line: str, following: str) -> bool:
        """Tell whether the first word of `following` found no room on `line`, as far as characters are of one width."""
        return self.gap is not None and len(line) + 1 + len(following.split(" ", 1)[0]) > self.width


def split_lines(text: str) -> list[Line]:
    """Return the lines of `text` that carry text, without furniture, and with their markers."""
    rows: list[Row] = []
    gap, page = 0, False
    for number, raw in enumerate(_LINE_END.split(text), start=1):
        page = page or "\f" in raw
        cleaned = _clean(raw)
        if not cleaned or is_furniture(cleaned):
            page = page or is_page_number(cleaned)
            gap += 1
            continue
        rows.append(Row(number, cleaned, gap, page))
        gap, page = 0, False
    lines = [
        Line(row.number, row.text, row.gap, find_marker(row.text), row.page, row.cut)
        for row in cut(without_furniture(rows))
    ]
    lines = _joined_annexes(lines)
    annexes = [place for place, line in enumerate(lines) if line.marker and line.marker.style is Style.ANNEX]
    kept: list[Line] = []
    for start, end in pairwise([0, *annexes, len(lines)]):
        kept += _without_tail(lines[start:end], is_last=end == len(lines))
    return [line for line in kept if line.marker or not _COPYRIGHT.search(line.text)]


def measure_wrapping(lines: list[Line]) -> Wrapping:
    """Measure over how many blank lines sentences go on, and how long their broken lines are."""
    gaps: Counter[int] = Counter()
    widths = []
    listed = False
    for line, following in pairwise(lines):
        # Below a lead-in, a line that follows a comma may be the next of the list.
        listed = line.text.endswith(":") or (listed and line.text.endswith(","))
        broken = not ends_sentence(line.text) and not listed
        if following.marker is None and is_lowercase_start(following.text) and broken:
            gaps[following.gap] += 1
            widths.append(len(line.text))
    # One or two are accidents of a page break, not the way the text is set.
    if len(widths) < 3:
        return Wrapping(None, 0)
    return Wrapping(gaps.most_common(1)[0][0], sorted(widths)[len(widths) * 3 // 4])


def _clean(raw: str) -> str:
    text = _INVISIBLE.sub("", raw).replace("**", "").replace("__", "")
    text = _SOFT_HYPHEN.sub("", text)
    text = _SPACED_WORD.sub(lambda match: re.sub(r"\s", "", match[0]), text)
    # Converters to Markdown put a backslash before what would be a list.
    text = re.sub(r"\\([.()#*_+-])", r"\1", " ".join(text.split()))
    return re.sub(r"^(?:#{1,6}|>)\s+|(?<=\s)#{2,6}\s", "", text)


def _joined_annexes(lines: list[Line]) -> list[Line]:
    """Join the word that says what an annex belongs to, on a line of its own, with the annex: "Nizomga", "1-ilova"."""
    joined: list[Line] = []
    for line in lines:
        annexed = line.marker is not None and line.marker.style is Style.ANNEX
        before = joined[-1] if joined else None
        if annexed and before and before.marker is None and before.text[0].isupper() and before.text.isalpha():
            both = f"{before.text} {line.text}"
            if (marker := find_marker(both)) is not None and marker.style is Style.ANNEX:
                joined[-1] = replace(before, text=both, marker=marker)
                continue
        joined.append(line)
    return joined


def _without_tail(lines: list[Line], *, is_last: bool) -> list[Line]:
    """Cut off what follows the last provision and does not belong to the text, as above an annex that `is_last` is not.

    Above an annex, only signatures go: what ends a sentence after them is text.
    """
    last = max((index for index, line in enumerate(lines) if line.marker and not _is_name(line.text)), default=None)
    if last is None:
        return lines
    for index in range(last + 1, len(lines)):
        if _COPYRIGHT.search(lines[index].text):
            far = [place for place in range(last + 1, index + 1) if lines[place].gap >= _PAGE_GAP]
            return lines[: far[0] if far else index]
        if fold(lines[index].text).strip(" .:") in _SIGNED and (
            lines[index].gap or ends_sentence(lines[index - 1].text)
        ):
            return lines[:index]
        if _SIGNATURE.search(lines[index].text):
            # The sentence before the signatures is complete; the titles of those who sign are not sentences.
            complete = [place for place in range(last, index) if lines[place].text.endswith((".", ";"))]
            if not complete or (not is_last and any(ends_sentence(line.text) for line in lines[index:])):
                return lines
            return lines[: complete[-1] + 1]
    return lines


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and not text[0].islower()
