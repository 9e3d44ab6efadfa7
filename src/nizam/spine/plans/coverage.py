# SPDX-License-Identifier: EUPL-1.2
"""What each article of the charters got in a period: counted from what the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from nizam.kit.registry import registry
from nizam.spine.cases.models import Case, NarrowedDuty, Procedure
from nizam.spine.charters.actions import STRUCTURAL
from nizam.spine.charters.models import Provision, ProvisionCapability
from nizam.spine.charters.queries import duties_of
from nizam.spine.org.models import Institution, Unit
from nizam.spine.plans.periods import Period, quarter_of

# The columns of a case that a report needs; a quarter may hold tens of thousands of cases.
REPORTED = (
    "uid",
    "institution",
    "unit",
    "procedure",
    "number_text",
    "subject",
    "language",
    "state",
    "registered_at",
    "registered_on",
    "due_on",
    "due_at",
    "answered_at",
    "closed_at",
    "suspended_since",
)


@dataclass
class Figures:
    """What came, what was done in time, what late, and what is still open; each case counted once."""

    came: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0

    def count(self, case: Case) -> None:
        """Count one case."""
        self.came += 1
        in_time = case.in_time
        if case.answered_at is None and case.closed_at is None:
            self.open += 1
        elif in_time is False:
            self.late += 1
        else:
            self.in_time += 1


@dataclass
class ArticleLine:
    """One article with its capabilities, figures and the cases behind them."""

    provision: Provision
    capabilities: list[str]
    figures: Figures = field(default_factory=Figures)
    cases: list[Case] = field(default_factory=list)


@dataclass
class Coverage:
    """The report of a period by article; `total` counts each case once, under however many articles it stands."""

    institution: Institution
    period: Period
    lines: list[ArticleLine]
    total: Figures
    elsewhere: list[Case]

    def as_json(self) -> dict[str, Any]:
        """Return the report as data: the rows that a frozen report keeps."""
        return {
            "institution": self.institution.code,
            "period": self.period.name,
            "from": self.period.starts.isoformat(),
            "until": self.period.ends.isoformat(),
            "total": asdict(self.total),
            "articles": [
                {
                    "article": line.provision.reference,
                    "charter": str(line.provision.charter.uid),
                    "provision": str(line.provision.uid),
                    "text": line.provision.text,
                    "capabilities": line.capabilities,
                    **asdict(line.figures),
                    "cases": [case_row(case) for case in line.cases],
                }
                for line in self.lines
            ],
            "elsewhere": [case_row(case) for case in self.elsewhere],
        }


@dataclass(frozen=True)
class Discharger:
    """What discharges a capability: a procedure in use, or a desk when `procedure` is None."""

    title: str
    procedure: Procedure | None = None


def case_row(case: Case) -> dict[str, Any]:
    """Return what a report says of a case."""
    return {
        "case": str(case.uid),
        "number": case.number_text,
        "subject": case.subject,
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "state": case.state,
        "in_time": case.in_time,
    }


def cover(user: Any, institution: Institution, period: Period) -> Coverage:
    """Return what every duty of the institution's charters in force got in `period`, as far as `user` may see.

    A case stands under each duty whose confirmed capability its procedure discharges, which binds its unit by the
    division of work at the period's end, and which was not left out for its procedure. It counts once in the total.
    Duties that got nothing stand there too.
    """
    cases = _cases(user, institution, period)
    lines = _lines(user, institution)
    standing = Standing(institution, lines, min(period.ends, today_in(institution)))
    total = Figures()
    elsewhere: list[Case] = []
    # Cases of one procedure in one unit stand under the same articles: what is found for the first holds for all.
    places: dict[tuple[int, int | None], list[ArticleLine]] = {}
    for case in cases:
        total.count(case)
        key = (case.procedure_id, case.unit_id)
        if key not in places:
            places[key] = standing.of(case)
        for line in places[key]:
            line.figures.count(case)
            line.cases.append(case)
        if not places[key]:
            elsewhere.append(case)
    return Coverage(institution, period, lines, total, elsewhere)


def _cases(user: Any, institution: Institution, period: Period) -> list[Case]:
    """Return the cases of the period with what a report says of them; the few procedures and units are shared."""
    cases = list(
        Case.objects.visible_to(user)
        .filter(institution=institution, voided_at__isnull=True)
        .filter(registered_on__gte=period.starts, registered_on__lte=period.ends)
        .only(*REPORTED)
        .order_by("registered_at", "pk")
    )
    procedures = Procedure.objects.in_bulk({case.procedure_id for case in cases})
    units = Unit.objects.in_bulk({case.unit_id for case in cases if case.unit_id is not None})
    for case in cases:
        case.institution = institution
        case.procedure = procedures[case.procedure_id]
        if case.unit_id is not None:
            case.unit = units[case.unit_id]
    return cases


class Standing:
    """Under which of `lines` the matters of an institution stand by the division of work on a day."""

    def __init__(self, institution: Institution, lines: Iterable[ArticleLine], day: date) -> None:
        self.lines = {line.provision.pk: line for line in lines}
        self.day = day
        left_out = NarrowedDuty.objects.filter(institution=institution, voided_at__isnull=True)
        self.left_out = set(left_out.values_list("procedure_code", "provision_id"))

    def of(self, case: Case) -> list[ArticleLine]:
        """Return the lines that `case` stands under, in the order of the charters."""
        capabilities = set(case.procedure.capabilities)
        if not capabilities:
            return []
        if case.unit is None:
            # Of a case that has no unit yet nothing says whom its duties bind.
            bound = {pk for pk, line in self.lines.items() if capabilities.intersection(line.capabilities)}
        else:
            bound = set(duties_of(case.unit, capabilities, self.day).values_list("pk", flat=True))
        code = case.procedure.code
        return [line for pk, line in self.lines.items() if pk in bound and (code, pk) not in self.left_out]


def _lines(user: Any, institution: Institution, codes: list[str] | None = None) -> list[ArticleLine]:
    links = (
        ProvisionCapability.objects.visible_to(user)
        .filter(institution=institution, state="confirmed", voided_at__isnull=True)
        .exclude(capability__in=STRUCTURAL)
    )
    provisions = (
        Provision.objects.visible_to(user)
        .filter(institution=institution, charter__in_force=True, charter__voided_at__isnull=True)
        .filter(nature="duty", voided_at__isnull=True)
        .select_related("charter", "unit")
        .order_by("charter__pk", "ordinal")
    )
    if codes is not None:
        links = links.filter(capability__in=codes)
        provisions = provisions.filter(pk__in=links.values("provision_id"))
    capabilities: dict[int, list[str]] = defaultdict(list)
    for provision_id, code in links.values_list("provision_id", "capability"):
        capabilities[provision_id].append(code)
    return [ArticleLine(p, sorted(capabilities.get(p.pk, []))) for p in provisions]


def articles_of(user: Any, case: Case) -> list[ArticleLine]:
    """Return the duties that `case` stands under, as far as `user` may see them, by the same rule as `cover`.

    Each line names only the capabilities the case's procedure discharges; its figures are left empty.
    """
    codes = list(case.procedure.capabilities)
    if not codes:
        return []
    lines = _lines(user, case.institution, codes)
    return Standing(case.institution, lines, today_in(case.institution)).of(case) if lines else []


@dataclass(frozen=True)
class FollowingArticle:
    """A duty that follows from a procedure's capabilities, and why it was left out, where it was."""

    line: ArticleLine
    narrowed: NarrowedDuty | None = None


