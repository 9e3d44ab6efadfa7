# SPDX-License-Identifier: EUPL-1.2
"""A charter that goes out as Akoma Ntoso, DOCX or JSON comes back with the same numbers, levels, words and order."""

import io
import json
import os
import zipfile
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations import charter_text
from nizam.foundations.charter_text import akoma, exporting
from nizam.foundations.charter_text.errors import CharterTextError
from nizam.foundations.charter_text.exporting import CharterText
from nizam.foundations.charter_text.parsing import Provision, parse

FORMS = ("akn", "docx", "json")
OWN = Path(__file__).parent / "charters"
AKN = f"{{{akoma.NAMESPACE}}}"
KINDS = {0: "chapter", 1: "article", 2: "item", 3: "item", 8: "text", 9: "text"}

WORDS = st.lists(
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12), min_size=1, max_size=6
).map(" ".join)
PROVISIONS = st.lists(
    st.builds(
        lambda number, level, text: Provision(number, level, KINDS[level], text, 1),
        st.none() | WORDS,
        st.sampled_from(sorted(KINDS)),
        WORDS,
    ),
    min_size=1,
    max_size=25,
)


def charter(provisions: list[Provision], title: str = "Əsasnamə & “qayda”") -> CharterText:
    return CharterText(
        title, "az", "AZ", "İnformasiya <İdarəsi>", "idare", "esasname-1", 2, date(2026, 3, 1), tuple(provisions)
    )


def told(provisions: object) -> list[tuple[object, ...]]:
    return [(one.number, one.level, one.kind, one.text) for one in provisions]  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", FORMS)
@given(provisions=PROVISIONS)
@settings(max_examples=30, deadline=None)
def test_every_charter_comes_back_equal(form: str, provisions: list[Provision]) -> None:
    restored = exporting.restore(exporting.export(charter(provisions), form))
    assert restored is not None
    assert told(restored.provisions) == told(provisions)
    assert [one.line for one in restored.provisions] == list(range(1, len(provisions) + 1))
    assert len(restored.text.splitlines()) >= len(provisions)
    assert restored.title == "Əsasnamə & “qayda”"


@pytest.mark.parametrize("form", FORMS)
def test_reference_charters_come_back_equal(form: str) -> None:
    reference = os.environ.get("NIZAM_REFERENCE")
    if not reference:
        pytest.skip("NIZAM_REFERENCE is not set: the reference charters are not at hand")
    for file in sorted(Path(reference, "charters").glob("00[0124]_*.txt")):
        read = charter_text.read(file)
        restored = exporting.restore(exporting.export(charter(read), form))
        assert restored is not None
        assert told(restored.provisions) == told(read)


@given(PROVISIONS)
@settings(max_examples=20, deadline=None)
def test_akoma_ntoso_is_identified_nested_and_named_once(provisions: list[Provision]) -> None:
    root = fromstring(akoma.to_xml(charter(provisions)))
    act = root.find(f"{AKN}act")
    assert act is not None
    assert [child.tag.removeprefix(AKN) for child in act] == ["meta", "preface", "body"]
    identification = act.find(f"{AKN}meta/{AKN}identification")
    assert identification is not None
    for level in identification:
        names = [child.tag.removeprefix(AKN) for child in level]
        assert names[:4] == ["FRBRthis", "FRBRuri", "FRBRdate", "FRBRauthor"]
    body = act.find(f"{AKN}body")
    assert body is not None
    elements = [one for one in body.iter() if one.get("eId")]
    assert len({one.get("eId") for one in elements}) == len(elements) == len(provisions)
    for one in elements:
        parts = [child.tag.removeprefix(AKN) for child in one]
        # The content model of a hierarchical element: number, heading, then either content, or an intro and others.
        assert "content" not in parts or parts[-1] == "content"
        assert parts.count("num") <= 1
        assert "num" not in parts or parts[0] == "num"
        assert all(str(child.get("eId")).startswith(f"{one.get('eId')}__") for child in one if child.get("eId"))


def test_akoma_ntoso_nests_as_the_text_stands() -> None:
    rows = [("1.", 0, "Umumi"), ("1.1.", 1, "Birinci:"), ("a)", 2, "bənd;"), (None, 8, "abzas"), ("1.2.", 1, "İkinci")]
    xml = akoma.to_xml(charter([Provision(n, level, KINDS[level], text, 1) for n, level, text in rows]))
    assert [one.get("eId") for one in fromstring(xml).iter() if one.get("eId")] == [
        "institution",
        "chp_1",
        "chp_1__art_1",
        "chp_1__art_1__para_1",
        "chp_1__art_1__para_1__al_1",
        "chp_1__art_2",
    ]


def test_what_xml_cannot_hold_is_replaced() -> None:
    restored = exporting.restore(exporting.export(charter([Provision("1.", 1, "article", "a\x01b", 1)]), "akn"))
    assert restored is not None
    assert restored.provisions[0].text == "a\ufffdb"


