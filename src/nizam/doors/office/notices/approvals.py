# SPDX-License-Identifier: EUPL-1.2
"""What is told of papers on their way: whose word is wanted, what comes back, what did not arrive."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from nizam.doors.office.notices.telling import account_of, actor_of, tell, tell_watchers
from nizam.kit.events import subscribe
from nizam.spine.cases.models import CaseDocument
from nizam.spine.org.days import today_in
from nizam.spine.org.models import User
from nizam.spine.org.rights import acting_holders, standing_in_for
from nizam.spine.records.events import (
    ApprovalWanted,
    DispatchFailed,
    DocumentApproved,
    DocumentReturned,
    SignatureFailed,
)
from nizam.spine.records.models import Dispatch, Document


def subscribe_part() -> None:
    """Listen to what happens to papers on their way."""
    subscribe(ApprovalWanted, tell_wanted)
    subscribe(DocumentApproved, tell_approved)
    subscribe(DocumentReturned, tell_returned)
    subscribe(SignatureFailed, tell_signature_failed)
    subscribe(DispatchFailed, tell_dispatch_failed)


def tell_wanted(event: ApprovalWanted) -> None:
    """Tell those whose word or signature a paper waits for, and who stands for them today."""
    paper = Document.objects.get(uid=event.uid)
    named = User.objects.filter(pk__in=event.people, is_active=True)
    meant = [one.person_id for one in named if one.person_id]
    day, here = today_in(paper.institution), paper.unit.path if paper.unit is not None else ""
    others = set(standing_in_for(meant, day, signing=event.signature))
    if event.signature:
        others |= {acting for _regular, acting, path in acting_holders(meant, day) if here.startswith(path)}
    others -= set(meant)
    words = _("A paper waits for your signature.") if event.signature else _("A paper waits for your approval.")
    actor = actor_of(event)
    for user in (*named, *User.objects.filter(person_id__in=others, is_active=True)):
        if user != actor:
            tell(user, paper, kind="approval", words=words, key=f"wanted:{paper.uid}:{paper.revision}")


def tell_approved(event: DocumentApproved) -> None:
    """Tell the watchers of a paper that everybody agreed to it."""
    tell_watchers(event, Document.objects.get(uid=event.uid), _("A paper you watch is approved."), "approved")


def tell_returned(event: DocumentReturned) -> None:
    """Tell who prepared a paper that it came back with remarks."""
    paper = Document.objects.get(uid=event.uid)
    for user in _authors(paper, event):
        words = _("A paper of yours was sent back with remarks.")
        tell(user, paper, kind="returned", words=words, key=f"returned:{paper.uid}:{paper.revision}")


def tell_signature_failed(event: SignatureFailed) -> None:
    """Tell who prepared a paper that its signature failed and it is a draft again."""
    paper = Document.objects.get(uid=event.uid)
    for user in _authors(paper, event):
        words = _("The signature of a paper of yours failed: it is a draft again.")
        tell(user, paper, kind="returned", words=words, key=f"signature-failed:{paper.uid}:{paper.revision}")


def tell_dispatch_failed(event: DispatchFailed) -> None:
    """Tell who prepared a paper, and who answers for its case, that it did not arrive."""
    row = Dispatch.objects.select_related("document__author").get(uid=event.uid)
    paper = row.document
    link = CaseDocument.objects.filter(document=paper).select_related("case").first()
    told = [paper.author, account_of(link.case.responsible_id) if link is not None else None]
    for user in dict.fromkeys(one for one in told if one is not None):
        tell(user, paper, kind="delivery", words=_("Document {number} did not arrive."), key=f"failed:{row.uid}")


def _authors(paper: Document, event: DocumentReturned | SignatureFailed) -> list[User]:
    handed_in = paper.rounds.order_by("-ordinal").select_related("submitted_by").first()
    known = [paper.author, handed_in.submitted_by if handed_in is not None else None]
    actor = actor_of(event)
    return [user for user in dict.fromkeys(known) if user is not None and user != actor]
