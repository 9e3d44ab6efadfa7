# SPDX-License-Identifier: EUPL-1.2
"""What the law of a case's country says of it, beside the term to answer: extension, forwarding, fee, notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, get_args

from django.utils.translation import gettext_lazy as _

from nizam.foundations.calendars import LawRule, LawTerm, Term, WorkingCalendar, find_rule, find_term
from nizam.foundations.calendars.law import Matter
from nizam.spine.cases.models import Case
from nizam.spine.cases.procedures import spec_of

MATTERS: Final = frozenset(get_args(Matter))


@dataclass(frozen=True)
class Ground:
    """Why a term may be made longer: in which country, and which figure of its law then holds."""

    title: Any
    country: str
    kind: str


# Azerbaijan, law on appeals, art. 10.1 (study), 10.2 (material requested); Uzbekistan, OʻRQ-445, art. 28;
# Turkey, law 4982, art. 11 (another unit, another body's opinion, several bodies).
GROUNDS: Final[Mapping[str, tuple[Ground, ...]]] = {
    "study": (
        Ground(_("The matter has to be studied or checked"), "AZ", "study"),
        Ground(_("The matter has to be studied or checked"), "UZ", "study"),
    ),
    "more-material": (Ground(_("More material is requested"), "AZ", "extension"),),
    "exceptional": (Ground(_("An exceptional case, by decision of the head"), "UZ", "extension"),),
    "another-unit": (Ground(_("The information lies with another unit"), "TR", "extension"),),
    "another-body": (Ground(_("Another body has to give its opinion"), "TR", "extension"),),
    "several-bodies": (Ground(_("The request concerns several bodies"), "TR", "extension"),),
}

# Where the law demands that the applicant is told of an extension: OʻRQ-445, art. 28; law 4982, art. 11.
TOLD_OF_EXTENSION: Final = frozenset({"UZ", "TR"})


def grounds() -> list[tuple[str, Any]]:
    """Return why a term may be made longer, in all countries."""
    return [(code, known[0].title) for code, known in GROUNDS.items()]


def ground_in(code: str, country: str) -> Ground | None:
    """Return what a ground means in a country; None where its law does not know it."""
    return next((ground for ground in GROUNDS.get(code, ()) if ground.country == country), None)


def matter_of(case: Case) -> str:
    """Return what the law calls a case of this kind; empty when it states nothing for it."""
    spec = spec_of(case.procedure)
    if spec is not None:
        return spec.terms_of(case.variant).law
    return case.procedure.code if case.procedure.code in MATTERS else ""


def law_day(case: Case) -> date:
    """Return the day whose law holds for the case: that of its registration."""
    return case.registered_on


def term_of(case: Case, kind: str) -> LawTerm | None:
    """Return the figure of the procedure or of the law for `kind` (extension, study, forwarding, fee …), if any."""
    spec = spec_of(case.procedure)
    if spec is not None:
        return spec.term_in(case.institution.country, law_day(case), case.variant, kind)
    matter = matter_of(case)
    return find_term(case.institution.country, matter, kind, law_day(case)) if matter else None


def rule_of(case: Case, kind: str) -> LawRule | None:
    """Return the rule of the law without a figure for `kind`; None when there is none."""
    matter = matter_of(case)
    return find_rule(case.institution.country, matter, kind, law_day(case)) if matter else None


def started_at(case: Case, start: str, calendar: WorkingCalendar) -> datetime:
    """Return the moment from which a term with that start rule runs."""
    zone = case.institution.tzinfo
    return start_moment(start, case.registered_at.astimezone(zone), case.arrived_at, calendar)


def start_moment(start: str, registered: datetime, arrived: datetime | None, calendar: WorkingCalendar) -> datetime:
    """Return the moment from which a term with that start rule runs; `registered` is in the institution's zone.

    What was registered outside office hours came when it arrived: a letter of the afternoon that is registered in the
    evening gains no day by that.
    """
    if start == "arrival":
        return arrived or registered
    if start == "in-office-hours" and calendar.day_in_hours(registered) != registered.date():
        return arrived or registered
    return registered


def stated(term: Term, **more: Any) -> dict[str, Any]:
    """Return a term as rows keep it."""
    return {
        "amount": term.amount,
        "unit": term.unit,
        "start": term.start,
        "roll_forward": term.roll_forward,
        **{name: value for name, value in more.items() if value},
    }


def read_term(kept: Mapping[str, Any]) -> Term:
    """Return the term that a row keeps."""
    return Term(
        amount=kept["amount"],
        unit=kept["unit"],
        start=kept.get("start", "same-day"),
        roll_forward=bool(kept.get("roll_forward")),
    )


def law_json(term: LawTerm) -> dict[str, Any]:
    """Return the law of a term as rows keep it, with the code by which its doubts are found again."""
    return {**term.law.as_json(), "code": term.code, "uncertain": term.uncertain}
