# SPDX-License-Identifier: EUPL-1.2
"""Backing up a running home: heads, then the database, then the files it names."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils import timezone

from nizam.site.command import program_version
from nizam.site.maintenance.archive import (
    CHUNK,
    BackupFault,
    Manifest,
    copy_with_digest,
    digest_of,
    files_below,
    write_keys,
)
from nizam.site.maintenance.database import copy_database
from nizam.site.maintenance.home import applied_migrations


@dataclass
class BackupResult:
    """What a backup holds, and what could not be had: a sentence each. `size` in bytes."""

    folder: Path
    files: int = 0
    blobs: int = 0
    size: int = 0
    faults: list[str] = field(default_factory=list)


def make_backup(folder: Path, *, keys: Path | None = None, link_blobs: bool = False) -> BackupResult:
    """Back up the home into `folder`, new or empty, while others work. Raises BackupFault.

    Whatever was acknowledged before the call is in it. Heads come first: no head may know more than the database.
    Then the database at one moment; then the files it names, which are never changed and were durable before their
    rows. `link_blobs` makes hard links instead of copies where it can: against a failed upgrade, not against a lost
    disk. The keys go into the file `keys` alone.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupFault(f"{folder} is not empty. A backup needs a folder of its own.")
    if keys is not None and keys.exists():
        raise BackupFault(f"{keys} exists already; it is not overwritten.")
    if keys is not None and keys.absolute().is_relative_to(folder.absolute()):
        raise BackupFault("The keys belong in a place other than the backup itself.")
    home = Path(settings.NIZAM_HOME)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    manifest = Manifest(
        version=program_version(),
        made_at=timezone.now().isoformat(),
        database="",
        migrations=[list(key) for key in applied_migrations()],
    )
    result = BackupResult(folder)
    _copy_tree(home / "heads", folder, "heads", manifest)
    database = copy_database(folder)
    manifest.database = database.name
    manifest.files[database.name] = list(digest_of(database))
    _copy_blobs(folder, manifest, result, link=link_blobs)
    _copy_tree(Path(settings.MEDIA_ROOT), folder, "media", manifest)
    _copy_tree(home / "outbox", folder, "outbox", manifest)
    if keys is not None:
        manifest.keys_sha256 = write_keys(keys, home / "keys")
    # The manifest is the last word: when it is on the disk, everything it names is.
    os.sync()
    manifest.write(folder)
    result.files = len(manifest.files)
    result.size = sum(size for _sha256, size in manifest.files.values())
    return result


def _copy_tree(source: Path, folder: Path, name: str, manifest: Manifest) -> None:
    for path in files_below(source):
        inside = f"{name}/{path.relative_to(source).as_posix()}"
        try:
            manifest.files[inside] = list(copy_with_digest(path, folder / inside))
        except FileNotFoundError:
            # Sent or removed since the folder was listed.
            (folder / inside).unlink(missing_ok=True)


def _copy_blobs(folder: Path, manifest: Manifest, result: BackupResult, *, link: bool) -> None:
    from nizam.spine.records.blobs import blob_path
    from nizam.spine.records.models import Blob

    storage = storages["blobs"]
    # Asked after the copy of the database: whatever that names is here, or was lawfully destroyed since.
    for sha256 in Blob.objects.order_by("pk").values_list("sha256", flat=True).iterator(chunk_size=5000):
        name = blob_path(sha256)
        inside = f"blobs/{name}"
        try:
            found = _copy_blob(storage, name, folder / inside, link=link)
        except FileNotFoundError:
            if Blob.objects.filter(sha256=sha256).exists():
                result.faults.append(f"The bytes of the file {sha256} are missing in this home.")
            continue
        if found[0] != sha256:
            result.faults.append(
                f"The bytes of the file {sha256} are damaged in this home; they were copied as they are."
            )
        manifest.files[inside] = list(found)
        result.blobs += 1


def _copy_blob(storage: Storage, name: str, target: Path, *, link: bool) -> tuple[str, int]:
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(storage, FileSystemStorage):
        source = Path(storage.path(name))
        if link:
            try:
                os.link(source, target)
            except FileNotFoundError:
                raise
            except OSError:
                # Another file system, or one without hard links.
                return copy_with_digest(source, target)
            return digest_of(target)
        return copy_with_digest(source, target)
    digest, size = hashlib.sha256(), 0
    with storage.open(name, "rb") as reading, target.open("xb") as writing:
        while chunk := reading.read(CHUNK):
            writing.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size
