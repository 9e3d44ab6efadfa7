# SPDX-License-Identifier: EUPL-1.2
"""Issuing periodic reports: figures frozen, the paper's bytes kept."""

from __future__ import annotations

from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.foundations.typesetting import TypesettingError, typeset
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.texts import TranslatedText
from nizam.spine.cases.models import case_states
from nizam.spine.org.models import Institution
from nizam.spine.plans.coverage import Coverage, cover
from nizam.spine.plans.models import Report
from nizam.spine.plans.periods import PeriodError, read_period
from nizam.spine.records.blobs import keep_bytes


@action(
    "plans.issue_report",
    title=_("Issue a report"),
    creates=True,
    fields={
        "institution": Input(label=_("Institution"), kind="model", model="org.institution"),
        "period": Input(label=_("Period"), help=_("For example 2026, 2026-H1, 2026-Q4, 2026-11 or 2026-W47")),
    },
)
def issue_report(actor: Actor, *, institution: Institution, period: str) -> Report:
    """Issue the report of a period by article: rows and figures are frozen, the PDF/A is kept as issued."""
    try:
        read = read_period(period)
    except PeriodError:
        raise Refused(
            _("This names no period. Write 2026, 2026-H1, 2026-Q4, 2026-11 or 2026-W47."), code="period"
        ) from None
    coverage = cover(actor.user, institution, read)
    pdf = report_pdf(coverage, institution.main_language, timestamp=int(timezone.now().timestamp()))
    report = Report(
        institution=institution,
        title=TranslatedText({institution.main_language: str(institution.name.in_language(institution.main_language))}),
        period=read.name,
        starts=read.starts,
        ends=read.ends,
        rows=coverage.as_json(),
        blob=keep_bytes(pdf),
        issued_by=actor.user,
    )
    report.full_clean()
    report.save()
    return report


def report_pdf(coverage: Coverage, language: str, *, timestamp: int) -> bytes:
    """Typeset a report in `language` as PDF/A. Raises Refused when typesetting fails."""
    try:
        return typeset("report", report_data(coverage, language, timestamp=timestamp))
    except TypesettingError as error:
        raise Refused(_("The paper could not be typeset: %(fault)s") % {"fault": error}, code="typesetting") from error


def report_data(coverage: Coverage, language: str, *, timestamp: int) -> dict[str, Any]:
    """Return what the report template takes, worded in `language`."""
    with translation.override("uz" if language == "uz-Cyrl" else language):
        period = coverage.period
        states = {code: str(title) for code, title in case_states()}

        def day(value: Any) -> str:
            return str(formats.date_format(value, "DATE_FORMAT"))

        def figures(of: Any) -> dict[str, int]:
            return {"came": of.came, "in_time": of.in_time, "late": of.late, "open": of.open}

        return {
            "lang": language,
            "timestamp": timestamp,
            "institution": {"name": coverage.institution.name.in_language(language)},
            "title": translate("Report by article"),
            "period": f"{day(period.starts)} – {day(period.ends)}",
            "made_on": formats.date_format(
                timezone.now().astimezone(coverage.institution.tzinfo).date(), "DATE_FORMAT"
            ),
            "introduction": [],
            "landscape": False,
            "labels": {
                "article": translate("Article"),
                "text": translate("Text"),
                "came": translate("Came"),
                "in_time": translate("In time"),
                "late": translate("Late"),
                "open": translate("Open"),
                "total": translate("Total"),
                "summary": translate("Summary"),
                "number": translate("Number"),
                "subject": translate("Subject"),
                "due": translate("Due"),
                "state": translate("State"),
                "nothing": translate("Nothing in this period"),
            },
            "totals": figures(coverage.total),
            "articles": [
                {
                    "number": line.provision.reference,
                    "text": line.provision.text,
                    **figures(line.figures),
                    "remarks": [],
                    "cases": [
                        {
                            "number": case.number_text,
                            "subject": case.subject,
                            "due": formats.date_format(case.due_on, "SHORT_DATE_FORMAT") if case.due_on else "",
                            "state": states.get(case.state, case.state),
                        }
                        for case in line.cases
                    ],
                }
                for line in coverage.lines
            ],
        }
