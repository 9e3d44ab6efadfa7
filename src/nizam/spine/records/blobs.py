# SPDX-License-Identifier: EUPL-1.2
"""Keeping and reading bytes by their SHA-256, in the storage named `blobs` (a folder, or S3 by setting)."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.db import IntegrityError, transaction
from django.db.models import F

from nizam.kit.keeping import KEEP_LEFTOVERS
from nizam.kit.uids import uuid7
from nizam.spine.records.models import Blob

# The disk makes several files durable in hardly more time than one.
STORED_AT_ONCE = 8


class BlobDamaged(Exception):
    """The stored bytes are gone, or do not have the SHA-256 they are kept under."""


def blob_path(sha256: str) -> str:
    """Return where the bytes lie in the storage: two levels of folders by the first four digits."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def keep_bytes(raw: bytes) -> Blob:
    """Keep `raw` and return its row with one reference more.

    The bytes are durable before the row is written (temporary name, fsync, rename, fsync of the folder), so a row
    never points at missing bytes, whenever the power goes.
    """
    digest = store_bytes(raw)
    if Blob.objects.filter(sha256=digest).update(references=F("references") + 1):
        return Blob.objects.get(sha256=digest)
    try:
        with transaction.atomic():
            return Blob.objects.create(sha256=digest, size=len(raw), references=1)
    except IntegrityError:
        Blob.objects.filter(sha256=digest).update(references=F("references") + 1)
        return Blob.objects.get(sha256=digest)


def keep_each(raws: Mapping[str, bytes]) -> dict[str, Blob]:
    """Keep bytes that `store_each` has made durable, given by their SHA-256; return their rows likewise.

    Each has one reference more. Raises IntegrityError when another process keeps one of them at the same moment.
    """
    known = Blob.objects.filter(sha256__in=raws)
    known.update(references=F("references") + 1)
    found = {blob.sha256: blob for blob in known}
    made = [Blob(sha256=digest, size=len(raw), references=1) for digest, raw in raws.items() if digest not in found]
    return found | {blob.sha256: blob for blob in Blob.objects.bulk_create(made)}


def store_each(raws: Iterable[bytes]) -> None:
    """Make all of `raws` durable in the storage, as `store_bytes` does with one."""
    with ThreadPoolExecutor(STORED_AT_ONCE) as threads:
        for _digest in threads.map(store_bytes, raws):
            pass


def store_bytes(raw: bytes) -> str:
    """Make `raw` durable in the storage and return its SHA-256; no row is written.

    Called ahead of a transaction that keeps the same bytes, it spares that transaction the disk's time.
    """
    digest = hashlib.sha256(raw).hexdigest()
    storage = storages["blobs"]
    name = blob_path(digest)
    if not isinstance(storage, FileSystemStorage):
        if not storage.exists(name):
            storage.save(name, ContentFile(raw))
        return digest
    target = Path(storage.path(name))
    if target.exists() and target.stat().st_size == len(raw):
        return digest
    _make_folder(target.parent)
    unfinished = target.with_name(f".{digest}.{uuid7()}")
    with unfinished.open("wb") as stream:
        stream.write(raw)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(target)
    _make_durable(target.parent)
    return digest


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _make_durable(folder.parent)


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_unfinished(older_than: timedelta = KEEP_LEFTOVERS) -> int:
    """Remove what writers that were killed left half-written in the folder of blobs; return how many files went.

    Only files of the form a writer names before it renames them, and only those untouched for `older_than`: a slow
    writer of now keeps its own.
    """
    storage = storages["blobs"]
    if not isinstance(storage, FileSystemStorage):
        return 0
    before = time.time() - older_than.total_seconds()
    removed = 0
    for path in Path(storage.location).glob(f"??/??/.{'[0-9a-f]' * 64}.*"):
        try:
            if path.stat().st_mtime < before:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            # Finished or removed by another meanwhile.
            continue
    return removed


def read_bytes(blob: Blob) -> bytes:
    """Return the bytes of `blob`. Raises BlobDamaged when they are gone or are not what was kept."""
    try:
        with storages["blobs"].open(blob_path(blob.sha256), "rb") as stream:
            raw: bytes = stream.read()
    except FileNotFoundError as error:
        raise BlobDamaged(blob.sha256) from error
    if hashlib.sha256(raw).hexdigest() != blob.sha256:
        raise BlobDamaged(blob.sha256)
    return raw


def read_start(blob: Blob, size: int) -> bytes:
    """Return the first `size` bytes of `blob`, without reading the rest. Raises BlobDamaged when it is gone."""
    try:
        with storages["blobs"].open(blob_path(blob.sha256), "rb") as stream:
            start: bytes = stream.read(size)
    except FileNotFoundError as error:
        raise BlobDamaged(blob.sha256) from error
    return start
