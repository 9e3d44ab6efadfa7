# SPDX-License-Identifier: EUPL-1.2
"""How parent and child speak: frames of JSON, some followed by a frame of bytes.

A frame is four bytes of length, big-endian, then that many bytes. The parent sends the request and the content; the
child sends any number of `{"text": …}`, `{"mark": …}`, `{"pages": n}`, `{"page": true}`, `{"part": true}`,
`{"type": …}` and `{"code": …, "on": page}`, asks with `{"picture": …}` and a frame of bytes for a picture to be read,
gets one frame in return, and ends with `{"end": true}`.
JSON and nothing richer, because the parent must be able to read what a child says that hostile bytes have taken over.
"""

import json
import struct
from typing import Any, Final, Protocol

_LENGTH: Final = struct.Struct(">L")


class Source(Protocol):
    """Where frames come from."""

    def read(self, size: int, /) -> bytes | None:
        """Return at most `size` bytes; none at the end."""


class Sink(Protocol):
    """Where frames go."""

    def write(self, data: bytes, /) -> int | None:
        """Take bytes; return how many were taken."""


def read_frame(source: Source, most: int) -> bytes | None:
    """Return the next frame, or None when the other side has closed or announces more than `most` bytes."""
    head = _read_exactly(source, _LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    size: int = _LENGTH.unpack(head)[0]
    if size > most:
        return None
    body = _read_exactly(source, size)
    return body if len(body) == size else None


def _read_exactly(source: Source, size: int) -> bytes:
    parts = []
    while size and (part := source.read(min(size, 2**20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_frame(sink: Sink, body: bytes) -> None:
    """Write one frame whole; unbuffered pipes take it in pieces."""
    for piece in (_LENGTH.pack(len(body)), body):
        rest = memoryview(piece)
        while rest:
            rest = rest[sink.write(rest[: 2**20]) or 0 :]  # type: ignore[arg-type]


def read_value(source: Source, most: int) -> dict[str, Any] | None:
    """Return the next frame as the JSON object it is, or None when there is none or it is something else."""
    frame = read_frame(source, most)
    if frame is None:
        return None
    try:
        value = json.loads(frame)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def write_value(sink: Sink, **value: object) -> None:
    """Write one frame of JSON."""
    write_frame(sink, json.dumps(value).encode())
