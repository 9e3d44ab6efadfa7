# SPDX-License-Identifier: EUPL-1.2
"""What every test may ask for: a fresh database, no network, the reference data, the small world."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nizam.kit.testing.plugin import restore_database


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Copy the template instead of migrating; restore it instead of flushing (append-only tables refuse a flush)."""
    from django.test import TransactionTestCase

    with django_db_blocker.unblock():
        restore_database()

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


@pytest.fixture
def reference() -> Path:
    """Return the folder of reference data, or skip, loudly."""
    folder = os.environ.get("NIZAM_REFERENCE", "")
    if not folder:
        pytest.skip("NIZAM_REFERENCE is not set: this test reads reference data")
    return Path(folder)


@pytest.fixture
def world(db: None) -> Any:
    """Return the small world of the tests, its first institution equipped as a founded one is."""
    from nizam.kit.equipment import equip
    from nizam.kit.testing.world import build_world

    built = build_world()
    for institution in (built.institution, built.other_institution):
        equip(institution)
    return built


@pytest.fixture
def operator(db: None) -> Any:
    """Return the actor of commands."""
    from django.apps import apps

    from nizam.kit.actions import Actor

    return Actor(user=apps.get_model("org", "User").objects.get(username="operator"), door="command")
