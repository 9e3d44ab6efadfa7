# SPDX-License-Identifier: EUPL-1.2
"""Bringing a backup into an empty home: every hash first, then everything at once."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

from nizam.site.command import program_version
from nizam.site.maintenance.archive import (
    SQLITE_FILE,
    BackupFault,
    Manifest,
    copy_with_digest,
    faults_of,
    read_keys,
    safe_name,
    write_durably,
)
from nizam.site.maintenance.database import database_file, database_is_empty, quick_check, restore_postgres
from nizam.site.maintenance.home import unknown_migrations

FOLDERS = ("blobs", "media", "outbox", "heads")


@dataclass
class RestoreResult:
    """What was brought back; `notes` are sentences for whoever did it."""

    files: int
    made_at: str
    version: str
    notes: list[str] = field(default_factory=list)


def restore_backup(folder: Path, *, keys: Path | None = None) -> RestoreResult:
    """Restore `folder` into this empty home. Raises BackupFault; then the home is as empty as before.

    Refused: a damaged backup, one of a newer version, one of the other kind of database, a home that holds anything.
    """
    home = Path(settings.NIZAM_HOME)
    manifest = Manifest.read(folder)
    _require_usable(manifest, home)
    secrets = read_keys(keys, manifest.keys_sha256) if keys is not None else {}
    faults = faults_of(folder)
    if faults:
        raise BackupFault(*faults, damaged=True)
    staging = home / f".restore-{os.getpid()}"
    try:
        _stage(folder, staging, manifest)
        _place(staging, home, manifest)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    _place_keys(secrets, home / "keys")
    result = RestoreResult(files=len(manifest.files), made_at=manifest.made_at, version=manifest.version)
    if not secrets:
        result.notes.append(
            "No keys were restored: sessions have ended, and encrypted secrets (of mailboxes) must be entered anew."
        )
    return result


def _require_usable(manifest: Manifest, home: Path) -> None:
    unknown = unknown_migrations([(app, name) for app, name in manifest.migrations])
    if unknown or _parts(manifest.version) > _parts(program_version()):
        raise BackupFault(
            f"This backup was made by a newer version of Nizam ({manifest.version}; this one is {program_version()})."
            " Install that version to restore it."
        )
    if manifest.database != database_file():
        kind = "SQLite" if manifest.database == SQLITE_FILE else "PostgreSQL"
        raise BackupFault(f"This backup holds a {kind} database, and DATABASE_URL names another kind.")
    if not database_is_empty():
        raise BackupFault("The database of this home is not empty. Restore into an empty home (NIZAM_HOME).")
    for name in FOLDERS:
        if (home / name).is_dir() and any((home / name).iterdir()):
            raise BackupFault(f"{home / name} is not empty. Restore into an empty home (NIZAM_HOME).")


def _parts(version: str) -> tuple[int, ...]:
    numbers = version.partition("+")[0].split(".")
    return tuple(int(number) for number in numbers if number.isdigit())


def _stage(folder: Path, staging: Path, manifest: Manifest) -> None:
    staging.mkdir(mode=0o700, parents=True)
    for name, expected in manifest.files.items():
        # The copy is summed, too: what is put into place is what the manifest names, whatever the disk did meanwhile.
        if list(copy_with_digest(folder / safe_name(name), staging / safe_name(name))) != expected:
            raise BackupFault(f"{name} is damaged: its SHA-256 is not the one in the manifest.", damaged=True)
    if manifest.database == SQLITE_FILE:
        said = quick_check(staging / SQLITE_FILE)
        if said != "ok":
            raise BackupFault(f"The database in the backup is damaged: {said}.", damaged=True)
    os.sync()


def _place(staging: Path, home: Path, manifest: Manifest) -> None:
    placed: list[Path] = []
    try:
        for name in FOLDERS:
            if not (staging / name).is_dir():
                continue
            if name == "blobs" and not isinstance(storages["blobs"], FileSystemStorage):
                _upload(staging / name)
                continue
            target = Path(settings.MEDIA_ROOT) if name == "media" else home / name
            if target.is_dir():
                target.rmdir()
            placed.append(target)
            (staging / name).rename(target)
        # Last: from here on the home is no longer empty.
        if manifest.database == SQLITE_FILE:
            target = Path(settings.DATABASES["default"]["NAME"])
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(staging / SQLITE_FILE, target)
        else:
            restore_postgres(staging / manifest.database)
    except BaseException:
        for target in placed:
            shutil.rmtree(target, ignore_errors=True)
        raise
    os.sync()


def _upload(folder: Path) -> None:
    storage = storages["blobs"]
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not storage.exists(name):
            with path.open("rb") as stream:
                storage.save(name, stream)


def _place_keys(secrets: dict[str, bytes], keys: Path) -> None:
    for name, content in secrets.items():
        path = keys / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        write_durably(path, content, 0o644 if path.suffix == ".crt" else 0o600)
