# SPDX-License-Identifier: EUPL-1.2
"""Papers that leave the house otherwise than by mail: handed over or posted, and the proof that they arrived."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.spine.records.blobs import keep_bytes, store_bytes
from nizam.spine.records.dispatching import expect_dispatch, settle_dispatch
from nizam.spine.records.issuing import follow_hand_over
from nizam.spine.records.models import Dispatch, Document
from nizam.spine.records.models.dispatches import dispatch_doors

MOST_PROOF = 20 * 1024 * 1024


def _by_hand() -> list[tuple[str, Any]]:
    return [(code, title) for code, title in dispatch_doors() if code != "mail"]


def _moment_of(document: Document, on: date | None) -> datetime | None:
    """Return noon of the day `on`, None for now. Raises Refused for a day before the paper's date or in the future."""
    zone = document.institution.tzinfo
    today = timezone.now().astimezone(zone).date()
    if on is None or on == today:
        return None
    if on > today or (document.issued_on is not None and on < document.issued_on):
        raise Refused(_("The day lies before the paper's date or in the future."), code="day")
    return datetime.combine(on, time(12), zone)


@action(
    "records.hand_over_document",
    title=_("Enter how it was sent"),
    available=lambda document: document.state == "signed" and document.voided_at is None,
    otherwise=_("Only a signed paper leaves the house."),
    fields={
        "door": Input(label=_("How"), kind="choice", choices=_by_hand),
        "recipient": Input(label=_("To whom"), required=False, help=_("Empty: the addressee")),
        "on": Input(label=_("On"), kind="date", required=False, help=_("Empty: now")),
        "tracking": Input(label=_("Tracking number"), required=False),
        "proof": Input(label=_("Proof"), kind="long-text", required=False, help=_("Who took it, by which receipt")),
    },
)
def hand_over_document(
    actor: Actor,
    document: Document,
    *,
    door: str,
    recipient: str = "",
    on: date | None = None,
    tracking: str = "",
    proof: str = "",
) -> Document:
    """Enter that a signed paper was handed over or posted: how, when, to whom, under which tracking number."""
    if door not in dict(_by_hand()):
        raise Refused(_("This is no way by which paper leaves."), code="door")
    at = _moment_of(document, on)
    row = expect_dispatch(document, door=door, recipient=recipient or document.addressee)
    row.tracking = tracking[:100]
    row.save(update_fields=["tracking"])
    settle_dispatch(row, "handed" if door == "hand" else "sent", proof=proof, at=at)
    follow_hand_over(actor, document)
    return document


def _read_proof(actor: Actor, obj: Any, *, file: Any = None, **given: Any) -> dict[str, Any]:
    """Have the scanned proof on the disk before anything is locked."""
    if file is None:
        return given
    raw: bytes = file.read(MOST_PROOF + 1)
    if len(raw) > MOST_PROOF:
        raise Refused(_("The file is larger than 20 MB."), code="size")
    store_bytes(raw)
    return {**given, "file": raw}


@action(
    "records.confirm_dispatch",
    title=_("Delivered"),
    available=lambda row: row.voided_at is None and row.state in {"sent", "failed"},
    fields={
        "on": Input(label=_("On"), kind="date", required=False, help=_("Empty: now")),
        "proof": Input(label=_("Proof"), kind="long-text", help=_("Who signed for it, by which notice of delivery")),
        "file": Input(label=_("Scanned proof"), kind="file", required=False),
    },
    prepare=_read_proof,
)
def confirm_dispatch(actor: Actor, row: Dispatch, *, proof: str, on: date | None = None, file: Any = None) -> Dispatch:
    """Enter the proof that a paper reached its recipient. Raises Refused for a day on which it cannot have."""
    at = _moment_of(row.document, on)
    if file is not None:
        row.blob = keep_bytes(file)
        row.save(update_fields=["blob"])
    return settle_dispatch(row, "delivered", proof=proof, at=at)


@action(
    "records.fail_dispatch",
    title=_("It came back"),
    available=lambda row: row.voided_at is None and row.state in {"sent", "handed"},
    fields={"reason": Input(label=_("What came back, and why"), kind="long-text")},
)
def fail_dispatch(actor: Actor, row: Dispatch, *, reason: str) -> Dispatch:
    """Enter that a paper did not reach its recipient."""
    return settle_dispatch(row, "failed", proof=reason)


@action("records.note_dispatch", title=_("Note what became of it"))
def note_dispatch(actor: Actor, row: Dispatch, *, state: str, proof: str = "", envelope: Any = None) -> Dispatch:
    """Note what a door learned of a dispatch; called by doors, for which nobody fills in a form."""
    return settle_dispatch(row, state, proof=proof, envelope=envelope)
