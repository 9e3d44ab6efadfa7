# SPDX-License-Identifier: EUPL-1.2
"""How well the suggested units did so far, what each threshold would have meant, and where it is set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from nizam.foundations.routing import Point, precision_curve
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, list_address
from nizam.kit.screens.base import OfficeScreen
from nizam.spine.cases.models import RoutingLesson, RoutingSetting
from nizam.spine.cases.suggestions import router_of
from nizam.spine.org.models import Institution

INSTITUTIONS = 20
# The latest decisions say how the routing does now; older ones were made with what it knew then.
DECISIONS = 2_000


class RoutingScreen(OfficeScreen):
    """The routing of each institution the reader may look into: its decisions, its curve, its threshold."""

    title = gettext_lazy("Routing")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the curves."""
        self.require("cases.view_routingsetting")
        user = request.user
        settings = registry.resource("cases.routingsetting")
        held = ports.access.permissions(user)
        setting_act, reset_act = (settings.action(f"{verb}_routingsetting") for verb in ("set", "reset"))
        rows = Institution.objects.visible_to(user).filter(voided_at__isnull=True).order_by("name_sort")
        known = {
            setting.institution_id: setting
            for setting in RoutingSetting.objects.visible_to(user).filter(voided_at=None)
        }
        return self.page(
            "door_office/pages/routing.html",
            {
                "institutions": [
                    self._institution(one, known.get(one.pk), held, reset_act) for one in rows[:INSTITUTIONS]
                ],
                "set_url": act_address(settings, setting_act) if setting_act and setting_act.permission in held else "",
                "lessons_url": list_address(registry.resource("cases.routinglesson")),
            },
        )

    def _institution(
        self, institution: Institution, setting: RoutingSetting | None, held: frozenset[str], reset: Any
    ) -> dict[str, Any]:
        rows = RoutingLesson.objects.visible_to(self.request.user).filter(institution=institution, voided_at=None)
        decided = rows.filter(confidence__isnull=False).order_by("-pk").values_list("confidence", "accepted")
        outcomes = [(float(confidence), bool(accepted)) for confidence, accepted in decided[:DECISIONS]]
        router = router_of(institution)
        threshold = setting.threshold if setting is not None else router.threshold
        curve = precision_curve(outcomes) if outcomes else router.curve
        resource = registry.resource("cases.routingsetting")
        return {
            "institution": institution,
            "lessons": rows.count(),
            "decisions": len(outcomes),
            "accepted": sum(accepted for _confidence, accepted in outcomes),
            "threshold": round(100 * threshold),
            "is_own": setting is not None,
            "curve": _told(curve),
            "reset_url": act_address(resource, reset, setting)
            if setting is not None and reset is not None and reset.permission in held
            else "",
        }


def _told(curve: Sequence[Point]) -> list[dict[str, int]]:
    """Return the curve at every tenth of confidence that it has, in whole per cents; certainty is the last tenth's."""
    steps: dict[int, Point] = {}
    for point in curve:
        steps.setdefault(min(int(point.threshold * 10), 9), point)
    return [
        {
            "threshold": int(100 * point.threshold),
            "precision": round(100 * point.precision),
            "coverage": round(100 * point.coverage),
            "answers": point.answers,
        }
        for point in steps.values()
    ]
