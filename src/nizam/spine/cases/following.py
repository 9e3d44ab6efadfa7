# SPDX-License-Identifier: EUPL-1.2
"""Where a letter goes that answers a case which went over to another, and what an awaited answer sets going."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as translate

from nizam.foundations.calendars import CalendarError
from nizam.kit.events import send_on_commit
from nizam.kit.ports import JournalEntry, ports
from nizam.spine.cases.clock import recompute_case
from nizam.spine.cases.events import ClarificationCame
from nizam.spine.cases.models import Case, CaseLink
from nizam.spine.org.actions import operator_actor

JOINED: Final = "joined"
"""The outcome of a case that went over to another one."""


def case_now(case: Case) -> Case:
    """Return the case in which a matter is dealt with now: that to which it was joined, step by step, else itself."""
    seen = {case.pk}
    while case.outcome == JOINED and case.state == "closed":
        link = (
            CaseLink.objects.filter(case=case, relation="joined", voided_at__isnull=True)
            .select_related("other__party", "other__procedure")
            .order_by("-pk")
            .first()
        )
        if link is None or link.other_id in seen or link.other.voided_at is not None:
            break
        case = link.other
        seen.add(case.pk)
    return case


def take_up(case: Case, at: datetime) -> None:
    """Let the term of a case run again that waited for the sender to clarify; runs inside the act that took the letter.

    A term that the calendar cannot count stays as it is, for a person: the letter is registered all the same.
    """
    if case.suspended_since is None or case.state == "closed":
        return
    row = case.suspensions.filter(ends_at__isnull=True, voided_at__isnull=True, reason="clarification").first()
    if row is None:
        return
    before = {"due_on": case.due_on, "due_at": case.due_at, "suspended_since": case.suspended_since}
    row.ends_at = max(at, row.starts_at)
    row.save(update_fields=["ends_at"])
    case.suspended_since = None
    case.save(update_fields=["suspended_since"])
    try:
        recompute_case(case)
    except CalendarError:
        row.ends_at = None
        row.save(update_fields=["ends_at"])
        case.suspended_since = before["suspended_since"]
        case.save(update_fields=["suspended_since"])
        return
    with translation.override(case.institution.main_language):
        reason = translate("The sender has answered.")
    ports.journal.write(
        JournalEntry(
            actor=operator_actor(door="mail"),
            action="cases.resume_case",
            obj=case,
            changes={name: (value, getattr(case, name)) for name, value in before.items()},
            reason=reason,
        )
    )
    send_on_commit(ClarificationCame(uid=case.uid))
