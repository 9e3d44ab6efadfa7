# SPDX-License-Identifier: EUPL-1.2
"""How a Latin word of Azerbaijani, English, Turkish or Uzbek looks: weights of its runs of one to five letters.

The table was fitted by multinomial logistic regression to lists of words, not to texts (see its head). One half is for
words in full spelling, the other for words typed without diacritics. Frequent words that their letters would give to
another language are kept beside it, each as the CRC-32 of its UTF-8.
"""

import base64
import math
import zlib
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

LANGUAGES: Final[tuple[str, ...]] = ("az", "en", "tr", "uz")
"""The order of every tuple of scores here."""
LONGEST: Final[int] = 5
"""Letters in the longest run."""
STEP: Final[float] = 0.2
"""What one step of a weight's code is worth, in natural-log odds."""
CODES: Final[str] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""Codes of the weights from the least; the middle one is nought."""
_MIDDLE: Final[int] = len(CODES) // 2
# No word is proof: names and loans look like any language.
_UNSURE: Final[float] = 0.05
_UNSURE_LISTED: Final[float] = 0.013

Scores = tuple[float, ...]


class Tables(NamedTuple):
    """The fitted table: bias and weights for words in full spelling and without diacritics, and words apart."""

    bias: dict[str, Scores]
    weights: dict[str, dict[str, Scores]]
    words: dict[int, Scores]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Read the table, once."""
    found = Tables({}, {"full": {}, "bare": {}}, {})
    weights: dict[str, Scores] = {}
    signs: dict[str, list[str]] = {}
    lines: list[str] | None = None
    for line in files("nizam.foundations.language").joinpath("letter_runs.txt").read_text("utf-8").splitlines():
        run, _, codes = line.partition(" ")
        if run == "#":
            continue
        if run == "[words]":
            lines = signs.setdefault(codes, [])
        elif lines is not None:
            lines.append(line)
        else:
            scores = tuple((CODES.index(code) - _MIDDLE) * STEP for code in codes)
            if run.startswith("["):
                found.bias[run[1:-1]] = scores
                weights = found.weights[run[1:-1]]
            else:
                weights[run] = scores
    for language, texts in signs.items():
        scores = _logs([float(one == language) for one in LANGUAGES], _UNSURE_LISTED)
        raw = base64.b64decode("".join(texts))
        for start in range(0, len(raw), 4):
            found.words[int.from_bytes(raw[start : start + 4], "little")] = scores
    return found


def _logs(shares: list[float], unsure: float) -> Scores:
    return tuple(math.log((1 - unsure) * share + unsure / len(shares)) for share in shares)


@lru_cache(maxsize=32768)
def word_scores(word: str, bare: bool) -> Scores:
    """Return the natural logarithms of how likely ``word`` is in each of LANGUAGES, by its letters alone.

    Args:
        word: in lower case, apostrophes inside as U+02BC.
        bare: it was surely typed without diacritics, so that their absence says nothing.
    """
    table = tables()
    listed = table.words.get(zlib.crc32(word.encode("utf-8", "surrogatepass")))
    if listed is not None:
        return listed
    half = "bare" if bare else "full"
    weights = table.weights[half]
    sums = list(table.bias[half])
    framed = f"^{word}$"
    for length in range(1, LONGEST + 1):
        for start in range(len(framed) - length + 1):
            found = weights.get(framed[start : start + length])
            if found is not None:
                sums = [value + weight for value, weight in zip(sums, found, strict=True)]
    top = max(sums)
    shares = [math.exp(value - top) for value in sums]
    total = sum(shares)
    return _logs([share / total for share in shares], _UNSURE)
