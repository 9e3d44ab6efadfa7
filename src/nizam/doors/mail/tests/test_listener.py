# SPDX-License-Identifier: EUPL-1.2
"""The mail listener: what it takes is on the disk before 250, what it may not take is refused, and nothing ends it."""

from __future__ import annotations

import errno
import importlib.util
import smtplib
import socket
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import OperationalError

from nizam.doors.mail import arrivals, listener
from nizam.doors.mail.tasks import register_letter
from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.site.supervisor.certificates import local_certificate
from nizam.spine.cases.attachments import note_attachments
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake import registering
from nizam.spine.cases.models import Envelope
from nizam.spine.jobs.models import Job
from nizam.spine.org.actions import operator_actor
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


served = _load("served")
add_mailbox, kept, serve, work_off = served.add_mailbox, served.kept, served.serve, served.work_off
pytestmark = pytest.mark.django_db(transaction=True)

OURS = "qeydiyyat@nizami.example"
THEIRS = "arz@navoiy.example"
LETTER = (
    b"From: Aysel <aysel@example.org>\r\nTo: qeydiyyat@nizami.example\r\nSubject: su\r\n"
    b"Message-ID: <1@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSu yoxdur.\r\n..iki\r\n"
)


@pytest.fixture
def boxes(world: Any, operator: Actor) -> dict[str, Mailbox]:
    return {
        OURS: add_mailbox(operator.user, world.institution, OURS, unit=world.unit_a),
        THEIRS: add_mailbox(operator.user, world.other_institution, THEIRS),
    }


@pytest.fixture
def port(boxes: dict[str, Mailbox]) -> Iterator[int]:
    yield from serve()


def client(port: int) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", port, local_hostname="relay.example", timeout=30)


