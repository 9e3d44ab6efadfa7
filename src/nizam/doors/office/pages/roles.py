# SPDX-License-Identifier: EUPL-1.2
"""The roles as data: what each of them allows, in words, and who holds it today as far as the reader may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.kit.declare import Desk, Resource
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, list_address
from nizam.kit.screens.base import OFFICE_PERMISSION, OfficeScreen
from nizam.kit.screens.columns import Cells, columns_of
from nizam.kit.wording import sentence
from nizam.spine.org.days import today_of
from nizam.spine.org.models import Role, RoleGrant
from nizam.spine.org.rights import expand

HOLDERS = 200
HOLDER_COLUMNS = ("user", "unit", "subtree", "starts", "ends")
GRANTS = "org.rolegrant"


@dataclass
class Allowed:
    """What a role allows with one kind of thing (or one desk as a whole), in words."""

    title: str
    acts: list[str] = field(default_factory=list)


@dataclass
class AllowedDesk:
    """What a role allows at one desk."""

    title: str
    things: list[Allowed]


def rights_in_words(permissions: frozenset[str]) -> list[AllowedDesk]:
    """Return `permissions` by desk and kind of thing, worded as the screens word them."""
    found = []
    for desk in registry:
        things = [_of_resource(resource, permissions) for resource in desk.resources]
        things.append(_of_desk(desk, permissions))
        standing = [thing for thing in things if thing.acts]
        if standing:
            found.append(AllowedDesk(str(desk.title), standing))
    return found


def _of_resource(resource: Resource, permissions: frozenset[str]) -> Allowed:
    named: list[tuple[str, Any]] = [
        (resource.view_permission, gettext_lazy("See")),
        *((act.permission, act.title) for act in resource.actions),
        *((tab.permission, tab.title) for tab in resource.tabs),
        (resource.export_permission, gettext_lazy("Export")),
    ]
    if resource.importable:
        named.append((resource.import_permission, gettext_lazy("Import")))
    return Allowed(sentence(resource.title), _words(named, permissions))


def _of_desk(desk: Desk, permissions: frozenset[str]) -> Allowed:
    named = [*((report.permission, report.title) for report in desk.reports), *desk.permissions.items()]
    return Allowed(_("The desk as a whole"), _words(named, permissions))


def _words(named: Iterable[tuple[str, Any]], permissions: frozenset[str]) -> list[str]:
    # Two acts may share one right, and one title may stand for two acts; each is said once.
    return list(dict.fromkeys(str(title) for permission, title in named if permission in permissions))


def grants_today(user: Any) -> Any:
    """Return the grants in force today that `user` may see."""
    today = today_of(user)
    return (
        RoleGrant.objects.visible_to(user)
        .standing()
        .filter(Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today)
    )


class RolesScreen(OfficeScreen):
    """Every role, with how many hold it as far as the reader may see."""

    title = gettext_lazy("Roles")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the roles."""
        self.require("org.view_role")
        pairs = grants_today(request.user).order_by().values_list("role_id", "user_id").distinct()
        held = Counter(role for role, _holder in pairs)
        roles = [
            {
                "role": role,
                "title": str(role.name),
                "url": reverse("office:role", args=[role.code]),
                "holders": held[role.pk],
                "clearance": role.get_clearance_display(),
                "desks": ", ".join(desk.title for desk in rights_in_words(expand(tuple(role.permissions)))),
            }
            for role in Role.objects.order_by("code")
        ]
        return self.page("door_office/pages/roles.html", {"roles": roles, **granting(request.user)})


class RoleScreen(OfficeScreen):
    """One role: its rights in words, and who holds it today."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show the role."""
        self.require("org.view_role")
        role = Role.objects.filter(code=code).first()
        if role is None:
            raise Http404(code)
        self.title = str(role.name)
        rights = expand(tuple(role.permissions))
        resource = registry.resource(GRANTS)
        grants = list(
            grants_today(request.user)
            .filter(role=role)
            .select_related("user", "unit")
            .order_by("user__name_sort", "starts")[: HOLDERS + 1]
        )
        cells = Cells(request.user, resource, grants[:HOLDERS], HOLDER_COLUMNS)
        columns = columns_of(resource, HOLDER_COLUMNS)
        return self.page(
            "door_office/pages/role.html",
            {
                "role": role,
                "clearance": role.get_clearance_display(),
                "enters": OFFICE_PERMISSION in rights,
                "desks": rights_in_words(rights),
                "sees_holders": resource.view_permission in ports.access.permissions(request.user),
                "columns": columns,
                "holders": [
                    [(c, cells.cell(grant, c.name, kind=c.kind)) for c in columns] for grant in grants[:HOLDERS]
                ],
                "more": list_address(resource) if len(grants) > HOLDERS else "",
                **granting(request.user),
            },
        )

    def breadcrumbs(self) -> list[dict[str, Any]]:
        """Lead through the list of roles."""
        return [{"url": reverse("office:roles"), "label": str(RolesScreen.title)}, {"url": "", "label": self.title}]


def granting(user: Any) -> dict[str, str]:
    """Return where roles are granted and taken back, as far as `user` may go there."""
    resource = registry.resource(GRANTS)
    act = resource.action("grant_role")
    held = ports.access.permissions(user)
    return {
        "grants_url": list_address(resource) if resource.view_permission in held else "",
        "grant_url": act_address(resource, act) if act is not None and act.permission in held else "",
        "grant_title": str(act.title) if act is not None else "",
    }
