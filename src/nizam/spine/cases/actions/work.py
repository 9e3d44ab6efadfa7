# SPDX-License-Identifier: EUPL-1.2
"""Work on a case: given to units and people, done, closed."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.events import send_on_commit
from nizam.kit.models import ScopedModel, confidentiality_degrees
from nizam.kit.procedures import paper_words
from nizam.spine.cases.actions.answers import draft_answer
from nizam.spine.cases.actions.filing import file_away
from nizam.spine.cases.details import needed_questions
from nizam.spine.cases.events import CaseAssigned, CaseClosed, CaseReported, TaskCompleted, TaskOrdered
from nizam.spine.cases.lessons import learn_assignment
from nizam.spine.cases.models import (
    Attachment,
    Case,
    CaseDocument,
    CaseLink,
    CaseNote,
    CoExecutor,
    Envelope,
    ExecutorReport,
    Extension,
    Forwarding,
    Mention,
    Resolution,
    RoutingLesson,
    SharedLetter,
    Suspension,
    Task,
)
from nizam.spine.cases.procedures import step_of
from nizam.spine.cases.procedures.way import advance, paper_owed
from nizam.spine.cases.queries import is_open, open_controls
from nizam.spine.cases.reporting import keep_report, release_control
from nizam.spine.org.actions import open_access
from nizam.spine.org.models import Person, Unit
from nizam.spine.records.degrees import set_degree
from nizam.spine.records.models import Document
from nizam.spine.records.queries import UNISSUED

# What belongs to a case, and goes where it goes.
PARTS: Final[tuple[type[ScopedModel], ...]] = (
    CaseDocument,
    CaseLink,
    CaseNote,
    CoExecutor,
    ExecutorReport,
    Extension,
    Forwarding,
    Mention,
    Resolution,
    RoutingLesson,
    SharedLetter,
    Suspension,
    Task,
)


def _degrees() -> list[tuple[str, Any]]:
    return [(str(degree), title) for degree, title in confidentiality_degrees()]


@action(
    "cases.assign_case",
    title=_("Assign"),
    emits=CaseAssigned,
    primary=True,
    available=is_open,
    fields={
        "unit": Input(label=_("Unit"), kind="model", model="org.unit"),
        "person": Input(label=_("Responsible person"), kind="model", model="org.person", required=False),
        "order": Input(label=_("Order"), kind="long-text", required=False),
    },
)
def assign_case(actor: Actor, case: Case, *, unit: Unit, person: Person | None = None, order: str = "") -> Case:
    """Give the case to a unit and, if named, a person; an order becomes that person's task.

    The unit it leaves keeps reading it.
    """
    give_case(actor, case, unit, person)
    if person is not None and order:
        Task(
            institution=case.institution,
            unit=unit,
            confidentiality=case.confidentiality,
            case=case,
            person=person,
            order=order,
            due_on=case.due_on,
        ).save()
    return case


def give_case(actor: Actor, case: Case, unit: Unit, person: Person | None) -> None:
    """Give a case to a unit and perhaps a person; runs inside the caller's act. Raises Refused."""
    if unit.institution_id != case.institution_id:
        raise Refused(_("This unit belongs to another institution."), code="other-institution")
    if unit.pk != case.unit_id and case.unit is not None:
        open_access(case, unit=case.unit, reason=translate("referred to another unit"))
        if actor.user.pk:
            open_access(case, user=actor.user, reason=translate("referred by this account"))
    learn_assignment(case, unit)
    case.unit = unit
    case.responsible = person
    if case.state == "new":
        case.state = "assigned"
    case.step = step_of(case)
    case.full_clean()
    case.save(update_fields=["unit", "responsible", "state", "step"])
    keep_parts_with(case)


def keep_parts_with(case: Case) -> None:
    """Give what belongs to a case the unit and the degree of the case."""
    place = {"unit": case.unit, "confidentiality": case.confidentiality}
    Envelope.objects.filter(case=case).update(**place)
    Attachment.objects.filter(envelope__case=case).update(**place)
    for model in PARTS:
        model.objects.filter(case=case).update(**place)


