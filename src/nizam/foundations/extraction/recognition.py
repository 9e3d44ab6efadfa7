# SPDX-License-Identifier: EUPL-1.2
"""Text of pictures by Tesseract, each in a confined process of its own, in the language that fits.

Which language a scan is in is not known beforehand. A model reads the words of another language of its script well
enough to tell which one it is; so the first picture is read with one model, then with that of the language found, and
with a model of the other script when neither reads with certainty. What read best is used first for the next picture.

A page that lies on its side or stands on its head reads with little certainty. Tesseract is then asked to find out how
it is turned, which takes as long as reading it; without its model for that, a drawn page is turned by quarters until it
reads. A page that lies a little askew is read as it is, and its lines put straight by the slope of their words.
"""

import functools
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from nizam.foundations.extraction import confinement
from nizam.foundations.extraction.model import Limits
from nizam.foundations.extraction.recognised import Recognised, read_table, turn_quarter

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
# How Tesseract looks at a page: as one that stands upright, or finding out first how it is turned, with a model of its
# own. A page is one block of text or several, never a single word.
_UPRIGHT: Final = "3"
_ANY_TURN: Final = "1"
_TURNING: Final = "osd"
# How a page that was drawn from a PDF begins; it can be turned without a reader of pictures.
_DRAWN: Final = b"P5"
# What is told while a picture is read is told so often.
_TELL_SECONDS: Final = 1.0


@dataclass(frozen=True)
class _Attempt:
    language: str
    read: Recognised
    marks: frozenset[str] = frozenset()

    @property
    def certainty(self) -> float:
        """The certainty of the reading, in percent."""
        return self.read.certainty


class PictureReader:
    """Reads the pictures of one extraction until `deadline` (of `time.monotonic`)."""

    def __init__(self, languages: Sequence[str], limits: Limits, deadline: float) -> None:
        self._wanted = [name for name in languages if name in MODELS] or list(_USUAL)
        self._limits = limits
        self._deadline = deadline
        self._meanwhile: Callable[[], None] | None = None
        self._order: list[str] = []
        # How the pages before had to be looked at: a turned page has others like it behind it.
        self._layout = _UPRIGHT
        self._quarters = 0
        self.marks: set[str] = set()

    def read(self, picture: bytes, *, dots_per_inch: int, meanwhile: Callable[[], None] | None = None) -> str:
        """Return the text of a picture, "" when it cannot be read; `marks` say what happened.

        `meanwhile` is called about every second; what it raises ends the reading.
        """
        self._meanwhile = meanwhile
        binary = shutil.which("tesseract")
        installed = _installed(binary) if binary else frozenset()
        if binary is None or not installed & {MODELS[name] for name in self._wanted}:
            self.marks.add("needs-ocr")
            return ""
        if not self._order:
            self._order = [name for name in self._wanted if MODELS[name] in installed]
        best = self._best(binary, picture, dots_per_inch)
        if best.certainty < _CERTAIN and not best.marks:
            best = self._best_turned(binary, picture, dots_per_inch, best, known=_TURNING in installed)
        self.marks |= best.marks
        if best.read.text.strip():
            self.marks.add("read-by-ocr")
            if best.certainty < _UNCERTAIN:
                self.marks.add("uncertain-ocr")
            else:
                self._order.sort(key=lambda name: name != best.language)
        return best.read.text

    def _best(self, binary: str, picture: bytes, dots_per_inch: int) -> _Attempt:
        # Loaded here for the reason given in `extracting`.
        from nizam.foundations import language

        attempts: dict[str, _Attempt] = {}
        fitting: set[str] = set()

        def attempt(name: str) -> None:
            if name in attempts or (attempts and time.monotonic() >= self._deadline):
                return
            attempts[name] = self._attempt(binary, picture, dots_per_inch, name)
            found = language.identify(attempts[name].read.text).language
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

    def _best_turned(self, binary: str, picture: bytes, dots_per_inch: int, best: _Attempt, *, known: bool) -> _Attempt:
        """Return what reads best of a page looked at in every turn, `best` where no turn reads better.

        `known` says that Tesseract has its model of how pages are turned.
        """
        before = self._layout, self._quarters
        # Blocks of lines that run up or down Tesseract often knows by itself.
        drawn = (2, 1, 3, 0) if picture.startswith(_DRAWN) else ()
        ways = [(_ANY_TURN, 0)] if known else [(_UPRIGHT, quarters) for quarters in drawn]
        for way in ways:
            if way == before or time.monotonic() >= self._deadline:
                continue
            self._layout, self._quarters = way
            tried = self._best(binary, picture, dots_per_inch)
            if tried.certainty >= max(_UNCERTAIN, best.certainty + _FITTING):
                return tried
        self._layout, self._quarters = before
        return best

    def _attempt(self, binary: str, picture: bytes, dots_per_inch: int, name: str) -> _Attempt:
        seconds = max(self._deadline - time.monotonic(), 0.01)
        for _ in range(self._quarters if picture.startswith(_DRAWN) else 0):
            picture = turn_quarter(picture)
        command = [binary, "stdin", "stdout", "-l", MODELS[name], "--psm", self._layout]
        command += ["--dpi", str(dots_per_inch)] if dots_per_inch else []
        launcher = [sys.executable, "-I", "-S", confinement.__file__]
        limits = [str(self._limits.memory_bytes), str(math.ceil(seconds))]
        environment = {"OMP_THREAD_LIMIT": "1", "PATH": os.defpath}
        if "TESSDATA_PREFIX" in os.environ:
            environment["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
        # From a file: what a pipe has not taken when `communicate` is first cut short never follows.
        with tempfile.TemporaryFile() as given:
            given.write(picture)
            given.seek(0)
            with subprocess.Popen(  # noqa: S603  our own launcher, and the program of the machine it starts
                [*launcher, *limits, *command, "tsv"],
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd="/",
                env=environment,
            ) as process:
                try:
                    answer, words = self._await(process, time.monotonic() + seconds)
                except subprocess.TimeoutExpired:
                    return _Attempt(name, Recognised(), frozenset({"out-of-time"}))
                finally:
                    process.kill()
        if process.returncode:
            return _Attempt(name, Recognised(), frozenset({_failure(process.returncode, words)}))
        return _Attempt(name, read_table(answer.decode(errors="replace")))

    def _await(self, process: subprocess.Popen[bytes], until: float) -> tuple[bytes, bytes]:
        """Return what the process says; raises TimeoutExpired when it is still reading at `until`."""
        while True:
            left = until - time.monotonic()
            try:
                return process.communicate(timeout=max(0.0, min(left, _TELL_SECONDS)))
            except subprocess.TimeoutExpired:
                if left <= _TELL_SECONDS:
                    raise
            if self._meanwhile is not None:
                self._meanwhile()


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
