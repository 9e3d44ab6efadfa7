# SPDX-License-Identifier: EUPL-1.2
"""What `nizam doctor` finds, as a page of the office: what is well, what is not, and what cures it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import list_address
from nizam.kit.screens.base import OfficeScreen
from nizam.site.maintenance.examine import FAIL, OK, WARN, examine

# What waits for a person: the list, the states of it, and what the figure says.
QUEUES = (
    ("outbox.message", "dead", gettext_lazy("messages could not be delivered")),
    ("outbox.message", "waiting", gettext_lazy("messages wait to be sent")),
    ("jobs.job", "failed", gettext_lazy("jobs failed")),
    ("jobs.job", "queued", gettext_lazy("jobs wait")),
)
ORDER = (FAIL, WARN, OK)


class HealthScreen(OfficeScreen):
    """The findings, the gravest first, and the queues; for who looks after the machine."""

    title = gettext_lazy("Health of the installation")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Examine now; `?thorough=1` reads the whole database file too."""
        self.require("jobs.view_job")
        thorough = request.GET.get("thorough") == "1"
        found = sorted(examine(thorough=thorough), key=lambda one: ORDER.index(one.state))
        looks: dict[str, tuple[str, str]] = {
            FAIL: (_("broken"), "bad"),
            WARN: (_("needs attention"), "due"),
            OK: (_("in order"), "good"),
        }
        context: dict[str, Any] = {
            "findings": [{"found": one, "state": looks[one.state][0], "tone": looks[one.state][1]} for one in found],
            "broken": sum(one.state == FAIL for one in found),
            "queues": [figure for figure in map(self._queue, QUEUES) if figure],
            "thorough": thorough,
        }
        return self.page("site/health.html", context)

    def _queue(self, queue: tuple[str, str, Any]) -> dict[str, Any]:
        key, state, words = queue
        resource = registry.resource(key)
        if not ports.access.has_perm(self.request.user, resource.view_permission):
            return {}
        count = resource.visible_to(self.request.user).filter(state=state).count()
        grave = state in {"dead", "failed"} and count
        tone = "bad" if grave else "neutral"
        return {"count": count, "words": words, "url": list_address(resource, state=state), "tone": tone}
