# SPDX-License-Identifier: EUPL-1.2
"""The print of a case, made in the background for one reader and kept like an export."""

from __future__ import annotations

from importlib.resources import files as package_files
from typing import Any, Final

from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nizam.foundations.binding import BindingError, bind, count_pages
from nizam.foundations.typesetting import TypesettingError, typeset
from nizam.kit.actions import Actor
from nizam.kit.ports import ports
from nizam.kit.scripts import reader_language
from nizam.kit.tasks import Cancelled, JobRun
from nizam.kit.transfer import exports, files
from nizam.spine.cases.models import Case
from nizam.spine.cases.printing.parts import LARGEST_FILE, LARGEST_SUM, Part, parts_of_case

PRINT_TASK: Final = "cases.print_case"
RESOURCE: Final = "cases.case"


def begin_print(actor: Actor, case: Case, *, notes: bool) -> Any:
    """Queue the print of a case for the actor and return its row among his exports."""
    query = QueryDict(mutable=True)
    query["uid"] = str(case.uid)
    if notes:
        query["notes"] = "1"
    title = _("Print of case %(number)s") % {"number": case.number_text or "–"}
    return exports.begin_file(actor, RESOURCE, task=PRINT_TASK, form="pdf", query=query.urlencode(), title=title)


def run_print(run: JobRun, uid: str) -> dict[str, Any]:
    """Make the print that the export row `uid` asks for. Refused when its reader sees the case no more."""
    export = ports.transfers.exports.objects.select_related("user").get(uid=uid)
    if export.state != "writing":
        return {"pages": export.rows}
    asked = QueryDict(export.query)
    case = Case.objects.visible_to(export.user).filter(uid=asked.get("uid", "")).first()
    if case is None or not ports.access.has_perm(export.user, "cases.export_case", case):
        exports.end_file(export, "refused")
        return {"pages": 0}
    try:
        with translation.override(export.user.language or case.institution.main_language):
            pdf, pages = print_case(export.user, case, notes="notes" in asked, run=run)
    except Cancelled:
        exports.end_file(export, "cancelled")
        raise
    with files.new_file(files.file_name(export)) as target:
        target.write(pdf)
    with translation.override(export.user.language or case.institution.main_language):
        text = _("The print of case %(number)s is ready.") % {"number": case.number_text or "–"}
    if not exports.finish_file(export, pages, text):
        files.forget_file(files.file_name(export))
    return {"pages": pages}


def print_case(user: Any, case: Case, *, notes: bool = False, run: JobRun | None = None) -> tuple[bytes, int]:
    """Return the whole case as one PDF, as `user` may see it, and how many pages it has.

    Raises TypesettingError, BindingError, and what ends a run.
    """
    parts = list(parts_of_case(user, case, notes=notes))
    sheets: list[bytes | None] = []
    for place, part in enumerate(parts):
        if run is not None:
            run.progress(place, len(parts) + 2, part.title)
        sheets.append(_sheet(user, case, part))
    bound: list[bytes] = []
    # Which of the bound files belong to a part, by the part's place.
    owners: list[int] = []
    for place, (part, sheet) in enumerate(zip(parts, sheets, strict=True)):
        own = ([sheet] if sheet is not None else []) + [content for _name, content in part.files]
        bound += own
        owners += [place] * len(own)
    counted = count_pages(bound)
    lengths = [0] * len(parts)
    for place, pages in zip(owners, counted, strict=True):
        lengths[place] += pages or 0
    unopened = [parts[place].title for place, pages in zip(owners, counted, strict=True) if pages is None]
    if run is not None:
        run.progress(len(parts), len(parts) + 2, _("Cover and contents"))
    cover = _cover(user, case, parts, lengths, unopened)
    if run is not None:
        run.progress(len(parts) + 1, len(parts) + 2, _("Binding"))
    whole = bind([cover, *(one for one, pages in zip(bound, counted, strict=True) if pages)])
    return whole.pdf, sum(pages or 0 for pages in whole.pages)


def _cover(user: Any, case: Case, parts: list[Part], lengths: list[int], unopened: list[str]) -> bytes:
    """Typeset the cover; its contents name pages behind it, so it is typeset until its own length holds."""
    own, cover = 1, b""
    for _again in range(3):
        cover = _typeset(case, _cover_data(user, case, parts, lengths, unopened, first=own + 1))
        found = count_pages([cover])[0] or 1
        if found == own:
            break
        own = found
    return cover


def _cover_data(
    user: Any, case: Case, parts: list[Part], lengths: list[int], unopened: list[str], *, first: int
) -> dict[str, Any]:
    zone = case.institution.tzinfo
    facts = [
        (_("Number"), case.number_text or _("without number")),
        (_("Subject"), case.subject),
        (_("Procedure"), str(case.procedure)),
        (_("From whom"), str(case.party) if case.party is not None else "–"),
        (_("Registered on"), date_format(case.registered_on, "DATE_FORMAT")),
        (_("Due"), date_format(case.due_on, "DATE_FORMAT") if case.due_on else "–"),
        (_("State"), str(case.get_state_display())),
        (_("Confidentiality"), str(case.get_confidentiality_display())),
        (
            _("Printed"),
            f"{date_format(timezone.now().astimezone(zone), 'DATETIME_FORMAT')}, {user.display_name}",
        ),
    ]
    rows, page = [], first
    for part, length in zip(parts, lengths, strict=True):
        at = date_format(part.at.astimezone(zone), "SHORT_DATE_FORMAT") if part.at is not None else ""
        rows.append([part.title[:300], at, str(page) if length else "–"])
        page += length
    columns = [{"title": _("Contents"), "width": 1}, {"title": _("Date")}, {"title": _("Page"), "align": "right"}]
    sections: list[dict[str, Any]] = [{"title": "", "columns": columns, "rows": rows}] if rows else []
    if unopened:
        words = _("These hold a PDF file that cannot be opened, and it is left out: %(list)s")
        sections.append({"title": "", "paragraphs": [words % {"list": "; ".join(unopened)}]})
    if left_out := [f"{part.title}: {name}" for part in parts for name in part.left_out]:
        words = _(
            "These files are left out, since those of one print may have %(each)s each and %(sum)s together: %(list)s"
        )
        sizes = {"each": filesizeformat(LARGEST_FILE), "sum": filesizeformat(LARGEST_SUM)}
        sections.append({"title": "", "paragraphs": [words % {**sizes, "list": "; ".join(left_out)}]})
    title = _("Case %(number)s") % {"number": case.number_text or "–"}
    return {"cover": True, "title": title, "facts": facts, "sections": sections}


def _sheet(user: Any, case: Case, part: Part) -> bytes | None:
    if part.sheet is None:
        return None
    above = f"{case.number_text} {case.subject}"[:200]
    return _typeset(case, {"above": above, "title": part.title, **part.sheet})


def _typeset(case: Case, values: dict[str, Any]) -> bytes:
    institution = case.institution
    language = reader_language()
    data = {
        "lang": language,
        "timestamp": int(timezone.now().timestamp()),
        "institution": {"name": institution.name.in_language(language), "above": [], "unit": "", "address": []},
        **values,
    }
    return typeset("case", data, source=_source())


def _source() -> str:
    return (package_files("nizam.spine.cases.printing") / "case.typ").read_text("utf-8")


__all__ = ["PRINT_TASK", "BindingError", "TypesettingError", "begin_print", "print_case", "run_print"]