def articles_following(user: Any, procedure: Procedure) -> list[FollowingArticle]:
    """Return the duties in force, of whichever unit, that demand a capability of `procedure`, those left out too."""
    left_out = {
        row.provision_id: row
        for row in NarrowedDuty.objects.visible_to(user).filter(
            institution=procedure.institution_id, procedure_code=procedure.code, voided_at__isnull=True
        )
    }
    codes = list(procedure.capabilities)
    lines = _lines(user, procedure.institution, codes) if codes else []
    return [FollowingArticle(line, left_out.get(line.provision.pk)) for line in lines]


def dischargers(user: Any, institution: Institution) -> dict[str, list[Discharger]]:
    """Return by capability code what discharges it here, as far as `user` may see: procedures, then desks."""
    found: dict[str, list[Discharger]] = defaultdict(list)
    procedures = Procedure.objects.visible_to(user).filter(institution=institution, current=True, voided_at=None)
    for procedure in procedures:
        for code in procedure.capabilities:
            found[code].append(Discharger(str(procedure.title), procedure))
    for desk in registry:
        for code in desk.capabilities:
            found[code].append(Discharger(str(desk.title)))
    return found


def quarter_now(institution: Institution) -> Period:
    """Return the running quarter in the institution's zone."""
    return quarter_of(today_in(institution))


def today_in(institution: Institution) -> date:
    """Return today's date in the institution's zone."""
    return timezone.now().astimezone(institution.tzinfo).date()
