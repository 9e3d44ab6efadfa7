# SPDX-License-Identifier: EUPL-1.2
"""The page of a charter: its text as printed, and beside each article what it demands and what it got in a period."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nizam.doors.office.pages.entries import PageOfEntry
from nizam.doors.office.pages.periods import chosen_period, period_choices
from nizam.kit.actions import Action
from nizam.kit.catalogue import capabilities
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address
from nizam.spine.charters.models import Charter, Provision, ProvisionCapability
from nizam.spine.org.days import today_in
from nizam.spine.plans.counting import Figures
from nizam.spine.plans.coverage import ArticleLine, Coverage, Pair, cover, dischargers
from nizam.spine.plans.periods import Period

SHOWS = ("all", "duties", "nothing", "proposed")
FIGURES = ("in_time", "late", "open")


@dataclass
class ProvisionRow:
    """One article on the page: its text, what it demands, what discharges that, and its figures."""

    provision: Provision
    depth: int
    demands: list[dict[str, Any]] = field(default_factory=list)
    proposed: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    line: ArticleLine | None = None
    bar: list[dict[str, Any]] | None = None
    step: dict[str, str] = field(default_factory=dict)
    plan: dict[str, str] = field(default_factory=dict)
    remark: str = ""

    @property
    def is_duty(self) -> bool:
        """Tell whether the article counts in coverage."""
        return self.provision.nature == "duty"

    @property
    def got_nothing(self) -> bool:
        """Tell whether a duty got nothing in the period."""
        return self.line is not None and not self.line.figures.all


class CharterScreen(PageOfEntry):
    """A charter with its coverage. The number of questions to the database does not grow with its articles."""

    object: Charter
    template = "door_office/pages/charter.html"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the coverage; a draft has none, so its reader is led to where it is read through."""
        response = super().get(request, uid)
        if self.object.draft and not request.GET:
            return redirect("office:charter_reading", uid=uid)
        return response

    def entry_context(self) -> dict[str, Any]:
        """Return the parts of the page."""
        charter = self.object
        today = today_in(charter.institution)
        period, understood = chosen_period(self.request.GET.get("period", ""), today)
        show = self.request.GET.get("show", "all")
        show = show if show in SHOWS else "all"
        rows = self._rows(period)
        context = super().entry_context()
        if context["next_step"] is not None:
            context["other_acts"] = [context["next_step"], *context["other_acts"]]
        return {
            **context,
            "next_step": self._next_step(rows, period, show),
            "period": period,
            "period_understood": understood,
            "period_choices": period_choices(today, period),
            "show": show,
            "figures": self._figures(rows, period),
            "rows": [row for row in rows if self._kept(row, show)],
            "file_url": reverse("office:charter_file", args=(charter.uid,)),
            "reading_url": reverse("office:charter_reading", args=(charter.uid,)),
            "exports": exports_of(charter, self.held),
            "report_url": report_address(charter.institution, period),
        }

    def _next_step(self, rows: Iterable[ProvisionRow], period: Period, show: str) -> dict[str, str] | None:
        """Return the judging of proposals as the page's one button, while there are any and the reader may judge."""
        if show == "proposed" or not self._judging or not any(row.proposed for row in rows):
            return None
        return {"title": _("Judge the proposals"), "url": _shown("proposed", period)}

    def _kept(self, row: ProvisionRow, show: str) -> bool:
        if show == "nothing":
            return row.got_nothing
        if show == "proposed":
            return bool(row.proposed)
        return show == "all" or row.is_duty

    def _rows(self, period: Period) -> list[ProvisionRow]:
        charter, user = self.object, self.request.user
        self.held = ports.access.permissions(user)
        provisions = list(
            Provision.objects.visible_to(user).filter(charter=charter, voided_at=None).order_by("ordinal")
        )
        for provision in provisions:
            provision.charter = charter
        lines: dict[int, ArticleLine] = {}
        coverage: Coverage | None = None
        if charter.in_force and "cases.view_case" in self.held:
            coverage = cover(user, charter.institution, period)
            lines = {line.provision.pk: line for line in coverage.lines if line.provision.charter_id == charter.pk}
        self._known_by: dict[str, list[dict[str, str]]] = {}
        self._dischargers = dischargers(user, charter.institution)
        self._links = self._capabilities()
        self._judging = self._judging_acts()
        depths: dict[int, int] = {}
        rows = []
        for provision in provisions:
            depths[provision.pk] = depths.get(provision.parent_id, -1) + 1 if provision.parent_id else 0
            rows.append(self._row(provision, depths[provision.pk], lines.get(provision.pk), period))
        for row in rows:
            if row.provision.kind == "chapter" and row.bar is None and coverage is not None:
                row.bar = chapter_parts(row.provision, provisions, lines, coverage)
        return rows

    def _capabilities(self) -> Mapping[int, list[ProvisionCapability]]:
        found: dict[int, list[ProvisionCapability]] = defaultdict(list)
        links = (
            ProvisionCapability.objects.visible_to(self.request.user)
            .filter(provision__charter=self.object, voided_at=None)
            .order_by("-confidence", "pk")
        )
        for link in links:
            found[link.provision_id].append(link)
        return found

    def _judging_acts(self) -> list[Action]:
        """Return confirm and refuse, as far as the reader may do them on this charter's articles."""
        some = next((links[0] for links in self._links.values()), None)
        self._judged = registry.resource("charters.provisioncapability")
        acts = [self._judged.action(f"{verb}_provisioncapability") for verb in ("confirm", "refuse")]
        return [
            act
            for act in acts
            if act is not None and some is not None and ports.access.has_perm(self.request.user, act.permission, some)
        ]

    def _row(self, provision: Provision, depth: int, line: ArticleLine | None, period: Period) -> ProvisionRow:
        row = ProvisionRow(provision, min(depth, 5), line=line)
        for link in self._links.get(provision.pk, ()):
            entry = {"link": link, "title": _title(link.capability), "acts": self._acts(link)}
            if link.state == "confirmed":
                entry["by"] = self._by(link.capability)
                row.demands.append(entry)
            elif link.state == "proposed":
                entry["percent"] = round(100 * link.confidence)
                row.proposed.append(entry)
            else:
                row.refused.append(entry)
        if line is not None and (row.demands or line.figures.all):
            row.bar = figure_parts(line.figures, self.object, provision, period)
        self._offer_step(row)
        return row

    def _acts(self, link: ProvisionCapability) -> list[dict[str, str]]:
        return [
            {"title": str(act.title), "url": act_address(self._judged, act, link)}
            for act in self._judging
            if act.applies_to(link)
        ]

    def _by(self, code: str) -> list[dict[str, str]]:
        if code not in self._known_by:
            cases = registry.resource("cases.case")
            self._known_by[code] = [
                {
                    "title": found.title,
                    "url": list_address(cases, procedure=found.procedure) if found.procedure is not None else "",
                }
                for found in self._dischargers.get(code, ())
            ]
        return self._known_by[code]

    def _offer_step(self, row: ProvisionRow) -> None:
        """Say why a duty got nothing, and what to do about it."""
        if not row.is_duty or (row.line is not None and row.line.figures.all):
            return
        if row.line is not None:
            row.plan = plan_a_measure(self.held, row.provision)
        if not row.demands:
            row.remark = _("No capability is confirmed yet, so nothing can count here.")
            bind = registry.resource("charters.provision").action("bind_provision")
            if not row.proposed and bind is not None and bind.permission in self.held:
                url = act_address(registry.resource("charters.provision"), bind, row.provision)
                row.step = {"title": str(bind.title), "url": url}
        elif not any(demand["by"] for demand in row.demands):
            row.remark = _("No procedure and no desk discharges this.")
            if "cases.view_procedure" in self.held:
                row.step = {
                    "title": _("See the procedures"),
                    "url": list_address(registry.resource("cases.procedure")),
                }

    def _figures(self, rows: Iterable[ProvisionRow], period: Period) -> list[dict[str, Any]]:
        rows = list(rows)
        duties = [row for row in rows if row.is_duty]

        found = [
            {
                "show": "all",
                "value": len(rows),
                "label": _("articles"),
                "url": _shown("all", period),
                "tone": "neutral",
            },
            {
                "show": "duties",
                "value": len(duties),
                "label": _("duties"),
                "url": _shown("duties", period),
                "tone": "neutral",
            },
            {
                "show": "proposed",
                "value": sum(bool(row.proposed) for row in rows),
                "label": _("with proposals to judge"),
                "url": _shown("proposed", period),
                "tone": "due" if any(row.proposed for row in rows) else "neutral",
            },
        ]
        if any(row.line is not None for row in rows):
            nothing = sum(row.got_nothing for row in rows)
            found.append(
                {
                    "show": "nothing",
                    "value": nothing,
                    "label": _("got nothing"),
                    "url": _shown("nothing", period),
                    "tone": "bad" if nothing else "good",
                }
            )
        return found


