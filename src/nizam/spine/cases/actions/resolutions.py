# SPDX-License-Identifier: EUPL-1.2
"""The head's words on a letter, what its executors report, and the control over it until it is carried out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.events import send_on_commit
from nizam.kit.ports import JournalEntry, ports
from nizam.spine.cases.actions.sharing import add_co_executor
from nizam.spine.cases.actions.work import close_case, give_case, keep_parts_with
from nizam.spine.cases.events import CaseAssigned, CaseReported, CaseResolved, ControlReleased
from nizam.spine.cases.models import Case, Resolution, Task
from nizam.spine.cases.queries import is_open, open_controls, sets_control
from nizam.spine.cases.reporting import keep_report, release_control
from nizam.spine.org.actions import open_access
from nizam.spine.org.models import Access, Person, Unit, User
from nizam.spine.records.models import Document

RESOLUTION: Final = "resolution"
"""The purpose of what resolutions open: it ends for whom none names any more."""

LIFT_CONTROL = "cases.lift_control"
"""The right to take off control what somebody else has put under it, and to close a case in spite of it."""


@action(
    "cases.resolve_case",
    title=_("Write a resolution"),
    emits=CaseResolved,
    available=is_open,
    fields={
        "text": Input(label=_("Resolution"), kind="long-text", help=_("What is to be done, in the words of the head")),
        "unit": Input(label=_("Main executor: unit"), kind="model", model="org.unit", required=False),
        "person": Input(
            label=_("Main executor: person"),
            kind="model",
            model="org.person",
            required=False,
            help=_("Left empty, the head of the unit chooses."),
        ),
        "co_units": Input(label=_("Units that work on it too"), kind="models", model="org.unit", required=False),
        "co_people": Input(label=_("People who work on it too"), kind="models", model="org.person", required=False),
        "due_on": Input(
            label=_("To be done by"), kind="date", required=False, help=_("Left empty, the last day of the term.")
        ),
        "under_control": Input(label=_("Under control"), kind="flag", required=False),
        "controller": Input(
            label=_("Who controls it"),
            kind="model",
            model="org.person",
            required=False,
            help=_("Left empty, who wrote the resolution."),
        ),
        "said_by": Input(
            label=_("In whose words"),
            kind="model",
            model="org.person",
            required=False,
            help=_("When you enter what the head wrote or said."),
        ),
    },
)
def resolve_case(
    actor: Actor,
    case: Case,
    *,
    text: str,
    unit: Unit | None = None,
    person: Person | None = None,
    co_units: Sequence[Unit] = (),
    co_people: Sequence[Person] = (),
    due_on: date | None = None,
    under_control: bool = False,
    controller: Person | None = None,
    said_by: Person | None = None,
) -> Case:
    """Enter a resolution: the case goes to its main executor, others are set beside, and each person gets a task.

    A case may get several, one after another; each keeps its own executors, day and control. Who is named without
    seeing the case is let into it. Raises Refused, also for a day after the term of the case.
    """
    if not text.strip():
        raise Refused(_("Write what is to be done."), code="text-missing")
    if unit is None and person is None:
        raise Refused(_("Name the unit or the person who carries it out."), code="executor-missing")
    if controller is not None and not under_control:
        raise Refused(_("Who controls it is only named for what is under control."), code="controller")
    named = [one for one in (person, controller, said_by, *co_people) if one is not None]
    if any(one.institution_id != case.institution_id for one in (*named, *co_units, *([unit] if unit else []))):
        raise Refused(_("One of them belongs to another institution."), code="other-institution")
    if person is not None and any(one.pk == person.pk for one in co_people):
        raise Refused(_("The main executor is named as a co-executor too."), code="named-twice")
    main = unit or (person.unit if person is not None and person.unit_id else None) or case.unit
    if main is not None and any(one.pk == main.pk for one in co_units):
        raise Refused(_("The unit of the main executor is named as a co-executor too."), code="named-twice")
    _refuse_day(case, due_on)
    moves = (main is not None and main.pk != case.unit_id) or (person.pk if person else None) != case.responsible_id
    if main is not None:
        give_case(actor, case, main, person)
    row = Resolution(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        text=text.strip(),
        author=actor.user if actor.user.pk else None,
        said_by=said_by,
        executor_unit=main,
        executor=person,
        due_on=due_on or case.due_on,
        control="open" if under_control else "none",
        controller=(controller or said_by or getattr(actor.user, "person", None)) if under_control else None,
    )
    row.full_clean()
    row.save()
    for one in co_units:
        if not case.co_executors.filter(executor=one, ended_at__isnull=True, voided_at__isnull=True).exists():
            add_co_executor(case, one, row.text, resolution=row)
    for one in ([person] if person is not None else []) + list(co_people):
        _order(row, one, main=one is person)
        let_in(case, one)
    if under_control:
        _open_to_controllers(row)
    keep_parts_with(case)
    if moves:
        send_on_commit(CaseAssigned(uid=case.uid, actor_uid=getattr(actor.user, "uid", None)))
    return case


def _order(row: Resolution, person: Person, *, main: bool) -> None:
    Task(
        institution=row.institution,
        unit=row.case.unit,
        confidentiality=row.confidentiality,
        case=row.case,
        person=person,
        order=row.text,
        resolution=row,
        main=main,
        due_on=row.due_on,
    ).save()


def let_in(case: Case, person: Person) -> None:
    """Let the account of a person who got work on a case into it, when it does not see it by itself."""
    account = User.objects.filter(person=person, is_active=True).first()
    if account is not None and not Case.objects.visible_to(account).filter(pk=case.pk).exists():
        open_access(case, user=account, reason=translate("named in a resolution"), may_act=True, purpose=RESOLUTION)


def _open_to_controllers(row: Resolution) -> None:
    """Open a resolution under control to who takes it off, wherever the case goes meanwhile."""
    people = [key for key in (row.controller_id, row.said_by_id) if key is not None]
    accounts = User.objects.filter(Q(person__in=people) | Q(pk=row.author_id), is_active=True)
    for account in accounts:
        open_access(row, user=account, reason=translate("controls it"), may_act=True, purpose=RESOLUTION)
        if not Case.objects.visible_to(account).filter(pk=row.case_id).exists():
            open_access(row.case, user=account, reason=translate("controls a resolution"), purpose=RESOLUTION)


def _refuse_day(case: Case, due_on: date | None) -> None:
    """Refuse a day that has passed, and one after the end of the law's term."""
    if due_on is None:
        return
    if due_on < timezone.now().astimezone(case.institution.tzinfo).date():
        raise Refused(_("The day by which it is to be done has passed."), code="past")
    if case.due_on is not None and due_on > case.due_on >= timezone.now().astimezone(case.institution.tzinfo).date():
        raise Refused(
            translate("The term of the case ends on %(day)s. Choose an earlier day, or extend the term first.")
            % {"day": date_format(case.due_on, "DATE_FORMAT")},
            code="after-term",
        )


