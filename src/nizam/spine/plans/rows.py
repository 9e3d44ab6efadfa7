# SPDX-License-Identifier: EUPL-1.2
"""The rows of a report: figures by every cut, the cases behind them and the measures, as data that can be frozen.

Everything a paper of the report says stands in them, names too: from frozen rows the same paper is made years later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from nizam.spine.cases.models import Procedure
from nizam.spine.org.models import Institution, Person, Unit
from nizam.spine.plans.counting import FIGURES, Bounds, Figures
from nizam.spine.plans.coverage import Coverage, Pair, cover
from nizam.spine.plans.periods import Period
from nizam.spine.plans.queries import measures_of_period

CUTS: Final = ("articles", "units", "people", "procedures")
VERSION: Final = 2
_CASE: Final = (
    "uid",
    "number_text",
    "subject",
    "state",
    "registered_on",
    "due_on",
    "due_at",
    "done",
    "suspended_since",
    "procedure_id",
    "unit_id",
    "responsible_id",
)
_AT_ONCE: Final = 2000
_TRIES: Final = 3


def take_rows(user: Any, institution: Institution, period: Period, *, now: datetime | None = None) -> dict[str, Any]:
    """Count the report of `period` from what `user` may see and return its rows."""
    coverage = cover(user, institution, period, now=now)
    cuts = {name: lines for name, lines in cut_lines(coverage).items() if name != "articles"}
    places: dict[Pair, list[int]] = {}
    for at, line in enumerate(coverage.lines):
        for pair in line.pairs:
            places.setdefault(pair, []).append(at)
    return {
        "version": VERSION,
        "institution": institution.code,
        "institution_name": dict(institution.name),
        "language": institution.main_language,
        "zone": institution.zone,
        "period": period.name,
        "from": period.starts.isoformat(),
        "until": period.ends.isoformat(),
        "counted_at": coverage.bounds.now.isoformat(),
        "total": coverage.total.as_json(),
        "articles": [
            {
                "article": line.provision.reference,
                "charter": str(line.provision.charter.uid),
                "provision": str(line.provision.uid),
                "text": line.provision.text,
                "capabilities": line.capabilities,
                **line.figures.as_json(),
            }
            for line in coverage.lines
        ],
        **cuts,
        "elsewhere": coverage.elsewhere.figures.as_json(),
        "cases": list(_case_rows(coverage, places)),
        "measures": [measure_row(one) for one in measures_of_period(user, institution, period)],
    }


def cut_lines(coverage: Coverage) -> dict[str, list[dict[str, Any]]]:
    """Return the lines of the cuts by unit, person and procedure; who or what got nothing stands there too."""
    institution, user = coverage.institution, coverage.user
    units = {unit.pk: unit for unit in _standing(Unit, user, institution).order_by("path")} | coverage.units
    people = {one.pk: one for one in _standing(Person, user, institution).order_by("name_sort")}
    missing = {group.person_id for group in coverage.groups if group.person_id is not None} - people.keys()
    people |= Person.objects.in_bulk(missing)
    codes = {row.code: row for row in _standing(Procedure, user, institution).filter(current=True).order_by("code")}
    for procedure in coverage.procedures.values():
        codes.setdefault(procedure.code, procedure)
    return {
        "units": _cut(
            [{"unit": str(unit.uid), "name": dict(unit.name), "pk": key} for key, unit in units.items()],
            {"unit": None, "name": {}, "pk": None},
            coverage,
            lambda group: group.unit_id,
        ),
        "people": _cut(
            [{"person": str(one.uid), "name": {"": one.full_name}, "pk": key} for key, one in people.items()],
            {"person": None, "name": {}, "pk": None},
            coverage,
            lambda group: group.person_id,
        ),
        "procedures": _cut(
            [{"procedure": code, "name": dict(row.title), "pk": code} for code, row in codes.items()],
            None,
            coverage,
            lambda group: coverage.procedures[group.procedure_id].code,
        ),
    }


def _standing(model: Any, user: Any, institution: Institution) -> Any:
    return model.objects.visible_to(user).filter(institution=institution, voided_at__isnull=True)


def _cut(
    lines: list[dict[str, Any]], nobody: dict[str, Any] | None, coverage: Coverage, key: Callable[[Any], Any]
) -> list[dict[str, Any]]:
    found: dict[Any, Figures] = {line["pk"]: Figures() for line in lines}
    for group, figures in coverage.groups.items():
        found.setdefault(key(group), Figures()).add(figures)
    if nobody is not None and None in found:
        lines = [*lines, nobody]
    return [
        {**{name: value for name, value in line.items() if name != "pk"}, **found[line["pk"]].as_json()}
        for line in lines
    ]


def _case_rows(coverage: Coverage, places: Mapping[Pair, list[int]]) -> Iterator[dict[str, Any]]:
    people = dict(Person.objects.filter(institution=coverage.institution).order_by().values_list("pk", "uid"))
    rows = coverage.cases().order_by("registered_at", "pk").values_list(*_CASE)
    for row in rows.iterator(chunk_size=_AT_ONCE):
        of = dict(zip(_CASE, row, strict=True))
        unit = coverage.units.get(of["unit_id"])
        person = people.get(of["responsible_id"])
        yield {
            "case": str(of["uid"]),
            "number": of["number_text"],
            "subject": of["subject"],
            "state": of["state"],
            "registered_on": of["registered_on"].isoformat(),
            "due_on": _iso(of["due_on"]),
            "due_at": _iso(of["due_at"]),
            "done_at": _iso(of["done"]),
            "suspended": of["suspended_since"] is not None,
            "procedure": coverage.procedures[of["procedure_id"]].code,
            "unit": str(unit.uid) if unit is not None else None,
            "person": str(person) if person is not None else None,
            "articles": places.get((of["procedure_id"], of["unit_id"]), []),
        }


def measure_row(measure: Any) -> dict[str, Any]:
    """Return what a report says of a measure."""
    return {
        "measure": str(measure.uid),
        "number": measure.number,
        "what": measure.what,
        "provision": str(measure.provision.uid) if measure.provision is not None else None,
        "article": measure.provision.reference if measure.provision is not None else "",
        "unit": dict(measure.unit.name) if measure.unit is not None else {},
        "person": measure.person.full_name if measure.person is not None else "",
        "due_on": _iso(measure.due_on),
        "indicator": measure.indicator,
        "measured_in": measure.measured_in,
        "target": _number(measure.target),
        "value": _number(measure.value),
        "state": measure.state,
        "done_at": _iso(measure.done_at),
        "done_how": measure.done_how,
    }


def _iso(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


@dataclass(frozen=True)
class Counted:
    """The rows of a report as they were counted at a moment, and what its page shows of them (`summary_of`)."""

    period: Period
    rows: dict[str, Any]
    summary: dict[str, Any]
    at: datetime


def count_rows(user: Any, institution: Institution, period: Period) -> Counted:
    """Count the report of `period` now, from what `user` may see.

    Figures and cases are asked one after the other: where a case came or went in between, both are asked anew.
    """
    for _again in range(_TRIES):
        now = timezone.now()
        rows = take_rows(user, institution, period, now=now)
        summary = summary_of(rows)
        if summary["equal"]:
            break
    return Counted(period, rows, summary, now)


def summary_of(rows: Mapping[str, Any]) -> dict[str, Any]:
    """Return `rows` without their cases, but with how many these are and whether the figures agree with them.

    It stays small however many cases a report has, so that its page need not read them.
    """
    without_cases = {name: value for name, value in rows.items() if name != "cases"}
    return {**without_cases, "case_count": len(rows["cases"]), "equal": is_equal(rows)}


def read_rows(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored rows in the present shape. Those of the first version told cases under each article only."""
    if stored.get("version") == VERSION:
        return dict(stored)
    cases: dict[str, dict[str, Any]] = {}
    articles = []
    for at, article in enumerate(stored.get("articles", ())):
        for row in article.get("cases", ()):
            cases.setdefault(row["case"], _old_case(row))["articles"].append(at)
        articles.append({name: value for name, value in article.items() if name != "cases"})
    elsewhere = Figures()
    for row in stored.get("elsewhere", ()):
        cases.setdefault(row["case"], _old_case(row))
        elsewhere.add(_figures(_old_case(row)["figures"]))
    nothing = Figures().as_json()
    return {
        **{name: stored.get(name, "") for name in ("institution", "period", "from", "until")},
        "version": 1,
        "institution_name": {},
        "language": "",
        "counted_at": None,
        "total": {**nothing, **stored.get("total", {})},
        "articles": [{**nothing, **article} for article in articles],
        **{cut: [] for cut in CUTS if cut != "articles"},
        "elsewhere": elsewhere.as_json(),
        "cases": list(cases.values()),
        "measures": [],
    }


