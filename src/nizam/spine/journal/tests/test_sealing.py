# SPDX-License-Identifier: EUPL-1.2
"""Seals, heads, and every way of tampering that the verification has to find."""

import json
import threading

import pytest
from django.db import IntegrityError, connections, transaction

from nizam.foundations.evidence import root
from nizam.kit.tasks import tasks
from nizam.spine.journal import sealing
from nizam.spine.journal.heads import HeadError, read_head, write_head
from nizam.spine.journal.models import Event, Seal
from nizam.spine.journal.queries import erase_values
from nizam.spine.journal.sealing import seal_events
from nizam.spine.journal.verify import verify_journal


@pytest.fixture
def journal(write, world, monkeypatch):
    """Twelve events under three seals of four, and one not sealed yet."""
    monkeypatch.setattr(sealing, "BATCH", 4)
    for number in range(12):
        write(reason=str(number), changes={"email": ("", f"{number}@b.az")}, personal=frozenset({"email"}))
    seal_events()
    write(reason="12")
    return world


def codes(result):
    return [(finding.code, finding.position) for finding in result.findings]


def test_the_order_is_by_time_and_the_roots_are_those_of_rfc_6962(journal):
    events = list(Event.objects.filter(position__isnull=False).order_by("position"))
    assert [event.position for event in events] == list(range(1, 13))
    assert [json.loads(event.body)["reason"] for event in events] == [str(number) for number in range(12)]
    leaves = [bytes.fromhex(event.leaf) for event in events]
    for seal in Seal.objects.all():
        assert seal.root == root(leaves[: seal.size]).hex()
    assert [(s.number, s.first, s.last) for s in Seal.objects.all()] == [(1, 1, 4), (2, 5, 8), (3, 9, 12)]
    assert [s.previous_root for s in Seal.objects.all()][1:] == [s.root for s in Seal.objects.all()][:-1]


def test_a_sound_journal_is_sound_and_says_how_much_is_not_sealed(journal):
    result = verify_journal()
    assert result.ok
    assert (result.sealed, result.unsealed, result.seals) == (12, 1, 3)
    assert result.root == Seal.objects.get(number=3).root


def test_an_empty_journal_is_sound(db):
    assert verify_journal().ok
    assert seal_events() == []


def test_erasing_personal_values_leaves_every_seal_right(journal):
    assert erase_values(journal.unit) == 12
    assert verify_journal().ok


def test_heads_are_written_after_the_commit_and_again_when_one_was_lost(
    write, home, django_capture_on_commit_callbacks
):
    write()
    with django_capture_on_commit_callbacks(execute=True):
        seal_events()
    head = read_head(home / "heads" / "1.json")
    assert (head.size, head.root) == (1, Seal.objects.get().root)
    (home / "heads" / "1.json").unlink()
    with django_capture_on_commit_callbacks(execute=True):
        assert seal_events() == []
    assert read_head(home / "heads" / "1.json") == head
    assert [path.name for path in (home / "heads").iterdir()] == ["1.json"]


def test_a_file_that_is_no_head_is_refused(db, tmp_path):
    (tmp_path / "1.json").write_text('{"number": 1, "size": 1, "root": "00", "at": "2026-01-01"}')
    with pytest.raises(HeadError):
        verify_journal(tmp_path / "1.json")
    with pytest.raises(HeadError):
        verify_journal(tmp_path / "none.json")


