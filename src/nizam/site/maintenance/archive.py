# SPDX-License-Identifier: EUPL-1.2
"""The form of a backup: a folder of plain files and a manifest with the SHA-256 of each."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_SUM = "manifest.sha256"
SQLITE_FILE = "database.sqlite3"
POSTGRES_FILE = "database.dump"
CHUNK = 1 << 20


class BackupFault(Exception):
    """A backup cannot be made or used; `sentences` say why. `damaged` means that its bytes are not what was written."""

    def __init__(self, *sentences: str, damaged: bool = False) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences
        self.damaged = damaged


@dataclass
class Manifest:
    """What a backup holds. `files` maps a path inside it to [SHA-256, size in bytes]."""

    version: str
    made_at: str
    database: str
    migrations: list[list[str]]
    files: dict[str, list[Any]] = field(default_factory=dict)
    keys_sha256: str | None = None
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write the manifest and its own sum, durably; a folder without them is an unfinished backup."""
        text = json.dumps(self.__dict__, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
        write_durably(folder / MANIFEST, text)
        write_durably(folder / MANIFEST_SUM, f"{hashlib.sha256(text).hexdigest()}  {MANIFEST}\n".encode())

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read a manifest. Raises BackupFault when there is none, it is damaged, or of a newer form."""
        try:
            text = (folder / MANIFEST).read_bytes()
            summed = (folder / MANIFEST_SUM).read_text("ascii", "replace")
        except OSError as error:
            raise BackupFault(f"{folder} holds no finished backup: {error.strerror} ({error.filename}).") from error
        if summed != f"{hashlib.sha256(text).hexdigest()}  {MANIFEST}\n":
            raise BackupFault(f"{MANIFEST} is damaged: its SHA-256 is not the one in {MANIFEST_SUM}.", damaged=True)
        data = json.loads(text)
        if data["format"] > FORMAT:
            raise BackupFault(f"This backup was made by a newer version of Nizam ({data['version']}).")
        return cls(**data)


def digest_of(path: Path) -> tuple[str, int]:
    """Return SHA-256 and size of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def copy_with_digest(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file and return SHA-256 and size of what was written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading, target.open("xb") as writing:
        while chunk := reading.read(CHUNK):
            writing.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a new file with `mode` and wait until it is on the disk. Raises FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every regular file below `folder`, unfinished ones (a leading dot) left out."""
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield path


def faults_of(folder: Path) -> list[str]:
    """Read every byte of a backup; returns a sentence for each file that is damaged, missing or foreign.

    Raises BackupFault when the manifest itself cannot be used.
    """
    manifest = Manifest.read(folder)
    found = []
    for name, (sha256, size) in sorted(manifest.files.items()):
        path = folder / safe_name(name)
        if not path.is_file():
            found.append(f"{name} is missing.")
        elif digest_of(path) != (sha256, size):
            found.append(f"{name} is damaged: its SHA-256 is not the one in {MANIFEST}.")
    known = {*manifest.files, MANIFEST, MANIFEST_SUM}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (path.is_symlink() or not path.is_dir()) and name not in known:
            found.append(f"{name} does not belong to this backup.")
    return found


def safe_name(name: str) -> PurePosixPath:
    """Return `name` as a path that stays inside its folder; raises BackupFault for any other."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise BackupFault(f"The manifest names a file outside the backup: {name}.", damaged=True)
    return path


def write_keys(target: Path, keys: Path) -> str:
    """Write every file below `keys` into one file for its owner only; returns its SHA-256."""
    found = {
        path.relative_to(keys).as_posix(): base64.b64encode(path.read_bytes()).decode() for path in files_below(keys)
    }
    text = json.dumps({"nizam-keys": FORMAT, "files": found}, indent=1, sort_keys=True).encode() + b"\n"
    write_durably(target, text, 0o600)
    return hashlib.sha256(text).hexdigest()


def read_keys(source: Path, expected: str | None) -> dict[str, bytes]:
    """Return the files of a keys file by name. Raises BackupFault when it is not the one made with the backup."""
    try:
        text = source.read_bytes()
    except OSError as error:
        raise BackupFault(f"The keys cannot be read: {error.strerror} ({source}).") from error
    if expected is None:
        raise BackupFault("This backup was made without keys; leave --keys out.")
    if hashlib.sha256(text).hexdigest() != expected:
        raise BackupFault(
            f"{source} is not the keys file that was made with this backup, or it is damaged.", damaged=True
        )
    data = json.loads(text)
    return {safe_name(name).as_posix(): base64.b64decode(content) for name, content in data["files"].items()}
