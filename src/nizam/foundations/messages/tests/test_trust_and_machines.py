# SPDX-License-Identifier: EUPL-1.2
"""Who proved the sender, who was a machine, what reports say of each recipient, and what attached letters say."""

import pytest

from nizam.foundations import messages
from nizam.foundations.messages import authentication, list_of, machine_made, read, read_heading, verdict

OURS = ("mx.office.example",)


def judged(*fields: str, domain: str = "people.example") -> str | None:
    headers = [("Authentication-Results", field) for field in fields]
    found = authentication(headers, OURS)
    return None if found is None else verdict(found, domain)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("mx.office.example; dmarc=pass header.from=people.example", "pass"),
        ("MX.Office.Example 1; dmarc=pass", "pass"),
        (
            "mx.office.example; dmarc=fail (p=reject) header.from=people.example; dkim=pass header.d=people.example",
            "fail",
        ),
        ("mx.office.example; dmarc=pass header.from=elsewhere.example", "none"),
        ("mx.office.example; dmarc=none; spf=pass smtp.mailfrom=a@people.example", "pass"),
        ("mx.office.example; dkim=pass header.d=mail.people.example", "pass"),
        ("mx.office.example; dkim=pass header.i=@people.example", "pass"),
        ("mx.office.example; dkim=pass header.d=elsewhere.example", "none"),
        ("mx.office.example; spf=fail smtp.mailfrom=people.example", "fail"),
        ("mx.office.example; spf=fail smtp.mailfrom=people.example; dkim=pass header.d=people.example", "pass"),
        ("mx.office.example; spf=softfail smtp.mailfrom=people.example", "none"),
        ("mx.office.example; none", "none"),
        ("mx.office.example; arc=pass header.d=people.example", "none"),
        ("mx.office.example; dkim=pass; spf=pass", "none"),
        ("mx.office.example; auth=pass (dmarc=pass; dkim=pass header.d=people.example)", "none"),
        ('mx.office.example; dkim=fail reason="a; dmarc=pass" header.d=people.example', "fail"),
    ],
)
def test_the_finding_of_the_trusted_server(field: str, said: str) -> None:
    assert judged(field) == said


def test_only_the_topmost_field_of_the_trusted_server_counts() -> None:
    forged = "mx.office.example; dmarc=pass"
    assert judged("elsewhere.example; dmarc=pass") is None
    assert judged("mx.office.example; dmarc=fail", forged) == "fail"
    assert judged("elsewhere.example; dmarc=pass", "mx.office.example; dmarc=fail", forged) == "fail"
    assert judged("") is None
    assert authentication([("X-Authentication-Results", forged)], OURS) is None


def test_a_shared_suffix_proves_nobody() -> None:
    assert judged("mx.office.example; dkim=pass header.d=gov.az", domain="edu.gov.az") == "none"
    assert judged("mx.office.example; dkim=pass header.d=example", domain="people.example") == "none"
    assert judged("mx.office.example; dkim=pass header.d=economy.gov.az", domain="mail.economy.gov.az") == "pass"


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"From: noreply@portal.example", "no-reply"),
        (b"From: service.do-not-reply@portal.example", "no-reply"),
        (b"From: no_reply+77@portal.example", "no-reply"),
        (b"From: nora.reply@portal.example", ""),
        (b"From: norepl@portal.example", ""),
        (b"From: scanner2@office.example", "device"),
        (b"From: scanlon@people.example", ""),
        (b"From: a@b.example\nAuto-Submitted: auto-generated", "automatic"),
        (b"From: a@b.example\nX-Auto-Response-Suppress: All", "suppressed"),
        (b"From: a@b.example\nX-Auto-Response-Suppress: OOF", ""),
        (b"From: a@b.example\nAuto-Submitted: no", ""),
        (b"Subject: nobody", ""),
    ],
)
def test_machines_are_known_by_what_they_say_of_themselves(head: bytes, code: str) -> None:
    assert machine_made(read(head + b"\n\ntext")) == code


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (b"List-Id: News of the week <news.shop.example>", "news.shop.example"),
        (b"List-Id: plain.example", "plain.example"),
        (b"List-Unsubscribe: <mailto:off@shop.example>", "<mailto:off@shop.example>"),
        (b"Subject: x", ""),
    ],
)
def test_lists_are_named(head: bytes, named: str) -> None:
    assert list_of(read(head + b"\n\ntext")) == named


