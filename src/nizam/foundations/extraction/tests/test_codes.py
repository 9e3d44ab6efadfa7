# SPDX-License-Identifier: EUPL-1.2
"""QR codes of scans: turned, noisy, several papers in one file; and pages cut out of it."""

import base64
import io
import random
from dataclasses import replace

import pypdfium2
import pytest
import segno
from PIL import Image, ImageDraw

from nizam.foundations.extraction import DamagedError, Limits, child, codes, cut_parts, read_codes, scanned
from nizam.foundations.extraction.errors import TooLargeError, UnsupportedError
from nizam.foundations.extraction.reading import Reading

ADDRESS = "https://idare.example.az/p/23456789abcdefghjkmn"
# A4 at 150 dots per inch.
PAGE = (1240, 1754)


def page(text=ADDRESS, *, turn=0.0, noise=0):
    paper = Image.new("L", PAGE, 255)
    ImageDraw.Draw(paper).multiline_text((100, 200), "Hörmətli vətəndaş\n" * 20, fill=0, font_size=24)
    if text:
        drawn = io.BytesIO()
        segno.make(text, error="m").save(drawn, kind="png", scale=4, border=4)
        paper.paste(Image.open(drawn).convert("L"), (950, 1500))
    paper = paper.rotate(turn, expand=True, fillcolor=255)
    chance = random.Random(7)
    for _speck in range(noise):
        at = (chance.randrange(paper.width), chance.randrange(paper.height))
        paper.putpixel(at, chance.choice((0, 255)))
    return paper


def png(picture):
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def pdf(*pages):
    made = io.BytesIO()
    pages[0].save(made, "PDF", resolution=150, save_all=True, append_images=pages[1:])
    return made.getvalue()


@pytest.mark.parametrize(("turn", "noise"), [(0, 0), (90, 0), (180, 0), (3.5, 20_000), (-7, 40_000)])
def test_a_code_is_found_turned_and_dusty(turn, noise):
    read = read_codes(png(page(turn=turn, noise=noise)))
    assert read.found == ((1, ADDRESS),)
    assert (read.pages, read.media_type, read.marks) == (1, "image/png", ())


def test_each_page_of_a_pdf_tells_its_own():
    read = read_codes(pdf(page("eins/p/a"), page(""), page("zwei/p/b", turn=180)))
    assert read.found == ((1, "eins/p/a"), (3, "zwei/p/b"))
    assert read.pages == 3


def test_pages_are_cut_out():
    whole = pdf(page("a"), page("b"), page("c"))
    first, cut = cut_parts(whole, [(1, 1), (2, 3)])
    assert [len(pypdfium2.PdfDocument(one)) for one in (first, cut)] == [1, 2]
    assert [code for _page, code in read_codes(cut).found] == ["b", "c"]
    assert read_codes(first).found == ((1, "a"),)
    with pytest.raises(DamagedError):
        cut_parts(whole, [(3, 9)])


def test_one_process_cuts_all_parts_within_one_sum(monkeypatch):
    whole = pdf(page("a"), page("b"), page("c"))
    begun = []
    run = codes.Reader.run
    monkeypatch.setattr(codes.Reader, "run", lambda self, *given: (begun.append(1), run(self, *given))[1])
    parts = cut_parts(whole, [(1, 1), (2, 2), (3, 3)])
    assert len(begun) == 1
    most = max(len(whole), sum(len(part) for part in parts[:2]))
    with pytest.raises(DamagedError, match="too-large"):
        cut_parts(whole, [(1, 1), (2, 2), (3, 3)] * 20, limits=replace(codes.SCANS, content_bytes=most))


def test_how_far_the_reading_is_gets_told():
    told = []
    read_codes(pdf(page("a"), page("b")), progress=lambda *given: told.append(given))
    assert told[0] == (0, 2)
    assert told[-1][0] > 0


@pytest.mark.parametrize("content", [b"salam", b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_scan_has_marks(content):
    read = read_codes(content)
    assert read.found == ()
    assert read.marks


class Outside:
    """Keeps what the reading process would tell, when its work is done in this one."""

    def __init__(self):
        self.told = []

    def tell(self, **value):
        self.told.append(value)

    def picture(self, content, *, dots_per_inch):
        raise AssertionError("a scan is not read as text")


def codes_here(content, **limits):
    outside = Outside()
    scanned.tell_codes(content, Reading(Limits(**limits), outside), outside)
    return [(one["on"], one["code"]) for one in outside.told if "code" in one]


def test_the_work_of_the_reading_process():
    scan = pdf(page("a"), page(""), page("b"))
    assert codes_here(scan) == [(1, "a"), (3, "b")]
    assert codes_here(scan, pages=1) == [(1, "a")]
    assert codes_here(scan, pixels=10) == []
    assert codes_here(png(page("c"))) == [(1, "c")]
    for wrong, error in ((b"salam", UnsupportedError), (b"%PDF-1.7 x", DamagedError)):
        with pytest.raises(error):
            codes_here(wrong)
    outside = Outside()
    scanned.tell_parts(scan, [(1, 2)], 10**7, outside)
    assert len(pypdfium2.PdfDocument(base64.b64decode(outside.told[0]["text"]))) == 2
    with pytest.raises(DamagedError):
        scanned.tell_parts(scan, [(2, 9)], 10**7, outside)
    with pytest.raises(TooLargeError):
        scanned.tell_parts(scan, [(1, 2)], 10, outside)


@pytest.mark.parametrize("request_", [{"task": "codes"}, {"task": "cut", "parts": [[1, 1]]}])
def test_the_reading_process_does_what_it_is_asked(request_):
    outside = Outside()
    outside_reading = Reading(Limits(), outside)
    child._scanned(str(request_["task"]), pdf(page("a"), page("b")), request_, outside_reading, outside)
    assert outside.told


def test_half_a_file_of_pages_is_damaged(monkeypatch):
    for told, parts in (("abc\n", 1), ("YWJj\nYWI", 2), ("YWJj\n\n", 2)):
        monkeypatch.setattr(codes.Reader, "text", told)
        with pytest.raises(DamagedError, match="cut off"):
            cut_parts(pdf(page("a"), page("b")), [(1, 1), (2, 2)][:parts])
