# SPDX-License-Identifier: EUPL-1.2
"""The law's clock of a case: when it is due, by which article, and how that was counted.

A clock depends on rows alone: the version of the procedure, the start, suspensions, extensions, forwardings and the
calendar. Counting it again gives what counting it from nothing gives; only the note of what moved it earlier is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final

from nizam.foundations.calendars import (
    Extension,
    LawRule,
    Recount,
    Step,
    Suspension,
    Term,
    WorkingCalendar,
    find_rule,
    recount,
    term_by_code,
)
from nizam.kit.procedures import as_json
from nizam.spine.cases.law import law_day, read_term, start_moment, started_at
from nizam.spine.cases.models import Case, Procedure, Resolution, Task
from nizam.spine.cases.models import Extension as ExtensionRow
from nizam.spine.cases.models import Forwarding as ForwardingRow
from nizam.spine.cases.models import Suspension as SuspensionRow
from nizam.spine.cases.procedures import term_of
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.org.models import Institution

# A term and its law as a case and its clock keep them; both None where no term is stated.
Stated = tuple[dict[str, Any] | None, dict[str, Any] | None]

MOVES_KEPT: Final = 5
_STEP: Final = tuple(field.name for field in fields(Step))
HOUR_UNITS: Final = frozenset({"hour", "hour-on-working-days", "working-hour"})


@dataclass(frozen=True)
class Clock:
    """The end of a term: `due_on` in the institution's zone, `due_at` in UTC, and the arithmetic for the screen.

    Both are None while the clock stands still, and after the whole matter was forwarded.
    """

    due_on: date | None
    due_at: datetime | None
    arithmetic: dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """What people did to the term of one case."""

    suspensions: Sequence[SuspensionRow] = ()
    extensions: Sequence[ExtensionRow] = ()
    forwarding: ForwardingRow | None = None

    @property
    def none(self) -> bool:
        """Tell whether the term runs as the law states it."""
        return not self.suspensions and not self.extensions and self.forwarding is None


class Counter:
    """Counts terms of one institution on one calendar; what starts on the same day under one term is counted once."""

    def __init__(self, institution: Institution, calendar: WorkingCalendar | None = None) -> None:
        self.institution = institution
        self.calendar = calendar or calendar_of(institution)
        self._known: dict[tuple[Any, ...], Clock] = {}
        self._stated: dict[tuple[Any, ...], Stated] = {}

    def stated(self, procedure: Procedure, variant: str, day: date) -> Stated:
        """Return the term and the law of `stated_of`, looked up once."""
        key = (procedure.pk, variant, day)
        if key not in self._stated:
            self._stated[key] = stated_of(procedure, variant, day)
        return self._stated[key]

    def clock(
        self, term: Mapping[str, Any], law: Mapping[str, Any] | None, start: datetime, rows: Rows | None = None
    ) -> Clock:
        """Count `term` of `law` from `start` with what `rows` tell. Raises CalendarError."""
        rows = rows or Rows()
        counted = read_term(term)
        if not rows.none:
            return self._count(counted, term, law, start, rows)
        local = start.astimezone(self.institution.tzinfo)
        # A term in days ends alike whatever hour of the day it began.
        began: Any = start if counted.unit in HOUR_UNITS else local.date()
        if counted.start == "in-office-hours":
            began = (began, self.calendar.day_in_hours(local))
        key = (counted, began, bool(term.get("uncertain")), str(term.get("code")), _frozen(law))
        if key not in self._known:
            self._known[key] = self._count(counted, term, law, start, rows)
        found = self._known[key]
        return replace(found, arithmetic=dict(found.arithmetic))

    def _count(
        self,
        counted: Term,
        term: Mapping[str, Any],
        law: Mapping[str, Any] | None,
        start: datetime,
        rows: Rows,
    ) -> Clock:
        result = recount(
            start,
            counted,
            self.calendar,
            self.institution.tzinfo,
            suspensions=[_suspension(row) for row in rows.suspensions],
            extensions=[_extension(row, place) for place, row in enumerate(rows.extensions)],
            language=self.institution.main_language,
        )
        hours = _rule_of_hours(term, result)
        steps = [_told(step, rows.extensions, hours) for step in result.steps]
        arithmetic = {
            "term": dict(term),
            "law": dict(law) if law else None,
            "country": self.institution.country,
            "counted": result.counted,
            "doubts": _doubts(term, rows, result, hours),
            "steps": steps,
        }
        arithmetic["uncertain"] = bool(arithmetic["doubts"])
        if result.suspended:
            arithmetic["standing"] = {
                "left": result.left,
                "unit": result.left_unit,
                "lapses_on": result.lapses_on and result.lapses_on.isoformat(),
            }
        if rows.forwarding is not None:
            day = rows.forwarding.forwarded_at.astimezone(self.institution.tzinfo).date().isoformat()
            kept = [step for step in steps if step["code"] not in {"due", "standing", "lapses"} and step["day"] <= day]
            told = {"code": "forwarded", "day": day, "until": day, "name": str(rows.forwarding.body)}
            return Clock(None, None, {**arithmetic, "steps": [*kept, told], "forwarded": day})
        return Clock(result.due_on, result.due_at, arithmetic)


def set_clock(
    procedure: Procedure,
    registered_at: datetime,
    calendar: WorkingCalendar | None = None,
    *,
    arrived_at: datetime | None = None,
    variant: str = "",
) -> Clock | None:
    """Count the term of a new case; None when the procedure states none.

    It runs from `registered_at`, or where the law says so from the arrival (`arrived_at`, when it is known).
    """
    day = registered_at.astimezone(procedure.institution.tzinfo).date()
    term, law = stated_of(procedure, variant, day)
    if term is None:
        return None
    counter = Counter(procedure.institution, calendar)
    local = registered_at.astimezone(procedure.institution.tzinfo)
    return counter.clock(term, law, start_moment(term["start"], local, arrived_at, counter.calendar))


def stated_of(procedure: Procedure, variant: str, day: date) -> Stated:
    """Return the term, and its law, that a kind of matter has by a version of a procedure and the law of `day`."""
    found = term_of(procedure, day=day, variant=variant)
    return (None, None) if found is None else (as_json(found), found.law.as_json())


def rows_of(case: Case) -> Rows:
    """Read what people did to the term of a case."""
    return Rows(
        list(SuspensionRow.objects.filter(case=case, voided_at__isnull=True).order_by("starts_at", "pk")),
        list(ExtensionRow.objects.filter(case=case, voided_at__isnull=True).order_by("decided_at", "pk")),
        ForwardingRow.objects.filter(case=case, voided_at__isnull=True, whole=True, forwarded_at__isnull=False)
        .select_related("body")
        .first(),
    )


def is_running(case: Case) -> bool:
    """Tell whether the case still has a term to keep: it is neither answered nor closed nor voided."""
    return case.is_open and case.answered_at is None


def counted_clock(case: Case, counter: Counter, rows: Rows) -> Clock | None:
    """Count the clock of a case anew; None where its procedure states no term. Raises CalendarError."""
    term, law = counter.stated(case.procedure, case.variant, law_day(case))
    if term is None:
        return None
    return counter.clock(term, law, started_at(case, term["start"], counter.calendar), rows)


def recompute_case(case: Case, *, counter: Counter | None = None) -> bool:
    """Count the clock of a case from its rows again and save what changed; runs inside the caller's act.

    What is answered or closed keeps its clock. Tasks that were to be done by the term move with it. Tells whether the
    term moved. Raises CalendarError.
    """
    if not is_running(case):
        return False
    clock = counted_clock(case, counter or Counter(case.institution), rows_of(case))
    if clock is None:
        return False
    before = case.due_on
    moved = (case.due_on, case.due_at) != (clock.due_on, clock.due_at)
    case.clock = with_moves(clock.arithmetic, case.clock)
    case.due_on, case.due_at = clock.due_on, clock.due_at
    case.save(update_fields=["clock", "due_on", "due_at"])
    if moved:
        tasks_follow([case.pk], before, clock.due_on)
    return moved


def tasks_follow(cases: Sequence[int], before: date | None, after: date | None) -> None:
    """Move what was to be done by the term `before` in `cases`, not done, to `after`: tasks and resolutions."""
    Task.objects.filter(case_id__in=cases, due_on=before, done_at__isnull=True, voided_at__isnull=True).update(
        due_on=after
    )
    Resolution.objects.filter(case_id__in=cases, due_on=before, voided_at__isnull=True).exclude(
        control="released"
    ).update(due_on=after)


def with_moves(
    arithmetic: Mapping[str, Any], kept: Mapping[str, Any] | None, move: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return an arithmetic with the notes of what moved the term earlier, and with one more."""
    moves = [*((kept or {}).get("moves") or ()), *([dict(move)] if move else [])][-MOVES_KEPT:]
    if not moves:
        return dict(arithmetic)
    return {**arithmetic, "steps": [*arithmetic["steps"], *moves], "moves": moves}


