# SPDX-License-Identifier: EUPL-1.2
"""Background work of the cases: reading what is attached, counting terms anew, reminding of what stands still."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.events import send_on_commit
from nizam.kit.tasks import JobRun, scheduled, task
from nizam.kit.turns import write_transaction
from nizam.spine.cases.attachments import READ, READ_TASK, TRIES, ask_to_read, read_waiting
from nizam.spine.cases.escalation import anything_late, escalate_late
from nizam.spine.cases.events import SuspensionLapsed, TermRunsOut
from nizam.spine.cases.models import OPEN_STATES, Attachment, Case, Envelope, Suspension
from nizam.spine.cases.printing import PRINT_TASK, SHEET_TASK, run_print, run_register_sheet
from nizam.spine.cases.procedures.alerts import due_warnings, note_warned
from nizam.spine.cases.recounting import RECOUNT_TASK, ask_for_recount, open_cases, recount_open_cases
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.models import Institution

LOOK_EVERY = timedelta(minutes=5)
ASKED_AT_ONCE = 200
WARNED_WITHIN = timedelta(days=60)


@task(READ_TASK, title=_("Read the attachments of a letter"))
def read_attachments(run: JobRun, *, envelope: str) -> dict[str, int]:
    """Read the attachments of a letter one by one; one at which the worker ended again and again is given up."""
    letter = Envelope.objects.select_related("institution", "blob", "case").get(uid=envelope)
    begun: dict[str, int] = run.state.setdefault("begun", {})
    total = letter.attachments.filter(state="waiting").count()
    ended = 0

    def begin(attachment: Attachment) -> bool:
        key = str(attachment.uid)
        if begun.get(key, 0) >= TRIES:
            return False
        begun[key] = begun.get(key, 0) + 1
        # Kept before the reading begins: a worker that dies at it leaves the count behind.
        run.progress(ended, total, attachment.name)
        return True

    def done(attachment: Attachment) -> None:
        nonlocal ended
        ended += 1
        begun.pop(str(attachment.uid), None)

    read_waiting(operator_actor(door="job"), letter, begin, done)
    return {"read": ended}


@task(PRINT_TASK, title=_("Print of a case"))
def print_whole_case(run: JobRun, *, export: str) -> dict[str, Any]:
    """Make the print of a case for the account that asked for it."""
    return run_print(run, export)


@task(SHEET_TASK, title=_("Sheet of a register"))
def print_register(run: JobRun, *, export: str) -> dict[str, Any]:
    """Make the sheet of a register for the account that asked for it."""
    return run_register_sheet(run, export)


def _waiting() -> list[int]:
    found = Attachment.objects.filter(state="waiting", envelope__disposition__in=READ).order_by()
    return list(found.values_list("envelope", flat=True).distinct()[:ASKED_AT_ONCE])


@scheduled(every=LOOK_EVERY, when=lambda: bool(_waiting()))
@task("cases.look_for_attachments", title=_("Look for attachments not yet read"))
def look_for_attachments(run: JobRun) -> None:
    """Queue the letters of which an attachment waits: set aside and taken up again, or left by a job that failed."""
    for letter in Envelope.objects.filter(pk__in=_waiting()):
        ask_to_read(letter)


@task(RECOUNT_TASK, title=_("Count the terms of open cases anew"))
def recount(run: JobRun, *, institution: str, digest: str = "", causes: Sequence[Any] = ()) -> dict[str, Any]:
    """Count the open cases of one institution after its calendar changed."""
    return recount_open_cases(run, Institution.objects.get(uid=institution), digest, causes)


@scheduled(every=timedelta(days=1))
@task("cases.renew_terms", title=_("Look whether the calendar of the country has changed"))
def renew_terms(run: JobRun) -> None:
    """Have every institution's open cases counted anew: an upgrade may have brought other holidays.

    What comes out as it was is not written, so on most days nothing is.
    """
    for institution in Institution.objects.order_by("pk"):
        if open_cases(institution).exists():
            ask_for_recount(institution)


@scheduled(every=timedelta(hours=1), when=lambda: _running_out().exists())
@task("cases.warn_of_terms", title=_("Warn of terms that come to their end"))
def warn_of_terms(run: JobRun) -> dict[str, int]:
    """Give the warnings that the procedures of open cases state, each once for a term."""
    now = timezone.now()
    warned = 0
    for institution in Institution.objects.order_by("pk"):
        calendar = None
        rows = _running_out().filter(institution=institution).select_related("procedure").order_by("pk")
        for case in rows.iterator(chunk_size=500):
            case.institution = institution
            calendar = calendar or calendar_of(institution)
            places = due_warnings(case, now, calendar)
            if not places:
                continue
            to = {role for place in places for role in case.procedure.warnings[place]["to"]}
            with write_transaction():
                send_on_commit(TermRunsOut(uid=case.uid, to=tuple(sorted(to))))
                note_warned(case, places)
            warned += 1
    return {"warned": warned}


@scheduled(every=timedelta(hours=1), when=lambda: anything_late(timezone.now()))
@task("cases.escalate", title=_("Tell superiors of matters that are late"))
def escalate(run: JobRun) -> dict[str, int]:
    """Bring late cases onto the steps of their ladders, each once for a term."""
    return {"moved": escalate_late(run, operator_actor(door="clock"), timezone.now())}


def _running_out() -> Any:
    """Return the open cases whose term ends within the longest time that warnings speak of."""
    now = timezone.now()
    return Case.objects.filter(
        due_at__gt=now,
        due_at__lte=now + WARNED_WITHIN,
        answered_at__isnull=True,
        voided_at__isnull=True,
        suspended_since__isnull=True,
    ).filter(state__in=OPEN_STATES)


@scheduled(every=timedelta(hours=1), when=lambda: _lapsed().exists())
@task("cases.remind_lapsed", title=_("Remind of suspended matters whose day has passed"))
def remind_lapsed(run: JobRun) -> dict[str, int]:
    """Tell once of each suspension whose last day to pay or to answer has passed."""
    rows = list(_lapsed().select_related("case")[:500])
    for row in rows:
        with write_transaction():
            send_on_commit(SuspensionLapsed(uid=row.uid))
            row.reminded_at = timezone.now()
            row.save(update_fields=["reminded_at"])
    return {"reminded": len(rows)}


def _lapsed() -> Any:
    """Return the suspensions that go on although their last day has passed everywhere."""
    yesterday = (timezone.now() - timedelta(days=1)).date()
    return Suspension.objects.filter(
        ends_at__isnull=True, voided_at__isnull=True, reminded_at__isnull=True, lapses_on__lte=yesterday
    )
