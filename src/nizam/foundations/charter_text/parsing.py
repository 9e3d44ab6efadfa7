# SPDX-License-Identifier: EUPL-1.2
"""From the text of a charter to its provisions."""

from dataclasses import dataclass, field

from nizam.foundations.charter_text.lines import Line, ends_sentence, measure_wrapping, split_lines
from nizam.foundations.charter_text.markers import Marker, Style, is_lowercase_start, is_uppercase_start

CHAPTER, ARTICLE, ITEM, SUB_ITEM, PARAGRAPH, SIDE_HEADING = 0, 1, 2, 3, 8, 9

_KINDS = {CHAPTER: "chapter", ARTICLE: "article", ITEM: "item", SUB_ITEM: "item"}
_HEADING_WORDS = 16
_LETTERED = frozenset({Style.LETTER, Style.LETTERS, Style.LETTER_DASH, Style.LETTER_DOT})
_LISTED = _LETTERED | {Style.PAREN, Style.PARENS, Style.BULLET}
# A letter with a hyphen or a full stop is a number only in its order; "e - posta" and "v. s." are words.
_ORDERED_LETTERS = frozenset({Style.LETTER_DASH, Style.LETTER_DOT})


@dataclass(frozen=True)
class Provision:
    """One unit of a charter's text.

    `number` is the number as printed, None where there is none. `level` is 0 for a chapter, part or service heading, 1
    for an article, 2 for an item, 3 for a sub-item, 8 for an unnumbered paragraph, 9 for an unnumbered side heading.
    `kind` is "chapter" (0), "article" (1), "item" (2, 3) or "text" (8, 9). `text` is the wording without the number, on
    one line; `line` is where it starts in the file, from 1.
    """

    number: str | None
    level: int
    kind: str
    text: str
    line: int


def parse(text: str) -> list[Provision]:
    """Return the provisions of a charter in reading order; never raises, and gives none for a text without any.

    Title block, page numbers, banners and signatures give no provision. Numbers are kept as they stand, faults
    included: a charter that prints 1, 3, 3 is read as 1, 3, 3.
    """
    return _Reader(split_lines(text)).read()


@dataclass
class _Draft:
    number: str | None
    level: int
    parts: list[str]
    line: int
    ends_at: Line
    bare: bool = False

    @property
    def tail(self) -> str:
        """The last line of the text, which says whether it is complete."""
        return self.parts[-1]

    @property
    def text(self) -> str:
        return "".join(self.parts).strip()

    def join(self, line: Line) -> None:
        """Add a line that goes on with this provision."""
        glued = is_lowercase_start(line.text) and self.tail[-2:-1].isalpha()
        if glued and self.tail[-1] == "\u00ad":
            self.parts[-1] = self.tail[:-1]
        # A hyphen at the end of a line may belong to the word ("normativ-hüquqi"), so it stays.
        elif not glued or self.tail[-1] != "-":
            self.parts.append(" ")
        self.parts.append(line.text)
        self.ends_at = line


@dataclass
class _List:
    style: Style
    level: int
    last: int


