# SPDX-License-Identifier: EUPL-1.2
"""What holds the journal append-only in the database itself: triggers on SQLite and on PostgreSQL.

They are no migration's work: on SQLite a later change of a table builds it anew and drops its triggers without a word.
So they are looked after following every migration, and `missing_triggers` tells at any time which are not in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, transaction

EVENTS = "journal_event"
SEALS = "journal_seal"
SECRETS = "journal_eventsecret"
# What the sealer may set, once.
PLACE = ("position", "seal_id")


@dataclass(frozen=True)
class Trigger:
    """One trigger: `moment` is what fires it, `condition` when it refuses ("" always), `sentence` what it says."""

    table: str
    name: str
    moment: str
    condition: str
    sentence: str


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `vendor` ("sqlite" or "postgresql")."""
    same = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"
    unchanged = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in _columns() if column not in PLACE)
    found = [
        Trigger(EVENTS, "journal_event_no_delete", "DELETE", "", "events are never deleted"),
        Trigger(
            EVENTS,
            "journal_event_no_update",
            "UPDATE",
            "NOT (OLD.position IS NULL AND OLD.seal_id IS NULL AND NEW.position IS NOT NULL"
            f" AND NEW.seal_id IS NOT NULL AND {unchanged})",
            "events are never changed",
        ),
        Trigger(
            EVENTS,
            "journal_event_no_place",
            "INSERT",
            "NEW.position IS NOT NULL OR NEW.seal_id IS NOT NULL",
            "the sealer alone gives events their order",
        ),
        Trigger(SEALS, "journal_seal_no_delete", "DELETE", "", "seals are never deleted"),
        Trigger(SEALS, "journal_seal_no_update", "UPDATE", "", "seals are never changed"),
        Trigger(SECRETS, "journal_secret_no_update", "UPDATE", "", "hidden values are erased, never changed"),
    ]
    if vendor == "sqlite":
        # INSERT OR REPLACE and UPDATE OR REPLACE remove the row in their way without firing its DELETE trigger.
        found += [
            Trigger(
                EVENTS,
                "journal_event_no_replace",
                "INSERT",
                _exists(EVENTS, "id = NEW.id OR uid = NEW.uid"),
                "events are never replaced",
            ),
            Trigger(
                EVENTS,
                "journal_event_no_replace_place",
                "UPDATE",
                _exists(EVENTS, "position = NEW.position AND id <> OLD.id"),
                "events are never replaced",
            ),
            Trigger(
                SEALS,
                "journal_seal_no_replace",
                "INSERT",
                _exists(SEALS, "id = NEW.id OR number = NEW.number"),
                "seals are never replaced",
            ),
            Trigger(
                SECRETS,
                "journal_secret_no_replace",
                "INSERT",
                _exists(SECRETS, "id = NEW.id OR (event_id = NEW.event_id AND field = NEW.field)"),
                "hidden values are erased, never changed",
            ),
        ]
    else:
        found += [
            Trigger(EVENTS, "journal_event_no_truncate", "TRUNCATE", "", "events are never deleted"),
            Trigger(SEALS, "journal_seal_no_truncate", "TRUNCATE", "", "seals are never deleted"),
        ]
    return found


def missing_triggers(connection: Any) -> list[str]:
    """Return the names of the triggers that are missing, switched off or altered on `connection`; [] is right.

    A database whose journal has no tables yet misses nothing.
    """
    if not _has_tables(connection):
        return []
    found = _present(connection)
    return [
        trigger.name
        for trigger in triggers(connection.vendor)
        if found.get(trigger.name) != _fingerprint(trigger, connection)
    ]


def make_triggers(connection: Any) -> list[str]:
    """Make the triggers that `missing_triggers` names, in one transaction; returns their names."""
    missing = set(missing_triggers(connection))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for trigger in triggers(connection.vendor):
            if trigger.name in missing:
                for statement in _statements(trigger, connection.vendor):
                    cursor.execute(statement)
    return sorted(missing)


def restore_triggers(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Answer `post_migrate`: put back what the migration took away."""
    make_triggers(connections[using])


def _exists(table: str, condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE {condition})"  # noqa: S608  (our own names, nothing from outside)


def _columns() -> Sequence[str]:
    from nizam.spine.journal.models import Event

    fields: Sequence[models.Field] = Event._meta.concrete_fields
    return [field.column for field in fields]


def _has_tables(connection: Any) -> bool:
    with connection.cursor() as cursor:
        return {EVENTS, SEALS, SECRETS} <= set(connection.introspection.table_names(cursor))


def _statements(trigger: Trigger, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {trigger.name}", _sqlite(trigger)]
    level = "STATEMENT" if trigger.moment == "TRUNCATE" else "ROW"
    return [
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql"
        f" AS $nizam${_plpgsql(trigger)}$nizam$",
        f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}",
        f"CREATE TRIGGER {trigger.name} BEFORE {trigger.moment} ON {trigger.table}"
        f" FOR EACH {level} EXECUTE FUNCTION {trigger.name}()",
        # Also for a session that calls itself a replica, which fires ordinary triggers no more.
        f"ALTER TABLE {trigger.table} ENABLE ALWAYS TRIGGER {trigger.name}",
    ]


def _sqlite(trigger: Trigger) -> str:
    when = f" WHEN {trigger.condition}" if trigger.condition else ""
    return (
        f"CREATE TRIGGER {trigger.name} BEFORE {trigger.moment} ON {trigger.table}{when}"
        f" BEGIN SELECT RAISE(ABORT, '{trigger.sentence}'); END"
    )


def _plpgsql(trigger: Trigger) -> str:
    refuse = f"RAISE EXCEPTION '{trigger.sentence}' USING ERRCODE = 'integrity_constraint_violation';"
    if not trigger.condition:
        return f"BEGIN {refuse} END"
    return f"BEGIN IF {trigger.condition} THEN {refuse} END IF; RETURN NEW; END"


def _fingerprint(trigger: Trigger, connection: Any) -> str:
    return _sqlite(trigger) if connection.vendor == "sqlite" else f"{trigger.table}:{_plpgsql(trigger)}"


def _present(connection: Any) -> dict[str, str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return {str(name): str(sql) for name, sql in cursor.fetchall()}
        cursor.execute(
            "SELECT t.tgname, c.relname || ':' || p.prosrc FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND n.nspname = current_schema()"
        )
        return {str(name): str(source) for name, source in cursor.fetchall()}
