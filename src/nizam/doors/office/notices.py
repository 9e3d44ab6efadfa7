# SPDX-License-Identifier: EUPL-1.2
"""Who is told what in the office, once an act is committed: the person a matter was given to, and who watches it.

Nothing here is part of the act: a notice that is lost takes nothing with it. Who no longer sees the thing is told
nothing, and a notice names no more than a number, since it stays behind the bell when sight is lost later.
"""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import is_visible
from nizam.kit.events import Happened, subscribe
from nizam.kit.ports import ports
from nizam.kit.screens.addresses import entry_address
from nizam.spine.cases.events import CaseAnswered, CaseAssigned, CaseClosed, TaskCompleted
from nizam.spine.cases.models import Case, Task
from nizam.spine.org.models import User
from nizam.spine.outbox.sending import notify_watchers
from nizam.spine.records.events import DocumentSigned
from nizam.spine.records.models import Document


def subscribe_notices() -> None:
    """Have the office tell people of what happens; called once, at start."""
    subscribe(CaseAssigned, tell_assigned)
    subscribe(CaseAnswered, tell_answered)
    subscribe(CaseClosed, tell_closed)
    subscribe(TaskCompleted, tell_task_done)
    subscribe(DocumentSigned, tell_signed)


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


def tell_task_done(event: TaskCompleted) -> None:
    """Tell the watchers of a case that one of its tasks is done."""
    case = Task.objects.select_related("case").get(uid=event.uid).case
    _tell_watchers(event, case, _("A task of case {number} was done."), "task-done")


def tell_signed(event: DocumentSigned) -> None:
    """Tell the watchers of a paper that it is signed."""
    paper = Document.objects.get(uid=event.uid)
    _tell_watchers(event, paper, _("Document {number} was signed and issued."), "signed")


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
