# SPDX-License-Identifier: EUPL-1.2
"""Kinds of papers and the file plan: what a draft is, and the institution's own list in the place of the example."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.spine.org.models import Institution
from nizam.spine.records.models import Document, DocumentType, FileClass
from nizam.spine.records.queries import needs_approval
from nizam.spine.records.types import TypeFault, read_file_plan

FREE_FROM_APPROVAL: Final = "records.free_from_approval"


@action(
    "records.load_fileclass",
    title=_("Load a file plan"),
    creates=True,
    fields={
        "institution": Input(label=_("Institution"), kind="model", model="org.institution"),
        "text": Input(
            label=_("File plan"),
            kind="long-text",
            help=_('TOML: [[class]] with code, title by language, retention (years, or "permanent") and law'),
        ),
        "source": Input(label=_("Source"), help=_("Where the list comes from: order, date, number")),
    },
)
def load_fileclass(actor: Actor, *, institution: Institution, text: str, source: str) -> FileClass:
    """Load a file plan: classes of the same code are renewed, new ones added; the example of the program goes.

    Classes that things are filed under keep their row. Returns the first class. Raises ValidationError with every
    fault of the text.
    """
    try:
        read = read_file_plan(text)
    except TypeFault as fault:
        raise ValidationError(
            {"text": [f"{place}: {sentence}" if place else sentence for place, sentence in fault.faults]}
        ) from fault
    rows = {row.code: row for row in FileClass.objects.standing().filter(institution=institution)}
    loaded: list[FileClass] = []
    for entry in read:
        row = rows.pop(entry.code, None) or FileClass(institution=institution, code=entry.code)
        row.title, row.law, row.source, row.example = entry.title, entry.law, source, False
        row.retention_years, row.permanent = entry.retention_years, entry.permanent
        row.full_clean()
        row.save()
        loaded.append(row)
    for row in rows.values():
        if row.example:
            _void(row, translate("the institution has a file plan of its own"))
    return loaded[0]


@action(
    "records.classify_document",
    title=_("Set type and class"),
    available=lambda document: document.state == "draft" and document.voided_at is None,
    otherwise=_("Only a draft changes its type."),
    fields={
        "document_type": Input(label=_("Type"), kind="model", model="records.documenttype"),
        "file_class": Input(
            label=_("Class of the file plan"),
            kind="model",
            model="records.fileclass",
            required=False,
            help=_("Empty: the class its type or its case names"),
        ),
    },
)
def classify_document(
    actor: Actor, document: Document, *, document_type: DocumentType, file_class: FileClass | None = None
) -> Document:
    """Say what kind of paper a draft is, and under which class of the file plan it goes. Raises Refused.

    Another type in place of one that wants agreement is given with the right FREE_FROM_APPROVAL, never by the author.
    """
    if {document.institution_id} != {
        document_type.institution_id,
        *([file_class.institution_id] if file_class else []),
    }:
        raise Refused(_("Type and class are of another institution."), code="other-institution")
    frees = needs_approval(document) and document_type != document.type
    if frees and (document.author_id == actor.user.pk or not actor.can(FREE_FROM_APPROVAL, document)):
        raise Refused(
            _("The type of this draft wants it agreed before it is signed. Who may free papers from that changes "
              "the type, and never that of his own draft."), code="approval",
        )  # fmt: skip
    document.type, document.kind = document_type, document_type.kind
    document.file_class = file_class
    document.full_clean()
    document.save(update_fields=["type", "kind", "file_class"])
    return document


def _void(row: Any, reason: str) -> None:
    row.voided_at, row.void_reason = timezone.now(), reason
    row.save(update_fields=["voided_at", "void_reason"])
