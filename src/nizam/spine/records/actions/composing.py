# SPDX-License-Identifier: EUPL-1.2
"""Drafts: composed and changed until they are signed."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Conflict, Refused
from nizam.kit.texts import LANGUAGE_NAMES
from nizam.spine.org.models import Institution, Unit
from nizam.spine.records.drafting.keeping import TEXT_FIELDS, Texts, brought_together, newer_text, remember_text
from nizam.spine.records.models import Document, DocumentType, DraftCopy

TURNS: Final = 3
"""How often a text is brought together anew with what was saved at the same moment, before that is told."""


def on_one_line(text: str) -> str:
    """Return a subject without line ends: it stands in one line of lists, papers and mail."""
    return " ".join(text.split())


def _languages() -> list[tuple[str, Any]]:
    return list(LANGUAGE_NAMES.items())


@action(
    "records.compose_document",
    title=_("Compose a paper"),
    creates=True,
    fields={
        "institution": Input(label=_("Institution"), kind="model", model="org.institution"),
        "unit": Input(label=_("Unit"), kind="model", model="org.unit"),
        "document_type": Input(label=_("Type"), kind="model", model="records.documenttype", required=False),
        "subject": Input(label=_("Subject")),
        "addressee": Input(label=_("Addressee")),
        "language": Input(label=_("Language"), kind="choice", choices=_languages),
        "in_reply_to": Input(label=_("In reply to"), required=False),
        "body": Input(label=_("Text"), kind="long-text"),
    },
)
def compose_document(
    actor: Actor,
    *,
    institution: Institution,
    unit: Unit,
    subject: str,
    addressee: str,
    body: str,
    language: str,
    in_reply_to: str = "",
    confidentiality: int = 0,
    document_type: DocumentType | None = None,
) -> Document:
    """Compose a paper as a draft, outgoing unless its type says otherwise; it has no number until it is signed."""
    if unit is not None and unit.institution_id != institution.pk:
        raise Refused(_("This unit belongs to another institution."), code="other-institution")
    if document_type is not None and document_type.institution_id != institution.pk:
        raise Refused(_("This type belongs to another institution."), code="other-institution")
    document = Document(
        type=document_type,
        kind=document_type.kind if document_type is not None else "outgoing",
        institution=institution,
        unit=unit,
        subject=on_one_line(subject)[:300],
        addressee=addressee[:300],
        body=body,
        language=language if language in LANGUAGE_NAMES else institution.main_language,
        in_reply_to=in_reply_to,
        confidentiality=confidentiality,
        author=actor.user,
    )
    document.full_clean()
    document.save()
    return document


@action(
    "records.change_document",
    title=_("Change the draft"),
    fields={
        "subject": Input(label=_("Subject")),
        "addressee": Input(label=_("Addressee")),
        "body": Input(label=_("Text"), kind="long-text"),
    },
    available=lambda document: document.state == "draft" and document.voided_at is None,
)
def change_document(
    actor: Actor, document: Document, *, subject: str, addressee: str, body: str, revision: int | None = None
) -> Document:
    """Change a draft; a signed paper is never changed.

    `revision` is the one up to which others' texts are in the actor's: raises Conflict when somebody saved since. A
    text made from an older one is saved by `save_draft`.
    """
    if revision is not None and newer_text(document, revision) is not None:
        raise Conflict("change_document")
    texts = Texts(on_one_line(subject), addressee, body)
    if not document.texts.exists():
        remember_text(document, document.author)
    document.subject, document.addressee, document.body = texts.subject, texts.addressee, texts.body
    document.full_clean()
    document.save(update_fields=list(TEXT_FIELDS))
    remember_text(document, actor.user)
    DraftCopy.objects.filter(document=document, user=actor.user).update(
        kept_at=None, subject="", addressee="", body="", updated_at=timezone.now()
    )
    return document


def save_draft(actor: Actor, document: Document, texts: Texts, *, revision: int | None, **more: Any) -> Document:
    """Change the draft to `texts`, made from `revision`, together with what others saved since.

    They are brought together before anything is locked, and again when somebody saves meanwhile. Raises DraftCollision
    where both changed the same paragraph, else what `change_document` raises, which takes `more`.
    """
    turns = TURNS
    while True:
        merged, seen = brought_together(document, texts, revision) if revision is not None else (texts, None)
        try:
            return change_document(
                actor,
                document,
                subject=merged.subject,
                addressee=merged.addressee,
                body=merged.body,
                revision=seen,
                **more,
            )
        except Conflict:
            turns -= 1
            if not turns:
                raise
