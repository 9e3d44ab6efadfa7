# SPDX-License-Identifier: EUPL-1.2
"""Words broken at the ends of lines: whether the hyphen is one of the word or of the line, by the words of the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nizam.foundations.charter_text.markers import fold, is_lowercase_start

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"(?P<start>[^\W\d_]+(?:['-][^\W\d_]+)*'?)-$")
# A broken word stands within so many characters of its line's end: without a bound, a line of one word takes for ever.
_END = 80
_CONTINUED = re.compile(r"[^\W\d_]+")
# A text that breaks so many words, and so large a part of its lines, was set with hyphens at line ends.
_FEWEST_BROKEN = 4
_BROKEN_LINES = 0.04


@dataclass(frozen=True)
class Hyphenation:
    """The words of a text, and whether it breaks words at line ends as a rule."""

    words: frozenset[str]
    breaks_words: bool

    @classmethod
    def of(cls, lines: Sequence[str]) -> "Hyphenation":
        """Gather the words that stand whole on a line."""
        words: set[str] = set()
        broken = 0
        for line, following in zip(lines, [*lines[1:], ""], strict=False):
            whole = line
            if _BROKEN.search(line[-_END:]) and is_lowercase_start(following):
                broken += 1
                whole = line[: line.rfind(" ") + 1]
            words.update(_WORD.findall(fold(whole)))
        return cls(frozenset(words), broken >= max(_FEWEST_BROKEN, _BROKEN_LINES * len(lines)))

    def judge(self, start: str, rest: str) -> tuple[bool, bool]:
        """Return whether the hyphen at the end of `start` stays before `rest`, and whether that is in doubt."""
        broken, continued = _BROKEN.search(fold(start[-_END:])), _CONTINUED.match(fold(rest))
        # The one who asks has seen a letter before the hyphen and a small one after it.
        assert broken is not None
        assert continued is not None
        if f"{broken['start']}-{continued[0]}" in self.words:
            return True, False
        if broken["start"] + continued[0] in self.words:
            return False, False
        return not self.breaks_words, True
