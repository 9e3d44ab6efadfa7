# SPDX-License-Identifier: EUPL-1.2
"""The state of a home's database against this version of the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


class NewerHome(Exception):
    """The database was brought on by a newer version of the program."""

    def __init__(self, unknown: list[str]) -> None:
        shown = ", ".join(unknown[:5])
        super().__init__(
            f"This home was used by a newer version of Nizam (unknown migrations: {shown})."
            " Install that version, or restore a backup made before it."
        )
        self.unknown = unknown


@dataclass(frozen=True)
class HomeState:
    """`new`: no table of ours yet; `pending` and `unknown` are migrations as `app.name`."""

    new: bool
    pending: tuple[str, ...]
    unknown: tuple[str, ...]


def home_state() -> HomeState:
    """Return how the database stands against this version. Raises Django's DatabaseError when it does not answer."""
    applied = MigrationRecorder(connection).applied_migrations()
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return HomeState(
        new=not applied,
        pending=tuple(f"{migration.app_label}.{migration.name}" for migration, _backwards in plan),
        unknown=tuple(unknown_migrations([(app, name) for app, name in applied])),
    )


def unknown_migrations(applied: list[tuple[str, str]]) -> list[str]:
    """Return those of `applied` (app, name) that this version does not have, as `app.name`."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    known = set(loader.disk_migrations)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return sorted(f"{app}.{name}" for app, name in applied if (app, name) not in known | replaced)


def applied_migrations() -> list[tuple[str, str]]:
    """Return the migrations the database has seen, as (app, name)."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def has_institution() -> bool:
    """Tell whether an institution was founded in this home."""
    from nizam.spine.org.models import Institution

    return bool(Institution.objects.exists())


def database_answers() -> Any:
    """Ask the database for a constant. Raises Django's DatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()[0]
