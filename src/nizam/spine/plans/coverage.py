# SPDX-License-Identifier: EUPL-1.2
"""What each article of the charters got in a period: counted from what the reader may see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from nizam.kit.registry import registry
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.charters.actions import STRUCTURAL
from nizam.spine.charters.models import Provision, ProvisionCapability
from nizam.spine.org.models import Institution
from nizam.spine.plans.periods import Period


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

    A case stands under each duty whose confirmed capability its procedure discharges and which binds its unit, and
    counts once in the total. Duties that got nothing stand there too.
    """
    cases = list(
        Case.objects.visible_to(user)
        .filter(institution=institution, voided_at__isnull=True)
        .filter(registered_on__gte=period.starts, registered_on__lte=period.ends)
        .select_related("procedure", "unit")
        .order_by("registered_at", "pk")
    )
    lines = _lines(user, institution)
    by_capability: dict[str, list[ArticleLine]] = defaultdict(list)
    for line in lines:
        for code in line.capabilities:
            by_capability[code].append(line)
    total = Figures()
    elsewhere: list[Case] = []
    for case in cases:
        total.count(case)
        standing: dict[int, ArticleLine] = {}
        for code in case.procedure.capabilities:
            for line in by_capability.get(code, ()):
                if _binds(line.provision, case):
                    standing[line.provision.pk] = line
        for line in standing.values():
            line.figures.count(case)
            line.cases.append(case)
        if not standing:
            elsewhere.append(case)
    return Coverage(institution, period, lines, total, elsewhere)


def _binds(provision: Provision, case: Case) -> bool:
    unit = provision.unit
    if unit is None or case.unit is None:
        return True
    return case.unit.path.startswith(unit.path) or unit.path.startswith(case.unit.path)


def _lines(user: Any, institution: Institution) -> list[ArticleLine]:
    links = (
        ProvisionCapability.objects.visible_to(user)
        .filter(institution=institution, state="confirmed", voided_at__isnull=True)
        .exclude(capability__in=STRUCTURAL)
        .values_list("provision_id", "capability")
    )
    capabilities: dict[int, list[str]] = defaultdict(list)
    for provision_id, code in links:
        capabilities[provision_id].append(code)
    provisions = (
        Provision.objects.visible_to(user)
        .filter(institution=institution, charter__in_force=True, charter__voided_at__isnull=True)
        .filter(Q(nature="duty"), voided_at__isnull=True)
        .select_related("charter", "unit")
        .order_by("charter__pk", "ordinal")
    )
    return [ArticleLine(p, sorted(capabilities.get(p.pk, []))) for p in provisions]


def dischargers(code: str, institution: Institution) -> list[str]:
    """Return what discharges a capability here: titles of procedures and desks."""
    procedures = Procedure.objects.filter(institution=institution, current=True)
    titles = [str(p.title) for p in procedures if code in p.capabilities]
    return titles + [str(desk.title) for desk in registry if code in desk.capabilities]


def today_in(institution: Institution) -> Any:
    """Return today's date in the institution's zone."""
    return timezone.now().astimezone(institution.tzinfo).date()
