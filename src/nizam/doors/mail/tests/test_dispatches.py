# SPDX-License-Identifier: EUPL-1.2
"""How a signed answer left the house is noted on it: sent, come back, voided before it went, signed anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.spine.cases import actions
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake import register
from nizam.spine.cases.models import Case
from nizam.spine.cases.tests.letters import failure_notice, letter
from nizam.spine.org.models import TakenNumber
from nizam.spine.org.rights import forget_grants
from nizam.spine.outbox.delivery import deliver_due
from nizam.spine.records import blobs
from nizam.spine.records.actions import (
    confirm_dispatch,
    fail_signature_document,
    hand_over_document,
    sign_document,
    void_document,
)
from nizam.spine.records.models import Dispatch, Document, FileClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(world: Any) -> Actor:
    return Actor(user=world.head_a)


@pytest.fixture
def case(operator: Any, world: Any, head: Actor) -> Case:
    envelope, _new = keep(operator, world.institution, letter(), door="mail")
    register(operator, [envelope])
    envelope.refresh_from_db()
    found = envelope.case
    assert found is not None
    actions.assign_case(Actor(user=world.leader), found, unit=world.unit_a)
    forget_grants(world.head_a)
    actions.answer_case(head, found, body="The line was mended.")
    return found


def paper() -> Document:
    return Document.objects.get()


def test_an_answer_whose_subject_has_line_ends_is_sent(case: Case, head: Actor) -> None:
    Document.objects.update(subject="The line\nwas mended")
    sign_document(head, paper())
    deliver_due()
    assert Dispatch.objects.get().state == "sent"


def test_signing_the_paper_itself_answers_its_case_and_sends_it(case: Case, head: Actor) -> None:
    sign_document(head, paper())
    case.refresh_from_db()
    assert (case.state, case.answered_at is not None) == ("answered", True)
    row = Dispatch.objects.get()
    assert (row.state, row.recipient, row.door) == ("waiting", case.party.email, "mail")  # type: ignore[union-attr]
    deliver_due()
    row.refresh_from_db()
    assert row.state == "sent"
    assert row.proof.startswith("Message-ID: <")
    assert row.envelope_uid is not None
    assert paper().file_class == FileClass.objects.get(institution=case.institution, code="01-01")


def test_a_report_of_failure_is_noted_on_the_paper(case: Case, head: Actor, operator: Any, world: Any) -> None:
    sign_document(head, paper())
    deliver_due()
    sent_id = mail.outbox[0].extra_headers["Message-ID"].strip("<>")
    for message_id, state in (("somebody-elses@example.net", "sent"), (f"<{sent_id}>", "failed")):
        raw = failure_notice(message_id).replace(b"dsn-1", state.encode())
        report, _new = keep(operator, world.institution, raw, door="mail")
        register(operator, [report])
        assert Dispatch.objects.get().state == state


def test_an_answer_voided_before_it_went_stays_here(case: Case, head: Actor) -> None:
    sign_document(head, paper())
    void_document(head, paper(), reason="Wrong addressee")
    deliver_due()
    assert mail.outbox == []
    assert Dispatch.objects.get().voided_at is not None
    number = TakenNumber.objects.get(pk=paper().number_id)
    assert (number.voided_at is not None, number.void_reason) == (True, "Wrong addressee")
    case.refresh_from_db()
    assert (case.state, case.answered_at) == ("assigned", None)


def test_after_a_failed_signature_the_paper_takes_a_new_number_and_goes_once(case: Case, head: Actor) -> None:
    document = paper()
    sign_document(head, document)
    first = document.number_text
    fail_signature_document(head, document, reason="The certificate had expired")
    document.refresh_from_db()
    assert (document.state, document.number_text, document.issued_on) == ("draft", "", None)
    assert TakenNumber.objects.get(text=first, subject_uid=document.uid).void_reason == "The certificate had expired"
    case.refresh_from_db()
    assert case.state == "assigned"
    actions.sign_answer_case(head, case)
    document.refresh_from_db()
    assert document.number_text not in {"", first}
    assert [row.state for row in document.signatures.order_by("pk")] == ["failed", "valid"]
    assert [row.number_text for row in document.signatures.order_by("pk")] == [first, document.number_text]
    assert document.versions.count() == 2
    deliver_due()
    assert len(mail.outbox) == 1
    assert document.number_text in mail.outbox[0].subject
    with pytest.raises(Refused):
        fail_signature_document(head, document, reason="Too late")


def test_paper_handed_over_is_noted_with_its_proof(case: Case, head: Actor) -> None:
    sign_document(head, paper())
    hand_over_document(head, paper(), door="registered-post", tracking="RR123", proof="Receipt 7")
    row = Dispatch.objects.get(door="registered-post")
    assert (row.state, row.tracking, row.proof, row.recipient) == ("sent", "RR123", "Receipt 7", paper().addressee)
    with pytest.raises(Refused):
        hand_over_document(head, paper(), door="mail")


@pytest.mark.parametrize("days", [-1, 1])
def test_nothing_arrives_before_it_was_issued_nor_tomorrow(case: Case, head: Actor, days: int) -> None:
    sign_document(head, paper())
    hand_over_document(head, paper(), door="registered-post")
    row = Dispatch.objects.get(door="registered-post")
    with pytest.raises(Refused) as refused:
        confirm_dispatch(head, row, proof="Receipt 7", on=paper().issued_on + timedelta(days=days))
    assert refused.value.code == "day"
    row.refresh_from_db()
    assert row.state == "sent"


@pytest.mark.django_db(transaction=True)
def test_the_scanned_proof_is_on_the_disk_before_anything_is_locked(
    case: Case, head: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_document(head, paper())
    hand_over_document(head, paper(), door="registered-post")
    locked = []
    make_durable = blobs._make_durable
    monkeypatch.setattr(
        blobs, "_make_durable", lambda folder: (locked.append(connection.in_atomic_block), make_durable(folder))
    )
    row = Dispatch.objects.get(door="registered-post")
    confirm_dispatch(head, row, proof="Receipt 7", file=SimpleUploadedFile("q.pdf", b"%PDF receipt"))
    assert locked
    assert not any(locked)
    assert blobs.read_bytes(Dispatch.objects.get(pk=row.pk).blob) == b"%PDF receipt"
