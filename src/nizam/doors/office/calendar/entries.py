# SPDX-License-Identifier: EUPL-1.2
"""What stands in a person's calendar: terms, tasks, measures of plans and absences, of what he may see today.

A calendar lies open on desks and goes to other programs: of a matter it tells number, kind and day, never the subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nizam.kit.ports import ports
from nizam.kit.screens.addresses import entry_address
from nizam.spine.cases.digest import open_cases_of
from nizam.spine.cases.models import Case, Task
from nizam.spine.org.heads import units_headed_by
from nizam.spine.org.models import Absence
from nizam.spine.org.rights import units_of
from nizam.spine.plans.models import Measure
from nizam.spine.plans.queries import tasks_of

ME, UNIT = "me", "unit"
MOST = 2_000
HOURS = frozenset({"hour", "hour-on-working-days", "working-hour"})


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar, from its first to its last day; `at` where the very hour binds, else the whole day.

    `kind` is term, task, measure or absence. `revision` grows with every change of the thing.
    """

    kind: str
    uid: UUID
    starts: date
    ends: date
    words: str
    url: str
    revision: int
    changed_at: datetime
    at: datetime | None = None
    late: bool = False


def entries_of(user: Any, starts: date, ends: date, whose: str = ME) -> list[Entry]:
    """Return what stands in the calendar of `user` from `starts` to `ends`, by day, at most MOST entries.

    `whose` ME: what he answers for himself, and his own absences. UNIT: all of his units that he may see, and whoever
    of them is away.
    """
    found: list[Entry] = []
    for part in (_terms, _tasks, _measures, _absences):
        found += part(user, starts, ends, whose)
    return sorted(found, key=lambda entry: (entry.starts, entry.kind, entry.words))[:MOST]


def _own_units(user: Any) -> frozenset[int]:
    today = timezone.now().astimezone(user.institution.tzinfo).date()
    return units_of(user) | units_headed_by(user, today)


def _terms(user: Any, starts: date, ends: date, whose: str) -> Iterator[Entry]:
    now = timezone.now()
    if whose == UNIT:
        rows = Case.objects.visible_to(user).standing().exclude(state="closed").filter(unit_id__in=_own_units(user))
    else:
        rows = open_cases_of(user, now)
    rows = rows.filter(state__in=("new", "assigned"), suspended_since=None, due_on__gte=starts, due_on__lte=ends)
    for case in rows.select_related("procedure", "institution").order_by("due_on", "pk")[:MOST]:
        in_hours = (case.procedure.term or {}).get("unit") in HOURS
        words = {"number": case.number_text or _("without number"), "kind": case.procedure.title}
        yield Entry(
            kind="term",
            uid=case.uid,
            starts=case.due_on,
            ends=case.due_on,
            words=_("Term: %(number)s, %(kind)s") % words,
            url=entry_address(case),
            revision=case.revision,
            changed_at=case.updated_at,
            at=case.due_at if in_hours else None,
            late=case.due_at is not None and case.due_at < now,
        )


def _tasks(user: Any, starts: date, ends: date, whose: str) -> Iterator[Entry]:
    rows = Task.objects.visible_to(user).filter(
        done_at__isnull=True, voided_at__isnull=True, due_on__gte=starts, due_on__lte=ends, case__voided_at__isnull=True
    )
    if whose == UNIT:
        rows = rows.filter(case__unit_id__in=_own_units(user))
    else:
        rows = rows.filter(person_id=user.person_id, person__isnull=False)
    today = timezone.now().astimezone(user.institution.tzinfo).date()
    for task in rows.select_related("case", "person").order_by("due_on", "pk")[:MOST]:
        number = task.case.number_text or _("without number")
        words = _("Task: %(number)s") % {"number": number}
        if whose == UNIT:
            words = _("Task: %(number)s, %(person)s") % {"number": number, "person": task.person}
        yield Entry(
            kind="task",
            uid=task.uid,
            starts=task.due_on,
            ends=task.due_on,
            words=words,
            url=entry_address(task),
            revision=task.revision,
            changed_at=task.updated_at,
            late=task.due_on < today,
        )


def _measures(user: Any, starts: date, ends: date, whose: str) -> Iterator[Entry]:
    if whose == UNIT:
        rows = Measure.objects.filter(unit_id__in=_own_units(user), state="open", voided_at__isnull=True).filter(
            Q(plan__isnull=True) | Q(plan__state="approved")
        )
    elif user.person is not None:
        rows = tasks_of(user.person)
    else:
        return
    today = timezone.now().astimezone(user.institution.tzinfo).date()
    seen = Measure.objects.visible_to(user).filter(pk__in=rows.order_by().values("pk"))
    for measure in seen.filter(due_on__gte=starts, due_on__lte=ends).order_by("due_on", "pk")[:MOST]:
        yield Entry(
            kind="measure",
            uid=measure.uid,
            starts=measure.due_on,
            ends=measure.due_on,
            words=_("Of a plan: no. %(number)s") % {"number": measure.number} if measure.number else _("Of a plan"),
            url=entry_address(measure),
            revision=measure.revision,
            changed_at=measure.updated_at,
            late=measure.due_on < today,
        )


def _absences(user: Any, starts: date, ends: date, whose: str) -> Iterator[Entry]:
    rows = Absence.objects.visible_to(user).standing().filter(starts__lte=ends, ends__gte=starts)
    if "org.view_absence" not in ports.access.permissions(user):
        return
    own = Q(person_id=user.person_id, person__isnull=False)
    if whose == UNIT:
        today = timezone.now().astimezone(user.institution.tzinfo).date()
        held = Q(
            person__appointments__position__unit_id__in=_own_units(user),
            person__appointments__starts__lte=today,
            person__appointments__voided_at__isnull=True,
        )
        own |= held | Q(person__unit_id__in=_own_units(user))
    for absence in rows.filter(own).select_related("person").distinct().order_by("starts", "pk")[:MOST]:
        yield Entry(
            kind="absence",
            uid=absence.uid,
            starts=absence.starts,
            ends=absence.ends,
            # Why somebody is away is his own affair.
            words=_("Away: %(person)s") % {"person": absence.person},
            url=entry_address(absence),
            revision=absence.revision,
            changed_at=absence.updated_at,
        )
