# SPDX-License-Identifier: EUPL-1.2
"""A key by which two copies of one message are known although each came by another way."""

import hashlib
import re
from typing import Final

from nizam.foundations.messages._mime import header_fields

_TRANSPORT: Final = re.compile(
    r"received|return-path|delivered-to|delivery-date|envelope-to|received-spf|authentication-results|arc-.*"
    r"|content-length|lines|status|old-return-path|errors-to"
    r"|x-(?:received|original-to|delivered-to|envelope-.*|originating-ip|authentication.*|spam.*|virus.*|antivirus.*|amavis.*"
    r"|rspamd.*|scanned.*|barracuda.*|proofpoint.*|mailscanner.*|forefront.*|ms-exchange-.*|microsoft-antispam.*"
    r"|google-.*|gm-.*|yandex-.*|mras.*|mailru-.*|mozilla-.*|status|keywords|uid|uidl|imap.*|evolution.*|account-key|sieve.*|getmail.*)",
)


def content_key(raw: bytes) -> str:
    """SHA-256 (hex) of what the sender wrote; for telling duplicates where there is no Message-ID. Never raises.

    Left out: an mbox "From " line; the fields that carriers, filters and mail stores add (Received, Return-Path,
    Delivered-To, Authentication-Results, ARC-*, X-Spam-* and the like); folding, case and order of different fields;
    the kind of line break and blank lines at the end. Everything else counts, the body byte for byte.
    """
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
