# SPDX-License-Identifier: EUPL-1.2
"""The fonts laid in place by the front-end build, and which characters they can draw."""

import functools
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from nizam.foundations.typesetting.errors import FontsMissing

FONTS: Final = Path(__file__).parent / "fonts"
FONT_FILES: Final = (
    "NotoSans_400Regular.ttf",
    "NotoSans_400Regular_Italic.ttf",
    "NotoSans_700Bold.ttf",
    "NotoSerif_400Regular.ttf",
    "NotoSerif_400Regular_Italic.ttf",
    "NotoSerif_700Bold.ttf",
)

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
# Soft hyphen and the two joiners shape words; every other format character (bidirectional overrides above all) could
# make a paper read differently from the text it was made of.
_KEPT_FORMAT: Final = frozenset("\u00ad\u200c\u200d")


def fonts_available(folder: Path = FONTS) -> list[str]:
    """Return the names of the font files that are in place, out of the six that papers need."""
    return [name for name in FONT_FILES if (folder / name).is_file()]


def require_fonts(folder: Path = FONTS) -> None:
    """Raise `FontsMissing` unless all six font files are in place."""
    present = fonts_available(folder)
    if len(present) < len(FONT_FILES):
        raise FontsMissing([name for name in FONT_FILES if name not in present])


def code_points(font: bytes) -> Iterator[int]:
    """Yield every code point a TrueType font maps, from subtables of format 4 and 12 (OpenType 1.9, chapter `cmap`).

    Either format may also map a code point to the missing glyph; the Noto fonts do not.
    """
    tables = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * index) for index in range(tables))
    cmap = next(offset for tag, _checksum, offset, _length in records if tag == b"cmap")
    for index in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        _platform, _encoding, offset = struct.unpack_from(">HHL", font, cmap + 4 + 8 * index)
        start = cmap + offset
        form = struct.unpack_from(">H", font, start)[0]
        if form == 12:
            for group in range(struct.unpack_from(">L", font, start + 12)[0]):
                first, last, _glyph = struct.unpack_from(">LLL", font, start + 16 + 12 * group)
                yield from range(first, last + 1)
        elif form == 4:
            doubled = struct.unpack_from(">H", font, start + 6)[0]
            for segment in range(doubled // 2):
                last = struct.unpack_from(">H", font, start + 14 + 2 * segment)[0]
                first = struct.unpack_from(">H", font, start + 16 + doubled + 2 * segment)[0]
                # The last segment is the obligatory end mark 0xFFFF, which is no character.
                yield from range(first, min(last, 0xFFFE) + 1)


@functools.cache
def drawable_characters(folder: Path = FONTS) -> frozenset[str]:
    """Return the characters that every one of the six fonts can draw, with space and line feed."""
    require_fonts(folder)
    common = frozenset.intersection(*(frozenset(code_points((folder / name).read_bytes())) for name in FONT_FILES))
    return frozenset(map(chr, common)) | {" ", "\n"}


def printable(text: str, folder: Path = FONTS) -> str:
    """Return `text` as it can stand on paper.

    PDF/A forbids the missing glyph (ISO 19005-2, 6.2.11.8), so Typst refuses a paper with one character its fonts
    lack; an emoji in a citizen's subject must not stop the answer. Such characters become U+FFFD; control and format
    characters, which have no picture, are left out; line and paragraph separators become line feeds.
    """
    drawable = drawable_characters(folder)
    if drawable.issuperset(text) and not any(unicodedata.category(character) in {"Cc", "Cf"} for character in text):
        return text
    return "".join(_printable_character(character, drawable) for character in text)


def _printable_character(character: str, drawable: frozenset[str]) -> str:
    category = unicodedata.category(character)
    if category in {"Zl", "Zp"}:
        return "\n"
    if category == "Zs":
        return character if character in drawable else " "
    if category == "Cc":
        return {"\n": "\n", "\t": " "}.get(character, "")
    if category == "Cf":
        return character if character in _KEPT_FORMAT else ""
    return character if character in drawable else REPLACEMENT


def undrawable_characters(text: str, folder: Path = FONTS) -> list[str]:
    """Return, in code point order, the characters of `text` that a paper would show as U+FFFD.

    For a warning beside the draft before it is issued. Raises `FontsMissing`.
    """
    drawable = drawable_characters(folder)
    return sorted({c for c in text if c != REPLACEMENT and _printable_character(c, drawable) == REPLACEMENT})
