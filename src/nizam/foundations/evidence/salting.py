# SPDX-License-Identifier: EUPL-1.2
"""Hashes that stand for personal values."""

import hashlib

from nizam.foundations.evidence.errors import SaltError

MINIMUM_SALT_BYTES = 16


def salted_hash(value: str, salt: bytes) -> str:
    """Return SHA-256(salt || UTF-8 of `value`) as 64 lower-case hexadecimal digits.

    A sealed journal holds this hash in the place of a personal value. Who has the salt can show that the value was the
    one recorded; once the salt is destroyed, a name or a telephone number can no longer be found by trying all of them,
    and the seal over the journal stays whole. So a salt is random and belongs to one value.

    Raises `SaltError` for a salt under 16 bytes, which can be guessed, and for text with lone surrogates.
    """
    if len(salt) < MINIMUM_SALT_BYTES:
        raise SaltError(f"a salt has at least {MINIMUM_SALT_BYTES} bytes, this one has {len(salt)}")
    try:
        encoded = value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SaltError("the value holds a lone surrogate and is not valid Unicode text") from error
    return hashlib.sha256(salt + encoded).hexdigest()
