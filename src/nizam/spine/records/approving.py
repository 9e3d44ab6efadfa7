# SPDX-License-Identifier: EUPL-1.2
"""The way of approval of a paper: who its steps mean, and what it opens to them while it lasts."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nizam.spine.org.actions import open_access
from nizam.spine.org.days import today_in
from nizam.spine.org.models import Access, Person, Position, RoleGrant, User
from nizam.spine.org.rights import posts_of
from nizam.spine.records.models import ApprovalMember, ApprovalRound, ApprovalStep, Document

DECIDING: Final = ("records.agree_document", "records.return_document")
SIGNING: Final = ("records.sign_document", "records.return_document")
# Who decided on a paper may read it again, and who stands for him that day; it is no right to act.
READING: Final = ("records.view_document",)
MOST_STEPS: Final = 10
MOST_MEMBERS: Final = 20


@dataclass
class Step:
    """One step of a way: people and posts side by side, and how many of them must agree (None: all)."""

    people: list[Person] = field(default_factory=list)
    posts: list[Position] = field(default_factory=list)
    quorum: int | None = None

    def __len__(self) -> int:
        return len(self.people) + len(self.posts)

    def is_decided_by(self, own: Self) -> bool:
        """Tell whether the words of the people and posts in `own` are enough for this step."""
        count = sum(one in own.people for one in self.people) + sum(one in own.posts for one in self.posts)
        return count >= (self.quorum or len(self))


def controlled(document: Document, submitter: Any) -> Step:
    """Return whom the approval of `document` controls, and their posts: who wrote it, and who hands it in."""
    users = [one for one in (document.author, submitter) if one is not None and one.pk is not None]
    posts = {post for one in users for post in posts_of(one, own=True)}
    return Step(
        people=list(Person.objects.filter(pk__in=[one.person_id for one in users if one.person_id])),
        posts=list(Position.objects.filter(pk__in=posts)),
    )


def way_of_type(document: Document, submitter: Any) -> list[Step]:
    """Return the way that the type of `document` names, with the people and posts its words mean today.

    Whom it controls is nobody's judge: where the words mean him, the others of the step decide. A step of which the
    words mean nobody else, such as the head of the unit above the uppermost one, is left out.
    """
    found = []
    own = controlled(document, submitter)
    for entry in document.type.chain if document.type is not None else ():
        step = Step(quorum=entry.get("quorum"))
        for word in entry["members"]:
            _add_meant(step, document, word)
        step.people = [one for one in step.people if one not in own.people]
        step.posts = [one for one in step.posts if one not in own.posts]
        if len(step):
            step.quorum = min(step.quorum, len(step)) if step.quorum else None
            found.append(step)
    return found


def _add_meant(step: Step, document: Document, word: str) -> None:
    unit = document.unit
    if word == "superior-head":
        unit = unit.parent if unit is not None else None
    if word in {"unit-head", "superior-head"}:
        if unit is None:
            return
        posts = Position.objects.standing().filter(unit=unit, is_head=True).order_by("pk")
        if posts:
            step.posts.extend(post for post in posts if post not in step.posts)
            return
        _add_holders(step, document, "head", Q(unit=unit))
        return
    above = [int(key) for key in unit.path.strip("/").split("/") if key] if unit is not None else []
    _add_holders(step, document, word.removeprefix("role:"), Q(unit__isnull=True) | Q(unit__in=above))


def _add_holders(step: Step, document: Document, role: str, where: Q) -> None:
    today = today_in(document.institution)
    grants = (
        RoleGrant.objects.filter(where, role__code=role, institution=document.institution_id, starts__lte=today)
        .filter(voided_at__isnull=True)
        .exclude(ends__lt=today)
    )
    people = Person.objects.filter(pk__in=User.objects.filter(pk__in=grants.values("user")).values("person"))
    step.people.extend(person for person in people.order_by("pk") if person not in step.people)


def way_given(user: Any, steps: Mapping[str, Any]) -> list[Step]:
    """Return a way that somebody wrote down: steps by their ordinal, each with uids of `people` and `posts`.

    Only people and posts that `user` may see are known. Raises ValidationError naming what is wrong.
    """
    if len(steps) > MOST_STEPS:
        raise ValidationError({"steps": _("At most %(most)s steps.") % {"most": MOST_STEPS}})
    found = []
    for key in sorted(steps, key=lambda name: int(name) if str(name).isdigit() else 0):
        entry = steps[key]
        if not isinstance(entry, Mapping) or set(entry) - {"people", "posts", "quorum"}:
            raise ValidationError({"steps": _("A step has people, posts and, where not all need agree, a quorum.")})
        step = Step(
            people=_known(Person, user, entry.get("people", ())), posts=_known(Position, user, entry.get("posts", ()))
        )
        if not len(step):
            continue
        if len(step) > MOST_MEMBERS:
            raise ValidationError({"steps": _("At most %(most)s members in a step.") % {"most": MOST_MEMBERS}})
        quorum = entry.get("quorum")
        if quorum is not None and (type(quorum) is not int or not 1 <= quorum <= len(step)):
            raise ValidationError(
                {"steps": _("The quorum of step %(step)s is not between 1 and %(most)s.")
                 % {"step": key, "most": len(step)}}
            )  # fmt: skip
        step.quorum = quorum
        found.append(step)
    return found


def _known(model: Any, user: Any, uids: Iterable[Any]) -> list[Any]:
    if isinstance(uids, str) or not isinstance(uids, Iterable):
        raise ValidationError({"steps": _("A list is expected.")})
    asked = list(dict.fromkeys(str(getattr(one, "uid", one)) for one in uids))
    wanted = [uid for uid in map(_uid, asked) if uid is not None]
    rows = {str(row.uid): row for row in model.objects.visible_to(user).standing().filter(uid__in=wanted)}
    if len(rows) != len(asked):
        raise ValidationError({"steps": _("Somebody named in a step is not known here.")})
    return [rows[uid] for uid in asked]


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def begin_round(document: Document, way: list[Step], *, user: User | None, note: str) -> ApprovalRound:
    """Write a new round with the text as it stands, and open its first step. The caller changes the paper's state."""
    now = timezone.now()
    place = _place(document)
    last = document.rounds.order_by("-ordinal").first()
    begun = ApprovalRound.objects.create(
        **place,
        document=document,
        ordinal=last.ordinal + 1 if last is not None else 1,
        state="open" if way else "agreed",
        submitted_by=user,
        submitted_at=now,
        closed_at=None if way else now,
        note=note,
        subject=document.subject,
        addressee=document.addressee,
        body=document.body,
    )
    for number, entry in enumerate(way, start=1):
        step = ApprovalStep.objects.create(**place, round=begun, document=document, ordinal=number, quorum=entry.quorum)
        for person in entry.people:
            ApprovalMember.objects.create(**place, step=step, document=document, person=person)
        for post in entry.posts:
            ApprovalMember.objects.create(**place, step=step, document=document, position=post)
    return begun


