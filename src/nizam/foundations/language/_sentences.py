# SPDX-License-Identifier: EUPL-1.2
"""Where sentences begin and end in the texts of offices, where a full stop often ends none."""

import re
from collections.abc import Iterator
from typing import Final

from nizam.foundations.language._abbreviations import CLOSING, ENDING_LETTERS, LEADING

_CLOSERS: Final[str] = r"[\"'”»’)\]]"
# A stop that may end a sentence; an empty line; a line that begins a numbered or marked item.
_PLACE: Final[re.Pattern[str]] = re.compile(
    rf"(?P<stop>[.!?…]+{_CLOSERS}*+)(?=\s|$)|\n[^\S\n]*\n"
    r"|\n(?=[^\S\n]*(?:\d+(?:\.\d+)*[.)]|[^\W\d_]\)|[-–—•*])\s)"
)
_LAST_WORD: Final[re.Pattern[str]] = re.compile(r"[^\s\"'«“”»(\[]+$")
_NEXT: Final[re.Pattern[str]] = re.compile(r"[\s\"'«“„(\[]*(\S)")
_LEADING: Final[re.Pattern[str]] = re.compile(f"(?:{LEADING})")
_CLOSING: Final[re.Pattern[str]] = re.compile(rf"(?:{CLOSING})$")
# 5. maddə, 19. Yüzyıl, II. Murat: up to two digits or Roman figures are an ordinal, more are a year or an amount.
_ORDINAL: Final[re.Pattern[str]] = re.compile(r"\d{1,2}|[IVXLC]+")
# 2.9. Şöbə: the number of an item, when the sentence begins with it.
_ITEM: Final[re.Pattern[str]] = re.compile(r"\d+(?:\.\d+)+")
_ARTICLE: Final[re.Pattern[str]] = re.compile(
    "madde|maddə|modda|fıkra|bənd|band|bent|bölüm|bölmə|fəsil|bob|kısım|yıl|ordu", re.IGNORECASE
)
_INITIAL: Final[re.Pattern[str]] = re.compile(r"(?:[^\W\d_]|[CSЧШ]h|[YJ][aeou])", re.IGNORECASE)
_LETTERS: Final[re.Pattern[str]] = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_LOOK_BACK: Final[int] = 40


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` of each sentence of ``text`` in order, without the white space around it.

    A sentence ends at ``. ! ? …`` with the quotation marks and brackets after it, at an empty line, and before a line
    that begins with a number, a letter in a bracket or a mark of a list. No end is a full stop before a small letter,
    after an initial, an abbreviation that leads a name (T.C., Dr., No.), or an ordinal (``5. maddə``, ``II. Murat``);
    a number of three digits and more with a full stop ends one. Dates and decimals have no white space inside.
    Every character but white space is in exactly one sentence.
    """
    begin = 0
    for place in _PLACE.finditer(text):
        if place["stop"] is not None and not _ends(text, begin, place):
            continue
        end = place.end("stop") if place["stop"] is not None else place.start()
        yield from _trimmed(text, begin, end)
        begin = end
    yield from _trimmed(text, begin, len(text))


def _trimmed(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[begin:end]
    kept = part.strip()
    if kept:
        start = begin + part.index(kept)
        yield start, start + len(kept)


def _ends(text: str, begin: int, place: re.Match[str]) -> bool:
    following = _NEXT.match(text, place.end())
    if following is None:
        return True
    if following[1].islower():
        return False
    if not place["stop"].startswith(".") or place["stop"].startswith(".."):
        return True
    stop = place.start()
    before = _LAST_WORD.search(text, max(begin, stop - _LOOK_BACK), stop)
    if before is None:
        return True
    word = before[0]
    if _CLOSING.search(text[max(begin, stop - _LOOK_BACK) : stop + 1]):
        return True
    if _LEADING.fullmatch(word) or _INITIAL.fullmatch(word):
        return False
    if _LETTERS.fullmatch(word):
        return word.lower() + "." in ENDING_LETTERS
    if _ORDINAL.fullmatch(word) or (_ITEM.fullmatch(word) and not text[begin : before.start()].strip()):
        return False
    return not (word.isdigit() and _ARTICLE.match(text, following.start(1)))
