# SPDX-License-Identifier: EUPL-1.2
"""The sheet of a register: what came in, went out, or passed within the house between two days, on paper.

Every number of the days stands on it, voided ones too, with their reason: a register has no gaps.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.foundations.binding import count_pages
from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.tasks import JobRun
from nizam.kit.transfer import exports, files
from nizam.spine.cases.models import Case
from nizam.spine.org.models import Institution, TakenNumber
from nizam.spine.records.models import Document
from nizam.spine.records.paper import typeset_sheet

SHEET_TASK: Final = "cases.print_register"
REGISTERS: Final = {
    "incoming": ("cases.case", gettext_lazy("Register of incoming letters")),
    "outgoing": ("records.document", gettext_lazy("Register of outgoing papers")),
    "internal": ("records.document", gettext_lazy("Register of internal papers")),
}
MOST_ROWS: Final = 3_000
_SECONDS: Final = 120


def register_rows(user: Any, institution: Institution, register: str, first: date, last: date) -> QuerySet[Any]:
    """Return what `user` sees of a register's rows of the days from `first` to `last`, voided ones among them."""
    if register == "incoming":
        rows = Case.objects.visible_to(user).exclude(number_text="")
        return rows.filter(institution=institution, registered_on__range=(first, last))
    papers = Document.objects.visible_to(user).filter(kind=register, issued_on__isnull=False).exclude(number_text="")
    return papers.filter(institution=institution, issued_on__range=(first, last))


def begin_register_sheet(actor: Actor, institution: Institution, register: str, first: date, last: date) -> Any:
    """Queue the sheet of a register for the actor and return its row among his exports.

    Raises Refused for days in the wrong order, for days without a row, and for more rows than a sheet can carry.
    """
    if last < first:
        raise Refused(_("The last day lies before the first."), code="days")
    keys = register_rows(actor.user, institution, register, first, last).order_by().values_list("pk", flat=True)
    found = len(keys[: MOST_ROWS + 1])
    if not found:
        raise Refused(_("Nothing was registered on these days that you may see."), code="empty")
    if found > MOST_ROWS:
        words = _("These days hold more than %(most)s rows. Choose fewer days, or take the list out as a table.")
        raise Refused(words % {"most": f"{MOST_ROWS:,}"}, code="size")
    query = QueryDict(mutable=True)
    query.update(
        {
            "register": register,
            "institution": str(institution.uid),
            "from": first.isoformat(),
            "until": last.isoformat(),
        }
    )
    resource, title = REGISTERS[register]
    return exports.begin_file(
        actor,
        resource,
        task=SHEET_TASK,
        form="pdf",
        query=query.urlencode(),
        title=f"{title}, {_days(first, last)}",
    )


def run_register_sheet(run: JobRun, uid: str) -> dict[str, Any]:
    """Make the sheet that the export row `uid` asks for, of what its reader sees now."""
    export = ports.transfers.exports.objects.select_related("user").get(uid=uid)
    if export.state != "writing":
        return {"pages": export.rows}
    asked = QueryDict(export.query)
    register, user = asked["register"], export.user
    institution = Institution.objects.filter(uid=asked["institution"]).first()
    first, last = parse_date(asked["from"]), parse_date(asked["until"])
    if institution is None or first is None or last is None or not may_print(user, register):
        exports.end_file(export, "refused")
        return {"pages": 0}
    run.progress(0, 2)
    pdf, _rows = register_sheet(user, institution, register, first, last)
    (pages,) = count_pages([pdf])
    run.progress(1, 2)
    with files.new_file(files.file_name(export)) as target:
        target.write(pdf)
    with translation.override(user.language or institution.main_language):
        text = _("The sheet of the register is ready: %(title)s.") % {"title": REGISTERS[register][1]}
    if not exports.finish_file(export, pages or 0, text):
        files.forget_file(files.file_name(export))
    return {"pages": pages}


def may_print(user: Any, register: str) -> bool:
    """Tell whether `user` may take the rows of a register out of the house."""
    resource, _title = REGISTERS[register]
    return ports.access.has_perm(user, registry.resource(resource).export_permission)


def register_sheet(user: Any, institution: Institution, register: str, first: date, last: date) -> tuple[bytes, int]:
    """Return the sheet as PDF/A in the institution's language and looks, and how many rows stand on it.

    Raises TypesettingError.
    """
    language = institution.main_language
    now = timezone.now()
    found = register_rows(user, institution, register, first, last)
    with translation.override(language):
        if register == "incoming":
            columns, rows = _incoming(found)
        else:
            columns, rows = _papers(found, _lost_numbers(user, institution, register, first, last))
        at = date_format(now.astimezone(institution.tzinfo), "DATETIME_FORMAT")
        values = {
            "title": str(REGISTERS[register][1]),
            "period": _days(first, last),
            "landscape": True,
            "columns": columns,
            "rows": rows,
            "nothing": _("Nothing was registered on these days."),
            "printed": _("Printed by %(name)s, %(at)s") % {"name": user.display_name, "at": at},
            "facts": [[_("Rows"), str(len(rows))]],
            "signatures": [_("Keeps the register"), _("Checked")],
        }
    return typeset_sheet("register-sheet", institution, language, values, at=now, seconds=_SECONDS), len(rows)


