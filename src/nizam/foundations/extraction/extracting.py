# SPDX-License-Identifier: EUPL-1.2
"""From the bytes of a file to its text, through a confined process started for this one file."""

import dataclasses
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from nizam.foundations.extraction import media
from nizam.foundations.extraction.child import NOT_CONFINED
from nizam.foundations.extraction.frames import read_frame, read_value, write_frame, write_value
from nizam.foundations.extraction.model import DEFAULT, MARKS, Extracted, Limits
from nizam.foundations.extraction.recognition import PictureReader

_BOOT: Final = """
import sys
sys.path[:0] = sys.argv[3:]
from nizam.foundations.extraction.child import main
main(*sys.argv[1:3])
"""
_LARGEST_FACT: Final = 2**20
# How PDFium ends the process it is in when it gets no memory.
_NO_MEMORY: Final = (-signal.SIGABRT, -signal.SIGILL, -signal.SIGTRAP)
# A drawn page has a line before its pixels.
_HEAD_OF_PICTURE: Final = 100
_LONGEST_TYPE: Final = 200
_LONGEST_NAME: Final = 255
_ROOT: Final = str(Path(__file__).parents[3])

Progress = Callable[[int, int | None], None]
"""Called with the number of pages read and, once it is known, of all pages."""


def extract(
    content: bytes,
    *,
    name: str,
    content_type: str,
    limits: Limits = DEFAULT,
    languages: Sequence[str] = (),
    progress: Progress | None = None,
    marked: bool = False,
) -> Extracted:
    """Return the text of a file and of the files in it; never raises for what `content` is.

    With `marked` the text of a DOCX file is the marked text of papers (`typesetting.marked_text`), in which its
    headings, lists, tables and strong words stay what they are.

    What the file is, its bytes say first, `name` and the declared `content_type` second. `languages` are those that
    pictures are read in (`az`, `az-Cyrl`, `uz`, `uz-Cyrl`, `tr`, `ru`, `en`), the likeliest first; without any, all but
    `az-Cyrl`. `progress` is told how many pages are read and how many there are, once a page and about every second
    while a picture is read; what it raises ends the reading and comes out of here.

    The work is done in a process of its own without network, that starts no programs and writes no files (see
    `confinement`), within `limits`. What was read before a limit ended the reading is kept.
    """
    if len(content) > limits.content_bytes:
        return Extracted("", ("too-large",), media.UNKNOWN, 0, 0, None)
    deadline = time.monotonic() + limits.seconds
    task = {"task": "marked" if marked else "text"}
    reader = Reader(limits, PictureReader(languages, limits, deadline), progress, task=task)
    reader.run(content, name, content_type, deadline)
    return reader.extracted()


