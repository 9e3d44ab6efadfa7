# SPDX-License-Identifier: EUPL-1.2
"""The schema of a procedure file: what kind of matter a case is, as TOML. A fault is named with its place."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from nizam.foundations.calendars import COUNTRIES, CalendarError, Law, LawTerm, Term, term_by_code
from nizam.kit.texts import LANGUAGE_NAMES, TranslatedText

SHIPPED_LANGUAGES = frozenset({"az", "uz", "tr", "en"})


class ProcedureFault(ValueError):
    """A procedure file breaks its schema: `place` says where, the message what."""

    def __init__(self, place: str, fault: str) -> None:
        super().__init__(f"{place}: {fault}")
        self.place = place


@dataclass(frozen=True)
class Series:
    """The book of numbers a procedure takes from."""

    code: str
    title: TranslatedText
    form: str
    on_arrival: bool


@dataclass(frozen=True)
class Procedure:
    """One procedure as its file says it."""

    code: str
    title: TranslatedText
    audience: str
    default_for: tuple[str, ...]
    capabilities: tuple[str, ...]
    series: Series
    terms: tuple[LawTerm, ...]
    outcomes: tuple[tuple[str, TranslatedText], ...]
    digest: str

    def term_in(self, country: str, day: date) -> LawTerm | None:
        """Return the term in force in `country` on `day`; None when the law states none."""
        return next((t for t in self.terms if t.country == country and t.holds_on(day)), None)


def read_procedure(text: str, place: str) -> Procedure:
    """Read one procedure from TOML `text`; `place` (a file name) is named in faults. Raises ProcedureFault."""
    from nizam.kit.catalogue import capability_codes

    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProcedureFault(place, str(error)) from None
    reader = _Reader(raw, place)
    known = {"code", "title", "audience", "default_for", "capabilities", "series", "term", "outcome"}
    for name in raw.keys() - known:
        raise ProcedureFault(f"{place}: {name}", "no such entry in a procedure")
    capabilities = tuple(reader.take("capabilities", list))
    for code in capabilities:
        if code not in capability_codes():
            raise ProcedureFault(f"{place}: capabilities", f"the catalogue has no {code!r}")
    audience = reader.take("audience", str)
    if audience not in {"public", "staff"}:
        raise ProcedureFault(f"{place}: audience", "public or staff")
    series = _Reader(reader.take("series", dict), f"{place}: series")
    return Procedure(
        code=reader.take("code", str),
        title=reader.text("title"),
        audience=audience,
        default_for=tuple(raw.get("default_for", ())),
        capabilities=capabilities,
        series=Series(
            code=series.take("code", str),
            title=series.text("title"),
            form=series.take("form", str),
            on_arrival=bool(series.raw.get("on_arrival", True)),
        ),
        terms=tuple(_term(entry, f"{place}: term {n}") for n, entry in enumerate(raw.get("term", ()), start=1)),
        outcomes=tuple(
            (
                _Reader(entry, f"{place}: outcome {n}").take("code", str),
                _Reader(entry, f"{place}: outcome {n}").text("title"),
            )
            for n, entry in enumerate(raw.get("outcome", ()), start=1)
        ),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def read_procedures(folder: Path) -> list[Procedure]:
    """Read every procedure file of a folder, by name. Raises ProcedureFault, also for a code used twice."""
    found = [read_procedure(path.read_text("utf-8"), path.name) for path in sorted(folder.glob("*.toml"))]
    codes = [procedure.code for procedure in found]
    for code in codes:
        if codes.count(code) > 1:
            raise ProcedureFault(str(folder), f"two files have the code {code!r}")
    return found


class _Reader:
    def __init__(self, raw: Mapping[str, Any], place: str) -> None:
        self.raw = raw
        self.place = place

    def take(self, name: str, kind: type) -> Any:
        value = self.raw.get(name)
        if not isinstance(value, kind) or (kind is str and not value):
            raise ProcedureFault(f"{self.place}: {name}", f"{kind.__name__} expected, {value!r} found")
        return value

    def text(self, name: str) -> TranslatedText:
        value = self.take(name, dict)
        if missing := SHIPPED_LANGUAGES - value.keys():
            raise ProcedureFault(f"{self.place}: {name}", f"lacks {sorted(missing)}")
        if unknown := value.keys() - LANGUAGE_NAMES.keys():
            raise ProcedureFault(f"{self.place}: {name}", f"unknown languages {sorted(unknown)}")
        return TranslatedText(value)


def _term(entry: Mapping[str, Any], place: str) -> LawTerm:
    reader = _Reader(entry, place)
    if "term" in entry:
        stated = term_by_code(reader.take("term", str))
        if stated is None or entry.keys() != {"term"}:
            raise ProcedureFault(f"{place}: term", "the code of a term of law, and nothing beside it")
        return stated
    country = reader.take("country", str)
    if country not in COUNTRIES:
        raise ProcedureFault(f"{place}: country", f"one of {sorted(COUNTRIES)}")
    try:
        term = Term(
            amount=reader.take("amount", int),
            unit=reader.take("unit", str),
            start=entry.get("start", "same-day"),
            roll_forward=bool(entry.get("roll_forward", False)),
        )
    except CalendarError as error:
        raise ProcedureFault(place, str(error)) from None
    law = _Reader(reader.take("law", dict), f"{place}: law")
    return LawTerm(
        country=country,
        term=term,
        law=Law(law.take("act", str), law.take("article", str), law.take("version", str)),
        source=reader.take("source", str),
        valid_from=entry.get("valid_from"),
        valid_until=entry.get("valid_until"),
        doubt="not verified at the gazette" if entry.get("uncertain", False) else "",
    )
