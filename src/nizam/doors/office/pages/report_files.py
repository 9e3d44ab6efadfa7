# SPDX-License-Identifier: EUPL-1.2
"""Files of reports: PDF/A, XLSX and DOCX, of the live report and of one that is drawn up or signed."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from nizam.doors.office.pages.files import FileScreen, download
from nizam.doors.office.pages.report import ReportPages
from nizam.kit.errors import Refused
from nizam.kit.screens.base import OfficeScreen
from nizam.kit.transfer.addresses import export_address
from nizam.kit.transfer.exports import AT_ONCE
from nizam.spine.plans.actions.reports import figures_of_report
from nizam.spine.plans.counting import Bounds, count
from nizam.spine.plans.files import FORMS
from nizam.spine.plans.layout import LANGUAGES
from nizam.spine.plans.making import Asked, begin_report_file, sheet_for
from nizam.spine.plans.models import Report
from nizam.spine.plans.periods import Period
from nizam.spine.plans.queries import seen_cases
from nizam.spine.plans.rows import read_rows


def asked_form(request: HttpRequest) -> str:
    """Return the form that the address asks for, PDF when it names none; raises Http404 for another."""
    form = request.GET.get("form", "pdf")
    if form not in FORMS:
        raise Http404(form)
    return form


def asked_language(request: HttpRequest, usual: str) -> str:
    """Return the language that the address asks for, else the usual one; raises Http404 for another."""
    language = request.GET.get("language") or usual
    if language not in (*LANGUAGES, usual):
        raise Http404(language)
    return language


class MadeFile(OfficeScreen):
    """A file made of a report: at once when it names few cases, else in the background, once the reader says so."""

    def made(self, asked: Asked, cases: int) -> HttpResponse:
        """Return the file of a report of `cases` cases, or what leads to it; says why when it cannot be done."""
        if cases > AT_ONCE:
            self.require("plans.export_report")
            if self.request.method == "POST":
                return redirect(export_address(begin_report_file(self.actor, asked)))
            return self.page("door_office/pages/report_long.html", {"count": cases})
        if self.request.method == "POST":
            # Short meanwhile, or never long.
            return redirect(self.request.get_full_path())
        sheet, at, _count = sheet_for(self.request.user, asked)
        try:
            raw = FORMS[asked.form].make(sheet, at)
        except Refused as refused:
            sentence = " ".join(str(reason) for reason in refused.reasons)
            return self.page("door_office/pages/file_failed.html", {"sentence": sentence}, status=500)
        return download(raw, f"{asked.name.replace('/', '-')}.{asked.form}", FORMS[asked.form].media_type)


class ReportPdf(ReportPages, MadeFile):
    """The live report as a file, counted from what the reader may see."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Make the file, or show that it is a long one."""
        self.choose()
        language = asked_language(request, self.institution.main_language)
        asked = Asked(self.institution, self.period, language, asked_form(request))
        groups = count(request.user, self.institution, Bounds.of(self.institution, self.period, None))
        return self.made(asked, sum(figures.came + figures.carried for figures in groups.values()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin a long file."""
        return self.get(request)


class ReportFile(FileScreen, MadeFile):
    """A report's file. The PDF as issued goes to those who may see each of its cases; others get it without names."""

    permission = "plans.view_report"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the paper as it was issued, or a file made from the report's stored rows."""
        report: Report = self.owner(
            Report.objects.visible_to(self.request.user)
            .select_related("blob", "institution", "replaces")
            .defer("replaces__rows", "replaces__summary"),
            uid,
        )
        usual = report.institution.main_language
        period = Period(report.period, report.starts, report.ends)
        asked = Asked(report.institution, period, asked_language(self.request, usual), asked_form(self.request), report)
        if asked.form == "pdf" and report.blob is not None and asked.language == usual and self._whole(report):
            return download(self.bytes_of(report.blob), f"{asked.name.replace('/', '-')}.pdf", "application/pdf")
        return self.made(asked, figures_of_report(report)["case_count"])

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Begin a long file; lead to one that is there already."""
        answer = self.get(request, uid)
        return answer if answer.get("Content-Disposition") is None else redirect(request.get_full_path())

    def _whole(self, report: Report) -> bool:
        rows = read_rows(report.rows)
        return {row["case"] for row in rows["cases"]} <= seen_cases(self.request.user, rows)
