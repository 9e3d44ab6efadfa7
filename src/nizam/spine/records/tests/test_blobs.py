# SPDX-License-Identifier: EUPL-1.2
"""Bytes by their hash: kept once, read back whole, and nothing half-written stays for ever."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages

from nizam.spine.records.blobs import BlobDamaged, blob_path, keep_bytes, read_bytes, remove_unfinished, store_bytes

pytestmark = pytest.mark.django_db


def place(sha256: str) -> Path:
    return Path(storages["blobs"].path(blob_path(sha256)))


def test_the_same_bytes_are_kept_once_and_counted() -> None:
    first = keep_bytes("Arayış".encode())
    again = keep_bytes("Arayış".encode())
    assert first == again
    assert again.references == 2
    assert read_bytes(again) == "Arayış".encode()


def test_a_shortened_file_is_written_anew() -> None:
    raw = os.urandom(2000)
    digest = store_bytes(raw)
    place(digest).write_bytes(raw[:100])
    assert store_bytes(raw) == digest
    assert place(digest).read_bytes() == raw


def test_a_flipped_byte_is_not_handed_out() -> None:
    raw = os.urandom(500)
    blob = keep_bytes(raw)
    place(blob.sha256).write_bytes(bytes([raw[0] ^ 1]) + raw[1:])
    with pytest.raises(BlobDamaged):
        read_bytes(blob)


def test_what_a_killed_writer_left_goes_after_a_day_and_nothing_else() -> None:
    raw = os.urandom(700)
    kept = place(store_bytes(raw))
    digest = hashlib.sha256(b"never finished").hexdigest()
    old = kept.with_name(f".{digest}.0199")
    new = kept.with_name(f".{digest}.0200")
    other = kept.with_name(".keep")
    yesterday = time.time() - timedelta(hours=25).total_seconds()
    for path in (old, new, other):
        path.write_bytes(b"half")
    for path in (old, other, kept):
        os.utime(path, (yesterday, yesterday))
    remove_unfinished()
    assert not old.exists()
    assert new.exists()
    assert other.exists()
    assert kept.read_bytes() == raw
    new.unlink()
    other.unlink()
