# SPDX-License-Identifier: EUPL-1.2
"""What each article of the charters got in a period: counted from what the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from nizam.kit.registry import registry
from nizam.spine.cases.models import Case, NarrowedDuty, Procedure
from nizam.spine.charters.actions import STRUCTURAL
from nizam.spine.charters.models import Provision, ProvisionCapability
from nizam.spine.charters.queries import bindings_on
from nizam.spine.org.days import today_in
from nizam.spine.org.models import Institution, Unit
from nizam.spine.plans.counting import Bounds, Figures, Group, cases_of, conditions, count
from nizam.spine.plans.periods import Period, quarter_of

# Procedure and unit of cases: what decides under which articles they stand.
Pair = tuple[int, int | None]


@dataclass
class ArticleLine:
    """One article with its capabilities and figures; `pairs` are the procedures and units whose cases stand there."""

    provision: Provision
    capabilities: list[str]
    figures: Figures = field(default_factory=Figures)
    pairs: set[Pair] = field(default_factory=set)


@dataclass
class Coverage:
    """The report of a period; `total` counts each case once, under however many articles it stands."""

    user: Any
    institution: Institution
    period: Period
    bounds: Bounds
    lines: list[ArticleLine]
    groups: dict[Group, Figures]
    elsewhere: ArticleLess
    procedures: dict[int, Procedure]
    units: dict[int, Unit]

    @property
    def total(self) -> Figures:
        """The figures of all cases."""
        return self.sum(lambda group: True)

    def sum(self, holds: Callable[[Group], bool]) -> Figures:
        """Return the figures of the groups for which `holds`."""
        found = Figures()
        for group, figures in self.groups.items():
            if holds(group):
                found.add(figures)
        return found

    def of_pairs(self, pairs: Collection[Pair]) -> Figures:
        """Return the figures of the cases of `pairs`, each case counted once."""
        return self.sum(lambda group: (group.procedure_id, group.unit_id) in pairs)

    def cases(self, figure: str = "", *, pairs: Collection[Pair] | None = None, **same: Any) -> Any:
        """Return the cases behind a figure (all of the period when empty), those of `pairs`, those that have `same`."""
        found = cases_of(self.user, self.institution, self.bounds).filter(**same)
        if figure:
            found = found.filter(conditions(self.bounds)[figure])
        return found if pairs is None else found.filter(_in_pairs(pairs))


@dataclass
class ArticleLess:
    """Cases that stand under no article."""

    figures: Figures = field(default_factory=Figures)
    pairs: set[Pair] = field(default_factory=set)


def _in_pairs(pairs: Collection[Pair]) -> Q:
    """Return the condition that procedure and unit of a case are one of `pairs`."""
    units: dict[int, set[int | None]] = defaultdict(set)
    for procedure_id, unit_id in pairs:
        units[procedure_id].add(unit_id)
    # Procedures with the same units share a condition: there are few of those.
    alike: dict[frozenset[int | None], list[int]] = defaultdict(list)
    for procedure_id, named in units.items():
        alike[frozenset(named)].append(procedure_id)
    found = Q(pk__in=())
    for shared, procedures in alike.items():
        known = sorted(key for key in shared if key is not None)
        here = Q(unit_id__in=known) | Q(unit_id__isnull=True) if None in shared else Q(unit_id__in=known)
        found |= Q(procedure_id__in=sorted(procedures)) & here
    return found


@dataclass(frozen=True)
class Discharger:
    """What discharges a capability: a procedure in use, or a desk when `procedure` is None."""

    title: str
    procedure: Procedure | None = None


def cover(user: Any, institution: Institution, period: Period, *, now: datetime | None = None) -> Coverage:
    """Return what every duty of the institution's charters in force got in `period`, as far as `user` may see.

    A case stands under each duty whose confirmed capability its procedure discharges, which binds its unit by the
    division of work at the period's end, and which was not left out for its procedure. It counts once in the total.
    Duties that got nothing stand there too. Cases are counted in the database (`nizam.spine.plans.counting`).
    """
    bounds = Bounds.of(institution, period, now)
    groups = count(user, institution, bounds)
    procedures = Procedure.objects.in_bulk({group.procedure_id for group in groups})
    units = Unit.objects.in_bulk({group.unit_id for group in groups if group.unit_id is not None})
    lines = _lines(user, institution)
    standing = Standing(institution, lines, min(period.ends, today_in(institution)))
    elsewhere = ArticleLess()
    # Cases of one procedure in one unit stand under the same articles: what is found for the first holds for all.
    places: dict[Pair, list[ArticleLine]] = {}
    for group, figures in groups.items():
        pair = (group.procedure_id, group.unit_id)
        if pair not in places:
            unit = units[group.unit_id] if group.unit_id is not None else None
            places[pair] = standing.of(procedures[group.procedure_id], unit)
        for place in places[pair] or (elsewhere,):
            place.figures.add(figures)
            place.pairs.add(pair)
    return Coverage(user, institution, period, bounds, lines, groups, elsewhere, procedures, units)


class Standing:
    """Under which of `lines` the matters of an institution stand by the division of work on a day."""

    def __init__(self, institution: Institution, lines: Iterable[ArticleLine], day: date) -> None:
        self.lines = {line.provision.pk: line for line in lines}
        left_out = NarrowedDuty.objects.filter(institution=institution, voided_at__isnull=True)
        self.left_out = set(left_out.values_list("procedure_code", "provision_id"))
        self.bound: dict[int, set[int]] = defaultdict(set)
        divided = bindings_on(day).filter(institution=institution)
        for provision_id, unit_id in divided.values_list("provision_id", "unit_id"):
            self.bound[provision_id].add(unit_id)

    def of(self, procedure: Procedure, unit: Unit | None) -> list[ArticleLine]:
        """Return the lines that cases of `procedure` in `unit` stand under, in the order of the charters.

        An article binds what the confirmed division of work says on the day; where that says nothing, the unit of its
        charter; where that names none, the whole institution. What binds a unit above binds `unit` too. Of a case that
        has no unit yet nothing says whom its duties bind.
        """
        capabilities = set(procedure.capabilities)
        above = set() if unit is None else {int(key) for key in unit.path.strip("/").split("/") if key} or {unit.pk}
        return [
            line
            for pk, line in self.lines.items()
            if capabilities.intersection(line.capabilities)
            and (procedure.code, pk) not in self.left_out
            and (unit is None or self._binds(line.provision, above))
        ]

    def _binds(self, provision: Provision, above: set[int]) -> bool:
        divided = self.bound.get(provision.pk)
        if divided is not None:
            return not divided.isdisjoint(above)
        return provision.unit_id is None or provision.unit_id in above


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
    return Standing(case.institution, lines, today_in(case.institution)).of(case.procedure, case.unit) if lines else []


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
