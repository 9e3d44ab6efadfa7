# SPDX-License-Identifier: EUPL-1.2
"""The live report: for any period, by article, unit, person or procedure, counted now from what the reader may see."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.doors.office.pages.charter import charter_article_address, plan_a_measure, report_address
from nizam.doors.office.pages.periods import chosen_period, period_choices, period_words
from nizam.doors.office.pages.terms import Terms
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address
from nizam.kit.screens.base import OfficeScreen
from nizam.kit.screens.paging import page_of
from nizam.kit.texts import TranslatedText
from nizam.spine.cases.models import Case, case_states
from nizam.spine.org.days import today_in
from nizam.spine.org.models import Institution
from nizam.spine.plans.counting import FIGURES
from nizam.spine.plans.coverage import ArticleLine, Coverage, cover
from nizam.spine.plans.layout import capability_title, figure_words
from nizam.spine.plans.models import Report
from nizam.spine.plans.periods import period_before
from nizam.spine.plans.queries import measures_of_period
from nizam.spine.plans.rows import CUTS, cut_lines

RECENT = 20
BAR_TONES = {"in_time": "done", "late": "late", "open": "open"}
# The name of a line's key in addresses and rows, by cut.
KEYS = {"articles": "article", "units": "unit", "people": "person", "procedures": "procedure"}


def cut_words() -> dict[str, str]:
    """Return what each cut of a report is called."""
    return {
        "articles": _("By article"),
        "units": _("By unit"),
        "people": _("By person"),
        "procedures": _("By procedure"),
    }


def nobody_words() -> dict[str, str]:
    """Return what the line without a name is called in each cut."""
    return {
        "articles": _("Under no article"),
        "units": _("Not given to a unit yet"),
        "people": _("Given to nobody yet"),
        "procedures": "",
    }


def line_name(cut: str, line: Mapping[str, Any]) -> str:
    """Return the name of a line of a cut in the reader's language."""
    name = line["name"]
    return str(name.get("") or TranslatedText(name) or nobody_words()[cut])


