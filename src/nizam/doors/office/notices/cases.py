# SPDX-License-Identifier: EUPL-1.2
"""What is told of cases: to the person a matter was given to, and to who watches it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from nizam.doors.office.notices.telling import account_of, numbered, tell, tell_watchers
from nizam.kit.events import subscribe
from nizam.spine.cases.events import CaseAnswered, CaseAssigned, CaseClosed, LetterJoined, TaskCompleted
from nizam.spine.cases.models import Case, Task


def subscribe_part() -> None:
    """Listen to what happens to cases."""
    subscribe(CaseAssigned, tell_assigned)
    subscribe(CaseAnswered, tell_answered)
    subscribe(CaseClosed, tell_closed)
    subscribe(LetterJoined, tell_joined)
    subscribe(TaskCompleted, tell_task_done)


def tell_assigned(event: CaseAssigned) -> None:
    """Tell the person a case was given to, and its watchers."""
    case = Case.objects.get(uid=event.uid)
    holder = account_of(case.responsible_id, but_not=event.actor_uid)
    words = numbered(_("Case {number} was assigned to you."), case)
    tell(holder, case, kind="assigned", words=words, key=f"assigned:{case.uid}")
    tell_watchers(event, case, _("Case {number} was assigned."), "assigned", told=[holder])


def tell_answered(event: CaseAnswered) -> None:
    """Tell the watchers of a case that it is answered."""
    tell_watchers(event, Case.objects.get(uid=event.uid), _("Case {number} was answered."), "answered")


def tell_closed(event: CaseClosed) -> None:
    """Tell the watchers of a case that it is closed."""
    tell_watchers(event, Case.objects.get(uid=event.uid), _("Case {number} was closed."), "closed")


def tell_joined(event: LetterJoined) -> None:
    """Tell who has a case, and its watchers, that a further letter joined it, even after it was closed."""
    case = Case.objects.get(uid=event.uid)
    words = _("A letter came to case {number}.")
    if case.state == "closed":
        words = _("A letter came to case {number}, which is closed.")
    holder = account_of(case.responsible_id, but_not=event.actor_uid)
    tell(holder, case, kind="letter", words=numbered(words, case), key=f"joined:{event.letter}")
    tell_watchers(event, case, words, f"joined:{event.letter}", told=[holder])


def tell_task_done(event: TaskCompleted) -> None:
    """Tell the watchers of a case that one of its tasks is done."""
    case = Task.objects.select_related("case").get(uid=event.uid).case
    tell_watchers(event, case, _("A task of case {number} was done."), "task-done")
