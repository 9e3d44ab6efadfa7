# SPDX-License-Identifier: EUPL-1.2
"""What a procedure says, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, get_args

from nizam.foundations.calendars.law import LawKind, LawRule, LawTerm, find_rule, find_term, term_by_code
from nizam.kit.texts import TranslatedText

SHIPPED_LANGUAGES = frozenset({"az", "uz", "tr", "en"})
AUDIENCES: Final = ("public", "staff")
PAPERS: Final = ("none", "answer", "refusal", "forwarding-notice", "notice", "conclusion")
"""The papers an outcome may need; `notice` tells who wrote that the matter is not considered, `conclusion` is drawn up
within the house (Uzbekistan, law on appeals, art. 29)."""
FIELD_KINDS: Final = ("text", "long-text", "date", "number", "flag", "choice")
WARNING_UNITS: Final = ("working-day", "calendar-day", "hour")
RESPONSIBLE: Final = "responsible"
"""Whoever answers for the case, beside the roles that a warning may name."""
HEAD: Final = "head"
HEAD_ABOVE: Final = "head-above"
"""Who heads the next unit above that has a head, beside the roles that a warning may name."""


BASE: Final = "base"
"""The kind of the term that ends a matter; the others are the law's: extension, forwarding, fee and so on."""


def as_json(term: LawTerm) -> dict[str, Any]:
    """Return a term's figures as stored with a procedure and a case."""
    stated: dict[str, Any] = {
        "amount": term.term.amount,
        "unit": term.term.unit,
        "start": term.term.start,
        "roll_forward": term.term.roll_forward,
        "uncertain": term.uncertain,
    }
    more = {"code": term.code, "kind": term.kind, "doubt": term.doubt, "runs_from": term.runs_from}
    plain = {"kind": BASE, "runs_from": "event"}
    return {**stated, **{name: value for name, value in more.items() if value and value != plain.get(name)}}


@dataclass(frozen=True)
class Terms:
    """The terms a matter stands under: `own` ones by kind, stated in the text, and those of the law.

    `named` are rows of the law's tables chosen for a kind, each as its code or as `matter/kind`; `law` is the matter
    (appeal, information-request …) whose terms hold for every kind that is neither own nor named.
    """

    law: str = ""
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own: Mapping[str, tuple[LawTerm, ...]] = field(default_factory=dict)

    def over(self, other: Terms) -> Terms:
        """Return these terms, with those of `other` where nothing of its own is stated."""
        kinds = {*self.named, *self.own}
        return Terms(
            law=self.law or other.law,
            named={**{kind: codes for kind, codes in other.named.items() if kind not in kinds}, **self.named},
            own={**{kind: terms for kind, terms in other.own.items() if kind not in kinds}, **self.own},
        )

    def find(self, country: str, day: date, kind: str = BASE) -> LawTerm | None:
        """Return the term of `kind` in force in `country` on `day`; None when neither text nor law states one.

        Where what the text states or names does not hold in that country, the law of the matter does.
        """
        own = next((one for one in self.own.get(kind, ()) if one.country == country and one.holds_on(day)), None)
        if own is not None:
            return own
        for code in self.named.get(kind, ()):
            found = _of_law(code, country, day)
            if found is not None:
                return found
        return find_term(country, self.law, kind, day) if self.law else None

    def rule(self, country: str, day: date, kind: str) -> LawRule | None:
        """Return what the law says of `kind` without a figure, in `country` on `day`."""
        return find_rule(country, self.law, kind, day) if self.law else None

    def kinds(self, country: str, day: date) -> list[str]:
        """Return the kinds for which a term is in force in `country` on `day`, in the law's order."""
        return [kind for kind in get_args(LawKind) if self.find(country, day, kind) is not None]


def _of_law(code: str, country: str, day: date) -> LawTerm | None:
    matter, slash, kind = code.partition("/")
    if slash:
        return find_term(country, matter, kind, day)
    found = term_by_code(code)
    return found if found is not None and found.country == country and found.holds_on(day) else None


