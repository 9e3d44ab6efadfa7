# SPDX-License-Identifier: EUPL-1.2
"""Numbers of the institution as people write them in letters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nizam.spine.org.numbers import format_number

# More numbers in one letter point at nothing.
MOST = 20
_TOKEN = re.compile(r"\{(n|year|yy)(?::(\d))?\}")
_WORD = (
    r"(?:№|#|\b(?:no|nr|num(?:ara)?|n[ºo°]|say[ıi]?|saylı|sayılı|sonli|son|raqam(?:li)?|номер|рақам(?:ли)?|сонли))"
    r"\.?\s*:?\s*"
)
# A Cyrillic letter that looks like the Latin one of the form, and the other way round, is the same letter to a writer.
_ALIKE = ["AА", "BВ", "CС", "EЕ", "HН", "KК", "MМ", "OО", "PР", "TТ", "XХ", "YУ"]
_LOOKS = {letter: pair for pair in _ALIKE for letter in pair}


class NumberForms:
    """The forms of an institution's number series, and the numbers of those forms found in a text."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = [(form, _pattern(form)) for form in sorted(set(forms))]

    def in_subject(self, text: str) -> list[str]:
        """Return the numbers a subject names, as the register writes them.

        One of a form without letters (12/2026) might be a date or a law: it counts after a word for "number" only.
        """
        return self._found(text, bare=True)

    def in_body(self, text: str) -> list[str]:
        """Return the numbers a text names, of forms with letters only."""
        return self._found(text, bare=False)

    def _found(self, text: str, *, bare: bool) -> list[str]:
        found: dict[str, None] = {}
        for form, pattern in self._forms:
            if not bare and not _has_letters(form):
                continue
            for match in pattern.finditer(text):
                parts = match.groupdict()
                year = int(parts.get("year") or 0) or 2000 + int(parts.get("yy") or 0)
                found[format_number(form, int(parts["n"]), year)] = None
                if len(found) >= MOST:
                    return list(found)
        return list(found)


def _has_letters(form: str) -> bool:
    return any(character.isalpha() for character in _TOKEN.sub("", form))


def _pattern(form: str) -> re.Pattern[str]:
    pieces: list[str] = []
    place = 0
    groups = {"n": r"(?P<n>\d{1,9})", "year": r"(?P<year>\d{4})", "yy": r"(?P<yy>\d{2})"}
    for match in _TOKEN.finditer(form):
        pieces.append(_literal(form[place : match.start()]))
        # A form that names the year twice has one group of that name and repeats it.
        pieces.append(groups.pop(match[1], f"(?P={match[1]})"))
        place = match.end()
    pieces.append(_literal(form[place:]))
    lead = r"(?<![^\W_])(?<!\d[/.-])" if _has_letters(form) else _WORD
    return re.compile(lead + "".join(pieces) + r"(?![^\W_]|[/.-]\d)", re.IGNORECASE)


def _literal(text: str) -> str:
    pieces = []
    for character in text:
        if character.isspace():
            pieces.append(r"\s*")
        elif character in "-–—‑":
            pieces.append(r"\s*[-–—‑]\s*")
        elif character == "/":
            pieces.append(r"\s*/\s*")
        elif character.upper() in _LOOKS:
            pieces.append(f"[{_LOOKS[character.upper()]}]")
        else:
            pieces.append(re.escape(character))
    return "".join(pieces)
