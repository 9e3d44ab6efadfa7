# SPDX-License-Identifier: EUPL-1.2
"""A charter beside the version before: what became of each article, and what hung on changed ones, for decision."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.foundations.charter_text.comparing import words_changed
from nizam.kit.catalogue import capabilities
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.screens.base import ScopedScreen
from nizam.spine.charters.models import Charter, Provision, ProvisionChange, change_decisions, change_kinds

SHOWS = ("decide", "different", "all")
DIFFERENT = ("moved", "changed", "removed", "added")


class CharterChangesScreen(ScopedScreen):
    """The comparison of a charter with the version before."""

    object: Charter
    title = gettext_lazy("Changes")

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the changes: those to decide, all that differ, or every article."""
        self.object = self.get_object()
        self.require("charters.view_provisionchange")
        changes = list(
            ProvisionChange.objects.visible_to(request.user)
            .filter(charter=self.object, voided_at=None)
            .select_related("old", "new")
            .prefetch_related("old__capabilities", "old__bindings", "old__report_deadlines")
            .order_by("pk")
        )
        show = request.GET.get("show", "")
        if show not in SHOWS:
            show = "decide" if any(_waits(change) for change in changes) else "different"
        counts = Counter(change.kind for change in changes)
        comparing = self.resource.action("compare_charter")
        may_compare = comparing is not None and ports.access.has_perm(request.user, comparing.permission, self.object)
        before = self.object.supersedes
        return self.page(
            "door_office/pages/charter_changes.html",
            {
                "before": before,
                "before_url": entry_address(before) if before is not None else "",
                "counts": [
                    {"words": str(words), "count": counts[kind]} for kind, words in change_kinds() if counts[kind]
                ],
                "rows": [self._row(change) for change in changes if _kept(change, show)],
                "show": show,
                "waiting": sum(_waits(change) for change in changes),
                "compare_url": act_address(self.resource, comparing, self.object) if may_compare and comparing else "",
                "reading_url": reverse("office:charter_reading", args=(self.object.uid,)),
                "here": reverse("office:charter_changes", args=(self.object.uid,)),
            },
        )

    def _row(self, change: ProvisionChange) -> dict[str, Any]:
        resource = registry.resource("charters.provisionchange")
        deciding = resource.action("decide_provisionchange")
        may = (
            deciding is not None
            and deciding.applies_to(change)
            and ports.access.has_perm(self.request.user, deciding.permission, change)
        )
        decisions = [
            {"code": code, "title": str(title), "chosen": code == change.decision}
            for code, title in change_decisions()
            if code != "carry" or change.new_id is not None
        ]
        pieces = words_changed(change.old.text, change.new.text) if change.old and change.new else []
        return {
            "change": change,
            "pieces": pieces if change.kind == "changed" else [],
            "percent": round(100 * change.likeness),
            "hanging": _hanging(change.old) if change.old is not None and change.hung else [],
            "decide_url": act_address(resource, deciding, change) if may and deciding is not None else "",
            "decisions": decisions if may else [],
            "decision": change.get_decision_display() if change.decision else "",
        }


def _waits(change: ProvisionChange) -> bool:
    return change.hung and change.kind in ("changed", "removed") and not change.decision


def _kept(change: ProvisionChange, show: str) -> bool:
    if show == "decide":
        return change.hung and change.kind in ("changed", "removed")
    return show == "all" or change.kind in DIFFERENT


def _hanging(provision: Provision) -> list[str]:
    known = capabilities()
    found = [
        str(known[link.capability].title) if link.capability in known else link.capability
        for link in provision.capabilities.all()
        if link.state == "confirmed" and link.voided_at is None
    ]
    if any(line.state == "confirmed" and line.voided_at is None for line in provision.bindings.all()):
        found.append(_("division of work"))
    return found + [deadline.words for deadline in provision.report_deadlines.all() if deadline.voided_at is None]
