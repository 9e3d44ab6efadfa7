# SPDX-License-Identifier: EUPL-1.2
"""Telling who wrote: the notice is signed and sent in one act, or handed over on paper and entered."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.spine.cases.actions.clock import moment_of, tell_extension
from nizam.spine.cases.actions.forwarding import tell_forwarding
from nizam.spine.cases.issuing import notices_in, send_notice
from nizam.spine.cases.models import Extension, Forwarding, Suspension
from nizam.spine.cases.notices.telling import Told, goes_by_mail, told_at
from nizam.spine.records.actions import sign_document
from nizam.spine.records.issuing import on_hand_over
from nizam.spine.records.models import Document
from nizam.spine.records.queries import is_signable

_TITLE: Final = _("Sign the notice and send it")
_DANGER: Final = _(
    "The number and the date are taken now; the paper cannot be changed afterwards. Without an address for e-mail it "
    "is printed and handed over."
)


def has_unsent_notice(row: Told) -> bool:
    """Tell whether `row` has a notice that is a draft, or is signed and goes by mail but has not gone."""
    if row.notice is None or row.voided_at is not None or told_at(row) is not None:
        return False
    document = row.notice.document
    if document.voided_at is not None:
        return False
    return is_signable(document) or (document.state == "signed" and goes_by_mail(row.case))


def _papers(row: Told) -> list[Document]:
    # Asked of the database: it may have changed since the row was read.
    return list(Document.objects.filter(pk=row.notice.document_id)) if row.notice is not None else []


def _sign(actor: Actor, row: Told) -> None:
    assert row.notice is not None
    document = row.notice.document
    if is_signable(document):
        # With the signature it is sent.
        sign_document(actor, document)
    else:
        send_notice(row)


@action(
    "cases.sign_notice_forwarding",
    title=_TITLE,
    primary=True,
    available=has_unsent_notice,
    danger=_DANGER,
    binds_to=_papers,
)
def sign_notice_forwarding(actor: Actor, row: Forwarding) -> Forwarding:
    """Sign the notice of a forwarding and send it to who wrote; with the sending they are told."""
    _sign(actor, row)
    return row


@action(
    "cases.sign_notice_extension",
    title=_TITLE,
    primary=True,
    available=has_unsent_notice,
    danger=_DANGER,
    binds_to=_papers,
)
def sign_notice_extension(actor: Actor, row: Extension) -> Extension:
    """Sign the notice of an extension and send it to who wrote; with the sending they are told."""
    _sign(actor, row)
    return row


@action(
    "cases.sign_notice_suspension",
    title=_TITLE,
    primary=True,
    available=has_unsent_notice,
    danger=_DANGER,
    binds_to=_papers,
)
def sign_notice_suspension(actor: Actor, row: Suspension) -> Suspension:
    """Sign the notice of a suspension and send it to who wrote; with the sending they are told."""
    _sign(actor, row)
    return row


@action(
    "cases.tell_suspension",
    title=_("Sender told"),
    available=lambda row: row.voided_at is None and row.told_at is None and row.notice_id is not None,
    fields={"on": Input(label=_("On"), kind="date", required=False, help=_("Empty: now"))},
)
def tell_suspension(actor: Actor, row: Suspension, *, on: date | None = None) -> Suspension:
    """Note that the sender was told what the matter waits for."""
    row.told_at = moment_of(row.case, on)
    row.save(update_fields=["told_at"])
    return row


def _note_handed_over(actor: Actor, document: Document) -> None:
    """A notice that was handed over or posted tells who wrote."""
    for row in notices_in(document):
        note_told(actor, row)


def note_told(actor: Actor, row: Told) -> None:
    """Note that the notice of `row` has gone out; nothing where who wrote was told before, or it was withdrawn."""
    if told_at(row) is not None or row.voided_at is not None:
        return
    if isinstance(row, Forwarding):
        tell_forwarding(actor, row)
    elif isinstance(row, Extension):
        tell_extension(actor, row)
    else:
        tell_suspension(actor, row)


on_hand_over(_note_handed_over)


def told_row(kind: str, uid: str) -> Told:
    """Return what a message of NOTICE_BY_MAIL is about. Raises DoesNotExist."""
    models = {"forwarding": Forwarding, "extension": Extension, "suspension": Suspension}
    row: Told = models[kind].objects.select_related("case__party", "notice__document").get(uid=uid)
    return row
