# SPDX-License-Identifier: EUPL-1.2
"""HTML pages and DOCX files made here, with the numbers that browsers and word processors write by themselves."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.charter_text import UnsupportedFormatError, decode, read
from nizam.foundations.extraction.counting import written

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def outline(raw: bytes) -> list[tuple[str | None, int, str]]:
    return [(item.number, item.level, item.text) for item in read(raw)]


PAGE = """<!DOCTYPE html>
<html><head><meta charset="{encoding}"><title>1. Pəncərə</title><style>p {{ }}</style></head>
<body><nav><ul><li>1. Ana səhifə</li></ul></nav>
<h1>Arxiv sektorunun əsasnaməsi</h1>
<h2>1. Ümumi<br>müddəalar</h2>
<p>1.1. Sektor
   <b>arxivi</b>   qoruyur<sup>1</sup>.</p>
<p>1.2. Sektorun işləri:
<ol type="a" start="1"><li>sənəd yığmaq;</li><li><p>surət çıxarmaq;</p></li><li value="4">hesabat vermək.</ol>
<script>document.write("1.3. Yox")</script>
<h2>2. Yekun</h2>
<table><tr><td>2.1.</td><td>Əsasnamə açıqdır.</td></tr></table>
<ul><li>hamıya;</li><li>pulsuz.</li></ul></ul></ol></nav>
</body></html>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_html_page(encoding: str) -> None:
    assert outline(PAGE.format(encoding="utf-8").encode(encoding)) == [
        ("1.", 0, "Ümumi müddəalar"),
        ("1.1.", 1, "Sektor arxivi qoruyur[1]."),
        ("1.2.", 1, "Sektorun işləri:"),
        ("a.", 2, "sənəd yığmaq;"),
        ("b.", 2, "surət çıxarmaq;"),
        ("d.", 2, "hesabat vermək."),
        ("2.", 0, "Yekun"),
        ("2.1.", 1, "Əsasnamə açıqdır."),
        ("•", 2, "hamıya;"),
        ("•", 2, "pulsuz."),
    ]


def test_the_encoding_a_page_names() -> None:
    page = "<html><meta charset=koi8-r><p>Статья 1. Архив хранит бумаги.</p><p>Статья 2. Архив открыт.</p>"
    assert outline(page.encode("koi8-r")) == [
        ("Статья 1.", 1, "Архив хранит бумаги."),
        ("Статья 2.", 1, "Архив открыт."),
    ]
    # A wrong or an unknown name does no harm.
    for name in ("utf-8", "x-unknown"):
        wrong = page.replace("koi8-r", name)
        assert "Статья 1." in decode(wrong.encode("cp1251")) or name == "utf-8"
        assert "Статья 1." in decode(wrong.encode())


def paragraph(text: str, depth: int | None = None, name: str = "1", style: str = "", inside: str = "") -> str:
    listed = "" if depth is None else f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{name}"/></w:numPr>'
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr><w:r><w:t>{text}</w:t></w:r>{inside}</w:p>"


def level(depth: int, form: str, text: str, start: int = 1) -> str:
    counted = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{counted}</w:lvl>'