def test_the_seal_task_seals_everything(write, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    for _ in range(5):
        write()

    class Run:
        def progress(self, done, total=None, note=""):
            self.done = done

    run = Run()
    assert tasks.get("journal.seal").run(run) == {"seals": 3, "events": 5}
    assert run.done == 5


def test_a_sealer_that_comes_second_stops(write, monkeypatch):
    write()
    save = Seal.save

    def another_was_first(self, **kwargs):
        raise IntegrityError("UNIQUE constraint failed: journal_seal.number")

    monkeypatch.setattr(Seal, "save", another_was_first)
    assert seal_events() == []
    assert Event.objects.filter(position__isnull=True).count() == 1
    monkeypatch.setattr(Seal, "save", save)
    assert len(seal_events()) == 1


TAMPERINGS = {
    "body": ("UPDATE journal_event SET body = '{\"a\":1}' WHERE position = 6", {("changed-body", 6)}),
    "column": ("UPDATE journal_event SET actor_name = 'x' WHERE position = 6", {("changed-column", 6)}),
    "time": ("UPDATE journal_event SET at = '2020-01-01 00:00:00+00:00' WHERE position = 7", {("changed-column", 7)}),
    "deleted": ("DELETE FROM journal_event WHERE position = 6", {("missing-row", 6)}),
    "unplaced": (
        "UPDATE journal_event SET position = NULL, seal_id = NULL WHERE position = 6",
        {("missing-row", 6)},
    ),
    "added": (
        "UPDATE journal_event SET position = 13, seal_id = (SELECT id FROM journal_seal WHERE number = 3)"
        " WHERE position IS NULL",
        {("unsealed-position", 13)},
    ),
    "secret": (
        "UPDATE journal_eventsecret SET value = '\"y\"'"
        " WHERE event_id = (SELECT id FROM journal_event WHERE position = 6)",
        {("changed-secret", 6)},
    ),
    "root": ("UPDATE journal_seal SET root = '00' WHERE number = 2", {("wrong-root", None), ("broken-chain", None)}),
    "frontier": ("UPDATE journal_seal SET frontier = '[]' WHERE number = 3", {("broken-chain", None)}),
    "seal of another": (
        "UPDATE journal_event SET seal_id = (SELECT id FROM journal_seal WHERE number = 1) WHERE position = 6",
        {("foreign-seal", 6)},
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_every_tampering_is_found_and_its_row_named(journal, intruder, name):
    sql, expected = TAMPERINGS[name]
    if name == "deleted":
        intruder("DELETE FROM journal_eventsecret", sql)
    else:
        intruder(sql)
    result = verify_journal()
    assert not result.ok
    assert expected <= set(codes(result))
    assert {position for _code, position in codes(result) if position} <= {position for _code, position in expected}


def swap(first, second):
    return (
        f"UPDATE journal_event SET position = 99 WHERE position = {first}",
        f"UPDATE journal_event SET position = {first} WHERE position = {second}",
        f"UPDATE journal_event SET position = {second} WHERE position = 99",
    )


@pytest.mark.parametrize(("first", "second"), [(5, 6), (5, 8), (2, 11)])
def test_swapped_rows_are_named(journal, intruder, first, second):
    intruder(*swap(first, second))
    assert {first, second} <= {position for _code, position in codes(verify_journal())}


def test_a_row_written_anew_with_its_leaf_is_named(journal, intruder):
    from nizam.foundations.evidence import canonical_json, leaf_hash

    event = Event.objects.get(position=6)
    body = canonical_json({**json.loads(event.body), "reason": "forged"})
    intruder()
    Event.objects.filter(position=6).update(body=body.decode(), leaf=leaf_hash(body).hex())
    assert codes(verify_journal()) == [("changed-row", 6)]
    seal = Seal.objects.get(number=2)
    marks = bytearray(seal.marks)
    marks[4:8] = leaf_hash(body)[:4]
    Seal.objects.filter(number=2).update(marks=bytes(marks))
    result = verify_journal()
    assert [(finding.code, finding.seal) for finding in result.findings] == [("wrong-root", 2)]


def test_a_cut_tail_is_sound_in_itself_and_found_by_a_head_kept_outside(journal, intruder, tmp_path):
    head = write_head(Seal.objects.get(number=3), tmp_path / "outside")
    older = write_head(Seal.objects.get(number=2), tmp_path / "outside")
    intruder(
        "DELETE FROM journal_eventsecret WHERE event_id IN (SELECT id FROM journal_event WHERE position > 8)",
        "DELETE FROM journal_event WHERE position > 8",
        "DELETE FROM journal_seal WHERE number = 3",
    )
    assert verify_journal().ok
    assert verify_journal(older).ok
    result = verify_journal(head)
    assert codes(result) == [("truncated", 9)]
    assert codes(verify_journal(tmp_path / "outside")) == [("truncated", 9)]


def test_a_journal_sealed_anew_after_a_forgery_is_found_by_a_head_kept_outside(journal, intruder, tmp_path):
    for number in (1, 2, 3):
        write_head(Seal.objects.get(number=number), tmp_path / "outside")
    intruder(
        "DELETE FROM journal_eventsecret",
        "DELETE FROM journal_event WHERE position = 6",
        "UPDATE journal_event SET position = NULL, seal_id = NULL",
        "DELETE FROM journal_seal",
    )
    seal_events()
    assert verify_journal().ok
    assert codes(verify_journal(tmp_path / "outside")) == [("changed-head", 8)]
    assert verify_journal(tmp_path / "outside" / "1.json").ok


def test_a_change_of_an_event_not_sealed_yet_is_found_too(journal, intruder):
    intruder("UPDATE journal_event SET body = '{}' WHERE position IS NULL")
    assert codes(verify_journal()) == [("changed-body", None)]


def test_a_seal_taken_out_of_the_middle_is_named(journal, intruder):
    intruder("UPDATE journal_seal SET number = 9 WHERE number = 2")
    found = {finding.code for finding in verify_journal().findings}
    assert {"missing-seal", "broken-chain"} <= found


def test_sealing_goes_on_after_a_failed_transaction(write):
    write()
    with transaction.atomic():
        seal_events()
        transaction.set_rollback(True)
    assert not Seal.objects.exists()
    assert [seal.size for seal in seal_events()] == [1]


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_two_sealers_at_once_one_wins_every_seal(world, write, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 5)
    for _ in range(20):
        write()
    ready = threading.Barrier(2)
    made = []

    def seal():
        try:
            ready.wait()
            while Event.objects.filter(position__isnull=True).exists():
                made.extend(seal_events())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=seal) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seal.number for seal in made) == [1, 2, 3, 4]
    result = verify_journal()
    assert result.ok
    assert (result.sealed, result.heads) == (20, 4)
