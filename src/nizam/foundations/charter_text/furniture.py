# SPDX-License-Identifier: EUPL-1.2
"""What the pages around a charter add to its text: page numbers, headers and footers, contents, footnotes."""

import re
from collections import defaultdict
from itertools import pairwise

from nizam.foundations.charter_text.markers import find_marker, fold, is_lowercase_start
from nizam.foundations.charter_text.rows import Row, ends_sentence

_PAGE_WORD = r"(?:səhifə|sayfa|sahifa|bet|page|стр\.?|страница|саҳифа|бет)"
_PAGE_NUMBER = re.compile(
    rf"[-–—\s]*\d{{1,4}}[-–—\s]*|\d{{1,4}}\s?/\s?\d{{1,4}}|{_PAGE_WORD}\s*[.:№]*\s*\d{{1,4}}(?:\s?/\s?\d{{1,4}})?"
    rf"|\d{{1,4}}\s?[-–.]?\s?(?:ci\s|cu\s|cü\s)?{_PAGE_WORD}"
)
_PAGE_MENTION = re.compile(rf"(?<!\w){_PAGE_WORD}\s*[.:№]*\s*\d{{1,4}}(?!\d)")
_FURNITURE = re.compile(r".*?(?:\.{5,}|(?:\.\s){4,}\.?|…{2,})\s*\d{1,4}|https?://\S+|[-–—_=*.\s]+")
_FURNITURE_WIDTH = 300
_CONTENTS = frozenset(
    ("mündəricat", "içindekiler", "mundarija", "мундарижа", "содержание", "оглавление", "contents", "table of contents")
)
_ENTRY_PAGE = re.compile(r"[\s.…·_-]*\d{1,3}$")
_NUMBERED_ENTRY = re.compile(r"[^\W\d_]\s+\d{1,3}$")
_LONGEST_CONTENTS = 300
_FEWEST_ENTRIES = 3
_HEADER_WIDTH = 120
_TITLE_ROWS = 60
# Headers and footers together have no more rows than this.
_HEADER_ROWS = 8
# Rows with nothing but a number to tell them apart are footers when so many of them stand so many rows apart.
_FEWEST_FOOTERS = 3
_SHORTEST_PAGE = 4
_FOOTNOTE = re.compile(r"(?P<reference>\[\d{1,3}\]|[¹²³⁴-⁹]+)\s*(?=\S)")


def is_page_number(text: str) -> bool:
    """Tell whether a row is a page number and nothing else."""
    return _PAGE_NUMBER.fullmatch(fold(text)) is not None


def is_furniture(text: str) -> bool:
    """Tell whether a row by itself belongs to the page and not to the text."""
    return len(text) <= _FURNITURE_WIDTH and (is_page_number(text) or _FURNITURE.fullmatch(fold(text)) is not None)


def without_furniture(rows: list[Row]) -> list[Row]:
    """Return `rows` without contents, page headers, page footers and footnotes."""
    return _without_footnotes(_without_headers(_without_untitled_contents(_without_contents(rows))))


def _without_contents(rows: list[Row]) -> list[Row]:
    """Leave out a table of contents: from its title to where its first entry comes again, as the text itself."""
    for start, row in enumerate(rows[:-1]):
        if fold(row.text).strip(" .:") not in _CONTENTS:
            continue
        first = _entry(rows[start + 1].text)
        for end in range(start + 2, min(len(rows), start + _LONGEST_CONTENTS)):
            words = _entry(rows[end].text)
            if len(rows[end].text) > _HEADER_WIDTH or rows[end].text.endswith((";", ":")):
                break
            if words == first or (first.startswith(words) and find_marker(rows[end].text) and " " in words):
                return rows[:start] + rows[end:]
        # Its first entries may be gone already, with the dots that showed them.
        end = start + 1
        while end < len(rows) and _NUMBERED_ENTRY.search(rows[end].text):
            end += 1
        return rows[:start] + rows[end:]
    return rows


def _without_untitled_contents(rows: list[Row]) -> list[Row]:
    """Leave out headings that stand one below the other at the start, when they come again as those of the text."""
    start = next((place for place, row in enumerate(rows) if find_marker(row.text)), len(rows))
    end = start
    while end < len(rows) and end < start + _LONGEST_CONTENTS:
        words = rows[end].text
        if ends_sentence(words.rstrip(".")) or not (find_marker(words) or is_lowercase_start(words)):
            break
        end += 1
    entries = [_beginning(row.text) for row in rows[start:end] if find_marker(row.text)]
    again = {_beginning(row.text) for row in rows[end:]}
    met = sum(entry in again for entry in entries)
    if len(entries) < _FEWEST_ENTRIES or entries[0] not in again or 2 * met < len(entries):
        return rows
    return rows[:start] + rows[end:]


