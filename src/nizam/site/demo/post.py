# SPDX-License-Identifier: EUPL-1.2
"""The demonstration's letters as real Internet messages: the same bytes for the same day, whoever builds them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, getaddresses
from typing import Any

from nizam.site.demo.scenario import Letter, Scenario

# The newer policies of the email package lose the space between two encoded words of a folded subject.
POLICY = compat32.clone(linesep="\r\n")


def compose(scenario: Scenario, letter: Letter, moments: Mapping[str, datetime]) -> bytes:
    """Return the message of `letter` as RFC 5322 bytes; `moments` tells when each letter of the scenario came."""
    letters = {other.key: other for other in scenario.letters}
    if letter.kind == "copy":
        original = letters[letter.copy_of]
        message = _written(scenario, original, letters, moments)
        return _delivered(scenario, letter, moments) + message.as_bytes()
    if letter.kind == "bounce":
        return _bounce(scenario, letter, moments)
    return _written(scenario, letter, letters, moments).as_bytes()


def message_id(letter: Letter) -> str:
    """Return the Message-ID of a letter: its key at its sender's domain."""
    address = getaddresses([letter.sender])[0][1]
    return f"<{letter.key}@{address.partition('@')[2]}>"


def _written(
    scenario: Scenario, letter: Letter, letters: Mapping[str, Letter], moments: Mapping[str, datetime]
) -> Message:
    name, address = getaddresses([letter.sender])[0]
    message = _addressed(scenario, letter, name, address, moments)
    message["Message-ID"] = message_id(letter)
    if letter.reply_to:
        message["In-Reply-To"] = message_id(letters[letter.reply_to])
        message["References"] = message_id(letters[letter.reply_to])
    if letter.kind == "auto-reply":
        # RFC 3834, section 5: what answers by itself says so.
        message["Auto-Submitted"] = "auto-replied"
    charset = Charset("utf-8")
    charset.body_encoding = QP
    message["MIME-Version"] = "1.0"
    message.set_payload(letter.text.lstrip("\n"), charset)
    return message


def _addressed(scenario: Scenario, letter: Letter, name: str, address: str, moments: Mapping[str, datetime]) -> Message:
    message: Message[Any, Any] = Message(policy=POLICY)
    sender = Header(name, None if name.isascii() else "utf-8", header_name="From")
    sender.append(f"<{address}>", "ascii")
    message["From"] = sender
    message["To"] = scenario.email
    subject = letter.subject
    message["Subject"] = Header(subject, None if subject.isascii() else "utf-8", header_name="Subject")
    message["Date"] = format_datetime(moments[letter.key])
    return message


def _delivered(scenario: Scenario, letter: Letter, moments: Mapping[str, datetime]) -> bytes:
    line = (
        f"Received: from relay.{scenario.domain} by mail.{scenario.domain} with ESMTP id {letter.key};\r\n"
        f" {format_datetime(moments[letter.key])}\r\n"
    )
    return line.encode("ascii")


def _bounce(scenario: Scenario, letter: Letter, moments: Mapping[str, datetime]) -> bytes:
    """Return a failure notice: a multipart/report with the delivery status (RFC 3464) and the lost letter's header."""
    message = _addressed(scenario, letter, "Mail Delivery System", f"mailer-daemon@{scenario.domain}", moments)
    message["Return-Path"] = "<>"
    message["Message-ID"] = f"<{letter.key}@{scenario.domain}>"
    message["Auto-Submitted"] = "auto-replied"
    parts = [
        ("text/plain; charset=utf-8", letter.text.lstrip("\n")),
        (
            "message/delivery-status",
            f"Reporting-MTA: dns; mail.{scenario.domain}\n\n"
            f"Final-Recipient: rfc822; {letter.failed}\nAction: failed\nStatus: 5.1.1\n",
        ),
        (
            "text/rfc822-headers",
            f"From: {scenario.email}\nTo: {letter.failed}\nMessage-ID: <notice-{letter.key}@{scenario.domain}>\n",
        ),
    ]
    # A boundary of our own: the email package would draw one by chance, and the same letter would never be known again.
    boundary = f"={letter.key}="
    report = f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"'
    body = "".join(f"--{boundary}\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts) + f"--{boundary}--\n"
    fields = message.as_bytes().strip() + b"\r\n"
    rest = f"MIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n{report}\n\n{body}"
    return fields + rest.replace("\n", "\r\n").encode()
