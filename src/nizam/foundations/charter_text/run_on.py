# SPDX-License-Identifier: EUPL-1.2
"""Cuts lines that hold several provisions, up to a whole charter on one line, before each number that is next in turn.

A number inside a line is a provision only in its turn: after article 4 comes article 5, after 2.0.2 comes 2.0.3, 2.1 or
3. So sentences that name another article, a sum or a date stay whole.
"""

import re
from copy import deepcopy
from dataclasses import dataclass, field, replace
from enum import IntEnum

from nizam.foundations.charter_text import letters
from nizam.foundations.charter_text.markers import Marker, Style, find_marker, fold, is_uppercase_start
from nizam.foundations.charter_text.rows import Row, ends_sentence

_CANDIDATE = re.compile(
    r"(?<=\s)(?=[(]?\d|§|[•▪●■]|\(?[^\W\d_]{1,4}\)|[^\W\d_]\s?[-–]\s|[ivxіх]{1,7}[.\s-]"
    r"|madd[eə]|modda|модда|статья|article|ek madde|geçici madde"
    r"|[\w']{0,8}(?:inci|uncu|üncü|inchi|нчи)\s|bölüm|kisim|fəsil|bob|боб|глава|раздел|chapter)"
)
_PAGE = re.compile(r"(?:^|(?<=[.;:,!?]))\s*(?P<number>\d{1,3})$")
_SIDE_HEADING = re.compile(r"(?<=[.;!?])\s+(?P<heading>[^.;:!?,\d]{3,80}:?)$")
# Between the title of a chapter and its first article, only the headings that laws of Turkey always have can be told.
_USUAL_HEADING = re.compile(
    r"(?<=\S)\s+(?P<heading>(?:Amaç(?: ve [Kk]apsam)?|Kapsam|(?:(?:Hukuki|Yasal) )?[Dd]ayanak"
    r"|Tanımlar(?: ve [Kk]ısaltmalar)?|Kuruluş|Teşkilat(?: [Yy]apısı)?|Bağlılık|Görevler"
    r"|Yürürlük(?:ten [Kk]aldır(?:ma|ılan [Hh]ükümler))?|Yürütme"
    r"|Denetim|Hüküm [Bb]ulunmayan [Hh]aller)\s?:?)$"
)
_FIRST_PAGE = re.compile(r"(?P<number>\d{1,3})\s+(?=[^\W\d_])")
_LOOKAHEAD = 160
_LOOKBEHIND = 300
_RUN_ON_WIDTH = 300
_LIST_WIDTH = 1000
_LEFT_OUT = 3
_HEADING_WORDS = 16
_LETTERED = frozenset({Style.LETTER, Style.LETTERS, Style.LETTER_DASH})
_NEVER_CUT = frozenset({Style.ANNEX, Style.LETTER_DOT, Style.CAPITAL_DOT})
_PARAGRAPH_ONE = re.compile(r"\([1lıIi|]\)")


class _Strength(IntEnum):
    NONE = 0
    LISTED = 1  # an item, only beside numbers that carry the text
    STRUCTURAL = 2  # carries the text, but could be chance in an ordinary line
    CERTAIN = 3  # in its turn and after a sentence: cut in any line


@dataclass
class _Turn:
    """The last number of every kind."""

    article: int = 0
    chapters: dict[str, int] = field(default_factory=dict)
    multi: tuple[int, ...] = ()
    singles: dict[Style, int] = field(default_factory=dict)

    def strength(self, marker: Marker, before: str, first: str) -> _Strength:
        """Say how surely `marker` begins a provision after the text `before`; `first` is its first character."""
        ended, capital = not before or ends_sentence(before), not first.islower()
        value, style = marker.values[0], marker.style
        if style in _NEVER_CUT:
            return _Strength.NONE
        if style is Style.CHAPTER_WORD:
            in_turn = capital and value == self.chapters.get(marker.word, 0) + 1
            return _Strength.STRUCTURAL if in_turn else _Strength.NONE
        if style is Style.ARTICLE_WORD:
            if not capital or value != self.article + 1:
                return _Strength.NONE
            return _Strength.CERTAIN if ended and not marker.printed[-1].isalnum() else _Strength.STRUCTURAL
        if style is Style.MULTI:
            return self._multi(marker, before, ended=ended)
        last = self.singles.get(style, 0)
        if style in (Style.DOT, Style.ROMAN, Style.DASH):
            return self._single(marker, last, ended=ended)
        return self._listed(marker, before, last)

    @staticmethod
    def _single(marker: Marker, last: int, *, ended: bool) -> _Strength:
        value = marker.values[0]
        if marker.tight or not is_uppercase_start(marker.rest):
            carries = value == last + 1 and ended and not marker.tight
            return _Strength.STRUCTURAL if carries and marker.style is not Style.DASH else _Strength.NONE
        if marker.style is not Style.DASH and value == last + 1 and (ended or last == 0):
            return _Strength.STRUCTURAL
        # Items often end without a stop, leave a number out, print one twice or begin again.
        listed = value == last + 1 or (ended and (value == 1 or last <= value <= last + _LEFT_OUT))
        return _Strength.LISTED if listed else _Strength.NONE

    def _multi(self, marker: Marker, before: str, *, ended: bool) -> _Strength:
        values, last = marker.values, self.multi
        if not self._next_in_parts(values):
            # A number printed twice, or one left out.
            near = bool(last) and values[:-1] == last[:-1] and last[-1] <= values[-1] <= last[-1] + _LEFT_OUT
            return _Strength.LISTED if near and ended and marker.printed.endswith(".") else _Strength.NONE
        heads = values[-1] <= 1 and values[:-1] != last[: len(values) - 1] and len(before.split()) <= _HEADING_WORDS
        if marker.printed.endswith(".") and (ended or (heads and re.match(r"\d+\.", before))):
            return _Strength.CERTAIN
        return _Strength.STRUCTURAL if ended or is_uppercase_start(marker.rest) else _Strength.NONE

    def _next_in_parts(self, values: tuple[int, ...]) -> bool:
        last = self.multi
        if not last:
            return values[-1] <= 1 and values[0] == self.singles.get(Style.DOT, 1)
        deeper = len(values) == len(last) + 1 and values[:-1] == last and values[-1] <= 1
        higher = any(
            len(values) == depth + 1 and values[:depth] == last[:depth] and values[depth] == last[depth] + 1
            for depth in range(1, len(last))
        )
        return deeper or higher or (values[0] == last[0] + 1 and max(values[1:]) <= 1)

    @staticmethod
    def _listed(marker: Marker, before: str, last: int) -> _Strength:
        value = marker.values[0]
        if marker.style is Style.BULLET:
            return _Strength.LISTED
        in_turn = letters.follows(last, value) if marker.style in _LETTERED else value == last + 1
        if (value == 1 or in_turn) and before.endswith((".", ";", ":", ",")):
            return _Strength.LISTED
        near = marker.style is Style.PAREN and 0 < last <= value <= last + _LEFT_OUT
        return _Strength.LISTED if near and before.endswith((".", ";")) else _Strength.NONE

    def take(self, marker: Marker) -> None:
        """Count `marker` as the last one."""
        value = marker.values[0]
        if marker.style is Style.MULTI:
            self.multi = marker.values
            self.singles = {style: last for style, last in self.singles.items() if style in (Style.DOT, Style.ROMAN)}
        elif marker.style is Style.CHAPTER_WORD:
            self.chapters[marker.word] = value
        elif marker.style is Style.ARTICLE_WORD:
            self.article = value
            # "2- Depo Servisi" heads articles; every other number counts inside one.
            self.singles = {style: last for style, last in self.singles.items() if style is Style.DASH}
            if _PARAGRAPH_ONE.match(marker.rest):
                self.singles[Style.PARENS] = 1
        elif marker.style is Style.ANNEX:
            self.__init__()  # type: ignore[misc]
        else:
            self.singles[marker.style] = value


