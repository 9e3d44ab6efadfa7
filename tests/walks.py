# SPDX-License-Identifier: EUPL-1.2
"""Every route of a resource, walked as somebody: what the permission matrix and the strangers' walks stand on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from nizam.kit.actions import Action, mark_of_tags, version_of
from nizam.kit.declare import Resource
from nizam.kit.registry import registry
from nizam.kit.testing.world import World
from nizam.spine.org.rights import expand

MARKER = "Gizli"
ROLES = ("anonymous", "stranger", "clerk_b", "clerk_a", "head_a", "leader", "inspector", "techadmin")


def account(world: World, role: str) -> Any:
    """Return the account of `role` in the small world, None for nobody."""
    return None if role == "anonymous" else getattr(world, role)


def signed_in(user: Any) -> Client:
    """Return a browser in which `user` is signed in, or nobody."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def rights_of(user: Any) -> frozenset[str]:
    """Return what the granted roles of `user` allow."""
    if user is None:
        return frozenset()
    return frozenset().union(*(expand(tuple(g.role.permissions)) for g in user.grants.all()))


@dataclass(frozen=True)
class Step:
    """One request: the route's name, the method, its address, whether it names an entry, and what a form sends.

    `read` returns the versions of what somebody who sends it has read, where the act answers for that.
    """

    route: str
    method: str
    address: str
    about_entry: bool
    data: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[], list[str]] = list

    @property
    def key(self) -> str:
        """How the step stands in the matrix."""
        return f"{self.method} {self.route}"


def own_routes(namespace: str) -> list[tuple[str, str]]:
    """Return every route of a namespace as name and pattern, once; one name may stand for several patterns."""
    found: dict[tuple[str, str], None] = {}

    def walk(resolver: URLResolver, spaces: tuple[str, ...], prefix: str) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
                walk(pattern, inner, prefix + str(pattern.pattern))
            elif isinstance(pattern, URLPattern) and spaces[:1] == (namespace,):
                found[":".join((*spaces, pattern.name or "")), prefix + str(pattern.pattern)] = None

    walk(get_resolver(), (), "/")
    return list(found)


def office_steps(resource: Resource, row: Any) -> Iterator[Step]:
    """Yield every page of `resource`, and every act's form, for `row`."""
    stem = f"office:{resource.label}_{resource.name}_"
    acts = [a for a in resource.actions if not a.creates]
    making = [a for a in resource.actions if a.creates]
    for name, pattern in own_routes("office"):
        if not name.startswith(stem) or "/r/" not in pattern:
            continue
        if f"/r/{resource.label}/{resource.name}/" not in pattern:
            continue
        kwargs: dict[str, Any] = {}
        about_entry = "<uuid:uid>" in pattern
        if about_entry:
            kwargs["uid"] = row.uid
        screen = name.removeprefix(stem)
        if "<slug:act>" in pattern:
            # The address of acts stands for a resource without any, too.
            offered: list[Action | None] = [*(acts if about_entry else making)]
            for made in offered or [None]:
                slug = made.name if made is not None else "nothing"
                address = reverse(name, kwargs={**kwargs, "act": slug})
                yield Step(f"{name}[{slug}]", "GET", address, about_entry)
                yield Step(f"{name}[{slug}]", "POST", address, about_entry, read=_reader(made, row))
            continue
        if "<slug:tab>" in pattern:
            for tab in resource.tabs:
                yield Step(f"{name}[{tab.name}]", "GET", reverse(name, kwargs={**kwargs, "tab": tab.name}), about_entry)
            continue
        if kwargs.keys() != set(_parameters(pattern)):
            continue
        yield Step(name, "GET", reverse(name, kwargs=kwargs), about_entry)
        if screen in {"add", "change", "bulk", "columns", "views", "import", "export", "watch"}:
            yield Step(name, "POST", reverse(name, kwargs=kwargs), about_entry)
        if screen in {"bulk", "labels"}:
            for act in [act.name for act in acts] if screen == "bulk" else ["ticked"]:
                ticked = {"uid": str(row.uid), "act": act}
                yield Step(f"{name}[{act}]", "POST", reverse(name, kwargs=kwargs), about_entry, ticked)


def _reader(act: Action | None, row: Any) -> Callable[[], list[str]]:
    if act is None or act.binds_to is None:
        return list
    binds_to = act.binds_to
    return lambda: [version_of(text) for one in type(row)._base_manager.filter(pk=row.pk) for text in binds_to(one)]


def _parameters(pattern: str) -> list[str]:
    return [part.split(">")[0].split(":")[-1] for part in pattern.split("<")[1:]]


def api_steps(resource: Resource, row: Any) -> Iterator[Step]:
    """Yield every route of the API about `resource`, for `row`."""
    from nizam.doors.api.routes import routes_of

    if resource.api is None:
        return
    for route in routes_of(resource):
        yield Step(
            f"{route.name}[{route.kind}]",
            route.method,
            route.path.replace("{uid}", str(row.uid)),
            "{uid}" in route.path,
            read=_reader(route.action if "{uid}" in route.path else None, row),
        )


def take(client: Client, step: Step) -> Any:
    """Make the request of `step`: forms are sent as they are or empty, the API gets an empty object."""
    if step.route.startswith("api:"):
        tags = ["x"] if step.method == "PATCH" else step.read()
        headers = {"If-Match": ", ".join(f'"{tag}"' for tag in tags)} if tags else {}
        return client.generic(
            step.method,
            step.address,
            json.dumps({}) if step.method != "GET" else "",
            content_type="application/json",
            headers=headers,
        )
    if step.method == "GET":
        return client.get(step.address)
    seen = mark_of_tags(step.read())
    return client.post(step.address, {**step.data, **({"seen": seen} if seen else {})})


def body(response: Any) -> str:
    """Return what was answered, streamed or not."""
    raw = b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content
    return raw.decode("utf-8", "replace")


def resource_keys() -> list[str]:
    """Return every declared resource, for parametrised tests."""
    return [resource.key for resource in registry.resources]
