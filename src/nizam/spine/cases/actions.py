# SPDX-License-Identifier: EUPL-1.2
"""The acts on a case: assigned, answered, closed; tasks ordered and done; envelopes decided by a person."""

from __future__ import annotations

import hashlib
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.ports import ports
from nizam.spine.cases.envelopes import keep, keep_envelope
from nizam.spine.cases.events import CaseAnswered, CaseAssigned, CaseClosed, TaskCompleted
from nizam.spine.cases.intake import open_case, open_mail_case, prepare, read_envelope, register_envelope
from nizam.spine.cases.models import Case, CaseDocument, Envelope, Party, Procedure, Task
from nizam.spine.org.actions import open_access
from nizam.spine.org.models import Person, Unit
from nizam.spine.records.actions import compose_document, sign_document
from nizam.spine.records.blobs import keep_bytes
from nizam.spine.records.models import Document

__all__ = [
    "answer_case",
    "assign_case",
    "close_case",
    "complete_task",
    "join_envelope",
    "keep",
    "keep_envelope",
    "keep_sent_envelope",
    "mark_sent_envelope",
    "open_by_hand_case",
    "order_task",
    "part_envelope",
    "register_envelope",
    "sign_answer_case",
]


def _open(case: Case) -> bool:
    return case.is_open


@action(
    "cases.open_by_hand_case",
    title=_("Register a letter"),
    creates=True,
    fields={
        "procedure": Input(label=_("Procedure"), kind="model", model="cases.procedure"),
        "unit": Input(label=_("Unit"), kind="model", model="org.unit"),
        "subject": Input(label=_("Subject")),
        "from_whom": Input(label=_("From whom")),
        "text": Input(label=_("Text"), kind="long-text"),
        "channel": Input(
            label=_("Came by"),
            kind="choice",
            choices=lambda: [("counter", _("Counter")), ("paper", _("Paper post")), ("phone", _("Phone"))],
        ),
    },
)
def open_by_hand_case(
    actor: Actor, *, procedure: Procedure, unit: Unit, subject: str, from_whom: str, text: str, channel: str = "counter"
) -> Case:
    """Register what came at the counter, on paper or by phone: the clerk's words are kept as an envelope first."""
    from nizam.foundations import language

    if unit.institution_id != procedure.institution_id:
        raise Refused(_("This unit belongs to another institution."), code="other-institution")
    raw = f"{timezone.now().isoformat()}\n{from_whom}\n{subject}\n\n{text}".encode()
    envelope, _new = keep(actor, procedure.institution, raw, door=channel, unit=unit)
    party = Party(institution=procedure.institution, unit=unit, name=from_whom[:300])
    party.save()
    identified = language.identify(f"{subject}\n{text}")
    case = open_case(
        procedure,
        subject=subject,
        channel=channel,
        unit=unit,
        party=party,
        language_code=identified.language or procedure.institution.main_language,
        suggestions=[],
    )
    envelope.case = case
    envelope.unit = unit
    envelope.disposition = "new"
    envelope.subject, envelope.text, envelope.sender_name = subject[:1000], text, from_whom[:300]
    envelope.language = case.language
    envelope.save()
    return case


