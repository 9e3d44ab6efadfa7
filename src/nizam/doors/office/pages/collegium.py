# SPDX-License-Identifier: EUPL-1.2
"""A question before the collegium with its papers and decisions, and the agenda of a sitting."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy

from nizam.doors.office.pages.entries import PageOfEntry
from nizam.doors.office.pages.plans import shown_measure
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.screens.base import OfficeScreen
from nizam.kit.titles import titles
from nizam.spine.org.days import today_in
from nizam.spine.plans.models import CollegiumItem, Measure
from nizam.spine.records.models import Document

SITTINGS = 24


def agenda_address(sits_on: date | None = None) -> str:
    """Return the address of the agenda of a day, of the next sitting without one."""
    address = reverse("office:collegium")
    return f"{address}?{urlencode({'sits_on': sits_on.isoformat()})}" if sits_on is not None else address


def papers_of(user: Any, item: CollegiumItem) -> dict[str, Any]:
    """Return the papers laid before the collegium that `user` may see, and how many are closed to him."""
    seen = list(Document.objects.visible_to(user).filter(pk__in=item.documents.values("pk")).order_by("pk"))
    named = titles(user, seen)
    return {
        "papers": [{"title": named[one], "url": entry_address(one)} for one in seen],
        "closed": item.documents.count() - len(seen),
    }


def decisions_of(user: Any, item: CollegiumItem, today: date) -> list[dict[str, Any]]:
    """Return the decisions on a question: each is a measure."""
    measures = Measure.objects.visible_to(user).filter(item=item, voided_at__isnull=True)
    return [shown_measure(one, today) for one in measures.select_related("unit", "person").order_by("pk")]


class CollegiumItemScreen(PageOfEntry):
    """A question: who speaks to it, with which papers, and what was decided."""

    object: CollegiumItem
    template = "door_office/pages/collegium_item.html"

    def entry_context(self) -> dict[str, Any]:
        """Return papers and decisions."""
        item, user = self.object, self.request.user
        return {
            **super().entry_context(),
            **papers_of(user, item),
            "decisions": decisions_of(user, item, today_in(item.institution)),
            "agenda_url": agenda_address(item.sits_on),
        }


class CollegiumScreen(OfficeScreen):
    """The agenda of a sitting, as it is printed: questions in order, speakers, papers, decisions."""

    title = gettext_lazy("Agenda of the collegium")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the agenda of the day asked for, else of the next sitting, else of the last one."""
        self.require("plans.view_collegiumitem")
        user = request.user
        rows = CollegiumItem.objects.visible_to(user).filter(voided_at__isnull=True)
        if user.institution is not None:
            rows = rows.filter(institution=user.institution)
        days = list(rows.order_by("-sits_on").values_list("sits_on", flat=True).distinct()[:SITTINGS])
        today = today_in(user.institution) if user.institution is not None else timezone.localdate()
        asked = parse_date(request.GET.get("sits_on", "")) if _is_day(request.GET.get("sits_on", "")) else None
        coming = [day for day in days if day >= today]
        sits_on = asked or (min(coming) if coming else days[0] if days else None)
        items = rows.filter(sits_on=sits_on).select_related("speaker", "unit", "institution").order_by("place", "pk")
        resource = registry.resource("plans.collegiumitem")
        act = resource.generated("add")
        may = act is not None and ports.access.has_perm(user, act.permission)
        given = f"?{urlencode({'sits_on': sits_on.isoformat()})}" if sits_on is not None else ""
        return self.page(
            "door_office/pages/collegium.html",
            {
                "institution": user.institution,
                "sits_on": sits_on,
                "days": [{"day": day, "url": agenda_address(day), "current": day == sits_on} for day in sorted(days)],
                "items": [
                    {
                        "item": item,
                        "url": entry_address(item),
                        **papers_of(user, item),
                        "decisions": decisions_of(user, item, today),
                    }
                    for item in items
                ],
                "add_url": f"{act_address(resource, act)}{given}" if may and act is not None else "",
            },
        )


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False
