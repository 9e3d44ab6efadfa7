# SPDX-License-Identifier: EUPL-1.2
"""XML from outside: without document types and entities, and not nested beyond all reason."""

from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from nizam.foundations.extraction.errors import DamagedError, EntitiesRefusedError, TooDeepError

_DEEPEST = 200
# ISO/IEC 29500 has a strict form of office files whose names begin otherwise.
_STRICT = "{http://purl.oclc.org/ooxml/"
_STRICT_NAMES = (
    ("wordprocessingml/main}", "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"),
    ("spreadsheetml/main}", "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"),
    ("drawingml/main}", "{http://schemas.openxmlformats.org/drawingml/2006/main}"),
    ("officeDocument/relationships}", "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"),
)


class _Builder(TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TooDeepError(f"elements are nested more than {_DEEPEST} deep")
        return super().start(_usual(tag), {_usual(key): value for key, value in attrs.items()})

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(_usual(tag))


def _usual(name: str) -> str:
    """Return a name of the strict form of office files as the usual form has it."""
    if name.startswith(_STRICT):
        for strict, usual in _STRICT_NAMES:
            if name.startswith(strict, len(_STRICT)):
                return usual + name[len(_STRICT) + len(strict) :]
    return name


def parsed(content: bytes) -> Element:
    """Return the root element of an XML file.

    Raises `EntitiesRefusedError` for any document type (that is where entities and external files are declared),
    `TooDeepError` beyond 200 elements inside each other, `DamagedError` for what is no XML.
    """
    parser = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(content)
        root = parser.close()
    except DefusedXmlException as error:
        raise EntitiesRefusedError("the XML declares a document type") from error
    except (ParseError, ValueError, LookupError) as error:
        raise DamagedError(f"the file is not XML: {error}") from error
    assert isinstance(root, Element)
    return root
