# SPDX-License-Identifier: EUPL-1.2
"""What the page of a case says of its term: how it was counted, what is owed to whom by when, and the acts on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nizam.doors.office.pages.terms import Terms
from nizam.kit.actions import Action
from nizam.kit.deadlines import Chip, explain, law_words
from nizam.kit.doubts import doubts_of
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address
from nizam.kit.screens.offers import Offer, offer_address
from nizam.spine.cases.models import Case, Escalation, Extension, Forwarding, Suspension, Task
from nizam.spine.cases.notices.telling import Told, goes_by_mail, is_owed, missing_day, notice_term, told_at

ACTS = ("suspend_case", "resume_case", "extend_case", "forward_case", "recount_case", "escalate_case")


def clock_panel(user: Any, case: Case, offers: Iterable[Offer], terms: Terms) -> dict[str, Any]:
    """Return the clock of a case for its page."""
    held = ports.access.permissions(user)
    return {
        "steps": explain(case.clock, case.law),
        "law": law_words(case.law),
        "doubts": doubts_of(case.clock),
        "acts": [offer for offer in offers if offer.name in ACTS],
        "escalations": _escalations(user, case),
        "suspensions": [_told(row, held, "cases.suspension") for row in _of(Suspension, user, case)],
        "extensions": [_told(row, held, "cases.extension") for row in _of(Extension, user, case)],
        "forwardings": [_forwarding(row, held, terms) for row in _of(Forwarding, user, case).select_related("body")],
    }


def _escalations(user: Any, case: Case) -> list[dict[str, Any]]:
    """Return who was told that the case is late, by step of its ladder, the first step first."""
    steps: dict[tuple[Any, int], dict[str, Any]] = {}
    rows = Escalation.objects.visible_to(user).filter(case=case).select_related("account__person")
    for row in rows.order_by("reached_at", "pk"):
        names = steps.setdefault((row.term_end, row.step), {"step": row.step, "day": row.reached_at, "names": []})[
            "names"
        ]
        if row.account is not None:
            names.append(row.account.display_name)
    return list(steps.values())


def owed_words(cases: Iterable[Case]) -> dict[int, list[str]]:
    """Return by case what is owed to bodies and to who wrote: forwardings, and notices not sent yet, in words."""
    known = {case.pk: case for case in cases}
    found: dict[int, list[str]] = {}
    for model in (Forwarding, Extension, Suspension):
        rows = model.objects.filter(case_id__in=known, voided_at__isnull=True).order_by("pk")
        for row in rows.select_related("body") if model is Forwarding else rows:
            row.case = known[row.case_id]
            if words := owed(row):
                found.setdefault(row.case_id, []).append(words)
    return found


def owed(row: Told) -> str:
    """Return in words what is still to be done of a forwarding, or that who wrote is to be told; empty for nothing."""
    if isinstance(row, Forwarding) and row.forwarded_at is None:
        words = {"body": row.body, "day": date_format(row.due_on, "DATE_FORMAT") if row.due_on else ""}
        if row.due_on is None:
            return _("to be forwarded: %(body)s") % words
        return _("to be forwarded by %(day)s: %(body)s") % words
    if not is_owed(row):
        return ""
    last = row.tell_by or (row.due_on if isinstance(row, Forwarding) else None)
    words = {"body": getattr(row, "body", ""), "day": date_format(last, "DATE_FORMAT") if last else ""}
    if isinstance(row, Forwarding):
        if last is None:
            return _("who wrote is to be told of the forwarding: %(body)s") % words
        return _("who wrote is to be told of the forwarding by %(day)s: %(body)s") % words
    if isinstance(row, Extension):
        if last is None:
            return _("who wrote is to be told of the extension and its reason") % words
        return _("who wrote is to be told of the extension and its reason by %(day)s") % words
    if last is None:
        return _("who wrote is to be told what the matter waits for") % words
    return _("who wrote is to be told by %(day)s what the matter waits for") % words


def task_term(task: Task, case: Case) -> str:
    """Return in words until when a task is to be done, and where that day comes from."""
    if task.due_on is None:
        return _("without a day: the term of the case stands still") if case.suspended_since else ""
    day = date_format(task.due_on, "DATE_FORMAT")
    if task.due_on == case.due_on:
        return _("to be done by %(day)s, the last day of the term of the case") % {"day": day}
    return _("to be done by %(day)s, as it was ordered") % {"day": day}


def _of(model: Any, user: Any, case: Case) -> Any:
    rows = model.objects.visible_to(user).filter(case=case, voided_at__isnull=True)
    return rows.select_related("notice__document", "case__institution", "case__procedure", "case__party")


def _row(row: Any, held: frozenset[str], key: str) -> dict[str, Any]:
    resource = registry.resource(key)
    acts: list[Action] = [act for act in resource.actions if act.permission in held and act.applies_to(row)]
    return {
        "row": row,
        "url": entry_address(row),
        "acts": [{"title": act.title, "url": offer_address(resource, act, row), "danger": act.danger} for act in acts],
    }


def _told(row: Told, held: frozenset[str], key: str) -> dict[str, Any]:
    """Return a row with its notice, and with what is owed of it, by which law and how sure."""
    words = owed(row)
    term = notice_term(row) if words and not (isinstance(row, Forwarding) and row.forwarded_at is None) else None
    doubt = {"doubts": [f"figure:{term.code}"]} if term is not None and term.uncertain else {}
    document = row.notice.document if row.notice is not None else None
    by_hand = document is not None and document.state == "signed" and told_at(row) is None
    return {
        **_row(row, held, key),
        "law": law_words(row.law),
        "owed": words,
        "owed_law": law_words(term.law.as_json()) if term is not None else "",
        "owed_doubts": doubts_of(doubt),
        "missing_day": missing_day(row),
        "by_hand": by_hand and not goes_by_mail(row.case),
    }


def _forwarding(row: Forwarding, held: frozenset[str], terms: Terms) -> dict[str, Any]:
    return {
        **_told(row, held, "cases.forwarding"),
        "chip": forwarding_chip(row, terms),
    }


def forwarding_chip(row: Forwarding, terms: Terms) -> Chip:
    """Return the chip of a forwarding, judged when it was passed on and told."""
    if row.forwarded_at is not None and row.notified_at is not None:
        last = max(row.forwarded_at, row.notified_at).astimezone(row.institution.tzinfo).date()
        late = row.due_on is not None and last > row.due_on
        return Chip("done", _("forwarded late") if late else _("forwarded"))
    if row.due_on is None:
        return Chip("near", _("no term is stated"))
    return terms.chip_of(row.institution, row.due_on, row.case.registered_at)
