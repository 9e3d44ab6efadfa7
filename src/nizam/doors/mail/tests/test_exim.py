# SPDX-License-Identifier: EUPL-1.2
"""A real sending server delivers to the listener: by SMTP and LMTP, refused for others, kept by it while we cannot."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from nizam.doors.mail import listener
from nizam.kit.actions import Actor
from nizam.spine.cases.reply_addresses import reply_address
from nizam.spine.org.models import Mailbox
from nizam.spine.records.blobs import read_bytes


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"nizam_mail_tests_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


exim, served = _load("exim"), _load("served")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not exim.PROGRAM.exists(), reason="exim4 is not installed: apt-get install exim4-daemon-light"),
]

OURS = "qeydiyyat@nizami.example"
THEIRS = "arz@navoiy.example"


def letter(number: int = 1, to: str = OURS, text: str = "Su yoxdur: ş ğ ə ı.") -> bytes:
    return (
        f"From: Aysel <aysel@example.org>\nTo: {to}\nSubject: su {number}\nMessage-ID: <{number}@example.org>\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n.iki nöqtə\n"
    ).encode()


@pytest.fixture
def box(world: Any, operator: Actor, settings: Any, tmp_path: Path) -> Mailbox:
    settings.NIZAM_HOME = tmp_path
    made: Mailbox = served.add_mailbox(operator.user, world.institution, OURS, unit=world.unit_a)
    served.add_mailbox(operator.user, world.other_institution, THEIRS)
    return made


@pytest.fixture(params=["smtp", "lmtp"])
def relay(box: Mailbox, request: pytest.FixtureRequest) -> Iterator[Any]:
    for port in served.serve():
        running = exim.Exim(port, request.param)
        try:
            yield running
        finally:
            running.close()


def test_a_letter_comes_as_it_was_sent_and_is_registered(relay: Any, world: Any) -> None:
    relay.send(letter(), OURS)
    assert relay.waiting() == 0
    (envelope,) = served.kept()
    raw = read_bytes(envelope.blob)
    assert raw.endswith(letter().partition(b"\n\n")[2].replace(b"\n", b"\r\n"))
    assert b"Received: from relay.example" in raw
    served.work_off()
    envelope.refresh_from_db()
    assert (envelope.disposition, envelope.subject) == ("new", "su 1")
    assert envelope.text.startswith("Su yoxdur: ş ğ ə ı.\n.iki nöqtə")


def test_each_address_is_answered_for_itself(relay: Any, world: Any) -> None:
    relay.send(letter(), OURS, "nobody@nizami.example", THEIRS)
    assert relay.waiting() == 0
    assert {envelope.institution for envelope in served.kept()} == {world.institution, world.other_institution}
    failed = [line for line in relay.returned().splitlines() if line.startswith("Final-Recipient:")]
    assert failed == ["Final-Recipient: rfc822;nobody@nizami.example"]
    assert "550 5.1.1" in relay.returned()


def test_what_cannot_be_kept_now_waits_at_the_sender_and_is_not_lost(
    relay: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "has_room", lambda: False)
    for number in (1, 2):
        relay.send(letter(number), OURS)
    relay.retry()
    assert relay.waiting() == 2
    assert served.kept() == []
    assert relay.returned() == ""
    monkeypatch.undo()
    relay.retry()
    assert relay.waiting() == 0
    relay.retry()
    served.work_off()
    assert sorted(envelope.subject for envelope in served.kept()) == ["su 1", "su 2"]


def test_an_answer_to_the_keyed_address_finds_its_case(relay: Any, box: Mailbox) -> None:
    relay.send(letter(), OURS)
    served.work_off()
    case = served.kept()[0].case
    relay.send(letter(2, text="Əlavə edirəm."), reply_address(case, box))
    served.work_off()
    answer = served.kept()[1]
    assert (answer.disposition, answer.case) == ("reply", case)
    assert answer.delivered_to == [reply_address(case, box)]
