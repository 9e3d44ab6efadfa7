# SPDX-License-Identifier: EUPL-1.2
"""Approval: a paper handed in, agreed or sent back step by step, taken back by its author."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.events import send_on_commit
from nizam.spine.org.models import Person, User
from nizam.spine.org.rights import posts_of
from nizam.spine.records.approving import (
    begin_round,
    controlled,
    end_round,
    end_signing,
    end_step,
    open_next_step,
    open_to_signatory,
    way_given,
    way_of_type,
)
from nizam.spine.records.events import ApprovalWanted, DocumentApproved, DocumentReturned
from nizam.spine.records.models import ApprovalMember, ApprovalRound, Document
from nizam.spine.records.queries import may_sign, members_open_to, wanted_on

_NOT_WANTED = _("Your word on this paper is not wanted now: the step it stands at is for others, or you have decided.")


@action(
    "records.submit_document",
    title=_("Send for approval"),
    primary=True,
    available=lambda document: document.state == "draft" and document.voided_at is None,
    fields={
        "signatory": Input(label=_("To be signed by"), kind="model", model="org.person", required=False),
        "note": Input(label=_("Note to those who agree"), kind="long-text", required=False),
        "steps": Input(
            label=_("Steps of approval"),
            kind="mapping",
            required=False,
            help=_("Steps by their ordinal: uids of people and posts, and a quorum where not all need agree"),
        ),
    },
)
def submit_document(
    actor: Actor,
    document: Document,
    *,
    signatory: Person | None = None,
    note: str = "",
    steps: Mapping[str, Any] | None = None,
) -> Document:
    """Hand a draft in: its text stands still until everybody whose word is wanted has agreed, or one sends it back.

    It takes the given `steps` and then the way its type names; where there is neither, it goes to its signatory at
    once. Who wrote the paper or hands it in cannot decide a step alone. Raises Refused.
    """
    given = way_given(actor.user, steps) if steps else []
    if steps and not given:
        raise Refused(_("The steps name nobody."), code="nobody")
    own = controlled(document, actor.user)
    if any(step.is_decided_by(own) for step in given):
        raise Refused(
            _("Who wrote the paper, or hands it in, does not decide a step alone: name somebody else."), code="own-step"
        )
    way = [*given, *way_of_type(document, actor.user)]
    if document.type is not None and document.type.chain and not way:
        raise Refused(_("The way of approval of this type means nobody here: name the people."), code="nobody")
    document.signatory = signatory or document.signatory
    document.state = "approval" if way else "approved"
    document.full_clean()
    document.save(update_fields=["state", "signatory"])
    begun = begin_round(document, way, user=actor.user if actor.user.pk else None, note=note)
    if way:
        open_next_step(begun)
        _tell_wanted(actor, document)
    else:
        _hand_to_signatory(actor, document)
    return document


@action(
    "records.agree_document",
    title=_("Agree"),
    primary=True,
    available=lambda document: document.state == "approval" and document.voided_at is None,
    otherwise=_("The paper is not in approval."),
    fields={"remark": Input(label=_("Remark"), kind="long-text", required=False)},
    binds_to=lambda document: [document],
)
def agree_document(actor: Actor, document: Document, *, remark: str = "") -> Document:
    """Agree to a paper in every place of the open step in which the actor decides today. Raises Refused."""
    members = list(members_open_to(actor.user).filter(document=document).select_related("step__round"))
    if not members:
        raise Refused(_NOT_WANTED, code="not-wanted")
    for member in members:
        _decide(actor, member, "remarked" if remark.strip() else "agreed", remark)
    step = members[0].step
    agreed = step.members.exclude(decision="").count()
    if agreed < (step.quorum or step.members.count()):
        return document
    end_step(step)
    if open_next_step(step.round) is not None:
        _tell_wanted(actor, document)
        return document
    end_round(step.round, "agreed")
    document.state = "approved"
    document.save(update_fields=["state"])
    send_on_commit(DocumentApproved(uid=document.uid, actor_uid=getattr(actor.user, "uid", None)))
    _hand_to_signatory(actor, document)
    return document


@action(
    "records.return_document",
    title=_("Send back"),
    emits=DocumentReturned,
    available=lambda document: document.state in {"approval", "approved"} and document.voided_at is None,
    otherwise=_("The paper is not in approval."),
    fields={"remark": Input(label=_("What is to be mended"), kind="long-text")},
)
def return_document(actor: Actor, document: Document, *, remark: str) -> Document:
    """Send a paper back to its author with remarks: it is a draft again, and its approval begins anew later.

    Who is asked for his word may do so, and once it is approved, whoever may sign it.
    """
    if not remark.strip():
        raise Refused(_("Say what is to be mended."), code="remark")
    begun = _current(document)
    if document.state == "approval":
        members = list(members_open_to(actor.user).filter(document=document))
        if not members:
            raise Refused(_NOT_WANTED, code="not-wanted")
        for member in members:
            _decide(actor, member, "returned", remark)
    elif not may_sign(actor.user, document) or not actor.can("records.sign_document", document):
        raise Refused(_("The paper waits for its signatory."), code="not-wanted")
    else:
        begun.note = f"{begun.note}\n\n{remark}".strip()
        begun.save(update_fields=["note"])
        end_signing(document, signed=True)
    end_round(begun, "returned")
    document.state = "draft"
    document.save(update_fields=["state"])
    return document


@action(
    "records.withdraw_document",
    title=_("Take back from approval"),
    available=lambda document: document.state in {"approval", "approved"} and document.voided_at is None,
    otherwise=_("The paper is not in approval."),
    fields={"reason": Input(label=_("Reason"), kind="long-text", required=False)},
)
def withdraw_document(actor: Actor, document: Document, *, reason: str = "") -> Document:
    """Take a paper back: only its author does, or who handed it in. What was decided until then stays known."""
    begun = _current(document)
    if actor.user.pk not in {document.author_id, begun.submitted_by_id}:
        raise Refused(_("Only who wrote the paper, or handed it in, takes it back."), code="not-author")
    end_signing(document, signed=False)
    end_round(begun, "withdrawn")
    document.state = "draft"
    document.save(update_fields=["state"])
    return document


def _decide(actor: Actor, member: ApprovalMember, decision: str, remark: str) -> None:
    user = actor.user
    own = member.person_id == user.person_id if member.person_id else member.position_id in posts_of(user, own=True)
    member.decision, member.remark = decision, remark.strip()
    member.decided_at, member.decided_by, member.in_place = timezone.now(), user, not own
    member.save(update_fields=["decision", "remark", "decided_at", "decided_by", "in_place"])


def _current(document: Document) -> ApprovalRound:
    found = document.rounds.order_by("-ordinal").first()
    assert found is not None
    return found


def _hand_to_signatory(actor: Actor, document: Document) -> None:
    open_to_signatory(document)
    if document.signatory_id is None:
        return
    accounts = User.objects.filter(person_id=document.signatory_id, is_active=True).values_list("pk", flat=True)
    send_on_commit(_wanted(actor, document, tuple(accounts), signature=True))


def _tell_wanted(actor: Actor, document: Document) -> None:
    send_on_commit(_wanted(actor, document, tuple(user.pk for user in wanted_on(document))))


def _wanted(actor: Actor, document: Document, people: tuple[int, ...], *, signature: bool = False) -> ApprovalWanted:
    by = getattr(actor.user, "uid", None)
    return ApprovalWanted(uid=document.uid, actor_uid=by, people=people, signature=signature)
