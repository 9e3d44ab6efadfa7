# SPDX-License-Identifier: EUPL-1.2
"""The institution as a tree: units, who heads them, and where the post comes in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address, screen_address
from nizam.kit.screens.base import OfficeScreen
from nizam.spine.org.days import today_in
from nizam.spine.org.models import Appointment, Institution, Person, Position, Unit
from nizam.spine.org.placements import moved_since

UNITS = 3000


@dataclass
class Branch:
    """One unit with those under it."""

    unit: Unit
    url: str
    heads: list[dict[str, Any]]
    posts: int
    held: int
    posts_url: str
    moved: datetime | None = None
    places_url: str = ""
    below: list[Branch] = field(default_factory=list)


class InstitutionTreeScreen(OfficeScreen):
    """Every unit the reader may see, drawn as nested lists; questions to the database do not grow with the units."""

    title = gettext_lazy("Structure")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the trees of the reader's institutions."""
        self.require("org.view_unit")
        self.held = ports.access.permissions(request.user)
        rows = Unit.objects.visible_to(request.user).standing().select_related("institution")
        units = list(rows.order_by("institution__name_sort", "name_sort", "pk")[: UNITS + 1])
        posts = self._posts(units[:UNITS])
        self.moved = moved_since(Unit.objects.visible_to(request.user))
        branches = {unit.pk: self._branch(unit, posts.get(unit.pk, {})) for unit in units[:UNITS]}
        roots: dict[Institution, list[Branch]] = defaultdict(list)
        for unit in units[:UNITS]:
            above = branches.get(unit.parent_id)
            (roots[unit.institution] if above is None else above.below).append(branches[unit.pk])
        opening = registry.resource("org.unit").action("open_unit")
        may_open = opening is not None and opening.permission in self.held
        return self.page(
            "door_office/pages/institution_tree.html",
            {
                "trees": [
                    {"institution": institution, "url": entry_address(institution), "branches": found}
                    for institution, found in roots.items()
                ],
                "count": min(len(units), UNITS),
                "cut": len(units) > UNITS,
                "open_url": act_address(registry.resource("org.unit"), opening) if may_open and opening else "",
                "open_title": str(opening.title) if opening is not None else "",
                "list_url": list_address(registry.resource("org.unit")),
            },
        )

    def _posts(self, units: list[Unit]) -> Mapping[int, dict[str, Any]]:
        """Return by unit its posts, how many are held today, and who holds those that head it."""
        if "org.view_position" not in self.held:
            return {}
        days = {unit.institution_id: today_in(unit.institution) for unit in units}
        today = max(days.values(), default=None)
        if today is None:
            return {}
        in_force = Q(appointments__starts__lte=today, appointments__voided_at=None) & (
            Q(appointments__ends=None) | Q(appointments__ends__gte=today)
        )
        positions = (
            Position.objects.visible_to(self.request.user)
            .standing()
            .filter(unit__isnull=False)
            .annotate(holders=Count("appointments", filter=in_force))
        )
        found: dict[int, dict[str, Any]] = defaultdict(lambda: {"posts": 0, "held": 0, "heads": {}})
        for position in positions:
            here = found[position.unit_id]
            here["posts"] += 1
            here["held"] += bool(position.holders)
            if position.is_head:
                here["heads"][position.pk] = {"title": str(position.title), "people": []}
        appointments = list(
            Appointment.objects.visible_to(self.request.user)
            .standing()
            .filter(Q(ends=None) | Q(ends__gte=today), starts__lte=today, position__is_head=True)
            .select_related("position")
        )
        people = Person.objects.visible_to(self.request.user).in_bulk({one.person_id for one in appointments})
        for appointment in appointments:
            head = found[appointment.position.unit_id]["heads"].get(appointment.position_id)
            if head is not None:
                person = people.get(appointment.person_id)
                name = _("not open to you") if person is None else str(person)
                url = "" if person is None else entry_address(person)
                head["people"].append({"name": name, "url": url, "acting": appointment.acting})
        return found

    def _branch(self, unit: Unit, posts: Mapping[str, Any]) -> Branch:
        return Branch(
            unit=unit,
            url=entry_address(unit),
            heads=list(posts.get("heads", {}).values()),
            posts=posts.get("posts", 0),
            held=posts.get("held", 0),
            posts_url=list_address(registry.resource("org.position"), unit=unit),
            moved=self.moved.get(unit.pk),
            places_url=screen_address(registry.resource("org.unit"), "tab", unit.uid, "places"),
        )
