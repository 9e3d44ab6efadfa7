# SPDX-License-Identifier: EUPL-1.2
"""Slips that go with the work: what the head ordered on a letter, and the sheet of one task."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nizam.spine.cases.models import Case, Resolution, Task
from nizam.spine.cases.receipts import receipt_language
from nizam.spine.org.models import Person, Unit
from nizam.spine.records.paper import typeset_sheet


def resolution_slip(user: Any, case: Case) -> bytes:
    """Return the resolutions of a case that `user` sees, one after another, as PDF/A.

    It bears the time of the latest: printed again, it is the same paper to the byte. Raises TypesettingError; raises
    Resolution.DoesNotExist when there is none.
    """
    rows = list(
        Resolution.objects.visible_to(user)
        .filter(case=case, voided_at__isnull=True)
        .select_related("author__person")
        .order_by("created_at", "pk")
    )
    if not rows:
        raise Resolution.DoesNotExist(case.number_text)
    keys = {row.executor_id for row in rows} | {row.said_by_id for row in rows} | {row.controller_id for row in rows}
    people = Person.objects.visible_to(user).in_bulk(keys - {None})
    units = Unit.objects.visible_to(user).in_bulk({row.executor_unit_id for row in rows} - {None})
    code = receipt_language(case)
    with translation.override(code):
        facts = [
            (_("Number"), case.number_text or "–"),
            (_("Registered on"), date_format(case.registered_on, "DATE_FORMAT")),
            (_("From whom"), str(case.party) if case.party is not None else "–"),
            (_("Subject"), case.subject),
            (_("Due"), date_format(case.due_on, "DATE_FORMAT") if case.due_on else "–"),
        ]
        values = {
            "facts": [[f"{label}:", said] for label, said in facts],
            "orders": [_order(row, people, units) for row in rows],
        }
    return typeset_sheet("resolution", case.institution, code, values, at=rows[-1].created_at, unit=case.unit)


def task_sheet(user: Any, task: Task) -> bytes:
    """Return the sheet of a task as PDF/A: what is ordered to whom by when, with room for how it was done.

    Of the case only what `user` sees stands on it. It bears the time of the task's last change: printed again, it is
    the same paper to the byte. Raises TypesettingError.
    """
    case = Case.objects.visible_to(user).select_related("party", "institution").filter(pk=task.case_id).first()
    institution = task.institution
    code = receipt_language(case) if case is not None else institution.main_language
    with translation.override(code):
        facts = []
        if case is not None:
            facts = [
                (_("Number"), case.number_text or "–"),
                (_("From whom"), str(case.party) if case.party is not None else "–"),
                (_("Subject"), case.subject),
            ]
        if task.done_at is not None:
            done = date_format(task.done_at.astimezone(institution.tzinfo), "DATE_FORMAT")
            facts.append((_("Done"), " – ".join(part for part in (done, task.done_note) if part)))
        values = {
            "facts": [[f"{label}:", said] for label, said in facts],
            "columns": [
                {"title": _("What is to be done"), "width": 3},
                {"title": _("Who"), "width": 1},
                {"title": _("To be done by")},
            ],
            "rows": [
                [
                    task.order,
                    str(task.person),
                    date_format(task.due_on, "DATE_FORMAT") if task.due_on is not None else "–",
                ]
            ],
            "remarks": [] if task.done_at is not None else [_("How it was done:")],
            "signatures": [_("Did the work"), _("Took it over")],
        }
    return typeset_sheet("task-sheet", institution, code, values, at=task.updated_at, unit=task.unit)


def _order(row: Resolution, people: dict[int, Person], units: dict[int, Unit]) -> dict[str, Any]:
    who = [
        str(found)
        for found in (people.get(row.executor_id or 0), units.get(row.executor_unit_id or 0))
        if found is not None
    ]
    beside = [str(share.executor) for share in row.co_executors.select_related("executor").order_by("pk")]
    beside += [str(task.person) for task in row.tasks.filter(main=False).select_related("person").order_by("pk")]
    facts = [(_("Main executor"), ", ".join(who) or "–")]
    if beside:
        facts.append((_("Works on it too"), "; ".join(beside)))
    if row.due_on is not None:
        facts.append((_("To be done by"), date_format(row.due_on, "DATE_FORMAT")))
    if row.control != "none":
        controller = people.get(row.controller_id or 0)
        facts.append((_("Control"), str(controller) if controller is not None else str(row.get_control_display())))
    said = people.get(row.said_by_id or 0)
    return {
        "text": [part for part in row.text.split("\n") if part.strip()],
        "facts": [[f"{label}:", value] for label, value in facts],
        "position": [],
        "name": str(said) if said is not None else getattr(row.author, "display_name", ""),
        "date": date_format(row.created_at.astimezone(row.institution.tzinfo), "DATE_FORMAT"),
    }
