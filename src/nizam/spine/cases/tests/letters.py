# SPDX-License-Identifier: EUPL-1.2
"""Invented letters for the tests."""

from __future__ import annotations

from email.message import EmailMessage


def letter(
    *,
    sender: str = "Aygün Məmmədova <aygun@example.org>",
    subject: str = "İnternet bağlantısı işləmir",
    text: str = "Hörmətli idarə, məktəbimizdə iki həftədir internet yoxdur. Xahiş edirik, kömək edin.",
    message_id: str | None = "<1@example.org>",
    references: str = "",
    **headers: str,
) -> bytes:
    """Return one message as bytes."""
    message = EmailMessage()
    if sender:
        message["From"] = sender
    message["To"] = "idare@example.net"
    message["Subject"] = subject
    message["Date"] = "Mon, 16 Nov 2026 10:00:00 +0400"
    if message_id:
        message["Message-ID"] = message_id
    if references:
        message["References"] = references
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def failure_notice(message_id: str) -> bytes:
    """Return a delivery failure (RFC 3464) for the letter `message_id`."""
    return (
        "From: MAILER-DAEMON@example.org\r\nTo: idare@example.net\r\nSubject: Undeliverable\r\n"
        "Message-ID: <dsn-1@example.org>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        "Final-Recipient: rfc822; x@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    ).encode()
