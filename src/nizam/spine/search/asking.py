# SPDX-License-Identifier: EUPL-1.2
"""What a reader types, taken apart: words, "phrases", -not, field:value, numbers and days."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from nizam.foundations.language import fold
from nizam.spine.search.engines import Alternative, Clause, Level, Terms
from nizam.spine.search.lexemes import (
    BARE,
    EXACT,
    FOLD,
    STEM,
    bare_stems,
    exact_forms,
    forms_of,
    stems,
    words_of,
)

LONGEST = 300
MOST_TERMS = 12
# Names of fields in the languages of the house, folded.
FIELDS: Final = {
    "unit": "unit sobe idare birim daire mudurluk bolim boshqarma otdel podrazdelenie",
    "person": "person sexs emekdas kisi personel shaxs xodim icraci sotrudnik",
    "number": "number nomre numara sayi raqam nomer",
    "title": "title subject movzu konu mavzu basliq baslik sarlavha tema",
    "kind": "kind nov tur vid",
    "day": "day date tarix tarih sana data",
    "since": "since after from sonra beri keyin",
    "until": "until before to evvel once kadar oldin",
}
_NAMES: Final = {fold(name): code for code, names in FIELDS.items() for name in names.split()}
_PART: Final = re.compile(
    r"""(?P<not>-)?(?:(?P<field>[^\W\d_][\w'’‘ʻʼ]*):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))"""
)
_DAY: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?|(\d{1,2})\.(?:(\d{1,2})\.)?(\d{4})")

# The best of these counts for a term: exact form over stem over fold, weighty fields over the others.
POINTS: Final = (
    ("a", (100, 85, 75, 60)),
    ("b", (50, 42, 37, 30)),
)
POINTS_OF_THE_REST = 10


@dataclass(frozen=True, slots=True)
class Term:
    """One thing looked for: the words of a phrase, or one word. `open` is set while it is still being typed."""

    text: str
    words: tuple[str, ...]
    phrase: bool = False
    open: bool = False
    groups: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, taken apart. `unknown` are values of fields that mean nothing, as typed."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    units: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    unknown: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for that a row could be found by."""
        return not (self.terms or self.units or self.people or self.since or self.until)

    def instead(self, words: dict[str, str]) -> Question:
        """Return the question with other words in place of some."""
        terms = tuple(replace(one, words=tuple(words.get(word, word) for word in one.words)) for one in self.terms)
        return replace(self, terms=terms)


@dataclass
class _Parts:
    terms: list[Term] = field(default_factory=list)
    without: list[Term] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    since: date | None = None
    until: date | None = None


def read_question(text: str, *, typing: bool = False) -> Question:
    """Return what `text` asks for; with `typing`, its last word may go on.

    What is written in quotes is a phrase; a minus before a word or phrase excludes it; `field:value` narrows (names of
    fields in any language of the house): unit, person, number, title, kind, day (a year, a month, a day, or two of
    them with .. between), since, until. Anything else with a colon is words. Never raises.
    """
    text = text[:LONGEST].replace("“", '"').replace("”", '"').replace("„", '"').replace("«", '"').replace("»", '"')
    parts = _Parts()
    found = list(_PART.finditer(text))
    for match in found[:MOST_TERMS]:
        last = typing and match.end() == len(text) and match["phrase"] is None
        value = match["phrase"] if match["phrase"] is not None else match["word"]
        code = _NAMES.get(fold(match["field"] or ""))
        if match["field"] and code is None:
            value = f"{match['field']}:{value}"
        if code is None or not _narrow(parts, code, value):
            groups = "a" if code == "title" else ""
            target = parts.without if match["not"] else parts.terms
            target += _terms(value, phrase=match["phrase"] is not None or code == "number", last=last, groups=groups)
    return Question(
        terms=tuple(parts.terms),
        without=tuple(parts.without),
        units=tuple(parts.units),
        people=tuple(parts.people),
        kinds=tuple(parts.kinds),
        since=parts.since,
        until=parts.until,
        unknown=tuple(parts.unknown),
    )


def _terms(value: str, *, phrase: bool, last: bool, groups: str) -> Iterator[Term]:
    words = [word for word in words_of(value) if forms_of(word, "en").folded]
    if phrase and words:
        yield Term(value, tuple(words), phrase=True, groups=groups)
        return
    for place, word in enumerate(words):
        yield Term(word, (word,), open=last and place == len(words) - 1 and value.endswith(word), groups=groups)


def _narrow(parts: _Parts, code: str, value: str) -> bool:
    if code in {"number", "title"}:
        return False
    if code in {"unit", "person", "kind"}:
        {"unit": parts.units, "person": parts.people, "kind": parts.kinds}[code].append(value)
        return True
    first, _dots, second = value.partition("..")
    begins, ends = span_of(first), span_of(second or first)
    if begins is None and ends is None:
        parts.unknown.append(value)
    elif code == "since":
        parts.since = begins[0] if begins else None
    elif code == "until":
        parts.until = ends[1] if ends else None
    else:
        parts.since = begins[0] if begins else None
        parts.until = ends[1] if ends else None
    return True


def span_of(text: str) -> tuple[date, date] | None:
    """Return first and last day of a year, a month or a day: 2026, 2026-11, 2026-11-23, 11.2026, 23.11.2026."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    if match[1]:
        year, month, day = int(match[1]), match[2], match[3]
    else:
        year, month, day = int(match[6]), match[5] or match[4], match[4] if match[5] else None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, int(month), 1), date(year, int(month), calendar.monthrange(year, int(month))[1])
        return date(year, int(month), int(day)), date(year, int(month), int(day))
    except ValueError:
        return None


def terms_of(question: Question, *, all_but_one: bool = False) -> Terms:
    """Return the lexemes that answer the words of `question`; with `all_but_one` any one of them may be missing."""
    return Terms(
        tuple(clause_of(one) for one in question.terms),
        tuple(clause_of(one) for one in question.without),
        # A number has no stems: there is nothing to look for at their levels.
        tuple(tuple(level for level in _levels(one) if level.clause) for one in question.terms),
        all_but_one=all_but_one,
    )


def clause_of(term: Term) -> Clause:
    """Return what a row must hold to have `term` in any spelling: a folded form, or a stem of one."""
    if term.phrase:
        folded = tuple(FOLD + part for word in term.words for part in forms_of(word, "en").folded)
        return (Alternative(folded, groups=term.groups),)
    (word,) = term.words
    forms = forms_of(word, "en")
    found = [Alternative(tuple(FOLD + part for part in forms.folded), open=term.open, groups=term.groups)]
    if forms.joined:
        found.append(Alternative((FOLD + forms.joined,), open=term.open, groups=term.groups))
    found += [Alternative((BARE + one,), groups=term.groups) for one in bare_stems(word)]
    return tuple(found)


def _levels(term: Term) -> Iterator[Level]:
    for group, (exact, stem, fold_points, bare) in POINTS:
        if not term.phrase:
            (word,) = term.words
            yield Level(exact, _any(EXACT, exact_forms(word), group))
            yield Level(stem, _any(STEM, stems(word), group))
            folded = tuple(FOLD + part for part in forms_of(word, "en").folded)
            yield Level(fold_points, (Alternative(folded, open=term.open, groups=group),))
            yield Level(bare, _any(BARE, bare_stems(word), group))
        else:
            (alternative,) = clause_of(term)
            yield Level(exact, (Alternative(alternative.lexemes, groups=group),))
    if not term.phrase:
        (word,) = term.words
        yield Level(POINTS_OF_THE_REST, (Alternative(tuple(FOLD + part for part in forms_of(word, "en").folded)),))


def _any(kind: str, words: Sequence[str], group: str) -> Clause:
    return tuple(Alternative((kind + word,), groups=group) for word in words if word)
