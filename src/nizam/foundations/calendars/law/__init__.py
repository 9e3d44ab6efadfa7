# SPDX-License-Identifier: EUPL-1.2
"""The figures of the law as data: one file a country, each figure with its act, article, validity and source.

A file holds ``[[act]]`` (a law or a rule, with the version that was read), ``[[term]]`` (a figure that is counted)
and ``[[rule]]`` (what the law says without a figure to count from: not considered, registered the same day). A figure
changes by an end to its row and a new row after it, never by a change in place. ``uncertain`` names the
reason, one of ``doubts.toml``, why a figure or its reading is still to be verified at the gazette; what comes from it
carries the mark, and people read the reason in their language.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any, Final, Literal, get_args

from nizam.foundations.calendars.errors import InvalidTermError, LawFault, UnknownCountryError
from nizam.foundations.calendars.holiday_tables import COUNTRIES
from nizam.foundations.calendars.terms import Term

Matter = Literal["appeal", "proposal", "information-request", "media-inquiry"]
LawKind = Literal[
    "base",
    "study",
    "study-notice",
    "extension",
    "extension-notice",
    "forwarding",
    "forwarding-several",
    "forwarding-notice",
    "registration",
    "anonymous",
    "repeat",
    "exceptions",
    "complaint",
    "urgent",
    "urgent-danger",
    "oral",
    "media",
    "defect",
    "fee",
    "not-held",
    "not-held-notice",
    "review",
    "review-decision",
    "review-extension",
    "silence",
]
RunsFrom = Literal["event", "end"]

_ACT_FIELDS: Final = frozenset({"code", "title", "version"})
_PLACE_FIELDS: Final = frozenset(
    {"code", "matter", "kind", "also", "act", "article", "source", "valid_from", "valid_until", "uncertain"}
)
_TERM_FIELDS: Final = _PLACE_FIELDS | {"amount", "unit", "start", "roll_forward", "runs_from"}
_RULE_FIELDS: Final = _PLACE_FIELDS | {"rule", "count", "within_amount", "within_unit"}


DOUBT_LANGUAGES: Final = ("az", "uz", "tr", "en")
"""The languages in which people read why a figure is in doubt."""


@cache
def doubts() -> Mapping[str, Mapping[str, str]]:
    """Give the reasons why figures are in doubt, each in ``DOUBT_LANGUAGES``. Raises ``LawFault`` if one is missing."""
    name = "doubts.toml"
    return read_doubts((files(__name__) / name).read_text("utf-8"), name)


def read_doubts(text: str, file: str) -> Mapping[str, Mapping[str, str]]:
    """Read the reasons of doubts. Raises ``LawFault`` for one that is not told in every language."""
    found: dict[str, Mapping[str, str]] = {}
    for code, told in _parsed(text, file).items():
        entry = _Entry(told if isinstance(told, dict) else {}, file, code, frozenset(DOUBT_LANGUAGES))
        found[code] = {language: entry.take(language, str) for language in DOUBT_LANGUAGES}
    return found


def doubt_text(doubt: str, language: str) -> str:
    """Say in a language why a figure is in doubt, in English where that is none of ``DOUBT_LANGUAGES``.

    What is no reason of the tables was written by people and is given back as it is.
    """
    told = doubts().get(doubt)
    if told is None:
        return doubt
    return told.get(language.replace("_", "-").partition("-")[0].lower(), told["en"])


@dataclass(frozen=True, slots=True)
class Law:
    """The rule a figure comes from: the act's official name, its article, and the version the figure was read in."""

    act: str
    article: str
    version: str

    def as_json(self) -> dict[str, str]:
        """Return it as stored with a case."""
        return {"act": self.act, "article": self.article, "version": self.version}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What every row has: its country, the law it stands in, where it was read, and from when to when it holds.

    ``code`` names the row; ``matter`` and ``kind`` say what it is for, and ``also`` lists more places, each as
    ``matter/kind``. ``doubt`` is why it is still to be verified: a key of ``DOUBTS``, or words of those who wrote a
    procedure of their own; empty when it is not in doubt.
    """

    country: str
    law: Law
    source: str
    valid_from: date | None = None
    valid_until: date | None = None
    doubt: str = ""
    code: str = ""
    matter: str = ""
    kind: str = ""
    also: tuple[str, ...] = ()

    @property
    def uncertain(self) -> bool:
        """Whether the figure or its reading is still to be verified."""
        return bool(self.doubt)

    def holds_on(self, day: date) -> bool:
        """Tell whether the row is in force on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def is_for(self, matter: str, kind: str) -> bool:
        """Tell whether the row states ``kind`` for ``matter``."""
        return (self.matter, self.kind) == (matter, kind) or f"{matter}/{kind}" in self.also


