# SPDX-License-Identifier: EUPL-1.2
"""From the text of a charter to its provisions."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise

from nizam.foundations.charter_text import letters, misreading, numbering
from nizam.foundations.charter_text.hyphenation import Hyphenation
from nizam.foundations.charter_text.lines import Line, measure_wrapping, split_lines
from nizam.foundations.charter_text.markers import (
    Marker,
    Style,
    find_marker,
    fold,
    is_lowercase_start,
    is_uppercase_start,
    roman_number,
)
from nizam.foundations.charter_text.numbering import Numbering
from nizam.foundations.charter_text.rows import ends_sentence

CHAPTER, ARTICLE, ITEM, SUB_ITEM, PARAGRAPH, SIDE_HEADING = 0, 1, 2, 3, 8, 9

_KINDS = {CHAPTER: "chapter", ARTICLE: "article", ITEM: "item", SUB_ITEM: "item"}
_HEADING_WORDS = 16
_INNER = 80
_NAMED = frozenset({Style.ANNEX, Style.CHAPTER_WORD, Style.ARTICLE_WORD})
_LETTERED = frozenset({Style.LETTER, Style.LETTERS, Style.LETTER_DASH, Style.LETTER_DOT})
_LISTED = _LETTERED | {Style.PAREN, Style.PARENS, Style.BULLET}
# A heading without a number may stand above these; above the items of a list it is part of the text.
_CARRYING = frozenset({Style.ARTICLE_WORD, Style.MULTI, Style.DOT, Style.DASH})
_CAPITAL_HEADINGS = frozenset({Style.LETTER, Style.LETTER_DASH, Style.CAPITAL_DOT})
_BARE_CHAPTER = re.compile(r"(\d{1,2})\s+(?=[^\W\d_])")
_PARAGRAPH_ONE = re.compile(r"\([1lıIi|]\)")
# "Belediye: Efeler Belediyesini": a word and what it means.
_DEFINITION = re.compile(r"[^\W\d_][^.:;!?]{1,80}:\s")
# "Mazkur Nizom ... belgilaydi." above the first chapter.
_INTRODUCES = re.compile(r"(?:bu|işbu|mazkur|ushbu|мазкур|ушбу|настоящ\w{2,4}|these|this)\s\w")
_DASHES = frozenset("-–—")
_TIGHT_BULLETS = _DASHES | {"*"}
# "ta’-" at the end of a line goes on as "minlash".
_BROKEN_WORD = re.compile(r"[^\W\d_]'?[\u00ad-]$")
# Lists that may begin on the line of their article.
_INLINE = (_LETTERED - {Style.LETTER_DOT}) | {Style.PAREN, Style.DOT, Style.DASH}
_ROMAN_ONE = ord("i")
_NUMBERED = frozenset({Style.DOT, Style.PAREN, Style.DASH})
# A list leaves out no more numbers than this.
_LEFT_OUT = 3
# A letter with a hyphen or a full stop is a number only in its order; "e - posta" and "v. s." are words.
_ORDERED_LETTERS = frozenset({Style.LETTER_DASH, Style.LETTER_DOT})


@dataclass(frozen=True)
class Provision:
    """One unit of a charter's text.

    `number` is the number as printed, None where there is none. `level` is 0 for a chapter, part or service heading, 1
    for an article, 2 for an item, 3 for a sub-item, 8 for an unnumbered paragraph, 9 for an unnumbered side heading.
    `kind` is "chapter" (0), "article" (1), "item" (2, 3) or "text" (8, 9). `text` is the wording without the number, on
    one line; `line` is where it starts in the file, from 1. `doubts` are the codes of what a person should look at, see
    `numbering.DOUBTS`. `expected` is the number that its row demands where the printed one seems to be misread, as a
    scan may show it; then `misread` is among the doubts.
    """

    number: str | None
    level: int
    kind: str
    text: str
    line: int
    doubts: tuple[str, ...] = ()
    expected: str = ""


def parse(text: str) -> list[Provision]:
    """Return the provisions of a charter in reading order; never raises, and gives none for a text without any.

    Title block, page numbers, banners and signatures give no provision. Numbers are kept as they stand, faults
    included: a charter that prints 1, 3, 3 is read as 1, 3, 3, and the doubts say so.
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
    of_list: "_List | None" = None
    doubts: list[str] = field(default_factory=list)
    expected: str = ""

    @property
    def tail(self) -> str:
        """The last line of the text, which says whether it is complete."""
        return self.parts[-1]

    @property
    def text(self) -> str:
        return "".join(self.parts).strip()

    def join(self, line: Line, hyphenation: Hyphenation) -> None:
        """Add a line that goes on with this provision."""
        glued = is_lowercase_start(line.text) and _BROKEN_WORD.search(fold(self.tail[-3:])) is not None
        if glued and self.tail[-1] == "\u00ad":
            self.parts[-1] = self.tail[:-1]
        elif glued and self.tail[-1] == "-":
            stays, doubtful = hyphenation.judge(self.tail, line.text)
            self.parts[-1] = self.tail if stays else self.tail[:-1]
            self.doubts += [numbering.HYPHEN] if doubtful else []
        else:
            self.parts.append(" ")
        self.parts.append(line.text)
        self.ends_at = line


