# SPDX-License-Identifier: EUPL-1.2
"""Who is told what in the office, once an act is committed: the person a matter was given to, and who watches it.

Nothing here is part of the act: a notice that is lost takes nothing with it. Who no longer sees the thing is told
nothing, and a notice names no more than a number, since it stays behind the bell when sight is lost later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from nizam.kit.actions import is_visible
from nizam.kit.events import Happened, subscribe
from nizam.kit.ports import ports
from nizam.kit.procedures.schema import RESPONSIBLE
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address, list_address
from nizam.spine.cases.events import (
    CaseAnswered,
    CaseAssigned,
    CaseClosed,
    LetterJoined,
    SuspensionLapsed,
    TaskCompleted,
    TermRunsOut,
    TermsMoved,
)
from nizam.spine.cases.models import Case, Suspension, Task
from nizam.spine.org.models import Appointment, Institution, RoleGrant, User
from nizam.spine.outbox.models import Watch
from nizam.spine.outbox.sending import notify_watchers
from nizam.spine.records.events import DocumentSigned
from nizam.spine.records.models import Document

# The day is written in the language of who is told.
_day = lazy(date_format, str)


def subscribe_notices() -> None:
    """Have the office tell people of what happens; called once, at start."""
    subscribe(CaseAssigned, tell_assigned)
    subscribe(CaseAnswered, tell_answered)
    subscribe(CaseClosed, tell_closed)
    subscribe(LetterJoined, tell_joined)
    subscribe(TaskCompleted, tell_task_done)
    subscribe(DocumentSigned, tell_signed)
    subscribe(TermsMoved, tell_terms_moved)
    subscribe(SuspensionLapsed, tell_suspension_lapsed)
    subscribe(TermRunsOut, tell_term_runs_out)


def tell_assigned(event: CaseAssigned) -> None:
    """Tell the person a case was given to, and its watchers."""
    case = Case.objects.get(uid=event.uid)
    holder = None
    if case.responsible_id is not None:
        holder = User.objects.filter(person_id=case.responsible_id, is_active=True).exclude(uid=event.actor_uid).first()
    if holder is not None and is_visible(holder, case):
        text = format_lazy(_("Case {number} was assigned to you."), number=_number(case))
        ports.outbox.notify(holder, text=text, url=entry_address(case), key=f"assigned:{case.uid}")
    _tell_watchers(event, case, _("Case {number} was assigned."), "assigned", told=holder)


def tell_answered(event: CaseAnswered) -> None:
    """Tell the watchers of a case that it is answered."""
    _tell_watchers(event, Case.objects.get(uid=event.uid), _("Case {number} was answered."), "answered")


def tell_closed(event: CaseClosed) -> None:
    """Tell the watchers of a case that it is closed."""
    _tell_watchers(event, Case.objects.get(uid=event.uid), _("Case {number} was closed."), "closed")


def tell_joined(event: LetterJoined) -> None:
    """Tell who has a case, and its watchers, that a further letter joined it, even after it was closed."""
    case = Case.objects.get(uid=event.uid)
    words = _("A letter came to case {number}.")
    if case.state == "closed":
        words = _("A letter came to case {number}, which is closed.")
    holder = None
    if case.responsible_id is not None:
        holder = User.objects.filter(person_id=case.responsible_id, is_active=True).exclude(uid=event.actor_uid).first()
    if holder is not None and is_visible(holder, case):
        text = format_lazy(words, number=_number(case))
        ports.outbox.notify(holder, text=text, url=entry_address(case), key=f"joined:{event.letter}")
    _tell_watchers(event, case, words, f"joined:{event.letter}", told=holder)


def tell_task_done(event: TaskCompleted) -> None:
    """Tell the watchers of a case that one of its tasks is done."""
    case = Task.objects.select_related("case").get(uid=event.uid).case
    _tell_watchers(event, case, _("A task of case {number} was done."), "task-done")


def tell_signed(event: DocumentSigned) -> None:
    """Tell the watchers of a paper that it is signed."""
    paper = Document.objects.get(uid=event.uid)
    _tell_watchers(event, paper, _("Document {number} was signed and issued."), "signed")


def tell_terms_moved(event: TermsMoved) -> None:
    """Tell each person whose cases moved once, with how many and where they stand in a list.

    Told are who is responsible, who watches and who heads the unit; each of what he may see.
    """
    institution = Institution.objects.get(uid=event.uid)
    today = timezone.now().astimezone(institution.tzinfo).date()
    for user, cases in _moved_for(event.moved, today).items():
        seen = sum(Case.objects.visible_to(user).filter(pk__in=some).count() for some in _portions(sorted(cases)))
        if not seen:
            continue
        text = ngettext_lazy(
            "The term of %(count)s case moved: %(cause)s", "The terms of %(count)s cases moved: %(cause)s", "count"
        ) % {"count": seen, "cause": event.cause}
        day = today.isoformat()
        url = list_address(registry.resource("cases.case"), **{"term_moved_on.from": day, "term_moved_on.until": day})
        ports.outbox.notify(user, text=text, url=url, key=f"terms-moved:{event.uid}:{day}:{event.cause}"[:200])


def tell_suspension_lapsed(event: SuspensionLapsed) -> None:
    """Tell who has a suspended case that the last day to pay or to answer has passed."""
    row = Suspension.objects.select_related("case").get(uid=event.uid)
    today = timezone.now().astimezone(row.institution.tzinfo).date()
    text = format_lazy(
        _("Case {number} stands still, and the last day that was waited for has passed."), number=_number(row.case)
    )
    for user in _moved_for([row.case_id], today):
        if is_visible(user, row.case):
            ports.outbox.notify(user, text=text, url=entry_address(row.case), key=f"lapsed:{row.uid}")


def tell_term_runs_out(event: TermRunsOut) -> None:
    """Tell whom the procedure of a case names that its term comes to its end: who has it, and holders of roles."""
    case = Case.objects.select_related("unit", "institution").get(uid=event.uid)
    if case.due_on is None:
        return
    text = format_lazy(
        _("The term of case {number} ends on {day}."), number=_number(case), day=_day(case.due_on, "DATE_FORMAT")
    )
    for user in _warned_of(case, event.to):
        if is_visible(user, case):
            ports.outbox.notify(user, text=text, url=entry_address(case), key=f"term-ends:{case.uid}")


def _warned_of(case: Case, to: Sequence[str]) -> list[User]:
    """Return the accounts meant by `to`: the responsible person's, and those that hold a role for the case's unit."""
    today = timezone.now().astimezone(case.institution.tzinfo).date()
    now = Q(starts__lte=today) & (Q(ends__isnull=True) | Q(ends__gte=today)) & Q(voided_at__isnull=True)
    of_unit = Q(unit__isnull=True)
    if case.unit is not None:
        above = [int(key) for key in case.unit.path.strip("/").split("/") if key]
        of_unit |= Q(unit=case.unit) | Q(unit__in=above, subtree=True)
    granted = RoleGrant.objects.filter(now, of_unit, role__code__in=to, institution=case.institution)
    meant = Q(pk__in=granted.values("user"))
    if RESPONSIBLE in to and case.responsible_id is not None:
        meant |= Q(person_id=case.responsible_id)
    return list(User.objects.filter(meant, is_active=True).order_by("pk"))


def _moved_for(cases: Sequence[int], today: date) -> dict[User, set[int]]:
    """Return for each account the keys of `cases` that are its own, that it watches, or that its unit has."""
    people: dict[int, set[int]] = defaultdict(set)
    units: dict[int, set[int]] = defaultdict(set)
    keys: dict[Any, int] = {}
    for some in _portions(cases):
        rows = Case.objects.filter(pk__in=some).values_list("pk", "uid", "responsible_id", "unit_id")
        for key, uid, responsible, unit in rows:
            keys[uid] = key
            people[responsible].add(key)
            units[unit].add(key)
    told: dict[int, set[int]] = defaultdict(set)
    accounts = User.objects.filter(is_active=True)
    for account, person in accounts.filter(person_id__in=people.keys() - {None}).values_list("pk", "person_id"):
        told[account] |= people[person]
    for some in _portions(list(keys)):
        watches = Watch.objects.filter(object_kind=Case._meta.label_lower, object_uid__in=some)
        for account, uid in watches.values_list("user_id", "object_uid"):
            told[account].add(keys[uid])
    for account, unit in _heads_of(units.keys() - {None}, today):
        told[account] |= units[unit]
    return {user: told[user.pk] for user in accounts.filter(pk__in=told).order_by("pk")}


def _heads_of(units: Iterable[int], today: date) -> Iterator[tuple[int, int]]:
    """Give the accounts that head units: by a post that heads the unit, or by the role granted for it."""
    now = Q(starts__lte=today) & (Q(ends__isnull=True) | Q(ends__gte=today)) & Q(voided_at__isnull=True)
    posts = Appointment.objects.filter(now, position__is_head=True, position__unit_id__in=units)
    headed: dict[int, set[int]] = defaultdict(set)
    for person, unit in posts.values_list("person_id", "position__unit_id"):
        headed[person].add(unit)
    for account, person in User.objects.filter(person_id__in=headed).values_list("pk", "person_id"):
        yield from ((account, unit) for unit in headed[person])
    granted = RoleGrant.objects.filter(now, role__code="head", unit_id__in=units)
    yield from granted.values_list("user_id", "unit_id")


def _portions(keys: Sequence[Any], size: int = 5_000) -> Iterator[Sequence[Any]]:
    """Give the keys in portions that one question to the database may name."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _tell_watchers(event: Happened, thing: Any, words: Any, what: str, *, told: User | None = None) -> None:
    actor = User.objects.filter(uid=event.actor_uid).first() if event.actor_uid is not None else None
    notify_watchers(
        thing,
        text=format_lazy(words, number=_number(thing)),
        url=entry_address(thing),
        key=f"{what}:{thing.uid}",
        but_not=[user for user in (actor, told) if user is not None],
    )


def _number(thing: Any) -> Any:
    return thing.number_text or _("without number")
