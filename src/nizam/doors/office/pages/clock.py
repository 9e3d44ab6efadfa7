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
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.screens.offers import Offer
from nizam.spine.cases.law import TOLD_OF_EXTENSION
from nizam.spine.cases.models import Case, Extension, Forwarding, Suspension, Task

ACTS = ("suspend_case", "resume_case", "extend_case", "forward_case", "recount_case")


def clock_panel(user: Any, case: Case, offers: Iterable[Offer], terms: Terms) -> dict[str, Any]:
    """Return the clock of a case for its page."""
    held = ports.access.permissions(user)
    return {
        "steps": explain(case.clock, case.law),
        "law": law_words(case.law),
        "doubts": doubts_of(case.clock),
        "acts": [offer for offer in offers if offer.name in ACTS],
        "suspensions": [_row(row, held, "cases.suspension") for row in _of(Suspension, user, case)],
        "extensions": [_extension(row, held, case) for row in _of(Extension, user, case)],
        "forwardings": [_forwarding(row, held, terms) for row in _of(Forwarding, user, case).select_related("body")],
    }


def owed_forwardings(cases: Iterable[Case]) -> dict[int, list[str]]:
    """Return by case what is owed of its forwardings, in words."""
    keys = [case.pk for case in cases]
    found: dict[int, list[str]] = {}
    rows = Forwarding.objects.filter(case_id__in=keys, voided_at__isnull=True).select_related("body")
    for row in rows.order_by("due_on", "pk"):
        if words := owed(row):
            found.setdefault(row.case_id, []).append(words)
    return found


def owed(row: Forwarding) -> str:
    """Return in words what is still to be done of a forwarding; empty when nothing is."""
    words = {"body": row.body, "day": date_format(row.due_on, "DATE_FORMAT") if row.due_on else ""}
    if row.forwarded_at is None:
        if row.due_on is None:
            return _("to be forwarded: %(body)s") % words
        return _("to be forwarded by %(day)s: %(body)s") % words
    if row.notified_at is None:
        if row.due_on is None:
            return _("who wrote is to be told of the forwarding: %(body)s") % words
        return _("who wrote is to be told of the forwarding by %(day)s: %(body)s") % words
    return ""


def task_term(task: Task, case: Case) -> str:
    """Return in words until when a task is to be done, and where that day comes from."""
    if task.due_on is None:
        return _("without a day: the term of the case stands still") if case.suspended_since else ""
    day = date_format(task.due_on, "DATE_FORMAT")
    if task.due_on == case.due_on:
        return _("to be done by %(day)s, the last day of the term of the case") % {"day": day}
    return _("to be done by %(day)s, as it was ordered") % {"day": day}


def _of(model: Any, user: Any, case: Case) -> Any:
    return model.objects.visible_to(user).filter(case=case, voided_at__isnull=True)


def _row(row: Any, held: frozenset[str], key: str) -> dict[str, Any]:
    resource = registry.resource(key)
    acts: list[Action] = [act for act in resource.actions if act.permission in held and act.applies_to(row)]
    return {
        "row": row,
        "url": entry_address(row),
        "acts": [{"title": act.title, "url": act_address(resource, act, row), "danger": act.danger} for act in acts],
    }


def _extension(row: Extension, held: frozenset[str], case: Case) -> dict[str, Any]:
    shown = _row(row, held, "cases.extension")
    due = case.institution.country in TOLD_OF_EXTENSION and row.told_at is None
    return {**shown, "law": law_words(row.law), "owed": due}


def _forwarding(row: Forwarding, held: frozenset[str], terms: Terms) -> dict[str, Any]:
    return {
        **_row(row, held, "cases.forwarding"),
        "law": law_words(row.law),
        "chip": forwarding_chip(row, terms),
        "owed": owed(row),
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
