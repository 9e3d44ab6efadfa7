# SPDX-License-Identifier: EUPL-1.2
"""DOCX files made here, with the numbers that word processors write by themselves; read in this process."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.extraction import MARKS
from nizam.foundations.extraction.counting import written
from nizam.foundations.extraction.docx import docx_text
from nizam.foundations.extraction.errors import DamagedError

Opened = Callable[..., Any]
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(text: str, depth: int | None = None, name: str = "1", style: str = "", inside: str = "") -> str:
    listed = "" if depth is None else f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{name}"/></w:numPr>'
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr><w:r><w:t>{text}</w:t></w:r>{inside}</w:p>"


def level(depth: int, form: str, text: str, start: int = 1) -> str:
    counted = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{counted}</w:lvl>'


def made(body: str, numbering: str | None = None, styles: str | None = None) -> bytes:
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


def text(opened: Opened, body: str, *parts: str) -> str:
    told = opened(made(body, *parts))
    assert not told.marks
    return str(told.text)


def test_a_docx_file_with_automatic_numbers(opened: Opened) -> None:
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
    assert text(opened, body, LISTS, STYLES).splitlines() == [
        "Arxiv sektorunun əsasnaməsi", "1. Ümumi müddəalar", "1.1. Sektor arxivi qoruyur.", "", "1.2. Sektorun işləri:",
        "a) sənəd yığmaq;", "b) surət çıxarmaq;", "\u2022 asan;", "2. Yekun", "2.1. Sektor:", "c) açıqdır;",
        "d) pulsuzdur.",
    ]  # fmt: skip


def test_other_forms_of_numbers_in_a_docx_file(opened: Opened) -> None:
    body = (
        paragraph("Giriş", 0, "3")
        + paragraph("düz yazı", 1, "3")
        + paragraph("işaret", 2, "3")
        + paragraph("sıfırlı", 3, "3")
        + paragraph("derin", 8, "3")
        + paragraph("yabancı", 0, "99")
        + paragraph("Son", 0, "3")
    )
    assert text(opened, body, LISTS).splitlines() == [
        "BÖLÜM II Giriş", "düz yazı", "§ işaret", "01) sıfırlı", "derin", "yabancı", "BÖLÜM III Son"
    ]  # fmt: skip


def test_runs_of_a_docx_paragraph(opened: Opened) -> None:
    inside = (
        '<w:r><w:tab/><w:t>bir</w:t><w:br/><w:t>iki</w:t><w:br w:type="page"/><w:t>üç</w:t></w:r>'
        "<w:r><w:noBreakHyphen/><w:t>dörd</w:t><w:softHyphen/><w:t>beş</w:t></w:r>"
        "<w:del><w:r><w:delText>silinmiş</w:delText><w:t>silinmiş</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>!</w:t></w:r></w:ins>"
    )
    assert text(opened, paragraph("sıfır", inside=inside)) == "sıfır\tbir\niki\f\nüç-dörd\u00adbeş!\n"


def test_a_docx_file_in_the_strict_form(opened: Opened, files: Any) -> None:
    name = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    strict = f'<w:document xmlns:w="{name}"><w:body>{paragraph("1. Söz")}</w:body></w:document>'
    assert opened(files.zipped({"word/document.xml": strict})).text == "1. Söz\n"
    other = strict.replace("wordprocessingml", "unknownml")
    assert opened(files.zipped({"word/document.xml": other})).text == "\n"


@pytest.mark.parametrize(
    ("document", "mark"),
    [
        ('<!DOCTYPE w [<!ENTITY a "aaaa">]><w>&a;</w>', "entities-refused"),
        ("<w>" * 500 + "</w>" * 500, "nested-too-deep"),
        ("<w>", "damaged"),
        ("", "damaged"),
        ("<w>&undefined;</w>", "damaged"),
        ('<?xml version="1.0" encoding="no-such"?><w/>', "damaged"),
        ("<w/>" + " " * 2_000_000, "archive-bomb"),
    ],
)
def test_hostile_and_damaged_docx_files(opened: Opened, files: Any, document: str, mark: str) -> None:
    assert opened(files.zipped({"word/document.xml": document}), growth=2).marks == {mark}


def test_an_archive_without_a_text() -> None:
    with pytest.raises(DamagedError):
        docx_text({}.get)


@settings(deadline=None, max_examples=100)
@given(st.integers(4, 1200), st.binary(max_size=4))
def test_a_docx_file_with_changed_bytes(opened: Opened, place: int, change: bytes) -> None:
    raw = made(paragraph("Söz", 0), LISTS, STYLES)
    told = opened(raw[:place] + change + raw[place + len(change) :])
    assert told.marks <= set(MARKS)


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
