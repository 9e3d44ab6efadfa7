# SPDX-License-Identifier: EUPL-1.2
"""What the issue of a paper means for its case: an answer answers it, a notice goes to who wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils import timezone

from nizam.foundations.messages import Delivery
from nizam.kit.actions import Actor
from nizam.kit.events import send_on_commit
from nizam.kit.ports import JournalEntry, ports
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.events import CaseAnswered
from nizam.spine.cases.models import Case, CaseDocument, Envelope, Extension, Forwarding, Suspension
from nizam.spine.cases.notices.telling import Told, goes_by_mail
from nizam.spine.cases.procedures import class_code, step_of
from nizam.spine.records.dispatching import expect_dispatch, issue_mark, settle_dispatch, waiting_dispatch
from nizam.spine.records.issuing import before_issue, on_issue, on_recall
from nizam.spine.records.models import Dispatch, Document
from nizam.spine.records.types import file_class_of

ANSWER_BY_MAIL: Final = "answer-by-mail"
NOTICE_BY_MAIL: Final = "notice-by-mail"
# What goes to who wrote; the first alone answers the matter.
TO_WHO_WROTE: Final = frozenset({"answer", "interim", "question"})


@before_issue
def file_with_case(actor: Actor, document: Document) -> None:
    """File a paper of a case under the class of its case, unless it has one of its own."""
    paper = _paper(document)
    if paper is None or document.file_class is not None:
        return
    if document.type is not None and document.type.file_class:
        return
    case = paper.case
    document.file_class = case.file_class or file_class_of(case.institution, class_code(case.procedure))


@on_issue
def follow_paper(actor: Actor, document: Document) -> None:
    """Answer the case with its signed answer, and send what goes to who wrote by mail."""
    paper = _paper(document)
    if paper is None:
        return
    if paper.role == "notice":
        for row in notices_in(document):
            send_notice(row)
    if paper.role not in TO_WHO_WROTE:
        return
    case = paper.case
    if paper.role == "answer":
        _set_answered(actor, case, True)
        send_on_commit(CaseAnswered(uid=case.uid, actor_uid=getattr(actor.user, "uid", None)))
    if case.channel == "mail" and case.party is not None and case.party.email:
        expect_dispatch(document, door="mail", recipient=case.party.email)
        ports.outbox.put(
            kind=ANSWER_BY_MAIL,
            key=f"answer:{issue_mark(document)}",
            payload={"case": str(case.uid), "document": str(document.uid)},
            institution_id=case.institution_id,
        )


@on_recall
def take_answer_back(actor: Actor, document: Document) -> None:
    """Leave a case unanswered whose answer was voided, or lost its signature; a closed one stays closed."""
    paper = _paper(document)
    if paper is None or paper.role != "answer" or paper.case.state != "answered":
        return
    others = CaseDocument.objects.filter(case=paper.case, role="answer", document__state="signed")
    if not others.exclude(document=document).exists():
        _set_answered(actor, paper.case, False)


def send_notice(row: Told) -> None:
    """Have the signed notice of `row` sent by mail, where who wrote is reached by mail; once an issue."""
    if row.notice is None or not goes_by_mail(row.case):
        return
    document = row.notice.document
    party = row.case.party
    if waiting_dispatch(document, "mail") is None:
        expect_dispatch(document, door="mail", recipient=party.email if party is not None else "")
    ports.outbox.put(
        kind=NOTICE_BY_MAIL,
        key=f"notice:{issue_mark(document)}",
        payload={"kind": row._meta.model_name, "row": str(row.uid)},
        institution_id=row.institution_id,
    )


def note_delivery_report(report: Envelope, of: str | None, told: Iterable[Delivery]) -> None:
    """Enter what a report says of a paper we sent by mail: it failed, or it arrived.

    `of` is the Message-ID of the mail that it names, which nobody can guess; without one nothing is entered.
    """
    if not of:
        return
    sent = Envelope.objects.filter(institution=report.institution_id, direction="out", message_id=of).values("uid")
    told = list(told)
    for row in Dispatch.objects.filter(envelope_uid__in=sent, voided_at__isnull=True):
        failed = next((one for one in told if one.action == "failed"), None)
        if failed is not None or not told:
            words = " ".join(filter(None, (failed.status, failed.said))) if failed is not None else ""
            settle_dispatch(row, "failed", proof=storable(words or report.subject), at=report.kept_at)
        elif any(one.action == "delivered" for one in told):
            settle_dispatch(row, "delivered", proof=storable(report.subject), at=report.kept_at)


def notices_in(document: Document) -> list[Told]:
    """Return what a notice tells of: forwardings, extensions and suspensions that stand."""
    found: list[Told] = []
    for model in (Forwarding, Extension, Suspension):
        rows = model.objects.filter(notice__document=document, voided_at__isnull=True)
        found += rows.select_related("case__party", "case__institution", "notice__document")
    return found


def _paper(document: Document) -> CaseDocument | None:
    rows = CaseDocument.objects.filter(document=document, voided_at__isnull=True)
    return rows.select_related("case__party", "case__procedure", "case__institution").first()


def _set_answered(actor: Actor, case: Case, answered: bool) -> None:
    before = {"state": case.state, "answered_at": case.answered_at}
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    # A case opened again was answered when its first answer went out; what follows adds to that.
    locked.answered_at = (locked.answered_at or timezone.now()) if answered else None
    if answered:
        locked.state = "answered"
    else:
        locked.state = "assigned" if locked.unit_id is not None else "new"
    locked.step = step_of(locked)
    locked.save(update_fields=["state", "answered_at", "step"])
    changes = {name: (value, getattr(locked, name)) for name, value in before.items()}
    ports.journal.write(JournalEntry(actor=actor, action="cases.sign_answer_case", obj=locked, changes=changes))
