# SPDX-License-Identifier: EUPL-1.2
"""From a DOCX file to the marked text of papers: headings, lists, tables, strong and emphasised words.

What marked text cannot hold (colours, sizes, pictures, footnotes, headers) is left out; a number that no list of it can
repeat ("a)", "1.2.") stands as words before its paragraph.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from nizam.foundations.extraction.docx import WORD, Numbers, integer, root_of, value_of
from nizam.foundations.extraction.errors import DamagedError
from nizam.foundations.typesetting.marked_text import Block, Run, joined, write_marked_text

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFF = ("0", "false", "off", "none")
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_QUOTE = re.compile(r"(intense )?quote", re.IGNORECASE)
# The control that a paper given out for Word holds its text in: what stands around it is the paper's own frame.
BODY_TAG = "nizam-body"
_PLAIN_NUMBER = re.compile(r"([1-9][0-9]{0,2})\. ")


def docx_marked_text(part: Callable[[str], bytes | None]) -> str:
    """Return the marked text of a DOCX file; `part` returns what the archive holds under a name.

    Raises what `docx_text` raises.
    """
    document = root_of(part("word/document.xml"))
    if document is None:
        raise DamagedError("the archive has no word/document.xml")
    styles = root_of(part("word/styles.xml"))
    numbers = Numbers.read(root_of(part("word/numbering.xml")), styles)
    reader = _Reader(numbers, styles)
    blocks = list(reader.blocks(_own_text(document)))
    return write_marked_text(_with_quotes(_as_lists(blocks))) + "\n"


def _own_text(document: Element) -> Element:
    for control in document.iter(f"{WORD}sdt"):
        properties, content = control.find(f"{WORD}sdtPr"), control.find(f"{WORD}sdtContent")
        if value_of(properties, "tag") == BODY_TAG and content is not None:
            return content
    body = document.find(f"{WORD}body")
    return body if body is not None else document


class _Reader:
    """One document, with what its styles say of headings and of strong words."""

    def __init__(self, numbers: Numbers, styles: Element | None) -> None:
        self._numbers = numbers
        self._headings: dict[str, int] = {}
        self._quotes: set[str] = set()
        for style in styles.iter(f"{WORD}style") if styles is not None else ():
            name = value_of(style, "name") or ""
            if _QUOTE.fullmatch(name):
                self._quotes.add(style.get(f"{WORD}styleId") or "")
            found = _HEADING.fullmatch(name)
            if found:
                self._headings[style.get(f"{WORD}styleId") or ""] = int(found[1])

    def blocks(self, element: Element) -> Iterator[Block]:
        """Yield what stands in `element`; items of lists as paragraphs that say so."""
        for child in element:
            if child.tag == f"{WORD}p":
                yield from self._paragraph(child)
            elif child.tag == f"{WORD}tbl":
                yield from self._table(child)
            elif child.tag not in (f"{WORD}sectPr", f"{WORD}del", f"{WORD}moveFrom", _FALLBACK):
                yield from self.blocks(child)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        number = self._numbers.number(element)
        runs = joined(_runs(element))
        if not any(run["text"].strip() for run in runs):
            return
        properties = element.find(f"{WORD}pPr")
        style = value_of(properties, "pStyle")
        level = self._headings.get(style or "")
        if level is not None:
            runs = joined([{"text": number}, *runs]) if number else runs
            yield {"kind": "heading", "level": min(level, 3), "runs": _without_marks(runs)}
            return
        plain = _PLAIN_NUMBER.fullmatch(number)
        if number == "\u2022 " or plain:
            depth = value_of(element.find(f"{WORD}pPr/{WORD}numPr"), "ilvl")
            yield {
                "kind": "item",
                "depth": integer(depth, 0),
                "number": int(plain[1]) if plain else 0,
                "runs": runs,
            }
            return
        runs = joined([{"text": number}, *runs]) if number else runs
        paragraph = {"kind": "paragraph", "runs": runs}
        yield {"kind": "quote", "blocks": [paragraph]} if style in self._quotes else paragraph

    def _table(self, element: Element) -> Iterator[Block]:
        rows = [
            [self._cell(cell) for cell in row.iter(f"{WORD}tc")]
            for row in element.iter(f"{WORD}tr")
            if row.find(f"{WORD}tc") is not None
        ]
        if rows:
            width = max(map(len, rows))
            yield {"kind": "table", "align": ["left"] * width, "header": rows[0], "rows": rows[1:]}

    def _cell(self, element: Element) -> list[Run]:
        runs: list[Run] = []
        for paragraph in element.iter(f"{WORD}p"):
            words = [{"text": self._numbers.number(paragraph)}, *_runs(paragraph)]
            runs += [{"text": " "}, *words] if runs else words
        return joined(runs)


def _without_marks(runs: list[Run]) -> list[Run]:
    """Return the words alone: a heading is strong by itself."""
    return joined([{key: run[key] for key in ("text", "break") if key in run} for run in runs])


def _runs(element: Element, *, strong: bool = False, emphasis: bool = False) -> Iterator[Run]:
    for child in element:
        if child.tag == f"{WORD}r":
            properties = child.find(f"{WORD}rPr")
            yield from _runs(child, strong=_is_on(properties, "b"), emphasis=_is_on(properties, "i"))
        elif child.tag in (f"{WORD}t", f"{WORD}tab", f"{WORD}noBreakHyphen"):
            text = {f"{WORD}tab": " ", f"{WORD}noBreakHyphen": "-"}.get(child.tag, child.text or "")
            run: dict[str, Any] = {"text": re.sub(r"\s+", " ", text)}
            yield {**run, **({"strong": True} if strong else {}), **({"emphasis": True} if emphasis else {})}
        elif child.tag in (f"{WORD}br", f"{WORD}cr"):
            yield {"text": "", "break": True}
        elif child.tag not in (f"{WORD}pPr", f"{WORD}rPr", f"{WORD}del", f"{WORD}moveFrom", f"{WORD}p", _FALLBACK):
            yield from _runs(child, strong=strong, emphasis=emphasis)


def _is_on(properties: Element | None, name: str) -> bool:
    found = properties.find(f"{WORD}{name}") if properties is not None else None
    return found is not None and (found.get(f"{WORD}val") or "1") not in _OFF


def _as_lists(blocks: list[Block]) -> list[Block]:
    """Return `blocks` with items that follow each other as lists, deeper ones inside the item before them."""
    found: list[Block] = []
    open_lists: list[Block] = []
    for block in blocks:
        if block["kind"] != "item":
            open_lists = []
            found.append(block)
            continue
        depth = min(block["depth"], len(open_lists))
        del open_lists[depth + 1 :]
        number, ordered = block["number"], block["number"] > 0
        last = open_lists[depth] if depth < len(open_lists) else None
        goes_on = last is not None and last["ordered"] == ordered
        if goes_on and last is not None and (not ordered or number == last["start"] + len(last["items"])):
            last["items"].append([{"kind": "paragraph", "runs": block["runs"]}])
            continue
        made: Block = {
            "kind": "list",
            "ordered": ordered,
            "start": number or 1,
            "items": [[{"kind": "paragraph", "runs": block["runs"]}]],
        }
        (open_lists[depth - 1]["items"][-1] if depth else found).append(made)
        open_lists[depth:] = [made]
    return found


def _with_quotes(blocks: list[Block]) -> list[Block]:
    """Return `blocks` with quotes that follow each other as one."""
    found: list[Block] = []
    for block in blocks:
        if block["kind"] == "quote" and found and found[-1]["kind"] == "quote":
            found[-1]["blocks"] += block["blocks"]
        else:
            found.append(block)
    return found