def open_next_step(begun: ApprovalRound) -> ApprovalStep | None:
    """Open the next step of a round, and the paper to its members; None when there is none left."""
    step = begun.steps.filter(opened_at__isnull=True).order_by("ordinal").first()
    if step is None:
        return None
    step.opened_at = timezone.now()
    step.save(update_fields=["opened_at"])
    for member in step.members.all():
        open_for(begun.document, person=member.person, position=member.position, acts=DECIDING, reason=_("approval"))
    return step


def open_for(
    document: Document, *, acts: Iterable[str], reason: str, person: Person | None = None,
    position: Position | None = None,
) -> None:  # fmt: skip
    """Open the paper to the accounts of a person, or to whoever holds a post, for `acts` and nothing beyond."""
    if position is not None:
        open_access(document, position=position, reason=reason, acts=tuple(acts))
    elif person is not None:
        for account in User.objects.filter(person=person, is_active=True):
            open_access(document, user=account, reason=reason, acts=tuple(acts))


def open_to_signatory(document: Document) -> None:
    """Open the paper to its signatory, wherever he sits."""
    if document.signatory is not None:
        open_for(document, person=document.signatory, acts=SIGNING, reason=_("signature"))


def end_step(step: ApprovalStep) -> None:
    """Close a step: who decided may read the paper again, for the others it is closed."""
    step.closed_at = timezone.now()
    step.save(update_fields=["closed_at"])
    for member in step.members.all():
        rows = _openings(step.document, DECIDING).filter(
            Q(position_id=member.position_id) if member.position_id else Q(user__person_id=member.person_id)
        )
        _settle(rows, keep=bool(member.decision))


def end_round(begun: ApprovalRound, state: str) -> None:
    """End a round with every step that stands open, and take the paper back from a signatory it waited for."""
    for step in begun.steps.filter(opened_at__isnull=False, closed_at__isnull=True):
        end_step(step)
    begun.state, begun.closed_at = state, begun.closed_at or timezone.now()
    begun.save(update_fields=["state", "closed_at"])


def end_signing(document: Document, *, signed: bool) -> None:
    """End what was opened to the signatory; who signed, or sent it back, may read it again."""
    _settle(_openings(document, SIGNING), keep=signed)


def put_away(document: Document, reason: str) -> None:
    """Void a paper, and end its approval if it was on the way; inside the caller's act. Numbers are the caller's."""
    if document.state in {"approval", "approved"}:
        end_signing(document, signed=False)
        begun = document.rounds.filter(state__in=("open", "agreed")).order_by("-ordinal").first()
        if begun is not None:
            end_round(begun, "withdrawn")
    document.state = "voided"
    document.voided_at, document.void_reason = timezone.now(), reason[:500]
    document.full_clean()
    document.save(update_fields=["state", "voided_at", "void_reason"])


def _openings(document: Document, acts: Iterable[str]) -> Any:
    return Access.objects.filter(
        content_type=ContentType.objects.get_for_model(Document),
        object_id=document.pk,
        voided_at__isnull=True,
        acts=f" {' '.join(acts)} ",
    )


def _settle(rows: Any, *, keep: bool) -> None:
    for row in rows:
        if keep:
            row.acts = f" {' '.join(READING)} "
            row.save(update_fields=["acts"])
        else:
            row.voided_at, row.void_reason = timezone.now(), _("the approval has ended")
            row.save(update_fields=["voided_at", "void_reason"])


def _place(document: Document) -> dict[str, Any]:
    return {
        "institution": document.institution,
        "unit": document.unit,
        "confidentiality": document.confidentiality,
    }
