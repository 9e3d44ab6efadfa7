# SPDX-License-Identifier: EUPL-1.2
"""Files of all kinds bound into one: every page is there, upright, numbered, and nothing but what is drawn."""

from __future__ import annotations

import io
import re

import pypdf
import pypdfium2
import pytest
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from nizam.foundations.binding import BindingError, bind, binding, count_pages
from nizam.foundations.typesetting import sample_data, typeset


@pytest.fixture(scope="module")
def letter() -> bytes:
    return typeset("answer", sample_data("answer", "az", "AZ"))


def blank(pages: int, width: float = 595, height: float = 842, *, turned: int = 0, script: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width, height).rotate(turned)
    if script:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
        writer.add_attachment("x.exe", b"MZ")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_every_page_stands_in_its_order_under_its_number(letter: bytes) -> None:
    bound = bind([letter, blank(2), letter])
    first = len(pypdf.PdfReader(io.BytesIO(letter)).pages)
    assert bound.pages == (first, 2, first)
    found = texts(bound.pdf)
    total = 2 * first + 2
    assert [re.findall(r"(\d+) / (\d+)\s*$", text)[-1] for text in found] == [
        (str(place), str(total)) for place in range(1, total + 1)
    ]
    assert "ə" in found[0]


def test_what_cannot_be_opened_is_left_out_and_told(letter: bytes) -> None:
    locked = pypdf.PdfWriter(clone_from=io.BytesIO(letter))
    locked.encrypt("secret")
    out = io.BytesIO()
    locked.write(out)
    parts = [b"", b"no pdf", out.getvalue(), letter[: len(letter) // 3], blank(1)]
    counted = count_pages(parts)
    assert counted[:3] == (None, None, None)
    assert counted[4] == 1
    assert bind(parts).pages == counted


def test_scripts_and_attached_files_stay_behind() -> None:
    hostile = blank(1, script="app.alert(1)")
    assert b"JavaScript" in hostile
    bound = bind([hostile]).pdf
    root = pypdf.PdfReader(io.BytesIO(bound)).trailer["/Root"]
    assert isinstance(root, dict)
    assert not {"/Names", "/OpenAction", "/AA", "/AcroForm"} & set(root)
    assert b"JavaScript" not in bound
    assert b"EmbeddedFile" not in bound


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_turned_page_is_read_upright(turned: int) -> None:
    """A mark that stands at the upper left for the reader stands there after binding too."""
    before, after = _dark_corner(_marked(turned)), _dark_corner(bind([_marked(turned)]).pdf)
    assert after == before


def test_a_wide_page_lies_and_a_huge_one_is_made_to_fit() -> None:
    bound = bind([blank(1, 1200, 600), blank(1, 3000, 5000)])
    sizes = [(round(float(p.mediabox.width)), round(float(p.mediabox.height)))
             for p in pypdf.PdfReader(io.BytesIO(bound.pdf)).pages]  # fmt: skip
    assert sizes == [(842, 595), (595, 842)]


def test_no_more_pages_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binding, "MOST_PAGES", 3)
    bound = bind([blank(2), blank(2)])
    assert bound.pages == (2, 1)
    assert len(texts(bound.pdf)) == 3


def test_a_binding_that_takes_too_long_is_ended() -> None:
    with pytest.raises(BindingError):
        bind([blank(1)], seconds=0.001)


def _marked(turned: int) -> bytes:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(400, 600)
    stream = pypdf.generic.StreamObject()
    stream.set_data(b"0 0 0 rg 10 540 50 50 re f")
    page[NameObject("/Contents")] = writer._add_object(stream)
    page.rotate(turned)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _dark_corner(pdf: bytes) -> tuple[bool, bool]:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        picture = page.render(scale=0.2).to_numpy()[:-8, :, 0]
        page.close()
    rows, columns = (picture < 100).nonzero()
    return bool(rows.mean() < picture.shape[0] / 2), bool(columns.mean() < picture.shape[1] / 2)