def test_docx_is_readable_without_us_and_stays_readable_when_edited() -> None:
    raw = exporting.export(charter([Provision("1.1.", 1, "article", "Şöbə işləyir.", 1)]), "docx")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert "Şöbə işləyir." in members["word/document.xml"].decode()
    document = members["word/document.xml"].decode().replace("Şöbə işləyir.", "Şöbə</w:t><w:tab/><w:t>işləmir.")
    edited = io.BytesIO()
    with zipfile.ZipFile(edited, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, document if name == "word/document.xml" else content)
    restored = exporting.restore(edited.getvalue())
    assert restored is not None
    assert told(restored.provisions) == [("1.1.", 1, "article", "Şöbə işləmir.")]


def test_the_same_charter_gives_the_same_bytes() -> None:
    one = charter([Provision("1.", 0, "chapter", "Ümumi", 1)])
    for form in FORMS:
        assert exporting.export(one, form) == exporting.export(one, form)


@pytest.mark.parametrize("raw", [b"", b"1. Text", b"{}", b"PK\x03\x04 broken", b"<html>akoma</html>"])
def test_other_files_are_not_ours(raw: bytes) -> None:
    assert exporting.restore(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        b'{"format": "nizam-charter"}',
        b'{"format": "nizam-charter", "version": 99}',
        b'{"format": "nizam-charter", "version": 1, "title": "",'
        b' "provisions": [{"number": 1, "level": 1, "text": "a"}]}',
        b'{"format": "nizam-charter", "version": 1, "title": "",'
        b' "provisions": [{"number": "", "level": 7, "text": ""}]}',
        b'{"format": "nizam-charter", ',
        b"<akomaNtoso><act>",
        b"<akomaNtoso/>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><akomaNtoso>&x;</akomaNtoso>',
    ],
)
def test_broken_files_of_ours_are_refused(raw: bytes) -> None:
    with pytest.raises(CharterTextError):
        exporting.restore(raw)


def test_json_tells_the_lines_too() -> None:
    told_json = json.loads(exporting.export(charter([Provision("1.", 0, "chapter", "Ümumi", 17)]), "json"))
    assert told_json["provisions"][0]["line"] == 17
    assert told_json["date"] == "2026-03-01"


# Akoma Ntoso 3.0 (OASIS), schema: what an element holds, in this order; every FRBR block has its first four.
CORE = ["FRBRthis", "FRBRuri", "FRBRdate", "FRBRauthor"]
FRBR = {
    "FRBRWork": [*CORE, "FRBRcountry", "FRBRnumber"],
    "FRBRExpression": [*CORE, "FRBRlanguage"],
    "FRBRManifestation": [*CORE, "FRBRformat"],
}
REQUIRED = {
    "act": {"name"},
    "identification": {"source"},
    "references": {"source"},
    "FRBRthis": {"value"},
    "FRBRuri": {"value"},
    "FRBRdate": {"date", "name"},
    "FRBRauthor": {"href"},
    "FRBRcountry": {"value"},
    "FRBRnumber": {"value"},
    "FRBRlanguage": {"language"},
    "FRBRformat": {"value"},
    "TLCOrganization": {"eId", "href", "showAs"},
    "hcontainer": {"eId", "name"},
    **{name: {"eId"} for name in ("chapter", "article", "paragraph", "point", "alinea")},
}
HIERARCHY = ("chapter", "article", "paragraph", "point", "alinea", "hcontainer")


def bare(element: Element) -> str:
    return element.tag.rpartition("}")[2]


@pytest.mark.parametrize("name", sorted(path.stem for path in OWN.glob("*.txt")))
def test_the_order_and_the_attributes_that_akoma_ntoso_demands(name: str) -> None:
    raw = exporting.export(charter(parse((OWN / f"{name}.txt").read_text("utf-8"))), "akn")
    root = fromstring(raw)
    assert root.tag == "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}akomaNtoso"
    assert [bare(one) for one in root] == ["act"]
    assert [bare(one) for one in root[0]] == ["meta", "preface", "body"]
    meta = root[0][0]
    assert [bare(one) for one in meta] == ["identification", "references"]
    assert {bare(one): [bare(child) for child in one] for one in meta[0]} == FRBR
    assert [bare(one) for one in meta[0]] == list(FRBR)
    known = {one.get("eId") for one in meta[1]}
    for element in root.iter():
        assert set(element.attrib) >= REQUIRED.get(bare(element), set())
        # What speaks of somebody names an entry of the references.
        for reference in (element.get("source"), element.get("href") if bare(element) == "FRBRauthor" else None):
            assert reference is None or reference.removeprefix("#") in known
    identifiers = [one.get("eId") for one in root.iter() if one.get("eId")]
    assert len(identifiers) == len(set(identifiers))
    for element in root[0][2].iter():
        if bare(element) not in HIERARCHY:
            continue
        parts = [bare(child) for child in element]
        inner = [part for part in parts if part in HIERARCHY]
        # num, heading, then either content alone, or intro and what stands inside.
        order = [part for part in ("num", "heading", "intro", "content") if part in parts]
        assert parts == order + inner
        assert not (inner and "content" in parts)
        assert not ("intro" in parts and not inner)
