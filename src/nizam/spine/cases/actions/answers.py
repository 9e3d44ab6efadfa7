# SPDX-License-Identifier: EUPL-1.2
"""The answer of a case: written, signed, sent."""

from __future__ import annotations

import hashlib

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.ports import ports
from nizam.spine.cases.events import CaseAnswered
from nizam.spine.cases.models import Case, CaseDocument, Envelope
from nizam.spine.cases.procedures import step_of
from nizam.spine.cases.procedures.way import advance
from nizam.spine.cases.queries import is_open
from nizam.spine.org.actions import open_alike
from nizam.spine.records.actions import compose_document, sign_document
from nizam.spine.records.blobs import keep_bytes
from nizam.spine.records.models import Document


@action(
    "cases.answer_case",
    title=_("Write the answer"),
    available=is_open,
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
    open_alike(document, case)
    advance(case)
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
    case.step = step_of(case)
    case.save(update_fields=["state", "answered_at", "step"])
    if case.channel == "mail" and case.party is not None and case.party.email:
        ports.outbox.put(
            kind="answer-by-mail",
            key=f"answer:{document.uid}",
            payload={"case": str(case.uid), "document": str(document.uid)},
            institution_id=case.institution_id,
        )
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
        sender_name=case.institution.name.in_language(case.institution.main_language)[:300],
        recipient_email=case.party.email if case.party is not None else "",
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
