# SPDX-License-Identifier: EUPL-1.2
"""One extraction as the readers of file types see it: what they may still use, and where the text goes."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from nizam.foundations.extraction.errors import BombError, TooDeepError, TooLongError, TooManyPartsError
from nizam.foundations.extraction.model import Limits

# Small files may grow as they like: a kilobyte of zeros is no attack.
_FREE_GROWTH = 2**20
_PIECE = 2**16


class Outside(Protocol):
    """Where a reading process tells what it found; in the child this is the pipe to the parent."""

    def tell(self, **value: object) -> None:
        """Pass on one fact, see `frames`."""

    def picture(self, content: bytes, *, dots_per_inch: int) -> str:
        """Have a picture read and return its text."""


class Stream(Protocol):
    """A packed file while it is unpacked."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""


class Reading:
    """The limits of one extraction, counted down over the file and all files in it."""

    def __init__(self, limits: Limits, outside: Outside, *, marked: bool = False) -> None:
        self.limits = limits
        self.marked = marked
        self._outside = outside
        self._characters = limits.characters
        self._unpacked = limits.unpacked_bytes
        self._parts = limits.parts
        self._pages = limits.pages
        self._scanned_pages = limits.scanned_pages
        self._depth = 0

    def mark(self, code: str) -> None:
        """Add a mark, one of `MARKS`."""
        self._outside.tell(mark=code)

    def found(self, media_type: str) -> None:
        """Tell what the file is; the types of files in it are not told."""
        if not self._depth:
            self._outside.tell(type=media_type)

    def add(self, text: str) -> None:
        """Add text; raises `TooLongError` when it no longer fits, after as much as does."""
        # Lone surrogates are no characters: they cannot be kept or searched, and a database refuses U+0000.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
        if text:
            self._outside.tell(text=text[: self._characters])
        if len(text) > self._characters:
            raise TooLongError(f"more than {self.limits.characters} characters")
        self._characters -= len(text)

    def picture(self, content: bytes, *, dots_per_inch: int = 0) -> None:
        """Have a picture read and add its text; 0 dots per inch for a picture that says so itself, or nobody knows."""
        self.add(self._outside.picture(content, dots_per_inch=dots_per_inch))

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Count one file in the file for as long as it is read; raises `TooDeepError` or `TooManyPartsError`."""
        if self._depth >= self.limits.depth:
            raise TooDeepError(f"more than {self.limits.depth} files inside each other")
        if not self._parts:
            raise TooManyPartsError(f"more than {self.limits.parts} files")
        self._parts -= 1
        self._depth += 1
        self._outside.tell(part=True)
        try:
            yield
        finally:
            self._depth -= 1

    def expect(self, pages: int) -> None:
        """Say how many pages the file has; those of files in it are not told."""
        if not self._depth:
            self._outside.tell(pages=pages)

    def page(self, *, scanned: bool = False) -> bool:
        """Count one page and tell whether it may be read; a page of text and a scanned one have limits of their own."""
        left = self._scanned_pages if scanned else self._pages
        if not left:
            self.mark("too-many-pages")
            return False
        if scanned:
            self._scanned_pages -= 1
        else:
            self._pages -= 1
            self._outside.tell(page=True)
        return True

    def unpacked(self, stream: Stream, packed_size: int) -> bytes:
        """Return all that a packed file holds; raises `BombError` when it grows too far.

        Counts what comes out, whatever the archive says its size is.
        """
        most = min(self._unpacked, _FREE_GROWTH + self.limits.growth * packed_size)
        pieces = []
        size = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > most:
                raise BombError(f"{packed_size} bytes grow beyond {most}")
            pieces.append(piece)
        self._unpacked -= size
        return b"".join(pieces)


BROKEN_STREAM = (zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What the archive reader of the standard library raises for a packed file that is damaged or in a rare form."""