def _beginning(text: str) -> str:
    return " ".join(_entry(text).split()[:3])


def _entry(text: str) -> str:
    # No entry is longer; a long row of dots would be tried from each of them.
    return _ENTRY_PAGE.sub("", fold(text[:_HEADER_WIDTH])).strip(" .:")


def _without_headers(rows: list[Row]) -> list[Row]:
    """Leave out what recurs on the pages: short rows, alike but for digits, at the ends of pages or amid sentences."""
    alike: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        if len(row.text) <= _HEADER_WIDTH and not row.text.endswith((";", ":", ",")):
            alike[re.sub(r"\d+", "#", fold(row.text))].append(index)
    repeated = {place for places in alike.values() if len(places) > 1 for place in places}
    dropped: set[int] = set()
    title = [row.text for row in rows[: next((place for place, row in enumerate(rows) if find_marker(row.text)), 0)]]
    printed = f" {fold(' '.join(title[-_TITLE_ROWS:]))}"
    for index, row in enumerate(rows[len(title) :], start=len(title)):
        # What stands at the end of a page and in the title is a header, even when it was found but once.
        if find_marker(row.text) is None and len(row.text.split()) > 1 and _at_page_end(rows, index):
            dropped.update([index] if f" {fold(row.text)}" in printed else [])
    for places in alike.values():
        # A numbered row is a header only when its number is the same each time.
        if len(places) == 1 or (find_marker(rows[places[0]].text) and len({rows[place].text for place in places}) > 1):
            continue
        at_pages = [place for place in places if _at_page_end(rows, place)]
        amid = [place for place in places if _amid_sentence(rows, place, repeated)]
        # The first one may be the title of the charter.
        if (
            _counts_pages(rows, places)
            or len(at_pages) >= len(places) - 1
            or (len(places) > 2 and 2 * len({*at_pages, *amid}) >= len(places))
        ):
            dropped.update(places)
    return [row for index, row in enumerate(rows) if index not in dropped]


def _counts_pages(rows: list[Row], places: list[int]) -> bool:
    """Tell whether rows alike but for one number count pages: some rows apart, the number a little higher each time."""
    numbers = [re.findall(r"\d+", rows[place].text) for place in places]
    if len(places) < _FEWEST_FOOTERS or any(len(found) != 1 for found in numbers):
        return False
    steps = [int(later[0]) - int(earlier[0]) for earlier, later in pairwise(numbers)]
    apart = all(later - earlier >= _SHORTEST_PAGE for earlier, later in pairwise(places))
    return apart and all(0 < step <= 2 for step in steps) and len(rows[places[0]].text.split()) > 1


def _at_page_end(rows: list[Row], index: int) -> bool:
    near = range(max(index - 2, 0), min(index + 3, len(rows)))
    return any(
        (place > index - 2 and rows[place].page) or _PAGE_MENTION.search(fold(rows[place].text)) for place in near
    )


def _amid_sentence(rows: list[Row], index: int, repeated: set[int]) -> bool:
    before, after = index - 1, index + 1
    while before in repeated and before > index - _HEADER_ROWS:
        before -= 1
    while after in repeated and after < index + _HEADER_ROWS:
        after += 1
    if before < 0 or after >= len(rows):
        return False
    return not ends_sentence(rows[before].text) and is_lowercase_start(rows[after].text)


def _without_footnotes(rows: list[Row]) -> list[Row]:
    """Leave out notes at the foot of a page that an earlier row refers to, with the rows they go on over."""
    kept: list[Row] = []
    references: set[str] = set()
    note: Row | None = None
    for row in rows:
        match = _FOOTNOTE.match(row.text)
        goes_on = note is not None and not ends_sentence(note.text) and is_lowercase_start(row.text)
        if (match and match["reference"] in references) or (goes_on and not row.page):
            note = row
            continue
        note = None
        references.update(found["reference"] for found in _FOOTNOTE.finditer(row.text + " ."))
        kept.append(row)
    return kept
