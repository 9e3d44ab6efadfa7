# SPDX-License-Identifier: EUPL-1.2
"""Where imported and exported files lie: in the storage `blobs`, below `transfers/`, served by own screens only."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages

from nizam.kit.uids import uuid7

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
COPY_BYTES = 1024 * 1024


def file_name(transfer: Any) -> str:
    """Return where the file of an import or export lies in the storage."""
    folder = transfer._meta.model_name
    return f"transfers/{folder}/{transfer.uid}.{transfer.form}"


def work_folder(transfer: Any) -> Path:
    """Return the folder of this machine where an unfinished export gathers its parts."""
    return Path(settings.NIZAM_HOME) / "transfers" / str(transfer.uid)


@contextmanager
def new_file(name: str) -> Iterator[IO[bytes]]:
    """Give a file to write to; when the block ends well it stands under `name` whole, else not at all."""
    storage = storages["blobs"]
    if isinstance(storage, FileSystemStorage):
        target = Path(storage.path(name))
    else:
        target = Path(settings.NIZAM_HOME) / "transfers" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{uuid7()}")
    try:
        with unfinished.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if isinstance(storage, FileSystemStorage):
            unfinished.replace(target)
        else:
            storage.delete(name)
            with unfinished.open("rb") as whole:
                storage.save(name, File(whole))
    finally:
        unfinished.unlink(missing_ok=True)


def measure(name: str) -> tuple[int, str]:
    """Return the size in bytes and the SHA-256 of what is stored under `name`."""
    digest, size = hashlib.sha256(), 0
    with storages["blobs"].open(name, "rb") as stream:
        while block := stream.read(COPY_BYTES):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def open_file(name: str) -> Any:
    """Open what is stored under `name`; raises FileNotFoundError."""
    return storages["blobs"].open(name, "rb")


def forget_file(name: str) -> None:
    """Remove what is stored under `name`, if anything is."""
    storages["blobs"].delete(name)


def forget_unfinished(before: datetime) -> int:
    """Remove the files that were begun before a moment and never finished; returns how many."""
    storage = storages["blobs"]
    roots = [Path(settings.NIZAM_HOME) / "transfers"]
    if isinstance(storage, FileSystemStorage):
        roots.append(Path(storage.path("transfers")))
    count = 0
    for root in roots:
        for path in root.rglob(".*"):
            with suppress(FileNotFoundError):
                if path.is_file() and path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    count += 1
    return count


def work_folders() -> dict[uuid.UUID, Path]:
    """Return the folders of parts on this machine by the identifier of their export."""
    root = Path(settings.NIZAM_HOME) / "transfers"
    found: dict[uuid.UUID, Path] = {}
    for path in root.iterdir() if root.is_dir() else ():
        with suppress(ValueError):
            found[uuid.UUID(path.name)] = path
    return found


def write_durably(path: Path, lines: Iterator[bytes]) -> int:
    """Write `lines` to `path` so that it is there whole or not at all; returns the size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid7()}")
    size = 0
    with unfinished.open("wb") as stream:
        for line in lines:
            size += stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)
    return size


def remove_folder(folder: Path) -> None:
    """Remove a folder of parts."""
    shutil.rmtree(folder, ignore_errors=True)
