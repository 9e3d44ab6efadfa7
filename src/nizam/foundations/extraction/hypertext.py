# SPDX-License-Identifier: EUPL-1.2
"""From an HTML page to the lines of its text, with the numbers that a browser would write."""

import re
from html.parser import HTMLParser

from nizam.foundations.extraction.counting import written

_BEGINS_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta)\b", re.I | re.S
)
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_SKIPPED = frozenset({"script", "style", "head", "nav", "noscript", "template", "select", "button", "svg", "iframe"})
# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre",
    "section", "table", "tbody", "thead", "tr", "ul",
})
# fmt: on
_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DECLARED_WITHIN = 4096
_ENDLESS_REFERENCE = re.compile(r"&#\d{10,};?")


def is_html(text: str) -> bool:
    """Tell whether `text` is an HTML page."""
    return _BEGINS_HTML.match(text) is not None


def declared_encoding(raw: bytes) -> str | None:
    """Return the encoding that the page `raw` names near its beginning (HTML standard, section 13.2.3), if any."""
    match = _DECLARED.search(raw[:_DECLARED_WITHIN])
    return match[1].decode("ascii").lower() if match else None


def html_text(page: str) -> str:
    """Return the text of `page`, a line for every block, without scripts and menus.

    Faulty pages are read as far as they go.
    """
    reader = _Reader()
    # Marked sections of other kinds than HTML knows make the parser give up; so do references with endless digits.
    reader.feed(_ENDLESS_REFERENCE.sub("\ufffd", page).replace("<![", "<! ["))
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.lists: list[tuple[str | None, int]] = []
        self.skipped: list[str] = []
        self.raised = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipped or tag in _SKIPPED:
            if tag in _SKIPPED:
                self.skipped.append(tag)
            return
        if tag == "br":
            self.lines.append("")
        elif tag in ("td", "th"):
            self.lines[-1] += " "
        elif tag == "sup":
            self.raised = True
        elif tag in _BLOCKS:
            self._block()
            self._list(tag, dict(attrs))

    def _list(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "ol":
            self.lists.append((_FORMATS.get(attributes.get("type") or "", "decimal"), _number(attributes, "start", 1)))
        elif tag == "ul":
            self.lists.append((None, 0))
        elif tag == "li" and self.lists:
            form, value = self.lists[-1]
            value = _number(attributes, "value", value)
            self.lists[-1] = (form, value + 1)
            self.lines[-1] = "\u2022 " if form is None else f"{written(value, form)}. "

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            if tag in self.skipped:
                del self.skipped[self.skipped.index(tag) :]
            return
        if tag == "sup":
            self.raised = False
        elif tag in _BLOCKS:
            self._block()
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        if self.skipped:
            return
        if self.raised and data.strip().isdigit():
            # A raised digit is a note, or the second part of a number ("Maddə 5¹"): never more digits of the number.
            self.lines[-1] += f"[{data.strip()}]"
            return
        self.lines[-1] += re.sub(r"\s+", " ", data)

    def _block(self) -> None:
        """Begin a new line, unless this one holds but the number of the list's item that the block stands in."""
        if self.lines[-1].strip() and not re.fullmatch(r"(?:\u2022|\w{1,9}\.) ", self.lines[-1]):
            self.lines.append("")

    def text(self) -> str:
        return "\n".join(line.strip() for line in self.lines) + "\n"


def _number(attributes: dict[str, str | None], name: str, otherwise: int) -> int:
    value = attributes.get(name) or ""
    return int(value) if re.fullmatch(r"-?[0-9]{1,6}", value) else otherwise