def figure_parts(figures: Mapping[str, int], urls: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return done in time, done late and open as the parts of a bar."""
    words = figure_words()
    return [
        {"value": figures[name], "label": words[name], "tone": tone, "url": urls.get(name, "")}
        for name, tone in BAR_TONES.items()
        if figures[name]
    ]


class ReportPages(OfficeScreen):
    """What page and files of the live report share: the reader's institution and period."""

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
        self.cut = asked.get("cut", "")
        self.cut = self.cut if self.cut in CUTS else "articles"

    def address(self, **more: Any) -> str:
        """Return this report's address with `more`."""
        return report_address(self.institution, self.period, **more)


class ReportScreen(ReportPages):
    """The report of any period, counted now from what the reader may see."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the report by one cut, or the cases of one figure."""
        self.choose()
        self.held = ports.access.permissions(request.user)
        self.coverage = cover(request.user, self.institution, self.period)
        figure = request.GET.get("figure", "")
        figure = figure if figure in FIGURES else ""
        of = next(((name, request.GET[name]) for name in KEYS.values() if request.GET.get(name)), None)
        if of is not None or figure:
            return self.page("door_office/pages/report_cases.html", {**self._common(), **self._narrowed(of, figure)})
        self.before = cover(request.user, self.institution, period_before(self.period))
        lines = self._articles() if self.cut == "articles" else self._cut()
        return self.page(
            "door_office/pages/report.html",
            {
                **self._common(),
                "cut": self.cut,
                "cut_title": cut_words()[self.cut],
                "cuts": [
                    {"title": words, "url": self.address(cut=name), "current": name == self.cut}
                    for name, words in cut_words().items()
                ],
                "before_words": period_words(self.before.period.name),
                "totals": self._doors(self.coverage.total.as_json(), before=self.before.total.as_json()),
                "measures_alone": getattr(self, "measures_alone", []),
                "lines": [line for line in lines if line["any"]],
                "nothing": [line for line in lines if not line["any"]],
            },
        )

    def _common(self) -> dict[str, Any]:
        return {
            "institution": self.institution,
            "institutions": self.institutions,
            "period": self.period,
            "period_words": period_words(self.period.name),
            "period_understood": self.understood,
            "period_choices": period_choices(self.today, self.period),
            "files": [
                {
                    "title": form.upper(),
                    "url": report_address(self.institution, self.period, route="office:report_pdf", form=form),
                }
                for form in ("pdf", "xlsx", "docx")
            ],
            "whole_url": self.address(cut=self.cut),
            "issue": self._issue(),
            "frozen": self._frozen(),
            "frozen_url": list_address(registry.resource("plans.report")),
            "made_at": timezone.localtime(),
        }

    def _doors(
        self, figures: Mapping[str, int], *, before: Mapping[str, int] | None = None, **more: Any
    ) -> list[dict[str, Any]]:
        words = figure_words()
        return [
            {
                "name": name,
                "value": figures[name],
                "label": words[name],
                "before": before[name] if before is not None else None,
                "url": self.address(figure=name, **more) if figures[name] else "",
            }
            for name in FIGURES
        ]

    def _line(self, key: Any, figures: Mapping[str, int], before: Mapping[str, int] | None) -> dict[str, Any]:
        of = {KEYS[self.cut]: key or "none"}
        doors = self._doors(figures, before=before, **of)
        return {
            "anchor": f"{KEYS[self.cut]}-{key or 'none'}",
            "figures": doors,
            "bar": figure_parts(figures, {one["name"]: one["url"] for one in doors}),
            "any": figures["came"] + figures["carried"],
            "came_before": before["came"] if before is not None else None,
        }

    def _articles(self) -> list[dict[str, Any]]:
        measures = self._measures()
        before = {line.provision.pk: line.figures.as_json() for line in self.before.lines}
        lines = [
            {
                **self._line(line.provision.uid, line.figures.as_json(), before.get(line.provision.pk)),
                **self._article(line),
                "measures": measures.get(line.provision.pk, ()),
            }
            for line in self.coverage.lines
        ]
        elsewhere = self.coverage.elsewhere.figures.as_json()
        if any(elsewhere.values()):
            words = _("No confirmed capability of an article that binds their unit is discharged by their procedure.")
            named = {"reference": "", "text": nobody_words()["articles"], "note": words, "url": "", "step": {}}
            line = self._line(None, elsewhere, self.before.elsewhere.figures.as_json())
            lines.append({**line, **named, "capabilities": []})
        return lines

    def _article(self, line: ArticleLine) -> dict[str, Any]:
        provision = line.provision
        return {
            "reference": provision.reference,
            "text": provision.text,
            "language": provision.charter.language,
            "url": charter_article_address(provision, self.period),
            "capabilities": [capability_title(code) for code in line.capabilities],
            "step": plan_a_measure(self.held, provision),
        }

    def _measures(self) -> dict[int | None, list[dict[str, Any]]]:
        found: dict[int | None, list[dict[str, Any]]] = {}
        for measure in measures_of_period(self.request.user, self.institution, self.period):
            found.setdefault(measure.provision_id, []).append(measure_line(measure, self.today))
        self.measures_alone = found.get(None, [])
        return found

    def _cut(self) -> list[dict[str, Any]]:
        key = KEYS[self.cut]
        before = {line[key]: line for line in cut_lines(self.before)[self.cut]}
        return [
            {
                **self._line(line[key], line, before.get(line[key])),
                "reference": "",
                "text": line_name(self.cut, line),
                "url": "",
                "capabilities": [],
            }
            for line in cut_lines(self.coverage)[self.cut]
        ]

    def _narrowed(self, of: tuple[str, str] | None, figure: str) -> dict[str, Any]:
        line = None
        about = _("All cases")
        narrowed: dict[str, Any] = {}
        pairs = None
        if of is not None:
            name, asked = of
            self.cut = next(cut for cut, key in KEYS.items() if key == name)
            about, pairs, narrowed, line = narrow(self.coverage, name, asked)
        asked_page = self.request.GET.get("page", "")
        rows = self.coverage.cases(figure, pairs=pairs, **narrowed)
        page = page_of(
            rows,
            "-registered_at",
            number=asked_page,
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        more = {name: value for name, value in (of,) if value} if of is not None else {}
        if figure:
            more["figure"] = figure
        here = self.address(**more)
        return {
            "line": self._article(line) if line is not None else None,
            "about": about,
            "figure": figure_words().get(figure, ""),
            "count": page.count,
            "count_words": page.words,
            "cases": self._cases(page.rows),
            "previous_url": f"{here}&{page.previous_query}" if page.previous_query else "",
            "next_url": f"{here}&{page.next_query}" if page.next_query else "",
            "whole_url": self.address(cut=self.cut),
        }

    def _cases(self, cases: Iterable[Case]) -> list[dict[str, Any]]:
        states, terms = dict(case_states()), Terms()
        found = []
        for case in cases:
            case.institution = self.institution
            unit = self.coverage.units.get(case.unit_id) if case.unit_id else None
            if unit is not None:
                case.unit = unit
            found.append(
                {
                    "number": case.number_text,
                    "subject": case.subject,
                    "language": case.language,
                    "due_on": case.due_on,
                    "state": states.get(case.state, case.state),
                    "chip": terms.chip(case),
                    "url": entry_address(case),
                }
            )
        return found

    def _issue(self) -> dict[str, str]:
        resource = registry.resource("plans.report")
        act = resource.action("draft_report")
        if act is None or not ports.access.has_perm(self.request.user, act.permission):
            return {}
        return {"title": str(act.title), "url": act_address(resource, act)}

    def _frozen(self) -> list[dict[str, Any]]:
        rows = Report.objects.visible_to(self.request.user).filter(institution=self.institution, voided_at=None)
        return [
            {"report": row, "url": entry_address(row), "words": period_words(row.period)}
            for row in rows.select_related("issued_by__person", "author__person")
            .defer("rows", "texts", "remarks")
            .order_by("-created_at")[:RECENT]
        ]


def narrow(
    coverage: Coverage, name: str, asked: str
) -> tuple[str, set[tuple[int, int | None]] | None, dict[str, Any], ArticleLine | None]:
    """Return what a line of the report is called, and how its cases are found; raises Http404 for none there is."""
    if name == "article":
        if asked == "none":
            return nobody_words()["articles"], coverage.elsewhere.pairs, {}, None
        line = next((one for one in coverage.lines if str(one.provision.uid) == asked), None)
        if line is None:
            raise Http404(asked)
        return line.provision.reference, line.pairs, {}, line
    cut = next(cut for cut, key in KEYS.items() if key == name)
    found = next((one for one in cut_lines(coverage)[cut] if str(one[name] or "none") == asked), None)
    if found is None:
        raise Http404(asked)
    if name == "procedure":
        return line_name(cut, found), None, {"procedure__code": asked}, None
    column = {"unit": "unit", "person": "responsible"}[name]
    if asked == "none":
        return line_name(cut, found), None, {f"{column}__isnull": True}, None
    return line_name(cut, found), None, {f"{column}__uid": uuid.UUID(asked)}, None


def measure_line(measure: Any, today: Any) -> dict[str, Any]:
    """Return what a report shows of a measure, with its door."""
    return {
        "what": str(measure),
        "url": entry_address(measure),
        "owner": measure.person.full_name if measure.person is not None else str(measure.unit or ""),
        "due_on": measure.due_on,
        "state": measure.get_state_display(),
        "tone": "good" if measure.state == "done" else "bad" if measure.is_late(today) else "neutral",
        "percent": measure.percent,
    }