class Raw:
    """A client that says what it likes."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.lines = self.socket.makefile("rb")
        self.answer()

    def answer(self) -> bytes:
        while True:
            line = self.lines.readline()
            if line[3:4] != b"-":
                return line

    def say(self, line: bytes) -> bytes:
        self.socket.sendall(line + b"\r\n")
        return self.answer()

    def begin(self, *recipients: str) -> None:
        assert self.say(b"EHLO relay.example").startswith(b"250")
        assert self.say(b"MAIL FROM:<aysel@example.org>").startswith(b"250")
        for recipient in recipients or (OURS,):
            assert self.say(f"RCPT TO:<{recipient}>".encode()).startswith(b"250")

    def is_parted(self) -> bool:
        try:
            return self.lines.read() == b""
        except ConnectionResetError:
            return True

    def __enter__(self) -> Raw:
        return self

    def __exit__(self, *details: object) -> None:
        self.lines.close()
        self.socket.close()


def test_a_letter_is_kept_byte_for_byte_and_registered_afterwards(port: int, world: Any) -> None:
    with client(port) as smtp:
        assert smtp.sendmail("aysel@example.org", ["Qeydiyyat@Nizami.Example"], LETTER) == {}
    (envelope,) = kept()
    raw = read_bytes(envelope.blob)
    assert raw.endswith(LETTER)
    assert raw.startswith(b"Return-Path: <aysel@example.org>\r\nReceived: from relay.example ([127.0.0.1])\r\n")
    assert envelope.unit == world.unit_a
    assert envelope.institution == world.institution
    assert OURS in envelope.source
    assert "<aysel@example.org>" in envelope.source
    assert envelope.disposition == ""
    assert Job.objects.filter(task=arrivals.REGISTER_TASK, state="queued").count() == 1
    work_off()
    envelope.refresh_from_db()
    assert envelope.disposition == "new"
    assert envelope.case is not None
    assert envelope.case.number_text


def test_250_stands_for_a_row_that_is_there_already(port: int) -> None:
    with Raw(port) as raw:
        raw.begin()
        raw.say(b"DATA")
        answer = raw.say(LETTER + b".")
        assert answer.startswith(b"250 2.0.0 Kept as ")
        assert Envelope.objects.filter(uid=answer.split()[-1].decode()).exists()


@pytest.mark.parametrize(
    "address",
    [
        "nobody@nizami.example",
        "someone@elsewhere.example",
        "qeydiyyat@nizami.example@elsewhere.example",
        "qeydiyyat%nizami.example@elsewhere.example",
        "elsewhere.example!qeydiyyat",
        "postmaster",
    ],
)
def test_mail_for_others_is_refused(port: int, address: str) -> None:
    with client(port) as smtp, pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        smtp.sendmail("aysel@example.org", [address], LETTER)
    code, said = caught.value.recipients[address]
    assert code in (550, 553)
    assert b"5.1." in said
    assert kept() == []


def test_tags_belong_to_their_mailbox_and_silent_mailboxes_to_nobody(
    port: int, boxes: dict[str, Mailbox], operator: Actor
) -> None:
    with client(port) as smtp:
        smtp.sendmail("a@example.org", ["qeydiyyat+k3y@nizami.example"], LETTER)
    assert len(kept()) == 1
    change = registry.resource("org.mailbox").generated("change")
    change(operator, boxes[OURS], active=False)
    with client(port) as smtp, pytest.raises(smtplib.SMTPRecipientsRefused):
        smtp.sendmail("a@example.org", [OURS], LETTER)


def test_each_house_has_an_envelope_of_its_own(port: int, world: Any) -> None:
    with client(port) as smtp:
        refused = smtp.sendmail("a@example.org", [OURS, "nobody@nizami.example", THEIRS, OURS], LETTER)
    assert list(refused) == ["nobody@nizami.example"]
    assert {envelope.institution for envelope in kept()} == {world.institution, world.other_institution}
    assert len(kept()) == 2


def test_lmtp_answers_for_each_recipient(port: int, monkeypatch: pytest.MonkeyPatch, world: Any) -> None:
    keep = arrivals.keep_letter

    def keep_some(raw: bytes, boxes: Any, source: str, at: Any = None, addresses: Any = ()) -> Envelope:
        if boxes[0].institution == world.other_institution:
            raise OperationalError("database is locked")
        return keep(raw, boxes, source, at, addresses)

    monkeypatch.setattr(arrivals, "keep_letter", keep_some)
    with Raw(port) as raw:
        assert raw.say(b"LHLO relay.example").startswith(b"250")
        raw.say(b"MAIL FROM:<>")
        raw.say(f"RCPT TO:<{OURS}>".encode())
        raw.say(f"RCPT TO:<{THEIRS}>".encode())
        raw.say(b"DATA")
        raw.socket.sendall(LETTER + b".\r\n")
        assert [raw.answer()[:9], raw.answer()[:9]] == [b"250 2.0.0", b"451 4.3.0"]
        assert raw.say(b"NOOP").startswith(b"250")
    (envelope,) = kept()
    assert read_bytes(envelope.blob).startswith(b"Return-Path: <>\r\n")


def test_the_same_letter_again_is_a_duplicate(port: int) -> None:
    for _ in range(2):
        with client(port) as smtp:
            smtp.sendmail("a@example.org", [OURS], LETTER)
    work_off()
    assert sorted(envelope.disposition for envelope in kept()) == ["duplicate", "new"]


def test_an_answer_waits_for_its_letter_whichever_worker_is_faster(port: int) -> None:
    reply = LETTER.replace(b"<1@example.org>", b"<2@example.org>\r\nIn-Reply-To: <1@example.org>")
    with client(port) as smtp:
        for raw in (LETTER, reply):
            smtp.sendmail("aysel@example.org", [OURS], raw)
    first, second = kept()

    class Run:
        user = None

    assert register_letter(Run(), envelope=str(second.uid)) == {"disposition": "reply"}
    assert register_letter(Run(), envelope=str(first.uid)) == {"disposition": "new"}
    assert len({envelope.case for envelope in kept()}) == 1


def test_one_job_registers_all_that_waits_and_a_letter_that_fails_is_told_by_its_own(
    world: Any, boxes: dict[str, Mailbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        raw = LETTER.replace(b"<1@", b"<%d@" % number).replace(b"Su yoxdur", b"Su yoxdur %d" % number)
        arrivals.keep_letter(raw, [boxes[OURS]], "smtp")
    operator = operator_actor(door="mail")
    keep(operator, world.institution, LETTER.replace(b"<1@", b"<5@"), door="mail", source="brought in from a file")
    first, _second, third, *_rest = kept()

    def fails_at_third(envelope: Envelope, message: Any) -> Any:
        if envelope.pk == third.pk:
            raise ValueError("broken")
        return note_attachments(envelope, message)

    class Run:
        user = None

    monkeypatch.setattr(registering, "note_attachments", fails_at_third)
    assert register_letter(Run(), envelope=str(first.uid)) == {"disposition": "new"}
    assert [envelope.disposition for envelope in kept()] == ["new", "new", "", "new", ""]
    with pytest.raises(ValueError, match="broken"):
        register_letter(Run(), envelope=str(third.uid))
    monkeypatch.undo()
    work_off()
    rows = kept()
    assert [envelope.disposition for envelope in rows] == ["new", "new", "new", "new", ""]
    numbers = [envelope.case.number_text for envelope in rows[:4] if envelope.case is not None]
    assert numbers == ["M-1/2026", "M-2/2026", "M-4/2026", "M-3/2026"]


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (OperationalError("database is locked"), b"451 4.3.0"),
        (OSError(errno.ENOSPC, "No space left on device"), b"452 4.3.1"),
        (RuntimeError("gizli"), b"451 4.3.0"),
    ],
)
def test_what_cannot_be_kept_now_stays_with_its_sender(
    port: int, monkeypatch: pytest.MonkeyPatch, error: Exception, answer: bytes
) -> None:
    def fail(*arguments: Any, **values: Any) -> None:
        raise error

    monkeypatch.setattr(arrivals, "store_bytes", fail)
    with Raw(port) as raw:
        raw.begin()
        raw.say(b"DATA")
        said = raw.say(LETTER + b".")
        assert said.startswith(answer)
        assert b"gizli" not in said
        monkeypatch.undo()
        raw.begin()
        raw.say(b"DATA")
        assert raw.say(LETTER + b".").startswith(b"250")
    assert len(kept()) == 1


def test_a_full_disk_is_told_before_the_letter_travels(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "has_room", lambda: False)
    with Raw(port) as raw:
        raw.begin()
        assert raw.say(b"DATA").startswith(b"452 4.3.1")


def test_a_letter_too_large_is_refused_when_announced_and_when_not(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with Raw(port) as raw:
        raw.say(b"EHLO relay.example")
        assert raw.say(b"MAIL FROM:<a@example.org> SIZE=99999999").startswith(b"552")
    monkeypatch.setattr(listener, "OVERSIZE_BYTES", 200_000)
    with Raw(port) as raw:
        raw.begin()
        raw.say(b"DATA")
        assert raw.say(b"x\r\n" * 100_000 + b".").startswith(b"552 5.3.4")
        assert raw.say(b"NOOP").startswith(b"250")
    with Raw(port) as raw:
        raw.begin()
        raw.say(b"DATA")
        raw.socket.sendall(b"x" * 500_000)
        assert raw.answer().startswith(b"552 5.3.4")
        assert raw.is_parted()
    assert kept() == []


def test_a_line_of_ten_million_bytes_is_a_letter_like_another(port: int) -> None:
    line = b"x" * 10_000_000
    with Raw(port) as raw:
        raw.begin()
        raw.say(b"DATA")
        assert raw.say(LETTER + line + b"\r\n.").startswith(b"250")
    assert read_bytes(kept()[0].blob).endswith(b"..iki\r\n".replace(b"..", b".") + line + b"\r\n")


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r", b"\r\n.\r\r\n"])
def test_no_other_end_of_a_letter_smuggles_a_second_one(port: int, end: bytes) -> None:
    smuggled = b"MAIL FROM:<evil@example.org>\r\nRCPT TO:<" + OURS.encode() + b">\r\nDATA\r\nSubject: second\r\n"
    with Raw(port) as raw:
        raw.begin()
        raw.say(b"DATA")
        assert raw.say(LETTER.rstrip(b"\r\n") + end + smuggled + b"\r\n.").startswith(b"250")
    (envelope,) = kept()
    assert b"Subject: second" in read_bytes(envelope.blob)


def test_junk_in_a_letter_is_kept_as_it_is(port: int) -> None:
    junk = (
        b"From: \xff\xfe\x00 <x@y>\r\nSubject: \x00\x80\r\n\r\n"
        + bytes(range(256)).replace(b"\r\n", b"") * 20
        + b"\r\n"
    )
    with Raw(port) as raw:
        raw.begin()
        raw.say(b"DATA")
        assert raw.say(junk + b".").startswith(b"250")
    (envelope,) = kept()
    assert read_bytes(envelope.blob).endswith(junk)
    work_off()
    envelope.refresh_from_db()
    assert envelope.disposition


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe\x00\x80",
        b"EHLO \xff\xfe",
        b"MAIL FROM:<\xff\xfe\x00@x>",
        b"MAIL FROM:<a\rb@example.org>",
        b"RCPT TO:<" + b"x" * 100_000 + b"@nizami.example>",
        b"A" * 200_000,
        b"\x00" * 50,
        b"DATA",
        b"STARTTLS",
        b"AUTH PLAIN AGEAYg==",
        b"",
    ],
)
def test_nonsense_ends_nothing(port: int, line: bytes) -> None:
    with Raw(port) as raw:
        assert raw.say(line)[:1] in b"245"
    with client(port) as smtp:
        assert smtp.sendmail("a@example.org", [OURS], LETTER) == {}


def test_recipients_full_of_junk_reach_no_database(port: int) -> None:
    with Raw(port) as raw:
        raw.begin()
        for name in (b"\xff\xfe", b"a\x00b", b"a\rb", "şükran".encode(), b"'; --"):
            assert raw.say(b"RCPT TO:<" + name + b"@nizami.example>")[:1] == b"5", name


def test_who_tries_out_names_is_shown_the_door(port: int) -> None:
    with Raw(port) as raw:
        raw.begin()
        answers = []
        for number in range(listener.WRONG_RECIPIENTS):
            answers.append(raw.say(f"RCPT TO:<n{number}@nizami.example>".encode())[:9])
        assert set(answers) == {b"550 5.1.1"}
        assert raw.answer().startswith(b"421")
        assert raw.is_parted()


def test_a_flood_of_recipients_has_a_bound(port: int) -> None:
    with Raw(port) as raw:
        raw.begin()
        answers = [raw.say(f"RCPT TO:<qeydiyyat+{n}@nizami.example>".encode())[:9] for n in range(105)]
        assert answers[:99] == [b"250 2.1.5"] * 99
        assert set(answers[99:]) == {b"452 4.5.3"}
        raw.say(b"DATA")
        assert raw.say(LETTER + b".").startswith(b"250")
    assert len(kept()) == 1


def test_commands_sent_in_one_go_are_answered_in_order(port: int) -> None:
    with Raw(port) as raw:
        raw.say(b"EHLO relay.example")
        commands = [b"MAIL FROM:<a@example.org>", f"RCPT TO:<{OURS}>".encode(), b"RCPT TO:<no@nizami.example>", b"DATA"]
        raw.socket.sendall(b"\r\n".join(commands) + b"\r\n")
        assert [raw.answer()[:3] for _ in commands] == [b"250", b"250", b"550", b"354"]
        raw.socket.sendall(LETTER + b".\r\nRSET\r\nQUIT\r\n")
        assert [raw.answer()[:3] for _ in range(3)] == [b"250", b"250", b"221"]
    assert len(kept()) == 1


def test_a_letter_broken_off_is_not_kept(port: int) -> None:
    with Raw(port) as raw:
        raw.begin()
        raw.say(b"DATA")
        raw.socket.sendall(LETTER)
    with client(port) as smtp:
        smtp.noop()
    assert kept() == []


def test_nothing_is_told_about_who_reads_here(port: int) -> None:
    with client(port) as smtp:
        smtp.ehlo()
        assert not smtp.has_extn("auth")
        assert smtp.has_extn("size")
        known, unknown = smtp.docmd("VRFY", OURS), smtp.docmd("VRFY", "nobody@nizami.example")
        assert known == unknown
        assert known[0] == 252
        assert smtp.docmd("EXPN", OURS)[0] == 502
        assert b"aiosmtpd" not in smtp.ehlo_resp


def test_one_sender_does_not_take_every_place(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "CONNECTIONS_OF_ONE", 2)
    with Raw(port), Raw(port), socket.create_connection(("127.0.0.1", port), timeout=30) as third:
        assert third.makefile("rb").readline().startswith(b"421 4.3.2")
    for _ in range(3):
        with client(port) as smtp:
            smtp.noop()


def test_a_letter_in_a_circle_is_refused(port: int) -> None:
    with Raw(port) as raw:
        raw.begin()
        raw.say(b"DATA")
        assert raw.say(b"X: y\r\n" + b"Received: by a\r\n" * 101 + LETTER + b".").startswith(b"554 5.4.6")


def test_the_way_is_encrypted_where_the_house_has_a_certificate(
    boxes: dict[str, Mailbox], settings: Any, tmp_path: Path
) -> None:
    chain, key = local_certificate(tmp_path / "keys", ["localhost", "127.0.0.1"])
    settings.ENV = {**settings.ENV, "NIZAM_TLS_CERTIFICATE": str(chain), "NIZAM_TLS_KEY": str(key)}
    for port in serve():
        with client(port) as smtp:
            smtp.starttls(context=ssl.create_default_context(cafile=str(tmp_path / "keys" / "authority.crt")))
            smtp.ehlo()
            assert not smtp.has_extn("auth")
            assert not smtp.has_extn("starttls")
            assert smtp.sendmail("a@example.org", [OURS], LETTER) == {}
        with Raw(port) as raw:
            # What was said in clear after STARTTLS must not count as said under it (RFC 3207 section 6).
            raw.say(b"EHLO x")
            raw.socket.sendall(b"STARTTLS\r\nMAIL FROM:<evil@example.org>\r\n")
            assert raw.answer().startswith(b"220")
    (envelope,) = kept()
    assert b"with ESMTPS id" in read_bytes(envelope.blob)


def test_the_storage_is_asked_once_for_one_letter(port: int) -> None:
    with client(port) as smtp:
        smtp.sendmail("a@example.org", [OURS, THEIRS], LETTER)
    first, second = kept()
    assert first.blob == second.blob
    assert storages["blobs"].exists(f"{first.sha256[:2]}/{first.sha256[2:4]}/{first.sha256}")