@action(
    "cases.withdraw_resolution",
    title=_("Withdraw"),
    available=lambda row: row.voided_at is None,
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
    danger=_(
        "Its tasks that are not done yet are withdrawn too, and whom it alone let into the case sees the case no more. "
        "The case stays where it is."
    ),
)
def withdraw_resolution(actor: Actor, row: Resolution, *, reason: str) -> Resolution:
    """Take a resolution back, with its open tasks and what it opened; what is done stays as it is.

    Units that work on the case are released by an act of their own.
    """
    _refuse_unless_mine(actor, row)
    now = timezone.now()
    row.voided_at, row.void_reason = now, reason[:500]
    row.save(update_fields=["voided_at", "void_reason"])
    for task in row.tasks.filter(done_at__isnull=True, voided_at__isnull=True):
        task.voided_at, task.void_reason = now, reason[:500]
        task.save(update_fields=["voided_at", "void_reason"])
    _end_what_was_opened(actor, row, reason)
    return row


def _end_what_was_opened(actor: Actor, row: Resolution, reason: str) -> None:
    """Close the case again to those whom resolutions let in, and none that stands, nor a task, names any more.

    Never to the actor, who has just done something here.
    """
    standing = row.case.resolutions.filter(voided_at__isnull=True)
    named = Q(user__person__in=row.case.tasks.filter(voided_at__isnull=True).values("person"))
    for name in ("executor", "controller", "said_by"):
        named |= Q(user__person__in=standing.filter(**{f"{name}__isnull": False}).values(name))
    named |= Q(user__in=standing.filter(author__isnull=False).values("author"))
    papers = row.case.papers.values("document")
    things = Q(content_type=ContentType.objects.get_for_model(Case), object_id=row.case_id)
    things |= Q(content_type=ContentType.objects.get_for_model(Document), object_id__in=papers)
    opened = Access.objects.filter(things, purpose=RESOLUTION).exclude(named)
    own = Access.objects.filter(content_type=ContentType.objects.get_for_model(Resolution), object_id=row.pk)
    for access in (opened | own).filter(voided_at__isnull=True).exclude(user=actor.user):
        access.voided_at, access.void_reason = timezone.now(), reason[:500]
        access.save(update_fields=["voided_at", "void_reason"])
        ports.journal.write(JournalEntry(actor=actor, action="org.end_access", obj=access, changes={}, reason=reason))