def exports_of(charter: Charter, held: Collection[str]) -> list[dict[str, str]]:
    """Return the forms the reader may take the charter out in, each with its address."""
    if "charters.export_charter" not in held:
        return []
    titles = {"akn": _("Akoma Ntoso (XML)"), "docx": _("Word (DOCX)"), "json": "JSON"}
    return [
        {"title": title, "url": reverse("office:charter_export", args=(charter.uid, form))}
        for form, title in titles.items()
    ]


def report_address(institution: Any, period: Period, *, route: str = "office:report", **more: Any) -> str:
    """Return the address of the report by article, narrowed to an article or a figure by `more`, or of its paper."""
    query = {"institution": institution.uid, "period": period.name, **more}
    return f"{reverse(route)}?{urlencode(query)}"


def plan_a_measure(held: Collection[str], provision: Provision) -> dict[str, str]:
    """Return the step that plans a measure for an article, with the article filled in; empty for who may not."""
    resource = registry.resource("plans.measure")
    act = resource.generated("add")
    if act is None or act.permission not in held:
        return {}
    return {
        "title": _("Plan a measure"),
        "url": f"{act_address(resource, act)}?{urlencode({'provision': provision.uid})}",
    }


def figure_parts(figures: Figures, charter: Charter, provision: Provision, period: Period) -> list[dict[str, Any]]:
    """Return an article's figures as the parts of a bar, each a door to the cases behind it."""
    words = figure_words()
    parts = []
    for name in FIGURES:
        value = getattr(figures, name)
        label, tone = words[name]
        if value:
            url = report_address(charter.institution, period, article=provision.uid, figure=name)
            parts.append({"value": value, "label": label, "tone": tone, "url": url})
    return parts


