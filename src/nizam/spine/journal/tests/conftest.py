# SPDX-License-Identifier: EUPL-1.2
"""An institution with two accounts, and a database whose triggers an intruder has taken away."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.ports import JournalEntry, ports
from nizam.spine.journal.models import Event
from nizam.spine.journal.triggers import triggers
from nizam.spine.org.models import Institution, Person, Role, RoleGrant, Unit, User


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Any) -> Any:
    """Keep the heads of each test in a folder of its own."""
    settings.NIZAM_HOME = tmp_path
    return tmp_path


def grant(user: User, *permissions: str, institution: Institution | None, clearance: int = 3) -> None:
    role = Role.objects.create(
        code=f"role-{user.username}", name={"en": "r"}, permissions=list(permissions), clearance=clearance
    )
    RoleGrant.objects.create(user=user, role=role, institution=institution, starts=timezone.now().date())


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """One institution with a unit, a person and two accounts; ayse may read the journal, cem may not."""
    institution = Institution.objects.create(
        code="numune", name={"tr": "Numune"}, country="TR", zone="Europe/Istanbul", languages=["tr", "en"]
    )
    other = Institution.objects.create(
        code="basqa", name={"az": "Başqa"}, country="AZ", zone="Asia/Baku", languages=["az"]
    )
    unit = Unit.objects.create(institution=institution, code="a", name={"en": "A"})
    person = Person.objects.create(institution=institution, family_name="Yılmaz", given_name="Ayşe")
    ayse = User.objects.create(username="ayse", institution=institution)
    cem = User.objects.create(username="cem", institution=other)
    grant(ayse, "journal.view_event", "org.view_*", institution=institution)
    grant(cem, "journal.view_event", "org.view_*", institution=other)
    return SimpleNamespace(
        institution=institution,
        other=other,
        unit=unit,
        person=person,
        ayse=ayse,
        cem=cem,
        actor=Actor(ayse, door="office", address="192.0.2.7"),
    )


@pytest.fixture
def write(world: SimpleNamespace) -> Callable[..., Event]:
    """Write an entry through the port and return its event."""

    def write_one(obj: Any = None, **values: Any) -> Event:
        entry = {"actor": world.actor, "action": "org.change_unit", "obj": obj or world.unit, "changes": {}}
        ports.journal.write(JournalEntry(**{**entry, **values}))
        return Event.objects.order_by("-pk")[0]

    return write_one


@pytest.fixture
def intruder(db: None) -> Callable[..., None]:
    """Take every trigger away, then run the statements: whoever owns the database can."""

    def run(*statements: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for trigger in triggers(connection.vendor):
                table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{table}")
            for statement in statements:
                cursor.execute(statement)

    return run