@dataclass(frozen=True)
class Series:
    """The book of numbers a procedure takes from."""

    code: str
    title: TranslatedText
    form: str
    on_arrival: bool


@dataclass(frozen=True)
class Mark:
    """What may be particular to a matter: collective, repeat, anonymous.

    `law` is the kind of the law's rule about it, `outcome` how a matter with this mark ends; both may be empty. `words`
    by language point to it in a text.
    """

    code: str
    title: TranslatedText
    outcome: str
    law: str
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Variant:
    """A kind within a procedure, such as a complaint within appeals; the first one is what a matter is by default.

    `words` by language point to it in a text. `terms` are its own, those of the procedure stand in for the others.
    """

    code: str
    title: TranslatedText
    terms: Terms
    marks: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Step:
    """A step on the way: the role that does it, the act that completes it, the steps that may follow."""

    code: str
    title: TranslatedText
    who: str
    act: str
    next: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How a matter may end, the kind of paper it needs to end so, and the fields of its form that must be answered."""

    code: str
    title: TranslatedText
    paper: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alert:
    """When people are told that a term runs out, or has run out, and who.

    So many units before its end, when so much of it is left (0..1), or so many units after its end (0: at once); what
    comes after the end is a step of the procedure's ladder, the next one higher than the one before.
    """

    before: int | None
    unit: str
    share: float | None
    to: tuple[str, ...]
    after: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as stored with a procedure."""
        stated = {"before": self.before, "unit": self.unit, "share": self.share, "to": list(self.to)}
        return stated if self.after is None else {**stated, "after": self.after}


@dataclass(frozen=True)
class Choice:
    """One of the answers to a question of the kind `choice`."""

    code: str
    title: TranslatedText


@dataclass(frozen=True)
class FormField:
    """One question that every matter of the procedure answers; `choices` are those of the kind `choice`."""

    code: str
    label: TranslatedText
    kind: str
    required: bool
    choices: tuple[Choice, ...] = ()

    def choice(self, code: str) -> Choice | None:
        """Return the answer called `code`."""
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True)
class Procedure:
    """One procedure as its text says it; `file_class` is the code of the file plan's class its matters go to.

    `languages` are those its letters may be written in, all of the institution's when empty.
    """

    code: str
    title: TranslatedText
    audience: str
    default_for: tuple[str, ...]
    capabilities: tuple[str, ...]
    series: Series
    terms: Terms
    outcomes: tuple[Outcome, ...]
    variants: tuple[Variant, ...] = ()
    marks: tuple[Mark, ...] = ()
    steps: tuple[Step, ...] = ()
    warnings: tuple[Alert, ...] = ()
    form: tuple[FormField, ...] = ()
    file_class: str = ""
    languages: tuple[str, ...] = ()
    digest: str = field(default="", compare=False)

    def variant(self, code: str) -> Variant | None:
        """Return the kind called `code`; the default one for an empty code; None where there is no such kind."""
        if not code:
            return self.variants[0] if self.variants else None
        return next((variant for variant in self.variants if variant.code == code), None)

    def terms_of(self, variant: str) -> Terms:
        """Return the terms of a kind, the default one when empty; those of the procedure stand in for what it lacks."""
        found = self.variant(variant)
        return self.terms if found is None else found.terms.over(self.terms)

    def term_in(self, country: str, day: date, variant: str = "", kind: str = BASE) -> LawTerm | None:
        """Return the term in force in `country` on `day`; None when there is none. `kind` as in `Terms.find`."""
        return self.terms_of(variant).find(country, day, kind)

    def outcome(self, code: str) -> Outcome | None:
        """Return the outcome called `code`."""
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)

    def mark(self, code: str) -> Mark | None:
        """Return the mark called `code`."""
        return next((mark for mark in self.marks if mark.code == code), None)