@action(
    "cases.set_degree_case",
    title=_("Set the degree of confidentiality"),
    fields={
        "degree": Input(label=_("Degree"), kind="choice", choices=_degrees),
        "reason": Input(label=_("Reason"), kind="long-text"),
    },
)
def set_degree_case(actor: Actor, case: Case, *, degree: int | str, reason: str) -> Case:
    """Set up to which degree a reader must be cleared for the case, its letters, tasks and drafts.

    Nobody can hide a case from himself: a degree above the actor's own clearance is refused.
    """
    case.confidentiality = int(degree)
    case.full_clean()
    case.save(update_fields=["confidentiality"])
    keep_parts_with(case)
    drafts = case.papers.filter(document__state__in=UNISSUED).values("document_id")
    set_degree(Document.objects.filter(pk__in=drafts), case.confidentiality)
    return case


@action(
    "cases.order_task",
    title=_("Order a task"),
    available=is_open,
    fields={
        "person": Input(label=_("Who"), kind="model", model="org.person"),
        "order": Input(label=_("Order"), kind="long-text"),
        "due_on": Input(label=_("To be done by"), kind="date", required=False),
    },
)
def order_task(actor: Actor, case: Case, *, person: Person, order: str, due_on: date | None = None) -> Case:
    """Order a person to do something within the case."""
    task = Task(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        person=person,
        order=order,
        due_on=due_on or case.due_on,
    )
    task.full_clean()
    task.save()
    send_on_commit(TaskOrdered(uid=task.uid, actor_uid=getattr(actor.user, "uid", None)))
    return case


@action(
    "cases.complete_task",
    title=_("Done"),
    emits=TaskCompleted,
    primary=True,
    available=lambda task: task.done_at is None and task.voided_at is None,
    fields={
        "note": Input(label=_("Done how"), kind="long-text"),
        "paper": Input(label=_("Paper that shows it"), kind="model", model="records.document", required=False),
        "file": Input(label=_("File"), kind="file", required=False),
    },
)
def complete_task(
    actor: Actor, task: Task, *, note: str, paper: Document | None = None, file: UploadedFile | None = None
) -> Task:
    """Report a task done, and how; a paper of the case or a file may show it.

    What the main executor says is kept as a report on the case.
    """
    task.done_at = timezone.now()
    task.done_note = note
    task.save(update_fields=["done_at", "done_note"])
    if paper is not None or file is not None or task.main:
        keep_report(actor, task.case, text=note, task=task, paper=paper, file=file)
    if task.main:
        send_on_commit(CaseReported(uid=task.case.uid, actor_uid=getattr(actor.user, "uid", None)))
    advance(task.case)
    return task


@action(
    "cases.close_case",
    title=_("Close the case"),
    emits=CaseClosed,
    available=is_open,
    fields={
        "outcome": Input(label=_("Outcome"), kind="choice", choices_of=lambda case: case.procedure.outcome_choices()),
        "reason": Input(label=_("Note"), kind="long-text", required=False),
    },
)
def close_case(actor: Actor, case: Case, *, outcome: str, reason: str = "") -> Case:
    """Close the case under one of its procedure's outcomes. A draft answer stands in the way.

    So does a question that the outcome needs answered, and the paper it needs, until that has gone out or `reason` says
    why none is needed.
    """
    allowed = dict(case.procedure.outcome_choices())
    if outcome not in allowed:
        raise Refused(
            translate("Outcomes of this procedure: %(list)s.") % {"list": ", ".join(sorted(allowed))},
            code="unknown-outcome",
        )
    if draft_answer(case) is not None:
        raise Refused(_("The answer is still a draft: sign it or void it first."), code="draft-answer")
    unanswered = needed_questions(case, outcome)
    if unanswered:
        raise Refused(
            translate("This outcome needs to be known: %(names)s. Fill in the details of the case first.")
            % {"names": ", ".join(str(one.label) for one in unanswered)},
            code="details-missing",
        )
    owed = paper_owed(case, outcome)
    if owed and not reason.strip():
        raise Refused(
            translate("This outcome needs %(paper)s. Write and sign it first, or say in the note why none is needed.")
            % {"paper": paper_words()[owed]},
            code="paper-missing",
        )
    case.state = "closed"
    case.outcome = outcome
    case.closed_at = timezone.now()
    case.step = ""
    file_away(case)
    case.save(update_fields=["state", "outcome", "closed_at", "step", "file_class"])
    # Only who may lift control came as far as this with a resolution still under it.
    for row in open_controls(case):
        release_control(actor, row, reason or translate("closed"))
    return case