def chapter_parts(
    chapter: Provision, provisions: Iterable[Provision], lines: Mapping[int, ArticleLine], coverage: Coverage
) -> list[dict[str, Any]] | None:
    """Return what the duties of a chapter got together, each case counted once; None for one without duties.

    No door: the cases stand under the articles below. `provisions` come in the order of the text.
    """
    inside = {chapter.pk}
    pairs: set[Pair] = set()
    duties = 0
    for provision in provisions:
        if provision.parent_id in inside:
            inside.add(provision.pk)
            line = lines.get(provision.pk)
            if line is not None:
                duties += 1
                pairs |= line.pairs
    if not duties:
        return None
    figures = coverage.of_pairs(pairs)
    words = figure_words()
    return [
        {"value": getattr(figures, name), "label": words[name][0], "tone": words[name][1]}
        for name in FIGURES
        if getattr(figures, name)
    ]


def figure_words() -> dict[str, tuple[str, str]]:
    """Return what each figure of a bar is called, and its tone."""
    return {"in_time": (_("done in time"), "done"), "late": (_("done late"), "late"), "open": (_("open"), "open")}


def _shown(show: str, period: Period) -> str:
    return f"?{urlencode({'period': period.name, 'show': show})}#articles"


def _title(code: str) -> str:
    found = capabilities().get(code)
    return str(found.title) if found else code


def charter_article_address(provision: Provision, period: Period) -> str:
    """Return where an article stands on its charter's page."""
    return f"{entry_address(provision.charter)}?{urlencode({'period': period.name})}#a-{provision.uid}"