@dataclass(frozen=True, slots=True, kw_only=True)
class LawTerm(Stated):
    """A term of law. ``runs_from`` is ``end`` when it runs on from the end of the base term, else ``event``.

    An extension that runs from the event takes the place of the base term: ``Extension(…, whole=True)``.
    """

    term: Term
    runs_from: RunsFrom = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRule(Stated):
    """A rule without a term: ``rule`` is its code; ``count`` times ``within`` a span, where it speaks of repetition."""

    rule: str
    count: int = 0
    within: Term | None = None


@cache
def law_of(country: str) -> tuple[tuple[LawTerm, ...], tuple[LawRule, ...]]:
    """Give the shipped terms and rules of a country (ISO 3166-1). Raises ``UnknownCountryError``, ``LawFault``."""
    if country not in COUNTRIES:
        raise UnknownCountryError(f"no law is kept for {country!r}; there are {', '.join(COUNTRIES)}")
    name = f"{country.lower()}.toml"
    return read_law((files(__name__) / name).read_text("utf-8"), name)


def law_terms(country: str) -> tuple[LawTerm, ...]:
    """Give every term of a country's law, those no longer in force too. Raises as ``law_of``."""
    return law_of(country)[0]


def law_rules(country: str) -> tuple[LawRule, ...]:
    """Give every rule of a country's law that has no term. Raises as ``law_of``."""
    return law_of(country)[1]


def find_term(country: str, matter: str, kind: str, on: date) -> LawTerm | None:
    """Give the term in force for a matter on a day; None when the law states none. Raises as ``law_of``."""
    return next((row for row in law_terms(country) if row.is_for(matter, kind) and row.holds_on(on)), None)


def find_rule(country: str, matter: str, kind: str, on: date) -> LawRule | None:
    """Give the rule in force for a matter on a day; None when the law states none. Raises as ``law_of``."""
    return next((row for row in law_rules(country) if row.is_for(matter, kind) and row.holds_on(on)), None)


def term_by_code(code: str) -> LawTerm | None:
    """Give the term of that code, of whichever country; None when there is none. Raises ``LawFault``."""
    return next((row for country in COUNTRIES for row in law_terms(country) if row.code == code), None)


def rule_by_code(code: str) -> LawRule | None:
    """Give the rule of that code, of whichever country; None when there is none. Raises ``LawFault``."""
    return next((row for country in COUNTRIES for row in law_rules(country) if row.code == code), None)


def read_law(text: str, file: str) -> tuple[tuple[LawTerm, ...], tuple[LawRule, ...]]:
    """Read one country's file. Raises ``LawFault``, which names ``file``, the entry and the field."""
    raw = _parsed(text, file)
    top = _Entry(raw, file, "", frozenset({"country", "act", "term", "rule"}))
    country = top.take("country", str)
    if country not in COUNTRIES:
        raise top.fault("country", f"one of {', '.join(COUNTRIES)}, not {country!r}")
    acts: dict[str, Law] = {}
    for entry in top.entries("act", _ACT_FIELDS):
        acts[entry.take("code", str)] = Law(entry.take("title", str), "", entry.take("version", str))
    terms = tuple(_term(entry, country, acts) for entry in top.entries("term", _TERM_FIELDS))
    rules = tuple(_rule(entry, country, acts) for entry in top.entries("rule", _RULE_FIELDS))
    _refuse_doubles((*terms, *rules), file)
    return terms, rules


