# SPDX-License-Identifier: EUPL-1.2
"""The answer of a case: written, signed, sent."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.foundations.typesetting.wording import PAPER_LANGUAGES
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.texts import LANGUAGE_NAMES
from nizam.spine.cases.letters import letter_language, letter_languages
from nizam.spine.cases.models import Case, CaseDocument, Envelope
from nizam.spine.cases.procedures.way import advance
from nizam.spine.cases.queries import is_open
from nizam.spine.org.actions import open_alike
from nizam.spine.records.actions import compose_document, sign_document, what_the_paper_lacks
from nizam.spine.records.blobs import keep_bytes
from nizam.spine.records.models import Document, DocumentType
from nizam.spine.records.queries import UNISSUED, is_signable

# What a paper of a case is for, and of which type it is unless a person chooses another.
PAPER_TYPES: Final = {"answer": "answer", "interim": "interim-answer", "question": "clarification"}
ANSWER_TYPES: Final = ("answer", "refusal")


def answer_types() -> list[tuple[str, Any]]:
    """Return the types of paper that answer a matter."""
    return [("answer", _("Answer")), ("refusal", _("Refusal"))]


def languages_of_papers() -> list[tuple[str, Any]]:
    """Return the languages of papers, each by its own name; which of them a case allows is asked of the case."""
    return [(code, LANGUAGE_NAMES[code]) for code in PAPER_LANGUAGES]


LANGUAGE: Final = Input(
    label=_("Language"),
    kind="choice",
    required=False,
    choices=languages_of_papers,
    help=_("Left empty: the language of the letter that came where it is allowed, else the state language."),
)


@action(
    "cases.answer_case",
    title=_("Write the answer"),
    available=is_open,
    fields={
        "type": Input(label=_("What kind of paper"), kind="choice", required=False, choices=answer_types),
        "language": LANGUAGE,
        "body": Input(label=_("Text"), kind="long-text"),
    },
)
def answer_case(actor: Actor, case: Case, *, body: str, type: str = "answer", language: str = "") -> Case:  # noqa: A002
    """Compose the answer as a draft paper of the case, addressed to who wrote.

    `type` is one of ANSWER_TYPES, `language` one the case allows. Raises Refused for others.
    """
    if type not in ANSWER_TYPES:
        raise Refused(_("There is no such kind of answer."), code="type")
    compose_paper(actor, case, body=body, role="answer", code=type, language=language)
    advance(case)
    return case


@action(
    "cases.answer_interim_case",
    title=_("Write an interim answer"),
    available=is_open,
    fields={
        "language": LANGUAGE,
        "body": Input(label=_("Text"), kind="long-text", help=_("What has been done so far, and what follows")),
    },
)
def answer_interim_case(actor: Actor, case: Case, *, body: str, language: str = "") -> Case:
    """Compose a letter that tells who wrote how far the matter is; the answer is still owed, and its term runs on."""
    compose_paper(actor, case, body=body, role="interim", language=language)
    return case


def compose_paper(
    actor: Actor, case: Case, *, body: str, role: str, code: str = "", language: str = ""
) -> CaseDocument:
    """Compose a letter to who wrote as a draft paper of a case; runs inside the caller's act.

    `code` is the type of paper, that of its role when empty; `language` as `letter_language` when empty. Raises Refused
    for a language that letters about the case may not be written in.
    """
    if language and language not in letter_languages(case):
        raise Refused(
            _("Letters about this matter are written in: %(languages)s.")
            % {"languages": ", ".join(LANGUAGE_NAMES[one] for one in letter_languages(case))},
            code="language",
        )
    document: Document = compose_document(
        actor,
        institution=case.institution,
        unit=case.unit,
        subject=case.subject,
        addressee=str(case.party) if case.party else "–",
        body=body,
        language=language or letter_language(case),
        in_reply_to=case.number_text,
        confidentiality=case.confidentiality,
    )
    document.type = DocumentType.objects.filter(
        institution=case.institution, code=code or PAPER_TYPES[role], voided_at__isnull=True
    ).first()
    document.save(update_fields=["type"])
    paper = CaseDocument.objects.create(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        document=document,
        role=role,
    )
    open_alike(document, case)
    return paper


def draft_answer(case: Case) -> Document | None:
    """Return the answer of the case that is not issued yet, if there is one: a draft, or one on its way through."""
    rows = case.papers.filter(role="answer", document__state__in=UNISSUED, document__voided_at__isnull=True)
    paper = rows.select_related("document__type").last()
    return paper.document if paper else None


def _answers(case: Case) -> list[Document]:
    document = draft_answer(case)
    return [document] if document is not None else []


def _signable_answer(case: Case) -> bool:
    if not case.is_open:
        return False
    document = draft_answer(case)
    return document is not None and is_signable(document)


@action(
    "cases.sign_answer_case",
    title=_("Sign the answer"),
    primary=True,
    available=_signable_answer,
    danger=_("The number and the date are taken now; the paper cannot be changed afterwards."),
    journal=False,
    binds_to=_answers,
)
def sign_answer_case(actor: Actor, case: Case) -> Case:
    """Sign and issue the case's draft answer; the case counts as answered from this moment (`cases.issuing`)."""
    document = draft_answer(case)
    assert document is not None
    # What speaks against the paper was said of the case's own act already; anything else is asked anew.
    sign_document(actor, document, weighed=(what_the_paper_lacks,))
    case.refresh_from_db()
    return case


def _what_the_answer_lacks(actor: Actor, case: Case) -> list[Any]:
    document = draft_answer(case)
    return what_the_paper_lacks(actor, document) if document is not None else []


sign_answer_case.object_to(_what_the_answer_lacks, override=True)


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
