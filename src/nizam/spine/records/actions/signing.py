# SPDX-License-Identifier: EUPL-1.2
"""Signing and issuing in one act: number, date, the paper that carries both."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.foundations.typesetting import TypesettingError
from nizam.kit.actions import Actor, action
from nizam.kit.errors import Refused
from nizam.spine.org.models import Appointment, NumberSeries, User
from nizam.spine.org.numbers import take_number
from nizam.spine.records.approving import end_signing
from nizam.spine.records.blobs import keep_bytes
from nizam.spine.records.events import DocumentSigned
from nizam.spine.records.issuing import follow_issue, prepare_issue
from nizam.spine.records.looks import looks_of
from nizam.spine.records.models import Document, Signature, Version
from nizam.spine.records.paper import typeset_document
from nizam.spine.records.queries import is_signable, may_sign
from nizam.spine.records.types import file_class_of

OUTGOING_SERIES: Final = "outgoing"


@action(
    "records.sign_document",
    title=_("Sign and issue"),
    emits=DocumentSigned,
    primary=True,
    available=is_signable,
    otherwise=_("The paper is not a draft that may be signed: it is issued, or its approval has not ended."),
    danger=_("The number and the date are taken now; the paper cannot be changed afterwards."),
    binds_to=lambda document: [document],
)
def sign_document(actor: Actor, document: Document) -> Document:
    """Sign and issue in one act: number and date are taken, the PDF/A carrying both is typeset and kept.

    A number lost to a failed typesetting is given back, since all is one transaction. Raises Refused.
    """
    if not may_sign(actor.user, document):
        raise Refused(
            translate("This paper is to be signed by %(person)s, or by who signs in that place today.")
            % {"person": document.signatory},
            code="not-signatory",
        )
    institution = document.institution
    code = (document.type.series if document.type is not None else "") or OUTGOING_SERIES
    try:
        series = NumberSeries.objects.select_related("institution").get(institution=institution, code=code)
    except ObjectDoesNotExist:
        raise Refused(
            translate("The institution has no number series “%(code)s”.") % {"code": code}, code="no-series"
        ) from None
    prepare_issue(actor, document)
    if document.file_class is None and document.type is not None:
        document.file_class = file_class_of(institution, document.type.file_class)
    now = timezone.now()
    document.number = take_number(
        series, document, at=now, file_class=document.file_class.code if document.file_class is not None else ""
    )
    document.number_text = document.number.text
    document.issued_on = now.astimezone(institution.tzinfo).date()
    document.state = "signed"
    document.full_clean()
    document.save(update_fields=["number", "number_text", "issued_on", "state", "file_class"])
    position, name = signature_lines(actor.user, document.language, document.issued_on)
    looks = looks_of(document)
    try:
        pdf = typeset_document(document, position=position, name=name, at=now, looks=looks, issued=True)
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
        layout=looks.layout,
        template=looks.template,
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
        number_text=document.number_text,
    )
    end_signing(document, signed=True)
    follow_issue(actor, document)
    return document


def signature_lines(user: User, language: str, day: date) -> tuple[str, str]:
    """Return post and name as they stand under a paper of `day`, in the paper's language."""
    if user.person_id is None:
        return "", user.display_name
    appointment = (
        Appointment.objects.filter(person_id=user.person_id, starts__lte=day, voided_at__isnull=True)
        .exclude(ends__lt=day)
        .select_related("position")
        .order_by("-starts")
        .first()
    )
    position = appointment.position.title.in_language(language) if appointment else ""
    return position, user.display_name
