# SPDX-License-Identifier: EUPL-1.2
"""Charters as Akoma Ntoso 3.0 (OASIS LegalDocML), and back.

Chapters, articles, items, sub-items and paragraphs become `chapter`, `article`, `paragraph`, `point` and `alinea`,
nested as they stand under each other; a heading at the side is an `hcontainer`. In document order they are the list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from nizam.foundations.charter_text.errors import CharterTextError
from nizam.foundations.charter_text.parsing import Provision

if TYPE_CHECKING:
    from nizam.foundations.charter_text.exporting import CharterText

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
MEDIA_TYPE = "application/akn+xml"

_SIDE_HEADING = "sideHeading"
_ELEMENTS = {0: "chapter", 1: "article", 2: "paragraph", 3: "point", 8: "alinea", 9: "hcontainer"}
# Prefixes of identifiers, Akoma Ntoso Naming Convention 1.0, section 5.4.
_PREFIXES = {0: "chp", 1: "art", 2: "para", 3: "point", 8: "al", 9: "hcontainer"}
_LEVELS = {name: level for level, name in _ELEMENTS.items()}
_KINDS = {0: "chapter", 1: "article", 2: "item", 3: "item", 8: "text", 9: "text"}
# Which stands inside which; a heading at the side stands beside articles, and nothing stands inside it.
_DEPTHS = {0: 0, 9: 1, 1: 1, 2: 2, 3: 3, 8: 4}
# ISO 639-2, as the standard asks for languages.
_LANGUAGES = {"az": "aze", "uz": "uzb", "tr": "tur", "ru": "rus", "en": "eng"}
# What XML 1.0 cannot hold (section 2.2).
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 32 * 1024 * 1024


def to_xml(charter: CharterText) -> bytes:
    """Return `charter` as an Akoma Ntoso 3.0 act, in UTF-8; characters that XML cannot hold become U+FFFD."""
    register_namespace("", NAMESPACE)
    root = Element(_tag("akomaNtoso"))
    act = SubElement(root, _tag("act"), name="charter")
    _add_meta(act, charter)
    preface = SubElement(act, _tag("preface"))
    paragraph = SubElement(SubElement(preface, _tag("longTitle")), _tag("p"))
    SubElement(paragraph, _tag("docTitle")).text = writable(charter.title)
    body = SubElement(act, _tag("body"))
    _add_body(body, charter.provisions)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def is_akoma(raw: bytes) -> bool:
    """Tell whether `raw` looks like an Akoma Ntoso document of any version."""
    head = raw[:4096]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"akomaNtoso" in head


def from_xml(raw: bytes) -> tuple[str, list[Provision]]:
    """Return title and provisions of an Akoma Ntoso 3.0 act as `to_xml` writes it; each on a line of its own.

    Document types, entities and outside references are refused. Raises `CharterTextError` for anything else.
    """
    if len(raw) > _LONGEST:
        raise CharterTextError(f"the file is larger than {_LONGEST} bytes")
    try:
        root = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise CharterTextError(f"the file is no well-formed XML without a document type: {error}") from error
    body = root.find(f"{_tag('act')}/{_tag('body')}")
    if root.tag != _tag("akomaNtoso") or body is None:
        raise CharterTextError("the file is no act of Akoma Ntoso 3.0")
    title = root.find(f".//{_tag('docTitle')}")
    provisions = [
        Provision(number, level, _KINDS[level], text, line)
        for line, (number, level, text) in enumerate(_read(body), start=1)
    ]
    return "" if title is None else _text(title), provisions


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def writable(text: str) -> str:
    """Return `text` with U+FFFD in place of what XML 1.0 cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def _add_meta(act: Element, charter: CharterText) -> None:
    """Add the identification on the levels of work, expression and manifestation (FRBR)."""
    day = charter.date.isoformat()
    work = f"/akn/{charter.country.lower()}/act/{day}/{charter.identifier}"
    language = _LANGUAGES.get(charter.language, "und")
    expression = f"{work}/{language}@{day}"
    meta = SubElement(act, _tag("meta"))
    identification = SubElement(meta, _tag("identification"), source="#institution")
    levels = (
        ("FRBRWork", f"{work}/!main", work),
        ("FRBRExpression", f"{expression}/!main", expression),
        ("FRBRManifestation", f"{expression}/!main.xml", f"{expression}.akn"),
    )
    for name, this, uri in levels:
        level = SubElement(identification, _tag(name))
        SubElement(level, _tag("FRBRthis"), value=this)
        SubElement(level, _tag("FRBRuri"), value=uri)
        SubElement(level, _tag("FRBRdate"), date=day, name="generation")
        SubElement(level, _tag("FRBRauthor"), href="#institution")
        if name == "FRBRWork":
            SubElement(level, _tag("FRBRcountry"), value=charter.country.lower())
            SubElement(level, _tag("FRBRnumber"), value=str(charter.version))
        elif name == "FRBRExpression":
            SubElement(level, _tag("FRBRlanguage"), language=language)
        else:
            SubElement(level, _tag("FRBRformat"), value=MEDIA_TYPE)
    references = SubElement(meta, _tag("references"), source="#institution")
    SubElement(
        references,
        _tag("TLCOrganization"),
        eId="institution",
        href=f"/akn/ontology/organization/{charter.country.lower()}/{charter.institution_code}",
        showAs=writable(charter.institution or charter.institution_code),
    )


def _add_body(body: Element, provisions: tuple[Provision, ...]) -> None:
    # The open elements with depth and identifier, outermost first.
    above: list[tuple[int, Element, str]] = []
    used: Counter[tuple[str, str]] = Counter()
    last = len(provisions) - 1
    for place, provision in enumerate(provisions):
        depth = _DEPTHS[provision.level]
        while above and above[-1][0] >= depth:
            above.pop()
        parent, path = (above[-1][1], f"{above[-1][2]}__") if above else (body, "")
        prefix = _PREFIXES[provision.level]
        used[path, prefix] += 1
        identifier = f"{path}{prefix}_{used[path, prefix]}"
        element = SubElement(parent, _tag(_ELEMENTS[provision.level]), eId=identifier)
        if provision.level == 9:
            element.set("name", _SIDE_HEADING)
        if provision.number is not None:
            SubElement(element, _tag("num")).text = writable(provision.number)
        carries = place < last and _DEPTHS[provisions[place + 1].level] > depth and provision.level != 9
        if provision.level in (0, 9):
            SubElement(element, _tag("heading")).text = writable(provision.text)
        else:
            holder = SubElement(element, _tag("intro" if carries else "content"))
            SubElement(holder, _tag("p")).text = writable(provision.text)
        if provision.level != 9:
            above.append((depth, element, identifier))


def _read(parent: Element) -> Iterator[tuple[str | None, int, str]]:
    for element in parent:
        level = _LEVELS.get(str(element.tag).removeprefix(f"{{{NAMESPACE}}}"))
        if level is None:
            continue
        number = element.find(_tag("num"))
        words = element.find(_tag("heading"))
        if words is None:
            words = element.find(_tag("intro"))
        if words is None:
            words = element.find(_tag("content"))
        yield None if number is None else _text(number), level, "" if words is None else _text(words)
        yield from _read(element)


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
