# SPDX-License-Identifier: EUPL-1.2
"""Telling who wrote: the notice is signed and sent in one act, or handed over on paper and entered."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.ports import ports
from nizam.spine.cases.actions.clock import moment_of, tell_extension
from nizam.spine.cases.actions.forwarding import tell_forwarding
from nizam.spine.cases.models import Extension, Forwarding, Suspension
from nizam.spine.cases.notices.telling import Told, goes_by_mail, told_at
from nizam.spine.records.actions import sign_document

NOTICE_BY_MAIL: Final = "notice-by-mail"
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
    return document.state == "draft" or goes_by_mail(row.case)


def _sign(actor: Actor, row: Told) -> None:
    assert row.notice is not None
    document = row.notice.document
    if document.state == "draft":
        sign_document(actor, document)
    if goes_by_mail(row.case):
        ports.outbox.put(
            kind=NOTICE_BY_MAIL,
            key=f"notice:{document.uid}",
            payload={"kind": row._meta.model_name, "row": str(row.uid)},
            institution_id=row.institution_id,
        )


@action("cases.sign_notice_forwarding", title=_TITLE, primary=True, available=has_unsent_notice, danger=_DANGER)
def sign_notice_forwarding(actor: Actor, row: Forwarding) -> Forwarding:
    """Sign the notice of a forwarding and send it to who wrote; with the sending they are told."""
    _sign(actor, row)
    return row


@action("cases.sign_notice_extension", title=_TITLE, primary=True, available=has_unsent_notice, danger=_DANGER)
def sign_notice_extension(actor: Actor, row: Extension) -> Extension:
    """Sign the notice of an extension and send it to who wrote; with the sending they are told."""
    _sign(actor, row)
    return row


@action("cases.sign_notice_suspension", title=_TITLE, primary=True, available=has_unsent_notice, danger=_DANGER)
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


def told_row(kind: str, uid: str) -> Told:
    """Return what a message of NOTICE_BY_MAIL is about. Raises DoesNotExist."""
    models = {"forwarding": Forwarding, "extension": Extension, "suspension": Suspension}
    row: Told = models[kind].objects.select_related("case__party", "notice__document").get(uid=uid)
    return row
