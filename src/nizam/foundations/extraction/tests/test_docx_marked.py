# SPDX-License-Identifier: EUPL-1.2
"""DOCX files as marked text, read in this process."""

import io
import zipfile

import pytest

from nizam.foundations.extraction.docx_marked import BODY_TAG, docx_marked_text
from nizam.foundations.extraction.errors import DamagedError
from nizam.foundations.extraction.model import Limits
from nizam.foundations.extraction.opening import open_file
from nizam.foundations.extraction.reading import Reading

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = (
    '<w:style w:styleId="Balk1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Balk5"><w:name w:val="heading 5"/></w:style>'
    '<w:style w:styleId="Al"><w:name w:val="Quote"/></w:style><w:style/>'
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)


def paragraph(runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def item(text: str, depth: int = 0) -> str:
    return paragraph(run(text), f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')


def marked(body: str, *, whole: str = "") -> str:
    parts = {
        "word/document.xml": whole or f"<w:body>{body}<w:sectPr/></w:body>",
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
    }
    made = {name: f'<w:x xmlns:w="{W}">{content}</w:x>'.encode() for name, content in parts.items()}
    return docx_marked_text(made.get).rstrip("\n")


def test_words_and_breaks() -> None:
    runs = run("a ") + run("b", "<w:b/>") + run(" c", '<w:b w:val="0"/><w:i/>') + "<w:r><w:tab/><w:t>d</w:t></w:r>"
    more = "<w:r><w:br/><w:t>e</w:t><w:noBreakHyphen/><w:t>f</w:t></w:r><w:del><w:r><w:t>x</w:t></w:r></w:del>"
    assert marked(paragraph(runs + more)) == "a **b** *c* d\ne-f"


def test_words_within_a_link_are_words() -> None:
    assert marked(paragraph(run("a ") + f"<w:hyperlink>{run('b', '<w:b/>')}</w:hyperlink>")) == "a **b**"


def test_headings_and_quotes_by_the_names_of_styles() -> None:
    body = (
        paragraph(run("Baş", "<w:b/>"), '<w:pStyle w:val="Balk1"/>')
        + paragraph(run("Dərin"), '<w:pStyle w:val="Balk5"/><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>')
        + paragraph(run("bir"), '<w:pStyle w:val="Al"/>')
        + paragraph(run("iki"), '<w:pStyle w:val="Al"/>')
        + paragraph("")
    )
    assert marked(body) == "# Baş\n\n### a) Dərin\n\n> bir\n>\n> iki"


def test_lists_and_numbers_no_list_can_repeat() -> None:
    body = (
        item("dörd") + item("alt", 1) + item("alt iki", 1) + item("beş") + item("hərf", 2) + item("altı") + item("q", 1)
    )
    expected = "4. dörd\n\n   - alt\n   - alt iki\n5. beş\n\na) hərf\n\n6. altı\n\n   - q"
    assert marked(body) == expected


def test_another_kind_of_list_at_the_same_depth() -> None:
    assert marked(item("alt", 1) + item("say")) == "- alt\n\n4. say"


def test_tables() -> None:
    def cell(text: str) -> str:
        return f"<w:tc>{paragraph(run(text))}{paragraph(run('son'))}</w:tc>"

    body = f"<w:tbl><w:tr>{cell('a')}{cell('b')}</w:tr><w:tr>{cell('c')}</w:tr><w:tr/></w:tbl><w:tbl/>"
    assert marked(body) == "| a son | b son |\n| --- | --- |\n| c son |  |"


def test_only_the_text_in_our_own_control_is_read() -> None:
    tag, text = f'<w:tag w:val="{BODY_TAG}"/>', paragraph(run("mətn"))
    control = f"<w:sdt><w:sdtPr>{tag}</w:sdtPr><w:sdtContent>{text}</w:sdtContent></w:sdt>"
    other = f"<w:sdt><w:sdtContent>{paragraph(run('başqa'))}</w:sdtContent></w:sdt>"
    assert marked(paragraph(run("başlıq")) + other + control) == "mətn"
    assert marked(paragraph(run("başlıq")) + other) == "başlıq\n\nbaşqa"
    assert marked("", whole=paragraph(run("çılpaq"))) == "çılpaq"


def test_a_file_without_text_is_damaged() -> None:
    with pytest.raises(DamagedError):
        docx_marked_text(lambda name: None)


def test_a_reading_that_asks_for_marks_gets_them() -> None:
    class Outside:
        text = ""

        def tell(self, **value: object) -> None:
            self.text += str(value.get("text", ""))

        def picture(self, content: bytes, *, dots_per_inch: int) -> str:
            return ""

    made, outside = io.BytesIO(), Outside()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        body = paragraph(run("qalın", "<w:b/>"))
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    open_file(made.getvalue(), name="", declared="", reading=Reading(Limits(), outside, marked=True))
    assert outside.text == "**qalın**\n"
