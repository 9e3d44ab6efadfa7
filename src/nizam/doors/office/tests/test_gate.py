# SPDX-License-Identifier: EUPL-1.2
"""Of Wagtail's routes only the listed ones answer, each to those it is for."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from nizam.doors.office.gate import ANYONE, SIGNED_IN, listed_routes, mounted_routes

FILLED = (
    (r"<int:[^>]*>", "1"),
    (r"<uuid:[^>]*>", "01a20185-8b43-702e-b356-61cc248ee943"),
    (r"<(slug|str|path):[^>]*>", "x"),
    (r"<[a-z_]+>", "x"),
)


def sample_address(route):
    """Return an address that the route matches, or None for a pattern that is no plain path."""
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "1", route).replace("^", "").replace("$", "").replace(".*", "anything")
    for pattern, value in FILLED:
        route = re.sub(pattern, value, route)
    route = route.replace("\\", "")
    return None if re.search(r"[\[\]()*?]", route) else f"/{route}"


# At these addresses our own pages stand before Wagtail's.
OURS = {"wagtailadmin_home", "wagtailadmin_account"}
# The gate goes by the name of a route; what is not listed never comes to a query that an engine could answer otherwise.
WAGTAIL = [mounted for mounted in mounted_routes() if mounted.is_wagtail]


def test_shell_mounts_many_routes_and_every_listed_one_exists():
    assert len(WAGTAIL) > 150
    assert set(listed_routes()) <= {mounted.name for mounted in WAGTAIL}
    assert [mounted.route for mounted in WAGTAIL if sample_address(mounted.route) is None] == []


@pytest.mark.parametrize("who", ["stranger", "clerk_b", "clerk_a", "head_a", "leader", "inspector", "techadmin"])
@pytest.mark.one_engine
@pytest.mark.usefixtures("quick_walk")
def test_every_route_that_is_not_listed_is_not_there(world, as_user, who):
    client = as_user(getattr(world, who))
    open_ones = []
    for mounted in WAGTAIL:
        if mounted.name in listed_routes() or mounted.name in OURS:
            continue
        if client.get(sample_address(mounted.route)).status_code != 404:
            open_ones.append(mounted)
    assert open_ones == []


@pytest.mark.one_engine
@pytest.mark.usefixtures("quick_walk")
def test_strangers_reach_only_what_is_for_anyone(db):
    for mounted in WAGTAIL:
        response = Client().get(sample_address(mounted.route))
        listed = listed_routes().get(mounted.name)
        if listed is None and mounted.name not in OURS:
            assert response.status_code == 404, mounted
        elif listed is not None and listed.permission == ANYONE:
            assert response.status_code == 200, mounted
        else:
            assert response.status_code == 302, mounted
            assert response["Location"].startswith("/office/login/"), mounted


def test_account_without_a_role_gets_no_further_than_signing_out(world, as_user):
    from nizam.kit.testing.world import make_account

    client = as_user(make_account("nobody", world.institution))
    for name, address in (("wagtailadmin_account", "/office/account/"), ("wagtailadmin_home", "/office/")):
        assert client.get(address).status_code == 403, name
    assert listed_routes()["wagtailadmin_logout"].permission == SIGNED_IN
    assert client.post("/office/logout/").status_code == 302


def test_every_listed_route_says_why_and_for_whom():
    for route in listed_routes().values():
        assert len(route.why) > 20
        assert route.permission in {ANYONE, SIGNED_IN} or "." in route.permission
