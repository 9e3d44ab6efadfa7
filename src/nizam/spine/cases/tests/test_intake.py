# SPDX-License-Identifier: EUPL-1.2
"""What arrives is kept first, then becomes a case, a reply, a duplicate, or waits for a person."""

from __future__ import annotations

import datetime as dt
import importlib.util
import math
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nizam.kit.errors import Refused
from nizam.spine.cases import actions
from nizam.spine.cases.attachments import note_attachments
from nizam.spine.cases.envelopes import keep, keep_each, post_room
from nizam.spine.cases.intake import register, registering
from nizam.spine.cases.models import Case, Envelope
from nizam.spine.journal.models import Event
from nizam.spine.org.models import SeriesYear, TakenNumber
from nizam.spine.records.blobs import BlobDamaged, blob_path, read_bytes

_spec = importlib.util.spec_from_file_location("letters", Path(__file__).with_name("letters.py"))
assert _spec is not None
assert _spec.loader is not None
letters = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(letters)

pytestmark = pytest.mark.django_db
ARRIVED = dt.datetime(2026, 11, 16, 6, 0, tzinfo=dt.UTC)


def arrive(operator: Any, world: Any, raw: bytes, at: dt.datetime = ARRIVED) -> Envelope:
    envelope, _new = keep(operator, world.institution, raw, door="mail", source="test", at=at)
    register(operator, [envelope])
    envelope.refresh_from_db()
    return envelope


def test_a_letter_becomes_a_case_with_number_unit_term_and_law(operator: Any, world: Any) -> None:
    envelope = arrive(operator, world, letters.letter())
    case = envelope.case
    assert envelope.disposition == "new"
    assert case is not None
    assert case.number_text == "M-1/2026"
    assert case.unit.receives_post
    assert case.language == "az"
    assert case.party.email == "aygun@example.org"
    assert case.law["article"]
    assert case.due_on > dt.date(2026, 11, 16)
    assert case.clock["steps"][0]["code"] == "event"
    assert read_bytes(envelope.blob) == letters.letter()


def test_the_same_bytes_are_one_envelope(operator: Any, world: Any) -> None:
    first, first_is_new = keep(operator, world.institution, letters.letter(), door="mail")
    again, again_is_new = keep(operator, world.institution, letters.letter(), door="mail")
    assert (first_is_new, again_is_new) == (True, False)
    assert first == again
    assert first.blob.references == 1


def test_a_copy_by_another_way_is_a_duplicate_and_opens_nothing(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter())
    copy = arrive(operator, world, b"Received: from elsewhere\r\n" + letters.letter())
    assert copy.disposition == "duplicate"
    assert copy.duplicate_of == first
    assert Case.objects.count() == 1
    assert TakenNumber.objects.filter(subject_kind="cases.case").count() == 1


def test_a_stranger_who_reuses_a_message_id_is_not_swallowed(operator: Any, world: Any) -> None:
    arrive(operator, world, letters.letter())
    other = arrive(operator, world, letters.letter(sender="x@example.com", text="Başqa məktub, başqa mətn."))
    assert other.disposition == "new"
    assert Case.objects.count() == 2


def test_a_reply_joins_its_case_whatever_the_order(operator: Any, world: Any) -> None:
    reply = letters.letter(message_id="<2@example.org>", references="<1@example.org>", text="Əlavə edirəm.")
    arrived = (reply, letters.letter())
    envelopes = [keep(operator, world.institution, raw, door="mail", at=ARRIVED)[0] for raw in arrived]
    register(operator, envelopes)
    dispositions = [Envelope.objects.get(pk=e.pk).disposition for e in envelopes]
    assert dispositions == ["reply", "new"]
    assert Case.objects.count() == 1


def test_a_stranger_quoting_a_letter_is_held_until_a_person_decides(operator: Any, world: Any) -> None:
    first = arrive(operator, world, letters.letter())
    held = arrive(
        operator,
        world,
        letters.letter(sender="stranger@example.com", message_id="<3@example.com>", references="<1@example.org>"),
    )
    assert held.disposition == "held"
    assert held.case is None
    joined = actions.join_envelope(operator, held, case=first.case)
    assert joined.case == first.case
    with pytest.raises(Refused):
        actions.part_envelope(operator, joined)


def test_automatic_mail_never_opens_a_case(operator: Any, world: Any) -> None:
    lost = arrive(operator, world, letters.letter(message_id="<4@example.org>", Auto_Submitted="auto-replied"))
    bounce = arrive(operator, world, letters.failure_notice("<1@example.org>"))
    assert (lost.disposition, lost.held_for) == ("held", "machine-unthreaded")
    assert bounce.disposition == "bounce"
    assert Case.objects.count() == 0
    first = arrive(operator, world, letters.letter())
    away = arrive(
        operator,
        world,
        letters.letter(message_id="<5@example.org>", references="<1@example.org>", Auto_Submitted="auto-replied"),
    )
    assert (away.disposition, away.case) == ("auto-reply", first.case)
    assert Case.objects.count() == 1


def test_without_sender_and_text_it_is_unreadable_and_still_kept(operator: Any, world: Any) -> None:
    envelope = arrive(operator, world, b"\x00\x01\x02")
    assert envelope.disposition in {"unreadable", "new"}
    assert read_bytes(envelope.blob) == b"\x00\x01\x02"


