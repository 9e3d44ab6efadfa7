# SPDX-License-Identifier: EUPL-1.2
"""What an Outlook winmail.dat holds: [MS-OXTNEF] streams, their MAPI properties and compressed RTF [MS-OXRTFCP].

A stream is a flat list of attributes; sizes come from the sender and are believed only as far as bytes are there.
Contents are cut out of the stream and never grow, except compressed RTF, which has a limit of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from nizam.foundations.messages._charset import decode

SIGNATURE: Final = b"\x78\x9f\x3e\x22"
MAX_FILES: Final = 200
"""Files taken out of one stream."""
MAX_STREAMS: Final = 5
"""Messages inside messages inside one stream that are opened."""
MAX_ATTRIBUTES: Final = 5_000
"""Attributes read of one stream."""
MAX_PROPERTIES: Final = 2_000
"""MAPI properties read of one object, and values of one property."""
MAX_RTF: Final = 2_000_000
"""Bytes that the compressed RTF of one stream may grow to; it holds one body, others are left out."""

_BODY: Final = 0x800C
_ATTACHMENT_BEGINS: Final = 0x9002
_MESSAGE_PROPERTIES: Final = 0x9003
_ATTACHMENT_PROPERTIES: Final = 0x9005
_CODE_PAGE: Final = 0x9007
_TITLE: Final = 0x8010
_DATA: Final = 0x800F

_PLAIN: Final = 0x1000
_RTF: Final = 0x1009
_HTML: Final = 0x1013
_CONTENT: Final = 0x3701
_SHORT_NAME: Final = 0x3704
_LONG_NAME: Final = 0x3707
_DISPLAY_NAME: Final = 0x3001
_MEDIA_TYPE: Final = 0x370E
_INTERNET_CODE_PAGE: Final = 0x3FDE

_STRING: Final = 0x001E
_UNICODE: Final = 0x001F
_VARIABLE: Final = frozenset({_STRING, _UNICODE, 0x0102, 0x000D})
_SIZES: Final = {
    0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4,
    0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8, 0x0048: 16,
}  # fmt: skip
_CHARSETS: Final = {20866: "koi8-r", 28591: "iso-8859-1", 28595: "iso-8859-5", 28599: "iso-8859-9", 65001: "utf-8"}
_MEDIA: Final = re.compile(r"[\w!#$&^.+-]{1,100}/[\w!#$&^.+-]{1,100}", re.ASCII)
# The dictionary that [MS-OXRTFCP] section 2.1.2.1 starts from: without it no stream can be read.
_DICTIONARY: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    + b"\r\n"
    + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW: Final = 4096


@dataclass(frozen=True, slots=True)
class File:
    """One file out of a stream; its name as the sender gave it, "" when there is none."""

    name: str
    content_type: str
    content: bytes


@dataclass(slots=True)
class Unpacked:
    """All that was found; `is_damaged` when something announced was missing or over the bounds."""

    text: str = ""
    html: str = ""
    files: list[File] = field(default_factory=list)
    is_damaged: bool = False


class _EndedError(Exception):
    """The bytes ended before what they announced."""


def unpack(data: bytes, flags: set[str]) -> Unpacked:
    """Files and body of a TNEF stream; never raises. What the text needed is added to `flags` as `decode` does."""
    found = Unpacked()
    _Stream(found, flags).read(data, 0)
    return found


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._position

    def take(self, size: int) -> bytes:
        piece = self._data[self._position : self._position + size]
        if len(piece) < size:
            raise _EndedError
        self._position += size
        return piece

    def number(self, size: int = 4) -> int:
        return int.from_bytes(self.take(size), "little")

    def padded(self, size: int) -> bytes:
        """Take `size` bytes and what fills them up to a multiple of four, where it is there."""
        piece = self.take(size)
        self._position += -size % 4
        return piece


class _Stream:
    def __init__(self, found: Unpacked, flags: set[str]) -> None:
        self._found = found
        self._flags = flags
        self._code_page: str | None = None
        self._has_rtf = False

    def read(self, data: bytes, depth: int) -> None:
        current: dict[int, bytes] | None = None
        properties: dict[int, tuple[int, bytes]] = {}
        for attribute, value in self._attributes(data):
            if attribute == _CODE_PAGE:
                self._code_page = _charset(value)
            elif attribute == _BODY:
                self._body_text(self._string(value))
            elif attribute == _MESSAGE_PROPERTIES:
                self._body(self._properties(value))
            elif attribute == _ATTACHMENT_BEGINS:
                self._close(current, properties, depth)
                current, properties = {}, {}
            elif current is not None and attribute in (_TITLE, _DATA):
                current[attribute] = value
            elif current is not None and attribute == _ATTACHMENT_PROPERTIES:
                properties = self._properties(value)
        self._close(current, properties, depth)

    def _attributes(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        if not data.startswith(SIGNATURE):
            self._found.is_damaged = True
            return
        reader = _Reader(data)
        reader.take(4)
        try:
            reader.number(2)
            for _ordinal in range(MAX_ATTRIBUTES):
                if reader.left <= 0:
                    return
                if reader.number(1) not in (1, 2):
                    # After the last attribute some gateways leave bytes of their own.
                    self._found.is_damaged = True
                    return
                attribute = reader.number() & 0xFFFF
                size = reader.number()
                # A file cut off on its way is shown as far as it came.
                value = reader.take(min(size, reader.left))
                yield attribute, value
                if sum(value) & 0xFFFF != reader.number(2):
                    self._found.is_damaged = True
            self._found.is_damaged = True
        except _EndedError:
            self._found.is_damaged = True

    def _properties(self, data: bytes) -> dict[int, tuple[int, bytes]]:
        """MAPI properties by identifier: type and first value ([MS-OXTNEF] section 2.1.3.4 on)."""
        found: dict[int, tuple[int, bytes]] = {}
        reader = _Reader(data)
        try:
            for _ordinal in range(min(reader.number(), MAX_PROPERTIES)):
                kind, identifier = reader.number(2), reader.number(2)
                if identifier >= 0x8000:
                    reader.take(16)
                    if reader.number():
                        reader.padded(reader.number())
                    else:
                        reader.take(4)
                value = self._value(reader, kind)
                found.setdefault(identifier, (kind, value))
        except _EndedError:
            self._found.is_damaged = True
        return found

    @staticmethod
    def _value(reader: _Reader, kind: int) -> bytes:
        base = kind & 0x0FFF
        several = bool(kind & 0x1000)
        count = reader.number() if several or base in _VARIABLE else 1
        if (base not in _VARIABLE and base not in _SIZES) or count > MAX_PROPERTIES:
            raise _EndedError
        first = b""
        for ordinal in range(count):
            value = reader.padded(reader.number()) if base in _VARIABLE else reader.take(_SIZES[base])
            first = first if ordinal else value
        return first

    def _text(self, properties: dict[int, tuple[int, bytes]], identifier: int) -> str:
        kind, value = properties.get(identifier, (0, b""))
        if kind & 0x0FFF == _UNICODE:
            return decode(value.removesuffix(b"\0\0"), "utf-16-le", self._flags)
        return self._string(value) if kind & 0x0FFF == _STRING else ""

    def _string(self, value: bytes) -> str:
        return decode(value.partition(b"\0")[0], self._code_page, self._flags)

    def _body_text(self, text: str) -> None:
        self._found.text = self._found.text or text.strip()

    def _body(self, properties: dict[int, tuple[int, bytes]]) -> None:
        self._body_text(self._text(properties, _PLAIN))
        html = properties.get(_HTML, (0, b""))[1]
        if html and not self._found.html:
            _kind, code_page = properties.get(_INTERNET_CODE_PAGE, (0, b""))
            self._found.html = decode(html, _charset(code_page) if code_page else None, self._flags)
        compressed = properties.get(_RTF, (0, b""))[1]
        if not compressed or self._has_rtf:
            return
        self._has_rtf = True
        rtf = _decompressed(compressed)
        if rtf is None:
            self._found.is_damaged = True
        else:
            self._add(File("message.rtf", "application/rtf", rtf))

    def _close(self, current: dict[int, bytes] | None, properties: dict[int, tuple[int, bytes]], depth: int) -> None:
        if current is None:
            return
        kind, content = properties.get(_CONTENT, (0, b""))
        # An object begins with the 16 bytes that name its interface; a message among them is a stream of its own.
        content = content[16:] if kind & 0x0FFF == 0x000D else content
        content = current.get(_DATA) or content
        names = (self._text(properties, identifier) for identifier in (_LONG_NAME, _DISPLAY_NAME, _SHORT_NAME))
        name = next((name for name in names if name.strip()), "") or self._string(current.get(_TITLE, b""))
        if content.startswith(SIGNATURE) and depth + 1 < MAX_STREAMS:
            self.read(content, depth + 1)
            return
        media = self._text(properties, _MEDIA_TYPE).strip().lower()
        media = media if _MEDIA.fullmatch(media) else "application/octet-stream"
        if content or name:
            self._add(File(name, media, content))
        else:
            self._found.is_damaged = True

    def _add(self, file: File) -> None:
        if len(self._found.files) < MAX_FILES:
            self._found.files.append(file)
        else:
            self._found.is_damaged = True


def _charset(code_page: bytes) -> str:
    number = int.from_bytes(code_page[:4], "little")
    return _CHARSETS.get(number, f"cp{number}")


def _decompressed(data: bytes) -> bytes | None:
    """RTF out of its compressed form; None when it is none. Cut at `MAX_RTF` bytes."""
    kind = data[8:12]
    if kind == b"MELA":
        return data[16:]
    if kind != b"LZFu":
        return None
    wanted = min(int.from_bytes(data[4:8], "little"), MAX_RTF)
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    written = len(_DICTIONARY)
    output = bytearray()
    position = 16
    while position < len(data) and len(output) < wanted:
        control = data[position]
        position += 1
        for bit in range(8):
            if not control >> bit & 1:
                piece = data[position : position + 1]
                position += 1
            else:
                pair = int.from_bytes(data[position : position + 2], "big")
                position += 2
                offset, length = pair >> 4, (pair & 0xF) + 2
                if position > len(data) or offset == written % _WINDOW:
                    return bytes(output[:wanted])
                piece = b""
                for step in range(length):
                    # A copy may reach into what it writes itself: byte by byte.
                    byte = window[(offset + step) % _WINDOW]
                    window[(written + step) % _WINDOW] = byte
                    piece += bytes((byte,))
            for byte in piece:
                window[written % _WINDOW] = byte
                written += 1
            output += piece
    return bytes(output[:wanted])
