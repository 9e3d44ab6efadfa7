# SPDX-License-Identifier: EUPL-1.2
"""Questions that acts and screens ask of papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from nizam.kit.ports import ports
from nizam.spine.org.days import today_in
from nizam.spine.org.models import Appointment, User
from nizam.spine.org.rights import acting_for, posts_of, stood_for
from nizam.spine.records.models import ApprovalMember, Document

UNISSUED: Final = ("draft", "approval", "approved")
"""The states of a paper that has no number yet."""


@dataclass(frozen=True)
class Waiting:
    """What waits for the word or the signature of an account, each the papers it may see."""

    approval: QuerySet[Document]
    signature: QuerySet[Document]


def waiting_for(user: Any) -> Waiting:
    """Return the papers that wait for `user` today: in his own place, and in that of those for whom he acts today."""
    papers: QuerySet[Document] = Document.objects.visible_to(user).filter(voided_at__isnull=True)
    return Waiting(approval=to_be_agreed(papers, user), signature=to_be_signed(papers, user))


def to_be_agreed(papers: QuerySet[Document], user: Any) -> QuerySet[Document]:
    """Return those of `papers` on which the word of `user` is wanted now."""
    return papers.filter(state="approval").filter(Exists(members_open_to(user).filter(document=OuterRef("pk"))))


def to_be_signed(papers: QuerySet[Document], user: Any) -> QuerySet[Document]:
    """Return those of `papers` that only the signature of `user` is missing from."""
    signers = {user.person_id, *stood_for(user, signing=True)} - {None}
    named = Q(signatory__isnull=True) | Q(signatory_id__in=signers)
    for person, path in acting_for(user):
        named |= Q(signatory_id=person, unit__path__startswith=path)
    mine = papers.filter(named, state="approved")
    if not ports.access.has_perm(user, "records.sign_document"):
        return mine.none()
    return mine


def members_open_to(user: Any) -> QuerySet[ApprovalMember]:
    """Return the places in open steps in which `user` may decide today: his own, his posts', those he stands for."""
    people = {user.person_id, *stood_for(user)} - {None}
    return ApprovalMember.objects.filter(
        Q(person_id__in=people) | Q(position_id__in=posts_of(user)),
        decision="",
        step__opened_at__isnull=False,
        step__closed_at__isnull=True,
        step__round__state="open",
    )


def may_sign(user: Any, document: Document) -> bool:
    """Tell whether `document` is for `user` to sign, as far as it names a signatory; rights are another question."""
    if document.signatory_id is None:
        return True
    if document.signatory_id in {user.person_id, *stood_for(user, signing=True)}:
        return True
    here = document.unit.path if document.unit is not None else ""
    return any(person == document.signatory_id and here.startswith(path) for person, path in acting_for(user))


def needs_approval(document: Document) -> bool:
    """Tell whether the type of `document` wants it agreed before it is signed."""
    return document.type is not None and bool(document.type.chain)


def is_signable(document: Document) -> bool:
    """Tell whether nothing but the signature is missing."""
    if document.voided_at is not None:
        return False
    return document.state == "approved" or (document.state == "draft" and not needs_approval(document))


def wanted_on(document: Document) -> list[User]:
    """Return the accounts whose word on `document` is wanted now: of people, and of who holds the posts today."""
    members = ApprovalMember.objects.filter(
        document=document, decision="", step__opened_at__isnull=False, step__closed_at__isnull=True
    ).filter(step__round__state="open")
    today = today_in(document.institution)
    held = (
        Appointment.objects.filter(position__in=members.values("position"), starts__lte=today, voided_at__isnull=True)
        .exclude(ends__lt=today)
        .values("person")
    )
    meant = Q(person__in=members.values("person")) | Q(person__in=held)
    return list(User.objects.filter(meant, is_active=True).order_by("pk"))
