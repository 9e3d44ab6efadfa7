# SPDX-License-Identifier: EUPL-1.2
"""Receipts go out once, say what the law asks, bother nobody, and two robots that answer each other come to an end."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.core import mail
from django.utils import timezone

from nizam.doors.mail.arrivals import keep_letter
from nizam.doors.mail.tasks import register_letter
from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.spine.cases import actions, receipts
from nizam.spine.cases.models import AddressHealth, Case, Envelope, Party
from nizam.spine.cases.receipts import AUTOMATIC_A_DAY, BY_MAIL
from nizam.spine.cases.reply_addresses import case_of_address
from nizam.spine.jobs.models import Job
from nizam.spine.jobs.runs import Run
from nizam.spine.org.models import Mailbox
from nizam.spine.org.models.mailboxes import address_key
from nizam.spine.outbox.delivery import deliver_due
from nizam.spine.outbox.models import Message
from nizam.spine.records.blobs import read_bytes

pytestmark = pytest.mark.django_db

OURS = "muraciet@nizami.example"


@pytest.fixture
def box(world: Any, operator: Actor) -> Mailbox:
    """A mailbox that confirms letters."""
    add = registry.resource("org.mailbox").generated("add")
    return add(operator, institution=world.institution, address=OURS, unit=world.unit_a, sends_receipts=True)


def letter(number: int = 1, *, sender: str = "Aygün <aygun@example.org>", text: str = "", **headers: str) -> bytes:
    """Return a citizen's letter."""
    message = EmailMessage()
    message["From"], message["To"] = sender, OURS
    message["Subject"] = headers.pop("Subject", "Məktəbdə internet yoxdur")
    message["Message-ID"] = f"<{number}@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text or f"Hörmətli idarə, məktəbimizdə iki həftədir internet yoxdur. Xahiş edirəm. {number}")
    return message.as_bytes()


def arrive(box: Mailbox, raw: bytes) -> Envelope:
    """Have a letter come to a mailbox, be registered, and what waits go out."""
    envelope = keep_letter(raw, [box], "smtp")
    register_letter(Run(Job(task="door_mail.register", payload={})), envelope=str(envelope.uid))
    deliver_due(1000)
    envelope.refresh_from_db()
    return envelope


def kept(envelope: Envelope) -> Any:
    """Return the mail kept in an envelope."""
    return email.message_from_bytes(read_bytes(envelope.blob), policy=email.policy.default)


def out() -> Any:
    return Envelope.objects.filter(direction="out")


def test_a_receipt_says_number_term_and_that_nothing_is_paid(box: Mailbox) -> None:
    came = arrive(box, letter(References="<0@example.org>"))
    case = came.case
    assert case is not None
    (sent,) = mail.outbox
    assert sent.to == ["aygun@example.org"]
    receipt = out().get()
    assert (receipt.disposition, receipt.automatic, receipt.case) == ("sent", True, case)
    message = kept(receipt)
    assert message["From"] == OURS
    assert case_of_address(box.institution, message["Reply-To"]) == case
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["In-Reply-To"] == "<1@example.org>"
    assert message["References"] == "<0@example.org> <1@example.org>"
    assert message["Message-ID"].endswith("nizami.nizam.invalid>")
    assert message["Precedence"] is None
    assert not [name for name in message if name.lower().startswith("list-")]
    assert message.get_content_type() == "text/plain"
    words = message.get_content()
    assert case.number_text in message["Subject"]
    for expected in (case.number_text, case.subject, str(case.due_on.year)):
        assert expected in words
    assert sent.message().as_bytes() == read_bytes(receipt.blob)


def test_the_receipt_is_in_the_senders_language_where_the_institution_works_in_it(box: Mailbox) -> None:
    institution = box.institution
    english = "Dear office, there has been no internet in our school for two weeks. Please help us as soon as possible."
    arrive(box, letter(1, text=english))
    turkish = "Sayın yetkili, okulumuzda iki haftadır internet yok. Gereğini saygılarımla arz ederim, teşekkürler."
    arrive(box, letter(2, text=turkish, Subject="İnternet bağlantısı hakkında"))
    assert "received and registered" in mail.outbox[0].message().as_bytes().decode()
    case = Case.objects.latest("pk")
    # Turkish is none of its languages, so its main one speaks.
    assert (case.language, institution.languages) == ("tr", ["az", "en"])
    assert receipts.receipt_language(case) == "az"


def test_one_receipt_a_case_however_often_it_is_tried(box: Mailbox) -> None:
    came = arrive(box, letter())
    Message.objects.filter(kind=BY_MAIL).update(state="waiting", sent_at=None)
    deliver_due()
    arrive(box, b"Received: by another\r\n" + letter())
    arrive(box, letter(2, References="<1@example.org>"))
    assert Envelope.objects.get(message_id="2@example.org").case == came.case
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (letter(sender="Xidmət <no-reply@example.org>"), ""),
        (letter(sender="noreply+17@example.org"), ""),
        (letter(sender="postmaster@example.org"), "nobody-reads-it"),
        (letter(List_Id="<news.example.org>"), "list"),
        (letter(Precedence="bulk"), ""),
        (letter(Auto_Submitted="auto-replied"), ""),
        (letter(sender=f"Idarə <{OURS.upper()}>"), ""),
        (letter(sender="Gone <gone@example.org>"), "fails"),
    ],
)
def test_nobody_is_bothered(box: Mailbox, raw: bytes, reason: str) -> None:
    address = "gone@example.org"
    # It fails after the letter: one that failed before has shown by the letter that it is alive.
    failed = timezone.now() + timedelta(hours=1)
    AddressHealth.objects.create(
        institution=box.institution, address=address, address_key=address_key(address), permanent=True, failed_at=failed
    )
    arrive(box, raw)
    assert mail.outbox == []
    told = Message.objects.filter(kind=BY_MAIL).values_list("receipt", flat=True)
    assert [row["not_sent"] for row in told] == ([reason] if reason else [])


