# SPDX-License-Identifier: EUPL-1.2
"""Identifiers that may leave the house: UUID version 7 (RFC 9562, section 5.7)."""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = (0, 0)


def uuid7() -> uuid.UUID:
    """Return a new UUIDv7: 48 bits of Unix milliseconds, a 12-bit counter, then 62 random bits.

    Those of one process follow each other, also within a millisecond (RFC 9562, section 6.2, method 1), so that rows
    made together keep their order and indexes grow at one end; nobody can guess the next one.
    """
    global _last
    random = int.from_bytes(os.urandom(10), "big")
    with _lock:
        milliseconds, counter = max(time.time_ns() // 1_000_000, _last[0]), 0
        if milliseconds == _last[0]:
            counter = _last[1] + 1
            if counter > 0xFFF:
                milliseconds, counter = milliseconds + 1, 0
        _last = (milliseconds, counter)
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= counter << 64
    value |= 0b10 << 62
    value |= random & 0x3FFF_FFFF_FFFF_FFFF
    return uuid.UUID(int=value)
