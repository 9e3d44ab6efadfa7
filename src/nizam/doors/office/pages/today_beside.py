# SPDX-License-Identifier: EUPL-1.2
"""What stands on the first page beside the cases: orders to the reader, and what he opened last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nizam.doors.office.pages.terms import Terms
from nizam.kit.deadlines import Chip
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address, list_address
from nizam.kit.screens.recent import recent_things
from nizam.spine.cases.models import Mention, Task
from nizam.spine.plans.models import Measure
from nizam.spine.plans.queries import tasks_of
from nizam.spine.records.queries import waiting_for

SHOWN = 8
RECENT_SHOWN = 6
MENTIONED = timedelta(days=7)


@dataclass(frozen=True)
class Row:
    """One line: what it is, where it leads, what it belongs to, and its term."""

    text: str
    url: str
    beside: str = ""
    language: str = ""
    chip: Chip | None = None


@dataclass(frozen=True)
class Section:
    """One list of the page that holds no cases; `all_url` leads to the whole of it."""

    name: str
    title: str
    about: str
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    all_url: str = ""


def _first(rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """Return the first of `rows` that are shown, and how many there are; they are counted only when more are left."""
    found = list(rows[: SHOWN + 1])
    return found[:SHOWN], len(found) if len(found) <= SHOWN else rows.count()


def _orders(user: Any, terms: Terms) -> Section:
    """Return what others ordered the reader to do within cases."""
    tasks = Task.objects.visible_to(user).standing().filter(person_id=user.person_id, done_at=None)
    first, count = _first(tasks.select_related("case", "institution").order_by("due_on", "pk"))
    rows = [
        Row(
            task.order[:160],
            entry_address(task),
            beside=task.case.number_text,
            chip=None if task.due_on is None else terms.chip_of(task.institution, task.due_on, task.created_at),
        )
        for task in first
    ]
    everything = list_address(registry.resource("cases.task"), person=str(user.person.uid)) if count > SHOWN else ""
    title, about = _("Ordered to you"), _("Tasks within cases that wait for your word that they are done.")
    return Section("orders", title, about, rows, count, everything)


def _approvals(user: Any, terms: Terms) -> Section:
    """Return the papers that wait for the reader's word or signature."""
    waiting = waiting_for(user)
    papers = [(paper, _("to sign")) for paper in waiting.signature.order_by("updated_at", "pk")[:SHOWN]]
    papers += [(paper, _("to agree")) for paper in waiting.approval.order_by("updated_at", "pk")[:SHOWN]]
    rows = [Row(one.subject[:160], entry_address(one), beside=what, language=one.language) for one, what in papers]
    count = waiting.signature.count() + waiting.approval.count() if len(papers) >= SHOWN else len(papers)
    title, about = _("Approvals and signatures"), _("Papers that wait for your word or your signature.")
    return Section("approvals", title, about, rows[:SHOWN], count, reverse("office:approvals"))


def _measures(user: Any, terms: Terms) -> Section:
    """Return the measures of plans and decisions that the reader owes."""
    measures = tasks_of(user.person).filter(pk__in=Measure.objects.visible_to(user).order_by().values("pk"))
    first, count = _first(measures)
    rows = [
        Row(
            str(measure)[:160],
            entry_address(measure),
            beside=measure.provision.reference if measure.provision is not None else "",
            chip=None
            if measure.due_on is None
            else terms.chip_of(measure.institution, measure.due_on, measure.created_at),
        )
        for measure in first
    ]
    everything = list_address(registry.resource("plans.measure"), person=user.person) if count > SHOWN else ""
    title, about = _("Promised by you"), _("Measures of plans and decisions of the collegium that you owe.")
    return Section("measures", title, about, rows, count, everything)


def _mentions(user: Any, terms: Terms) -> Section:
    """Return the notes of the last days in which the reader was named."""
    since = timezone.now() - MENTIONED
    mentions = Mention.objects.visible_to(user).standing().filter(person_id=user.person_id, created_at__gt=since)
    found = list(mentions.select_related("case", "note").order_by("-created_at", "-pk")[:SHOWN])
    rows = [Row(one.note.text[:160], entry_address(one.case), beside=one.case.number_text) for one in found]
    return Section("mentions", _("Named in notes"), _("Where colleagues named you in the last seven days."), rows)


def _recent(user: Any, terms: Terms) -> Section:
    """Return what the reader opened last."""
    rows = [Row(thing.title, thing.url, beside=thing.kind) for thing in recent_things(user)[:RECENT_SHOWN]]
    return Section("recent", _("Opened last"), _("What you looked at, the latest first."), rows)


# A part of the house that has something waiting for a person adds its question here: right, then the section.
PARTS: list[tuple[str, Callable[[Any, Terms], Section]]] = [
    ("records.view_document", _approvals),
    ("cases.view_task", _orders),
    ("cases.view_case", _mentions),
    ("plans.view_measure", _measures),
    ("", _recent),
]


def sections_beside(user: Any, terms: Terms) -> list[Section]:
    """Return the sections that hold something for `user`, in order; an account without a person has no orders."""
    held = ports.access.permissions(user)
    asked = [part for right, part in PARTS if not right or (right in held and user.person_id is not None)]
    return [found for found in (part(user, terms) for part in asked) if found.rows]