@dataclass
class _Reader:
    lines: list[Line]
    drafts: list[_Draft] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    levels: dict[tuple[int, ...], int] = field(default_factory=dict)
    base: int = ARTICLE
    chapter: int = 0
    article: int = 0
    last_multi: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        markers = [line.marker for line in self.lines if line.marker]
        self.has_articles = any(marker.style is Style.ARTICLE_WORD for marker in markers)
        romans = {marker.values[0] for marker in markers if marker.style is Style.ROMAN}
        self.has_chapters = {1, 2} <= romans or any(marker.style is Style.CHAPTER_WORD for marker in markers)
        self.prefixes = {marker.values[0] for marker in markers if marker.style is Style.MULTI}
        self.wrapping = measure_wrapping(self.lines)

    def read(self) -> list[Provision]:
        titles = self._second_title()
        for index, line in enumerate(self.lines):
            following = self.lines[index + 1] if index + 1 < len(self.lines) else None
            if index in titles:
                continue
            level = self._level(line.marker, following) if line.marker else None
            if line.marker is not None and level is not None:
                self._add(level, line.marker.printed.strip(), line.marker.rest, line)
            elif self.drafts:
                self._unnumbered(line, following)
        return [
            Provision(draft.number, draft.level, _KINDS.get(draft.level, "text"), draft.text, draft.line)
            for draft in self.drafts
        ]

    def _second_title(self) -> frozenset[int]:
        """Find the title block that stands before the first chapter, after an introduction with items of its own."""
        first = next(
            (i for i, line in enumerate(self.lines) if line.marker and line.marker.style is Style.CHAPTER_WORD), 0
        )
        start = first
        while start > 0 and self.lines[start - 1].marker is None and not ends_sentence(self.lines[start - 1].text):
            start -= 1
        return frozenset(range(start, first)) if first - start > 1 else frozenset()

    def _add(self, level: int, number: str | None, text: str, line: Line, *, bare: bool = False) -> None:
        self.drafts.append(_Draft(number, level, [text], line.number, line, bare))

    # Numbered lines

    def _level(self, marker: Marker, following: Line | None) -> int | None:
        """Return the level of a line with a marker, or None when the marker is an accident of the line break."""
        if marker.style is Style.CHAPTER_WORD:
            return self._open_chapter(marker.values[0])
        if marker.style is Style.ARTICLE_WORD:
            return self._open(ARTICLE, marker.values)
        if marker.style is Style.ROMAN:
            value = marker.values[0]
            if self.has_chapters and (value == 1 or self.chapter < value <= self.chapter + 2):
                return self._open_chapter(value)
            return None
        if marker.style is Style.MULTI:
            return self._multi(marker)
        if marker.style in _LISTED:
            return self._listed(marker)
        if self._sentence_runs() and not self._succeeds(marker):
            return None
        if self.has_articles:
            return self._single_beside_articles(marker, following)
        if self.has_chapters:
            return self._single_below_chapters(marker)
        return self._single_alone(marker, following)

    def _open(self, level: int, values: tuple[int, ...]) -> int:
        self.levels[values] = level
        self.base = level
        self.lists.clear()
        if level == ARTICLE:
            self.article = values[-1]
        return level

    def _open_chapter(self, value: int) -> int:
        self.chapter = value
        return self._open(CHAPTER, (value,))

    def _multi(self, marker: Marker) -> int | None:
        values = marker.values
        step = values[0] - self.last_multi[0] if self.last_multi else 0
        follows = values > self.last_multi and step in (0, 1)
        if self._sentence_runs() and not follows:
            return None
        self.last_multi = values
        # 3.1 stands one level below 3, whatever 3 is here: a chapter, "Madde 3" or the article 3 of a chapter.
        parent = self.levels.get(values[:-1])
        if parent is None:
            parent = len(values) - 1 if self.has_articles else len(values) - 2
        return self._open(min(max(parent + 1, ARTICLE), SUB_ITEM), values)

    def _single_beside_articles(self, marker: Marker, following: Line | None) -> int:
        """With articles by name, a single number is an item, or the heading of the article that follows at once."""
        before_article = following and following.marker and following.marker.style is Style.ARTICLE_WORD
        if before_article and _is_heading(marker.rest) and (marker.values[0] == 1 or not self._continues_list(marker)):
            return self._open_chapter(marker.values[0])
        return self._listed_level(marker)

    def _single_below_chapters(self, marker: Marker) -> int:
        """Below chapters by name, a single number is an article, or an item of a list inside one."""
        value = marker.values[0]
        in_article = bool(self.drafts) and self.drafts[-1].level != CHAPTER and self.base == ARTICLE
        starts_list = value == 1 and in_article and self.drafts[-1].tail.endswith(":")
        if starts_list or (self._continues_list(marker) and value != self.article + 1):
            return self._listed_level(marker)
        return self._open(ARTICLE, marker.values)

    def _single_alone(self, marker: Marker, following: Line | None) -> int:
        """Without any named chapter or article, a single number is a chapter when it heads something, else an article.

        Numbers with parts (2.1) show what it heads; else the heading must stand alone, with text below.
        """
        value = marker.values[0]
        heads_text = following is not None and (following.marker is None or following.marker.style is not marker.style)
        if _is_heading(marker.rest) and (value in self.prefixes if self.prefixes else heads_text):
            return self._open_chapter(value)
        if self.prefixes and value not in self.prefixes and self.last_multi:
            return self._listed_level(marker)
        return self._open(ARTICLE, marker.values)

    def _listed(self, marker: Marker) -> int | None:
        if marker.style in _ORDERED_LETTERS and not self._next_letter(marker):
            return None
        runs_on = self._sentence_runs() and marker.style not in _LETTERED and marker.style is not Style.BULLET
        if runs_on and not self._succeeds(marker):
            return None
        return self._listed_level(marker)

    def _listed_level(self, marker: Marker) -> int:
        style, value = marker.style, marker.values[0]
        same = [place for place, item in enumerate(self.lists) if item.style is style]
        if not same:
            above = self.lists[-1].level if self.lists else self.base
            self.lists.append(_List(style, min(max(above + 1, ITEM), SUB_ITEM), value))
            return self.lists[-1].level
        place = same[-1]
        outer = same[0]
        if value == 1 and self.lists[place].last and place == outer and self._leads_in():
            # The list begins again inside itself: its items are one level below the item that leads in.
            del self.lists[place + 1 :]
            self.lists.append(_List(style, min(self.lists[place].level + 1, SUB_ITEM), value))
            return self.lists[-1].level
        if value != self.lists[place].last + 1 and value == self.lists[outer].last + 1:
            place = outer
        del self.lists[place + 1 :]
        self.lists[place].last = value
        return self.lists[place].level

    def _leads_in(self) -> bool:
        """Tell whether the last provision may carry a list: anything that is finished, as faulty ends are common."""
        return ends_sentence(self.drafts[-1].tail)

    def _open_list(self, style: Style) -> _List | None:
        return next((item for item in reversed(self.lists) if item.style is style), None)

    def _next_letter(self, marker: Marker) -> bool:
        """Tell whether a letter is the first of a list or can follow the one before."""
        item, value = self._open_list(marker.style), marker.values[0]
        # Alphabets skip up to two letters of the common order, and ı and i are one in it.
        return value == 1 or (item is not None and 0 <= value - item.last <= 3)

    def _continues_list(self, marker: Marker) -> bool:
        item = self._open_list(marker.style)
        return item is not None and marker.values[0] == item.last + 1

    def _sentence_runs(self) -> bool:
        """Tell whether the last provision is in the middle of a sentence."""
        if not self.drafts:
            return False
        last = self.drafts[-1]
        return last.level not in (CHAPTER, SIDE_HEADING) and last.tail != "" and not ends_sentence(last.tail)

    def _succeeds(self, marker: Marker) -> bool:
        value = marker.values[0]
        return value in (1, self.article + 1, self.chapter + 1) or self._continues_list(marker)

    # Lines without a number

    def _unnumbered(self, line: Line, following: Line | None) -> None:
        last = self.drafts[-1]
        if last.tail == "":
            last.join(line)
        elif self._is_side_heading(line, following):
            self._add(SIDE_HEADING, None, line.text, line)
        elif last.level in (CHAPTER, SIDE_HEADING):
            if is_lowercase_start(line.text) or (last.tail.isupper() and line.text.isupper()):
                last.join(line)
            else:
                self._add(PARAGRAPH, None, line.text, line)
        elif self._begins_bare_item(last, line):
            level = last.level
            if not last.bare and (last.tail.endswith(":") or level not in (ITEM, SUB_ITEM)):
                level = ITEM if level == PARAGRAPH else min(level + 1, SUB_ITEM)
            self._add(level, None, line.text, line, bare=True)
        elif self._continues(last, line):
            last.join(line)
        else:
            self._add(PARAGRAPH, None, line.text, line)

    def _is_side_heading(self, line: Line, following: Line | None) -> bool:
        before_article = following and following.marker and following.marker.style is Style.ARTICLE_WORD
        return bool(before_article) and _is_heading(line.text) and is_uppercase_start(line.text)

    def _begins_bare_item(self, last: _Draft, line: Line) -> bool:
        """Tell whether the line is an item without a number: below a lead-in, or after such an item."""
        if last.tail.endswith((";", ":")):
            return True
        apart = self.wrapping.gap is None or line.gap > self.wrapping.gap
        return last.bare and last.tail.endswith(",") and apart and is_uppercase_start(line.text)

    def _continues(self, last: _Draft, line: Line) -> bool:
        if not ends_sentence(last.tail) or is_lowercase_start(line.text):
            return True
        # A full stop at the end of a full line may be chance; at the end of a short line, or before a larger gap, it
        # ends the paragraph.
        return line.gap == self.wrapping.gap and len(last.ends_at.text) >= self.wrapping.width


def _is_heading(text: str) -> bool:
    return len(text.split()) <= _HEADING_WORDS and not text.endswith((".", ","))
