# SPDX-License-Identifier: EUPL-1.2
"""Voiding papers, and signatures that fail: a number once taken keeps its place and the reason."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.spine.org.numbers import void_number
from nizam.spine.records.approving import put_away
from nizam.spine.records.dispatching import stop_dispatches
from nizam.spine.records.events import SignatureFailed
from nizam.spine.records.issuing import follow_recall
from nizam.spine.records.models import Dispatch, Document

GONE = ("sent", "delivered", "handed")


@action(
    "records.void_document",
    title=_("Void the paper"),
    available=lambda document: document.voided_at is None,
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
    danger=_("The paper stays, marked as voided with your reason. Its number, if it has one, is never given again."),
)
def void_document(actor: Actor, document: Document, *, reason: str) -> Document:
    """Void a paper; the number of a signed one is voided with the same reason, and what waits to be sent stays here."""
    was_issued = document.state == "signed"
    put_away(document, reason)
    if was_issued:
        _recall(actor, document, reason)
    return document


def may_fail(document: Document) -> bool:
    """Tell whether a signature may be said to have failed: the paper is signed and has not left the house."""
    if document.state != "signed" or document.voided_at is not None:
        return False
    return not Dispatch.objects.filter(document=document, state__in=GONE, voided_at__isnull=True).exists()


@action(
    "records.fail_signature_document",
    title=_("The signature failed"),
    emits=SignatureFailed,
    available=may_fail,
    otherwise=_("The paper is not signed, or has left the house already."),
    fields={"reason": Input(label=_("What failed"), kind="long-text")},
    danger=_("The number is voided with this reason. The paper becomes a draft and takes a new number when signed."),
)
def fail_signature_document(actor: Actor, document: Document, *, reason: str) -> Document:
    """Note that the signature of a paper failed: its number is voided, and it is a draft again.

    The version that carried the number stays with its failed signature.
    """
    signature = document.signatures.order_by("-signed_at", "-pk").first()
    if signature is not None:
        signature.state, signature.failed_at, signature.failure = "failed", timezone.now(), reason[:500]
        signature.save(update_fields=["state", "failed_at", "failure"])
    _recall(actor, document, reason)
    document.number, document.number_text, document.issued_on = None, "", None
    document.state = "draft"
    document.full_clean()
    document.save(update_fields=["number", "number_text", "issued_on", "state"])
    return document


def _recall(actor: Actor, document: Document, reason: str) -> None:
    if document.number is not None:
        void_number(document.number, reason[:500])
    stop_dispatches(document, reason)
    follow_recall(actor, document)
