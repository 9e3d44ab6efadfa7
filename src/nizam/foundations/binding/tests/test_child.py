# SPDX-License-Identifier: EUPL-1.2
"""The binding process from within: one request, one answer, whatever the files are."""

from __future__ import annotations

import io

import pypdf
import pypdfium2
import pytest

from nizam.foundations.binding import child
from nizam.foundations.extraction.frames import read_frame, read_value, write_frame, write_value


def pages_of(number: int, width: float = 595, height: float = 842) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(number):
        writer.add_blank_page(width, height)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def answer(*parts: bytes, bind: bool = True, most: int = 100) -> tuple[list[int | None], bytes]:
    requests, replies = io.BytesIO(), io.BytesIO()
    write_value(requests, parts=len(parts), bind=bind, most=most)
    for part in parts:
        write_frame(requests, part)
    requests.seek(0)
    child.serve(requests, replies)
    replies.seek(0)
    said = read_value(replies, 2**20)
    assert said is not None
    return said["pages"], read_frame(replies, 2**30) or b""


def test_pages_are_counted_and_bound_and_numbered() -> None:
    parts = (pages_of(2), b"no PDF at all", pages_of(1, 842, 595))
    assert answer(*parts, bind=False) == ([2, None, 1], b"")
    pages, pdf = answer(*parts)
    assert pages == [2, None, 1]
    read = pypdf.PdfReader(io.BytesIO(pdf))
    assert [page.extract_text() for page in read.pages] == ["1 / 3", "2 / 3", "3 / 3"]
    assert read.pages[2].mediabox.width > read.pages[2].mediabox.height


def test_no_more_pages_than_asked_for_are_bound() -> None:
    pages, pdf = answer(pages_of(5), pages_of(5), most=6)
    assert pages == [5, 1]
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 6


def test_nothing_asked_and_nothing_to_bind() -> None:
    child.serve(io.BytesIO(), replies := io.BytesIO())
    assert not replies.getvalue()
    assert answer(b"nothing") == ([None], b"")


def test_a_document_without_pages_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer(pages_of(0), bind=False)[0] == [None]

    def no_page(self: pypdfium2.PdfDocument, index: int) -> None:
        raise IndexError

    monkeypatch.setattr(pypdfium2.PdfDocument, "__getitem__", no_page)
    assert answer(pages_of(1), bind=False)[0] == [None]


def test_a_page_that_cannot_be_read_leaves_a_blank_one() -> None:
    class Broken:
        def __len__(self) -> int:
            return 1

        def __getitem__(self, index: int) -> None:
            raise pypdfium2.PdfiumError("no page")

    with pypdfium2.PdfDocument.new() as target:
        assert child._taken_over(Broken(), target, 10) == 1
        assert len(target) == 1


def test_the_process_confines_itself_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[object] = []

    class Pipes(io.BytesIO):
        def __init__(self, number: int, *args: object) -> None:
            super().__init__()

    monkeypatch.setattr(child, "open", Pipes, raising=False)
    monkeypatch.setattr(child, "limit", lambda **limits: steps.append(limits))
    monkeypatch.setattr(child, "confine", lambda **options: steps.append(options))
    monkeypatch.setattr(child, "serve", lambda *pipes: steps.append("serve"))
    child.main("1000", "5")
    assert steps == [{"memory_bytes": 1000, "cpu_seconds": 5}, {"reader": True}, "serve"]

    def refuse(**options: object) -> None:
        raise OSError

    monkeypatch.setattr(child, "confine", refuse)
    with pytest.raises(SystemExit) as caught:
        child.main("1000", "5")
    assert caught.value.code == child.NOT_CONFINED


def test_a_process_that_dies_while_it_is_asked_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    from nizam.foundations.binding import BindingError, bind, binding

    def broken(*args: object, **values: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(binding, "write_value", broken)
    with pytest.raises(BindingError):
        bind([pages_of(1)])
