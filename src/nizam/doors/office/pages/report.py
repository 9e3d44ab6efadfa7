# SPDX-License-Identifier: EUPL-1.2
"""The report by article: live for any period, as a paper, and frozen as it was issued."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.doors.office.pages.charter import charter_article_address, report_address
from nizam.doors.office.pages.entries import PageOfEntry
from nizam.doors.office.pages.files import download
from nizam.doors.office.pages.periods import chosen_period, period_choices, period_words
from nizam.doors.office.pages.reports import rows_of, seen_cases
from nizam.doors.office.pages.terms import Terms
from nizam.kit.catalogue import capabilities
from nizam.kit.errors import Refused
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address
from nizam.kit.screens.base import OfficeScreen
from nizam.spine.cases.models import Case, case_states
from nizam.spine.org.models import Institution
from nizam.spine.plans.actions import report_pdf
from nizam.spine.plans.coverage import ArticleLine, Coverage, Figures, cover, today_in
from nizam.spine.plans.models import Report
from nizam.spine.plans.periods import Period

# Cases named under an article before its door is needed to see the others.
NAMED = 10
NAMED_ALONE = 1000
FROZEN = 20
FIGURES = ("came", "in_time", "late", "open")


def figure_words() -> dict[str, str]:
    """Return what each figure is called."""
    return {"came": _("came"), "in_time": _("done in time"), "late": _("done late"), "open": _("open")}


def belongs(case: Case, figure: str) -> bool:
    """Tell whether `case` is counted under `figure`, by the rule of Figures.count."""
    counted = Figures()
    counted.count(case)
    return bool(getattr(counted, figure))


class ReportPages(OfficeScreen):
    """What page and paper of the live report share: the reader's institution and period."""

    title = gettext_lazy("Report by article")

    def choose(self) -> None:
        """Read institution and period from the address; raises Http404 for an institution out of sight."""
        user, asked = self.request.user, self.request.GET
        self.require("plans.view_report")
        self.institutions = list(Institution.objects.visible_to(user).order_by("name_sort")[:500])
        if not self.institutions:
            raise Http404("institution")
        own = next((one for one in self.institutions if one.pk == user.institution_id), self.institutions[0])
        self.institution = own
        if asked.get("institution"):
            found = next((one for one in self.institutions if str(one.uid) == asked["institution"]), None)
            if found is None:
                raise Http404("institution")
            self.institution = found
        self.today = today_in(self.institution)
        self.period, self.understood = chosen_period(asked.get("period", ""), self.today)

    def address(self, **more: Any) -> str:
        """Return this report's address with `more`."""
        return report_address(self.institution, self.period, **more)


class ReportScreen(ReportPages):
    """The report of any period, counted now from what the reader may see."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the report, one article of it, or the cases of one figure."""
        self.choose()
        coverage = cover(request.user, self.institution, self.period)
        asked = request.GET.get("article", "")
        figure = request.GET.get("figure", "")
        figure = figure if figure in FIGURES else ""
        context = {
            "institution": self.institution,
            "institutions": self.institutions,
            "period": self.period,
            "period_words": period_words(self.period.name),
            "period_understood": self.understood,
            "period_choices": period_choices(self.today, self.period),
            "pdf_url": report_address(self.institution, self.period, route="office:report_pdf"),
            "whole_url": self.address(),
            "issue": self._issue(),
            "frozen": self._frozen(),
            "frozen_url": list_address(registry.resource("plans.report")),
            "made_at": timezone.localtime(),
        }
        if asked or figure:
            return self.page(
                "door_office/pages/report_cases.html", {**context, **self._narrowed(coverage, asked, figure)}
            )
        states = dict(case_states())
        terms = Terms()
        lines = [self._line(line, states, terms) for line in coverage.lines]
        elsewhere = coverage.elsewhere
        return self.page(
            "door_office/pages/report.html",
            {
                **context,
                "totals": self._doors(coverage.total),
                "lines": [line for line in lines if line["came"]],
                "nothing": [line for line in lines if not line["came"]],
                "elsewhere": self._cases(elsewhere[:NAMED], states, terms),
                "elsewhere_count": len(elsewhere),
                "elsewhere_url": self.address(article="none"),
            },
        )

    def _doors(self, figures: Figures, **more: Any) -> list[dict[str, Any]]:
        words = figure_words()
        return [
            {
                "name": name,
                "value": getattr(figures, name),
                "label": words[name],
                "url": self.address(figure=name, **more) if getattr(figures, name) else "",
            }
            for name in FIGURES
        ]

    def _line(self, line: ArticleLine, states: dict[str, Any], terms: Terms) -> dict[str, Any]:
        provision = line.provision
        return {
            "uid": provision.uid,
            "reference": provision.reference,
            "text": provision.text,
            "language": provision.charter.language,
            "charter": str(provision.charter),
            "url": charter_article_address(provision, self.period),
            "capabilities": [_title(code) for code in line.capabilities],
            "came": line.figures.came,
            "figures": self._doors(line.figures, article=provision.uid),
            "cases": self._cases(line.cases[:NAMED], states, terms),
            "more": max(0, len(line.cases) - NAMED),
            "all_url": self.address(article=provision.uid),
        }

    def _cases(self, cases: Iterable[Case], states: dict[str, Any], terms: Terms) -> list[dict[str, Any]]:
        found = []
        cases = list(cases)
        # Only of a case without a day does the chip ask more: whether it waits for nothing, or was forwarded.
        unfixed = [case.pk for case in cases if case.due_on is None]
        clocks = dict(Case.objects.filter(pk__in=unfixed).values_list("pk", "clock")) if unfixed else {}
        for case in cases:
            case.institution = self.institution
            if case.due_on is None:
                case.clock = clocks[case.pk]
            found.append(
                {
                    "number": case.number_text,
                    "subject": case.subject,
                    "language": case.language,
                    "due_on": case.due_on,
                    "state": states.get(case.state, case.state),
                    "chip": terms.chip(case),
                    "url": entry_address(case),
                    "unit": case.unit,
                }
            )
        return found

    def _narrowed(self, coverage: Coverage, asked: str, figure: str) -> dict[str, Any]:
        line = None
        if asked == "none":
            cases, about = coverage.elsewhere, _("Cases under no article")
        elif asked:
            line = next((one for one in coverage.lines if str(one.provision.uid) == asked), None)
            if line is None:
                raise Http404("article")
            cases, about = line.cases, line.provision.reference
        else:
            cases, about = _all_cases(coverage), _("All cases")
        if figure:
            cases = [case for case in cases if belongs(case, figure)]
        return {
            "line": self._line(line, {}, Terms()) if line is not None else None,
            "about": about,
            "figure": figure_words().get(figure, ""),
            "count": len(cases),
            "cases": self._cases(cases[:NAMED_ALONE], dict(case_states()), Terms()),
        }

    def _issue(self) -> dict[str, str]:
        resource = registry.resource("plans.report")
        act = resource.action("issue_report")
        if act is None or not ports.access.has_perm(self.request.user, act.permission):
            return {}
        return {"title": str(act.title), "url": act_address(resource, act)}

    def _frozen(self) -> list[dict[str, Any]]:
        rows = Report.objects.visible_to(self.request.user).filter(institution=self.institution, voided_at=None)
        return [
            {"report": row, "url": entry_address(row), "words": period_words(row.period)}
            for row in rows.select_related("issued_by__person").defer("rows").order_by("-created_at")[:FROZEN]
        ]


