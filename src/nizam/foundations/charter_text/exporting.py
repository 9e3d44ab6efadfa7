# SPDX-License-Identifier: EUPL-1.2
"""Charters as files for others: Akoma Ntoso, DOCX and JSON. Each is read back to the same provisions."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from nizam.foundations.charter_text import akoma
from nizam.foundations.charter_text.errors import CharterTextError
from nizam.foundations.charter_text.parsing import Provision

JSON_FORMAT = "nizam-charter"
JSON_VERSION = 1
MEDIA_TYPES = {
    "akn": akoma.MEDIA_TYPE,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}
ENDINGS = {"akn": "xml", "docx": "docx", "json": "json"}

_KINDS = {0: "chapter", 1: "article", 2: "item", 3: "item", 8: "text", 9: "text"}
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Paragraphs of these styles are provisions; the number stands in a run of its own style.
_STYLE, _NUMBER_STYLE = "NizamProvision", "NizamNumber"
_LONGEST = 32 * 1024 * 1024
# The one moment all members of our archives carry: the same charter gives the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class CharterText:
    """A charter for others: its provisions, and what identifies it. `date` is that of its adoption or loading."""

    title: str
    language: str
    country: str
    institution: str
    institution_code: str
    identifier: str
    version: int
    date: date
    provisions: tuple[Provision, ...]


@dataclass(frozen=True)
class Restored:
    """What was read back from a file of ours: a line for each provision in `text`."""

    title: str
    provisions: tuple[Provision, ...]

    @property
    def text(self) -> str:
        """The provisions as they are printed, one on a line."""
        return "\n".join(f"{one.number or ''} {one.text}".strip() for one in self.provisions) + "\n"


def export(charter: CharterText, form: str) -> bytes:
    """Return the charter as a file; `form` is "akn", "docx" or "json". Raises KeyError for another."""
    return {"akn": akoma.to_xml, "docx": to_docx, "json": to_json}[form](charter)


def restore(raw: bytes) -> Restored | None:
    """Return the provisions of a file that `export` wrote, with numbers, levels and order; None for any other file.

    Raises `CharterTextError` for a file that claims to be ours and is broken.
    """
    if akoma.is_akoma(raw):
        title, provisions = akoma.from_xml(raw)
        return Restored(title, tuple(provisions))
    if raw[:64].lstrip().startswith(b"{") and JSON_FORMAT.encode() in raw[:256]:
        return _from_json(raw)
    if raw.startswith(b"PK\x03\x04"):
        return _from_docx(raw)
    return None


def to_json(charter: CharterText) -> bytes:
    """Return the charter as JSON in UTF-8, readable as it stands."""
    told: dict[str, Any] = {
        "format": JSON_FORMAT,
        "version": JSON_VERSION,
        "title": charter.title,
        "language": charter.language,
        "country": charter.country,
        "institution": charter.institution,
        "identifier": charter.identifier,
        "charter_version": charter.version,
        "date": charter.date.isoformat(),
        "provisions": [
            {"number": one.number, "level": one.level, "kind": one.kind, "text": one.text, "line": one.line}
            for one in charter.provisions
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")


def _from_json(raw: bytes) -> Restored:
    try:
        told = json.loads(raw)
        if told["format"] != JSON_FORMAT or told["version"] != JSON_VERSION:
            raise CharterTextError(f"the file is of version {told['version']}, known is {JSON_VERSION}")
        return _restored(str(told["title"]), [(one["number"], one["level"], one["text"]) for one in told["provisions"]])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CharterTextError(f"the file is no charter in JSON: {error!r}") from error


def _restored(title: str, rows: list[tuple[Any, Any, Any]]) -> Restored:
    provisions = []
    for line, (number, level, text) in enumerate(rows, start=1):
        known = isinstance(level, int) and level in _KINDS
        if not known or not isinstance(text, str) or not isinstance(number, str | None):
            raise CharterTextError(f"provision {line} has no number, level or text that is known")
        provisions.append(Provision(number, level, _KINDS[level], text, line))
    return Restored(title, tuple(provisions))


_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
ContentType="application/xml"/><Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override \
PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>\
</Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>"""
# Level → space before, indent from the left (both in twentieths of a point), bold, size in half points, outline level.
_LOOKS = {
    0: (360, 0, True, 28, 0),
    1: (160, 0, False, 22, 1),
    2: (60, 425, False, 22, None),
    3: (40, 850, False, 22, None),
    8: (80, 425, False, 22, None),
    9: (240, 0, True, 22, None),
}


