# SPDX-License-Identifier: EUPL-1.2
"""A signed answer goes out by mail once, in its thread, and what was sent is kept."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from nizam.kit.actions import Actor
from nizam.spine.cases import actions
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake import register
from nizam.spine.cases.models import Case, Envelope
from nizam.spine.org.rights import forget_grants
from nizam.spine.outbox.delivery import deliver_due
from nizam.spine.outbox.models import Message
from nizam.spine.records.blobs import read_bytes
from nizam.spine.records.models import Document

pytestmark = pytest.mark.django_db

LETTER = (
    "From: =?utf-8?b?xZ7DvGtyYW4=?= <sukran@example.org>\r\nTo: x@example.net\r\nSubject: internet\r\n"
    "Message-ID: <a@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nİnternet çalışmıyor.\r\n"
).encode()


@pytest.fixture
def answered(operator: Any, world: Any) -> Case:
    envelope, _new = keep(operator, world.institution, LETTER, door="mail")
    register(operator, [envelope])
    envelope.refresh_from_db()
    case = envelope.case
    assert case is not None
    leader = Actor(user=world.leader)
    actions.assign_case(leader, case, unit=world.unit_a)
    forget_grants(world.head_a)
    head = Actor(user=world.head_a)
    actions.answer_case(head, case, body="Hat onarıldı.")
    actions.sign_answer_case(head, case)
    return case


def test_the_answer_leaves_with_its_paper_and_is_kept(answered: Case) -> None:
    assert deliver_due() == 1
    sent = mail.outbox[0]
    assert sent.to == ["sukran@example.org"]
    assert sent.extra_headers["In-Reply-To"] == "<a@example.org>"
    kept = Envelope.objects.get(direction="out")
    assert kept.case == answered
    assert kept.disposition == "sent"
    assert read_bytes(kept.blob) == sent.message().as_bytes()
    parsed = email.message_from_bytes(read_bytes(kept.blob), policy=email.policy.default)
    paper = next(iter(parsed.iter_attachments()))
    assert paper.get_content()[:5] == b"%PDF-"


def test_the_mail_speaks_the_readers_language_in_his_alphabet(answered: Case) -> None:
    Document.objects.update(language="uz-Cyrl")
    deliver_due()
    assert "-сонли жавоб" in mail.outbox[0].subject
    kept = Envelope.objects.get(direction="out")
    assert kept.sender_name == answered.institution.name["az"]


def test_tried_again_it_is_sent_once(answered: Case) -> None:
    deliver_due()
    Message.objects.update(state="waiting", sent_at=None)
    deliver_due()
    assert len(mail.outbox) == 1
    assert Envelope.objects.filter(direction="out").count() == 1


def test_our_own_letter_coming_back_opens_nothing(answered: Case, operator: Any, world: Any) -> None:
    deliver_due()
    raw = mail.outbox[0].message().as_bytes()
    back, _new = keep(operator, world.institution, raw, door="mail")
    register(operator, [back])
    back.refresh_from_db()
    assert back.disposition == "own"
    assert Case.objects.count() == 1


def test_without_a_relay_the_mail_lies_in_the_outbox_folder(answered: Case, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    deliver_due()
    assert len(list(tmp_path.iterdir())) == 1
