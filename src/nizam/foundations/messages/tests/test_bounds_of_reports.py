# SPDX-License-Identifier: EUPL-1.2
"""Reports and attached letters beyond what anybody writes are read up to their bound."""

from nizam.foundations import messages
from nizam.foundations.messages._kinds import _MOST_RECIPIENTS

HEAD = b"From: a@example.org\r\nTo: b@example.net\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def test_a_report_on_very_many_recipients_is_read_to_its_bound() -> None:
    blocks = b"".join(
        b"\r\nFinal-Recipient: rfc822; r%d@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n" % number
        for number in range(_MOST_RECIPIENTS + 20)
    )
    raw = (
        HEAD
        + b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n"
        + b"--x\r\nContent-Type: text/plain\r\n\r\nfailed\r\n"
        + b"--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n"
        + blocks
        + b"\r\n--x--\r\n"
    )
    read = messages.read(raw)
    assert read.kind == "bounce"
    assert len(read.deliveries) == _MOST_RECIPIENTS


def test_an_attached_letter_without_words_adds_none() -> None:
    raw = (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nwords\r\n"
        + b"--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@example.org\r\n\r\n\r\n--x--\r\n"
    )
    read = messages.read(raw)
    assert read.nested_text == ""
    assert read.text.strip() == "words"
