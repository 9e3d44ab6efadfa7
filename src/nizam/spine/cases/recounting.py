# SPDX-License-Identifier: EUPL-1.2
"""Counting the open cases of an institution anew after its calendar changed, in batches that may be interrupted."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from nizam.foundations.calendars import CalendarError
from nizam.kit.actions import Actor
from nizam.kit.events import send_on_commit
from nizam.kit.ports import JournalEntry, ports
from nizam.kit.tasks import JobRun
from nizam.kit.turns import write_transaction
from nizam.spine.cases.clock import Clock, Counter, Rows, counted_clock, tasks_follow, with_moves
from nizam.spine.cases.events import TermsMoved
from nizam.spine.cases.forwardings import renew_forwardings
from nizam.spine.cases.models import CalendarDay, Case, Extension, Forwarding, OfficeHours, Procedure, Suspension
from nizam.spine.cases.notices.telling import renew_tell_by
from nizam.spine.cases.working_days import working_days
from nizam.spine.jobs.models import Job
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.models import Institution

RECOUNT_TASK: Final = "cases.recount"
RECOUNTED: Final = "cases.recount_case"
BATCH: Final = 500
CAUSES_KEPT: Final = 5

_READ: Final = (
    "uid", "institution_id", "unit_id", "confidentiality", "number_id", "number_text", "procedure_id", "variant",
    "state", "arrived_at", "registered_at", "registered_on", "due_on", "due_at", "clock", "suspended_since",
    "revision", "voided_at", "answered_at",
)  # fmt: skip


@dataclass
class Counted:
    """What a batch came to: the cases whose term moved or that could not be counted, how many there were, the last."""

    moved: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    seen: int = 0
    last: int = 0


@dataclass(frozen=True)
class Cause:
    """Why terms are counted anew: the decision in words, and who entered it."""

    name: str
    who: str = ""

    @property
    def sentence(self) -> str:
        """Return both."""
        return f"{self.name} ({self.who})" if self.who else self.name


def ask_for_recount(institution: Institution, row: CalendarDay | OfficeHours | None = None) -> Any:
    """Queue the recount of an institution's open cases inside the running transaction; `row` is what changed.

    A job finds out whether a later change made it needless: that one has a job of its own.
    """
    digest = working_days(institution).digest
    causes = [[type(row).__name__, str(row.uid)]] if row is not None else []
    for job in Job.objects.unfinished().filter(task=RECOUNT_TASK, payload__institution=str(institution.uid)):
        causes = [*job.payload["causes"], *causes]
    causes = [list(one) for one in dict.fromkeys(map(tuple, causes))][-CAUSES_KEPT:]
    payload = {"institution": str(institution.uid), "digest": digest, "causes": causes}
    return ports.jobs.enqueue(RECOUNT_TASK, payload, key=f"{RECOUNT_TASK}:{institution.uid}:{digest}")


def recount_open_cases(run: JobRun, institution: Institution, digest: str, causes: Sequence[Any]) -> dict[str, Any]:
    """Count every open case of the institution anew, batch by batch; then say which moved (TermsMoved).

    Each batch is one transaction that saves how far the run came, so a killed one goes on from there, and what was
    counted is not counted or journaled twice. A run that finds the calendar changed since it was asked for ends: the
    later change has asked for a run of its own. An empty `digest` means the calendar as it is.
    """
    state = run.state
    cause = cause_of(institution, causes)
    total = open_cases(institution).count()
    days = working_days(institution)
    counter = Counter(institution, days.calendar())
    while not state.get("counted"):
        with write_transaction():
            read = working_days(institution)
            if digest and read.digest != digest:
                return {"superseded": True}
            if read.digest != days.digest:
                days, counter = read, Counter(institution, read.calendar())
            batch = recount_batch(institution, counter, after=state.get("last", 0), cause=cause)
            state["seen"] = state.get("seen", 0) + batch.seen
            state["failed"] = [*state.get("failed", ()), *batch.failed]
            state["moved"] = [*state.get("moved", ()), *batch.moved]
            state["last"] = batch.last
            state["counted"] = batch.seen < BATCH
            if state["counted"]:
                renew_forwardings(institution, counter)
                renew_tell_by(institution, counter)
            run.progress(state["seen"], max(total, state["seen"]))
    if state["moved"] and not state.get("told"):
        # After the batches: a notice told twice is renewed, one lost between a commit and its telling is not told.
        send_on_commit(TermsMoved(uid=institution.uid, moved=tuple(state["moved"]), cause=cause.name))
        state["told"] = True
        run.progress(state["seen"], max(total, state["seen"]))
    return {"seen": state["seen"], "moved": len(state["moved"]), "failed": len(state["failed"])}


def open_cases(institution: Institution) -> Any:
    """Return the cases whose term still runs or stands still: not answered, not closed, not voided."""
    return Case.objects.filter(
        institution=institution,
        voided_at__isnull=True,
        answered_at__isnull=True,
        state__in=("new", "assigned"),
        clock__isnull=False,
    )


def recount_batch(institution: Institution, counter: Counter, *, after: int, cause: Cause) -> Counted:
    """Count the next cases behind the key `after`, write those whose clock changed, journal those whose term moved.

    Runs inside the caller's transaction. A case that cannot be counted keeps its clock and is told.
    """
    cases = list(
        open_cases(institution)
        .filter(pk__gt=after)
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
        .select_related("unit", "number")
        .only(*_READ, "unit__uid", "number__text")[:BATCH]
    )
    done = Counted(seen=len(cases), last=cases[-1].pk if cases else after)
    procedures = Procedure.objects.in_bulk({case.procedure_id for case in cases})
    rows = _rows_of(cases)
    today = timezone.now().astimezone(institution.tzinfo).date()
    changes: dict[str, tuple[Clock, list[Case]]] = {}
    entries = []
    actor = operator_actor(door="job")
    for case in cases:
        case.institution = institution
        case.procedure = procedures[case.procedure_id]
        try:
            clock = counted_clock(case, counter, rows.get(case.pk, Rows()))
        except CalendarError:
            done.failed.append(case.pk)
            continue
        if clock is None:
            continue
        moved = (case.due_on, case.due_at) != (clock.due_on, clock.due_at)
        _renew_lapse(clock, rows.get(case.pk))
        move = _move(today, case.due_on, cause) if moved else None
        clock = replace(clock, arithmetic=with_moves(clock.arithmetic, case.clock, move))
        if not moved and clock.arithmetic == case.clock:
            continue
        if moved:
            done.moved.append(case.pk)
            entries.append(_entry(actor, case, clock, cause))
        key = json.dumps([str(case.due_on), str(clock.due_at), moved, clock.arithmetic])
        changes.setdefault(key, (clock, []))[1].append(case)
    _write(changes.values(), today)
    ports.journal.write_many(entries)
    return done


def cause_of(institution: Institution, causes: Sequence[Any]) -> Cause:
    """Return in the institution's language what changed, and who entered it; `causes` are kinds and identifiers."""
    models = {"CalendarDay": CalendarDay, "OfficeHours": OfficeHours}
    names, people = [], []
    with override(institution.main_language):
        for kind, uid in causes:
            row = models[kind].objects.filter(uid=uid).first()
            if row is None:
                continue
            names.append(_words_of(row))
            entry = next(iter(ports.journal.history(row, limit=1)), None)
            if entry is not None and entry.actor_name:
                people.append(entry.actor_name)
        if not names:
            names = [_("The calendar of the country was renewed")]
    return Cause("; ".join(dict.fromkeys(names)), ", ".join(dict.fromkeys(people)))


