# SPDX-License-Identifier: EUPL-1.2
"""One matter becomes two, or two become one: a part gets a case of its own, a case goes over to another."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import NotAllowed, Refused
from nizam.kit.events import send_on_commit
from nizam.kit.ports import JournalEntry, ports
from nizam.kit.turns import wait_for_others
from nizam.spine.cases.actions.answers import draft_answer
from nizam.spine.cases.events import CaseClosed, CaseJoined, CaseSplit
from nizam.spine.cases.following import JOINED
from nizam.spine.cases.models import Case, CaseLink, CaseNote, Envelope, Procedure, SharedLetter
from nizam.spine.cases.opening import open_case
from nizam.spine.cases.queries import is_open, open_controls
from nizam.spine.cases.suggestions import units_for
from nizam.spine.org.actions import open_access
from nizam.spine.org.models import Unit


@action(
    "cases.split_case",
    title=_("Make a part a case of its own"),
    available=is_open,
    fields={
        "subject": Input(label=_("Subject of the part")),
        "extract": Input(
            label=_("Part that is split off"), kind="long-text", help=_("What of the letter the new case is about")
        ),
        "unit": Input(
            label=_("Unit"), kind="model", model="org.unit", required=False, help=_("Left empty, the same one.")
        ),
        "procedure": Input(
            label=_("Procedure"),
            kind="model",
            model="cases.procedure",
            required=False,
            help=_("Left empty, the same one."),
        ),
    },
)
def split_case(
    actor: Actor,
    case: Case,
    *,
    subject: str,
    extract: str,
    unit: Unit | None = None,
    procedure: Procedure | None = None,
) -> Case:
    """Open a case of its own for a part of the letter, and return it: own number, own term, own answer.

    Its term runs from the registration of the letter, as the law counts: a letter on several matters gains no day by
    being divided. The letters of the case are read in the new one too.
    """
    if any(one is not None and one.institution_id != case.institution_id for one in (unit, procedure)):
        raise Refused(_("One of them belongs to another institution."), code="other-institution")
    if not extract.strip():
        raise Refused(_("Say which part of the letter it is."), code="extract-missing")
    kind = procedure or case.procedure
    part = open_case(
        kind,
        subject=subject.strip(),
        channel=case.channel,
        unit=unit or case.unit,
        party=case.party,
        language_code=case.language,
        suggestions=units_for(case.institution, f"{subject}\n{extract}"),
        registered_at=case.registered_at,
        numbered_at=timezone.now(),
        confidentiality=case.confidentiality,
        arrived_at=case.arrived_at,
        variant=case.variant if kind.pk == case.procedure_id else "",
    )
    place = {"institution": case.institution, "unit": part.unit, "confidentiality": part.confidentiality}
    CaseLink(
        institution=case.institution,
        unit=part.unit,
        confidentiality=part.confidentiality,
        case=part,
        other=case,
        relation="split",
        reason=extract.strip()[:500],
    ).save()
    CaseNote(**place, case=part, author=actor.user if actor.user.pk else None, text=extract.strip()).save()
    share_letters(case, part)
    if part.unit_id != case.unit_id and actor.user.pk:
        open_access(part, user=actor.user, reason=translate("split off by this account"))
    ports.journal.write(
        JournalEntry(actor=actor, action="cases.split_case", obj=case, changes={}, reason=part.number_text)
    )
    send_on_commit(CaseSplit(uid=part.uid, actor_uid=getattr(actor.user, "uid", None), of=case.uid))
    return part


def share_letters(case: Case, other: Case) -> None:
    """Have the letters of `case`, and those shared with it, be read in `other` too; runs inside the caller's act."""
    inherited = SharedLetter.objects.filter(case=case, voided_at__isnull=True).values("envelope")
    own = Q(case=case, disposition__in=("new", "reply", "sent"))
    known = set(other.shared_letters.values_list("envelope_id", flat=True))
    letters = Envelope.objects.filter(own | Q(pk__in=inherited), voided_at__isnull=True)
    for envelope in letters.order_by("pk"):
        if envelope.pk not in known and envelope.case_id != other.pk:
            SharedLetter.objects.create(
                institution=other.institution,
                unit=other.unit,
                confidentiality=other.confidentiality,
                case=other,
                envelope=envelope,
            )


@action(
    "cases.join_case",
    title=_("Join to another case"),
    available=is_open,
    fields={
        "other": Input(label=_("Case it goes over to"), kind="model", model="cases.case"),
        "reason": Input(label=_("Reason"), kind="long-text"),
    },
    danger=_("This case is closed and keeps its number. Its letters, its open tasks and what still comes go over."),
)
def join_case(actor: Actor, case: Case, *, other: Case, reason: str) -> Case:
    """Close a case because its matter is dealt with in another one of the same sender.

    Letters that come to it later go to the other. A draft answer and open control stand in the way. Raises Refused.
    """
    if not actor.can("cases.join_case", other):
        raise NotAllowed("cases.join_case")
    _refuse_joining(case, other)
    CaseLink(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        other=other,
        relation="joined",
        reason=reason[:500],
    ).save()
    share_letters(case, other)
    for task in case.tasks.filter(done_at__isnull=True, voided_at__isnull=True):
        task.case, task.unit, task.confidentiality = other, other.unit, other.confidentiality
        task.save(update_fields=["case", "unit", "confidentiality"])
    case.state, case.outcome, case.closed_at, case.step = "closed", JOINED, timezone.now(), ""
    case.save(update_fields=["state", "outcome", "closed_at", "step"])
    ports.journal.write(
        JournalEntry(actor=actor, action="cases.join_case", obj=other, changes={}, reason=case.number_text)
    )
    account = getattr(actor.user, "uid", None)
    send_on_commit(CaseJoined(uid=case.uid, actor_uid=account, to=other.uid))
    send_on_commit(CaseClosed(uid=case.uid, actor_uid=account))
    return case


def _refuse_joining(case: Case, other: Case) -> None:
    if other.institution_id != case.institution_id:
        raise Refused(_("This case belongs to another institution."), code="other-institution")
    if other.pk == case.pk:
        raise Refused(_("A case cannot be joined to itself."), code="same-case")
    if case.confidentiality > other.confidentiality:
        # Whoever reads the other would read these letters too.
        raise Refused(
            _("The other case has a lower degree of confidentiality. Set the degree of that case first."), code="degree"
        )
    # In turn and read anew: at this moment somebody may be joining the other to this one.
    wait_for_others(f"join {case.institution_id}")
    standing = Case.objects.filter(pk=other.pk).first()
    if standing is None or not standing.is_open:
        raise Refused(_("The other case is closed or voided: open it again first."), code="other-closed")
    if case.party_id is not None and other.party_id is not None and case.party_id != other.party_id:
        raise Refused(
            _("The other case is of another sender. Who wrote here would get no answer: link the cases instead."),
            code="other-sender",
        )
    if draft_answer(case) is not None:
        raise Refused(_("The answer is still a draft: sign it or void it first."), code="draft-answer")
    if open_controls(case).exists():
        raise Refused(_("The case is under control: it is taken off first."), code="under-control")
