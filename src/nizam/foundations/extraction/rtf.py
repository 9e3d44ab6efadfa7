# SPDX-License-Identifier: EUPL-1.2
"""Text of RTF files (Rich Text Format Specification 1.9.1): control words, groups, code pages of fonts, Unicode."""

import re
from dataclasses import dataclass, replace
from typing import Final

_TOKEN: Final = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
# Groups that hold no text of the letter.
_SKIPPED: Final = frozenset(
    ("fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerl", "headerr", "headerf",
     "footer", "footerl", "footerr", "footerf", "footnote", "fldinst", "listtable", "listoverridetable", "rsidtbl",
     "generator", "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "mmathPr", "revtbl",
     "bkmkstart", "bkmkend", "nonshppict")
)  # fmt: skip
_BREAKS: Final = {
    "par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\f\n", "tab": "\t", "cell": "\t", "emdash": "—",
    "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ",
    "enspace": " ",
}  # fmt: skip
_SYMBOLS: Final = {b"\\": "\\", b"{": "{", b"}": "}", b"~": "\xa0", b"-": "\u00ad", b"_": "-"}
# Character sets of fonts and the code pages they mean.
_CHARSETS: Final = {0: "cp1252", 162: "cp1254", 204: "cp1251", 238: "cp1250", 161: "cp1253", 77: "mac-roman"}
_PAGES: Final = frozenset({437, 850, 852, 855, 857, 866, *range(1250, 1259)})
_DEEPEST: Final = 500
_OBJECTS: Final = (b"\\objdata", b"\\objocx")


@dataclass(frozen=True)
class _State:
    """What a group inherits: whether its text counts, its code page, how many bytes follow a Unicode character."""

    skipped: bool = False
    fonts: bool = False
    font: int = -1
    fallback: int = 1


def has_objects(content: bytes) -> bool:
    """Tell whether other programs' objects are embedded."""
    return any(word in content for word in _OBJECTS)


def rtf_text(content: bytes) -> tuple[str, bool]:
    """Return the text of an RTF file, and whether it is whole: all groups closed, none beyond all reason."""
    reader = _Reader(content)
    is_whole = reader.read()
    return "".join(reader.pieces), is_whole


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.pieces: list[str] = []
        self._content = content
        self._state = _State()
        self._outer: list[_State] = []
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._pending = bytearray()
        self._pending_font = -1
        self._left_out = 0

    def read(self) -> bool:
        position = 0
        whole = True
        while match := _TOKEN.match(self._content, position):
            position = match.end()
            word, value, code, symbol, bracket, text = match.groups()
            if bracket == b"{":
                whole = whole and len(self._outer) < _DEEPEST
                self._outer.append(self._state)
                self._left_out = 0
            elif bracket == b"}":
                self._flush()
                self._left_out = 0
                if not self._outer:
                    return False
                self._state = self._outer.pop()
            elif word:
                if word == b"bin":
                    position += max(0, int(value or 0))
                else:
                    self._word(word.decode(), None if value is None else int(value))
            elif code:
                self._bytes(bytes.fromhex(code.decode()))
            elif symbol:
                self._symbol(symbol)
            elif text:
                self._bytes(text)
        self._flush()
        return whole and not self._outer

    def _word(self, word: str, value: int | None) -> None:
        if word in _SKIPPED:
            self._state = replace(self._state, skipped=True, fonts=word == "fonttbl")
        elif word == "ansicpg":
            self._page = f"cp{value}" if value in _PAGES else self._page
        elif word == "f":
            self._state = replace(self._state, font=value or 0)
        elif word == "fcharset" and self._state.fonts:
            self._fonts[self._state.font] = _CHARSETS.get(value or 0, self._page)
        elif word == "uc":
            self._state = replace(self._state, fallback=min(max(value or 0, 0), 9))
        elif word == "u" and value is not None:
            self._add_unit(value % 65_536)
        elif word in _BREAKS:
            self._add(_BREAKS[word])

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._state = replace(self._state, skipped=True)
        else:
            self._add(_SYMBOLS.get(symbol, ""))

    def _bytes(self, text: bytes) -> None:
        """Add bytes of the code page, but for those that stand for a Unicode character to older readers."""
        left_out = min(self._left_out, len(text))
        self._left_out -= left_out
        if self._state.skipped or left_out == len(text):
            return
        if self._state.font != self._pending_font:
            self._flush()
            self._pending_font = self._state.font
        self._pending += text[left_out:]

    def _add_unit(self, unit: int) -> None:
        self._add(chr(unit))
        self._left_out = self._state.fallback

    def _add(self, text: str) -> None:
        self._flush()
        if not self._state.skipped:
            self.pieces.append(text)

    def _flush(self) -> None:
        if self._pending:
            page = self._fonts.get(self._pending_font, self._page)
            # A font of the Western set in a Turkish file holds what the file's own code page says.
            page = self._page if page == "cp1252" else page
            self.pieces.append(self._pending.decode(page, "replace"))
            self._pending.clear()
