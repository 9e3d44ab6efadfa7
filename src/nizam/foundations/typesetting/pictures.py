# SPDX-License-Identifier: EUPL-1.2
"""Crests and logos: checked before they are kept, given to templates as SVG that refers to nothing outside itself."""

from __future__ import annotations

import base64
import re
import struct
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from nizam.foundations.typesetting.errors import TypesettingError

MOST_BYTES: Final = 512 * 1024
MOST_SIDE: Final = 4000
MOST_ELEMENTS: Final = 5000

_SVG: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
# Shapes and paint only. Text would need fonts that are not there; pictures, styles and filters could reach outside or
# cost without bound.
_SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_PAINT: Final = frozenset({"linearGradient", "radialGradient", "stop", "clipPath", "mask"})
_DRAWN: Final = _SHAPES | _PAINT | {"svg", "g", "defs", "symbol", "use", "title", "desc", "metadata"}
_REACHES_OUT: Final = re.compile(r"url\(\s*['\"]?(?!#)", re.IGNORECASE)
# SOF0 to SOF15 without the tables DHT, JPG and DAC (ITU-T T.81, table B.1).
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class PictureFault(TypesettingError):
    """A picture is not accepted.

    `code` says why: `size` (bytes), `kind` (neither PNG, JPEG nor SVG), `damaged`, `sides` (too many points), `element`
    (an SVG element that is no shape; `detail` names it), `reference` (it refers to something outside itself), `many`
    (too many shapes).
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"the picture is not accepted: {code} {detail}".rstrip())
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Picture:
    """A checked picture: `media_type`, and `svg`, the form in which templates draw it."""

    media_type: str
    svg: str


def read_picture(raw: bytes) -> Picture:
    """Check a PNG, JPEG or SVG and return it. Nothing is decoded here: that is done where templates are typeset.

    Raises `PictureFault`.
    """
    if len(raw) > MOST_BYTES:
        raise PictureFault("size")
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return _wrapped(raw, "image/png", _png_sides(raw))
    if raw.startswith(b"\xff\xd8"):
        return _wrapped(raw, "image/jpeg", _jpeg_sides(raw))
    if b"<svg" in raw[:4096] or raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Picture("image/svg+xml", _harmless(raw))
    raise PictureFault("kind")


def _wrapped(raw: bytes, media_type: str, sides: tuple[int, int]) -> Picture:
    width, height = sides
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        raise PictureFault("sides", f"{width} × {height}")
    inside = base64.b64encode(raw).decode()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{media_type};base64,{inside}"/></svg>'
    )
    return Picture(media_type, svg)


def _png_sides(raw: bytes) -> tuple[int, int]:
    if len(raw) < 33 or raw[12:16] != b"IHDR":
        raise PictureFault("damaged")
    width, height = struct.unpack_from(">LL", raw, 16)
    return width, height


def _jpeg_sides(raw: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(raw) and raw[place] == 0xFF:
        marker = raw[place + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", raw, place + 5)
            return width, height
        place += 2 + struct.unpack_from(">H", raw, place + 2)[0]
    raise PictureFault("damaged")


def _harmless(raw: bytes) -> str:
    try:
        root = fromstring(raw, forbid_dtd=True)
        text = raw.decode("utf-8-sig")
    except (ParseError, DefusedXmlException, UnicodeDecodeError, ValueError) as error:
        raise PictureFault("damaged") from error
    if root.tag != f"{_SVG}svg" or not (root.get("viewBox") or (root.get("width") and root.get("height"))):
        raise PictureFault("damaged")
    elements = list(root.iter())
    if len(elements) > MOST_ELEMENTS:
        raise PictureFault("many")
    uses = 0
    for element in elements:
        uses += _check(element)
    # A symbol used by a symbol used by a symbol doubles with every step.
    if uses > 200:
        raise PictureFault("many")
    return text


def _check(element: Element) -> int:
    tag = str(element.tag)
    if not tag.startswith(_SVG):
        # Editors keep notes in namespaces of their own; these draw nothing.
        return 0
    name = tag.removeprefix(_SVG)
    if name not in _DRAWN:
        raise PictureFault("element", name)
    for key, said in element.attrib.items():
        if key.lower().startswith("on"):
            raise PictureFault("element", key)
        if (key == "href" or key == _LINK) and not said.startswith("#"):
            raise PictureFault("reference")
        if _REACHES_OUT.search(said):
            raise PictureFault("reference")
    return int(name == "use")
