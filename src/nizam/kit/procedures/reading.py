# SPDX-License-Identifier: EUPL-1.2
"""Reading a procedure from TOML: the whole text is judged, and every fault is named with its place."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

from django.utils.translation import gettext_noop

from nizam.foundations.calendars import COUNTRIES, CalendarError, StartRule, Term, TermUnit
from nizam.foundations.calendars.law import Law, LawKind, LawTerm, Matter, RunsFrom, law_of, term_by_code
from nizam.kit.catalogue import capability_codes
from nizam.kit.procedures.faults import Fault, ProcedureFault, line_of
from nizam.kit.procedures.faults import Step as PathStep
from nizam.kit.procedures.schema import (
    AUDIENCES,
    BASE,
    FIELD_KINDS,
    HEAD_ABOVE,
    PAPERS,
    RESPONSIBLE,
    SHIPPED_LANGUAGES,
    WARNING_UNITS,
    Alert,
    Choice,
    FormField,
    Mark,
    Outcome,
    Procedure,
    Series,
    Step,
    Terms,
    Variant,
)
from nizam.kit.texts import LANGUAGE_NAMES, TranslatedText

MOST_CHARACTERS = 200_000
MOST_ENTRIES = 200
TITLE_LENGTH = 500
CODE_LENGTH = 60
# The columns of a case that keep the code of its kind, mark or outcome hold forty characters.
SHORT_CODE_LENGTH = 40
MOST_AMOUNT = 10_000

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SERIES_FORM = re.compile(r"(?=.*\{n(:\d)?\})([^{}]|\{n(:\d)?\}|\{year\}|\{yy\}|\{class\}|\{state_code\})+")
_ACT = re.compile(r"[a-z_]+\.[a-z_]+")
_AT_LINE = re.compile(r"line (\d+)")

T = TypeVar("T")


def read_procedure(
    text: str,
    place: str,
    *,
    acts: Collection[str] | None = None,
    roles: Collection[str] | None = None,
    languages: Collection[str] = (),
) -> Procedure:
    """Read one procedure from TOML `text`; `place` (a file name) is named in faults.

    `acts` and `roles` are what steps and warnings may name; None leaves that unchecked. Every title must be there in
    all of `languages`, and in one at least. Raises ProcedureFault with every fault of the text, in its order.
    """
    faults: list[Fault] = []
    table = _parsed(text, faults)
    found = None if table is None else _Reading(faults, acts, roles).procedure(_Entry(table, (), faults, languages))
    if faults or found is None:
        placed = [_with_line(fault, text) for fault in faults]
        raise ProcedureFault(place, sorted(placed, key=lambda fault: fault.line or 0))
    return _digested(found, text)


def read_procedures(folder: Path) -> list[tuple[Procedure, str]]:
    """Read every procedure file of a folder that the house ships, by name, each with its text.

    Raises ProcedureFault, also for a code used twice.
    """
    found: list[tuple[Procedure, str]] = []
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text("utf-8")
        procedure = _read_shipped(text, path.name)
        if any(procedure.code == other.code for other, _text in found):
            raise ProcedureFault(path.name, [Fault(("code",), gettext_noop("another procedure has the same code"))])
        found.append((procedure, text))
    return found


@lru_cache(maxsize=64)
def _read_shipped(text: str, name: str) -> Procedure:
    """Read a file of the house; every institution is given the same ones."""
    return read_procedure(text, name, languages=SHIPPED_LANGUAGES)


def _parsed(text: str, faults: list[Fault]) -> dict[str, Any] | None:
    if len(text) > MOST_CHARACTERS:
        faults.append(Fault((), gettext_noop("longer than %(most)s characters"), {"most": MOST_CHARACTERS}))
        return None
    try:
        text.encode()
        return tomllib.loads(text)
    except UnicodeEncodeError:
        faults.append(Fault((), gettext_noop("holds characters that are no text")))
    except RecursionError:
        faults.append(Fault((), gettext_noop("lists and tables stand too deep in each other")))
    except ValueError as error:
        # A TOMLDecodeError, or what int() and datetime() say of a figure out of their range.
        line = _AT_LINE.search(str(error))
        detail = {"detail": str(error)}
        faults.append(Fault((), gettext_noop("this is no TOML: %(detail)s"), detail, int(line[1]) if line else None))
    return None


def _with_line(fault: Fault, text: str) -> Fault:
    if fault.line is not None or not fault.path:
        return fault
    return Fault(fault.path, fault.words, fault.values, line_of(text, fault.path))


def _digested(procedure: Procedure, text: str) -> Procedure:
    object.__setattr__(procedure, "digest", hashlib.sha256(text.encode()).hexdigest())
    return procedure


class _Entry:
    """One table of the text. What is wrong in it is noted, and something harmless stands in for it."""

    def __init__(
        self,
        table: Mapping[str, Any],
        path: tuple[PathStep, ...],
        faults: list[Fault],
        languages: Collection[str],
    ) -> None:
        self.table = table
        self.path = path
        self.faults = faults
        self.languages = languages

    def fault(self, name: str, sentence: str, **values: Any) -> None:
        """Note a fault of the field `name`, or of the entry itself when empty."""
        self.faults.append(Fault((*self.path, name) if name else self.path, sentence, values))

    def only(self, *names: str) -> None:
        """Refuse every field that is none of `names`."""
        for name in self.table:
            if name not in names:
                self.fault(name, gettext_noop("there is no such entry"))

    def lacks(self, name: str, required: bool) -> bool:
        """Tell whether the field is absent, and note that when it is needed."""
        if name in self.table:
            return False
        if required:
            self.fault(name, gettext_noop("is missing"))
        return True

    def string(self, name: str, *, required: bool = True, most: int = TITLE_LENGTH) -> str:
        """Return a line of text."""
        if self.lacks(name, required):
            return ""
        return self._line(name, self.table[name], most)

    def _line(self, name: str, value: Any, most: int) -> str:
        if type(value) is not str:
            self.fault(name, gettext_noop("a text in quotation marks is expected"))
        elif not value.strip():
            self.fault(name, gettext_noop("is empty"))
        elif len(value) > most:
            self.fault(name, gettext_noop("longer than %(most)s characters"), most=most)
        elif any(ord(sign) < 32 or ord(sign) == 127 for sign in value):
            self.fault(name, gettext_noop("holds characters that are no text"))
        else:
            return value
        return ""

    def code(self, name: str, *, required: bool = True, most: int = CODE_LENGTH) -> str:
        """Return a code: small Latin letters, digits and hyphens."""
        value = self.string(name, required=required, most=most)
        if value and not _CODE.fullmatch(value):
            self.fault(
                name, gettext_noop("a code is of small Latin letters, digits and hyphens, not “%(value)s”"), value=value
            )
            return ""
        return value

    def choice(self, name: str, allowed: Collection[str], default: str = "") -> str:
        """Return one of `allowed`; the field may be left out where there is a `default`."""
        if self.lacks(name, not default):
            return default
        value = self.string(name)
        if value and value not in allowed:
            self.fault(name, gettext_noop("one of %(allowed)s is expected"), allowed=", ".join(allowed))
            return ""
        return value

    def flag(self, name: str, default: bool) -> bool:
        """Return true or false."""
        value = self.table.get(name, default)
        if type(value) is not bool:
            self.fault(name, gettext_noop("true or false is expected"))
            return default
        return value

    def whole(self, name: str, *, required: bool = True, least: int = 1, most: int = MOST_AMOUNT) -> int | None:
        """Return a whole number within its bounds; None when it is absent or wrong."""
        if self.lacks(name, required):
            return None
        value = self.table[name]
        if type(value) is not int or not least <= value <= most:
            self.fault(
                name, gettext_noop("a whole number from %(least)s to %(most)s is expected"), least=least, most=most
            )
            return None
        return value

    def day(self, name: str) -> date | None:
        """Return a date, if it is there."""
        value = self.table.get(name)
        if value is not None and type(value) is not date:
            self.fault(name, gettext_noop("a date such as 2026-01-31 is expected"))
            return None
        return value

    def text(self, name: str) -> TranslatedText:
        """Return a text by language."""
        if self.lacks(name, True):
            return TranslatedText()
        entry = self._table(name, self.table[name])
        if entry is None:
            return TranslatedText()
        for code in sorted(set(self.languages) - entry.table.keys()):
            self.fault(name, gettext_noop("lacks the language %(language)s"), language=code)
        if not entry.table:
            self.fault(name, gettext_noop("is empty"))
        for code in entry.table:
            if code not in LANGUAGE_NAMES:
                entry.fault(code, gettext_noop("no such language is known here"))
        return TranslatedText({code: entry.string(code) for code in entry.table if code in LANGUAGE_NAMES})

    def codes(self, name: str, *, most: int = CODE_LENGTH) -> tuple[str, ...]:
        """Return a list of codes, each once; empty when it is absent."""
        return tuple(
            value
            for value in self.strings(name, most=most)
            if _CODE.fullmatch(value)
            or self.fault(  # type: ignore[func-returns-value]
                name, gettext_noop("a code is of small Latin letters, digits and hyphens, not “%(value)s”"), value=value
            )
        )

    def strings(self, name: str, *, most: int = TITLE_LENGTH) -> tuple[str, ...]:
        """Return a list of lines of text, each once; empty when it is absent."""
        value = self.table.get(name, [])
        if type(value) is not list or len(value) > MOST_ENTRIES:
            self.fault(name, gettext_noop("a list in square brackets is expected"))
            return ()
        found = [self._line(name, one, most) for one in value]
        if len({one for one in found if one}) < len([one for one in found if one]):
            self.fault(name, gettext_noop("names something twice"))
        return tuple(dict.fromkeys(one for one in found if one))

    def inner(self, name: str) -> _Entry | None:
        """Return the table in the field `name`; None when it is absent or none, which is noted."""
        return None if self.lacks(name, True) else self._table(name, self.table[name])

    def _table(self, name: str, value: Any) -> _Entry | None:
        if type(value) is not dict:
            self.fault(name, gettext_noop("a table in braces is expected"))
            return None
        return _Entry(value, (*self.path, name), self.faults, self.languages)

    def entries(self, name: str) -> Iterator[_Entry]:
        """Return the tables of the list `name`, none when it is absent."""
        value = self.table.get(name, [])
        if type(value) is not list or any(type(one) is not dict for one in value):
            self.fault(name, gettext_noop("entries that each begin with [[%(entry)s]] are expected"), entry=name)
            return
        if len(value) > MOST_ENTRIES:
            self.fault(name, gettext_noop("more than %(most)s entries"), most=MOST_ENTRIES)
            return
        for place, one in enumerate(value, start=1):
            yield _Entry(one, (*self.path, name, place), self.faults, self.languages)


class _Reading:
    """Reads the entries of one procedure."""

    def __init__(self, faults: list[Fault], acts: Collection[str] | None, roles: Collection[str] | None) -> None:
        self.faults = faults
        self.acts = acts
        self.roles = roles

    def procedure(self, top: _Entry) -> Procedure:
        """Read the whole text."""
        top.only(
            *(
                "code",
                "title",
                "audience",
                "default_for",
                "capabilities",
                "file_class",
                "languages",
                "series",
                "law",
                "term",
            ),
            *("variant", "mark", "step", "outcome", "warning", "field"),
        )
        capabilities = top.codes("capabilities")
        for code in capabilities:
            if code not in capability_codes():
                top.fault("capabilities", gettext_noop("the catalogue has no capability “%(code)s”"), code=code)
        languages = top.strings("languages", most=SHORT_CODE_LENGTH)
        for code in languages:
            if code not in LANGUAGE_NAMES:
                top.fault("languages", gettext_noop("there is no language “%(language)s”"), language=code)
        form = self._unique(top, "field", self._field)
        outcomes = self._unique(top, "outcome", lambda entry: self._outcome(entry, {one.code for one in form}))
        marks = self._unique(top, "mark", lambda entry: self._mark(entry, {one.code for one in outcomes}))
        if "outcome" not in top.table:
            top.fault("outcome", gettext_noop("is missing"))
        read = Procedure(
            code=top.code("code"),
            title=top.text("title"),
            audience=top.choice("audience", AUDIENCES),
            default_for=top.codes("default_for"),
            capabilities=capabilities,
            file_class=top.string("file_class", required=False, most=SHORT_CODE_LENGTH),
            languages=languages,
            series=self._series(top.inner("series")),
            terms=self._terms(top),
            outcomes=outcomes,
            marks=marks,
            variants=self._unique(top, "variant", lambda entry: self._variant(entry, {mark.code for mark in marks})),
            steps=self._unique(top, "step", self._step),
            warnings=tuple(self._warning(entry) for entry in top.entries("warning")),
            form=form,
        )
        self._check_way(top, read.steps)
        return read

    def _unique(self, top: _Entry, name: str, read: Any) -> tuple[Any, ...]:
        found: list[Any] = []
        for entry in top.entries(name):
            one = read(entry)
            if one.code and any(other.code == one.code for other in found):
                entry.fault("code", gettext_noop("another entry has the same code"))
            found.append(one)
        return tuple(found)

    def _series(self, entry: _Entry | None) -> Series:
        if entry is None:
            return Series("", TranslatedText(), "", True)
        entry.only("code", "title", "form", "on_arrival")
        form = entry.string("form", most=CODE_LENGTH)
        if form and not _SERIES_FORM.fullmatch(form):
            entry.fault(
                "form",
                gettext_noop(
                    "the form of a number holds {n} once, and may hold {year} or {yy}, {class} and {state_code}"
                ),
            )
        return Series(entry.code("code"), entry.text("title"), form, entry.flag("on_arrival", True))

    # Terms

    def _terms(self, entry: _Entry) -> Terms:
        """Read `law`, a matter of the law, and `term`: a name in the law's tables, or entries named or of one's own."""
        matter = entry.choice("law", get_args(Matter)) if "law" in entry.table else ""
        if type(entry.table.get("term")) is str:
            name = self._named(entry, "term")
            return Terms(law=matter, named={BASE: (name,)} if name else {})
        named: dict[str, list[str]] = {}
        own: dict[str, list[LawTerm]] = {}
        for one in entry.entries("term"):
            kind = one.choice("kind", get_args(LawKind), BASE)
            if "code" in one.table:
                one.only("kind", "code")
                named.setdefault(kind, []).append(self._named(one, "code"))
            elif (term := self._own(one, kind)) is not None:
                own.setdefault(kind, []).append(term)
        for kind in sorted(named.keys() & own.keys()):
            entry.fault("term", gettext_noop("%(kind)s is stated here and named in the law: one of them"), kind=kind)
        return Terms(matter, {kind: tuple(n) for kind, n in named.items()}, {kind: tuple(t) for kind, t in own.items()})

    def _named(self, entry: _Entry, name: str) -> str:
        code = entry.string(name, most=CODE_LENGTH)
        matter, slash, kind = code.partition("/")
        if slash:
            known = any(row.is_for(matter, kind) for country in COUNTRIES for row in law_of(country)[0])
        else:
            known = not code or term_by_code(code) is not None
        if not known:
            entry.fault(name, gettext_noop("the law's tables have no term “%(code)s”"), code=code)
        return code

    def _own(self, entry: _Entry, kind: str) -> LawTerm | None:
        entry.only(
            *("kind", "country", "amount", "unit", "start", "roll_forward", "runs_from", "law", "source"),
            *("valid_from", "valid_until", "uncertain"),
        )
        country = entry.choice("country", sorted(COUNTRIES))
        amount = entry.whole("amount")
        unit: Any = entry.choice("unit", get_args(TermUnit))
        start: Any = entry.choice("start", get_args(StartRule), "same-day")
        roll = entry.flag("roll_forward", False)
        runs_from: Any = entry.choice("runs_from", get_args(RunsFrom), "event")
        act = self._law(entry)
        source = entry.string("source", most=1000, required=False)
        begins, ends = entry.day("valid_from"), entry.day("valid_until")
        if begins and ends and ends < begins:
            entry.fault("valid_until", gettext_noop("lies before valid_from"))
        doubt = entry.string("uncertain", required=False)
        if not (country and amount and unit and start):
            return None
        try:
            term = Term(amount=amount, unit=unit, start=start, roll_forward=roll)
        except CalendarError as error:
            entry.fault("", gettext_noop("this term contradicts itself: %(detail)s"), detail=str(error))
            return None
        return LawTerm(
            country=country,
            law=act,
            source=source,
            valid_from=begins,
            valid_until=ends,
            doubt=doubt,
            kind=kind,
            term=term,
            runs_from=runs_from or "event",
        )

    def _law(self, entry: _Entry) -> Law:
        inner = entry.inner("law")
        if inner is None:
            return Law("", "", "")
        inner.only("act", "article", "version")
        return Law(*(inner.string(name, required=name == "act") for name in ("act", "article", "version")))

    # What a matter may be, the way it goes, how it ends

    def _variant(self, entry: _Entry, marks: Collection[str]) -> Variant:
        entry.only("code", "title", "marks", "words", "law", "term")
        set_marks = entry.codes("marks")
        for mark in set_marks:
            if mark not in marks:
                entry.fault("marks", gettext_noop("this procedure has no mark “%(mark)s”"), mark=mark)
        return Variant(
            code=entry.code("code", most=SHORT_CODE_LENGTH),
            title=entry.text("title"),
            terms=self._terms(entry),
            marks=set_marks,
            words=self._words(entry),
        )

    def _words(self, entry: _Entry) -> Mapping[str, tuple[str, ...]]:
        if "words" not in entry.table:
            return {}
        inner = entry.inner("words")
        if inner is None:
            return {}
        for code in inner.table:
            if code not in LANGUAGE_NAMES:
                inner.fault(code, gettext_noop("no such language is known here"))
        return {code: inner.strings(code) for code in inner.table if code in LANGUAGE_NAMES}

    def _mark(self, entry: _Entry, outcomes: Collection[str]) -> Mark:
        entry.only("code", "title", "outcome", "law", "words")
        outcome = entry.code("outcome", required=False, most=SHORT_CODE_LENGTH)
        if outcome and outcome not in outcomes:
            entry.fault("outcome", gettext_noop("this procedure has no outcome “%(outcome)s”"), outcome=outcome)
        kind = entry.choice("law", get_args(LawKind)) if "law" in entry.table else ""
        code = entry.code("code", most=SHORT_CODE_LENGTH)
        return Mark(code, entry.text("title"), outcome, kind, self._words(entry))

    def _outcome(self, entry: _Entry, fields: Collection[str]) -> Outcome:
        entry.only("code", "title", "paper", "needs")
        needs = entry.codes("needs", most=SHORT_CODE_LENGTH)
        for code in needs:
            if code not in fields:
                entry.fault("needs", gettext_noop("this procedure has no field “%(field)s”"), field=code)
        return Outcome(
            entry.code("code", most=SHORT_CODE_LENGTH),
            entry.text("title"),
            entry.choice("paper", PAPERS, "none"),
            needs,
        )

    def _step(self, entry: _Entry) -> Step:
        entry.only("code", "title", "who", "act", "next")
        who = entry.code("who", required=False)
        if who and self.roles is not None and who not in self.roles:
            entry.fault("who", gettext_noop("there is no role “%(role)s”"), role=who)
        act = entry.string("act", required=False, most=CODE_LENGTH)
        if act and (not _ACT.fullmatch(act) or (self.acts is not None and act not in self.acts)):
            entry.fault("act", gettext_noop("there is no act “%(act)s”"), act=act)
        return Step(entry.code("code"), entry.text("title"), who, act, entry.codes("next"))

    def _check_way(self, top: _Entry, steps: tuple[Step, ...]) -> None:
        known = {step.code: step for step in steps}
        reached: set[str] = set()
        ahead = [steps[0].code] if steps else []
        while ahead:
            code = ahead.pop()
            if code in known and code not in reached:
                reached.add(code)
                ahead.extend(known[code].next)
        for place, step in enumerate(steps, start=1):
            path: tuple[PathStep, ...] = ("step", place)
            for code in step.next:
                if code not in known:
                    values = {"step": code}
                    self.faults.append(Fault((*path, "next"), gettext_noop("there is no step “%(step)s”"), values))
            if step.code and step.code not in reached:
                self.faults.append(Fault(path, gettext_noop("no step leads here")))

    def _warning(self, entry: _Entry) -> Alert:
        entry.only("before", "after", "unit", "share", "to")
        share = entry.table.get("share")
        if share is not None and (type(share) is not float or not 0 < share < 1):
            entry.fault("share", gettext_noop("a share of the term between 0 and 1 is expected, such as 0.25"))
            share = None
        before = entry.whole("before", required=False)
        after = entry.whole("after", required=False, least=0)
        if len({"before", "share", "after"} & entry.table.keys()) != 1:
            entry.fault("", gettext_noop("one of before, share and after is expected"))
        to = entry.codes("to")
        if not to:
            entry.fault("to", gettext_noop("names nobody"))
        for role in to:
            if role not in (RESPONSIBLE, HEAD_ABOVE) and self.roles is not None and role not in self.roles:
                entry.fault("to", gettext_noop("there is no role “%(role)s”"), role=role)
        return Alert(before, entry.choice("unit", WARNING_UNITS, "working-day"), share, to, after)

    def _field(self, entry: _Entry) -> FormField:
        entry.only("code", "label", "kind", "required", "choices")
        kind = entry.choice("kind", FIELD_KINDS, "text")
        if "choices" in entry.table and kind != "choice":
            entry.fault("choices", gettext_noop("only a field of the kind choice has choices"))
        choices = self._unique(entry, "choices", self._choice)
        if kind == "choice" and not choices:
            entry.fault("choices", gettext_noop("names nothing to choose"))
        return FormField(
            code=entry.code("code", most=SHORT_CODE_LENGTH),
            label=entry.text("label"),
            kind=kind,
            required=entry.flag("required", True),
            choices=choices,
        )

    def _choice(self, entry: _Entry) -> Choice:
        entry.only("code", "title")
        return Choice(entry.code("code", most=SHORT_CODE_LENGTH), entry.text("title"))