def _incoming(found: QuerySet[Any]) -> tuple[list[dict[str, Any]], list[list[str]]]:
    cases = found.select_related("party", "unit", "responsible")[:MOST_ROWS]
    columns = [
        {"title": _("Number")},
        {"title": _("Date")},
        {"title": _("From whom"), "width": 2},
        {"title": _("Subject"), "width": 4},
        {"title": _("Executor"), "width": 2},
        {"title": _("Due")},
        {"title": _("Done")},
    ]
    rows = []
    for case in sorted(cases, key=lambda one: _place(one.registered_on, one.number_text)):
        done = case.answered_at or case.closed_at
        zone = case.institution.tzinfo
        rows.append(
            [
                case.number_text,
                _day(case.registered_on),
                str(case.party) if case.party is not None else "–",
                _subject(case),
                "; ".join(str(one) for one in (case.unit, case.responsible) if one is not None) or "–",
                _day(case.due_on),
                _day(done.astimezone(zone).date() if done is not None else None),
            ]
        )
    return columns, rows


def _lost_numbers(
    user: Any, institution: Institution, register: str, first: date, last: date
) -> list[tuple[TakenNumber, Document]]:
    """Return the numbers that a failed signature had taken, each with its paper, which bears another or none now."""
    begins, ends = (datetime.combine(day, time(), institution.tzinfo) for day in (first, last + timedelta(days=1)))
    taken = TakenNumber.objects.filter(
        series__institution=institution,
        subject_kind="records.document",
        voided_at__isnull=False,
        taken_at__gte=begins,
        taken_at__lt=ends,
    )
    papers = Document.objects.visible_to(user).filter(kind=register)
    known = {paper.uid: paper for paper in papers.filter(uid__in=taken.values("subject_uid")).select_related("unit")}
    return [
        (number, known[number.subject_uid])
        for number in taken.order_by("ordinal")
        if number.subject_uid in known and known[number.subject_uid].number_id != number.pk
    ]


def _papers(
    found: QuerySet[Any], lost: list[tuple[TakenNumber, Document]]
) -> tuple[list[dict[str, Any]], list[list[str]]]:
    papers = found.select_related("unit", "signatory").prefetch_related("dispatches")[:MOST_ROWS]
    columns = [
        {"title": _("Number")},
        {"title": _("Date")},
        {"title": _("To whom"), "width": 2},
        {"title": _("Subject"), "width": 4},
        {"title": _("In reply to"), "width": 1},
        {"title": _("Unit"), "width": 2},
        {"title": _("Sent"), "width": 2},
    ]
    rows: list[tuple[Any, list[str]]] = []
    for paper in papers:
        ways = [f"{one.get_door_display()}, {one.get_state_display()}" for one in paper.dispatches.all()]
        cells = [
            _addressee(paper),
            _subject(paper),
            paper.in_reply_to or "–",
            _unit(paper),
            "; ".join(ways) or "–",
        ]
        rows.append((_place(paper.issued_on, paper.number_text), [paper.number_text, _day(paper.issued_on), *cells]))
    for number, paper in lost:
        day = number.taken_at.astimezone(paper.institution.tzinfo).date()
        cells = [_addressee(paper), _voided(number.void_reason), "–", _unit(paper), "–"]
        rows.append((_place(day, number.text), [number.text, _day(day), *cells]))
    return columns, [cells for _at, cells in sorted(rows, key=lambda row: row[0])]


def _place(day: date, number: str) -> tuple[date, list[int], str]:
    """Return where a row stands: by day, and on a day as people count numbers, 9 before 10."""
    return day, [int(part) for part in re.findall(r"\d+", number)], number


def _subject(row: Any) -> str:
    voided = row.voided_at is not None or getattr(row, "state", "") == "voided"
    return _voided(row.void_reason) if voided else str(row.subject)


def _voided(reason: str) -> str:
    return _("Voided: %(reason)s") % {"reason": reason or "–"}


def _addressee(paper: Document) -> str:
    return ", ".join(line for line in paper.addressee.splitlines() if line.strip()) or "–"


def _unit(paper: Document) -> str:
    return str(paper.unit) if paper.unit is not None else "–"


def _day(value: date | None) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if value is not None else "–"


def _days(first: date, last: date) -> str:
    return f"{_day(first)} – {_day(last)}" if first != last else _day(first)