def test_numbers_are_gapless_when_registering_fails(operator: Any, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    arrive(operator, world, letters.letter())
    envelope, _new = keep(operator, world.institution, letters.letter(message_id="<9@x>"), door="mail", at=ARRIVED)
    monkeypatch.setattr("nizam.spine.cases.models.Case.save", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        register(operator, [envelope])
    monkeypatch.undo()
    envelope.refresh_from_db()
    assert envelope.disposition == ""
    register(operator, [envelope])
    assert list(Case.objects.order_by("pk").values_list("number_text", flat=True)) == ["M-1/2026", "M-2/2026"]
    assert SeriesYear.objects.get(series__code="appeals").last == 2


def test_a_damaged_file_is_noticed(operator: Any, world: Any) -> None:
    from django.core.files.storage import storages

    envelope, _new = keep(operator, world.institution, letters.letter(), door="mail")
    Path(storages["blobs"].path(blob_path(envelope.sha256))).write_bytes(b"other")
    with pytest.raises(BlobDamaged):
        read_bytes(envelope.blob)


def test_characters_no_database_keeps_do_not_stop_a_letter(operator: Any, world: Any) -> None:
    raw = b"From: a@b.c\r\nSubject: a\x00b\r\nMessage-ID: <n\x00@x>\r\n\r\ntext\x00 \xff\xfe"
    assert arrive(operator, world, raw).disposition == "new"


def postbag(operator: Any, world: Any, count: int) -> list[Envelope]:
    raws = [
        letters.letter(message_id=f"<{place}@example.org>", text=f"Ərizə {place}", subject=f"Ərizə {place}")
        for place in range(count)
    ]
    arrived = [(raw, f"letter {place}") for place, raw in enumerate(raws)]
    unit = post_room(world.institution)
    return [envelope for envelope, _new in keep_each(operator, world.institution, arrived, door="mail", unit=unit)]


def test_letters_kept_together_are_as_if_kept_one_by_one(operator: Any, world: Any) -> None:
    known, _new = keep(operator, world.institution, letters.letter(), door="mail", source="before")
    raws = [letters.letter(), letters.letter(text="Başqa"), letters.letter(text="Başqa")]
    arrived = [(raw, f"letter {place}") for place, raw in enumerate(raws)]
    unit = post_room(world.institution)
    kept = keep_each(operator, world.institution, arrived, door="mail", unit=unit)
    assert [is_new for _envelope, is_new in kept] == [False, True, False]
    assert [envelope.source for envelope, _new in kept] == ["before", "letter 1", "letter 1"]
    assert kept[0][0] == known
    assert kept[1][0] == kept[2][0]
    assert [read_bytes(envelope.blob) for envelope, _new in kept] == raws
    assert [envelope.blob.references for envelope, _new in kept] == [1, 1, 1]
    assert kept[1][0].unit.receives_post
    assert Event.objects.filter(action="cases.keep_envelope").count() == 2


def test_letters_registered_together_have_their_numbers_in_order_and_their_entries_in_the_journal(
    operator: Any, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registering, "TURN_SECONDS", math.inf)
    envelopes = postbag(operator, world, 12)
    with CaptureQueriesContext(connection) as asked:
        register(operator, envelopes)
    assert sum('INSERT INTO "journal_event" ' in query["sql"] for query in asked) == 1
    assert [envelope.case.number_text for envelope in envelopes] == [f"M-{n}/2026" for n in range(1, 13)]
    told = Event.objects.filter(action="cases.register_envelope").order_by("pk").values_list("object_uid", flat=True)
    assert list(told) == [envelope.uid for envelope in envelopes]


def test_a_letter_that_fails_holds_up_no_other_and_leaves_no_gap(
    operator: Any, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    envelopes = postbag(operator, world, 6)

    def fails_at_one(envelope: Envelope, message: Any) -> Any:
        if envelope.subject == "Ərizə 3":
            raise ValueError("broken")
        return note_attachments(envelope, message)

    monkeypatch.setattr(registering, "note_attachments", fails_at_one)
    with pytest.raises(ValueError, match="broken"):
        register(operator, envelopes)
    rows = list(Envelope.objects.order_by("pk").select_related("case"))
    assert [row.disposition for row in rows] == ["new", "new", "new", "", "new", "new"]
    assert [row.case.number_text for row in rows if row.case] == [f"M-{n}/2026" for n in range(1, 6)]
    assert SeriesYear.objects.get(series__code="appeals").last == 5
    assert Event.objects.filter(action="cases.register_envelope").count() == 5
    monkeypatch.undo()
    register(operator, rows)
    assert rows[3].case.number_text == "M-6/2026"


def test_what_another_process_registered_meanwhile_stands(operator: Any, world: Any) -> None:
    envelopes = postbag(operator, world, 4)
    register(operator, [Envelope.objects.get(pk=envelopes[1].pk)])
    # As they were read before the other process was through.
    register(operator, envelopes)
    assert [envelope.disposition for envelope in envelopes] == ["new"] * 4
    assert [envelope.case.number_text for envelope in envelopes] == ["M-2/2026", "M-1/2026", "M-3/2026", "M-4/2026"]
    assert Event.objects.filter(action="cases.register_envelope").count() == 4


def test_a_turn_that_is_over_is_followed_by_another(operator: Any, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "TURN_SECONDS", 0.0)
    envelopes = postbag(operator, world, 4)
    register(operator, envelopes)
    assert [envelope.case.number_text for envelope in envelopes] == [f"M-{n}/2026" for n in range(1, 5)]