class Reader:
    """One reading process and what it has told."""

    def __init__(
        self, limits: Limits, pictures: PictureReader, progress: Progress | None, *, task: Mapping[str, object]
    ) -> None:
        self._limits = limits
        self._task = task
        self.codes: list[tuple[int, str]] = []
        self._pictures = pictures
        self._progress = progress
        self._expected: int | None = None
        self._marks: set[str] = set()
        self._texts: list[str] = []
        self._left = limits.characters
        self._type = media.UNKNOWN
        self._pages = 0
        self._parts = 0
        self._timed_out = False
        command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", _BOOT, str(limits.memory_bytes)]
        command += [str(limits.cpu_seconds), _ROOT, *(path for path in sys.path if path)]
        self._process = subprocess.Popen(  # noqa: S603  our own module, by the interpreter that runs us
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd="/",
            env={},
            start_new_session=True,
        )

    def run(self, content: bytes, name: str, declared: str, deadline: float) -> None:
        """Have the process read `content` until it ends, a limit ends it, or the deadline comes."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        watchdog = threading.Timer(max(0.0, deadline - time.monotonic()), self._kill_late)
        watchdog.daemon = True
        watchdog.start()
        done = False
        try:
            # The end of a name says what a file is, and the beginning of a type.
            request = {"name": name[-_LONGEST_NAME:], "declared": declared[:_LONGEST_TYPE]}
            limits = dataclasses.asdict(self._limits)
            write_value(process.stdin, **request, limits=limits, **self._task)
            write_frame(process.stdin, content)
            while not done and (fact := read_value(process.stdout, _LARGEST_FACT)) is not None:
                done = self._take(fact)
        except BrokenPipeError:
            # The process died; what it died of is told below.
            done = False
        finally:
            # A process that broke off may still be saying why, and one that babbles ends when nobody listens; whatever
            # else it does, the watchdog ends it.
            process.stdout.close()
            words = b"" if done else process.stderr.read()
            process.kill()
            code = process.wait()
            watchdog.cancel()
            process.stdin.close()
            process.stderr.close()
        if not done:
            self._marks.add(self._end(code, words))

    def _kill_late(self) -> None:
        self._timed_out = True
        self._process.kill()

    def _end(self, code: int, words: bytes) -> str:
        """Return the mark of what ended a process that did not finish."""
        if self._timed_out or code == -signal.SIGXCPU:
            return "out-of-time"
        if code == NOT_CONFINED:
            return "not-confined"
        return "out-of-memory" if code in _NO_MEMORY or b"MemoryError" in words else "broke-down"

    def _take(self, fact: dict[str, Any]) -> bool:
        """Keep one fact that the process told, as far as it is one; return whether it was the last."""
        text, mark, found = fact.get("text"), fact.get("mark"), fact.get("type")
        if isinstance(text, str):
            self._texts.append(text[: self._left])
            self._left -= len(self._texts[-1])
        if isinstance(mark, str) and mark in MARKS:
            self._marks.add(mark)
        if isinstance(found, str):
            self._type = found[:_LONGEST_TYPE]
        expected = fact.get("pages")
        if isinstance(expected, int):
            self._expected = max(1, min(expected, self._limits.pages))
        if "page" in fact:
            self._tell()
            self._pages += 1
        self._parts += "part" in fact
        code, page = fact.get("code"), fact.get("on")
        if isinstance(code, str) and isinstance(page, int) and len(self.codes) < self._limits.characters:
            self.codes.append((page, code))
        if isinstance(fact.get("picture"), int):
            self._read_picture(fact["picture"])
        return "end" in fact

    def _tell(self) -> None:
        """Say how many pages are read whole; the last one begun is not."""
        if self._progress is not None:
            self._progress(self._pages, self._expected)

    def _tell_amid_page(self) -> None:
        if self._progress is not None:
            self._progress(max(self._pages - 1, 0), self._expected)

    def _read_picture(self, dots_per_inch: int) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        most = max(self._limits.pixels, self._limits.content_bytes, self._limits.unpacked_bytes) + _HEAD_OF_PICTURE
        picture = read_frame(self._process.stdout, most)
        inches = max(0, min(dots_per_inch, 10_000))
        text = self._pictures.read(picture, dots_per_inch=inches, meanwhile=self._tell_amid_page) if picture else ""
        write_value(self._process.stdin, text=text)

    @property
    def text(self) -> str:
        """All text that was told, as it came."""
        return "".join(self._texts)

    @property
    def marks(self) -> tuple[str, ...]:
        """What happened on the way, in alphabetical order."""
        return tuple(sorted(self._marks | self._pictures.marks))

    def extracted(self) -> Extracted:
        """Return what came of it."""
        # The reading process imports this module with its package, and is started anew for each file: it shall not pay
        # for the tables of languages.
        from nizam.foundations import language

        text = "".join(self._texts)
        marks = self._marks | self._pictures.marks
        if not text.strip():
            marks.add("no-text")
        return Extracted(
            text=text,
            marks=tuple(sorted(marks)),
            media_type=self._type,
            pages=self._pages,
            parts=self._parts,
            language=language.identify(text).language,
        )
