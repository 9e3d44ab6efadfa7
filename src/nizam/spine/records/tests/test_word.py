# SPDX-License-Identifier: EUPL-1.2
"""Papers go out as Word files and come back; what only looks like one does no harm."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from nizam.foundations.typesetting.marked_text import read_marked_text
from nizam.kit.actions import Actor
from nizam.kit.testing.world import World, build_world
from nizam.spine.records.actions import compose_document
from nizam.spine.records.models import Document
from nizam.spine.records.word import NotWord, read_word, word_document

BODY = """\
# Başlıq

Hörmətli **Leyla** xanım, *qeyd*: ***vacib***
ikinci sətir

## Alt başlıq

1. bir
2. iki

   - daxili
   - ikinci
3. üç

7. yeddi

> sitat
>
> davamı

| Ad | Say |
| --- | ---: |
| a | **1** |
| b |  |

Hörmətlə"""


@pytest.fixture
def document(db: None) -> Document:
    world: World = build_world()
    return compose_document(
        Actor(world.clerk_a),
        institution=world.institution,
        unit=world.unit_a,
        subject="Cavab",
        addressee="Leyla Əliyeva",
        body=BODY,
        language="az",
        in_reply_to="12/2026",
    )


def test_a_paper_comes_back_from_word_as_it_went(document: Document) -> None:
    raw = word_document(document, position="Şöbə müdiri", name="Rəna Məmmədova")
    assert read_word(raw, "cavab.docx") == BODY.replace("---:", "---")


def test_the_word_file_has_the_frame_of_the_paper(document: Document) -> None:
    raw = word_document(document, position="Şöbə müdiri", name="Rəna Məmmədova")
    words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(raw)).paragraphs)
    for part in ("Leyla Əliyeva", "12/2026", "Cavab", "Şöbə müdiri", "Rəna Məmmədova"):
        assert part in words


def test_a_file_of_word_itself_is_read(db: None) -> None:
    word = docx.Document()
    word.add_heading("Arayış", level=2)
    word.add_paragraph("Adi *ulduz* ").add_run("qalın").bold = True
    for text in ("bir", "iki"):
        word.add_paragraph(text, style="List Bullet")
    word.add_paragraph("sitat", style="Quote")
    stream = io.BytesIO()
    word.save(stream)
    blocks = read_marked_text(read_word(stream.getvalue(), "a.docx"))
    assert [block["kind"] for block in blocks] == ["heading", "paragraph", "list", "quote"]
    assert blocks[1]["runs"] == [{"text": "Adi *ulduz* "}, {"text": "qalın", "strong": True}]
    assert len(blocks[2]["items"]) == 2


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in {"[Content_Types].xml": b"<Types/>", **parts}.items():
            made.writestr(name, content)
    return stream.getvalue()


W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    ("content", "mark"),
    [
        (b"%PDF-1.7 x", ""),
        (b"salam", "unsupported"),
        (
            archive(
                **{
                    "word/document.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document '
                    + W
                    + b"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
                }
            ),
            "entities-refused",
        ),
        (
            archive(**{"word/document.xml": b"<w:document " + W + b">" + b" " * 60_000_000 + b"</w:document>"}),
            "archive-bomb",
        ),
    ],
)
def test_hostile_files_are_refused(db: None, content: bytes, mark: str) -> None:
    with pytest.raises(NotWord) as refused:
        read_word(content, "x.docx")
    assert mark in refused.value.marks or not mark


def test_controls_xml_cannot_hold_become_spaces(document: Document) -> None:
    document.subject = "a\x0bb"
    document.body = "c\x01d"
    raw = word_document(document, position="", name="")
    assert read_word(raw, "x.docx") == "c d"