def _old_case(row: Mapping[str, Any]) -> dict[str, Any]:
    done = row["state"] in {"answered", "closed"}
    figure = "open" if not done else "late" if row["in_time"] is False else "in_time"
    return {**row, "articles": [], "figures": ["came", figure], "registered_on": None}


def _figures(names: Iterable[str]) -> Figures:
    return Figures(**dict.fromkeys(names, 1))


def recount(rows: Mapping[str, Any]) -> dict[str, Any]:
    """Count the figures anew from the case rows alone, and return them in the shape of the rows."""
    judge = figures_of(rows)
    total, elsewhere = Figures(), Figures()
    articles = [Figures() for _line in rows["articles"]]
    cuts: dict[str, dict[Any, Figures]] = {"units": {}, "people": {}, "procedures": {}}
    for row in rows["cases"]:
        figures = _figures(judge(row))
        total.add(figures)
        for at in row["articles"]:
            articles[at].add(figures)
        if not row["articles"]:
            elsewhere.add(figures)
        for cut, name in (("units", "unit"), ("people", "person"), ("procedures", "procedure")):
            cuts[cut].setdefault(row.get(name), Figures()).add(figures)
    return {
        "total": total.as_json(),
        "articles": [one.as_json() for one in articles],
        "elsewhere": elsewhere.as_json(),
        **{
            cut: [cuts[cut].get(line[name], Figures()).as_json() for line in rows[cut]]
            for cut, name in (("units", "unit"), ("people", "person"), ("procedures", "procedure"))
        },
    }


