# SPDX-License-Identifier: EUPL-1.2
"""HTML pages and DOCX files made here, with the numbers that browsers write by themselves."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.charter_text import UnsupportedFormatError, decode, read

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


def test_a_docx_file() -> None:
    paragraphs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("1. Məqsəd", "1.1. Arxiv açıqdır."))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{paragraphs}</w:body></w:document>'
        )
    assert outline(written.getvalue()) == [("1.", 0, "Məqsəd"), ("1.1.", 1, "Arxiv açıqdır.")]


def test_an_rtf_file() -> None:
    raw = r"{\rtf1\ansi\ansicpg1254 1. M\u601?qs\u601?d\par 1.1. Arxiv a\'e7\'fdqd\'fdr.\par}".encode("ascii")
    assert outline(raw) == [("1.", 0, "Məqsəd"), ("1.1.", 1, "Arxiv açıqdır.")]


def test_an_archive_that_is_no_docx_file() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.txt", "1. Arxiv")
    with pytest.raises(UnsupportedFormatError):
        decode(written.getvalue())


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
