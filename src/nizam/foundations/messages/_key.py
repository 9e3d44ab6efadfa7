# SPDX-License-Identifier: EUPL-1.2
"""A key by which two copies of one message are known although each came by another way."""

import hashlib
import re
from typing import Final

from nizam.foundations.messages._mime import header_fields
from nizam.foundations.messages._reader import read

_TRANSPORT: Final = re.compile(
    r"received|return-path|delivered-to|delivery-date|envelope-to|received-spf|authentication-results|arc-.*"
    r"|content-length|lines|status|old-return-path|errors-to"
    r"|x-(?:received|original-to|delivered-to|envelope-.*|originating-ip|authentication.*|spam.*|virus.*|antivirus.*|amavis.*"
    r"|rspamd.*|scanned.*|barracuda.*|proofpoint.*|mailscanner.*|forefront.*|ms-exchange-.*|microsoft-antispam.*"
    r"|google-.*|gm-.*|yandex-.*|mras.*|mailru-.*|mozilla-.*|status|keywords|uid|uidl|imap.*|evolution.*|account-key|sieve.*|getmail.*)",
)


_CUT: Final = frozenset({"depth-cut", "headers-cut", "parts-cut", "text-cut"})


def content_key(raw: bytes) -> str:
    """SHA-256 (hex) of what the sender wrote; for telling duplicates where there is no Message-ID. Never raises.

    Two messages agree when sender, date, subject, text and the contents of all attachments are the same, however they
    are encoded and whatever carriers, filters and mail stores added. Where a message names no sender or could not be
    read to its end, its fields and body count byte for byte instead, less what is added on the way (an mbox "From "
    line, Received, Return-Path, Authentication-Results, X-Spam-* and the like) and the kind of line break.
    """
    message = read(raw)
    if message.sender is None or _CUT & set(message.flags):
        return _raw_key(raw)
    date = next((value for name, value in message.headers if name.lower() == "date"), "")
    pieces = [
        message.sender.email,
        message.date.isoformat() if message.date else date,
        message.subject,
        " ".join(message.text.split()),
        *(attachment.sha256 for attachment in message.attachments),
    ]
    return hashlib.sha256("\0".join(pieces).encode("utf-8", "replace")).hexdigest()


def _raw_key(raw: bytes) -> str:
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    fields, offset = header_fields(raw, set())
    kept = [(name.lower(), b" ".join(value.split())) for name, value in fields]
    kept = sorted((pair for pair in kept if not _TRANSPORT.fullmatch(pair[0])), key=lambda pair: pair[0])
    digest = hashlib.sha256()
    for name, value in kept:
        digest.update(name.encode("ascii") + b":" + value + b"\n")
    digest.update(b"\n" + raw[offset:].replace(b"\r\n", b"\n").rstrip(b"\r\n"))
    return digest.hexdigest()
