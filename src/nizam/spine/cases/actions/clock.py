# SPDX-License-Identifier: EUPL-1.2
"""Acts on the term of a case: it stands still, runs again, is made longer, is counted anew."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.foundations.calendars import (
    CalendarError,
    ExtensionBeyondLimitError,
    InvalidExtensionError,
    LawTerm,
    Term,
    recount,
)
from nizam.foundations.calendars import Extension as CountedExtension
from nizam.foundations.calendars import Suspension as CountedSuspension
from nizam.kit.actions import Action, Actor, Input, action
from nizam.kit.deadlines import amount_words, law_words
from nizam.kit.errors import Refused
from nizam.kit.ports import JournalEntry, ports
from nizam.spine.cases.clock import Counter, is_running, recompute_case, rows_of, stated_of
from nizam.spine.cases.law import ground_in, grounds, law_day, law_json, read_term, started_at, stated, term_of
from nizam.spine.cases.models import Case, Extension, Suspension, suspension_reasons
from nizam.spine.cases.notices.telling import draft_notice, drop_draft, tell_by
from nizam.spine.cases.working_days import calendar_of


def runs(case: Case) -> bool:
    """Tell whether the case has a term that runs."""
    return is_running(case) and bool(case.clock) and case.suspended_since is None


def stands(case: Case) -> bool:
    """Tell whether the clock of the case stands still."""
    return is_running(case) and case.suspended_since is not None


def has_term(case: Case) -> bool:
    """Tell whether the case has a term, running or not."""
    return is_running(case) and bool(case.clock)


@action(
    "cases.suspend_case",
    title=_("Suspend the term"),
    available=runs,
    fields={
        "reason": Input(label=_("Reason"), kind="choice", choices=suspension_reasons),
        "note": Input(
            label=_("Note"),
            required=False,
            help=_("What is waited for; for another reason, the article that allows it"),
        ),
        "since": Input(label=_("From"), kind="date", required=False, help=_("Empty: from now on")),
    },
)
def suspend_case(actor: Actor, case: Case, *, reason: str, note: str = "", since: date | None = None) -> Case:
    """Let the clock of a case stand still; where the law states how long the other side has, that is counted too."""
    if reason not in dict(suspension_reasons()):
        raise Refused(_("There is no such reason."), code="unknown-reason")
    if reason == "other" and not note.strip():
        raise Refused(_("Say in the note which article allows it."), code="note-missing")
    moment = moment_of(case, since)
    # An answer to the notice is owed within a figure of the law only where it states one (Turkey, law 4982: the fee).
    own = term_of(case, reason)
    row = Suspension(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        reason=reason,
        note=note.strip()[:500],
        starts_at=moment,
        law=None if own is None else {**law_json(own), "term": stated(own.term)},
        decided_by=name_of(actor),
    )
    row.full_clean()
    row.save()
    case.suspended_since = moment
    case.save(update_fields=["suspended_since"])
    count_anew(case)
    lapses = ((case.clock or {}).get("standing") or {}).get("lapses_on")
    if lapses:
        row.lapses_on = date.fromisoformat(lapses)
        row.save(update_fields=["lapses_on"])
    keep_tell_by(row)
    draft_notice(actor, row)
    return case


@action(
    "cases.resume_case",
    title=_("Let the term run again"),
    available=stands,
    fields={
        "on": Input(label=_("On"), kind="date", required=False, help=_("Empty: now")),
        "reason": Input(label=_("Note"), required=False, help=_("For example: the fee was paid")),
    },
)
def resume_case(actor: Actor, case: Case, *, on: date | None = None, reason: str = "") -> Case:
    """Let the clock of a case run again; the days on which it stood are left out."""
    row = case.suspensions.filter(ends_at__isnull=True, voided_at__isnull=True).first()
    if row is not None:
        moment = moment_of(case, on)
        if moment < row.starts_at:
            raise Refused(_("The term was suspended later than that."), code="before-suspension")
        row.ends_at = moment
        row.save(update_fields=["ends_at"])
    case.suspended_since = None
    case.save(update_fields=["suspended_since"])
    count_anew(case)
    return case


@action(
    "cases.withdraw_suspension",
    title=_("Withdraw"),
    available=lambda row: row.voided_at is None and is_running(row.case),
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
    danger=_("The term is counted as if it had never stood still."),
)
def withdraw_suspension(actor: Actor, row: Suspension, *, reason: str) -> Suspension:
    """Void a suspension made by mistake; the term is counted without it."""
    _void(row, reason)
    drop_draft(row, reason)
    if row.ends_at is None:
        row.case.suspended_since = None
        row.case.save(update_fields=["suspended_since"])
    _recount_from(actor, row.case, withdraw_suspension, reason)
    return row


@action(
    "cases.extend_case",
    title=_("Extend the term"),
    available=has_term,
    fields={
        "ground": Input(label=_("On what ground"), kind="choice", choices=grounds),
        "reason": Input(label=_("Reason, as the sender is told it"), kind="long-text"),
        "amount": Input(
            label=_("By how much"),
            kind="number",
            required=False,
            help=_(
                "In the unit of the law; empty: as much as it allows. Where the law gives another whole term in place "
                "of the first one, the whole"
            ),
        ),
        "decided_on": Input(label=_("Decided on"), kind="date", required=False, help=_("Empty: now")),
        "told_on": Input(
            label=_("Sender told on"), kind="date", required=False, help=_("Empty: it is owed until it is entered")
        ),
    },
)
def extend_case(
    actor: Actor,
    case: Case,
    *,
    ground: str,
    reason: str,
    amount: int | None = None,
    decided_on: date | None = None,
    told_on: date | None = None,
) -> Case:
    """Make the term longer, as far as the law of the country allows on that ground, with the reason.

    Refused beyond the law's limit, after the term has ended, and where the law wants the reason told by a day (Turkey,
    law 4982, art. 11: within the first fifteen working days) after that day.
    """
    allowed = _allowed(case, ground)
    most = allowed.term
    wanted = Term(int(amount) if amount else most.amount, most.unit, roll_forward=most.roll_forward)
    moment = moment_of(case, decided_on)
    _refuse_late(case, moment)
    whole = allowed.runs_from == "event"
    _refuse_beyond(case, wanted, allowed, whole=whole)
    row = Extension(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        term={
            **stated(wanted, whole=whole, ground=ground),
            "limit": {"amount": most.amount, "unit": most.unit},
        },
        law=law_json(allowed),
        reason=reason.strip()[:500],
        decided_at=moment,
        decided_by=name_of(actor),
        told_at=moment_of(case, told_on) if told_on else None,
    )
    row.full_clean()
    row.save()
    count_anew(case)
    keep_tell_by(row)
    draft_notice(actor, row)
    return case


@action(
    "cases.withdraw_extension",
    title=_("Withdraw"),
    available=lambda row: row.voided_at is None and is_running(row.case),
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
    danger=_("The term is counted as if it had never been extended."),
)
def withdraw_extension(actor: Actor, row: Extension, *, reason: str) -> Extension:
    """Void an extension given by mistake; the term is counted without it."""
    _void(row, reason)
    drop_draft(row, reason)
    _recount_from(actor, row.case, withdraw_extension, reason)
    return row


@action(
    "cases.tell_extension",
    title=_("Sender told"),
    available=lambda row: row.voided_at is None and row.told_at is None,
    fields={"on": Input(label=_("On"), kind="date", required=False, help=_("Empty: now"))},
)
def tell_extension(actor: Actor, row: Extension, *, on: date | None = None) -> Extension:
    """Note that the sender was told of the extension and its reason."""
    row.told_at = moment_of(row.case, on)
    row.save(update_fields=["told_at"])
    return row


@action("cases.recount_case", title=_("Count the term anew"), available=has_term)
def recount_case(actor: Actor, case: Case) -> Case:
    """Count the term again from what is entered: start, suspensions, extensions, the calendar as it is now."""
    count_anew(case)
    return case


def count_anew(case: Case, counter: Counter | None = None) -> bool:
    """Count the clock of a case from its rows again; tells whether the term moved. Raises Refused."""
    try:
        return recompute_case(case, counter=counter)
    except CalendarError:
        raise Refused(_("The calendar does not reach as far as this term."), code="calendar") from None


def keep_tell_by(row: Extension | Suspension) -> None:
    """Keep on a row by which day who wrote is to be told of it."""
    row.tell_by = tell_by(row, Counter(row.case.institution))
    row.save(update_fields=["tell_by"])


def name_of(actor: Actor) -> str:
    """Return who decides, as rows keep it."""
    return str(getattr(actor.user, "display_name", "") or actor.user)[:300]


def moment_of(case: Case, day: date | None) -> datetime:
    """Return now for no day or today, else noon of that day in the institution's zone.

    Refuses days to come and days before the registration; on its day it is no earlier than that.
    """
    now = timezone.now()
    if day is None or day == now.astimezone(case.institution.tzinfo).date():
        return now
    moment = datetime.combine(day, time(12), case.institution.tzinfo)
    if moment > now:
        raise Refused(_("That day is still to come."), code="future")
    if day < case.registered_on:
        raise Refused(_("The matter was registered later than that."), code="before-registration")
    return max(moment, case.registered_at) if day == case.registered_on else moment


def _allowed(case: Case, ground: str) -> LawTerm:
    """Return the figure of the law for an extension on that ground; refuses where there is none."""
    country = case.institution.country
    known = ground_in(ground, country)
    allowed = term_of(case, known.kind) if known is not None else None
    if allowed is not None:
        return allowed
    possible = [title for code, title in grounds() if (own := ground_in(code, country)) and term_of(case, own.kind)]
    if not possible:
        raise Refused(_("The law states no extension for this matter."), code="no-extension")
    raise Refused(
        translate("The law does not extend this matter on that ground. It may be extended for: %(grounds)s.")
        % {"grounds": "; ".join(map(str, possible))},
        code="other-ground",
    )


def _refuse_late(case: Case, moment: datetime) -> None:
    """Refuse an extension after the day by which the law wants its reason told, or after the term itself."""
    term, _law = stated_of(case.procedure, case.variant, law_day(case))
    notice = term_of(case, "extension-notice")
    if notice is not None and term is not None:
        rows = rows_of(case)
        calendar = calendar_of(case.institution)
        counted = recount(
            started_at(case, notice.term.start, calendar),
            notice.term,
            calendar,
            case.institution.tzinfo,
            suspensions=[CountedSuspension(row.starts_at, row.ends_at) for row in rows.suspensions],
        )
        if counted.due_at is not None and moment > counted.due_at:
            raise Refused(
                translate("The reason of an extension has to be told within %(term)s, here by %(day)s: %(law)s.")
                % {
                    "term": amount_words(notice.term.amount, notice.term.unit),
                    "day": date_format(counted.due_on, "DATE_FORMAT"),
                    "law": law_words(notice.law.as_json()),
                },
                code="too-late",
            )
    if case.due_at is not None and moment > case.due_at:
        raise Refused(
            translate("The term ended on %(day)s, and what has ended cannot be extended.")
            % {"day": date_format(case.due_on, "DATE_FORMAT")},
            code="ended",
        )


def _refuse_beyond(case: Case, wanted: Term, allowed: LawTerm, *, whole: bool) -> None:
    """Refuse what, with the extensions given before, is longer than the law allows, or makes nothing longer."""
    term, _law = stated_of(case.procedure, case.variant, law_day(case))
    assert term is not None
    given = [
        CountedExtension(
            row.decided_at,
            read_term(row.term),
            limit=read_term(row.term["limit"]) if "limit" in row.term else None,
            whole=bool(row.term.get("whole")),
        )
        for row in rows_of(case).extensions
    ]
    limit = Term(allowed.term.amount, allowed.term.unit)
    latest = max([case.registered_at, *(row.decided_at for row in given)]) + timedelta(seconds=1)
    new = CountedExtension(latest, wanted, limit=limit, whole=whole)
    words = {
        "limit": amount_words(limit.amount, limit.unit),
        "law": law_words(allowed.law.as_json()),
    }
    calendar = calendar_of(case.institution)
    try:
        recount(
            started_at(case, term["start"], calendar),
            read_term(term),
            calendar,
            case.institution.tzinfo,
            extensions=[*given, new],
        )
    except ExtensionBeyondLimitError:
        said = translate("The law allows an extension by %(limit)s in all: %(law)s.")
        if whole:
            said = translate("The law allows %(limit)s as the whole term: %(law)s.")
        raise Refused(said % words, code="beyond-law") from None
    except InvalidExtensionError:
        raise Refused(
            translate("That makes the term no longer. The law allows %(limit)s as the whole term: %(law)s.") % words,
            code="not-longer",
        ) from None


def _void(row: Any, reason: str) -> None:
    row.voided_at = timezone.now()
    row.void_reason = reason[:500]
    row.save(update_fields=["voided_at", "void_reason"])


def _recount_from(actor: Actor, case: Case, act: Action, reason: str) -> None:
    """Count a case anew for an act on one of its rows, and note on the case what came of it."""
    before = (case.due_on, case.due_at)
    count_anew(case)
    ports.journal.write(
        JournalEntry(
            actor=actor,
            action=act.permission,
            obj=case,
            changes={"due_on": (before[0], case.due_on), "due_at": (before[1], case.due_at)},
            reason=reason,
        )
    )