def _all_cases(coverage: Coverage) -> list[Case]:
    found = {case.pk: case for line in coverage.lines for case in line.cases}
    found.update({case.pk: case for case in coverage.elsewhere})
    return sorted(found.values(), key=lambda case: (case.registered_at, case.pk))


def _title(code: str) -> str:
    found = capabilities().get(code)
    return str(found.title) if found else code


class ReportPdf(ReportPages):
    """The live report as a paper."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Typeset the report in the institution's language; says why when it cannot be done."""
        self.choose()
        coverage = cover(request.user, self.institution, self.period)
        try:
            raw = report_pdf(coverage, self.institution.main_language, timestamp=int(timezone.now().timestamp()))
        except Refused as refused:
            sentence = " ".join(str(reason) for reason in refused.reasons)
            return self.page("door_office/pages/file_failed.html", {"sentence": sentence}, status=500)
        return download(raw, f"{self.institution.code}-{self.period.name}.pdf", "application/pdf")


class FrozenReportScreen(PageOfEntry):
    """A report as it was issued. Its figures are the issuer's; a matter out of the reader's sight is not named."""

    object: Report
    template = "door_office/pages/report_frozen.html"

    def entry_context(self) -> dict[str, Any]:
        """Return the stored rows, ready to be shown."""
        report = self.object
        seen = seen_cases(self.request.user, report.rows)
        named = {row["case"] for row in rows_of(report.rows)}
        states = dict(case_states())
        articles = [self._article(article, seen, states) for article in report.rows.get("articles", ())]
        words = figure_words()
        total = report.rows.get("total", {})
        return {
            **super().entry_context(),
            "institution": report.institution,
            "period": Period(report.period, report.starts, report.ends),
            "period_words": period_words(report.period),
            "totals": [{"name": n, "value": total.get(n, 0), "label": words[n], "url": "#articles"} for n in FIGURES],
            "lines": [one for one in articles if one["came"]],
            "nothing": [one for one in articles if not one["came"]],
            "elsewhere": _named(report.rows.get("elsewhere", ()), seen, states),
            "elsewhere_count": len(report.rows.get("elsewhere", ())),
            "unseen": len(named - seen),
            "pdf_url": "" if named - seen else reverse("office:report_file", args=(report.uid,)),
            "live_url": report_address(report.institution, Period(report.period, report.starts, report.ends)),
        }

    def _article(self, article: dict[str, Any], seen: frozenset[str], states: dict[str, Any]) -> dict[str, Any]:
        words = figure_words()
        return {
            "reference": article["article"],
            "text": article["text"],
            "uid": article["provision"],
            "language": "",
            "url": "",
            "capabilities": [_title(code) for code in article["capabilities"]],
            "came": article["came"],
            "figures": [{"name": n, "value": article[n], "label": words[n], "url": ""} for n in FIGURES],
            "cases": _named(article["cases"], seen, states),
            "all_url": "",
            "more": sum(row["case"] not in seen for row in article["cases"]),
        }


def _named(rows: Iterable[dict[str, Any]], seen: frozenset[str], states: dict[str, Any]) -> list[dict[str, Any]]:
    resource = registry.resource("cases.case")
    return [
        {
            "number": row["number"],
            "subject": row["subject"],
            "language": "",
            "chip": None,
            "due_on": parse_date(row["due_on"] or ""),
            "state": states.get(row["state"], row["state"]),
            "url": reverse(f"office:{resource.label}_{resource.name}_entry", args=(uuid.UUID(row["case"]),)),
        }
        for row in rows
        if row["case"] in seen
    ]
