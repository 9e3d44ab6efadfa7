# SPDX-License-Identifier: EUPL-1.2
"""HTML mail to plain text for display, search and routing: nothing is run, fetched or kept of the markup."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

_HIDDEN: Final = frozenset({"head", "script", "style", "template", "title", "noscript", "svg", "object"})
_BLOCK: Final = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6"
        " header hr li main nav ol p pre section table tbody tfoot thead tr ul",
    )
)
_MAX_QUOTES: Final = 20
# Past the last code point; longer digits than Python converts to a number would make html.unescape raise.
_ENDLESS_REFERENCE: Final = re.compile(r"&#\d{10,};?")
_MARKUP: Final = re.compile(r"<[^<>]*>")
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: list[str] = []
        self._hidden: list[str] = []
        self._quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            # A head that nobody closed must not swallow the letter.
            self._hidden.clear()
        elif tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag == "br":
            self._end_line()
        elif tag in _BLOCK:
            self._break(paragraph=tag in ("p", "blockquote"))
            if tag == "blockquote":
                self._quotes += 1
            elif tag == "li":
                self._add("- ")
        elif tag in ("td", "th"):
            self._add(" ")
        elif tag == "img":
            self._add(dict(attrs).get("alt") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HIDDEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        elif tag in _BLOCK:
            self._break(paragraph=tag in ("p", "blockquote"))
            if tag == "blockquote":
                self._quotes = max(0, self._quotes - 1)

    def handle_data(self, data: str) -> None:
        self._add(data)

    def close(self) -> None:
        # What is left unparsed is an unfinished tag or comment, or text after a stray "&" or "<". The parser's own way
        # of closing takes quadratic time on such a rest.
        self.handle_data(unescape(_MARKUP.sub(" ", self.rawdata.removeprefix("<"))))
        self._end_line()

    def _add(self, text: str) -> None:
        if not self._hidden:
            self._line.append(text)

    def _end_line(self) -> None:
        line = _BLANKS.sub(" ", "".join(self._line)).replace("\xa0", " ").strip()
        self.lines.append("> " * min(self._quotes, _MAX_QUOTES) + line if line else "")
        self._line.clear()

    def _break(self, *, paragraph: bool) -> None:
        if any(piece.strip() for piece in self._line):
            self._end_line()
        if paragraph:
            self.lines.append("")


def to_text(html: str) -> str:
    """Plain text of an HTML body; quoted blocks (blockquote) get "> " before each line. Never raises."""
    html = _ENDLESS_REFERENCE.sub("\ufffd", html)
    parser = _Text()
    try:
        parser.feed(html)
    except AssertionError:
        # The parser gives up on malformed declarations such as "<![x"; the bare text is better than none.
        return unescape(_MARKUP.sub(" ", html)).strip()
    parser.close()
    return _EMPTY_LINES.sub("\n\n", "\n".join(parser.lines)).strip()
