# SPDX-License-Identifier: EUPL-1.2
"""Numbers that a scan shows wrongly: "333." for "3.3.", "l.2" for "1.2", "З.1" with a Cyrillic letter, "1 .2".

What a number should be, only the row it stands in can tell. So a printed number is held against the few that may come
next; where exactly one of them can have been misread so, it is proposed. The printed number is never replaced.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

Values = tuple[int, ...]

# What readers of pictures take for a digit, by the digit.
_LOOKS: Final = {
    "0": "0OОoо°",
    "1": "1lIıiІі|!",
    "2": "2Zz",
    "3": "3ЗзƷӠ",
    "4": "4Чч",
    "5": "5Ss",
    "6": "6бБ",
    "7": "7?",
    "8": "8BВ",
    "9": "9gq",
}
_STOP: Final = r"\s?[.,:·]?\s?"
_LOOK: Final = "[" + re.escape("".join(dict.fromkeys("".join(_LOOKS.values())))) + "]"
# The number at the start of a line as a scan may show it: digits and what looks like them, stops between or behind.
_PRINTED: Final = re.compile(
    rf"(?:[-–—*•]\s+)?(?P<number>{_LOOK}{{1,5}}(?:\s?[.,:·]\s?{_LOOK}{{1,4}}){{0,4}}(?:\s?[.,)]|(?=\s)))"
    r"\s*(?=[^\W\d_]|[\"“«(])"
)
_MOST_DEEP: Final = 5


def printed_number(line: str) -> tuple[str, str] | None:
    """Return what may be a misread number at the start of `line`, and the rest of the line; None where nothing may."""
    match = _PRINTED.match(line)
    if match is None or not any(character.isdigit() or character in ".,:)" for character in match["number"]):
        return None
    return match["number"], line[match.end() :]


def next_values(last: Values) -> list[Values]:
    """Return the numbers with parts that may follow `last`: one level down, the next beside it, or beside one above."""
    down = [(*last, 1)] if 0 < len(last) < _MOST_DEEP else []
    beside = [(*last[:depth], last[depth] + 1) for depth in range(len(last) - 1, -1, -1)]
    return down + beside


def demanded(printed: str, candidates: Iterable[Values]) -> Values | None:
    """Return the one of `candidates` that `printed` may be a misreading of.

    None where it is one of them as it stands, where none can have been misread so, or more than one.
    """
    bare = printed.strip().rstrip(").,:· ")
    found = set()
    for values in candidates:
        if bare == ".".join(map(str, values)):
            return None
        if _form(values).fullmatch(bare):
            found.add(values)
    return found.pop() if len(found) == 1 else None


def _form(values: Sequence[int]) -> re.Pattern[str]:
    """Return what `values` may look like: digits as what looks like them, a stop lost, spaced, or read as the digit
    beside it, and a last digit read twice.
    """
    parts = [[_digit(digit) for digit in str(value)] for value in values]
    pattern = "".join(parts[0])
    for before, part in pairwise(parts):
        pattern += f"(?:{_STOP}|{before[-1]}|{part[0]})" + "".join(part)
    return re.compile(pattern + (f"{parts[-1][-1]}?" if len(parts) > 1 else ""))


def _digit(digit: str) -> str:
    return f"[{re.escape(_LOOKS[digit])}]"
