# SPDX-License-Identifier: EUPL-1.2
"""Lets only the listed routes of Wagtail through: `wagtail_routes.toml` names them, with why and for whom."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, get_resolver

from nizam.kit.ports import ports
from nizam.kit.screens.base import refusal

ANYONE = "anyone"
SIGNED_IN = "signed-in"
SIGN_OUT = "wagtailadmin_logout"


class GateError(ValueError):
    """The list of routes breaks its schema; the message names the entry and its fault."""


@dataclass(frozen=True)
class ListedRoute:
    """One route of Wagtail that stays: its name, why, and the right it takes (or `anyone`, `signed-in`)."""

    name: str
    why: str
    permission: str


@dataclass(frozen=True)
class MountedRoute:
    """One route as the resolver knows it: the pattern, its full name (empty without one), and whose view it is."""

    route: str
    name: str
    is_wagtail: bool


@cache
def listed_routes() -> Mapping[str, ListedRoute]:
    """Return the routes that stay, by name. Raises GateError for an entry without name, reason or permission."""
    text = files("nizam.doors.office").joinpath("wagtail_routes.toml").read_text("utf-8")
    found: dict[str, ListedRoute] = {}
    for entry in tomllib.loads(text)["route"]:
        if set(entry) != {"name", "why", "permission"} or not all(entry.values()):
            raise GateError(f"wagtail_routes.toml: {entry}: name, why and permission are expected")
        if entry["name"] in found:
            raise GateError(f"wagtail_routes.toml: {entry['name']} is listed twice")
        found[entry["name"]] = ListedRoute(**entry)
    return found


def mounted_routes(resolver: Any = None) -> Iterator[MountedRoute]:
    """Yield every route the resolver knows, framework and own alike."""
    yield from _walk(resolver or get_resolver(), "", (), inside=False)


def _walk(resolver: URLResolver, prefix: str, names: Sequence[str], *, inside: bool) -> Iterator[MountedRoute]:
    inside = inside or _from_wagtail(getattr(resolver.urlconf_module, "__name__", ""))
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            deeper = (*names, pattern.namespace) if pattern.namespace else names
            yield from _walk(pattern, route, deeper, inside=inside)
        else:
            ours = inside or _from_wagtail(_module_of(pattern.callback))
            yield MountedRoute(route, ":".join((*names, pattern.name)) if pattern.name else "", ours)


def _from_wagtail(module: str) -> bool:
    return module == "wagtail" or module.startswith("wagtail.")


def _module_of(view: Any) -> str:
    return str(getattr(getattr(view, "view_class", view), "__module__", ""))


@cache
def _wagtail_patterns(urlconf: str | None) -> frozenset[str]:
    return frozenset(mounted.route for mounted in mounted_routes(get_resolver(urlconf)) if mounted.is_wagtail)


class WagtailGateMiddleware:
    """Answers 404 for every route of Wagtail that the list does not name, and asks the named right for the others.

    Wagtail mounts about two hundred routes whose rights are asked per model, not per row; what is not known to be
    needed is not there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and match.view_name == SIGN_OUT and request.method == "POST":
            # Words of a draft stay in the browser's store while the line is away: who sits down at the counter next
            # shall not find them (W3C Clear Site Data, 3.1; obeyed over HTTPS and on the machine itself).
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let the view answer, or answer in its place."""
        match = request.resolver_match
        if match is None or _module_of(view).startswith("nizam."):
            return None
        urlconf = getattr(request, "urlconf", None)
        if not _from_wagtail(_module_of(view)) and match.route not in _wagtail_patterns(urlconf):
            return None
        listed = listed_routes().get(match.view_name or "")
        if listed is None:
            return refusal(request, 404)
        if listed.permission == ANYONE:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if listed.permission != SIGNED_IN and not ports.access.has_perm(request.user, listed.permission):
            return refusal(request, 403)
        return None