def _frozen(law: Mapping[str, Any] | None) -> tuple[Any, ...]:
    return tuple(sorted((law or {}).items()))


def _suspension(row: SuspensionRow) -> Suspension:
    own = (row.law or {}).get("term")
    return Suspension(
        row.starts_at,
        row.ends_at,
        reason=row.note if row.reason == "other" else row.reason,
        by=row.decided_by,
        note="" if row.reason == "other" else row.note,
        answer_within=read_term(own) if own else None,
    )


def _extension(row: ExtensionRow, place: int) -> Extension:
    # The note leads back to the row, whose law the step then names.
    return Extension(
        row.decided_at,
        read_term(row.term),
        whole=bool(row.term.get("whole")),
        reason=row.reason,
        by=row.decided_by,
        note=str(place),
    )


def _rule_of_hours(term: Mapping[str, Any], result: Recount) -> LawRule | None:
    """Return the rule by which what came after hours counts as of the next working day, where that was applied."""
    row = term_by_code(str(term.get("code") or ""))
    if row is None or all(step.code != "after-hours" for step in result.steps):
        return None
    return find_rule(row.country, row.matter, "registration", result.steps[0].day)


def _told(step: Step, extensions: Sequence[ExtensionRow], hours: LawRule | None) -> dict[str, Any]:
    """Return a step as JSON keeps it; an extension, and a day that counts as another, name their law."""
    told: dict[str, Any] = {name: getattr(step, name) for name in _STEP}
    told["day"] = step.day.isoformat()
    told["until"] = step.until and step.until.isoformat()
    if told["code"] in {"extended", "replaced"}:
        told["law"] = extensions[int(told["note"])].law
        told["note"] = ""
    if told["code"] == "after-hours" and hours is not None:
        told["law"] = hours.law.as_json()
    return told


def _doubts(term: Mapping[str, Any], rows: Rows, result: Recount, hours: LawRule | None) -> list[str]:
    """Return why the date is uncertain: codes that `nizam.kit.doubts` tells in words."""
    found = []
    if term.get("uncertain"):
        found.append(f"figure:{term.get('code', '')}")
    found += [f"figure:{row.law['code']}" for row in rows.extensions if row.law and row.law.get("uncertain")]
    found += [f"figure:{row.law['code']}" for row in rows.suspensions if row.law and row.law.get("uncertain")]
    if hours is not None and hours.uncertain:
        found.append(f"figure:{hours.code}")
    if any(row.law is None for row in rows.suspensions):
        found.append("no-article")
    codes = {step.code for step in result.steps}
    found += [code for code in ("half-day", "six-day-week") if code in codes]
    if any(step.estimated for step in result.steps):
        found.append("estimated")
    return list(dict.fromkeys(found))
