# SPDX-License-Identifier: EUPL-1.2
"""Mail fetched by IMAP from a real dovecot: each message once, whatever happens between."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from nizam.doors.mail import fetching, imap
from nizam.doors.mail.fetching import fetch_mailbox
from nizam.doors.mail.models import FetchedMessage
from nizam.doors.mail.tasks import FETCH_TASK, ask_for, fetch, look
from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.site.supervisor.certificates import local_certificate
from nizam.spine.cases.models import Envelope
from nizam.spine.jobs.models import Job
from nizam.spine.org.actions import check_mailbox, set_secret_mailbox
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


dovecot = _load("dovecot")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "encoded"),
    [
        ("INBOX", "INBOX"),
        ("A&B", "A&-B"),
        ("Şikayət", "&AV4-ikay&Alk-t"),
        ("Жалобы", "&BBYEMAQ7BD4EMQRL-"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
    ],
)
@pytest.mark.one_engine
def test_folders_are_named_as_rfc_3501_wants_it(name: str, encoded: str) -> None:
    assert imap.encoded_folder(name) == encoded


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority") / "keys"
    local_certificate(folder, ["localhost"])
    return folder


@pytest.fixture(scope="module")
def server(authority: Path) -> Iterator[Any]:
    if not dovecot.PROGRAM.exists():
        pytest.skip("dovecot is not installed: apt-get install dovecot-imapd brings it")
    running = dovecot.Dovecot(authority / "server.crt", authority / "server.key")
    yield running
    running.stop()


ACCOUNTS = iter(range(10_000))


@pytest.fixture
def account(server: Any) -> str:
    return f"qeydiyyat{next(ACCOUNTS)}"


@pytest.fixture
def box(
    server: Any, account: str, operator: Actor, world: Any, settings: Any, tmp_path: Path, authority: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Mailbox:  # fmt: skip
    settings.NIZAM_HOME = tmp_path
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "authority.crt"))
    made = registry.resource("org.mailbox").generated("add")(
        operator, institution=world.institution, address=f"{account}@nizami.example", unit=world.unit_a,
        arrives_by="imap", host="localhost", port=server.tls_port, security="tls", login=account,
    )  # fmt: skip
    return set_secret_mailbox(operator, made, secret=dovecot.SECRET)


def letter(number: int, text: str = "Su yoxdur.") -> bytes:
    heading = f"From: A <a{number}@example.org>\r\nSubject: su {number}\r\nMessage-ID: <{number}@example.org>\r\n"
    return f"{heading}\r\n{text}\r\n".encode()


def again(box: Mailbox) -> Mailbox:
    return Mailbox.objects.select_related("institution", "unit").get(pk=box.pk)


def envelopes() -> list[Envelope]:
    return list(Envelope.objects.filter(direction="in").order_by("pk"))


def test_what_lies_there_is_fetched_once_and_stays_there(server: Any, box: Mailbox, account: str, world: Any) -> None:
    for number in range(3):
        server.deliver(account, letter(number))
    result = fetch_mailbox(again(box))
    assert (result.fetched, result.missed, result.known) == (3, 0, 0)
    assert [read_bytes(e.blob) for e in envelopes()] == [letter(n) for n in range(3)]
    assert {e.disposition for e in envelopes()} == {"new"}
    assert {e.unit for e in envelopes()} == {world.unit_a}
    assert fetch_mailbox(again(box)).fetched == 0
    server.deliver(account, letter(3))
    assert fetch_mailbox(again(box)).fetched == 1
    assert len(envelopes()) == 4
    assert server.count(account) == 4
    now = again(box)
    assert now.last_error == ""
    assert now.last_checked_at is not None


def test_a_folder_numbered_anew_is_not_fetched_again(
    server: Any, box: Mailbox, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        server.deliver(account, letter(number))
    fetch_mailbox(again(box))
    before = FetchedMessage.objects.get(envelope=envelopes()[0]).uid_validity
    server.renumber(account)
    server.deliver(account, letter(5))
    bodies = []
    real = imap.Folder.message
    monkeypatch.setattr(imap.Folder, "message", lambda self, uid, limit: bodies.append(uid) or real(self, uid, limit))
    result = fetch_mailbox(again(box))
    assert (result.fetched, result.known) == (1, 5)
    assert len(bodies) == 1
    assert len(envelopes()) == 6
    assert FetchedMessage.objects.exclude(uid_validity=before).count() == 6


def test_after_renumbering_a_second_letter_with_the_same_heading_is_not_taken_for_the_first(
    server: Any, box: Mailbox, account: str
) -> None:
    bare = "From: skaner@nizami.example\r\nSubject: scan\r\n\r\n{}\r\n"
    server.deliver(account, bare.format("bir").encode())
    fetch_mailbox(again(box))
    server.renumber(account)
    server.deliver(account, bare.format("iki").encode())
    fetch_mailbox(again(box))
    assert {read_bytes(e.blob).split(b"\r\n")[-2] for e in envelopes()} == {b"bir", b"iki"}


def test_what_is_too_large_is_marked_and_not_fetched(
    server: Any, box: Mailbox, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "OVERSIZE_BYTES", 10_000)
    server.deliver(account, letter(0, "x" * 20_000))
    server.deliver(account, letter(1))
    result = fetch_mailbox(again(box))
    assert (result.fetched, result.missed) == (1, 1)
    missed = FetchedMessage.objects.get(miss="oversize")
    assert missed.envelope is None
    assert missed.size > 20_000
    assert fetch_mailbox(again(box)).missed == 0


def test_odd_messages_are_fetched_as_they_are(server: Any, box: Mailbox, account: str) -> None:
    odd = [b"\r\n", b"no heading at all\r\n", b"Subject: \xff\xfe\r\n\r\n\x80\xff junk\r\n", b'Subject: "q"\r\n\r\n']
    for raw in odd:
        server.deliver(account, raw)
    fetch_mailbox(again(box))
    assert sorted(read_bytes(e.blob) for e in envelopes()) == sorted(odd)
    assert not FetchedMessage.objects.exclude(miss="").exists()


@pytest.mark.parametrize("after", range(1, 7))
def test_a_look_broken_off_anywhere_goes_on_where_it_stopped(
    server: Any, box: Mailbox, account: str, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        server.deliver(account, letter(number))
    steps = iter(range(1, 100))

    class Killed(BaseException):
        pass

    def dying(real: Any) -> Any:
        def run(*arguments: Any, **values: Any) -> Any:
            if next(steps) == after:
                raise Killed
            return real(*arguments, **values)

        return run

    with monkeypatch.context() as patched:
        patched.setattr(fetching, "keep", dying(fetching.keep))
        patched.setattr(fetching, "register", dying(fetching.register))
        patched.setattr(fetching, "_enter", dying(fetching._enter))
        with pytest.raises(Killed):
            fetch_mailbox(again(box))
    fetch_mailbox(again(box))
    assert [read_bytes(e.blob) for e in envelopes()] == [letter(n) for n in range(3)]
    assert {e.disposition for e in envelopes()} == {"new"}
    assert FetchedMessage.objects.filter(mailbox=box, envelope__isnull=False).count() == 3


def test_what_the_server_will_not_hand_out_is_tried_again(
    server: Any, box: Mailbox, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(account, letter(0))
    server.deliver(account, letter(1))
    real = imap.Folder.message

    def refuse_first(self: imap.Folder, uid: int, limit: int) -> bytes | None:
        if uid == 1:
            raise imap.MailServerFault("refused", "NO")
        return real(self, uid, limit)

    with monkeypatch.context() as patched:
        patched.setattr(imap.Folder, "message", refuse_first)
        for _ in range(2):
            fetch_mailbox(again(box))
    missed = FetchedMessage.objects.get(miss="refused")
    assert missed.tries == 2
    assert len(envelopes()) == 1
    fetch_mailbox(again(box))
    missed.refresh_from_db()
    assert missed.miss == ""
    assert missed.envelope is not None
    assert len(envelopes()) == 2


def test_starttls_and_other_folders(server: Any, box: Mailbox, account: str, operator: Actor) -> None:
    change = registry.resource("org.mailbox").generated("change")
    change(operator, box, security="starttls", port=server.port, folder="Şikayət")
    set_secret_mailbox(operator, again(box), secret=dovecot.SECRET)
    server.deliver(account, letter(0))
    server.deliver(account, letter(1), folder=".&AV4-ikay&Alk-t")
    fetch_mailbox(again(box))
    assert again(box).last_error == ""
    assert [read_bytes(e.blob) for e in envelopes()] == [letter(1)]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("password", "account or password"),
        ("folder", "no such folder"),
        ("certificate", "not trusted"),
        ("name", "not trusted"),
        ("silent", "does not answer"),
        ("key", "key of the mailbox passwords"),
        ("moved", "were changed"),
    ],
)
def test_what_goes_wrong_stands_on_the_mailbox(
    server: Any, box: Mailbox, operator: Actor, fault: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    world: Any,
) -> None:  # fmt: skip
    change = registry.resource("org.mailbox").generated("change")
    world.institution.languages = ["en"]
    world.institution.save()
    secret = dovecot.SECRET
    match fault:
        case "password":
            secret = "səhv-şifrə"
        case "folder":
            change(operator, box, folder="Nowhere")
        case "certificate":
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty"))
            (tmp_path / "empty").write_text("")
        case "name":
            change(operator, box, host="127.0.0.1")
        case "silent":
            change(operator, box, port=1)
    set_secret_mailbox(operator, again(box), secret=secret)
    if fault == "key":
        (tmp_path / "keys" / "mailbox-key").unlink()
    if fault == "moved":
        change(operator, again(box), login="somebody")
    fetch_mailbox(again(box))
    now = again(box)
    assert said in now.last_error
    assert secret not in now.last_error
    assert now.last_checked_at is not None
    assert envelopes() == []


def test_a_password_never_travels_unprotected_to_another_machine(box: Mailbox) -> None:
    box.security, box.host, box.port = "plain", "localhost", 1

    class Elsewhere:
        def getpeername(self) -> tuple[str, int]:
            return ("192.0.2.1", 143)

    class Client(imap.imaplib.IMAP4):
        def __init__(self, *arguments: Any, **values: Any) -> None:
            self.sock = Elsewhere()

        def shutdown(self) -> None:
            pass

    folder = imap.Folder(box, "x")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(imap.imaplib, "IMAP4", Client)
        with pytest.raises(imap.MailServerFault) as caught:
            folder.__enter__()
    assert caught.value.code == "unprotected"


def test_a_look_is_one_job_however_often_it_is_asked_for(
    server: Any, box: Mailbox, account: str, operator: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        check_mailbox(operator, again(box))
    look(None)
    ask_for(str(box.uid))
    job = Job.objects.get(task=FETCH_TASK)
    server.deliver(account, letter(0))

    class Run:
        def progress(self, done: int) -> None:
            pass

    assert fetch(Run(), **job.payload) == {"fetched": 1, "missed": 0, "known": 0}
    registry.resource("org.mailbox").generated("change")(operator, again(box), active=False)
    assert fetch(Run(), **job.payload) == {}


# Each letter is committed as at work: within one transaction a database drags all earlier versions of a row along.
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ten_thousand_old_letters(server: Any, box: Mailbox, account: str) -> None:
    for number in range(10_000):
        server.deliver(account, letter(number))
    fetch_mailbox(again(box))
    assert len(envelopes()) == 10_000
    server.renumber(account)
    assert fetch_mailbox(again(box)).known == 10_000
    assert len(envelopes()) == 10_000
