# SPDX-License-Identifier: EUPL-1.2
"""Passing a letter to the body that is competent: decided, sent under a number, told to who wrote."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.foundations.calendars import CalendarError
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.events import send_on_commit
from nizam.kit.ports import JournalEntry, ports
from nizam.kit.turns import wait_for_others
from nizam.spine.cases.actions.clock import count_anew, moment_of
from nizam.spine.cases.clock import Counter, is_running
from nizam.spine.cases.events import CaseClosed
from nizam.spine.cases.forwardings import count_forwarding
from nizam.spine.cases.models import Case, Forwarding, Party
from nizam.spine.cases.notices.telling import draft_notice, drop_draft, tell_by
from nizam.spine.cases.procedures.way import advance
from nizam.spine.cases.queries import is_open

FORWARDED = "forwarded"
"""The outcome of a case of which the whole matter went to another body, where its procedure names none of its own."""


def outcome_of(case: Case) -> str:
    """Return how a case that was forwarded ends: by the procedure's outcome that needs a notice of forwarding."""
    own = (one["code"] for one in case.procedure.outcomes if one.get("paper") == "forwarding-notice")
    return next(own, FORWARDED)


@action(
    "cases.forward_case",
    title=_("Forward to the competent body"),
    available=is_open,
    fields={
        "body": Input(label=_("Competent body"), kind="model", model="cases.party", required=False),
        "body_name": Input(label=_("or its name"), required=False),
        "whole": Input(label=_("The whole matter"), kind="flag", required=False),
        "extract": Input(
            label=_("Part that concerns it"),
            kind="long-text",
            required=False,
            help=_("For one letter on several matters: what this body is to answer"),
        ),
        "reason": Input(label=_("Why it is competent"), kind="long-text"),
    },
)
def forward_case(
    actor: Actor,
    case: Case,
    *,
    reason: str,
    body: Party | None = None,
    body_name: str = "",
    whole: bool = False,
    extract: str = "",
) -> Case:
    """Decide that another body is competent for the matter, or for a part of it.

    The law's own term for passing it on is counted from the registration (Azerbaijan: three working days, for a request
    for information five; Uzbekistan: five days; Turkey states none).
    """
    if body is None and not body_name.strip():
        raise Refused(_("Name the body that is competent."), code="body-missing")
    if whole is bool(extract.strip()):
        raise Refused(_("Forward the whole matter, or say which part concerns the body."), code="whole-or-part")
    standing = case.forwardings.filter(voided_at__isnull=True)
    if whole and standing.exists():
        raise Refused(_("A part or the whole of it is forwarded already."), code="forwarded-already")
    if standing.filter(whole=True).exists():
        raise Refused(_("The whole matter is forwarded already."), code="forwarded-already")
    competent = body or _body_called(case, body_name.strip())
    try:
        counter = Counter(case.institution)
        clock, law = count_forwarding(case, whole=whole, counter=counter)
    except CalendarError:
        raise Refused(_("The calendar does not reach as far as this term."), code="calendar") from None
    row = Forwarding(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        body=competent,
        extract=extract.strip(),
        whole=whole,
        reason=reason.strip()[:500],
        due_on=clock.due_on if clock else None,
        clock=clock.arithmetic if clock else None,
        law=law,
    )
    row.tell_by = tell_by(row, counter)
    row.full_clean()
    row.save()
    return case


@action(
    "cases.send_forwarding",
    title=_("Mark as forwarded"),
    primary=True,
    available=lambda row: row.voided_at is None and row.forwarded_at is None,
    fields={
        "number": Input(label=_("Number of the letter that forwards it")),
        "on": Input(label=_("On"), kind="date", required=False, help=_("Empty: now")),
    },
)
def send_forwarding(actor: Actor, row: Forwarding, *, number: str, on: date | None = None) -> Forwarding:
    """Note under which number and when it was passed on. The clock of a case that went whole ends with that."""
    row.number_text = number.strip()[:80]
    row.forwarded_at = moment_of(row.case, on)
    row.save(update_fields=["number_text", "forwarded_at"])
    draft_notice(actor, row)
    _end(actor, row)
    advance(row.case)
    return row


@action(
    "cases.tell_forwarding",
    title=_("Sender told"),
    available=lambda row: row.voided_at is None and row.notified_at is None,
    fields={"on": Input(label=_("On"), kind="date", required=False, help=_("Empty: now"))},
)
def tell_forwarding(actor: Actor, row: Forwarding, *, on: date | None = None) -> Forwarding:
    """Note that who wrote was told where the letter went. A matter that went whole is closed when both are done."""
    row.notified_at = moment_of(row.case, on)
    row.save(update_fields=["notified_at"])
    _end(actor, row)
    return row


@action(
    "cases.withdraw_forwarding",
    title=_("Withdraw"),
    available=lambda row: row.voided_at is None and row.forwarded_at is None,
    otherwise=_("It has been forwarded and cannot be taken back."),
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
)
def withdraw_forwarding(actor: Actor, row: Forwarding, *, reason: str) -> Forwarding:
    """Take back the decision to forward, as long as nothing was sent."""
    row.voided_at = timezone.now()
    row.void_reason = reason[:500]
    row.save(update_fields=["voided_at", "void_reason"])
    drop_draft(row, reason)
    return row


def _body_called(case: Case, name: str) -> Party:
    """Return the institution of that name among the parties, entered when it is new."""
    wait_for_others(f"body {case.institution_id} {name}")
    known = Party.objects.filter(
        institution=case.institution, kind="institution", name=name, voided_at__isnull=True
    ).first()
    if known is not None:
        return known
    body = Party(institution=case.institution, unit=case.unit, kind="institution", name=name[:300])
    body.full_clean()
    body.save()
    return body


def _end(actor: Actor, row: Forwarding) -> None:
    """End the clock of a case that went whole; close it once who wrote was told too."""
    case = row.case
    if not row.whole or row.forwarded_at is None or not is_running(case):
        return
    before = {"due_on": case.due_on, "state": case.state, "outcome": case.outcome}
    count_anew(case)
    if row.notified_at is not None:
        case.state, case.outcome, case.closed_at, case.step = "closed", outcome_of(case), timezone.now(), ""
        case.save(update_fields=["state", "outcome", "closed_at", "step"])
        send_on_commit(CaseClosed(uid=case.uid, actor_uid=getattr(actor.user, "uid", None)))
    changes = {name: (value, getattr(case, name)) for name, value in before.items() if value != getattr(case, name)}
    ports.journal.write(
        JournalEntry(
            actor=actor, action="cases.forward_case", obj=case, changes=changes, reason=f"{row.body} {row.number_text}"
        )
    )
