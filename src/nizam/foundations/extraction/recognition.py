# SPDX-License-Identifier: EUPL-1.2
"""Text of pictures by Tesseract, each in a confined process of its own, in the language that fits.

Which language a scan is in is not known beforehand. A model reads the words of another language of its script well
enough to tell which one it is; so the first picture is read with one model, then with that of the language found, and
with a model of the other script when neither reads with certainty. What read best is used first for the next picture.
"""

import csv
import functools
import math
import os
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nizam.foundations.extraction import confinement
from nizam.foundations.extraction.layout import Piece, page_text
from nizam.foundations.extraction.model import Limits

MODELS: Final = {
    "az": "aze",
    "az-Cyrl": "aze_cyrl",
    "uz": "uzb",
    "uz-Cyrl": "uzb_cyrl",
    "tr": "tur",
    "ru": "rus",
    "en": "eng",
}
"""The model of Tesseract for each language that pictures are read in."""

# Azerbaijani in Cyrillic is of the last century, and its model reads Uzbek with foreign letters: only for who asks.
_USUAL: Final = ("az", "uz", "tr", "en", "uz-Cyrl", "ru")
_CYRILLIC: Final = frozenset({"az-Cyrl", "uz-Cyrl", "ru"})
_LIST_SECONDS: Final = 20
# Percent, as Tesseract counts. A model of the wrong script stays below the first, a right one on a clean scan above the
# second.
_UNCERTAIN: Final = 60.0
_CERTAIN: Final = 80.0
# What another language must gain over the one that the words themselves speak for.
_FITTING: Final = 5.0
# Level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
_COLUMNS: Final = 12
_WORD_LEVEL: Final = "5"


@dataclass(frozen=True)
class _Attempt:
    language: str
    text: str
    certainty: float
    marks: frozenset[str] = frozenset()


class PictureReader:
    """Reads the pictures of one extraction until `deadline` (of `time.monotonic`)."""

    def __init__(self, languages: Sequence[str], limits: Limits, deadline: float) -> None:
        self._wanted = [name for name in languages if name in MODELS] or list(_USUAL)
        self._limits = limits
        self._deadline = deadline
        self._order: list[str] = []
        self.marks: set[str] = set()

    def read(self, picture: bytes, *, dots_per_inch: int) -> str:
        """Return the text of a picture, "" when it cannot be read; `marks` say what happened."""
        binary = shutil.which("tesseract")
        installed = _installed(binary) if binary else frozenset()
        if binary is None or not installed & {MODELS[name] for name in self._wanted}:
            self.marks.add("needs-ocr")
            return ""
        if not self._order:
            self._order = [name for name in self._wanted if MODELS[name] in installed]
        best = self._best(binary, picture, dots_per_inch)
        self.marks |= best.marks
        if best.text.strip():
            self.marks.add("read-by-ocr")
            if best.certainty < _UNCERTAIN:
                self.marks.add("uncertain-ocr")
            else:
                self._order.sort(key=lambda name: name != best.language)
        return best.text

    def _best(self, binary: str, picture: bytes, dots_per_inch: int) -> _Attempt:
        # Loaded here for the reason given in `extracting`.
        from nizam.foundations import language

        attempts: dict[str, _Attempt] = {}
        fitting: set[str] = set()

        def attempt(name: str) -> None:
            if name in attempts or (attempts and time.monotonic() >= self._deadline):
                return
            attempts[name] = self._attempt(binary, picture, dots_per_inch, name)
            found = language.identify(attempts[name].text).language
            if found == name:
                fitting.add(name)
            elif found in self._order:
                attempt(found)

        first = self._order[0]
        attempt(first)
        if max(tried.certainty for tried in attempts.values()) < _CERTAIN:
            others = [name for name in self._order if (name in _CYRILLIC) != (first in _CYRILLIC)]
            for name in others[:1]:
                attempt(name)
        return max(attempts.values(), key=lambda tried: tried.certainty + _FITTING * (tried.language in fitting))

    def _attempt(self, binary: str, picture: bytes, dots_per_inch: int, name: str) -> _Attempt:
        seconds = max(self._deadline - time.monotonic(), 0.01)
        # A page is one block of text or several, never a single word; the direction of the page is not looked for.
        command = [binary, "stdin", "stdout", "-l", MODELS[name], "--psm", "3"]
        command += ["--dpi", str(dots_per_inch)] if dots_per_inch else []
        launcher = [sys.executable, "-I", "-S", confinement.__file__]
        limits = [str(self._limits.memory_bytes), str(math.ceil(seconds))]
        environment = {"OMP_THREAD_LIMIT": "1", "PATH": os.defpath}
        if "TESSDATA_PREFIX" in os.environ:
            environment["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
        try:
            done = subprocess.run(  # noqa: S603  our own launcher, and the program of the machine it starts
                [*launcher, *limits, *command, "tsv"],
                input=picture,
                capture_output=True,
                timeout=seconds,
                check=False,
                cwd="/",
                env=environment,
            )
        except subprocess.TimeoutExpired:
            return _Attempt(name, "", 0.0, frozenset({"out-of-time"}))
        if done.returncode:
            return _Attempt(name, "", 0.0, frozenset({_failure(done.returncode, done.stderr)}))
        return _read_table(name, done.stdout.decode(errors="replace"))


def _failure(code: int, words: bytes) -> str:
    if b"bad_alloc" in words or b"MemoryError" in words or b"malloc" in words:
        return "out-of-memory"
    if code == 1 and b"OSError" in words:
        return "not-confined"
    return "damaged"


@functools.cache
def _installed(binary: str) -> frozenset[str]:
    """Return the models of a Tesseract; none when it does not answer."""
    try:
        done = subprocess.run(  # noqa: S603  the program of the machine
            [binary, "--list-langs"], capture_output=True, timeout=_LIST_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(done.stdout.decode(errors="replace").split())


def _read_table(name: str, table: str) -> _Attempt:
    """Return text and certainty of Tesseract's table of words; the lines are put in reading order anew."""
    lines: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    weight = certain = 0.0
    for row in csv.reader(table.splitlines()[1:], delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) == _COLUMNS and row[0] == _WORD_LEVEL and row[-1].strip():
            lines[tuple(row[1:5])].append(row)
            weight += len(row[-1])
            certain += len(row[-1]) * float(row[-2])
    pages: dict[str, list[Piece]] = defaultdict(list)
    for (page, *_), words in lines.items():
        pages[page].append(_piece(words))
    text = "\f\n".join(page_text(pieces) for pieces in pages.values())
    return _Attempt(name, text, certain / weight if weight else 0.0)


def _piece(words: list[list[str]]) -> Piece:
    boxes = [tuple(map(float, word[6:10])) for word in words]
    return Piece(
        " ".join(word[-1] for word in words),
        min(left for left, _, _, _ in boxes),
        max(left + width for left, _, width, _ in boxes),
        min(top for _, top, _, _ in boxes),
        max(top + height for _, top, _, height in boxes),
    )
