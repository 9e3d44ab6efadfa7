# SPDX-License-Identifier: EUPL-1.2
"""Papers: composed as drafts, signed and issued in one act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.foundations.typesetting import TypesettingError, typeset
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.texts import LANGUAGE_NAMES
from nizam.spine.org.models import Appointment, Institution, NumberSeries, Unit, User
from nizam.spine.org.numbers import take_number
from nizam.spine.records.blobs import keep_bytes
from nizam.spine.records.events import DocumentSigned
from nizam.spine.records.models import Document, Signature, Version

OUTGOING_SERIES = "outgoing"
# Of the languages of papers these are not spoken by the screens, so no catalogue holds their words.
LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "ru": {
        "number": "№",
        "subject": "Тема",
        "reference": "Основание",
        "executor": "Исполнитель",
        "attachments": "Приложения",
    },
    "uz-Cyrl": {
        "number": "№",
        "subject": "Мавзу",
        "reference": "Асос",
        "executor": "Ижрочи",
        "attachments": "Иловалар",
    },
}


@action("records.compose_document", title=_("Compose a paper"), creates=True)
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
) -> Document:
    """Compose an outgoing paper as a draft; it has no number until it is signed."""
    document = Document(
        institution=institution,
        unit=unit,
        subject=subject[:300],
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
def change_document(actor: Actor, document: Document, *, subject: str, addressee: str, body: str) -> Document:
    """Change a draft; a signed paper is never changed."""
    document.subject, document.addressee, document.body = subject, addressee, body
    document.full_clean()
    document.save(update_fields=["subject", "addressee", "body"])
    return document


@action(
    "records.sign_document",
    title=_("Sign and issue"),
    emits=DocumentSigned,
    primary=True,
    available=lambda document: document.state == "draft" and document.voided_at is None,
    danger=_("The number and the date are taken now; the paper cannot be changed afterwards."),
)
def sign_document(actor: Actor, document: Document) -> Document:
    """Sign and issue in one act: number and date are taken, the PDF/A carrying both is typeset and kept.

    A number lost to a failed typesetting is given back, since all is one transaction. Raises Refused.
    """
    institution = document.institution
    try:
        series = NumberSeries.objects.get(institution=institution, code=OUTGOING_SERIES)
    except ObjectDoesNotExist:
        raise Refused(_("The institution has no number series for outgoing papers."), code="no-series") from None
    now = timezone.now()
    document.number = take_number(series, document, at=now)
    document.number_text = document.number.text
    document.issued_on = now.astimezone(institution.tzinfo).date()
    document.state = "signed"
    document.full_clean()
    document.save(update_fields=["number", "number_text", "issued_on", "state"])
    position, name = signature_lines(actor.user, document)
    try:
        pdf = typeset("letter", letter_data(document, position, name, timestamp=int(now.timestamp())))
    except TypesettingError as error:
        raise Refused(_("The paper could not be typeset: %(fault)s") % {"fault": error}, code="typesetting") from error
    version = Version.objects.create(
        institution=institution,
        unit=document.unit,
        confidentiality=document.confidentiality,
        document=document,
        ordinal=document.versions.count() + 1,
        blob=keep_bytes(pdf),
        media_type="application/pdf",
        file_name=f"{document.number_text.replace('/', '-')}.pdf",
    )
    Signature.objects.create(
        institution=institution,
        unit=document.unit,
        confidentiality=document.confidentiality,
        document=document,
        version=version,
        signatory=actor.user,
        position=position,
        name=name,
        signed_at=now,
    )
    return document


def signature_lines(user: User, document: Document) -> tuple[str, str]:
    """Return post and name as they stand under a paper, in the paper's language."""
    if user.person_id is None:
        return "", user.display_name
    today = timezone.now().date()
    appointment = (
        Appointment.objects.filter(person_id=user.person_id, starts__lte=today, voided_at__isnull=True)
        .exclude(ends__lt=today)
        .select_related("position")
        .order_by("-starts")
        .first()
    )
    position = appointment.position.title.in_language(document.language) if appointment else ""
    return position, user.display_name


def letter_data(document: Document, position: str, name: str, *, timestamp: int) -> dict[str, Any]:
    """Return what the letter template takes, worded in the paper's language."""
    institution = document.institution
    with translation.override(_django_language(document.language)):
        issued: date = document.issued_on or timezone.now().astimezone(institution.tzinfo).date()
        author = document.author
        return {
            "lang": document.language,
            "timestamp": timestamp,
            "institution": {
                "name": institution.name.in_language(document.language),
                "above": [],
                "unit": document.unit.name.in_language(document.language) if document.unit else "",
                "address": [
                    part
                    for part in (
                        institution.postal_address,
                        institution.phone,
                        institution.email,
                        institution.public_address,
                    )
                    if part
                ],
            },
            "labels": LABELS.get(document.language)
            or {
                "number": translate("No."),
                "subject": translate("Subject"),
                "reference": translate("Reference"),
                "executor": translate("Prepared by"),
                "attachments": translate("Attachments"),
            },
            "number": document.number_text,
            "date": f"{issued:%d.%m.%Y}" if document.language in LABELS else formats.date_format(issued, "DATE_FORMAT"),
            "addressee": [document.addressee],
            "references": [document.in_reply_to] if document.in_reply_to else [],
            "subject": document.subject,
            "body": [part.strip() for part in document.body.split("\n\n") if part.strip()],
            "appeal": "",
            "closing": "",
            "signatory": {"position": [position] if position else [], "name": name},
            "executor": [author.display_name] if author else [],
            "attachments": [],
        }


def _django_language(code: str) -> str:
    return "uz" if code == "uz-Cyrl" else code if code in {"az", "uz", "tr", "en"} else "en"