def docx(body: str, numbering: str | None = None, styles: str | None = None) -> bytes:
    written_to = io.BytesIO()
    with zipfile.ZipFile(written_to, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in (("document", f"<w:body>{body}</w:body>"), ("numbering", numbering), ("styles", styles)):
            if content is not None:
                archive.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{WORD}">{content}</w:{name}>')
    return written_to.getvalue()


LISTS = (
    '<w:numPicBullet/><w:abstractNum w:abstractNumId="7">'
    + level(0, "decimal", "%1.")
    + level(1, "decimal", "%1.%2.")
    + level(2, "lowerLetter", "%3)")
    + level(3, "bullet", "·")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="8">'
    + level(0, "upperRoman", "BÖLÜM %1", 2)
    + level(1, "none", "")
    + level(2, "none", "§")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="2"><w:startOverride w:val="3"/></w:lvlOverride></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="8"/>'
    f'<w:lvlOverride w:ilvl="3">{level(3, "decimalZero", "%4)")}</w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:styleId="Item"><w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Child"><w:basedOn w:val="Item"/></w:style>'
    '<w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
)


def test_a_docx_file_with_automatic_numbers() -> None:
    body = (
        paragraph("Arxiv sektorunun əsasnaməsi")
        + paragraph("Ümumi müddəalar", 0)
        + paragraph("Sektor arxivi qoruyur.", 1)
        + paragraph("", 1)
        + paragraph("Sektorun işləri:", 1)
        + paragraph("sənəd yığmaq;", style="Item")
        + paragraph("surət çıxarmaq;", style="Child")
        + paragraph("asan;", 3)
        + paragraph("Yekun", 0)
        + paragraph("Sektor:", 1, style="Loop")
        + paragraph("açıqdır;", 2, "2")
        + paragraph("pulsuzdur.", 2, "2")
    )
    assert outline(docx(body, LISTS, STYLES)) == [
        ("1.", 0, "Ümumi müddəalar"),
        ("1.1.", 1, "Sektor arxivi qoruyur."),
        ("1.2.", 1, "Sektorun işləri:"),
        ("a)", 2, "sənəd yığmaq;"),
        ("b)", 2, "surət çıxarmaq;"),
        ("•", 3, "asan;"),
        ("2.", 0, "Yekun"),
        ("2.1.", 1, "Sektor:"),
        ("c)", 2, "açıqdır;"),
        ("d)", 2, "pulsuzdur."),
    ]


def test_other_forms_of_numbers_in_a_docx_file() -> None:
    body = (
        paragraph("Giriş", 0, "3")
        + paragraph("düz yazı", 1, "3")
        + paragraph("işaret", 2, "3")
        + paragraph("sıfırlı", 3, "3")
        + paragraph("derin", 8, "3")
        + paragraph("yabancı", 0, "99")
        + paragraph("Son", 0, "3")
    )
    assert decode(docx(body, LISTS)).splitlines() == [
        "BÖLÜM II Giriş", "düz yazı", "§ işaret", "01) sıfırlı", "derin", "yabancı", "BÖLÜM III Son"
    ]  # fmt: skip


def test_runs_of_a_docx_paragraph() -> None:
    inside = (
        '<w:r><w:tab/><w:t>bir</w:t><w:br/><w:t>iki</w:t><w:br w:type="page"/><w:t>üç</w:t></w:r>'
        "<w:r><w:noBreakHyphen/><w:t>dörd</w:t><w:softHyphen/><w:t>beş</w:t></w:r>"
        "<w:del><w:r><w:delText>silinmiş</w:delText><w:t>silinmiş</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>!</w:t></w:r></w:ins>"
    )
    assert decode(docx(paragraph("sıfır", inside=inside))) == "sıfır\tbir\niki\f\nüç-dörd\u00adbeş!\n"


def test_a_docx_file_in_the_strict_form() -> None:
    name = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    strict = f'<w:document xmlns:w="{name}"><w:body>{paragraph("1. Söz")}</w:body></w:document>'
    written_to = io.BytesIO()
    with zipfile.ZipFile(written_to, "w") as archive:
        archive.writestr("word/document.xml", strict)
    assert decode(written_to.getvalue()) == "1. Söz\n"


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaa">]><w>&a;</w>',
        "<w>" * 500 + "</w>" * 500,
        "<w>",
        "",
        "<w>&undefined;</w>",
        "<w/>" + " " * 40_000_000,
    ],
    ids=["document type", "nested", "unclosed", "empty", "entity", "large"],
)
def test_hostile_and_damaged_docx_files_are_refused(document: str) -> None:
    written_to = io.BytesIO()
    with zipfile.ZipFile(written_to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
    with pytest.raises(UnsupportedFormatError):
        decode(written_to.getvalue())


def test_an_archive_that_is_no_docx_file() -> None:
    written_to = io.BytesIO()
    with zipfile.ZipFile(written_to, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(UnsupportedFormatError):
        decode(written_to.getvalue())


@settings(deadline=None, max_examples=60)
@given(st.integers(4, 1200), st.binary(max_size=4))
def test_a_docx_file_with_changed_bytes_is_read_or_refused(place: int, change: bytes) -> None:
    raw = docx(paragraph("Söz", 0), LISTS, STYLES)
    with suppress(UnsupportedFormatError):
        decode(raw[:place] + change + raw[place + len(change) :])


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<ol>",
                "<li>",
                "</ol>",
                "<ul start=-1>",
                "<sup>",
                "1",
                "söz ",
                "<!--",
                "<script>",
                "</script>",
                "&nbsp;",
                "&#",
                "<td>",
                "<li value=99999999>",
                "<br/>",
                "<",
            ]
        )
    )
)
def test_any_page_is_read(pieces: list[str]) -> None:
    assert isinstance(decode(("<html>" + "".join(pieces)).encode()), str)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (1994, "upperRoman", "MCMXCIV"),
        (49, "lowerRoman", "xlix"),
        (0, "lowerRoman", "0"),
        (4000, "upperRoman", "4000"),
        (27, "lowerLetter", "aa"),
        (28, "upperLetter", "BB"),
        (10**6, "lowerLetter", "1000000"),
        (7, "russianLower", "ж"),
        (7, "chicago", "7"),
    ],
)
def test_numbers_as_word_writes_them(value: int, form: str, text: str) -> None:
    assert written(value, form) == text