def _words_of(row: CalendarDay | OfficeHours) -> str:
    if isinstance(row, OfficeHours):
        return _("Office hours of %(day)s") % {"day": row.get_weekday_display()}
    words = {"day": date_format(row.day, "DATE_FORMAT"), "reason": row.reason}
    if row.voided_at is not None:
        return _("%(day)s is as the country's calendar says again (%(reason)s)") % words
    if not row.working:
        return _("%(day)s is a day off: %(reason)s") % words
    if row.closes_at is not None:
        return _("%(day)s is worked in part: %(reason)s") % words
    return _("%(day)s is a working day: %(reason)s") % words


def _rows_of(cases: Iterable[Case]) -> dict[int, Rows]:
    """Read what people did to the terms of `cases`, for those of which there is anything."""
    keys = [case.pk for case in cases]
    suspensions: dict[int, list[Suspension]] = defaultdict(list)
    extensions: dict[int, list[Extension]] = defaultdict(list)
    standing = {"case_id__in": keys, "voided_at__isnull": True}
    for suspension in Suspension.objects.filter(**standing).order_by("starts_at", "pk"):
        suspensions[suspension.case_id].append(suspension)
    for extension in Extension.objects.filter(**standing).order_by("decided_at", "pk"):
        extensions[extension.case_id].append(extension)
    forwarded = Forwarding.objects.filter(**standing, whole=True, forwarded_at__isnull=False).select_related("body")
    gone = {row.case_id: row for row in forwarded.order_by("-pk")}
    return {key: Rows(suspensions[key], extensions[key], gone.get(key)) for key in {*suspensions, *extensions, *gone}}


def _renew_lapse(clock: Clock, rows: Rows | None) -> None:
    """Keep on an open suspension the day on which the matter lapses, as it was counted now."""
    lapses = (clock.arithmetic.get("standing") or {}).get("lapses_on")
    for row in rows.suspensions if rows is not None else ():
        if row.ends_at is None and str(row.lapses_on or "") != (lapses or ""):
            row.lapses_on = lapses and date.fromisoformat(lapses)
            row.save(update_fields=["lapses_on"])


def _move(today: date, before: date | None, cause: Cause) -> dict[str, Any]:
    return {
        "code": "recounted",
        "day": today.isoformat(),
        "until": before.isoformat() if before else None,
        "name": cause.name,
        "detail": cause.who,
    }


def _entry(actor: Actor, case: Case, clock: Clock, cause: Cause) -> JournalEntry:
    changes = {"due_on": (case.due_on, clock.due_on)}
    return JournalEntry(actor=actor, action=RECOUNTED, obj=case, changes=changes, reason=cause.sentence)


def _write(changes: Iterable[tuple[Clock, list[Case]]], today: date) -> None:
    """Write each clock to all the cases that have come to it, in one statement."""
    now = timezone.now()
    for clock, cases in changes:
        before = cases[0].due_on
        moved = (before, cases[0].due_at) != (clock.due_on, clock.due_at)
        keys = [case.pk for case in cases]
        Case.objects.filter(pk__in=keys).update(
            clock=clock.arithmetic,
            due_on=clock.due_on,
            due_at=clock.due_at,
            revision=F("revision") + 1,
            updated_at=now,
            **({"term_moved_on": today} if moved else {}),
        )
        if moved:
            tasks_follow(keys, before, clock.due_on)