@action(
    "cases.release_resolution",
    title=_("Take off control"),
    emits=ControlReleased,
    primary=True,
    available=lambda row: row.is_under_control,
    fields={"reason": Input(label=_("Why"), kind="long-text", help=_("For example: carried out, the answer is sent"))},
)
def release_resolution(actor: Actor, row: Resolution, *, reason: str) -> Resolution:
    """Take a resolution off control: by whoever set it or controls it, else by who holds the right over all control."""
    _refuse_unless_mine(actor, row)
    release_control(actor, row, reason)
    return row


def _refuse_unless_mine(actor: Actor, row: Resolution) -> None:
    if not sets_control(actor.user, row) and not actor.can(LIFT_CONTROL, row.case):
        who = row.controller or row.said_by or getattr(row.author, "display_name", "")
        raise Refused(translate("Only %(who)s may do this, or a head.") % {"who": who}, code="not-yours")


@action(
    "cases.report_case",
    title=_("Report what was done"),
    emits=CaseReported,
    available=is_open,
    fields={
        "text": Input(label=_("Report"), kind="long-text", help=_("What was done, with what result")),
        "paper": Input(label=_("Paper that shows it"), kind="model", model="records.document", required=False),
        "file": Input(label=_("File"), kind="file", required=False),
    },
)
def report_case(actor: Actor, case: Case, *, text: str, paper: Document | None = None, file: Any = None) -> Case:
    """Report on the whole of a case, as its main executor does before it is taken off control."""
    keep_report(actor, case, text=text, paper=paper, file=file)
    return case


def _controlled(actor: Actor, case: Case) -> list[Any]:
    return [
        translate("The case is under control: %(who)s takes it off first.")
        % {"who": row.controller or row.said_by or getattr(row.author, "display_name", "–")}
        for row in open_controls(case)
    ]


@close_case.object_to
def _refuse_under_control(actor: Actor, case: Case) -> list[Any]:
    """Say that a case under control is not closed, to who may not lift control."""
    return [] if actor.can(LIFT_CONTROL, case) else _controlled(actor, case)


def _warn_of_control(actor: Actor, case: Case) -> list[Any]:
    """Say the same to who may lift control: with a reason it is closed, and thereby off control."""
    return _controlled(actor, case)


close_case.object_to(_warn_of_control, override=True)