def to_docx(charter: CharterText) -> bytes:
    """Return the charter as a DOCX file (ECMA-376): title, then a paragraph for each provision, headings by level."""
    paragraphs = [_paragraph("NizamTitle", None, charter.title)]
    paragraphs += [_paragraph(f"{_STYLE}{one.level}", one.number, one.text) for one in charter.provisions]
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{_WORD_NAMESPACE}"><w:body>'
        + "".join(paragraphs)
        + '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134"'
        ' w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="word/document.xml"),
        "word/_rels/document.xml.rels": _RELATIONS.format(kind="styles", target="styles.xml"),
        "word/styles.xml": _styles(charter.language),
        "word/document.xml": document,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), text.encode(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _styles(language: str) -> str:
    def style(name: str, look: tuple[int, int, bool, int, int | None], *, centred: bool = False) -> str:
        before, left, bold, size, outline = look
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/><w:pPr>'
            + ("<w:keepNext/>" if bold else "")
            + f'<w:spacing w:before="{before}" w:after="60"/><w:ind w:left="{left}"/>'
            + ('<w:jc w:val="center"/>' if centred else "")
            + ("" if outline is None else f'<w:outlineLvl w:val="{outline}"/>')
            + "</w:pPr><w:rPr>"
            + ("<w:b/>" if bold else "")
            + f'<w:sz w:val="{size}"/></w:rPr></w:style>'
        )

    looks = "".join(style(f"{_STYLE}{level}", look) for level, look in _LOOKS.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:styles xmlns:w="{_WORD_NAMESPACE}">'
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Noto Sans" w:hAnsi="Noto Sans" w:cs="Noto Sans"/>'
        f'<w:lang w:val="{escape(language or "en")}"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style("NizamTitle", (0, 0, True, 32, None), centred=True)
        + looks
        + f'<w:style w:type="character" w:customStyle="1" w:styleId="{_NUMBER_STYLE}"><w:name '
        f'w:val="{_NUMBER_STYLE}"/><w:rPr><w:b/></w:rPr></w:style></w:styles>'
    )


def _paragraph(style: str, number: str | None, text: str) -> str:
    runs = ""
    if number is not None:
        look = f'<w:rPr><w:rStyle w:val="{_NUMBER_STYLE}"/></w:rPr>'
        runs = f"<w:r>{look}{_run_text(number)}</w:r><w:r>{_run_text(' ')}</w:r>"
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}<w:r>{_run_text(text)}</w:r></w:p>'


def _run_text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(akoma.writable(text))}</w:t>'


def _from_docx(raw: bytes) -> Restored | None:
    """Return the provisions of a DOCX in our styles, edited or not; None for one without such a paragraph."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open("word/document.xml") as member:
            text = member.read(_LONGEST + 1)
        # A larger or broken one is not ours, and left to those who read any DOCX.
        if len(text) > _LONGEST or _STYLE.encode() not in text:
            return None
        body = fromstring(text, forbid_dtd=True).find(f"{_WORD}body")
    except (zipfile.BadZipFile, KeyError, OSError, ParseError, DefusedXmlException, ValueError, NotImplementedError):
        return None
    rows: list[tuple[Any, Any, Any]] = []
    title = ""
    for paragraph in () if body is None else body.iter(f"{_WORD}p"):
        style = _value(paragraph, f"{_WORD}pPr/{_WORD}pStyle")
        if style == "NizamTitle":
            title = _said(paragraph, None)
        level = style.removeprefix(_STYLE)
        if style.startswith(_STYLE) and level.isdecimal() and int(level) in _KINDS:
            number = _said(paragraph, True)
            rows.append((number or None, int(level), _said(paragraph, False)))
    return _restored(title, rows) if rows else None


def _value(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else str(found.get(f"{_WORD}val", ""))


def _said(paragraph: Element, numbers: bool | None) -> str:
    """Return the words of a paragraph: those of its number (True), the others (False), or all (None)."""
    parts = []
    for run in paragraph.iter(f"{_WORD}r"):
        of_number = _value(run, f"{_WORD}rPr/{_WORD}rStyle") == _NUMBER_STYLE
        if numbers is None or numbers is of_number:
            parts += [part.text or "" if part.tag == f"{_WORD}t" else " " for part in run if part.tag in _SPOKEN]
    return " ".join("".join(parts).split())


_SPOKEN = frozenset((f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br"))
