# SPDX-License-Identifier: EUPL-1.2
"""How large a picture says it is, read from its first bytes before any program decodes it."""

import struct
from collections.abc import Iterator
from typing import Final

from nizam.foundations.extraction.errors import DamagedError, TooLargeError

# Markers of a JPEG frame (ITU-T T.81, table B.1): all of C0 to CF but the tables and the arithmetic conditioning.
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_LONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_TIFF_SIZES: Final = {1: 1, 3: 2, 4: 4}
_WIDTH, _HEIGHT = 256, 257


def check_picture(content: bytes, media_type: str, most_pixels: int, most_pages: int) -> int:
    """Return the number of pages of a picture, 1 but for TIFF.

    Raises `DamagedError` when its size cannot be read, `TooLargeError` when a page has more than `most_pixels` or there
    are more than `most_pages`.
    """
    try:
        sizes = list(_SIZES[media_type](content, most_pages))
    except (struct.error, IndexError) as error:
        raise DamagedError("the picture is cut off") from error
    if not sizes or not all(width and height for width, height in sizes):
        raise DamagedError("the picture tells no size")
    if max(width * height for width, height in sizes) > most_pixels or len(sizes) > most_pages:
        raise TooLargeError(f"the picture has more than {most_pixels} pixels or {most_pages} pages")
    return len(sizes)


def _png(content: bytes, most: int) -> Iterator[tuple[int, int]]:
    yield struct.unpack_from(">LL", content, 16)


def _gif(content: bytes, most: int) -> Iterator[tuple[int, int]]:
    yield struct.unpack_from("<HH", content, 6)


def _bmp(content: bytes, most: int) -> Iterator[tuple[int, int]]:
    if content[14:18] == b"\x0c\0\0\0":
        yield struct.unpack_from("<HH", content, 18)
        return
    width, height = struct.unpack_from("<ll", content, 18)
    yield abs(width), abs(height)


def _webp(content: bytes, most: int) -> Iterator[tuple[int, int]]:
    kind = content[12:16]
    if kind == b"VP8X":
        yield int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    elif kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        yield (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = struct.unpack_from("<HH", content, 26)
        yield width & 0x3FFF, height & 0x3FFF


def _jpeg(content: bytes, most: int) -> Iterator[tuple[int, int]]:
    place = 2
    while True:
        marker = content[place + 1]
        if content[place] != 0xFF or marker == 0xFF:
            place += 1
        elif marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            yield width, height
            return
        elif marker in _LONE:
            place += 2
        else:
            place += 2 + struct.unpack_from(">H", content, place + 2)[0]


def _tiff(content: bytes, most: int) -> Iterator[tuple[int, int]]:
    order = "<" if content[:2] == b"II" else ">"
    (place,) = struct.unpack_from(f"{order}L", content, 4)
    pages = 0
    # Directories may point at each other in a circle: the limit of pages ends that.
    while place and pages <= most:
        pages += 1
        (count,) = struct.unpack_from(f"{order}H", content, place)
        found = {_WIDTH: 0, _HEIGHT: 0}
        for entry in range(place + 2, place + 2 + 12 * count, 12):
            tag, kind = struct.unpack_from(f"{order}HH", content, entry)
            if tag in found and kind in _TIFF_SIZES:
                value = content[entry + 8 : entry + 8 + _TIFF_SIZES[kind]]
                found[tag] = int.from_bytes(value, "little" if order == "<" else "big")
        yield found[_WIDTH], found[_HEIGHT]
        (place,) = struct.unpack_from(f"{order}L", content, place + 2 + 12 * count)


_SIZES: Final = {
    "image/png": _png,
    "image/gif": _gif,
    "image/bmp": _bmp,
    "image/webp": _webp,
    "image/jpeg": _jpeg,
    "image/tiff": _tiff,
}
