# SPDX-License-Identifier: EUPL-1.2
"""What is doubtful about a provision, as codes for the person who decides.

Numbers are never mended: a charter that prints 1, 3, 3 is read as 1, 3, 3, with a mark at both threes.
"""

import re
from dataclasses import dataclass, field

from nizam.foundations.charter_text import letters
from nizam.foundations.charter_text.markers import Marker, Style, fold

RESTARTED = "restarted"  # the numbers begin again where nothing begins
DOUBLED = "doubled"  # the number was there before, in the same row
GAP = "gap"  # numbers are left out before this one
BACKWARDS = "backwards"  # the number is lower than the one before
GUESSED_LEVEL = "guessed-level"  # the look of the line does not say what it is
JOINED = "joined"  # lines were joined that the text does not clearly join
HYPHEN = "hyphen"  # a word was broken at a line end; whether the hyphen is its own is a guess
CUT = "cut"  # found inside a line, not at its start
SPLIT_WORD = "split-word"  # a word of the number is printed in pieces
SPACES_LOST = "spaces-lost"  # words stand together
MISREAD = "misread"  # a letter or sign stands where another belongs: (l) for (1), "4.4," for "4.4."

DOUBTS = frozenset(
    (RESTARTED, DOUBLED, GAP, BACKWARDS, GUESSED_LEVEL, JOINED, HYPHEN, CUT, SPLIT_WORD, SPACES_LOST, MISREAD)
)

_LETTERED = frozenset({Style.LETTER, Style.LETTERS, Style.LETTER_DASH, Style.LETTER_DOT, Style.CAPITAL_DOT})
_MISREAD_ARTICLE = re.compile(r"[\s:№](?=\d*[lo])[lo\d]+\s*[-–—.:)]*$")
_MISREAD = re.compile(r"\([lıIi|]\)")
_WORD = re.compile(r"[^\W\d_]+(?:['‘’ʻʼ`][^\W\d_]+)*")
# The longest words of the languages in use, compounds with all their endings, have some thirty letters.
_LONGEST_WORD = 32
# Where spaces are lost all over, the words of a text are on average twice as long as these languages have them.
_GLUED_MEAN = 12


@dataclass
class Numbering:
    """The rows of numbers met so far; a row is named by whatever tells it from the others."""

    last: dict[tuple[object, ...], int] = field(default_factory=dict)
    seen: dict[tuple[object, ...], set[int]] = field(default_factory=dict)

    def forget(self, *start: object) -> None:
        """Let the rows whose name begins so count anew."""
        for name in [name for name in self.last if name[: len(start)] == start]:
            del self.last[name], self.seen[name]

    def judge(self, row: tuple[object, ...], style: Style, value: int) -> list[str]:
        """Return the doubts about `value` as the next number of `row`.

        Numbers with parts may begin with 0; elsewhere 0 is a number that was not understood, and not judged.
        """
        if style is Style.BULLET or (value == 0 and style is not Style.MULTI):
            return []
        last, seen = self.last.get(row), self.seen.setdefault(row, set())
        self.last[row] = value
        doubled = value in seen
        seen.add(value)
        lettered = style in _LETTERED
        if last is None:
            begins = value <= 1 or style is Style.ANNEX or (lettered and value == ord("i"))
            return [] if begins else [GAP]
        if letters.follows(last, value) if lettered else value == last + 1:
            return [DOUBLED] if doubled else []
        if value == 1 and last != 1:
            self.seen[row] = {1}
            return [RESTARTED]
        if doubled:
            return [DOUBLED]
        later = letters.is_later(last, value) if lettered else value > last
        return [GAP] if later else [BACKWARDS]


def of_the_number(marker: Marker) -> list[str]:
    """Return the doubts that the printed number itself raises."""
    printed = fold(marker.printed)
    if marker.style is Style.CHAPTER_WORD and marker.word not in printed:
        return [SPLIT_WORD]
    if marker.style is Style.ARTICLE_WORD and (_MISREAD.match(marker.rest) or _MISREAD_ARTICLE.search(printed)):
        return [MISREAD]
    if (marker.style is Style.MULTI and printed.endswith(",")) or (marker.style is Style.ROMAN and "l" in printed):
        return [MISREAD]
    return []


def spaces_are_lost(text: str) -> bool:
    """Tell whether the words of the whole `text` stand together."""
    words = _WORD.findall(text)
    return len(words) > 5 and sum(map(len, words)) / len(words) > _GLUED_MEAN


def has_glued_words(text: str, *, everywhere: bool) -> bool:
    """Tell whether `text` has a word too long for one; with `everywhere` set, too long for two."""
    longest = max(map(len, _WORD.findall(text)), default=0)
    return longest > (_GLUED_MEAN if everywhere else _LONGEST_WORD)
