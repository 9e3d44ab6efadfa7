# SPDX-License-Identifier: EUPL-1.2
"""The database itself refuses to change what was written."""

import pytest
from django.db import DatabaseError, connection, transaction

from nizam.kit.uids import uuid7
from nizam.spine.journal.checks import triggers_stand
from nizam.spine.journal.models import Event, EventSecret
from nizam.spine.journal.queries import erase_values
from nizam.spine.journal.sealing import seal_events
from nizam.spine.journal.triggers import make_triggers, missing_triggers, triggers


def execute(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


REFUSED = [
    "DELETE FROM journal_event",
    "UPDATE journal_event SET body = '{}'",
    "UPDATE journal_event SET actor_name = 'nobody'",
    "UPDATE journal_event SET position = NULL, seal_id = NULL",
    "UPDATE journal_event SET position = position + 100",
    "DELETE FROM journal_seal",
    "UPDATE journal_seal SET root = ''",
    "UPDATE journal_eventsecret SET value = '\"x\"'",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_a_sealed_event_its_seal_and_its_secrets_cannot_be_changed(write, world, sql):
    write(world.person, changes={"family_name": ("A", "B")}, personal=frozenset({"family_name"}))
    seal_events()
    with pytest.raises(DatabaseError):
        execute(sql)
    assert Event.objects.filter(position=1).count() == 1


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM journal_event",
        "UPDATE journal_event SET body = '{}'",
        "UPDATE journal_event SET position = 1",
        "UPDATE journal_event SET at = '2020-01-01 00:00:00+00:00'",
    ],
)
def test_an_event_is_as_fixed_before_it_is_sealed(write, sql):
    write()
    with pytest.raises(DatabaseError):
        execute(sql)


def test_the_place_is_given_once_and_together_with_nothing_else(write):
    write()
    seal_events()
    write()
    with pytest.raises(DatabaseError):
        execute(
            "UPDATE journal_event SET position = 2, seal_id = (SELECT id FROM journal_seal), door = 'x'"
            " WHERE position IS NULL"
        )
    execute("UPDATE journal_event SET position = 2, seal_id = (SELECT id FROM journal_seal) WHERE position IS NULL")
    with pytest.raises(DatabaseError):
        execute("UPDATE journal_event SET position = 3 WHERE position = 2")


def test_nobody_writes_an_event_with_a_place_of_its_own(write):
    event = write()
    seal = seal_events()[0]
    event.pk, event.uid, event.position, event.seal = None, uuid7(), 7, seal
    with pytest.raises(DatabaseError), transaction.atomic():
        event.save(force_insert=True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="OR REPLACE is SQLite's")
def test_a_row_cannot_be_replaced(write):
    write()
    seal_events()
    columns = ", ".join(
        field.column for field in Event._meta.concrete_fields if field.column not in ("position", "seal_id")
    )
    with pytest.raises(DatabaseError):
        execute(f"INSERT OR REPLACE INTO journal_event ({columns}) SELECT {columns} FROM journal_event")
    write()
    with pytest.raises(DatabaseError):
        execute(
            "UPDATE OR REPLACE journal_event SET position = 1, seal_id = (SELECT id FROM journal_seal)"
            " WHERE position IS NULL"
        )
    assert Event.objects.count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")
def test_a_table_cannot_be_truncated(write):
    write()
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("journal_event", "journal_seal"):
        with pytest.raises(DatabaseError, match="never deleted"):
            execute(f"TRUNCATE {table} CASCADE")


def test_a_hidden_value_can_be_erased(write, world):
    write(world.person, changes={"family_name": ("A", "B")}, personal=frozenset({"family_name"}))
    assert erase_values(world.person) == 2
    assert not EventSecret.objects.exists()


def test_missing_triggers_are_named_and_made_again(db, intruder):
    names = [trigger.name for trigger in triggers(connection.vendor)]
    assert missing_triggers(connection) == []
    intruder()
    assert missing_triggers(connection) == names
    assert [warning.id for warning in triggers_stand(None, databases=["default"])] == ["journal.W001"] * len(names)
    assert make_triggers(connection) == sorted(names)
    assert missing_triggers(connection) == []
    assert triggers_stand(None, databases=["default"]) == []


def test_a_trigger_that_lost_its_teeth_counts_as_missing(db):
    if connection.vendor == "sqlite":
        execute("DROP TRIGGER journal_event_no_delete")
        execute("CREATE TRIGGER journal_event_no_delete BEFORE DELETE ON journal_event BEGIN SELECT 1; END")
    else:
        execute("ALTER TABLE journal_event DISABLE TRIGGER journal_event_no_delete")
    assert missing_triggers(connection) == ["journal_event_no_delete"]
    make_triggers(connection)
    assert missing_triggers(connection) == []
