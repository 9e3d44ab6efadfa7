# SPDX-License-Identifier: EUPL-1.2
"""A report that is drawn up or signed: the page is the paper. Words are written in place, figures are locked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from nizam.doors.office.pages.charter import report_address
from nizam.doors.office.pages.entries import PageOfEntry
from nizam.doors.office.pages.periods import period_words
from nizam.doors.office.pages.report import KEYS, cut_words, figure_parts, line_name, nobody_words
from nizam.kit.actions import is_visible
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.spine.cases.models import case_states
from nizam.spine.plans.actions.reports import figures_of_report
from nizam.spine.plans.counting import FIGURES
from nizam.spine.plans.layout import LANGUAGES, capability_title, figure_words, paragraphs
from nizam.spine.plans.models import Report, measure_states
from nizam.spine.plans.periods import Period
from nizam.spine.plans.queries import seen_cases, seen_of
from nizam.spine.plans.rows import CUTS, figures_of, is_equal, read_rows

PAGE = 50
_UNSEEN_SECONDS = 300


class ReportEntryScreen(PageOfEntry):
    """A report with its words and figures. These are the counter's; a matter out of the reader's sight is not named."""

    object: Report
    template = "door_office/pages/report_frozen.html"

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Show the report, or the cases behind one of its figures."""
        if request.GET.get("of") or request.GET.get("figure"):
            self.template = "door_office/pages/report_frozen_cases.html"
        return super().get(request, uid)

    def _open_address(self, report: Report | None) -> str:
        return entry_address(report) if report is not None and is_visible(self.request.user, report) else ""

    def entry_context(self) -> dict[str, Any]:
        """Return the stored rows, ready to be shown."""
        report = self.object
        self.acts = {name: self._act(name) for name in ("write_report", "remark_report", "settle_report")}
        asked, figure = self.request.GET.get("of", ""), self.request.GET.get("figure", "")
        # Only who asks for the cases of a report, or to have them counted anew, has all of them read.
        whole = bool(asked or figure or self.request.GET.get("recount"))
        self.rows = read_rows(report.rows) if whole else figures_of_report(report)
        context = {
            **super().entry_context(),
            "institution": report.institution,
            "period": Period(report.period, report.starts, report.ends),
            "period_words": period_words(report.period),
            "unseen": self._unseen(),
            "whole_url": entry_address(report),
        }
        if asked or figure:
            return {**context, **self._narrowed(asked, figure)}
        # Through the manager: the key itself would bring all cases of the other report along.
        replaces = Report.objects.filter(pk=report.replaces_id).first() if report.replaces_id is not None else None
        replaced_by = Report.objects.filter(replaces=report).first()
        return {
            **context,
            "files": self._files(),
            "totals": self._doors(self.rows["total"]),
            "sections": [self._section(cut) for cut in CUTS if self.rows[cut]],
            "introduction": self._words("introduction", _("Introduction")),
            "conclusion": self._words("conclusion", _("Conclusion")),
            "measures": [self._measure(row) for row in self.rows["measures"] if not row["provision"]],
            "equal": is_equal(self.rows) if whole else self.rows["equal"],
            "recounted": whole,
            "counted_at": parse_datetime(self.rows["counted_at"] or ""),
            "case_count": len(self.rows["cases"]) if whole else self.rows["case_count"],
            "cases_url": f"?{urlencode({'figure': 'all'})}",
            "live_url": report_address(report.institution, Period(report.period, report.starts, report.ends)),
            # That there is another is said to everybody, which one only to who may see it.
            "replaces": replaces,
            "replaces_url": self._open_address(replaces),
            "replaced_by": replaced_by,
            "replaced_by_url": self._open_address(replaced_by),
        }

    def _unseen(self) -> int:
        """Return how many cases of the report are not open to the reader; asked for anew after `_UNSEEN_SECONDS`."""
        report = self.object
        key = f"plans.unseen.{report.uid}.{report.revision}.{self.request.user.pk}"
        known: int | None = cache.get(key)
        if known is None:
            rows = read_rows(report.rows)
            known = len({row["case"] for row in rows["cases"]} - seen_cases(self.request.user, rows))
            cache.set(key, known, _UNSEEN_SECONDS)
        return known

    def _act(self, name: str) -> str:
        resource = registry.resource("plans.report")
        act = resource.action(name)
        if act is None or not act.applies_to(self.object):
            return ""
        if not ports.access.has_perm(self.request.user, act.permission, self.object):
            return ""
        return act_address(resource, act, self.object)

    def _files(self) -> list[dict[str, str]]:
        address = reverse("office:report_file", args=(self.object.uid,))
        return [
            {"title": form.upper(), "language": language, "url": f"{address}?form={form}&language={language}"}
            for form in ("pdf", "xlsx", "docx")
            for language in LANGUAGES
        ]

    def _doors(self, figures: Mapping[str, int], of: str = "") -> list[dict[str, Any]]:
        words = figure_words()
        return [
            {
                "name": name,
                "value": figures[name],
                "label": words[name],
                "url": f"?{urlencode({'of': of, 'figure': name})}" if figures[name] else "",
            }
            for name in FIGURES
        ]

    def _words(self, section: str, title: str = "") -> dict[str, Any]:
        report = self.object
        stands = report.texts.get(section, {})
        return {
            "section": section,
            "title": title,
            "text": stands.get("text", ""),
            "paragraphs": paragraphs(stands.get("text", "")),
            "by": stands.get("by", ""),
            "revision": stands.get("revision", 0),
            "remarks": [one for one in report.remarks if one["section"] == section],
            "anchor": section.replace(":", "-"),
            "write_url": self.acts["write_report"],
            "remark_url": self.acts["remark_report"],
            "settle_url": self.acts["settle_report"],
        }

    def _section(self, cut: str) -> dict[str, Any]:
        lines = [self._line(cut, line) for line in self.rows[cut]]
        if cut == "articles" and any(self.rows["elsewhere"].values()):
            elsewhere = self.rows["elsewhere"]
            lines.append(self._any(elsewhere, "article:none", {"text": nobody_words()["articles"]}))
        return {
            "cut": cut,
            "title": cut_words()[cut],
            "lines": [line for line in lines if line["any"] or line["words"]["text"] or line["measures"]],
            "nothing": [line for line in lines if not line["any"]],
        }

    def _line(self, cut: str, line: Mapping[str, Any]) -> dict[str, Any]:
        if cut == "articles":
            key = f"article:{line['provision']}"
            named = {
                "reference": line["article"],
                "text": line["text"],
                "capabilities": [capability_title(code) for code in line["capabilities"]],
                "measures": [
                    self._measure(row) for row in self.rows["measures"] if row["provision"] == line["provision"]
                ],
            }
        else:
            key = f"{KEYS[cut]}:{line[KEYS[cut]] or 'none'}"
            named = {"text": line_name(cut, line)}
        return self._any(line, key, named)

    def _any(self, figures: Mapping[str, Any], key: str, named: Mapping[str, Any]) -> dict[str, Any]:
        doors = self._doors(figures, key)
        return {
            "reference": "",
            "capabilities": [],
            "measures": [],
            "url": "",
            "language": "",
            "anchor": key.replace(":", "-"),
            "figures": doors,
            "bar": figure_parts(figures, {one["name"]: one["url"] for one in doors}),
            "any": figures["came"] + figures["carried"],
            "words": self._words(key) if not key.startswith("article:none") else {"text": ""},
            **named,
        }

    def _measure(self, row: Mapping[str, Any]) -> dict[str, Any]:
        due = parse_date(row["due_on"] or "")
        counted = (self.object.counted_at or self.object.created_at).astimezone(self.object.institution.tzinfo).date()
        late = row["state"] == "open" and due is not None and due < counted
        return {
            "what": " ".join(part for part in (row["number"], row["what"]) if part),
            "url": reverse("office:plans_measure_entry", args=(UUID(row["measure"]),)),
            "owner": row["person"] or next(iter(row["unit"].values()), ""),
            "due_on": due,
            "state": dict(measure_states()).get(row["state"], row["state"]),
            "tone": "good" if row["state"] == "done" else "bad" if late else "neutral",
            "done_how": row["done_how"],
        }

    def _narrowed(self, asked: str, figure: str) -> dict[str, Any]:
        """Return the cases behind a figure, fifty at a time; those out of the reader's sight have no name."""
        name, _colon, key = asked.partition(":")
        rows = self.rows["cases"]
        if name == "article":
            at = next((i for i, line in enumerate(self.rows["articles"]) if line["provision"] == key), None)
            if at is None and key != "none":
                raise Http404(asked)
            rows = [row for row in rows if (at in row["articles"] if at is not None else not row["articles"])]
        elif name in KEYS.values():
            rows = [row for row in rows if (row.get(name) or "none") == key]
        elif asked:
            raise Http404(asked)
        if figure in FIGURES:
            counted = figures_of(self.rows)
            rows = [row for row in rows if figure in counted(row)]
        number = self.request.GET.get("page", "1")
        pages = max(1, -(-len(rows) // PAGE))
        page = min(max(int(number) if number.isdigit() and len(number) < 7 else 1, 1), pages)
        shown = rows[(page - 1) * PAGE : page * PAGE]
        here = urlencode({"of": asked, "figure": figure})
        return {
            "about": figure_words().get(figure, _("All cases")),
            "count": len(rows),
            "cases": self._cases(shown),
            "previous_url": f"?{here}&page={page - 1}" if page > 1 else "",
            "next_url": f"?{here}&page={page + 1}" if page < pages else "",
        }

    def _cases(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        seen = seen_of(self.request.user, (row["case"] for row in rows))
        states = dict(case_states())
        closed = _("not open to you")
        return [
            {
                "number": row["number"] if row["case"] in seen else "",
                "subject": row["subject"] if row["case"] in seen else closed,
                "language": "",
                "chip": None,
                "due_on": _day(row["due_on"]),
                "state": states.get(row["state"], row["state"]),
                "url": reverse("office:cases_case_entry", args=(UUID(row["case"]),)) if row["case"] in seen else "",
            }
            for row in rows
        ]


def _day(text: str | None) -> date | None:
    return parse_date(text or "")
