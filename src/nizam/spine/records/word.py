# SPDX-License-Identifier: EUPL-1.2
"""Papers as Word files, for those who must: given out with the frame of the paper, read back without it.

What comes from outside is read in the confined process of `foundations.extraction`, never here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from nizam.foundations.extraction import Limits, extract
from nizam.foundations.extraction.docx_marked import BODY_TAG
from nizam.foundations.typesetting.marked_text import Block, Run
from nizam.spine.records.looks import looks_of
from nizam.spine.records.models import Document
from nizam.spine.records.paper import letter_data

WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST_FILE: Final = 20 * 2**20
# One waits for it before a page: what cannot be read in this time is no letter.
READING: Final = Limits(seconds=20.0, cpu_seconds=15, content_bytes=LARGEST_FILE, characters=500_000, depth=1)

_LEVELS = 9
_LONGEST_PROPERTY = 255
_ALIGN = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT, "left": WD_ALIGN_PARAGRAPH.LEFT}


class NotWord(ValueError):
    """The file could not be read as a DOCX; `marks` say what happened, codes of `extraction.MARKS`."""

    def __init__(self, marks: Iterable[str]) -> None:
        self.marks = tuple(marks)
        super().__init__(", ".join(self.marks))


def read_word(content: bytes, name: str) -> str:
    """Return the marked text of a DOCX file; its macros are not run, and nothing outside of it is read.

    Raises NotWord.
    """
    found = extract(content, name=name, content_type="", limits=READING, marked=True)
    if found.media_type != WORD_TYPE or not found.text.strip():
        raise NotWord(found.marks or ("unsupported",))
    return found.text.strip("\n")


def word_document(document: Document, *, position: str, name: str) -> bytes:
    """Return the paper of `document` as DOCX: frame, text in a control of its own, signature lines."""
    data = letter_data(document, position, name, timestamp=0, looks=looks_of(document))
    word = docx.Document()
    word.styles["Normal"].font.name = "Noto Sans"
    word.styles["Normal"].font.size = Pt(11)
    word.core_properties.title = _storable(document.subject)[:_LONGEST_PROPERTY]
    word.core_properties.author = _storable(data["institution"]["name"])[:_LONGEST_PROPERTY]
    word.core_properties.language = document.language
    for line in (*data["institution"].get("above", []), data["institution"]["name"], data["institution"].get("unit")):
        if line:
            _line(word, str(line), bold=True, align="center")
    labels = data["labels"]
    _line(word, f"{labels['number']} {data['number'] or '________'}    {data['date']}")
    for line in data["addressee"]:
        _line(word, str(line), align="right")
    for line in data["references"]:
        _line(word, f"{labels['reference']} {line}")
    _line(word, f"{labels['subject']} {data['subject']}", bold=True)
    for block in data["opening"]:
        _line(word, str(block))
    _Body(word).write(data["content"])
    for block in (*data["ending"], data["appeal"], data["closing"]):
        if block:
            _line(word, str(block))
    for line in (*data["signatory"]["position"], data["signatory"]["name"]):
        _line(word, str(line), bold=True)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _line(word: WordDocument, text: str, *, bold: bool = False, align: str = "left") -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = _ALIGN[align]
    paragraph.add_run(_storable(text)).bold = bold


def _storable(text: str) -> str:
    """Return `text` without characters that XML 1.0 cannot hold (section 2.2)."""
    return "".join(c if c >= " " and c not in "\ufffe\uffff" else " " for c in text)


class _Body:
    """The text of a paper, written into a content control at the end of the file."""

    def __init__(self, word: WordDocument) -> None:
        self._word = word
        self._control = parse_xml(
            f'<w:sdt {nsdecls("w")}><w:sdtPr><w:tag w:val="{BODY_TAG}"/></w:sdtPr><w:sdtContent/></w:sdt>'
        )
        self._content = self._control.find(qn("w:sdtContent"))
        self._numbering = word.part.numbering_part.element
        self._patterns = {ordered: self._add_pattern(ordered=ordered) for ordered in (False, True)}

    def write(self, blocks: Iterable[Block]) -> None:
        """Write `blocks` and put the control behind what the file holds."""
        self._word.element.body.insert_element_before(self._control, "w:sectPr")
        for block in blocks:
            self._block(block, style="Normal")

    def _block(self, block: Block, *, style: str) -> None:
        kind = block["kind"]
        if kind == "paragraph":
            self._paragraph(block["runs"], style)
        elif kind == "heading":
            self._paragraph(block["runs"], f"Heading {block['level']}")
        elif kind == "quote":
            for inner in block["blocks"]:
                self._block(inner, style="Quote")
        elif kind == "table":
            self._table(block)
        else:
            self._list(block, 0, style)

    def _paragraph(self, runs: Iterable[Run], style: str) -> Paragraph:
        paragraph = self._word.add_paragraph(style=style)
        self._content.append(paragraph._p)
        _fill(paragraph, runs)
        return paragraph

    def _list(self, block: Block, depth: int, style: str) -> None:
        number = self._add_number(self._patterns[block["ordered"]], min(depth, _LEVELS - 1), block["start"])
        for item in block["items"]:
            first = item[0] if item and item[0]["kind"] == "paragraph" else {"runs": []}
            paragraph = self._paragraph(first["runs"], "List Paragraph" if style == "Normal" else style)
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = min(depth, _LEVELS - 1)
            properties.get_or_add_numId().val = number
            for inner in item[1:] if item and item[0]["kind"] == "paragraph" else item:
                if inner["kind"] == "list":
                    self._list(inner, depth + 1, style)
                else:
                    self._block(inner, style=style)

    def _table(self, block: Block) -> None:
        rows = [block["header"], *block["rows"]]
        width = max(map(len, rows))
        table = self._word.add_table(rows=len(rows), cols=width, style="Table Grid")
        self._content.append(table._tbl)
        for line, cells in zip(table.rows, rows, strict=True):
            for place, cell in enumerate(cells):
                paragraph = line.cells[place].paragraphs[0]
                paragraph.alignment = _ALIGN[block["align"][place] if place < len(block["align"]) else "left"]
                _fill(paragraph, cell)
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))

    def _add_pattern(self, *, ordered: bool) -> int:
        known = [int(one.get(qn("w:abstractNumId"))) for one in self._numbering.findall(qn("w:abstractNum"))]
        made = max(known, default=0) + 1
        form = "decimal" if ordered else "bullet"
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{f"%{level + 1}." if ordered else chr(0x2022)}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{360 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
            for level in range(_LEVELS)
        )
        self._numbering.insert(
            0,
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{made}"><w:multiLevelType w:val="multilevel"/>'
                f"{levels}</w:abstractNum>"
            ),
        )
        return made

    def _add_number(self, pattern: int, level: int, start: int) -> int:
        number = self._numbering.add_num(pattern)
        number.add_lvlOverride(ilvl=level).add_startOverride(start)
        made: Any = number.numId
        return int(made)


def _fill(paragraph: Paragraph, runs: Iterable[Run]) -> None:
    for run in runs:
        made = paragraph.add_run(_storable(run["text"]))
        made.bold = True if run.get("strong") else None
        made.italic = True if run.get("emphasis") else None
        if run.get("break"):
            made.add_break()
