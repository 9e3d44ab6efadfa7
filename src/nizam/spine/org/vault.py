# SPDX-License-Identifier: EUPL-1.2
"""Secrets that the office must be able to use again, such as a mailbox's password, encrypted under a key of the home.

The key lies in NIZAM_HOME/keys, apart from the database: a copy of the database alone opens nothing. A secret is bound
to what it is for; used for anything else, it does not open.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

KEY_FILE = "mailbox-key"


class SecretClosed(Exception):
    """A secret cannot be opened. `code`: key-missing, damaged (altered, or of another key), bound (to another use)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def key_path(name: str = KEY_FILE) -> Path:
    """Return where a key of the home lies."""
    return Path(settings.NIZAM_HOME) / "keys" / name


def home_key(name: str) -> bytes:
    """Return a key of the home for keyed hashes, made when there is none yet. Each name has a key of its own."""
    return _key(name) or _made_key(name)


def seal(secret: str, purpose: Mapping[str, str]) -> str:
    """Return `secret` encrypted, to be opened for the same `purpose` only. Makes the key when there is none yet."""
    body = json.dumps({"for": dict(purpose), "secret": secret}, sort_keys=True)
    return Fernet(_key() or _made_key()).encrypt(body.encode()).decode("ascii")


def unseal(sealed: str, purpose: Mapping[str, str]) -> str:
    """Return what `seal` was given for this `purpose`. Raises SecretClosed."""
    body = json.loads(_opened(sealed))
    if body["for"] != dict(purpose):
        raise SecretClosed("bound")
    return str(body["secret"])


def fault_of(sealed: str) -> str:
    """Return why `sealed` cannot be decrypted, as a code of SecretClosed, or nothing."""
    try:
        _opened(sealed)
    except SecretClosed as closed:
        return closed.code
    return ""


def _opened(sealed: str) -> bytes:
    key = _key()
    if key is None:
        raise SecretClosed("key-missing")
    try:
        return Fernet(key).decrypt(sealed.encode())
    except (InvalidToken, ValueError):
        # ValueError: the key file itself is no key.
        raise SecretClosed("damaged") from None


def _key(name: str = KEY_FILE) -> bytes | None:
    try:
        return key_path(name).read_bytes().strip()
    except FileNotFoundError:
        return None


def _made_key(name: str = KEY_FILE) -> bytes:
    path = key_path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(Fernet.generate_key())
        stream.flush()
        os.fsync(stream.fileno())
    try:
        # A link, and no rename: of two processes that make the key at once, the first one's holds.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path.read_bytes().strip()
