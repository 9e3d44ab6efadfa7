# SPDX-License-Identifier: EUPL-1.2
"""From a DOCX file to the lines of its text, with the numbers that Word writes by itself (ECMA-376 part 1, 17.9).

Headers, footers, footnotes and deleted text stand in parts or elements of their own and are left out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from nizam.foundations.extraction.counting import written
from nizam.foundations.extraction.elements import parsed
from nizam.foundations.extraction.errors import DamagedError

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def docx_text(part: Callable[[str], bytes | None]) -> str:
    """Return the text of a DOCX file, a line for every paragraph, with the numbers of automatic lists.

    `part` returns what the archive holds under a name, None when there is nothing. Raises what that raises, and for a
    file without a text or with faulty or refused XML an `ExtractionError`.
    """
    document = root_of(part("word/document.xml"))
    if document is None:
        raise DamagedError("the archive has no word/document.xml")
    numbers = Numbers.read(root_of(part("word/numbering.xml")), root_of(part("word/styles.xml")))
    return "\n".join(numbers.number(paragraph) + _words(paragraph) for paragraph in document.iter(f"{WORD}p")) + "\n"


def root_of(content: bytes | None) -> Element | None:
    """Return the root of a part of the file; None when there is no such part."""
    return None if content is None else parsed(content)


def _words(paragraph: Element) -> str:
    return "".join(_pieces(paragraph)).strip()


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{WORD}t":
            yield child.text or ""
        elif child.tag == f"{WORD}tab":
            yield "\t"
        elif child.tag in (f"{WORD}br", f"{WORD}cr"):
            yield "\f\n" if child.get(f"{WORD}type") == "page" else "\n"
        elif child.tag == f"{WORD}noBreakHyphen":
            yield "-"
        elif child.tag == f"{WORD}softHyphen":
            yield "\u00ad"
        # Paragraphs in text boxes come again on their own, and Fallback repeats what stands beside it.
        elif child.tag not in (f"{WORD}pPr", f"{WORD}del", f"{WORD}moveFrom", f"{WORD}p", _FALLBACK):
            yield from _pieces(child)


@dataclass
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass
class Numbers:
    """The lists of a document: which list and depth a paragraph is of, and how far each list has counted."""

    lists: dict[str, tuple[str, dict[int, _Level]]] = field(default_factory=dict)
    styles: dict[str, tuple[str | None, str | None, str | None]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    restarted: set[str] = field(default_factory=set)
    overrides: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, numbering: Element | None, styles: Element | None) -> "Numbers":
        """Read the parts of a document that say how it counts; either may be missing."""
        found = cls()
        abstract: dict[str | None, dict[int, _Level]] = {}
        for element in numbering if numbering is not None else ():
            if element.tag == f"{WORD}abstractNum":
                abstract[element.get(f"{WORD}abstractNumId")] = dict(map(_level, element.findall(f"{WORD}lvl")))
            elif element.tag == f"{WORD}num":
                found._add_list(element, abstract)
        for style in styles.iter(f"{WORD}style") if styles is not None else ():
            name, depth = _list_of(style)
            found.styles[style.get(f"{WORD}styleId") or ""] = (value_of(style, "basedOn"), name, depth)
        return found

    def _add_list(self, element: Element, abstract: dict[str | None, dict[int, _Level]]) -> None:
        name, of = element.get(f"{WORD}numId") or "", value_of(element, "abstractNumId") or ""
        levels = dict(abstract.get(of, {}))
        for override in element.findall(f"{WORD}lvlOverride"):
            levels.update(map(_level, override.findall(f"{WORD}lvl")))
            start = value_of(override, "startOverride")
            if start is not None:
                self.overrides.setdefault(name, {})[integer(override.get(f"{WORD}ilvl"), 0)] = integer(start, 1)
        self.lists[name] = (of, levels)

    def number(self, paragraph: Element) -> str:
        """Return the number Word writes before `paragraph`, with a space behind it, or nothing."""
        properties = paragraph.find(f"{WORD}pPr")
        name, depth = _list_of(paragraph)
        style = value_of(properties, "pStyle") if properties is not None else None
        seen: set[str] = set()
        while style in self.styles and style not in seen and (name is None or depth is None):
            seen.add(style)
            style, below_name, below_depth = self.styles[style]
            name, depth = name if name is not None else below_name, depth if depth is not None else below_depth
        if name not in self.lists or not _words(paragraph):
            return ""
        of, levels = self.lists[name]
        place = integer(depth, 0)
        if place not in levels:
            return ""
        counts = self._count(name, of, place, levels)
        level = levels[place]
        if level.form == "bullet":
            return "\u2022 "
        if level.form == "none" and "%" not in level.text:
            return f"{level.text} ".lstrip()

        def counted(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of_level = levels.get(at, _Level())
            return written(counts.get(at, of_level.start), of_level.form)

        return f"{re.sub(r'%([1-9])', counted, level.text)} ".lstrip()

    def _count(self, name: str, of: str, place: int, levels: dict[int, _Level]) -> dict[int, int]:
        """Count one further in the list; lists made from the same pattern count on from each other."""
        counts = self.counts.setdefault(of, {})
        if name not in self.restarted:
            self.restarted.add(name)
            for at, start in self.overrides.get(name, {}).items():
                counts[at] = start - 1
        counts[place] = counts.get(place, levels[place].start - 1) + 1
        for deeper in [at for at in counts if at > place]:
            del counts[deeper]
        return counts


def _list_of(element: Element) -> tuple[str | None, str | None]:
    """Return the list and the depth that a paragraph or a style names itself."""
    found = element.find(f"{WORD}pPr/{WORD}numPr")
    return (None, None) if found is None else (value_of(found, "numId"), value_of(found, "ilvl"))


def _level(element: Element) -> tuple[int, _Level]:
    form = value_of(element, "numFmt") or "decimal"
    return integer(element.get(f"{WORD}ilvl"), 0), _Level(
        integer(value_of(element, "start"), 1), form, value_of(element, "lvlText") or ""
    )


def value_of(element: Element | None, name: str) -> str | None:
    """Return what the child `name` of an element says; None without one."""
    if element is None:
        return None
    child = element.find(f"{WORD}{name}")
    return None if child is None else child.get(f"{WORD}val")


def integer(text: str | None, otherwise: int) -> int:
    """Return the whole number of up to six digits that `text` is, else `otherwise`."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text) else otherwise
