# SPDX-License-Identifier: EUPL-1.2
"""Files of long reports, made in the background for one reader and kept like an export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from nizam.foundations.binding import count_pages
from nizam.kit.actions import Actor
from nizam.kit.ports import ports
from nizam.kit.tasks import Cancelled, JobRun
from nizam.kit.transfer import exports, files
from nizam.spine.org.models import Institution
from nizam.spine.plans.actions.reports import moment_of, sheet_of
from nizam.spine.plans.files import FORMS
from nizam.spine.plans.layout import Sheet, counted_words, lay_out
from nizam.spine.plans.models import Report
from nizam.spine.plans.periods import Period, read_period
from nizam.spine.plans.queries import seen_cases
from nizam.spine.plans.rows import read_rows, take_rows

REPORT_TASK: Final = "plans.make_report_file"
RESOURCE: Final = "plans.report"
STEPS: Final = 3


@dataclass(frozen=True)
class Asked:
    """A file of a report: of one that is drawn up, or of what an institution's period gives when it is counted now."""

    institution: Institution
    period: Period
    language: str
    form: str
    report: Report | None = None

    @property
    def name(self) -> str:
        """What it is called on screens and, made plain, on the user's own machine."""
        if self.report is not None:
            return self.report.number_text or self.report.period
        return f"{self.institution.code}-{self.period.name}"

    def query(self) -> str:
        """Return it in the words of an address; `read_asked` reads them."""
        query = QueryDict(mutable=True)
        query["institution"], query["period"] = str(self.institution.uid), self.period.name
        query["language"] = self.language
        if self.report is not None:
            query["report"] = str(self.report.uid)
        return query.urlencode()


def read_asked(user: Any, form: str, query: str) -> Asked | None:
    """Return what `Asked.query` says, None where `user` may have it no more."""
    given = QueryDict(query)
    institution = Institution.objects.visible_to(user).filter(uid=UUID(given["institution"])).first()
    if institution is None or not ports.access.has_perm(user, "plans.view_report"):
        return None
    if "report" not in given:
        return Asked(institution, read_period(given["period"]), given["language"], form)
    rows = Report.objects.visible_to(user).select_related("institution", "replaces")
    report = rows.filter(uid=UUID(given["report"])).first()
    if report is None:
        return None
    return Asked(institution, Period(report.period, report.starts, report.ends), given["language"], form, report)


def sheet_for(user: Any, asked: Asked) -> tuple[Sheet, datetime, int]:
    """Return the sheet of what is asked, as `user` may see it, the moment that dates it, and how many cases it has."""
    if asked.report is not None:
        rows = read_rows(asked.report.rows)
        sheet = sheet_of(asked.report, asked.language, seen=seen_cases(user, rows))
        return sheet, moment_of(asked.report), len(rows["cases"])
    now = timezone.now()
    rows = take_rows(user, asked.institution, asked.period, now=now)
    return lay_out(rows, {}, asked.language, head=[counted_words(rows, asked.language)]), now, len(rows["cases"])


def begin_report_file(actor: Actor, asked: Asked) -> Any:
    """Queue the making of a file for the actor and return its row among his exports; one that is being made, as it is.

    The number of files somebody can have made at once is thereby the number of different ones.
    """
    writing = ports.transfers.exports.objects.visible_to(actor.user).filter(
        user=actor.user, resource=RESOURCE, form=asked.form, query=asked.query(), state="writing", job__isnull=False
    )
    known = next((export for export in writing.select_related("job") if not export.job.is_finished), None)
    if known is not None:
        return known
    title = _("Report %(name)s") % {"name": asked.name}
    return exports.begin_file(actor, RESOURCE, task=REPORT_TASK, form=asked.form, query=asked.query(), title=title)


def run_report_file(run: JobRun, uid: str) -> dict[str, Any]:
    """Make the file that the export row `uid` asks for. Refused when its reader may have it no more."""
    export = ports.transfers.exports.objects.select_related("user__institution").get(uid=uid)
    if export.state != "writing":
        return {"rows": export.rows}
    user = export.user
    asked = read_asked(user, export.form, export.query)
    if asked is None or not ports.access.has_perm(user, "plans.export_report"):
        exports.end_file(export, "refused")
        return {"rows": 0}
    with translation.override(user.language or asked.institution.main_language):
        try:
            run.progress(0, STEPS, _("Counting"))
            sheet, at, count = sheet_for(user, asked)
            run.progress(1, STEPS, _("Writing the file"))
            raw = FORMS[asked.form].make(sheet, at)
            run.progress(2, STEPS)
        except Cancelled:
            exports.end_file(export, "cancelled")
            raise
        with files.new_file(files.file_name(export)) as target:
            target.write(raw)
        rows = (count_pages([raw])[0] or 1) if asked.form == "pdf" else count
        text = _("The file of the report %(name)s is ready.") % {"name": asked.name}
    if not exports.finish_file(export, rows, text):
        files.forget_file(files.file_name(export))
    return {"rows": rows}