def _parsed(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LawFault(file, "", "", str(error)) from None


class _Entry:
    """One table of a file, which knows its place."""

    def __init__(self, raw: Mapping[str, Any], file: str, name: str, fields: frozenset[str]) -> None:
        self.raw = raw
        self.file = file
        self.name = name
        for field in raw.keys() - fields:
            raise self.fault(field, "no such field")

    def fault(self, field: str, fault: str) -> LawFault:
        return LawFault(self.file, self.name, field, fault)

    def take(self, field: str, kind: type, default: Any = None) -> Any:
        value = self.raw.get(field, default)
        # In TOML and in Python true is no number.
        empty = value == "" and default != ""
        if empty or not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise self.fault(field, f"{kind.__name__} expected, {value!r} found")
        return value

    def choice(self, field: str, choices: Sequence[str], default: str | None = None) -> Any:
        value = self.take(field, str, default)
        if value not in choices:
            raise self.fault(field, f"{value!r} is none of {', '.join(choices)}")
        return value

    def day(self, field: str) -> date | None:
        value = self.raw.get(field)
        if value is not None and type(value) is not date:
            raise self.fault(field, f"a day expected, {value!r} found")
        return value

    def entries(self, field: str, fields: frozenset[str]) -> list["_Entry"]:
        found = []
        for number, raw in enumerate(self.take(field, list, []), start=1):
            if not isinstance(raw, dict):
                raise self.fault(field, "a list of tables expected")
            found.append(_Entry(raw, self.file, str(raw.get("code") or f"{field} {number}"), fields))
        return found


def _stated(entry: _Entry, country: str, acts: Mapping[str, Law]) -> dict[str, Any]:
    act = acts[entry.choice("act", tuple(acts))]
    doubt = entry.choice("uncertain", tuple(doubts()), "") if "uncertain" in entry.raw else ""
    also = tuple(entry.take("also", list, []))
    for place in also:
        matter, _slash, kind = str(place).partition("/")
        if matter not in get_args(Matter) or kind not in get_args(LawKind):
            raise entry.fault("also", f"{place!r} is no matter/kind")
    # An article that the page read does not name is left out and said to be in doubt, never guessed.
    article = entry.take("article", str, "" if doubt else None)
    valid_from, valid_until = entry.day("valid_from"), entry.day("valid_until")
    if valid_from and valid_until and valid_until < valid_from:
        raise entry.fault("valid_until", "lies before valid_from")
    return {
        "code": entry.take("code", str),
        "country": country,
        "matter": entry.choice("matter", get_args(Matter)),
        "kind": entry.choice("kind", get_args(LawKind)),
        "also": also,
        "law": Law(act.act, article, act.version),
        "source": entry.take("source", str),
        "valid_from": valid_from,
        "valid_until": valid_until,
        "doubt": doubt,
    }


def _count_of(entry: _Entry, prefix: str, **more: Any) -> Term:
    try:
        return Term(entry.take(f"{prefix}amount", int), entry.take(f"{prefix}unit", str), **more)
    except InvalidTermError as error:
        raise entry.fault(f"{prefix}amount", str(error)) from None


def _term(entry: _Entry, country: str, acts: Mapping[str, Law]) -> LawTerm:
    term = _count_of(
        entry, "", start=entry.take("start", str), roll_forward=entry.take("roll_forward", bool, default=False)
    )
    return LawTerm(
        term=term,
        runs_from=entry.choice("runs_from", get_args(RunsFrom), "event"),
        **_stated(entry, country, acts),
    )


def _rule(entry: _Entry, country: str, acts: Mapping[str, Law]) -> LawRule:
    within = _count_of(entry, "within_") if "within_amount" in entry.raw else None
    return LawRule(
        rule=entry.take("rule", str),
        count=entry.take("count", int, 0),
        within=within,
        **_stated(entry, country, acts),
    )


def _refuse_doubles(rows: Sequence[LawTerm | LawRule], file: str) -> None:
    for one, other in combinations(rows, 2):
        if one.code == other.code:
            raise LawFault(file, other.code, "code", "two rows have it")
        places = {f"{one.matter}/{one.kind}", *one.also} & {f"{other.matter}/{other.kind}", *other.also}
        if places and _overlap(one, other):
            raise LawFault(file, other.code, "valid_from", f"holds together with {one.code} for {min(places)}")


def _overlap(one: Stated, other: Stated) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts <= min(one.valid_until or date.max, other.valid_until or date.max)
