# SPDX-License-Identifier: EUPL-1.2
"""Small winmail.dat streams for tests, written attribute by attribute ([MS-OXTNEF])."""

from collections.abc import Sequence

SIGNATURE = b"\x78\x9f\x3e\x22"
CODE_PAGE = 0x00069007
BODY = 0x0002800C
MESSAGE_PROPERTIES = 0x00069003
ATTACHMENT_BEGINS = 0x00069002
TITLE = 0x00018010
DATA = 0x0006800F
ATTACHMENT_PROPERTIES = 0x00069005


def attribute(identifier: int, value: bytes, *, checksum: int | None = None) -> bytes:
    """One attribute; those of attachments belong to level 2."""
    level = 2 if identifier in (ATTACHMENT_BEGINS, TITLE, DATA, ATTACHMENT_PROPERTIES) else 1
    check = sum(value) & 0xFFFF if checksum is None else checksum
    head = bytes((level,)) + identifier.to_bytes(4, "little") + len(value).to_bytes(4, "little")
    return head + value + check.to_bytes(2, "little")


def stream(*attributes: bytes, code_page: int = 1254) -> bytes:
    """A whole stream; `code_page` is that of its 8-bit strings."""
    return SIGNATURE + b"\x01\x00" + attribute(CODE_PAGE, code_page.to_bytes(4, "little") * 2) + b"".join(attributes)


def number(identifier: int, value: int) -> bytes:
    """A MAPI property that is a 32-bit number."""
    return (0x0003).to_bytes(2, "little") + identifier.to_bytes(2, "little") + value.to_bytes(4, "little")


def variable(identifier: int, value: str | bytes, *, kind: int = 0x0102) -> bytes:
    """A MAPI property of any length: text goes as UTF-16, bytes under `kind`."""
    if isinstance(value, str):
        kind, value = 0x001F, value.encode("utf-16-le") + b"\0\0"
    head = kind.to_bytes(2, "little") + identifier.to_bytes(2, "little") + (1).to_bytes(4, "little")
    return head + len(value).to_bytes(4, "little") + value + bytes(-len(value) % 4)


def properties(items: Sequence[bytes]) -> bytes:
    """A list of MAPI properties as it stands in an attribute."""
    return len(items).to_bytes(4, "little") + b"".join(items)


def attached(name: str, content: bytes, *, long_name: str = "") -> bytes:
    """The attributes of one attached file; the short name is 8-bit Turkish, the long one Unicode."""
    listed = properties([variable(0x3707, long_name)]) if long_name else properties([])
    return (
        attribute(ATTACHMENT_BEGINS, bytes(14))
        + attribute(TITLE, name.encode("cp1254") + b"\0")
        + attribute(DATA, content)
        + attribute(ATTACHMENT_PROPERTIES, listed)
    )
