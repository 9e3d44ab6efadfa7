# SPDX-License-Identifier: EUPL-1.2
"""The routes of every declared resource. A part of the kit that brings a further screen adds it here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, path

from nizam.kit.declare import Resource
from nizam.kit.screens.acts import ActScreen, AddScreen, ChangeScreen, MakeScreen
from nizam.kit.screens.base import ScopedScreen
from nizam.kit.screens.entries import ChooseScreen, EntryScreen, HistoryScreen, LabelScreen, LabelsScreen, TabScreen
from nizam.kit.screens.lists import BulkScreen, ColumnsScreen, ListScreen, ViewsScreen
from nizam.kit.screens.watching import WatchScreen


def _always(resource: Resource) -> bool:
    return True


@dataclass(frozen=True)
class Screen:
    """One kind of page a resource has: its name in addresses, where it stands below the list, and who has it."""

    name: str
    path: str
    view: type[ScopedScreen]
    applies: Callable[[Resource], Any] = _always


_screens: list[Screen] = [
    Screen("list", "", ListScreen),
    Screen("choose", "choose/", ChooseScreen),
    Screen("columns", "columns/", ColumnsScreen),
    Screen("views", "views/", ViewsScreen),
    Screen("bulk", "bulk/", BulkScreen),
    Screen("labels", "labels/", LabelsScreen, lambda resource: resource.labels),
    Screen("add", "add/", AddScreen, lambda resource: resource.generated("add")),
    Screen("act", "act/<slug:act>/", MakeScreen, lambda resource: any(a.creates for a in resource.actions)),
    Screen("entry", "<uuid:uid>/", EntryScreen),
    Screen("change", "<uuid:uid>/change/", ChangeScreen, lambda resource: resource.generated("change")),
    Screen("act", "<uuid:uid>/act/<slug:act>/", ActScreen),
    Screen("tab", "<uuid:uid>/tab/<slug:tab>/", TabScreen, lambda resource: resource.tabs),
    Screen("history", "<uuid:uid>/history/", HistoryScreen),
    Screen("watch", "<uuid:uid>/watch/", WatchScreen, lambda resource: resource.watchable),
    Screen("label", "<uuid:uid>/label/", LabelScreen, lambda resource: resource.labels),
]


def add_screen(screen: Screen) -> None:
    """Give the resources `screen` applies to one more page, before the routes are made. Raises ValueError twice."""
    if any(known.name == screen.name for known in _screens):
        raise ValueError(f"the screen {screen.name!r} exists already")
    _screens.append(screen)


def routes_of(resources: Iterable[Resource]) -> list[URLPattern]:
    """Return the routes of `resources`, each named `<label>_<model>_<screen>`, below `r/<label>/<model>/`."""
    return [
        path(
            f"r/{resource.label}/{resource.name}/{screen.path}",
            screen.view.as_view(resource=resource),
            name=f"{resource.label}_{resource.name}_{screen.name}",
        )
        for resource in resources
        for screen in _screens
        if screen.applies(resource)
    ]
