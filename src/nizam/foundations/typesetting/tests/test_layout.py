# SPDX-License-Identifier: EUPL-1.2
"""An institution's looks and words on paper, pictures that are accepted and those that are not, text as typed."""

import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from nizam.foundations.typesetting import (
    Layout,
    LimitExceeded,
    PictureFault,
    TemplateError,
    child,
    filled,
    labels,
    layout_faults,
    letter_templates,
    paragraphs,
    preview,
    read_picture,
    require_drawable,
    sample_data,
    shipped_source,
    typeset,
    wording,
)
from nizam.foundations.typesetting.fonts import FONTS, printable
from nizam.foundations.typesetting.marked_text import plain_text, read_marked_text
from nizam.foundations.typesetting.paper import TEMPLATES
from nizam.foundations.typesetting.pictures import MOST_BYTES
from nizam.foundations.typesetting.wording import PAPER_LANGUAGES, words_of

CM = 72 / 2.54
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4">%s</svg>'
TRIANGLE = (SVG % '<path d="M0 0h4L2 4z" fill="#064"/>').encode()


def png(width: int = 2, height: int = 2, *, rows: bytes | None = None) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))

    drawn = zlib.compress(rows if rows is not None else (b"\0" + b"\x80\x10\x10" * width) * height)
    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", drawn) + chunk(b"IEND", b"")


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def letter(country: str = "AZ", language: str = "az", **changes: Any) -> dict[str, Any]:
    return sample_data("answer", language, country) | changes


