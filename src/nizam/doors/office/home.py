# SPDX-License-Identifier: EUPL-1.2
"""The first page of the office."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, admin_menu

from nizam.kit.declare import Resource
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import list_address
from nizam.kit.screens.base import OfficeScreen
from nizam.kit.screens.columns import text_of
from nizam.kit.screens.filters import standing
from nizam.kit.screens.paging import COUNTED


class HomeScreen(OfficeScreen):
    """The reader's desks; every figure opens the rows behind it. They stand in for the menu, which a script brings."""

    title = gettext_lazy("Your desks")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the desks with what stands in them."""
        held = ports.access.permissions(request.user)
        desks: list[dict[str, Any]] = []
        for desk in registry:
            doors = [self._door(r) for r in desk.resources if desk.in_menu and r.in_menu and r.view_permission in held]
            if doors:
                desks.append({"label": desk.label, "title": str(desk.title), "doors": doors})
        lists = {door["url"] for desk in desks for door in desk["doors"]}
        pages = [item for item in menu_items(request, admin_menu) if item.url not in lists]
        account = {"label": _("Your account"), "url": reverse("office:account")}
        return self.page("door_office/home.html", {"desks": desks, "pages": [*pages, account]})

    def _door(self, resource: Resource) -> dict[str, Any]:
        rows = standing(resource.visible_to(self.request.user)).order_by()
        count = rows.values("pk")[: COUNTED + 1].count()
        figure = text_of(count) if count <= COUNTED else _("more than %(count)s") % {"count": text_of(COUNTED)}
        return {"url": list_address(resource), "figure": figure, "title": str(resource.title)}


def menu_items(request: HttpRequest, menu: Menu) -> Iterator[MenuItem]:
    """Yield what `menu` leads to for the reader, its groups opened, in its order."""
    for item in sorted(menu.menu_items_for_request(request), key=lambda item: item.order):
        if isinstance(item, SubmenuMenuItem):
            yield from menu_items(request, item.menu)
        else:
            yield item
