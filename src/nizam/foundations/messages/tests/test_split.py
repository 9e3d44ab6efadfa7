# SPDX-License-Identifier: EUPL-1.2
"""Messages found in files, folders, mailboxes and archives."""

import io
import os
import zipfile
from pathlib import Path
from typing import BinaryIO

import pytest

from nizam.foundations.messages import SOURCE_ERRORS, Item, MessageSourceError, split
from nizam.foundations.messages import _source as source

ONE = b"From: a@b.c\nSubject: one\n\nfirst\n"
TWO = b"From: d@e.f\nSubject: two\n\nFrom here on, see 10:00 in 2026.\n>From quoted\n"
MBOX = (
    b"From a@b.c Mon Jan  5 10:00:00 2026\n" + ONE + b"\n"
    b"From d@e.f Mon Jan  5 11:00:00 2026\n" + TWO.replace(b">From", b">>From") + b"\n"
)


def listed(stream: BinaryIO | Path, name: str = "in", **options: int) -> list[tuple[str, bytes | None, str | None]]:
    return [(item.file, item.raw, item.error) for item in split(name, stream, **options)]


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in members.items():
            opened.writestr(name, data)
    return path


def test_one_message_from_a_stream_and_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(ONE)
    assert list(split("x", path)) == [Item("x", ONE, len(ONE), None)]
    assert listed(io.BytesIO(ONE)) == [("in", ONE, None)]
    assert listed(io.BytesIO(b"")) == [("in", b"", None)]


def test_a_pipe_is_read_too() -> None:
    read_end, write_end = os.pipe()
    with os.fdopen(write_end, "wb") as writer:
        writer.write(MBOX)
    with os.fdopen(read_end, "rb") as reader:
        assert [name for name, _raw, _error in listed(reader)] == ["in#1", "in#2"]


def test_mbox() -> None:
    assert listed(io.BytesIO(MBOX)) == [("in#1", ONE, None), ("in#2", TWO, None)]
    windows = MBOX.replace(b"\n", b"\r\n")
    assert listed(io.BytesIO(windows)) == [
        ("in#1", ONE.replace(b"\n", b"\r\n"), None),
        ("in#2", TWO.replace(b"\n", b"\r\n"), None),
    ]


def test_mbox_without_a_last_line_break_and_empty() -> None:
    assert listed(io.BytesIO(MBOX.rstrip(b"\n")))[1][1] == TWO.rstrip(b"\n")
    assert listed(io.BytesIO(b"From x"))[0][1] == b""


def test_a_from_line_in_a_letter_does_not_part_it() -> None:
    body = b"text\n\nFrom Monday 10:00 of 2026 on we are closed\nplain words\n\nFrom us\nSubject: no\n"
    found = listed(io.BytesIO(b"From a@b.c Mon Jan  5 10:00:00 2026\n" + ONE + body))
    assert [raw for _name, raw, _error in found] == [ONE + body]


def test_an_eml_with_an_envelope_line_stays_one_message(tmp_path: Path) -> None:
    path = tmp_path / "two.eml"
    path.write_bytes(MBOX)
    assert listed(path, "two.eml") == [("two.eml", MBOX, None)]


def test_oversize_is_counted_and_not_loaded() -> None:
    assert list(split("x", io.BytesIO(ONE), max_bytes=10)) == [Item("x", None, len(ONE), "oversize")]
    big = MBOX.replace(b"first", b"first" * 40_000)
    found = list(split("x", io.BytesIO(big), max_bytes=1000))
    assert [(item.file, item.error) for item in found] == [("x#1", "oversize"), ("x#2", None)]
    assert found[0].size > 200_000


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b/2.eml", "b/1", "a.msg", "notes.json", ".DS_Store", ".git/x", "dovecot.index"):
        (tmp_path / name).write_bytes(ONE)
    (tmp_path / "c.mbox").write_bytes(MBOX)
    archive(tmp_path / "d.zip", one=ONE)
    os.mkfifo(tmp_path / "fifo")
    assert [name for name, _raw, _error in listed(tmp_path, "in/")] == [
        "in/a.msg",
        "in/c.mbox#1",
        "in/c.mbox#2",
        "in/d.zip#1",
        "in/b/1",
        "in/b/2.eml",
    ]


def test_maildir(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp", ".Sent/cur"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("cur/1:2,S", "new/2", "tmp/3", ".Sent/cur/4", "maildirfolder"):
        (tmp_path / name).write_bytes(ONE)
    assert [name for name, _raw, _error in listed(tmp_path)] == ["in/.Sent/cur/4", "in/cur/1:2,S", "in/new/2"]


def test_missing_and_unopenable_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MessageSourceError, match="no such file"):
        split("x", tmp_path / "absent")
    locked = tmp_path / "locked.eml"
    locked.write_bytes(ONE)

    def refuse(*_arguments: object) -> BinaryIO:
        # The tests may run as root, who is never refused.
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(MessageSourceError, match="Permission denied"):
        split("x", locked)
    assert list(split("x", tmp_path)) == [Item("x/locked.eml", None, len(ONE), "unreadable")]


def test_zip(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", x=ONE).read_bytes()
    path = archive(
        tmp_path / "a.zip",
        **{"1.eml": ONE, "box": MBOX, "inner.zip": inner, "photo.png": b"x", "folder/": b"", "2": TWO},
    )
    assert listed(path) == [
        ("in#1", ONE, None),
        ("in#2#1", ONE, None),
        ("in#2#2", TWO, None),
        ("in#3", None, "nested-archive"),
        ("in#4", TWO, None),
    ]


def test_zip_members_that_cannot_be_had(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", big=b"\0" * 5_000_000, small=ONE)
    assert listed(path, max_bytes=1000) == [("in#1", None, "oversize"), ("in#2", ONE, None)]
    stored = tmp_path / "b.zip"
    with zipfile.ZipFile(stored, "w") as opened:
        opened.writestr("a", ONE)
    data = stored.read_bytes()
    assert listed(io.BytesIO(data.replace(b"first", b"fir5t"))) == [("in#1", None, "unreadable")]
    locked = bytearray(data)
    locked[data.index(b"PK\x01\x02") + 8] |= 1
    assert listed(io.BytesIO(bytes(locked))) == [("in#1", None, "encrypted-member")]
    # A name of no length, as a damaged directory may hold.
    nameless = bytearray(data)
    nameless[data.index(b"PK\x01\x02") + 28] = 0
    assert all(error for _name, _raw, error in listed(io.BytesIO(bytes(nameless))))
    assert listed(io.BytesIO(data[:40])) == [("in", None, "bad-archive")]


def test_zip_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive(tmp_path / "a.zip", a=ONE, b=ONE, c=ONE)
    monkeypatch.setattr(source, "MAX_MEMBERS", 1)
    assert [error for _name, _raw, error in listed(path)] == [None, "archive-limit"]
    monkeypatch.setattr(source, "MAX_MEMBERS", 10)
    monkeypatch.setattr(source, "MAX_ARCHIVE_BYTES", len(ONE) + 1)
    assert [error for _name, _raw, error in listed(path)] == [None, None, "archive-limit"]


def test_every_error_is_documented() -> None:
    assert set(SOURCE_ERRORS) == {
        "oversize",
        "unreadable",
        "bad-archive",
        "nested-archive",
        "encrypted-member",
        "archive-limit",
    }
