# SPDX-License-Identifier: EUPL-1.2
"""Taking up a closed case again, and voiding one that was registered by mistake."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action, is_visible
from nizam.kit.errors import Refused
from nizam.kit.ports import JournalEntry, ports
from nizam.spine.cases.events import CaseReopened
from nizam.spine.cases.following import JOINED
from nizam.spine.cases.models import Case, CaseLink
from nizam.spine.cases.procedures import step_of
from nizam.spine.org.numbers import void_number
from nizam.spine.records.approving import put_away
from nizam.spine.records.models import Document
from nizam.spine.records.queries import UNISSUED


@action(
    "cases.reopen_case",
    title=_("Open again"),
    emits=CaseReopened,
    available=lambda case: case.state == "closed" and case.voided_at is None,
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
)
def reopen_case(actor: Actor, case: Case, *, reason: str) -> Case:
    """Take a closed case up again. The term of the law stays what it was: opening again gains no day.

    A case that was joined to another one stands on its own again; its letters are still read there.
    """
    if not reason.strip():
        raise Refused(_("Say why it is opened again."), code="reason-missing")
    if case.outcome == JOINED:
        now = timezone.now()
        for link in CaseLink.objects.filter(case=case, relation="joined", voided_at__isnull=True):
            link.voided_at, link.void_reason = now, reason[:500]
            link.save(update_fields=["voided_at", "void_reason"])
    case.state = "new" if case.unit_id is None or (case.responsible_id is None and not _was_given(case)) else "assigned"
    case.outcome, case.closed_at = "", None
    case.step = step_of(case)
    case.save(update_fields=["state", "outcome", "closed_at", "step"])
    return case


def _was_given(case: Case) -> bool:
    return case.answered_at is not None or case.resolutions.exists() or case.tasks.exists() or case.papers.exists()


def held_papers(case: Case) -> list[Document]:
    """Return the papers of a case that stand, as they are now, and hold them until the commit."""
    rows = Document.objects.filter(pk__in=case.papers.values("document"), voided_at__isnull=True)
    return list(rows.select_for_update(no_key=True).order_by("pk"))


@action(
    "cases.void_case",
    title=_("Void: registered by mistake"),
    available=lambda case: case.voided_at is None,
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
    danger=_(
        "The case is taken out of all counts. Its number keeps its place in the register as voided, its drafts and "
        "open tasks are voided with it, and its letters stay."
    ),
    # As signing does: the paper first, then its case.
    locks_first=held_papers,
)
def void_case(actor: Actor, case: Case, *, reason: str) -> Case:
    """Void a case that was registered by mistake, with its number, drafts and open tasks.

    Refused once a paper of it was signed: what has gone out under a number is no mistake of the register. A paper that
    was handed in, or that the actor does not see, is voided with it only by who may void papers.
    """
    if not reason.strip():
        raise Refused(_("Say why it is voided."), code="reason-missing")
    papers = held_papers(case)
    if case.papers.filter(document__state="signed").exists():
        raise Refused(_("A paper of this case is signed: close the case instead."), code="signed-paper")
    for paper in papers:
        own = paper.state == "draft" and is_visible(actor.user, paper)
        if not own and not actor.can("records.void_document", paper):
            raise Refused(
                _("A paper of this case is on its way to the signature, or is not open to you: who may void it voids "
                  "the case."), code="papers",
            )  # fmt: skip
    void_matter(actor, case, reason.strip())
    return case


def void_matter(actor: Actor, case: Case, reason: str) -> None:
    """Void a case, its number, its drafts and its open tasks; runs inside the caller's act."""
    now = timezone.now()
    told = reason[:500]
    case.voided_at, case.void_reason = now, told
    case.save(update_fields=["voided_at", "void_reason"])
    if case.number is not None:
        void_number(case.number, told)
    for paper in held_papers(case):
        if paper.state in UNISSUED:
            state = paper.state
            put_away(paper, told)
            changes = {"state": (state, paper.state), **_voided(paper)}
            ports.journal.write(
                JournalEntry(actor=actor, action="records.void_document", obj=paper, changes=changes, reason=told)
            )
    parts: list[Any] = list(case.tasks.filter(done_at__isnull=True, voided_at__isnull=True))
    parts += case.resolutions.filter(voided_at__isnull=True)
    for part in parts:
        part.voided_at, part.void_reason = now, told
        part.save(update_fields=["voided_at", "void_reason"])


def journal_voiding(actor: Actor, case: Case) -> None:
    """Note on a case that it was voided by an act on something else, such as its letter."""
    ports.journal.write(
        JournalEntry(
            actor=actor,
            action="cases.void_case",
            obj=case,
            changes=_voided(case),
            reason=case.void_reason,
        )
    )


def _voided(row: Case | Document) -> dict[str, Any]:
    return {"voided_at": (None, row.voided_at), "void_reason": ("", row.void_reason)}