def cut(rows: list[Row]) -> list[Row]:
    """Return `rows` with every row that holds several provisions cut before each of them."""
    turn = _Turn()
    page, run_on = 0, False
    result: list[Row] = []
    for row in rows:
        first = _FIRST_PAGE.match(row.text) if run_on or len(row.text) >= _RUN_ON_WIDTH else None
        if first and int(first["number"]) == page + 1:
            # Converters that put each page on a line begin it with its number.
            page += 1
            row = replace(row, text=row.text[first.end() :], page=True)
        marker = find_marker(row.text)
        if marker is not None:
            turn.take(marker)
        places: list[int] = []
        if run_on or len(row.text) >= _RUN_ON_WIDTH:
            bold = deepcopy(turn)
            places, strengths = _places(row.text, bold, _Strength.LISTED)
            structural = sum(strength >= _Strength.STRUCTURAL for strength in strengths)
            run_on = structural >= (1 if run_on else 2 if len(row.text) >= _LIST_WIDTH else 3)
            turn = bold if run_on else turn
        if not run_on:
            places, strengths = _places(row.text, turn, _Strength.CERTAIN)
        if not places:
            result.append(row)
            continue
        for number, (start, end) in enumerate(zip([0, *places], [*places, len(row.text)], strict=True)):
            piece = row.text[start:end].strip()
            match = _PAGE.search(piece) if run_on else None
            if match and page in (0, int(match["number"]) - 1):
                page = int(match["number"])
                piece = piece[: match.start()].strip()
            gap = 0 if number else row.gap
            before_article = run_on and end < len(row.text) and _is_article(row.text[end : end + _LOOKAHEAD])
            own = find_marker(piece)
            after = len(own.printed) if own else 0
            # "I. BÖLÜM GENEL HÜKÜMLER" is one heading; the full stop of its number ends no sentence.
            heading = _SIDE_HEADING.search(piece, after) if before_article else None
            if before_article and own is not None and own.style is Style.CHAPTER_WORD:
                heading = _USUAL_HEADING.search(piece, after + 1) or heading
            if heading and is_uppercase_start(heading["heading"]):
                result.append(replace(row, text=piece[: heading.start()], gap=gap, cut=number > 0))
                piece, gap = heading["heading"], 0
            if piece:
                result.append(replace(row, text=piece, gap=gap, cut=number > 0 or heading is not None))
    return result


def _is_article(text: str) -> bool:
    marker = find_marker(text)
    return marker is not None and marker.style is Style.ARTICLE_WORD


def _places(text: str, turn: _Turn, least: _Strength) -> tuple[list[int], list[_Strength]]:
    """Return where provisions begin inside `text`, with how sure that is; `turn` goes on with each."""
    places: list[int] = []
    strengths: list[_Strength] = []
    start = 0
    for candidate in _CANDIDATE.finditer(fold(text)):
        place = candidate.start()
        marker = find_marker(text[place : place + _LOOKAHEAD].strip())
        if marker is None or place < start:
            continue
        before = text[max(start, place - _LOOKBEHIND) : place].strip()
        match = _PAGE.search(before)
        strength = turn.strength(marker, before[: match.start()] if match else before, text[place])
        if strength >= least:
            turn.take(marker)
            places.append(place)
            strengths.append(strength)
            start = place + len(marker.printed)
    return places, strengths
