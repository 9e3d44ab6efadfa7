# SPDX-License-Identifier: EUPL-1.2
"""A letter beside those before it: a copy of one, the same one again later, or another under its Message-ID."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as translate

from nizam.spine.cases.intake.reading import Prepared
from nizam.spine.cases.models import CaseLink, Envelope

# Without a Message-ID: what comes again later is meant anew.
SAME_WITHIN = timedelta(days=30)
# So many letters of one Message-ID are compared; the constraint on identities holds for all.
MOST = 20
REUSED = "message-id-reused"
LATER = "same-letter-later"


@dataclass(frozen=True)
class Likeness:
    """What was found: the letter this one is a copy of, or an earlier one it resembles and the flag that says how.

    `is_own` says that a letter we sent has this Message-ID.
    """

    identity: str
    original: Envelope | None = None
    earlier: Envelope | None = None
    flag: str = ""
    is_own: bool = False


def find_likeness(envelope: Envelope, prepared: Prepared) -> Likeness:
    """Compare a described letter with those registered before it."""
    if envelope.message_id:
        return _by_message_id(envelope, prepared)
    return _by_content(envelope, prepared.identity)


def _by_message_id(envelope: Envelope, prepared: Prepared) -> Likeness:
    identity = prepared.identity
    neighbours = prepared.batch.neighbours
    known = neighbours.letters([envelope.message_id]) if neighbours is not None else None
    if known is None:
        same_id = list(_others(envelope).filter(message_id=envelope.message_id).order_by("pk")[:MOST])
    else:
        same_id = [row for row in known if row.duplicate_of_id is None and row.pk != envelope.pk][:MOST]
    is_own = any(row.direction == "out" for row in same_id)
    letters = [row for row in same_id if _is_registered(row)]
    same = next((row for row in letters if row.identity in (identity, prepared.former_identity)), None)
    if same is None and len(same_id) == MOST:
        same = _registered_as(envelope, identity)
    if same is not None:
        return Likeness(identity, original=same, is_own=is_own)
    # One that could not be read is no letter with other content.
    others = [row for row in letters if row.disposition not in ("unreadable", "oversize")]
    if others:
        return Likeness(identity, earlier=others[0], flag=REUSED, is_own=is_own)
    return Likeness(identity, is_own=is_own)


def _by_content(envelope: Envelope, content: str) -> Likeness:
    """Go from each letter of this content to the next one that was registered more than SAME_WITHIN after it."""
    earlier: Envelope | None = None
    identity = content
    place = 1
    while (found := _registered_as(envelope, identity)) is not None:
        if abs(envelope.kept_at - found.kept_at) <= SAME_WITHIN:
            return Likeness(identity, original=found)
        earlier, place = found, place + 1
        identity = f"{content}.{place}"
    return Likeness(identity, earlier=earlier, flag=LATER if earlier else "")


def _others(envelope: Envelope) -> QuerySet[Envelope]:
    first = Envelope.objects.filter(institution_id=envelope.institution_id, duplicate_of__isnull=True)
    return first.exclude(pk=envelope.pk).select_related("case")


def _registered_as(envelope: Envelope, identity: str) -> Envelope | None:
    rows = _others(envelope).filter(identity=identity).order_by("pk")
    return next((row for row in rows[:MOST] if _is_registered(row)), None)


def _is_registered(row: Envelope) -> bool:
    return row.direction == "in" and row.disposition != ""


def link_earlier(envelope: Envelope) -> None:
    """Link the case of a letter with the case of the earlier one it resembles, where both have one."""
    earlier, case = envelope.earlier, envelope.case
    if earlier is None or case is None or earlier.case_id in (None, case.pk):
        return
    relation = "same-letter" if LATER in envelope.flags else "same-id"
    with translation.override(case.institution.main_language):
        reason = (
            translate("The same letter without Message-ID, more than 30 days later.")
            if relation == "same-letter"
            else translate("Two letters with other content carry the same Message-ID.")
        )
    CaseLink.objects.get_or_create(
        case=case,
        other_id=earlier.case_id,
        relation=relation,
        defaults={
            "institution_id": case.institution_id,
            "unit_id": case.unit_id,
            "confidentiality": case.confidentiality,
            "reason": reason,
        },
    )
