# SPDX-License-Identifier: EUPL-1.2
"""What every test may ask for: a fresh database, no network, the reference data, the small world."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches

from nizam.kit.testing.plugin import restore_database


@lru_cache(maxsize=1)
def _recorded() -> Any:
    from nizam.kit.equipment import equip
    from nizam.kit.testing.recording import RecordedWorld
    from nizam.kit.testing.world import World, build_world

    def build() -> World:
        built = build_world()
        for institution in (built.institution, built.other_institution):
            equip(institution)
        return built

    return RecordedWorld(build)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Copy the template instead of migrating; restore it instead of flushing (append-only tables refuse a flush)."""
    from django.test import TransactionTestCase

    with django_db_blocker.unblock():
        restore_database()
        _recorded().record()

    def restore(self: Any) -> None:
        restore_database()

    TransactionTestCase._fixture_teardown = restore
    yield
    with django_db_blocker.unblock():
        from django.db import connections

        connections.close_all()


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test tried to reach {address[0]}")
        return real(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign,assignment]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _nothing_kept(request: pytest.FixtureRequest) -> None:
    """Begin every test with an empty cache: what a test of the same account left there is not shown to the next."""
    for one in caches.all():
        one.clear()
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        # Emptied after the test before, the tables were filled anew under other keys.
        ContentType.objects.clear_cache()


@pytest.fixture
def reference() -> Path:
    """Return the folder of reference data, or skip, loudly."""
    folder = os.environ.get("NIZAM_REFERENCE", "")
    if not folder:
        pytest.skip("NIZAM_REFERENCE is not set: this test reads reference data")
    return Path(folder)


@pytest.fixture
def world(db: None) -> Any:
    """Return the small world of the tests, its institutions equipped as founded ones are."""
    return _recorded().world()


@pytest.fixture
def quick_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make pages cheaper for a walk over hundreds: a refusal is rendered once for a reader and what it says.

    What a refusal holds comes from its context alone, unless messages wait to be shown. And no context of a template is
    copied for `response.context`, which walks do not ask for.
    """
    from django.contrib.messages import get_messages
    from django.http import HttpRequest, HttpResponse
    from django.shortcuts import render
    from django.template.base import Template
    from django.utils.translation import get_language

    kept: dict[tuple[Any, ...], bytes] = {}

    def render_once(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
        if "refusal" not in template or len(get_messages(request)):
            return render(request, template, context, status=status)
        key = (template, status, request.user.pk, get_language(), *(str(context[name]) for name in sorted(context)))
        if key not in kept:
            kept[key] = render(request, template, context, status=status).content
        return HttpResponse(kept[key], status=status)

    monkeypatch.setattr("nizam.kit.screens.base.render", render_once)
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))


@pytest.fixture
def operator(db: None) -> Any:
    """Return the actor of commands."""
    from django.apps import apps

    from nizam.kit.actions import Actor

    return Actor(user=apps.get_model("org", "User").objects.get(username="operator"), door="command")
