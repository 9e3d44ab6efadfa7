# SPDX-License-Identifier: EUPL-1.2
"""Header fields to values: unstructured text, addresses, identifiers, dates. Nothing here raises on any bytes.

Structure is read before words are decoded, so that an encoded word cannot smuggle a comma or an address into a field
(RFC 2047 section 6.2).
"""

import binascii
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from nizam.foundations.messages._charset import decode
from nizam.foundations.messages._mime import Parameter, base64
from nizam.foundations.messages._model import Address

_ENCODED: Final = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_SPACES: Final = re.compile(r"\s+")
_ID: Final = re.compile(rb"<([^<>]{1,998})>")
_BARE_ID: Final = re.compile(rb"[^\s<>@,;()]{1,250}@[^\s<>@,;()]{1,250}")
_ADDRESS: Final = re.compile(r'(?:"[^"]*"|[^\s<>@,;:"()\[\]\\]{1,128})@([^\s<>@,;:"()\\]{1,255})')
_COMMENT: Final = re.compile(rb"\([^()]*\)")
_AROUND_MARKS: Final = re.compile(rb"\s*([.@:])\s*")
_YEARS: Final = range(1900, 2200)
_ADDRESS_PIECE: Final = re.compile(rb'"(?:[^"\\]|\\.){0,2000}"|\\.|<[^<>]*>|[^"\\<>(),;:]+|.', re.DOTALL)


def words(value: bytes, flags: set[str]) -> str:
    """Text of an unstructured field: encoded words (RFC 2047) and raw 8-bit (RFC 6532, or by evidence), one line."""
    return _SPACES.sub(" ", _words(value, flags)).strip()


def parameter(value: Parameter, flags: set[str]) -> str:
    """Text of a MIME parameter: RFC 2231, or encoded words where a mailer put them against the rule."""
    if value.charset is None:
        return words(value.data, flags)
    return _SPACES.sub(" ", decode(value.data, value.charset or None, flags)).strip()


def addresses(value: bytes, flags: set[str]) -> tuple[Address, ...]:
    """Mailboxes of an address field (RFC 5322 section 3.4); members of groups count, what is no address is left out."""
    found: dict[Address, None] = {}
    name = b""
    mail: bytes | None = None
    comment = b""
    depth = 0

    def close() -> None:
        nonlocal name, mail, comment
        address = _address(name, mail, comment, flags)
        if address is not None:
            found[address] = None
        name, mail, comment = b"", None, b""

    for match in _ADDRESS_PIECE.finditer(value):
        piece = match.group()
        if piece == b"(":
            depth += 1
        elif piece == b")":
            depth = max(0, depth - 1)
        elif depth:
            comment += piece
        elif piece == b";" or (piece == b"," and (mail is not None or b"@" in name)):
            close()
        elif piece == b":" and mail is None and b"@" not in name:
            name = b""
        elif piece.startswith(b"<"):
            if mail is not None:
                close()
            mail = piece[1:].removesuffix(b">")
        else:
            if mail is not None and piece.strip():
                close()
            name += piece
    close()
    return tuple(found)


def identifiers(value: bytes, flags: set[str]) -> tuple[str, ...]:
    """Message identifiers of a field, in order, without angle brackets (RFC 5322 section 3.6.4)."""
    raw = _ID.findall(value) or _BARE_ID.findall(value)
    texts = ("".join(decode(_COMMENT.sub(b"", item), None, flags).split()) for item in raw)
    return tuple(text for text in texts if text.isprintable() and text)


def moment(value: bytes, flags: set[str]) -> datetime | None:
    """Date field as a moment in UTC; without a zone it is taken as UTC (RFC 5322 section 3.3, "-0000").

    None when no date can be read or its year is outside 1900-2199.
    """
    text = decode(_AROUND_MARKS.sub(rb"\1", _COMMENT.sub(b" ", value)), None, flags)
    try:
        parsed = parsedate_to_datetime(text)
        parsed = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
        return parsed if parsed.year in _YEARS else None
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _words(value: bytes, flags: set[str]) -> str:
    text = ""
    position = 0
    pending: tuple[str, bytes] | None = None
    for match in _ENCODED.finditer(value):
        between = value[position : match.start()]
        charset = match[1].split(b"*")[0].decode("ascii", "replace")
        data = base64(match[3], flags) if match[2] in b"bB" else _q(match[3])
        position = match.end()
        if pending and not between.strip() and pending[0].lower() == charset.lower():
            # One character may be cut in two by a mailer: the bytes are joined before they are decoded.
            pending = (charset, pending[1] + data)
            continue
        if pending:
            text += decode(pending[1], pending[0], flags)
        if between.strip() or not pending:
            text += decode(between, None, flags)
        pending = (charset, data)
    if pending:
        text += decode(pending[1], pending[0], flags)
    return text + decode(value[position:], None, flags)


def _q(data: bytes) -> bytes:
    return binascii.a2b_qp(data, header=True)


def _address(name: bytes, mail: bytes | None, comment: bytes, flags: set[str]) -> Address | None:
    if mail is None:
        bare = words(name, flags)
        match = _ADDRESS.search(bare)
        label = words(comment, flags)
    else:
        # An obsolete route before the address (RFC 5322 section 4.4) is dropped.
        mail = _AROUND_MARKS.sub(rb"\1", _COMMENT.sub(b"", mail))
        match = _ADDRESS.search(words(mail.rpartition(b":")[2] if mail.startswith(b"@") else mail, flags))
        label = _phrase(name, flags) or words(comment, flags)
    if match is None:
        return None
    local, _at, domain = match.group().rpartition("@")
    return Address(label, f"{local}@{domain.lower().rstrip('.')}")


def _phrase(name: bytes, flags: set[str]) -> str:
    stripped = name.strip(b" \t\r\n,")
    if len(stripped) > 1 and stripped.startswith(b'"') and stripped.endswith(b'"'):
        stripped = re.sub(rb"\\(.)", rb"\1", stripped[1:-1], flags=re.DOTALL)
    return words(stripped, flags).strip("\"' ")