@action(
    "cases.assign_case",
    title=_("Assign"),
    emits=CaseAssigned,
    primary=True,
    available=_open,
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
    if unit.institution_id != case.institution_id:
        raise Refused(_("This unit belongs to another institution."), code="other-institution")
    if unit.pk != case.unit_id and case.unit is not None:
        open_access(case, unit=case.unit, reason=translate("referred to another unit"))
        if actor.user.pk:
            open_access(case, user=actor.user, reason=translate("referred by this account"))
    case.unit = unit
    case.responsible = person
    if case.state == "new":
        case.state = "assigned"
    # A case without suggestions is whole: the router abstained, or it was registered by hand.
    case.full_clean(exclude=["suggestions"])
    case.save(update_fields=["unit", "responsible", "state"])
    Envelope.objects.filter(case=case).update(unit=unit)
    Task.objects.filter(case=case).update(unit=unit)
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


@action(
    "cases.order_task",
    title=_("Order a task"),
    available=_open,
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
    return case


@action(
    "cases.complete_task",
    title=_("Done"),
    emits=TaskCompleted,
    primary=True,
    available=lambda task: task.done_at is None,
    fields={"note": Input(label=_("Done how"), kind="long-text")},
)
def complete_task(actor: Actor, task: Task, *, note: str) -> Task:
    """Report a task done, and how."""
    task.done_at = timezone.now()
    task.done_note = note
    task.save(update_fields=["done_at", "done_note"])
    return task


@action(
    "cases.answer_case",
    title=_("Write the answer"),
    available=_open,
    fields={"body": Input(label=_("Text"), kind="long-text")},
)
def answer_case(actor: Actor, case: Case, *, body: str) -> Case:
    """Compose the answer as a draft paper of the case, addressed to who wrote, in their language."""
    document: Document = compose_document(
        actor,
        institution=case.institution,
        unit=case.unit,
        subject=case.subject,
        addressee=str(case.party) if case.party else "–",
        body=body,
        language=case.language or case.institution.main_language,
        in_reply_to=case.number_text,
        confidentiality=case.confidentiality,
    )
    CaseDocument.objects.create(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        document=document,
        role="answer",
    )
    return case


def draft_answer(case: Case) -> Document | None:
    """Return the answer of the case that is still a draft, if there is one."""
    paper = case.papers.filter(role="answer", document__state="draft").select_related("document").last()
    return paper.document if paper else None


@action(
    "cases.sign_answer_case",
    title=_("Sign the answer"),
    emits=CaseAnswered,
    primary=True,
    available=lambda case: case.is_open and draft_answer(case) is not None,
    danger=_("The number and the date are taken now; the paper cannot be changed afterwards."),
)
def sign_answer_case(actor: Actor, case: Case) -> Case:
    """Sign and issue the case's draft answer; the case counts as answered from this moment."""
    document = draft_answer(case)
    assert document is not None
    sign_document(actor, document)
    case.state = "answered"
    case.answered_at = timezone.now()
    case.save(update_fields=["state", "answered_at"])
    if case.channel == "mail" and case.party is not None and case.party.email:
        ports.outbox.put(
            kind="answer-by-mail",
            key=f"answer:{document.uid}",
            payload={"case": str(case.uid), "document": str(document.uid)},
            institution_id=case.institution_id,
        )
    return case


@action(
    "cases.close_case",
    title=_("Close the case"),
    emits=CaseClosed,
    available=_open,
    fields={"outcome": Input(label=_("Outcome")), "reason": Input(label=_("Note"), kind="long-text", required=False)},
)
def close_case(actor: Actor, case: Case, *, outcome: str, reason: str = "") -> Case:
    """Close the case under one of its procedure's outcomes. A draft answer stands in the way."""
    allowed = dict(case.procedure.outcome_choices())
    if outcome not in allowed:
        raise Refused(
            translate("Outcomes of this procedure: %(list)s.") % {"list": ", ".join(sorted(allowed))},
            code="unknown-outcome",
        )
    if draft_answer(case) is not None:
        raise Refused(_("The answer is still a draft: sign it or void it first."), code="draft-answer")
    case.state = "closed"
    case.outcome = outcome
    case.closed_at = timezone.now()
    case.save(update_fields=["state", "outcome", "closed_at"])
    return case


@action("cases.keep_sent_envelope", title=_("Keep what goes out"), creates=True)
def keep_sent_envelope(actor: Actor, *, case: Case, raw: bytes, message_id: str, subject: str) -> Envelope:
    """Keep the bytes of a letter that is about to go out, as an envelope of its case."""
    envelope = Envelope(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        direction="out",
        door="mail",
        blob=keep_bytes(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        kept_at=timezone.now(),
        case=case,
        message_id=message_id,
        subject=subject[:1000],
        sender_email=case.institution.email,
        sender_name=str(case.institution)[:300],
        language=case.language,
    )
    envelope.save()
    return envelope


@action(
    "cases.mark_sent_envelope",
    title=_("Mark as sent"),
    available=lambda envelope: envelope.direction == "out" and envelope.disposition == "",
)
def mark_sent_envelope(actor: Actor, envelope: Envelope) -> Envelope:
    """Note that the relay (or the outbox folder) has taken the letter."""
    envelope.disposition = "sent"
    envelope.sent_at = timezone.now()
    envelope.save(update_fields=["disposition", "sent_at"])
    return envelope


def _held(envelope: Envelope) -> bool:
    return envelope.disposition == "held"


@action(
    "cases.join_envelope",
    title=_("Join to a case"),
    available=_held,
    fields={"case": Input(label=_("Case"), kind="model", model="cases.case")},
)
def join_envelope(actor: Actor, envelope: Envelope, *, case: Case) -> Envelope:
    """Join a held letter to a case."""
    envelope.case = case
    envelope.unit = case.unit
    envelope.disposition = "reply"
    envelope.save(update_fields=["case", "unit", "disposition"])
    return envelope


@action("cases.part_envelope", title=_("Open a case of its own"), available=_held)
def part_envelope(actor: Actor, envelope: Envelope) -> Envelope:
    """Open a case of its own for a held letter."""
    envelope.case = open_mail_case(envelope, prepare(envelope, read_envelope(envelope)))
    envelope.disposition = "new"
    envelope.save(update_fields=["case", "disposition"])
    return envelope
