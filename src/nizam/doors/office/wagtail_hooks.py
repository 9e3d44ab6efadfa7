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
from nizam.spine.outbox.queries import unread_count

# Items of Wagtail that stay in the menu, by the name Wagtail gave them; a door that mounts their screens adds them.
KEPT_ITEMS: frozenset[str] = frozenset()
# Desk → pages of the office that are no list and stand above the desk's lists: title, route, icon, right.
DESK_PAGES: Mapping[str, Sequence[tuple[Any, str, str, str]]] = {
    "cases": (
        (_("Arrivals to decide"), "office:arrivals", "download", "cases.view_envelope"),
        (_("Register by hand"), "office:by_hand", "edit", "cases.open_by_hand_case"),
    ),
    "records": ((_("Approvals and signatures"), "office:approvals", "check", "records.view_document"),),
}
# Desk → the registers of papers, as the law wants them kept: title, the list, its icon, what of the list and how.
REGISTERS: Mapping[str, Sequence[tuple[Any, str, str, Mapping[str, str]]]] = {
    "records": (
        (
            _("Register of incoming letters"),
            "cases.case",
            "download",
            {
                "columns": "number_text,registered_on,party,subject,unit,responsible,due_on,state",
                "order": "registered_on",
            },
        ),
        (
            _("Register of outgoing papers"),
            "records.document",
            "upload",
            {
                "kind": "outgoing",
                "state": "signed",
                "columns": "number_text,issued_on,addressee,subject,unit,signatory,in_reply_to",
                "order": "issued_on",
            },
        ),
        (
            _("Register of internal papers"),
            "records.document",
            "doc-full",
            {
                "kind": "internal",
                "state": "signed",
                "columns": "number_text,issued_on,addressee,subject,unit,signatory",
                "order": "issued_on",
            },
        ),
    ),
}
SCRIPTS = ("office/office.js", "office/keys.js", "office/jump.js", "office/live.js", "kit/components.js")
STYLES = (
    "kit/theme.css",
    "kit/components.css",
    "kit/figures.css",
    "office/screens.css",
    "office/pages.css",
    "office/editor.css",
    "office/documents.css",
    "kit/print.css",
)


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
        doors += [
            MenuItem(
                title,
                list_address(registry.resource(key), **query),
                name=f"register-{place}",
                icon_name=icon,
                order=100 + place,
            )
            for place, (title, key, icon, query) in enumerate(REGISTERS.get(desk.label, ()))
            if registry.resource(key).view_permission in held
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


class NoticesItem(MenuItem):
    """The bell: how much the reader has not read stands beside it, and is kept up while the page is open."""

    def render_component(self, request: HttpRequest) -> Any:
        """Ask for the number anew for every page; the item itself is shared by all readers."""
        item = super().render_component(request)
        count = unread_count(request.user)
        item.attrs = {**self.attrs, "data-nz-count": str(count)} if count else dict(self.attrs)
        return item


@hooks.register("register_admin_menu_item")
def add_notices() -> MenuItem:
    """Put the bell under the first page."""
    return NoticesItem(_("Notices"), reverse("office:notices"), name="nizam-notices", icon_name="comment", order=2)


@hooks.register("register_admin_menu_item")
def add_collegium() -> MenuItem:
    """Put the agenda of the collegium behind the report."""
    title, address = _("Collegium"), reverse("office:collegium")
    return PermittedItem(
        title, address, permission="plans.view_collegiumitem", name="nizam-collegium", icon_name="group", order=296
    )


@hooks.register("register_admin_menu_item")
def add_calendar() -> MenuItem:
    """Put the calendar under the bell."""
    return MenuItem(_("Calendar"), reverse("office:calendar"), name="nizam-calendar", icon_name="calendar-alt", order=3)


@hooks.register("register_admin_menu_item")
def add_registers() -> MenuItem:
    """Put the registers behind the desk of papers."""
    title, address = _("Registers"), reverse("office:registers")
    return PermittedItem(
        title, address, permission="cases.view_case", name="nizam-registers", icon_name="list-ul", order=294
    )


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
def add_papers() -> MenuItem:
    """Put the looks and templates of papers under Settings."""
    return PermittedItem(
        _("Looks of papers"),
        reverse("office:papers"),
        permission="records.view_paperlayout",
        name="nizam-papers",
        icon_name="image",
        order=250,
    )


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
def add_health() -> MenuItem:
    """Put what the installation suffers from under Settings; the page stands beside the doctor."""
    title, address = _("Health"), reverse("office_health")
    return PermittedItem(
        title, address, permission="jobs.view_job", name="nizam-health", icon_name="desktop", order=400
    )


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
