# SPDX-License-Identifier: EUPL-1.2
"""A signed notice goes out by mail in its own words, and with that who wrote counts as told."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from nizam.doors.mail import sending
from nizam.spine.cases import actions
from nizam.spine.cases.models import AddressHealth, Case, Envelope, Extension, Forwarding, Party
from nizam.spine.cases.notices.telling import goes_by_mail, is_owed
from nizam.spine.cases.tests.matters import Office, office
from nizam.spine.outbox.delivery import deliver_due
from nizam.spine.outbox.models import Message
from nizam.spine.records.blobs import read_bytes

pytestmark = pytest.mark.django_db


def by_mail(here: Office) -> Case:
    """Return a matter that came by mail today."""
    case = here.matter((timezone.now() - timedelta(days=1)).date())
    party = Party(institution=here.institution, unit=here.unit, kind="citizen", name="Aygün", email="aygun@example.org")
    party.save()
    case.party, case.channel = party, "mail"
    case.save(update_fields=["party", "channel"])
    return case


def kept() -> Any:
    envelope = Envelope.objects.get(direction="out")
    return email.message_from_bytes(read_bytes(envelope.blob), policy=email.policy.default)


def test_signing_sends_the_notice_and_settles_what_is_owed() -> None:
    here = office("AZ")
    case = by_mail(here)
    actions.forward_case(here.clerk, case, body_name="Təhsil Nazirliyi", whole=True, reason="Məktəb")
    actions.send_forwarding(here.clerk, Forwarding.objects.get(), number="12/345")
    actions.sign_notice_forwarding(here.head, Forwarding.objects.get())
    assert is_owed(Forwarding.objects.get())
    deliver_due()
    row = Forwarding.objects.get()
    assert not is_owed(row)
    case = Case.objects.get()
    assert (case.state, case.outcome) == ("closed", "forwarded")
    message = kept()
    assert message["To"] == "aygun@example.org"
    assert message["Auto-Submitted"] is None
    assert row.notice is not None
    assert row.notice.document.number_text in message["Subject"]
    assert "12/345" in message.get_body().get_content()
    (paper,) = list(message.iter_attachments())
    assert paper.get_content_type() == "application/pdf"
    Message.objects.filter(kind="notice-by-mail").update(state="waiting", sent_at=None)
    deliver_due()
    assert Envelope.objects.filter(direction="out").count() == 1


def test_who_wrote_does_not_count_as_told_by_a_mail_that_was_kept_back(monkeypatch: pytest.MonkeyPatch) -> None:
    here = office("UZ")
    actions.extend_case(here.head, by_mail(here), ground="study", reason="Oʻrganish kerak")
    actions.sign_notice_extension(here.head, Extension.objects.get())

    def broken(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(sending, "hand_over", broken)
        deliver_due()
    Envelope.objects.filter(direction="out").update(voided_at=timezone.now())
    Message.objects.filter(kind="notice-by-mail").update(next_try_at=timezone.now())
    deliver_due()
    assert Message.objects.get(kind="notice-by-mail").state == "sent"
    assert is_owed(Extension.objects.get())


def test_what_was_handed_over_meanwhile_is_told_once() -> None:
    here = office("UZ")
    actions.extend_case(here.head, by_mail(here), ground="study", reason="Oʻrganish kerak")
    actions.sign_notice_extension(here.head, Extension.objects.get())
    actions.tell_extension(here.clerk, Extension.objects.get())
    told = Extension.objects.get().told_at
    deliver_due()
    assert Extension.objects.get().told_at == told


def test_an_address_that_fails_gets_its_notice_on_paper() -> None:
    here = office("AZ")
    case = by_mail(here)
    assert goes_by_mail(case)
    AddressHealth.objects.create(
        institution=here.institution, address="aygun@example.org", address_key=case.party.email_key, permanent=True
    )  # fmt: skip
    actions.extend_case(here.head, case, ground="study", reason="Yoxlama")
    actions.sign_notice_extension(here.head, Extension.objects.get())
    assert not Message.objects.filter(kind="notice-by-mail").exists()
    assert Extension.objects.get().notice.document.state == "signed"  # type: ignore[union-attr]