@dataclass(eq=False)
class _List:
    style: Style
    level: int
    last: int
    capital: bool = False

    def is_of(self, marker: Marker) -> bool:
        """Tell whether `marker` is written as the items of this list are: "A)" and "a)" are two lists."""
        return self.style is marker.style and self.capital == _is_capital(marker)


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
    section: int = 0
    current: int = 0
    gap: int = 0
    chapter_word: str = ""
    paragraphs: _List | None = None
    pending: list[str] = field(default_factory=list)
    rows: Numbering = field(default_factory=Numbering)

    def __post_init__(self) -> None:
        self.lines = _with_bare_chapters(_without_broken_words(self.lines))
        markers = [line.marker for line in self.lines if line.marker]
        self.has_articles = any(marker.style is Style.ARTICLE_WORD for marker in markers)
        romans = {marker.values[0] for marker in markers if marker.style is Style.ROMAN}
        self.has_chapters = {1, 2} <= romans or any(marker.style is Style.CHAPTER_WORD for marker in markers)
        self.dashes = Counter(marker.printed for marker in markers if marker.printed in _DASHES)
        self.prefixes = {marker.values[0] for marker in markers if marker.style is Style.MULTI}
        self.hyphenation = Hyphenation.of([line.text for line in self.lines])
        self.wrapping = measure_wrapping(self.lines)
        self.capital_headings = any(
            marker.style is Style.DOT and marker.rest.isupper() and _is_heading(marker.rest) for marker in markers
        )
        self.titled = self._articles_have_titles()
        self.carrying = self._carrying_headings()
        self.first_heading = self._first_heading()

    def _first_heading(self) -> int | None:
        """Return the index of a heading without a number above the first provision, below the title, if there is one.

        Only where later provisions of the same style have such headings too, in capitals or not like this one.
        """
        first = next((index for index, line in enumerate(self.lines) if line.marker), 0)
        if first < 2:
            return None
        style, candidate = self.lines[first].marker, self.lines[first - 1].text
        alike = [
            line.text.isupper() == candidate.isupper()
            for line, following in pairwise(self.lines[first:])
            if line.marker is None and _heads(line.text) and following.marker and style
            if following.marker.style is style.style
        ]
        in_question = style is not None and style.style in _CARRYING and _heads(candidate)
        return first - 1 if in_question and len(alike) > 1 and all(alike) else None

    def _introduction(self) -> range:
        """Return the lines of a paragraph above the first provision that says what the charter is for."""
        first = next((index for index, line in enumerate(self.lines) if line.marker), 0)
        start = first
        while start > 0:
            start -= 1
            if not is_lowercase_start(self.lines[start].text):
                break
        tells = first > 0 and _INTRODUCES.match(fold(self.lines[start].text)) is not None
        return range(start, first) if tells and self.lines[first - 1].text.endswith(".") else range(0)

    def _carrying_headings(self) -> frozenset[int]:
        """Return the lines of single numbers that head numbers with parts: "2. Vəzifələr." above "2.1."."""
        found = []
        for index, line in enumerate(self.lines):
            words = line.marker.rest.rstrip(".:") if line.marker else "."
            if line.marker is None or len(words.split()) > _HEADING_WORDS // 2 or re.search("[.;:]", words):
                continue
            below = next((later.marker for later in self.lines[index + 1 : index + 4] if later.marker), None)
            if below and below.style is Style.MULTI and below.values[0] == line.marker.values[0]:
                found.append(line.number)
        return frozenset(found)

    def _articles_have_titles(self) -> bool:
        """Tell whether the articles by name are headed on their own line ("Maddə 1. Məqsəd") and go on below."""
        titles = []
        for line, following in pairwise(self.lines):
            if line.marker and line.marker.style is Style.ARTICLE_WORD and line.marker.rest:
                rest, below = line.marker.rest, following.marker
                goes_on = is_uppercase_start(following.text) if below is None else below.style not in _NAMED
                titles.append(goes_on and rest[0].isupper() and _is_heading(rest) and not ends_sentence(rest))
        return len(titles) > 1 and sum(titles) > len(titles) * 0.6

    def read(self) -> list[Provision]:
        titles, introduction = self._second_title(), self._introduction()
        for index, line in enumerate(self.lines):
            following = self.lines[index + 1] if index + 1 < len(self.lines) else None
            if index in titles:
                continue
            self.current, self.gap = line.number, line.gap
            marker, expected = self._as_demanded(index, line)
            level = self._level(marker, following) if marker else None
            if marker is not None and level is not None:
                self._add(level, marker.printed.strip(), marker.rest, line)
                self._judge(marker, level)
                if expected:
                    self.drafts[-1].expected = expected
                    self.drafts[-1].doubts.append(numbering.MISREAD)
            elif self.drafts:
                self._unnumbered(index, line, following)
            elif index in introduction:
                self._add(PARAGRAPH, None, line.text, line)
            elif index == self.first_heading:
                self.pending.append(numbering.GUESSED_LEVEL)
                self._add(SIDE_HEADING, None, line.text, line)
            self.pending.clear()
        glued = numbering.spaces_are_lost(" ".join(draft.text for draft in self.drafts))
        return [self._provision(draft, glued) for draft in self.drafts]

    @staticmethod
    def _provision(draft: _Draft, glued: bool) -> Provision:
        text = draft.text
        if numbering.has_glued_words(text, everywhere=glued):
            draft.doubts.append(numbering.SPACES_LOST)
        doubts = tuple(dict.fromkeys(draft.doubts))
        return Provision(
            draft.number, draft.level, _KINDS.get(draft.level, "text"), text, draft.line, doubts, draft.expected
        )

    def _judge(self, marker: Marker, level: int) -> None:
        """Mark what is doubtful about the number just added."""
        draft, style, value = self.drafts[-1], marker.style, marker.values[-1]
        row: tuple[object, ...]
        if style is Style.MULTI or len(marker.values) > 1:
            row = ("parts", marker.word, *marker.values[:-1])
        elif style in _LISTED or level in (ITEM, SUB_ITEM):
            draft.of_list = self.lists[-1] if self.lists else None
            row = ("list", id(draft.of_list))
        else:
            row = ("row", level, marker.word or style)
        if style is Style.CHAPTER_WORD:
            if value == 1 and marker.word != self.chapter_word:
                self.rows.forget(*row)
            self.chapter_word = marker.word
        draft.doubts += self.rows.judge(row, style, value)
        draft.doubts += numbering.of_the_number(marker)

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
        doubts = [*self.pending, *([numbering.CUT] if line.cut else []), *([numbering.GUESSED_LEVEL] if bare else [])]
        self.drafts.append(_Draft(number, level, [text], line.number, line, bare, None, doubts))

    # Numbered lines

    def _as_demanded(self, index: int, line: Line) -> tuple[Marker | None, str]:
        """Return the marker of a line, with the values its row demands where they were misread, and that number."""
        marker = line.marker
        if marker is not None and marker.style is Style.ROMAN:
            return self._roman_as_demanded(index, marker)
        taken = misreading.printed_number(line.text) if self.prefixes and self._is_ended() else None
        if taken is None or not (marker is None or marker.style in (Style.MULTI, Style.DOT, Style.LETTER_DOT)):
            return marker, ""
        printed, rest = taken
        above = {values[:1] for values in self.levels}
        candidates = [*misreading.next_values(self.last_multi), *((*values, 1) for values in above)]
        if marker is not None and marker.printed.strip() == printed and self._is_in_turn(marker, candidates):
            return marker, ""
        values = misreading.demanded(printed, candidates)
        # A number of one part says too little of itself to be told from a word.
        if values is None or len(values) < 2:
            return marker, ""
        end = "." if printed[-1] in ".," else ")" if printed[-1] == ")" else ""
        expected = ".".join(map(str, values)) + end
        return Marker(Style.MULTI, printed, values, rest), expected

    def _is_ended(self) -> bool:
        return not self._sentence_runs() or self.drafts[-1].tail.endswith((",", ":"))

    def _is_in_turn(self, marker: Marker, candidates: list[tuple[int, ...]]) -> bool:
        return marker.values in candidates or (len(marker.values) == 1 and self._succeeds(marker))

    def _roman_as_demanded(self, index: int, marker: Marker) -> tuple[Marker, str]:
        """A scan shows "III." as "II.": the chapter before has this number, and the one behind it the next but one."""
        later = (line.marker for line in self.lines[index + 1 :] if line.marker and line.marker.style is Style.ROMAN)
        following, value = next(later, None), marker.values[0]
        doubled = value == self.chapter and following is not None and following.values[0] == value + 2
        if not doubled or not _is_heading(marker.rest):
            return marker, ""
        demanded = roman_number(value + 1)
        tail = marker.printed.lstrip("IVXІХl")
        return replace(marker, values=(value + 1,)), f"{demanded}{tail}".strip()

    def _level(self, marker: Marker, following: Line | None) -> int | None:
        """Return the level of a line with a marker, or None when the marker is an accident of the line break."""
        if marker.style is Style.BULLET:
            return self._listed(marker)
        if marker.tight and (self._sentence_runs() or not self._succeeds(marker)) and not self._goes_on(marker):
            return None
        if marker.style is Style.ANNEX:
            return self._annex(marker)
        if marker.style is Style.CHAPTER_WORD:
            return self._open_chapter(marker.values[0])
        if marker.style is Style.ARTICLE_WORD:
            return self._open_article(marker)
        if marker.style is Style.ROMAN:
            value = marker.values[0]
            heads = _is_heading(marker.rest) and not (self._sentence_runs() or ends_sentence(marker.rest))
            doubled = value == self.chapter and heads
            if self.has_chapters and (value == 1 or doubled or self.chapter < value <= self.chapter + 2):
                return self._open_chapter(value)
            return None
        if marker.style is Style.MULTI:
            return self._multi(marker)
        if marker.style in _CAPITAL_HEADINGS and self._heads_a_section(marker, following):
            self.pending.append(numbering.GUESSED_LEVEL)
            self.section = marker.values[0]
            return self._open_chapter(0)
        if marker.style in _LISTED:
            return self._listed(marker)
        if marker.style is Style.CAPITAL_DOT:
            return None
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
        self.paragraphs = None
        if level == ARTICLE:
            self.article = values[-1]
        return level

    def _open_article(self, marker: Marker) -> int:
        level = self._open(ARTICLE, marker.values)
        if _PARAGRAPH_ONE.match(marker.rest):
            # "MADDE 1 – (1)": the second paragraph stands on a line of its own, whatever the first one listed.
            self.paragraphs = _List(Style.PARENS, ITEM, 1)
            self.rows.judge(("list", id(self.paragraphs)), Style.PARENS, 1)
            return level
        inner = find_marker(marker.rest)
        if inner and inner.style in _INLINE and inner.values[0] == 1:
            # "MADDE 5- 1- Kalem Servisi": the list goes on below with "2-".
            self.lists.append(_List(inner.style, ITEM, 1))
            self.rows.judge(("list", id(self.lists[-1])), inner.style, 1)
        return level

    def _annex(self, marker: Marker) -> int | None:
        """An annex counts everything anew; above the text the word says what the charter itself is the annex of."""
        alone = self.gap > (self.wrapping.gap or 0) and _is_heading(marker.rest)
        if not self.drafts or (self._sentence_runs() and not alone):
            return None
        self.rows.forget("row", CHAPTER, Style.DOT)
        for start in (("parts",), ("row", ARTICLE)):
            self.rows.forget(*start)
        self.article = self.section = 0
        self.last_multi = ()
        self.levels.clear()
        return self._open_chapter(0)

    def _heads_a_section(self, marker: Marker, following: Line | None) -> bool:
        """Tell whether a capital letter heads what follows: in its turn, in capitals, above articles or a list."""
        letter, value = marker.printed.strip(" .)-–—"), marker.values[0]
        in_turn = value == 1 or letters.follows(self.section, value)
        if following is None or not (letter.isupper() and in_turn and _is_heading(marker.rest)):
            return False
        if following.marker is not None and following.marker.style is Style.ARTICLE_WORD:
            # "B) Yazılım Servisinin Görevleri" above its article; the last item of a list may stand there too.
            return marker.rest.isupper() or (is_uppercase_start(marker.rest) and not self._continues_list(marker))
        if not marker.rest.isupper():
            return False
        # One word after a letter and a dot may be the name below a signature.
        is_name = marker.style is Style.CAPITAL_DOT and len(marker.rest.split()) < 2
        return not is_name and not self.has_articles

    def _open_chapter(self, value: int) -> int:
        self.chapter = value
        return self._open(CHAPTER, (value,))

    def _multi(self, marker: Marker) -> int | None:
        values = marker.values
        item = next((item for item in reversed(self.lists) if item.style in _NUMBERED and item.last == values[0]), None)
        bracketed = marker.printed.endswith(")") and item is not None and item.style is Style.PAREN
        apart = bracketed or (self.has_articles and values[0] not in (self.article, self.chapter))
        if item and len(values) == 2 and apart:
            # "3.1." below the item "3." of an article that has another number; the list goes on with "4.".
            return min(item.level + 1, SUB_ITEM)
        step = values[0] - self.last_multi[0] if self.last_multi else 0
        follows = (values > self.last_multi and step in (0, 1)) or values == (self.article, 1)
        if self._sentence_runs() and not follows:
            return None
        # "4.4, Sektora": a comma may be a full stop that was misread, in a row that has begun.
        in_row = bool(self.last_multi) and values[:-1] == self.last_multi[:-1]
        if marker.printed.endswith(",") and (self._sentence_runs() or not in_row):
            return None
        self.last_multi = values
        # 3.1 stands one level below 3, whatever 3 is here: a chapter, "Madde 3" or the article 3 of a chapter.
        parent = self.levels.get(values[:-1])
        if parent is None:
            parent = len(values) - 1 if self.has_articles else len(values) - 2
            if len(values) > 2 or self.drafts:
                self.pending.append(numbering.GUESSED_LEVEL)
        return self._open(min(max(parent + 1, ARTICLE), SUB_ITEM), values)

    def _single_beside_articles(self, marker: Marker, following: Line | None) -> int:
        """With articles by name, a single number is an item, or the heading of the article that follows at once."""
        before_article = following and following.marker and following.marker.style is Style.ARTICLE_WORD
        if before_article and _is_heading(marker.rest) and (marker.values[0] == 1 or not self._continues_list(marker)):
            self.pending.append(numbering.GUESSED_LEVEL)
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
        heads_text = self._heads_text(marker, following)
        if self._goes_on_below_chapter(value):
            return self._open(ARTICLE, marker.values)
        if self.current in self.carrying:
            return self._open_chapter(value)
        if self._is_listed_below_parts(marker):
            return self._listed_level(marker)
        if _is_heading(marker.rest) and (value in self.prefixes if self.prefixes else heads_text):
            if not self.prefixes:
                self.pending.append(numbering.GUESSED_LEVEL)
            return self._open_chapter(value)
        in_turn = value == self.chapter + 1 and is_uppercase_start(marker.rest) and not ends_sentence(marker.rest)
        if self.prefixes and _is_heading(marker.rest) and in_turn:
            self.pending.append(numbering.GUESSED_LEVEL)
            return self._open_chapter(value)
        if self.prefixes and value not in self.prefixes and self.last_multi and self.base != CHAPTER:
            return self._listed_level(marker)
        return self._open(ARTICLE, marker.values)

    def _goes_on_below_chapter(self, value: int) -> bool:
        """Tell whether single numbers count anew below a chapter with a single number, and `value` is the next."""
        if value == self.chapter + 1 or not (self.prefixes and self.chapter):
            return False
        begins = value == 1 and bool(self.drafts) and self.drafts[-1].level == CHAPTER
        return begins or (self.base == ARTICLE and value == self.article + 1 and (value,) == self._next_single())

    def _next_single(self) -> tuple[int, ...]:
        """Return the number after that of the last article, if it was a single one."""
        last = next((draft.number for draft in reversed(self.drafts) if draft.level == ARTICLE), None)
        return (int(found[1]) + 1,) if last and (found := re.fullmatch(r"(\d+)\W*", last)) else ()

    def _is_listed_below_parts(self, marker: Marker) -> bool:
        """Tell whether a single number is an item of a list below a number with parts, as in "2.1. Duties:"."""
        if not (self.prefixes and self.last_multi):
            return False
        if marker.values[0] == 1 and self.drafts[-1].level != CHAPTER and self.drafts[-1].tail.endswith(":"):
            return True
        item_like = is_lowercase_start(marker.rest) or marker.rest.endswith(",") or ends_sentence(marker.rest)
        return item_like and self._open_list(marker) is not None

    def _heads_text(self, marker: Marker, following: Line | None) -> bool:
        """Tell whether a single number heads what stands below it, for all that the two lines show."""
        if self.capital_headings or following is None:
            return self.capital_headings and marker.rest.isupper()
        if following.marker is None:
            return not is_lowercase_start(following.text.lstrip("-–"))
        return following.marker.style is not marker.style and not marker.rest.endswith(":")

    def _listed(self, marker: Marker) -> int | None:
        if marker.style in _ORDERED_LETTERS and not self._next_letter(marker):
            return None
        if marker.style is Style.BULLET and self._sentence_runs() and not self._lists_bullets(marker):
            return None
        runs_on = self._sentence_runs() and marker.style not in _LETTERED and marker.style is not Style.BULLET
        if runs_on and not self._succeeds(marker):
            return None
        return self._listed_level(marker)

    def _lists_bullets(self, marker: Marker) -> bool:
        """Tell whether a dash amid a sentence begins an item: not the one in "(bundan sonra\n- Şöbə)"."""
        if marker.printed not in _DASHES:
            return True
        text = self.drafts[-1].text
        return text.count("(") <= text.count(")") and (
            self._open_list(marker) is not None or self.dashes[marker.printed] > 1
        )

    def _listed_level(self, marker: Marker) -> int:
        style, value, capital = marker.style, marker.values[0], _is_capital(marker)
        if style is Style.PARENS and self.paragraphs:
            self.lists = [self.paragraphs]
        same = [place for place, item in enumerate(self.lists) if item.is_of(marker)]
        if not same and value != 1 and (other := self._open_list(marker)):
            # One letter of another case amid a list is a slip.
            same = [self.lists.index(other)]
        if not same and self.drafts and style is Style.LETTER and value != 1 and self._goes_on_inside(marker):
            # "3. c) Başkan" and then "ç) Birim": a converter numbered what has letters of its own.
            return self.drafts[-1].level
        if not same:
            above = self.lists[-1].level if self.lists else self.base
            self.lists.append(_List(style, min(max(above + 1, ITEM), SUB_ITEM), value, capital))
            return self.lists[-1].level
        place = same[-1]
        outer = same[0]
        if value == 1 and self.lists[place].last and self._leads_in():
            if self.drafts[-1].level in (PARAGRAPH, SIDE_HEADING):
                # A paragraph between two lists leads in the second one, which is no part of the first.
                self.lists[place:] = [_List(style, self.lists[place].level, value, capital)]
                return self.lists[-1].level
            if place == outer:
                # The list begins again inside itself: its items are one level below the item that leads in.
                self.pending += [numbering.RESTARTED, numbering.GUESSED_LEVEL]
                del self.lists[place + 1 :]
                self.lists.append(_List(style, min(self.lists[place].level + 1, SUB_ITEM), value, capital))
                return self.lists[-1].level
        if not self._follows(place, marker) and self._follows(outer, marker):
            place = outer
        elif style in _LETTERED and value == _ROMAN_ONE and not self._follows(place, marker) and self._leads_in():
            # "(i)" below "(b) ...:" counts in small Roman numerals.
            self.lists.append(_List(style, min(self.lists[place].level + 1, SUB_ITEM), value, capital))
            return self.lists[-1].level
        del self.lists[place + 1 :]
        self.lists[place].last = value
        return self.lists[place].level

    def _goes_on_inside(self, marker: Marker) -> bool:
        inner = find_marker(self.drafts[-1].text[:_INNER])
        return inner is not None and inner.style is marker.style and letters.follows(inner.values[0], marker.values[0])

    def _follows(self, place: int, marker: Marker) -> bool:
        return _is_next(self.lists[place], marker)

    def _leads_in(self) -> bool:
        """Tell whether the last provision may carry a list: anything that is finished, as faulty ends are common."""
        return ends_sentence(self.drafts[-1].tail)

    def _open_list(self, marker: Marker) -> _List | None:
        """Return the innermost list that `marker` may go on with, one of the same case before another."""
        if marker.style is Style.PARENS and self.paragraphs:
            return self.paragraphs
        alike = [item for item in reversed(self.lists) if item.style is marker.style]
        return next((item for item in alike if item.is_of(marker)), alike[0] if alike else None)

    def _next_letter(self, marker: Marker) -> bool:
        """Tell whether a letter is the first of a list or can follow the one before."""
        item, value = self._open_list(marker), marker.values[0]
        if item is None or value == 1:
            return value == 1
        if self._sentence_runs() and not self.drafts[-1].tail.endswith(","):
            # "v. s." and "e - posta" amid a sentence are words.
            return letters.follows(item.last, value) and not letters.is_transliterated(item.last, value)
        return letters.may_follow(item.last, value)

    def _goes_on(self, marker: Marker) -> bool:
        """Tell whether a number with a bracket goes on with an open list, a little further, after an item's end."""
        item, ended = self._open_list(marker), self.drafts[-1:] and self.drafts[-1].tail.endswith((",", ";", "."))
        if marker.style is not Style.PAREN or item is None or not ended:
            return False
        return item.last < marker.values[0] <= item.last + _LEFT_OUT

    def _continues_list(self, marker: Marker) -> bool:
        item = self._open_list(marker)
        return item is not None and _is_next(item, marker)

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

    def _unnumbered(self, index: int, line: Line, following: Line | None) -> None:
        last = self.drafts[-1]
        if last.tail == "":
            last.join(line, self.hyphenation)
        elif self._is_side_heading(index):
            if last.level == SIDE_HEADING and last.tail.isupper() and line.text.isupper():
                last.join(line, self.hyphenation)
                return
            if last.level == SIDE_HEADING:
                self.pending.append(numbering.GUESSED_LEVEL)
            self._add(SIDE_HEADING, None, line.text, line)
        elif self.titled and last.level == ARTICLE and len(last.parts) == 1 and self._stands_below_title(last, line):
            self._add(PARAGRAPH, None, line.text, line)
        elif last.level in (CHAPTER, SIDE_HEADING):
            if is_lowercase_start(line.text) or (last.tail.isupper() and line.text.isupper()):
                last.join(line, self.hyphenation)
            else:
                self._add_below(line, following)
        elif self._begins_bare_item(last, index):
            level = last.level
            if not last.bare and (last.tail.endswith(":") or level not in (ITEM, SUB_ITEM)):
                level = ITEM if level == PARAGRAPH else min(level + 1, SUB_ITEM)
            self._add(level, None, line.text, line, bare=True)
        elif self._continues(last, line):
            if self._joins_by_guess(last, line):
                last.doubts.append(numbering.JOINED)
            last.join(line, self.hyphenation)
        else:
            self._add_below(line, following)

    def _add_below(self, line: Line, following: Line | None) -> None:
        """Add a paragraph, or a heading without a number when it looks like one and a number stands below it."""
        heading = _is_heading(line.text) and not ends_sentence(line.text)
        if heading and line.marker is None and is_uppercase_start(line.text) and _carries(following):
            self.pending.append(numbering.GUESSED_LEVEL)
            self._add(SIDE_HEADING, None, line.text, line)
        else:
            self._add(PARAGRAPH, None, line.text, line)

    def _is_side_heading(self, index: int) -> bool:
        """Tell whether a heading without a number begins here: short, and over at most three lines above an article."""
        words = self.lines[index].text
        if not is_uppercase_start(words):
            return False
        for following in self.lines[index + 1 : index + 4]:
            if following.marker and following.marker.style is Style.ARTICLE_WORD:
                return _is_heading(words)
            if following.marker or ends_sentence(words) or self._sentence_runs() or following.text[0].isdigit():
                return False
            words = f"{words} {following.text}"
        return False

    @staticmethod
    def _stands_below_title(last: _Draft, line: Line) -> bool:
        begins = is_uppercase_start(line.text) or line.text[0].isdigit()
        return begins and _is_heading(last.tail) and not ends_sentence(last.tail)

    def _begins_bare_item(self, last: _Draft, index: int) -> bool:
        """Tell whether the line is an item without a number: below a lead-in, or after such an item."""
        line = self.lines[index]
        full = self.wrapping.is_full(last.ends_at.text, line.text) and line.gap == self.wrapping.gap
        if full and last.number and last.tail.endswith(";") and is_lowercase_start(line.text):
            # A numbered item has the next one after it; what stands between goes on with the sentence. So does a
            # sentence of an article, unless more than one line of a list stands below it.
            return last.level == ARTICLE and self._lists_below(index)
        if last.tail.endswith((";", ":")):
            return True
        if last.level != CHAPTER and last.tail.endswith(",") and self._defines_below(index):
            return True
        apart = self.wrapping.gap is None or line.gap > self.wrapping.gap
        defines = _DEFINITION.match(last.text) is not None and _DEFINITION.match(line.text) is not None
        begins = is_uppercase_start(line.text) or self.wrapping.gap is None
        return last.bare and last.tail.endswith(",") and (apart or defines) and begins

    def _defines_below(self, index: int) -> bool:
        """Tell whether two words with what they mean stand at `index`: "Müdür : Birim müdürünü,"."""
        two = self.lines[index : index + 2]
        return len(two) > 1 and all(
            line.marker is None and is_uppercase_start(line.text) and _DEFINITION.match(line.text) for line in two
        )

    def _lists_below(self, index: int) -> bool:
        """Tell whether lines of a list begin at `index`: ended by semicolons, before the next number or wider gap."""
        for line in self.lines[index:]:
            if line.marker or (line.gap != self.wrapping.gap and line.number != self.lines[index].number):
                return False
            if line.text.endswith(";"):
                return True
        return False

    def _joins_by_guess(self, last: _Draft, line: Line) -> bool:
        """Tell whether only a guess says that the line goes on with the last provision."""
        usual = line.gap <= (self.wrapping.gap or 0) and not line.page
        return line.marker is not None or ends_sentence(last.tail) or not usual or is_uppercase_start(line.text)

    def _continues(self, last: _Draft, line: Line) -> bool:
        if is_lowercase_start(line.text):
            return True
        if not ends_sentence(last.tail):
            # Where no sentence is broken over a gap, a gap and a capital letter begin a paragraph anyway.
            return self.wrapping.gap is not None or line.gap == 0 or line.page or not is_uppercase_start(line.text)
        # A full stop at the end of a full line may be chance; at the end of a short line, or before a larger gap, it
        # ends the paragraph.
        return line.gap == self.wrapping.gap and self.wrapping.is_full(last.ends_at.text, line.text)


