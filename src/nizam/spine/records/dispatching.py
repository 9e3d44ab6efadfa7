# SPDX-License-Identifier: EUPL-1.2
"""Papers on their way out: what waits, what has gone, what came back. Called within the acts of doors and of cases."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from nizam.kit.events import send_on_commit
from nizam.spine.records.events import DispatchFailed
from nizam.spine.records.models import Dispatch, Document


def issue_mark(document: Document) -> str:
    """Return what names this issue of a paper: its uid, and after a signature that failed also which one it is."""
    count = document.signatures.count()
    return f"{document.uid}-{count}" if count > 1 else str(document.uid)


def expect_dispatch(document: Document, *, door: str, recipient: str) -> Dispatch:
    """Note that a signed paper waits to leave by `door`, within the act that has it sent."""
    return Dispatch.objects.create(
        institution=document.institution,
        unit=document.unit,
        confidentiality=document.confidentiality,
        document=document,
        door=door,
        recipient=recipient[:300],
    )


def waiting_dispatch(document: Document, door: str) -> Dispatch | None:
    """Return the dispatch of `document` by `door` that was begun last and stands; None where there is none."""
    rows = Dispatch.objects.filter(document=document, door=door, voided_at__isnull=True)
    return rows.order_by("-pk").first()


def settle_dispatch(
    row: Dispatch, state: str, *, proof: str = "", envelope: uuid.UUID | None = None, at: datetime | None = None
) -> Dispatch:
    """Note what became of a dispatch. What was delivered is not unsaid by a later word that it was sent."""
    if row.state in {"delivered", "handed"} and state in {"waiting", "sent"}:
        return row
    row.state, row.at = state, at or timezone.now()
    row.proof = "\n".join(part for part in (row.proof, proof) if part)[:5000]
    row.envelope_uid = envelope or row.envelope_uid
    row.save(update_fields=["state", "at", "proof", "envelope_uid"])
    if state == "failed":
        send_on_commit(DispatchFailed(uid=row.uid))
    return row


def stop_dispatches(document: Document, reason: str) -> None:
    """Void what still waits to leave: the paper it carries stands no longer."""
    for row in Dispatch.objects.filter(document=document, state="waiting", voided_at__isnull=True):
        row.voided_at, row.void_reason = timezone.now(), reason[:500]
        row.save(update_fields=["voided_at", "void_reason"])


def dispatches_of(user: Any, documents: Any) -> dict[int, list[Dispatch]]:
    """Return by the key of each paper how it left the house, as far as `user` may see."""
    found: dict[int, list[Dispatch]] = {}
    rows = Dispatch.objects.visible_to(user).filter(document__in=documents, voided_at__isnull=True)
    for row in rows.order_by("created_at"):
        found.setdefault(row.document_id, []).append(row)
    return found
