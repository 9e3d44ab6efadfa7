# SPDX-License-Identifier: EUPL-1.2
"""The ladder of a late matter: whom its procedure has told, step by step, from who has it up to the leadership."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from nizam.kit.actions import Actor, is_visible
from nizam.kit.events import send_on_commit
from nizam.kit.procedures.schema import HEAD, HEAD_ABOVE, RESPONSIBLE
from nizam.kit.tasks import JobRun
from nizam.spine.cases.events import CasesEscalated
from nizam.spine.cases.models import OPEN_STATES, Case, Escalation, Procedure
from nizam.spine.cases.procedures.alerts import due_steps, ladder_of, note_warned, open_steps
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.org.heads import heads_of, on_day
from nizam.spine.org.models import Institution, RoleGrant, User

LEADERSHIP = "leadership"
PORTION = 500


def people_meant(case: Case, to: Sequence[str], day: date) -> list[User]:
    """Return the accounts that `to` names on `day` and that may see the case.

    The responsible person; who heads the case's unit, or the next one above that has a head, also for the time being
    or in somebody's place; who holds any other role for the unit, for one above with all below it, or everywhere.
    """
    above = _units_above(case)
    meant: set[int] = set()
    if RESPONSIBLE in to and case.responsible_id is not None:
        meant |= set(User.objects.filter(person_id=case.responsible_id).values_list("pk", flat=True))
    heads = _heads(above, day)
    unit_heads = next(heads, set())
    if HEAD in to:
        meant |= unit_heads
    if HEAD_ABOVE in to:
        meant |= next(heads, set())
    roles = set(to) - {RESPONSIBLE, HEAD, HEAD_ABOVE}
    if roles:
        of_unit = Q(unit__isnull=True)
        if above:
            of_unit |= Q(unit_id=above[0]) | Q(unit_id__in=above[1:], subtree=True)
        granted = RoleGrant.objects.filter(on_day(day), of_unit, role__code__in=roles, institution=case.institution_id)
        meant |= set(granted.values_list("user_id", flat=True))
    accounts = User.objects.filter(pk__in=meant, is_active=True).select_related("institution").order_by("pk")
    return [account for account in accounts if is_visible(account, case)]


def _units_above(case: Case) -> list[int]:
    """Return the keys of the case's unit and of those above it, the nearest first."""
    if case.unit is None:
        return []
    return [int(key) for key in case.unit.path.strip("/").split("/") if key][::-1]


def _heads(units: Sequence[int], day: date) -> Iterator[set[int]]:
    """Give who heads the first of `units` that has a head, then who heads the next one above that has one."""
    by_unit: dict[int, set[int]] = {}
    for account, unit in heads_of(units, day):
        by_unit.setdefault(unit, set()).add(account)
    yield from (by_unit[unit] for unit in units if unit in by_unit)


def can_be_escalated(case: Any) -> bool:
    """Tell whether the case is late and its ladder has a step that was not reached for this term."""
    return _is_late(case, timezone.now()) and bool(open_steps(case))


def _is_late(case: Any, now: datetime) -> bool:
    return bool(
        case.answered_at is None
        and case.is_open
        and case.suspended_since is None
        and case.due_at is not None
        and case.due_at <= now
    )


def reach_step(case: Case, step: int, now: datetime) -> list[Escalation]:
    """Note that the case has reached a step of its ladder, from 1, and who is to be told; each once for a term.

    Where the step finds nobody who may see the case, the next above are told, in the end the leadership; where they are
    not there either, the row says that nobody was found.
    """
    day = now.astimezone(case.institution.tzinfo).date()
    _place, to = ladder_of(case)[step - 1]
    people = next(filter(None, (people_meant(case, whom, day) for whom in (to, [HEAD_ABOVE], [LEADERSHIP]))), [])
    named: list[User | None] = [*people] or [None]
    rows = []
    for account in named:
        row, _made = Escalation.objects.get_or_create(
            case=case,
            term_end=case.due_at,
            step=step,
            account=account,
            defaults={
                "institution_id": case.institution_id,
                "unit_id": case.unit_id,
                "confidentiality": case.confidentiality,
                "to": list(to),
                "reached_at": now,
            },
        )
        rows.append(row)
    note_warned(case, [above for above, _to in ladder_of(case)[:step]])
    return rows


def escalate_late(run: JobRun, actor: Actor, now: datetime) -> int:
    """Bring every late case onto the step of its ladder that is due at `now`; return how many have moved.

    After a pause of the house only the highest step that is due is told, the lower ones count as told with it.
    """
    from nizam.spine.cases.actions import escalate_case

    moved = 0
    for institution in Institution.objects.order_by("pk"):
        calendar = None
        for case in _late_cases(institution, now):
            case.institution = institution
            calendar = calendar or calendar_of(institution)
            due = due_steps(case, now, calendar)
            if due:
                escalate_case(actor, case, step=due[-1])
                moved += 1
                run.progress(moved)
        untold = Escalation.objects.filter(institution=institution, told_at__isnull=True, account__isnull=False)
        if untold.exists():
            # Also those whose telling was lost with a killed process.
            send_on_commit(CasesEscalated(uid=institution.uid))
    return moved


def anything_late(now: datetime) -> bool:
    """Tell whether a case stands under a ladder and is late, or somebody is still to be told."""
    rows = Escalation.objects.filter(told_at__isnull=True, account__isnull=False)
    return rows.exists() or _late(now).exists()


def _late(now: datetime) -> Any:
    with_ladder = [
        key
        for key, warnings in Procedure.objects.values_list("pk", "warnings")
        if any(one.get("after") is not None for one in warnings)
    ]
    return Case.objects.filter(
        procedure_id__in=with_ladder,
        due_at__lte=now,
        answered_at__isnull=True,
        voided_at__isnull=True,
        suspended_since__isnull=True,
    ).filter(state__in=OPEN_STATES)


def _late_cases(institution: Institution, now: datetime) -> Iterator[Case]:
    # Asked for in portions: rows are written while they are walked through.
    keys = list(_late(now).filter(institution=institution).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), PORTION):
        rows = Case.objects.filter(pk__in=keys[start : start + PORTION]).select_related("procedure", "unit")
        yield from rows.order_by("pk")