def _without_broken_words(lines: list[Line]) -> list[Line]:
    """Return `lines` without the markers of hyphens that go on with a word: "tizimi" and then "-ning"."""
    kept: list[Line] = []
    for line in lines:
        if line.marker and line.marker.tight and line.marker.printed in _TIGHT_BULLETS:
            before = kept[-1] if kept else None
            listed = before and before.marker and before.marker.tight and before.marker.printed == line.marker.printed
            if before is None or not (listed or before.text.endswith((":", ";", ".", ","))):
                line = replace(line, marker=None)
        kept.append(line)
    return kept


def _with_bare_chapters(lines: list[Line]) -> list[Line]:
    """Return `lines` with markers for headings like "2 ОБЩИЕ ЗАДАЧИ", numbers without a stop above their "2.1"."""
    below: Marker | None = None
    found = list(lines)
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        match = _BARE_CHAPTER.match(line.text) if line.marker is None and below else None
        if match and below and below.style is Style.MULTI and below.values in ((int(match[1]), 0), (int(match[1]), 1)):
            rest = line.text[match.end() :]
            if is_uppercase_start(rest) and _is_heading(rest) and not ends_sentence(rest):
                found[index] = replace(line, marker=Marker(Style.DOT, match[1], (int(match[1]),), rest))
        below = line.marker or below
    return found


def _is_next(item: _List, marker: Marker) -> bool:
    value = marker.values[0]
    return letters.follows(item.last, value) if marker.style in _LETTERED else value == item.last + 1


def _is_capital(marker: Marker) -> bool:
    return marker.style in _LETTERED and marker.printed.strip("(). -–—").isupper()


def _carries(line: Line | None) -> bool:
    return line is not None and line.marker is not None and line.marker.style in _CARRYING


def _heads(text: str) -> bool:
    return is_uppercase_start(text) and _is_heading(text) and not ends_sentence(text.removesuffix(":"))


def _is_heading(text: str) -> bool:
    return len(text.split()) <= _HEADING_WORDS and not text.endswith((".", ","))