def boxes(pdf: bytes) -> dict[str, tuple[float, float, float, float]]:
    """Return every letter that stands once on the first page, with its box from the lower left corner in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        found = text.get_text_range()
        places = range(text.count_chars())
        return {found[place]: text.get_charbox(place) for place in places if found.count(found[place]) == 1}


def inked(pdf: bytes) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top margin of what is drawn on the first page, in centimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        width, height = page.get_size()
        bounds = [one.get_bounds() for one in page.get_objects()]
    left, bottom = min(b[0] for b in bounds), min(b[1] for b in bounds)
    right, top = width - max(b[2] for b in bounds), height - max(b[3] for b in bounds)
    return (left / CM, bottom / CM, right / CM, top / CM)


def test_turkish_letter_keeps_the_order_and_margins_of_the_regulation() -> None:
    data = letter("TR", "tr", distribution={"action": ["Birinciye"], "information": ["İkinciye"]})
    data["initials"] = [["22.11.2026", "Şef", "A. Kısa"]]
    pdf = typeset("answer", data)
    printed = words(pdf)
    order = [
        "T.C.", data["institution"]["name"], data["institution"]["unit"], data["number"], data["date"],
        data["subject"], data["addressee"][0], "İlgi :", "14.11.2026", "b) Fen",
        "Bilgilerinizi rica ederim.", data["signatory"]["name"], data["signatory"]["position"][0], "Ek:",
        "Dağıtım:", "Gereği", "A. Kısa", data["verification"][:10],
    ]  # fmt: skip
    places = [printed.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)
    left, bottom, right, top = inked(pdf)
    assert left == pytest.approx(1.5, abs=0.06)
    assert right == pytest.approx(1.5, abs=0.06)
    assert 1.45 <= top < 1.8
    assert 1.45 <= bottom < 1.8
    logo = read_picture(TRIANGLE)
    with_logo = typeset("answer", data, layout=Layout(crest=logo, second_logo=logo, margins={"top": 0.5}))
    assert inked(with_logo)[3] == pytest.approx(0.5, abs=0.06)


def test_eastern_letter_has_the_addressee_at_the_upper_right_and_the_post_left_of_the_name() -> None:
    found = boxes(typeset("answer", letter(addressee=["Ж"], number="Ў", signatory={"position": ["Қ"], "name": "Ҳ"})))
    assert found["Ж"][0] > 10.5 * CM > found["Ў"][0]
    assert found["Ж"][1] == pytest.approx(found["Ў"][1], abs=9)
    assert found["Қ"][0] < 3 * CM
    assert found["Ҳ"][2] > 18 * CM


def test_looks_change_head_foot_letters_size_margins_and_crest() -> None:
    looks = Layout(
        crest=read_picture(TRIANGLE),
        crest_alt="Gerb",
        crest_place="left",
        header=("Üst sətir",),
        footer=("Alt sətir",),
        font="serif",
        size=13,
        margins={"left": 3},
    )
    data = letter()
    pdf = typeset("answer", data, layout=looks)
    assert "Üst sətir" in words(pdf)
    assert "Alt sətir" in words(pdf)
    assert data["institution"]["above"][0] not in words(pdf)
    assert data["institution"]["address"][0] not in words(pdf)
    assert b"NotoSerif" in pdf
    assert inked(pdf)[0] == pytest.approx(3, abs=0.06)
    assert pdf != typeset("answer", data)
    centred = Layout(crest=read_picture(TRIANGLE), crest_alt="Gerb")
    assert typeset("answer", data, layout=centred) != typeset("answer", data, layout=Layout())


def test_the_wide_crest_stays_on_the_paper() -> None:
    wide = read_picture(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 9"><path d="M0 0h900v9H0z"/></svg>')
    looks = Layout(crest=wide, second_logo=wide, crest_height=4)
    for country, language in (("AZ", "az"), ("TR", "tr")):
        assert min(inked(typeset("answer", letter(country, language), layout=looks))) > 1.4


@pytest.mark.parametrize(
    ("layout", "country", "fields"),
    [
        (Layout(), "TR", []),
        (Layout(size=12.5), "TR", ["size"]),
        (Layout(size=12.5), "AZ", []),
        (Layout(size=8, font="comic", crest_place="right", crest_height=9), "UZ", "size font crest_place crest_height"),
        (Layout(margins={"top": 0.5}), "TR", ["margin_top"]),
        (Layout(margins={"top": 0.5}, crest=read_picture(TRIANGLE)), "TR", []),
        (Layout(margins={"left": 2}), "TR", ["margin_left"]),
        (Layout(margins={"left": 2}), "UZ", []),
        (Layout(header=("x",) * 9, footer=("x" * 300,)), "AZ", ["header", "footer"]),
    ],
)
def test_looks_within_the_law(layout: Layout, country: str, fields: Sequence[str]) -> None:
    wanted = fields.split() if isinstance(fields, str) else fields
    assert [fault[0] for fault in layout_faults(layout, country)] == wanted


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"GIF89a", "kind"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0\0\x10", "damaged"),
        (png(5000, 1, rows=b""), "sides"),
        (b"x" * (MOST_BYTES + 1), "size"),
        (b"<svg", "damaged"),
        (b'<svg viewBox="0 0 1 1"/>', "damaged"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "damaged"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + TRIANGLE, "damaged"),
        ((SVG % "<script>alert(1)</script>").encode(), "element"),
        ((SVG % "<text>ə</text>").encode(), "element"),
        ((SVG % "<foreignObject/>").encode(), "element"),
        ((SVG % '<image href="file:///etc/passwd"/>').encode(), "element"),
        ((SVG % '<path d="M0 0" onclick="x()"/>').encode(), "element"),
        ((SVG % '<use href="https://elsewhere.example/#a"/>').encode(), "reference"),
        ((SVG % '<path fill="url( https://elsewhere.example/)"/>').encode(), "reference"),
        ((SVG % ("<g/>" * 6000)).encode(), "many"),
        ((SVG % ('<use href="#a"/>' * 300)).encode(), "many"),
    ],
)
def test_pictures_that_are_refused(raw: bytes, code: str) -> None:
    with pytest.raises(PictureFault) as caught:
        read_picture(raw)
    assert caught.value.code == code


def jpeg(width: int, height: int) -> bytes:
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8\xff\xe0\0\4ab\xff\xc0" + frame + b"\xff\xd9"


def test_pictures_that_are_accepted() -> None:
    assert read_picture(png()).media_type == "image/png"
    assert 'width="300" height="200"' in read_picture(jpeg(300, 200)).svg
    inner = SVG % '<defs><path id="a" d="M0 0h1v1z"/></defs><use href="#a"/><o:note xmlns:o="urn:editor"/>'
    assert read_picture(b"\xef\xbb\xbf" + inner.encode()).media_type == "image/svg+xml"
    for picture in (read_picture(png()), read_picture(inner.encode())):
        assert typeset("answer", letter(), layout=Layout(crest=picture)) != typeset("answer", letter())


def test_a_picture_is_decoded_whole_before_it_is_kept() -> None:
    require_drawable(png())
    require_drawable(TRIANGLE)
    for raw in (png(4, 4, rows=b"\0"), jpeg(300, 200)):
        read_picture(raw)
        with pytest.raises(PictureFault, match="damaged"):
            require_drawable(raw)


def test_preview_gives_every_page_as_picture_and_every_fault_of_the_paper() -> None:
    long = letter(content=read_marked_text("\n\n".join(["Uzun abzas. " * 60] * 12)))
    pages = preview("answer", long, ppi=30)
    assert len(pages) > 1
    assert all(page.startswith(b"\x89PNG") for page in pages)
    with pytest.raises(TemplateError, match="could not be displayed"):
        preview("own", letter(), source='#set text(font: "Noto Sans")\n\u4e2d')


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("Söz\n#missing", 2),
        ('#import "_page.typ": *\n\n#show: paper.with(title: "x")\n#blocks(data.nothing)', 4),
        ('#import "_letter.typ": *\n#let other(x) = letter(title: x.y)\n\n#other("z")', 2),
    ],
)
def test_the_line_of_a_fault_is_that_of_the_own_template(source: str, line: int) -> None:
    with pytest.raises(TemplateError) as caught:
        typeset("own", letter(), source=source)
    assert caught.value.line == line
    assert "/work" not in caught.value.diagnostic
    assert "site-packages" not in caught.value.diagnostic
    assert "src/nizam" not in caught.value.diagnostic


def test_a_fault_in_a_shipped_template_has_no_own_line() -> None:
    broken = {key: value for key, value in letter().items() if key != "signatory"}
    with pytest.raises(TemplateError) as caught:
        typeset("answer", broken)
    assert caught.value.line is None


@pytest.mark.parametrize(
    "source",
    [
        '#("x" * 10000000000)',
        '#let s = "ab"\n#for i in range(60) { s += s }\n#s',
        "#let n = 0\n#while true { n += 1; if n < 0 { break } }",
        "#for i in range(20000000) { pagebreak() }",
    ],
)
def test_greedy_templates_end_within_their_limits(source: str) -> None:
    with pytest.raises((LimitExceeded, TemplateError)):
        typeset("own", letter(), source=f'#set text(font: "Noto Sans")\n{source}', timeout_seconds=5)
    assert typeset("answer", letter())


@pytest.mark.parametrize("name", ["nothing", "_page", "../letter"])
def test_only_shipped_templates_show_their_text(name: str) -> None:
    assert "#letter()" in shipped_source("answer")
    with pytest.raises(TemplateError):
        shipped_source(name)


def test_words_of_all_languages_have_the_same_parts() -> None:
    english = words_of("en")
    assert words_of("xx") == english
    for language in PAPER_LANGUAGES:
        found = words_of(language)
        for part in ("labels", "titles", "appeal", "texts"):
            assert found[part].keys() == english[part].keys(), (language, part)
        assert set(english["sample"]) <= set(found["sample"])
        assert all(labels(language).values())
        assert set(found["appeal"]) == {"AZ", "UZ", "TR"}
        assert all(found["appeal"].values())


def test_own_words_stand_in_place_of_ours_also_when_empty() -> None:
    ours = wording("refusal", "tr", "TR")
    assert "60 gün" in ours.appeal
    own = wording("refusal", "tr", "TR", {"appeal": "", "closing": "Arz ederim.", "nonsense": "x"})
    assert (own.appeal, own.closing, own.opening) == ("", "Arz ederim.", ours.opening)
    assert wording("interim-answer", "tr", "TR").appeal == ""
    assert filled("{a} {b} {c}", {"a": "1", "b": "{c}"}) == "1 {c} {c}"
    assert paragraphs("bir\r\niki\r\n\r\n\r\nüç\n") == ["bir iki", "üç"]


def squeezed(text: str) -> str:
    return "".join(printable(text).replace("\u00ad", "").split())


TYPED = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")), max_size=80)


@settings(max_examples=20, deadline=None)
@given(subject=TYPED, body=TYPED)
@example(subject='#read("/etc/passwd")', body="*x* _y_ $1$ @label <l> #panic() `raw` = y \\ // z --- ~")
@example(subject="#{1}", body="# baş\n\n- bir\n\n> sitat\n\n| a | b |\n|---|--:|\n| #x | $y$ |")
def test_what_is_typed_is_printed_and_never_run(subject: str, body: str) -> None:
    blocks = read_marked_text(body)
    seen: list[str] = []
    source = (
        '#import "_page.typ": *\n#show: paper.with(title: data.subject)\n#set page(width: 200cm)\n'
        "#set par(justify: false)\n#data.subject\n\n#blocks(data.content)"
    )
    pdf = typeset("own", letter(subject=subject, content=blocks), source=source)
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            seen.append(text.get_text_range())
    printed = "".join("".join(seen).split())
    for character in set(squeezed(subject) + squeezed(plain_text(blocks))):
        if character.isalnum() and character.isascii():
            assert character in printed
    if subject.isascii():
        assert squeezed(subject) in printed


def test_letters_are_those_that_have_an_addressee() -> None:
    letter_templates.cache_clear()
    assert {"answer", "refusal", "forwarding"} <= set(letter_templates())
    assert not {"report", "register-sheet", "receipt"} & set(letter_templates())


def test_the_process_draws_pages_and_tells_faults_without_its_place() -> None:
    typesetter = child.Typesetter(TEMPLATES, FONTS)
    given = {"template": "", "data": "{}", "timestamp": 0}
    source = '#set text(font: "Noto Sans")\none #pagebreak() two'
    said, drawn = typesetter.answer({**given, "source": source, "ppi": 30})
    assert said["error"] is None
    assert len(said["sizes"]) == 2
    assert sum(said["sizes"]) == len(drawn)
    said, drawn = typesetter.answer({**given, "source": source})
    assert drawn.startswith(b"%PDF")
    said, drawn = typesetter.answer({**given, "source": "#nothing-known"})
    assert said["error"]
    assert drawn == b""