def report(*blocks: bytes) -> messages.Message:
    status = b"Reporting-MTA: dns; x.y\n\n" + b"\n\n".join(blocks)
    return read(
        b"From: MAILER-DAEMON@x.y\nContent-Type: multipart/report; boundary=b; report-type=delivery-status\n\n--b\n\n"
        b"Something.\n--b\nContent-Type: message/delivery-status\n\n" + status + b"\n--b--\n"
    )


def test_a_report_says_of_each_recipient_what_became_of_the_letter() -> None:
    found = report(
        b"Original-Recipient: rfc822; a@b.example\nFinal-Recipient: rfc822; x@y.example\nAction: failed\n"
        b"Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user",
        b"Final-Recipient: rfc822; full@b.example\nAction: failed (for now)\nStatus: 5.2.2 (full)",
        b"garbage without a colon\nFinal-Recipient: rfc822; slow@b.example\nAction: delayed\nStatus: none",
        b"Final-Recipient: rfc822; nothing\nAction: failed\nStatus: 4.4.1",
    ).deliveries
    assert [(d.recipient, d.action, d.status, d.is_permanent) for d in found] == [
        ("a@b.example", "failed", "5.1.1", True),
        ("full@b.example", "failed", "5.2.2", False),
        ("slow@b.example", "delayed", "", False),
        ("", "failed", "4.4.1", False),
    ]
    assert found[0].said == "550 5.1.1 no such user"


def test_a_failure_in_words_names_its_recipients_in_the_header() -> None:
    raw = b"Return-Path: <>\nFrom: mailer-daemon@x.y\nX-Failed-Recipients: a@b.example, c@d.example\n\ntext"
    found = read(raw)
    assert found.kind == "bounce"
    assert [(d.recipient, d.action, d.is_permanent) for d in found.deliveries] == [
        ("a@b.example", "failed", False),
        ("c@d.example", "failed", False),
    ]


def nested(text: str, depth: int) -> bytes:
    whole = text.encode()
    for level in range(depth):
        whole = f"Subject: level {level}\nContent-Type: message/rfc822\n\n".encode() + whole
    return whole


def test_the_words_of_attached_letters_are_there_for_search() -> None:
    inner = b"From: a@b.example\nSubject: =?utf-8?Q?=C5=9Fikay=C9=99t?=\nContent-Type: text/html\n\n<p>su yoxdur</p>"
    raw = (
        b"From: x@y.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\n--b\n"
        b"Content-Type: message/rfc822\n\n" + inner + b"\n--b--\n"
    )
    found = read(raw)
    assert found.text == ""
    assert found.nested_text == "şikayət\nsu yoxdur"
    assert read(b"Content-Type: message/rfc822\n\n" + inner).readable


def test_attached_letters_are_read_within_bounds() -> None:
    assert "innermost" in read(nested("Subject: x\n\ninnermost", 5)).nested_text
    assert "innermost" not in read(nested("Subject: x\n\ninnermost", 30)).nested_text
    part = b"--b\nContent-Type: message/rfc822\n\nSubject: s\n\n" + b"w" * 30_000 + b"\n"
    many = b"Content-Type: multipart/digest; boundary=b\n\n" + part * 100 + b"--b--\n"
    assert len(read(many).nested_text) <= messages.MAX_NESTED_TEXT + 100
    few = b"Content-Type: multipart/digest; boundary=b\n\n" + part[:60].replace(b"w", b"") * 80 + b"--b--\n"
    assert read(few).nested_text.count("s") <= 50


def test_a_heading_alone_says_who_writes_and_about_what() -> None:
    head = b"From: Aysel <a@b.example>\nSubject: =?utf-8?Q?b=C3=B6y=C3=BCk?=\nMessage-ID: <1@b>\nAuto-Submitted: x\n"
    found = read_heading(head + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + b"x" * 2_000_000)
    assert (found.subject, found.message_id, found.text, found.kind) == ("böyük", "1@b", "", "message")
    assert found.sender is not None
    assert found.sender.email == "a@b.example"
    assert "no-text" not in found.flags
    assert "truncated" not in found.flags
    assert not read_heading(b"").readable
