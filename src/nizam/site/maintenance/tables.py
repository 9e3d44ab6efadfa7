# SPDX-License-Identifier: EUPL-1.2
"""The tables of a new database: our own are made at once, as all migrations together leave them.

Step by step every model is built anew with each change of any, and a table is written anew with most: for a database
in which no row stands that is work for nothing. The migrations stay what tells the tables, here and in every upgrade.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation
from django.db.migrations.state import ProjectState


def create_tables() -> None:
    """Make every table of a database that has none, and note the migrations of both kinds as applied.

    The frameworks' migrations run one by one, since some leave rows behind, and first: every later model that points
    at an account would be built anew with each of them. Ours are left to `migrate` where one does more than tables.
    """
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    frameworks = executor.migrate([key for key in leaves if not apps.get_app_config(key[0]).name.startswith("nizam.")])
    executor.loader.build_graph()
    ours = [migration for migration, _backwards in executor.migration_plan(leaves)]
    if not more_than_tables(ours):
        _create_at_once(executor, frameworks, ours)


def more_than_tables(migrations: Iterable[Migration]) -> list[tuple[str, Operation]]:
    """Return the steps that may leave rows behind, each with the name of its migration.

    A step that only moves rows which an earlier version left says `elidable=True` (Django: it may be left out where
    migrations are squashed) and counts for nothing.
    """
    return [
        (str(migration), operation)
        for migration in migrations
        for operation in migration.operations
        if not operation.elidable and not isinstance(operation, ModelOperation | FieldOperation | IndexOperation)
    ]


def _create_at_once(executor: MigrationExecutor, before: ProjectState, migrations: list[Migration]) -> None:
    # Without the models built from `before`: what is not there is not built anew with every step.
    state = ProjectState({key: model.clone() for key, model in before.models.items()}, before.real_apps)
    later = []
    for migration in migrations:
        for operation in migration.operations:
            if operation.elidable:
                continue
            if (migration.app_label, _model_of(operation)) in before.models:
                later.append((migration.app_label, operation))
            else:
                operation.state_forwards(migration.app_label, state)
    with connection.schema_editor() as editor:
        for model in [state.apps.get_model(*key) for key in state.models if key not in before.models]:
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        # The account's keys to our tables: its own was made with the frameworks'.
        for label, operation in later:
            unchanged = state.clone()
            operation.state_forwards(label, state)
            operation.database_forwards(label, editor, unchanged, state)
        for migration in migrations:
            executor.record_migration(migration)


def _model_of(operation: Operation) -> str:
    name: str = operation.name_lower if isinstance(operation, ModelOperation) else operation.model_name_lower
    return name
