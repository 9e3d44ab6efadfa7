# SPDX-License-Identifier: EUPL-1.2
"""The public collection of 103 difficult mails, where it is at hand."""

import os
from pathlib import Path

import pytest

from nizam.foundations.messages import FLAGS, Message, read, split

KINDS = {
    "error_emails__bad_date_header": "auto-reply",
    "mime_emails__raw_email_with_mimepart_without_content_type": "delivery-report",
    "multipart_report_emails__multi_address_bounce1": "bounce",
    "multipart_report_emails__multi_address_bounce2": "bounce",
    "multipart_report_emails__multipart_report_multiple_status": "bounce",
    "multipart_report_emails__report_422": "delivery-report",
    "multipart_report_emails__report_530": "bounce",
}
WITHOUT_SENDER = {"error_emails__bad_encoded_subject"}


@pytest.fixture(scope="module")
def mails() -> dict[str, Message]:
    reference = os.environ.get("NIZAM_REFERENCE")
    if not reference:
        pytest.skip("NIZAM_REFERENCE is not set: the folder with data/mail is not at hand")
    items = list(split("mail", Path(reference) / "data" / "mail"))
    return {Path(item.file).stem: read(item.raw) for item in items if item.raw is not None}


def test_every_mail_is_read(mails: dict[str, Message]) -> None:
    assert len(mails) == 103
    assert all(message.readable for message in mails.values())
    assert {name for name, message in mails.items() if message.sender is None} == WITHOUT_SENDER
    assert all(set(message.flags) <= set(FLAGS) for message in mails.values())


def test_kinds(mails: dict[str, Message]) -> None:
    assert {name: message.kind for name, message in mails.items() if message.kind != "message"} == KINDS
    reports = [message for name, message in mails.items() if name.startswith("multipart_report_emails")]
    assert all(message.bounce_of for message in reports)


def test_letters_of_other_scripts(mails: dict[str, Message]) -> None:
    assert mails["multi_charset__japanese"].subject == "まみむめも"
    assert mails["multi_charset__japanese_attachment"].attachments[0].name == "てすと.txt"
    assert mails["multi_charset__ks_c_5601-1987"].text == "스티해"
    assert mails["rfc6532__utf8_headers"].subject == "Säying Hello"
    assert mails["rfc6532__utf8_headers"].sender is not None
    assert mails["plain_emails__raw_email"].subject == "NOTE: 한국말로 하는 것"


def test_obsolete_syntax_of_the_standard(mails: dict[str, Message]) -> None:
    obsolete = mails["rfc2822__example13"]
    assert obsolete.sender is not None
    assert obsolete.sender.email == "jdoe@machine.example"
    assert obsolete.message_id == "1234@local.machine.example"
    assert mails["rfc2822__example10"].recipients[0].email == "c@public.example"
