# SPDX-License-Identifier: EUPL-1.2
"""A receipt that did not go out is not lost: the case says why, and a person sends it or hands it over."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from nizam.doors.mail.arrivals import keep_letter
from nizam.doors.mail.tasks import register_letter
from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.registry import registry
from nizam.spine.cases import actions, receipts
from nizam.spine.cases.models import AddressHealth, Case, Envelope
from nizam.spine.cases.unsent_receipts import SENDABLE, reasons, rule_of_receipts, unsent_receipt
from nizam.spine.jobs.models import Job
from nizam.spine.jobs.runs import Run
from nizam.spine.org.models import Institution, Mailbox
from nizam.spine.org.models.mailboxes import address_key
from nizam.spine.outbox.delivery import deliver_due
from nizam.spine.outbox.models import Message

pytestmark = pytest.mark.django_db

OURS = "muraciet@nizami.example"


@pytest.fixture
def box(world: Any, operator: Actor) -> Mailbox:
    """A mailbox that confirms letters."""
    add = registry.resource("org.mailbox").generated("add")
    return add(operator, institution=world.institution, address=OURS, unit=world.unit_a, sends_receipts=True)


def arrive(box: Mailbox, number: int = 1, *, sender: str = "Aygün <aygun@example.org>", **headers: str) -> Case:
    """Have a letter come and open its case, and what waits go out."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, OURS, f"Məktəbdə internet yoxdur {number}"
    message["Message-ID"] = f"<{number}@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(f"Hörmətli idarə, məktəbimizdə iki həftədir internet yoxdur. Xahiş edirəm. {number}")
    envelope = keep_letter(message.as_bytes(), [box], "smtp")
    register_letter(Run(Job(task="door_mail.register", payload={})), envelope=str(envelope.uid))
    deliver_due(1000)
    return Case.objects.latest("pk")


def why(case: Case) -> str:
    unsent = unsent_receipt(case)
    return unsent.reason if unsent is not None else ""


def test_a_letter_that_has_its_receipt_shows_nothing(box: Mailbox) -> None:
    case = arrive(box)
    assert len(mail.outbox) == 1
    assert why(case) == ""
    assert not actions.send_receipt_case.applies_to(case)
    # The receipt comes back.
    AddressHealth.objects.create(
        institution=box.institution,
        address="aygun@example.org",
        address_key=address_key("aygun@example.org"),
        permanent=True,
        failed_at=timezone.now() + timedelta(minutes=1),
    )
    assert why(case) == "fails"


def test_what_a_program_may_not_answer_a_person_may(box: Mailbox, world: Any) -> None:
    case = arrive(box, List_Id="<news.example.org>")
    assert (why(case), len(mail.outbox)) == ("list", 0)
    actions.send_receipt_case(Actor(world.clerk_a), case)
    assert why(case) == ""
    deliver_due()
    assert len(mail.outbox) == 1
    assert case.number_text in mail.outbox[0].subject
    assert why(case) == ""
    with pytest.raises(Refused):
        actions.send_receipt_case(Actor(world.clerk_a), case)


def test_it_is_handed_over_on_paper(box: Mailbox, world: Any) -> None:
    case = arrive(box, sender="postmaster@example.org")
    assert why(case) == "nobody-reads-it"
    actions.give_receipt_case(Actor(world.clerk_a), case)
    case.refresh_from_db()
    assert case.receipt_given_at is not None
    assert why(case) == ""


def test_what_is_kept_back_leads_to_the_mail_and_its_decision(
    box: Mailbox, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "AUTOMATIC_A_DAY", 1)
    arrive(box, 1)
    second, third = arrive(box, 2), arrive(box, 3)
    found = unsent_receipt(second)
    assert found is not None
    assert (found.reason, found.withheld) == ("withheld", Envelope.objects.get(case=second, direction="out"))
    assert not actions.send_receipt_case.applies_to(second)
    actions.send_withheld_envelope(Actor(world.clerk_a), found.withheld)
    deliver_due()
    assert why(second) == ""
    actions.void_withheld_envelope(
        Actor(world.clerk_a), Envelope.objects.get(case=third, direction="out"), reason="Zəng edilib"
    )
    assert why(third) == "refused"


def test_what_failed_at_the_relay_and_what_came_too_late_is_told(box: Mailbox, world: Any) -> None:
    case = arrive(box)
    Message.objects.update(state="dead")
    assert why(case) == "undelivered"
    old = arrive(box, 2, Date=(timezone.now() - timedelta(days=30)).strftime("%a, %d %b %Y %H:%M:%S +0000"))
    assert why(old) == "old"
    Envelope.objects.filter(case=old).update(sender_email="")
    assert why(old) == "no-address"
    assert not actions.send_receipt_case.applies_to(old)


def test_turkish_law_owes_it_whatever_the_mailbox_does(box: Mailbox) -> None:
    Mailbox.objects.update(sends_receipts=False)
    box.refresh_from_db()
    case = arrive(box)
    assert why(case) == ""
    Institution.objects.filter(pk=box.institution.pk).update(country="TR")
    case = Case.objects.get(pk=case.pk)
    assert why(case) == "not-confirmed"
    rule = rule_of_receipts(case)
    assert rule is not None
    assert rule.law.version == "2004/12"


def test_every_reason_has_words() -> None:
    assert set(reasons()) >= SENDABLE
    assert all(words and words != code for code, words in reasons().items())
