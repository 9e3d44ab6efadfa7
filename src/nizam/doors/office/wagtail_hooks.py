# SPDX-License-Identifier: EUPL-1.2
"""The shell's menu, style sheets and scripts: the desks' items instead of Wagtail's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.search import SearchArea

from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import list_address
from nizam.kit.wording import sentence

# Items of Wagtail that stay in the menu, by the name Wagtail gave them; a door that mounts their screens adds them.
KEPT_ITEMS: frozenset[str] = frozenset()
# Desk → pages of the office that are no list and stand above the desk's lists: title, route, icon, right.
DESK_PAGES: Mapping[str, Sequence[tuple[Any, str, str, str]]] = {
    "cases": (
        (_("Arrivals to decide"), "office:arrivals", "download", "cases.view_envelope"),
        (_("Register by hand"), "office:by_hand", "edit", "cases.open_by_hand_case"),
    ),
}
SCRIPTS = ("office/office.js", "office/keys.js", "kit/components.js")
STYLES = ("kit/theme.css", "kit/components.css", "office/screens.css", "office/pages.css", "kit/print.css")


@hooks.register("construct_main_menu", order=1000)
def show_desks(request: HttpRequest, items: list[Any]) -> None:
    """Replace Wagtail's items with one group a desk, holding the lists the reader may open."""
    held = ports.access.permissions(request.user)
    kept = [item for item in items if item.name in KEPT_ITEMS or item.name.startswith("nizam-")]
    groups = []
    for desk in registry:
        if not desk.in_menu:
            continue
        above = DESK_PAGES.get(desk.label, ())
        doors = [
            MenuItem(title, reverse(route), name=route.replace(":", "-"), icon_name=icon, order=place - len(above))
            for place, (title, route, icon, right) in enumerate(above)
            if right in held
        ]
        doors += [
            MenuItem(
                sentence(resource.title),
                list_address(resource),
                name=f"{resource.label}-{resource.name}",
                icon_name=resource.icon,
                order=place,
            )
            for place, resource in enumerate(desk.resources)
            if resource.in_menu and resource.view_permission in held
        ]
        if doors:
            title = str(desk.title)
            menu = Menu(items=doors)
            groups.append(
                SubmenuMenuItem(title, menu, name=f"desk-{desk.label}", icon_name=desk.icon, order=desk.menu_order)
            )
    items[:] = [*kept, *groups]


class PermittedItem(MenuItem):
    """A menu item for those who hold a right."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask the roles."""
        return self.permission in ports.access.permissions(request.user)


@hooks.register("register_admin_menu_item")
def add_today() -> MenuItem:
    """Put the first page above everything."""
    return MenuItem(_("Today"), reverse("office:home"), name="nizam-today", icon_name="calendar-check", order=1)


@hooks.register("register_admin_menu_item")
def add_report() -> MenuItem:
    """Put the report by article before the desk of plans."""
    title, address = _("Report by article"), reverse("office:report")
    return PermittedItem(
        title, address, permission="plans.view_report", name="nizam-report", icon_name="form", order=295
    )


@hooks.register("register_admin_menu_item")
def add_structure() -> MenuItem:
    """Put the institution's tree before its lists."""
    title, address = _("Structure"), reverse("office:institution_tree")
    return PermittedItem(
        title, address, permission="org.view_unit", name="nizam-structure", icon_name="tasks", order=695
    )


@hooks.register("register_admin_menu_item")
def add_roles() -> MenuItem:
    """Put the roles beside the institution's tree: they are data, and no list of the institution's own."""
    title, address = _("Roles"), reverse("office:roles")
    return PermittedItem(title, address, permission="org.view_role", name="nizam-roles", icon_name="key", order=696)


@hooks.register("register_nizam_settings_item")
def add_routing() -> MenuItem:
    """Put the routing's threshold and record under Settings."""
    return PermittedItem(
        _("Routing"),
        reverse("office:routing"),
        permission="cases.view_routingsetting",
        name="nizam-routing",
        icon_name="redirect",
        order=300,
    )


@hooks.register("register_admin_menu_item")
def add_settings() -> SubmenuMenuItem:
    """Give the menu its last group; what belongs there registers with `register_nizam_settings_item`."""
    menu = Menu(register_hook_name="register_nizam_settings_item", construct_hook_name="construct_nizam_settings")
    return SubmenuMenuItem(_("Settings"), menu, name="nizam-settings", icon_name="cogs", order=9000)


@hooks.register("register_nizam_settings_item")
def add_components() -> MenuItem:
    """Put the page of components under Settings."""
    return MenuItem(_("Components"), reverse("office:components"), name="nizam-components", icon_name="grip", order=900)


@hooks.register("register_nizam_settings_item")
def add_transfers() -> MenuItem:
    """Put the reader's own imports and exports under Settings."""
    address = reverse("office:transfers")
    return MenuItem(_("My imports and exports"), address, name="nizam-transfers", icon_name="download", order=100)


@hooks.register("register_nizam_settings_item")
def add_keys() -> MenuItem:
    """Put the keys of the office under Settings."""
    return MenuItem(_("Keys"), reverse("office:keys"), name="nizam-keys", icon_name="keyboard", order=200)


@hooks.register("register_admin_search_area")
def search_everywhere() -> SearchArea:
    """Point the search field of the menu to our own page: the shell takes the first area."""
    return SearchArea(_("Everything"), reverse("office:find"), name="nizam-find", icon_name="search", order=-1000)


@hooks.register("construct_search")
def hide_search_areas(request: HttpRequest, areas: list[Any]) -> None:
    """Drop the search areas of Wagtail screens that are not mounted."""
    areas[:] = [area for area in areas if area.name.startswith("nizam-")]


@hooks.register("insert_global_admin_css")
def add_styles() -> str:
    """Link the style sheets of kit and office that this installation has."""
    found = [(static(name),) for name in STYLES if finders.find(name)]
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', found)


@hooks.register("insert_global_admin_js")
def add_scripts() -> str:
    """Load the modules of office and kit; nothing on a page depends on them."""
    return format_html_join("\n", '<script type="module" src="{}"></script>', [(static(name),) for name in SCRIPTS])
