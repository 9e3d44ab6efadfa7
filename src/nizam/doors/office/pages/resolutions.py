# SPDX-License-Identifier: EUPL-1.2
"""What the page of a case says of resolutions, of the control over them, of executors' reports and of notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nizam.doors.office.pages.happenings import Happening
from nizam.doors.office.pages.letters import Segment
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.screens.offers import Offer
from nizam.spine.cases.actions import LIFT_CONTROL
from nizam.spine.cases.models import Case, CaseNote, CoExecutor, ExecutorReport, Resolution, Task
from nizam.spine.cases.queries import open_controls, sets_control
from nizam.spine.org.models import Person, Unit
from nizam.spine.records.models import Document

MOST = 200


def resolutions(user: Any, case: Case) -> Iterator[Happening]:
    """Give the resolutions of a case, each with its executors, its day and its control."""
    rows = list(
        Resolution.objects.visible_to(user)
        .filter(case=case)
        .select_related("author__person", "released_by__person")
        .order_by("created_at")[:MOST]
    )
    if not rows:
        return
    names = _Names(user, rows)
    for row in rows:
        voided = row.voided_at is not None
        tag, tone = ("", "neutral") if row.control == "none" else (row.get_control_display(), "due")
        if row.control == "released":
            tone = "good"
        yield Happening(
            at=row.created_at,
            sign="paper",
            title=_("Resolution: %(executor)s") % {"executor": names.executor(row)},
            who=_said(row, names),
            url=entry_address(row),
            segments=[Segment("own", row.text)],
            notes=[*names.beside(row), *_until(row, names), *_ended(row)],
            tag=_("withdrawn") if voided else tag,
            tone="hollow" if voided else tone,
            acts=_acts(user, case, row),
        )


class _Names:
    """Who is named in resolutions, as the reader may call them; asked of the database once."""

    def __init__(self, user: Any, rows: list[Resolution]) -> None:
        tasks = list(Task.objects.filter(resolution__in=rows, main=False).order_by("pk"))
        shares = list(CoExecutor.objects.filter(resolution__in=rows).order_by("pk"))
        people = {row.executor_id for row in rows} | {row.said_by_id for row in rows}
        people |= {row.controller_id for row in rows} | {task.person_id for task in tasks}
        units = {row.executor_unit_id for row in rows} | {share.executor_id for share in shares}
        self._people = Person.objects.visible_to(user).in_bulk(people - {None})
        self._units = Unit.objects.visible_to(user).in_bulk(units - {None})
        self._tasks, self._shares = tasks, shares

    def person(self, key: int | None) -> str:
        """Return the name of a person, empty for nobody."""
        return "" if key is None else str(self._people.get(key, _("not open to you")))

    def unit(self, key: int | None) -> str:
        """Return the name of a unit, empty for none."""
        return "" if key is None else str(self._units.get(key, _("not open to you")))

    def executor(self, row: Resolution) -> str:
        """Return the main executor: person and unit."""
        return ", ".join(part for part in (self.person(row.executor_id), self.unit(row.executor_unit_id)) if part)

    def beside(self, row: Resolution) -> list[str]:
        """Say who works on it too."""
        found = [self.unit(one.executor_id) for one in self._shares if one.resolution_id == row.pk]
        found += [self.person(one.person_id) for one in self._tasks if one.resolution_id == row.pk]
        return [_("with %(names)s") % {"names": "; ".join(found)}] if found else []


def _said(row: Resolution, names: _Names) -> str:
    author = row.author.display_name if row.author is not None else ""
    said = names.person(row.said_by_id)
    if said and said != author:
        return _("%(said)s, entered by %(author)s") % {"said": said, "author": author}
    return author


def _until(row: Resolution, names: _Names) -> list[str]:
    found = []
    if row.due_on is not None:
        found.append(_("to be done by %(day)s") % {"day": date_format(row.due_on, "DATE_FORMAT")})
    if row.control == "open" and row.controller_id is not None:
        found.append(_("controlled by %(who)s") % {"who": names.person(row.controller_id)})
    return found


def _ended(row: Resolution) -> list[str]:
    if row.voided_at is not None:
        return [_("withdrawn: %(reason)s") % {"reason": row.void_reason}]
    if row.released_at is None:
        return []
    words = {
        "day": date_format(row.released_at, "DATE_FORMAT"),
        "who": row.released_by.display_name if row.released_by is not None else "–",
        "reason": row.release_note,
    }
    return [_("taken off control on %(day)s by %(who)s: %(reason)s") % words]


def _acts(user: Any, case: Case, row: Resolution) -> list[Offer]:
    """Return what the reader may do with a resolution: what he set or controls, or what all control is his."""
    if row.voided_at is not None or not (sets_control(user, row) or ports.access.has_perm(user, LIFT_CONTROL, case)):
        return []
    resource = registry.resource("cases.resolution")
    held = ports.access.permissions(user)
    return [
        Offer(act.name, str(act.title), act_address(resource, act, row), act.primary, bool(act.danger))
        for act in resource.actions
        if act.permission in held and act.applies_to(row)
    ]


def control_panel(user: Any, case: Case) -> list[dict[str, Any]]:
    """Return what of a case is under control: until when, by whom, and whether it was reported on since."""
    rows = list(open_controls(case))
    if not rows:
        return []
    reported = ExecutorReport.objects.filter(case=case, voided_at__isnull=True).order_by("-created_at").first()
    names = _Names(user, rows)
    return [
        {
            "day": row.due_on,
            "who": names.person(row.controller_id) or (row.author.display_name if row.author is not None else ""),
            "reported": reported.created_at if reported is not None and reported.created_at > row.created_at else None,
            "url": entry_address(row),
            "acts": [act for act in _acts(user, case, row) if act.name == "release_resolution"],
        }
        for row in rows
    ]


def reports(user: Any, case: Case) -> Iterable[Happening]:
    """Give what executors reported on a case, with the file that shows it."""
    found = ExecutorReport.objects.visible_to(user).filter(case=case, voided_at__isnull=True)
    rows = list(found.select_related("author__person", "blob").order_by("created_at")[:MOST])
    keys = {row.paper_id for row in rows} - {None}
    # A paper may be of a higher degree than the report that it shows.
    papers = Document.objects.visible_to(user).in_bulk(keys) if keys else {}
    for row in rows:
        files = []
        if row.blob is not None:
            address = reverse("office:case_report_file", args=(row.uid,))
            files.append({"name": row.file_name or _("File"), "url": address, "size": row.blob.size})
        yield Happening(
            at=row.created_at,
            sign="check",
            title=_("Report of the executor"),
            who=row.author.display_name if row.author is not None else "",
            url=entry_address(row),
            segments=[Segment("own", row.text)],
            files=files,
            notes=_shown_by(row, papers.get(row.paper_id)),
        )


def _shown_by(row: ExecutorReport, paper: Document | None) -> list[str]:
    if row.paper_id is None:
        return []
    named = paper.number_text or paper.subject if paper is not None else _("not open to you")
    return [_("shown by the paper %(paper)s") % {"paper": named}]


def notes(user: Any, case: Case) -> Iterable[Happening]:
    """Give the notes on a case; they never leave the house."""
    rows = CaseNote.objects.visible_to(user).filter(case=case, voided_at__isnull=True)
    resource = registry.resource("cases.casenote")
    withdraw = resource.action("withdraw_casenote")
    held = ports.access.permissions(user)
    for row in rows.select_related("author__person").prefetch_related("mentions__person").order_by("created_at")[:MOST]:
        people = [str(mention.person) for mention in row.mentions.all()]
        own = row.author_id is not None and row.author_id == user.pk
        acts = []
        if own and withdraw is not None and withdraw.permission in held:
            address = act_address(resource, withdraw, row)
            acts = [Offer(withdraw.name, str(withdraw.title), address, danger=True)]
        yield Happening(
            at=row.created_at,
            sign="note",
            title=_("Note"),
            who=row.author.display_name if row.author is not None else "",
            segments=[Segment("own", row.text)],
            notes=[_("told: %(names)s") % {"names": ", ".join(people)}] if people else [],
            tag=_("stays in the house"),
            acts=acts,
        )