def is_equal(rows: Mapping[str, Any]) -> bool:
    """Tell whether the figures are those that the case rows give, and the arithmetic of each line holds."""
    anew = recount(rows)
    if not all(_only(rows[name]) == anew[name] for name in ("total", "elsewhere")):
        return False
    if not all([_only(line) for line in rows[cut]] == anew[cut] for cut in CUTS):
        return False
    return all(Figures(**_only(line)).balanced for cut in CUTS for line in rows[cut])


def _only(line: Mapping[str, Any]) -> dict[str, int]:
    return {name: line[name] for name in FIGURES}


def figures_of(rows: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Iterable[str]]:
    """Return what tells of a case row in which figures it counts, by the rule of Bounds.judge."""
    if rows["version"] == 1:
        return lambda row: row["figures"]
    zoned = Institution(zone=rows["zone"])
    period = Period(rows["period"], date.fromisoformat(rows["from"]), date.fromisoformat(rows["until"]))
    bounds = Bounds.of(zoned, period, datetime.fromisoformat(rows["counted_at"]))

    def judge(row: Mapping[str, Any]) -> Iterable[str]:
        return bounds.judge(
            date.fromisoformat(row["registered_on"]),
            parse_datetime(row["done_at"] or ""),
            parse_datetime(row["due_at"] or ""),
            suspended=row["suspended"],
        )

    return judge


def due_of(row: Mapping[str, Any]) -> date | None:
    """Return the last day of a case row."""
    return parse_date(row["due_on"] or "")


def without(rows: Mapping[str, Any], seen: frozenset[str]) -> dict[str, Any]:
    """Return the rows for a reader who sees the cases `seen`: every other case is counted, and not named."""
    closed = {"case": "", "number": "", "subject": "", "closed": True}
    return {**rows, "cases": [row if row["case"] in seen else {**row, **closed} for row in rows["cases"]]}
