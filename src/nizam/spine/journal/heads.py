# SPDX-License-Identifier: EUPL-1.2
"""Heads: what a seal says in four lines, kept as files outside the database and in every backup.

Whoever holds a head can tell later whether the journal still begins with the same events.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from nizam.spine.journal.models import Seal


class HeadError(ValueError):
    """A file is no head of a journal."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """The state of the journal at one seal: `size` events with the Merkle root `root` (RFC 6962), hexadecimal."""

    number: int
    size: int
    root: str
    at: str

    @classmethod
    def of(cls, seal: Seal) -> Head:
        """Return the head of `seal`."""
        return cls(number=seal.number, size=seal.size, root=seal.root, at=seal.at.isoformat())


def heads_folder() -> Path:
    """Return the folder of the heads in the home."""
    return Path(settings.NIZAM_HOME) / "heads"


def write_head(seal: Seal, folder: Path | None = None) -> Path:
    """Write the head of `seal` as `<number>.json`, whole or not at all; returns the path. Raises OSError."""
    folder = folder or heads_folder()
    folder.mkdir(parents=True, exist_ok=True)
    head = Head.of(seal)
    path = folder / f"{seal.number}.json"
    temporary = folder / f".{seal.number}.{secrets.token_hex(8)}.tmp"
    with temporary.open("w", encoding="utf-8") as stream:
        json.dump({"number": head.number, "size": head.size, "root": head.root, "at": head.at}, stream, indent=1)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    temporary.rename(path)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return path


def write_missing_heads(folder: Path | None = None) -> list[Path]:
    """Write the heads of the newest seals that have none, back to the first that has one; returns the paths.

    A head that could not be written at its seal (a killed process, a full disk) comes with the next one.
    """
    folder = folder or heads_folder()
    missing: list[Seal] = []
    for seal in Seal.objects.order_by("-number").defer("marks").iterator():
        if (folder / f"{seal.number}.json").exists():
            break
        missing.append(seal)
    return [write_head(seal, folder) for seal in reversed(missing)]


def read_head(path: Path) -> Head:
    """Read one head; raises HeadError when the file cannot be read or is none."""
    try:
        data = json.loads(path.read_text("utf-8"))
        head = Head(number=int(data["number"]), size=int(data["size"]), root=str(data["root"]), at=str(data["at"]))
        datetime.fromisoformat(head.at)
        if len(bytes.fromhex(head.root)) != 32 or head.size < 1:
            raise ValueError(head.root)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HeadError(f"{path} is no head of a journal: {error}") from error
    return head


def read_heads(path: Path) -> list[Head]:
    """Return the head in the file `path`, or every head in the folder `path`, smallest first. Raises HeadError."""
    found = [read_head(file) for file in path.glob("[0-9]*.json")] if path.is_dir() else [read_head(path)]
    return sorted(found, key=lambda head: head.size)
