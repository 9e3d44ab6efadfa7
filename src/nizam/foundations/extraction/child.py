# SPDX-License-Identifier: EUPL-1.2
"""The reading process: confines itself, reads one file, tells what it finds, and ends."""

import json
import sys
from typing import Any, Final

from nizam.foundations.extraction.confinement import confine, limit
from nizam.foundations.extraction.errors import ExtractionError
from nizam.foundations.extraction.frames import Sink, Source, read_frame, read_value, write_frame, write_value
from nizam.foundations.extraction.model import Limits
from nizam.foundations.extraction.opening import open_file
from nizam.foundations.extraction.reading import Reading

_LARGEST_REQUEST: Final = 2**20
_PIECE: Final = 50_000
NOT_CONFINED: Final = 77
"""The exit code of a child that could not confine itself."""


class Pipe:
    """The parent, as the readers of file types see it."""

    def __init__(self, requests: Source, replies: Sink) -> None:
        self._requests = requests
        self._replies = replies

    def tell(self, **value: object) -> None:
        """Pass on one fact; long texts go in pieces."""
        text = value.get("text")
        if isinstance(text, str) and len(text) > _PIECE:
            for start in range(0, len(text), _PIECE):
                write_value(self._replies, text=text[start : start + _PIECE])
        else:
            write_value(self._replies, **value)

    def picture(self, content: bytes, *, dots_per_inch: int) -> str:
        """Send a picture to the parent, which may start the program that reads it, and wait for its text."""
        write_value(self._replies, picture=dots_per_inch)
        write_frame(self._replies, content)
        answer = read_frame(self._requests, 2**32)
        return json.loads(answer)["text"] if answer is not None else ""


def serve(requests: Source, replies: Sink) -> None:
    """Answer one request."""
    request: dict[str, Any] | None = read_value(requests, _LARGEST_REQUEST)
    content = read_frame(requests, 2**32)
    if request is None or content is None:
        return
    pipe = Pipe(requests, replies)
    task = request.get("task", "text")
    reading = Reading(Limits(**request["limits"]), pipe, marked=task == "marked")
    try:
        if task in ("codes", "cut"):
            _scanned(task, content, request, reading, pipe)
        else:
            open_file(content, name=request["name"], declared=request["declared"], reading=reading)
    except ExtractionError as error:
        pipe.tell(mark=error.mark)
    except MemoryError:
        pipe.tell(mark="out-of-memory")
    pipe.tell(end=True)


def _scanned(task: str, content: bytes, request: dict[str, Any], reading: Reading, pipe: Pipe) -> None:
    # Only a scan pays for the libraries that find codes.
    from nizam.foundations.extraction import scanned

    if task == "codes":
        scanned.tell_codes(content, reading, pipe)
    else:
        parts = [(int(first), int(last)) for first, last in request["parts"]]
        scanned.tell_parts(content, parts, reading.limits.content_bytes, pipe)


def main(memory_bytes: str, cpu_seconds: str) -> None:
    """Confine this process, then serve on standard input and output."""
    with open(0, "rb", 0) as requests, open(1, "wb", 0) as replies:
        limit(memory_bytes=int(memory_bytes), cpu_seconds=int(cpu_seconds))
        try:
            confine(reader=True)
        except OSError:
            sys.exit(NOT_CONFINED)
        serve(requests, replies)
