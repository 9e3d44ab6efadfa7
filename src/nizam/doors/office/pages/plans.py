# SPDX-License-Identifier: EUPL-1.2
"""A plan with its measures by article and how far they are; a measure with where it came from and its terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from nizam.doors.office.pages.charter import charter_article_address
from nizam.doors.office.pages.entries import PageOfEntry
from nizam.doors.office.pages.periods import period_words
from nizam.doors.office.pages.report import measure_line
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.spine.org.days import today_in
from nizam.spine.plans.models import Measure, Plan
from nizam.spine.plans.periods import Period


def measures_bar(measures: Iterable[Measure], today: Any) -> list[dict[str, Any]]:
    """Return how many measures are done, late and open as the parts of a bar."""
    found = list(measures)
    done = sum(one.state == "done" for one in found)
    late = sum(one.is_late(today) for one in found)
    parts = [
        {"value": done, "label": _("done"), "tone": "done"},
        {"value": late, "label": _("past their term"), "tone": "late"},
        {"value": len(found) - done - late, "label": _("open"), "tone": "open"},
    ]
    return [part for part in parts if part["value"]]


def shown_measure(measure: Measure, today: Any) -> dict[str, Any]:
    """Return what a list of measures shows of one."""
    measured = ""
    if measure.target is not None:
        reached = (measure.value or 0, measure.target)
        measured = " / ".join(f"{number:f}".rstrip("0").rstrip(".") if number else "0" for number in reached)
        measured = f"{measured} {measure.measured_in or measure.indicator}".strip()
    return {**measure_line(measure, today), "measured": measured, "done_how": measure.done_how}


class PlanScreen(PageOfEntry):
    """A plan: its measures stand under their articles."""

    object: Plan
    template = "door_office/pages/plan.html"

    def entry_context(self) -> dict[str, Any]:
        """Return the measures by article, in the order of the charters."""
        plan = self.object
        today = today_in(plan.institution)
        measures = list(
            Measure.objects.visible_to(self.request.user)
            .filter(plan=plan, voided_at__isnull=True)
            .select_related("provision__charter", "unit", "person")
            .order_by("provision__charter", "provision__ordinal", "number", "due_on", "pk")
        )
        groups: dict[int | None, list[Measure]] = {}
        for measure in measures:
            groups.setdefault(measure.provision_id, []).append(measure)
        period = Period(plan.period, plan.starts, plan.ends)
        resource = registry.resource("plans.measure")
        act = resource.generated("add")
        may = act is not None and ports.access.has_perm(self.request.user, act.permission)
        given = {"plan": plan.uid, **({"unit": plan.unit.uid} if plan.unit is not None else {})}
        return {
            **super().entry_context(),
            "period_words": period_words(plan.period),
            "count": len(measures),
            "bar": measures_bar(measures, today),
            "groups": [self._group(found, period, today) for found in groups.values()],
            "add_url": f"{act_address(resource, act)}?{urlencode(given)}"
            if may and act is not None and plan.state == "draft" and plan.voided_at is None
            else "",
        }

    def _group(self, measures: list[Measure], period: Period, today: Any) -> dict[str, Any]:
        provision = measures[0].provision
        return {
            "reference": provision.reference if provision is not None else "",
            "text": provision.text if provision is not None else _("Under no article"),
            "language": provision.charter.language if provision is not None else "",
            "url": charter_article_address(provision, period) if provision is not None else "",
            "bar": measures_bar(measures, today),
            "measures": [shown_measure(measure, today) for measure in measures],
        }


class MeasureScreen(PageOfEntry):
    """A measure: how far it is, and each postponement with its reason."""

    object: Measure
    template = "door_office/pages/measure.html"

    def entry_context(self) -> dict[str, Any]:
        """Return the facts with the terms it had."""
        measure = self.object
        return {
            **super().entry_context(),
            "percent": measure.percent,
            "late": measure.is_late(today_in(measure.institution)),
            "postponements": [self._moved(one) for one in measure.postponements],
            "item_url": entry_address(measure.item) if measure.item is not None else "",
        }

    def _moved(self, one: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "before": parse_date(one["from"] or ""),
            "after": parse_date(one["to"]),
            "reason": one["reason"],
            "by": one["by"],
            "at": parse_datetime(one["at"]),
        }
