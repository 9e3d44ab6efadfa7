# SPDX-License-Identifier: EUPL-1.2
"""The tree of MIME parts (RFC 2045, 2046), read in bounded time and memory whatever the bytes are.

The parser of the standard library descends without a bound and keeps each part it meets, so that a small hostile
message can exhaust the stack or the memory; this one works on offsets into the raw bytes and counts what it opens.
"""

import binascii
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote_to_bytes

from nizam.foundations.messages._model import MAX_DEPTH, MAX_HEADER_BYTES, MAX_HEADER_TOTAL, MAX_HEADERS, MAX_PARTS

_FIELD: Final = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*")
_TYPE: Final = re.compile(rb"\s*([\w!#$&^.+-]+/[\w!#$&^.+-]+)", re.ASCII)
_BLANK_LINE: Final = re.compile(rb"\n\r*\n")
_PARAMETER_PIECE: Final = re.compile(rb'"(?:[^"\\]|\\.){0,2000}"|[^;"]+|"|;', re.DOTALL)
_CONTINUED: Final = re.compile(rb"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_ESCAPED: Final = re.compile(rb'\\(["\\])')
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")
_MESSAGE_TYPES: Final = frozenset({"message/rfc822", "message/global", "message/news"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """Value of one MIME parameter as bytes; `charset` is set where RFC 2231 names it ("" when it is left empty)."""

    data: bytes
    charset: str | None


@dataclass(slots=True)
class Part:
    """One entity: its header fields, unfolded and undecoded, and its children or its body, undecoded."""

    fields: list[tuple[str, bytes]]
    content_type: str
    parameters: dict[str, Parameter]
    body: bytes = b""
    children: list["Part"] = field(default_factory=list)
    parent_type: str = ""

    def values(self, name: str) -> list[bytes]:
        """All values of a header field, in order."""
        return [value for key, value in self.fields if key.lower() == name]

    def value(self, name: str) -> bytes:
        """The first value of a header field, b"" when there is none."""
        return next(iter(self.values(name)), b"")

    @property
    def is_message(self) -> bool:
        """Whether the body is a whole message of its own."""
        return self.content_type in _MESSAGE_TYPES

    @property
    def disposition(self) -> str:
        """Content-Disposition without its parameters (RFC 2183), in lower case."""
        return self.value("content-disposition").split(b";")[0].strip(b" \t\"'").lower().decode("ascii", "replace")


def parse(raw: bytes, flags: set[str]) -> Part:
    """The part tree of a message; never raises. Breaks and cuts are added to `flags` (see `FLAGS`)."""
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return _Parser(raw, flags).entity(_start(raw), len(raw), 0, "")


def header_fields(raw: bytes, flags: set[str]) -> tuple[list[tuple[str, bytes]], int]:
    """Header fields at the head of `raw` and the offset of what follows them."""
    return _fields(raw, _start(raw), len(raw), flags)


def parameters(value: bytes) -> dict[str, Parameter]:
    """Parameters of a structured field, keys in lower case: RFC 2045 section 5.1, RFC 2231 sections 3 and 4."""
    simple: dict[str, Parameter] = {}
    pieces: dict[str, dict[int, tuple[bytes, bool]]] = {}
    for segment in _segments(value)[1:]:
        key, equals, rest = segment.partition(b"=")
        match = _CONTINUED.fullmatch(key.strip().lower())
        if not equals or match is None:
            continue
        name, number, extended = match[1].decode("ascii", "replace"), match[2], bool(match[3])
        data = _unquoted(rest)
        if number is None and not extended:
            simple.setdefault(name, Parameter(data, None))
        else:
            pieces.setdefault(name, {}).setdefault(int(number or 0), (data, extended))
    for name, numbered in pieces.items():
        simple[name] = _joined(numbered)
    return simple


def payload(part: Part, flags: set[str]) -> bytes:
    """Body of a leaf with its Content-Transfer-Encoding undone (RFC 2045 section 6), leniently."""
    encoding = part.value("content-transfer-encoding").split(b";")[0].strip(b" \t\"'").lower()
    if encoding == b"base64":
        return base64(part.body, flags)
    if encoding == b"quoted-printable":
        return binascii.a2b_qp(part.body)
    if encoding in (b"x-uuencode", b"x-uue", b"uuencode", b"uue"):
        return _uudecoded(part.body, flags)
    if encoding not in (b"", b"7bit", b"8bit", b"binary"):
        flags.add("defects")
    return part.body


def base64(data: bytes, flags: set[str]) -> bytes:
    """Base64 with foreign characters left out and missing padding supplied; a lone last digit is dropped."""
    digits = _NOT_BASE64.sub(b"", data)
    if len(digits) % 4 == 1:
        flags.add("defects")
        digits = digits[:-1]
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


class _Parser:
    def __init__(self, raw: bytes, flags: set[str]) -> None:
        self._raw = raw
        self._flags = flags
        self._left = MAX_PARTS

    def entity(self, start: int, end: int, depth: int, parent_type: str) -> Part:
        self._left -= 1
        fields, body = _fields(self._raw, start, end, self._flags)
        declared = next((value for name, value in fields if name.lower() == "content-type"), b"")
        default = "message/rfc822" if parent_type == "multipart/digest" else "text/plain"
        match = _TYPE.match(declared)
        part = Part(fields, match[1].lower().decode("ascii") if match else default, parameters(declared))
        part.parent_type = parent_type
        if declared and not match:
            self._flags.add("defects")
        if part.content_type.startswith("multipart/"):
            self._open(part, body, end, depth)
        if not part.children:
            part.body = self._raw[body:end]
        return part

    def _open(self, part: Part, start: int, end: int, depth: int) -> None:
        if depth >= MAX_DEPTH:
            self._flags.add("depth-cut")
            return
        named = part.parameters.get("boundary")
        boundary = named.data.rstrip() if named else b""
        if not boundary:
            self._degrade(part)
            return
        line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r*$", re.MULTILINE)
        opened: int | None = None
        for match in line.finditer(self._raw, start, end):
            if opened is not None and not self._child(part, opened, max(opened, self._line_end(match.start())), depth):
                return
            opened = None if match[1] else min(match.end() + 1, end)
            if match[1]:
                break
        else:
            if opened is None:
                self._degrade(part)
            else:
                self._flags.add("truncated")
                self._child(part, opened, end, depth)
            return
        if not part.children:
            self._degrade(part)

    def _child(self, part: Part, start: int, end: int, depth: int) -> bool:
        if not self._left:
            self._flags.add("parts-cut")
            return False
        part.children.append(self.entity(start, end, depth + 1, part.content_type))
        return True

    def _degrade(self, part: Part) -> None:
        # A multipart without one part is shown as the text it holds rather than as nothing.
        self._flags.add("defects")
        part.content_type = "text/plain"

    def _line_end(self, position: int) -> int:
        """Offset before the line break that ends at `position`: the break belongs to the boundary (RFC 2046, 5.1.1)."""
        position -= 1
        while position > 0 and self._raw[position - 1] == 0x0D:
            position -= 1
        return position


def _start(raw: bytes) -> int:
    """Where the header begins: blank lines and an mbox "From " line before it are passed over."""
    position = len(raw) - len(raw.lstrip(b"\r\n"))
    if raw.startswith((b"From ", b">From "), position) and not _FIELD.match(raw, position):
        position = raw.find(b"\n", position) + 1 or len(raw)
    return position if _FIELD.match(raw, position) else 0


def _fields(raw: bytes, start: int, end: int, flags: set[str]) -> tuple[list[tuple[str, bytes]], int]:
    fields: list[tuple[str, bytearray]] = []
    position = start
    limit = start + MAX_HEADER_TOTAL
    while position < end:
        following = raw.find(b"\n", position, end) + 1 or end
        line = raw[position : min(following, position + MAX_HEADER_BYTES)].rstrip(b"\r\n")
        if not line:
            position = following
            break
        match = _FIELD.match(line)
        if position > limit or (match and len(fields) >= MAX_HEADERS):
            flags.add("headers-cut")
            blank = _BLANK_LINE.search(raw, position, end)
            position = blank.end() if blank else end
            break
        if match:
            fields.append((match[1].decode("ascii"), bytearray(line[match.end() :])))
        elif fields and (line[:1] in b" \t" or _broken_fold(raw, following, end)):
            if line[:1] not in b" \t":
                flags.add("defects")
            _continue(fields[-1][1], line, flags)
        else:
            # The first line that is no field ends the header; it is read as text.
            flags.add("defects")
            break
        if following - position > MAX_HEADER_BYTES:
            flags.add("headers-cut")
        position = following
    return [(name, bytes(value).strip()) for name, value in fields], position


def _broken_fold(raw: bytes, position: int, end: int) -> bool:
    """Whether the header goes on after a line that is neither field nor continuation (a fold that lost its space)."""
    line = raw[position : min(end, position + 300)]
    return bool(_FIELD.match(line)) or line[:1] in b" \t\n" or line.startswith(b"\r\n")


def _continue(value: bytearray, line: bytes, flags: set[str]) -> None:
    if len(value) + len(line) > MAX_HEADER_BYTES:
        flags.add("headers-cut")
    elif line.strip():
        value += b" " + line.strip(b" \t\r")


def _segments(value: bytes) -> list[bytes]:
    segments = [b""]
    for match in _PARAMETER_PIECE.finditer(value):
        if match.group() == b";":
            segments.append(b"")
        else:
            segments[-1] += match.group()
    return segments


def _unquoted(value: bytes) -> bytes:
    value = value.strip()
    if value.startswith(b'"'):
        closing = value.rfind(b'"')
        # Only \" and \\ are undone: a Windows path in a file name keeps its backslashes.
        return _ESCAPED.sub(rb"\1", value[1 : closing if closing > 0 else None])
    return value


def _joined(numbered: dict[int, tuple[bytes, bool]]) -> Parameter:
    charset: str | None = None
    data = b""
    for number in sorted(numbered):
        piece, extended = numbered[number]
        if extended:
            if charset is None and piece.count(b"'") >= 2:
                label, _language, piece = piece.split(b"'", 2)
                charset = label.decode("ascii", "replace")
            piece = unquote_to_bytes(piece)
        data += piece
    return Parameter(data, charset)


def _uudecoded(body: bytes, flags: set[str]) -> bytes:
    lines = body.splitlines()
    for number, line in enumerate(lines):
        if line.startswith(b"begin "):
            lines = lines[number + 1 :]
            break
    else:
        flags.add("defects")
        return body
    data = b""
    for line in lines:
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            data += binascii.a2b_uu(line)
        except binascii.Error:
            flags.add("defects")
            break
    return data
