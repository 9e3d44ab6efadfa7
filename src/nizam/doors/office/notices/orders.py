# SPDX-License-Identifier: EUPL-1.2
"""What is told of orders and words among colleagues: resolutions, tasks, measures, mentions, reports back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from nizam.doors.office.notices.telling import account_of, numbered, tell, tell_watchers
from nizam.kit.events import Happened, subscribe
from nizam.spine.cases.events import (
    CaseReopened,
    CaseReported,
    CaseResolved,
    ClarificationCame,
    ControlReleased,
    PersonMentioned,
    TaskOrdered,
)
from nizam.spine.cases.models import Case, CaseNote, Resolution, Task
from nizam.spine.org.models import Person, User
from nizam.spine.plans.events import ItemDecided, MeasurePostponed, MeasureReported, PlanApproved
from nizam.spine.plans.models import Measure, Plan


def subscribe_part() -> None:
    """Listen to what people order and tell each other."""
    subscribe(CaseResolved, tell_resolved)
    subscribe(TaskOrdered, tell_ordered)
    subscribe(PersonMentioned, tell_mentioned)
    subscribe(CaseReported, tell_reported)
    subscribe(ControlReleased, tell_released)
    subscribe(CaseReopened, tell_reopened)
    subscribe(ClarificationCame, tell_clarified)
    subscribe(ItemDecided, tell_decided)
    subscribe(PlanApproved, tell_plan_approved)
    subscribe(MeasurePostponed, tell_postponed)
    subscribe(MeasureReported, tell_measured)


def tell_resolved(event: CaseResolved) -> None:
    """Tell everybody whom the newest resolution of a case orders something, and the watchers of the case."""
    case = Case.objects.get(uid=event.uid)
    row = Resolution.objects.filter(case=case, voided_at__isnull=True).order_by("-pk").first()
    told: list[User | None] = []
    if row is not None:
        people = {row.executor_id, *Task.objects.filter(resolution=row).values_list("person_id", flat=True)} - {None}
        words = numbered(_("A resolution on case {number} names you."), case)
        for person in sorted(people):
            account = account_of(person, but_not=event.actor_uid)
            if tell(account, case, kind="task", words=words, key=f"resolved:{row.uid}"):
                told.append(account)
    tell_watchers(event, case, _("A resolution was written on case {number}."), "resolved", told=told)


def tell_ordered(event: TaskOrdered) -> None:
    """Tell the person whom a task is given."""
    task = Task.objects.select_related("case").get(uid=event.uid)
    words = numbered(_("You were given a task on case {number}."), task.case)
    tell(
        account_of(task.person_id, but_not=event.actor_uid), task.case, kind="task", words=words, key=f"task:{task.uid}"
    )


def tell_mentioned(event: PersonMentioned) -> None:
    """Tell who is named in a note on a case."""
    note = CaseNote.objects.select_related("case").get(uid=event.uid)
    person = Person.objects.filter(uid=event.person).first()
    if person is None:
        return
    words = numbered(_("A note on case {number} names you."), note.case)
    account = account_of(person.pk, but_not=event.actor_uid)
    tell(account, note.case, kind="mentioned", words=words, key=f"mentioned:{note.uid}")


def tell_reported(event: CaseReported) -> None:
    """Tell who keeps a case under control, and its watchers, that its executor has reported."""
    case = Case.objects.get(uid=event.uid)
    words = _("The executor has reported on case {number}.")
    told = []
    for row in Resolution.objects.filter(case=case, control="open", voided_at__isnull=True):
        account = account_of(row.controller_id, but_not=event.actor_uid)
        if tell(account, case, kind="task", words=numbered(words, case), key=f"reported:{case.uid}:{case.revision}"):
            told.append(account)
    tell_watchers(event, case, words, "reported", told=told)


def tell_released(event: ControlReleased) -> None:
    """Tell who carries a resolution out that it was taken off control."""
    row = Resolution.objects.select_related("case").get(uid=event.uid)
    words = numbered(_("A resolution on case {number} was taken off control."), row.case)
    account = account_of(row.executor_id, but_not=event.actor_uid)
    tell(account, row.case, kind="task", words=words, key=f"released:{row.uid}")


def tell_reopened(event: CaseReopened) -> None:
    """Tell who has a case, and its watchers, that it was opened again."""
    _tell_holder(event, _("Case {number} was opened again."), "reopened", "assigned")


def tell_clarified(event: ClarificationCame) -> None:
    """Tell who has a case, and its watchers, that the sender answered and the term runs again."""
    _tell_holder(event, _("Who wrote has answered; the term of case {number} runs again."), "clarified", "letter")


def _tell_holder(event: Happened, words: Any, what: str, kind: str) -> None:
    case = Case.objects.get(uid=event.uid)
    holder = account_of(case.responsible_id, but_not=event.actor_uid)
    tell(holder, case, kind=kind, words=numbered(words, case), key=f"{what}:{case.uid}:{case.revision}")
    tell_watchers(event, case, words, what, told=[holder])


def tell_decided(event: ItemDecided) -> None:
    """Tell the person to whom a decision of the collegium gives a task."""
    measure = Measure.objects.get(uid=event.uid)
    _tell_owner(event, measure, _("A decision of the collegium gives you a task."), f"decided:{measure.uid}")


def tell_plan_approved(event: PlanApproved) -> None:
    """Tell everybody who owes something in a plan that it is approved; once, however many measures he owes."""
    plan = Plan.objects.get(uid=event.uid)
    words = _("A plan was approved, and you owe something in it.")
    owners = Measure.objects.filter(plan=plan, voided_at__isnull=True, person__isnull=False).order_by()
    for person in sorted(set(owners.values_list("person_id", flat=True))):
        tell(account_of(person, but_not=event.actor_uid), plan, kind="task", words=words, key=f"plan:{plan.uid}")


def tell_postponed(event: MeasurePostponed) -> None:
    """Tell who owes a measure that its term was moved, and its watchers."""
    measure = Measure.objects.get(uid=event.uid)
    words = _("The term of a task of yours in a plan was moved.")
    _tell_owner(event, measure, words, f"postponed:{measure.uid}:{measure.revision}", "terms-moved")
    owner = account_of(measure.person_id, but_not=event.actor_uid)
    watched = _("The term of a measure you watch was moved.")
    tell_watchers(event, measure, watched, f"postponed:{measure.revision}", told=[owner])


def tell_measured(event: MeasureReported) -> None:
    """Tell the watchers of a measure that it was reported on."""
    measure = Measure.objects.get(uid=event.uid)
    tell_watchers(event, measure, _("A measure you watch was reported on."), f"measured:{measure.revision}")


def _tell_owner(event: Happened, measure: Measure, words: Any, key: str, kind: str = "task") -> None:
    tell(account_of(measure.person_id, but_not=event.actor_uid), measure, kind=kind, words=words, key=key)