def test_only_mailboxes_that_confirm_do_and_old_mail_is_left_alone(box: Mailbox, world: Any, operator: Actor) -> None:
    arrive(box, letter(1, Date=(timezone.now() - timedelta(days=30)).strftime("%a, %d %b %Y %H:%M:%S +0000")))
    Mailbox.objects.update(sends_receipts=False)
    box.refresh_from_db()
    arrive(box, letter(2))
    Mailbox.objects.update(sends_receipts=True)
    from_a_file, _new = actions.keep(operator, world.institution, letter(3), door="mail")
    actions.register_envelope(operator, from_a_file)
    deliver_due()
    assert Case.objects.count() == 3
    assert mail.outbox == []


def test_beyond_the_days_measure_receipts_wait_for_a_clerk(
    box: Mailbox, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = 3
    monkeypatch.setattr(receipts, "AUTOMATIC_A_DAY", measure)
    for number in range(measure + 2):
        arrive(box, letter(number))
    arrive(box, letter(99, sender="Başqa <other@example.org>"))
    assert len(mail.outbox) == measure + 1
    first, second = out().filter(disposition="withheld").order_by("pk")
    clerk = Actor(world.clerk_a)
    actions.send_withheld_envelope(clerk, first)
    actions.void_withheld_envelope(clerk, second, reason="Artıq zəng edilib")
    deliver_due()
    assert len(mail.outbox) == measure + 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.disposition, first.automatic) == ("sent", True)
    assert mail.outbox[-1].message().as_bytes() == read_bytes(first.blob)
    assert (second.voided_at is not None, second.void_reason) == (True, "Artıq zəng edilib")
    # The next day is a new one.
    Envelope.objects.filter(direction="out").update(kept_at=timezone.now() - timedelta(days=1))
    arrive(box, letter(100))
    assert len(mail.outbox) == measure + 3


def test_two_robots_come_to_an_end(box: Mailbox) -> None:
    """The other one knows no header: it answers all it gets with a new letter, as if a person wrote."""
    arrive(box, letter(0))
    rounds = seen = 0
    while seen < len(mail.outbox) and rounds < 500:
        seen, rounds = len(mail.outbox), rounds + 1
        arrive(box, letter(rounds, text=f"Məktubunuz qəbul olundu, {rounds}. Bütün suallarınıza cavab verəcəyik."))
    assert rounds == AUTOMATIC_A_DAY == 40
    assert out().filter(disposition="withheld").count() == 1


def test_a_robot_that_knows_its_manners_is_answered_once(box: Mailbox) -> None:
    arrive(box, letter(0))
    answer = letter(1, Auto_Submitted="auto-replied", In_Reply_To=f"<{out().get().message_id}>")
    assert arrive(box, answer).disposition == "auto-reply"
    assert len(mail.outbox) == 1
    assert Case.objects.count() == 1


class Relay:
    """A mail server that remembers what it was given."""

    def __init__(self) -> None:
        self.got: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 taken"


@pytest.fixture
def relay(settings: Any) -> Iterator[Relay]:
    handler = Relay()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    try:
        yield handler
    finally:
        controller.stop()


def test_the_relay_sees_an_empty_return_path_for_the_system_and_none_for_people(
    box: Mailbox, world: Any, relay: Relay
) -> None:
    institution = box.institution
    institution.email = "idare@nizami.example"
    institution.save()
    came = arrive(box, letter())
    head = Actor(world.head_a)
    actions.answer_case(head, came.case, body="Xətt bərpa olundu.")
    actions.sign_answer_case(head, came.case)
    deliver_due()
    (receipt_from, receipt_to, receipt), (answer_from, answer_to, answer) = relay.got
    assert (receipt_from, receipt_to) == ("<>", ["aygun@example.org"])
    assert (answer_from, answer_to) == ("idare@nizami.example", ["aygun@example.org"])
    automatic, signed = (email.message_from_bytes(raw, policy=email.policy.default) for raw in (receipt, answer))
    assert automatic["Auto-Submitted"] == "auto-replied"
    assert signed["Auto-Submitted"] is None
    assert signed["References"] == automatic["References"] == "<1@example.org>"
    assert signed["Reply-To"] == automatic["Reply-To"]
    assert signed["Message-ID"] != automatic["Message-ID"]
    assert signed["Precedence"] is None
    assert any(part.get_content_type() == "text/plain" for part in signed.walk())
    assert [read_bytes(row.blob).replace(b"\n", b"\r\n") for row in out().order_by("pk")] == [receipt, answer]
    assert Party.objects.get().email == "aygun@example.org"
