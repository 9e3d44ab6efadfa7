# SPDX-License-Identifier: EUPL-1.2
"""Places messages lie in: a file, a folder (Maildir too), an mbox, a zip archive."""

import lzma
import os
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import IO, BinaryIO, Final

from nizam.foundations.messages._model import MessageSourceError

MAX_BYTES: Final = 50 * 1024 * 1024
"""Default size limit of one message in bytes."""
MAX_MEMBERS: Final = 100_000
"""Members of one archive that are looked at."""
MAX_ARCHIVE_BYTES: Final = 8 * 1024**3
"""Unpacked bytes of one archive that are read, whatever its directory claims."""

SOURCE_ERRORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "oversize": "the message is over the size limit and was not loaded",
        "unreadable": "the file or member could not be read",
        "bad-archive": "the zip archive is broken",
        "nested-archive": "an archive inside an archive is not opened",
        "encrypted-member": "the archive member is locked by a password",
        "archive-limit": "the archive holds more members or more bytes than is safe; the rest was not read",
    }
)
"""Every code that can stand in `Item.error`, and what it means to a developer."""

_CHUNK: Final = 65_536
_ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
_SEPARATOR: Final = re.compile(rb"From (?=.*\d:\d\d)(?=.*\b(?:19|20)\d\d\b)")
_HEADER_LINE: Final = re.compile(rb">?From |[!-9;-~]+[ \t]*:")
_ESCAPED: Final = re.compile(rb">+From ")
_NOT_MAIL: Final = frozenset(
    re.findall(
        r"\.\w+",
        ".7z .avi .bmp .css .csv .db .doc .docx .gif .htm .html .ico .ini .jpeg .jpg .js .json .log .md .mp3 .mp4 .ods"
        ".odt .pdf .png .ppt .pptx .py .rar .rtf .sqlite .svg .tif .tiff .toml .xls .xlsx .xml .yaml .yml",
    )
)
_NOT_MAIL_NAMES: Final = frozenset({"maildirfolder", "maildirsize", "subscriptions", "thumbs.db"})
_READ_ERRORS: Final = (
    OSError,
    EOFError,
    OverflowError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    lzma.LZMAError,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One message found: where, its bytes (None when `error` holds a code of `SOURCE_ERRORS`), its size in bytes."""

    file: str
    raw: bytes | None
    size: int
    error: str | None


def split(name: str, stream: BinaryIO | Path, *, max_bytes: int = MAX_BYTES) -> Iterator[Item]:
    """The messages of a source, one at a time, in a stable order.

    A folder is walked recursively in sorted order and its files are named `name/path`; hidden files, indexes of mail
    servers, a Maildir's `tmp` and files whose suffix says they are no mail are passed over. A file that begins with
    "From " is an mbox (`name#1`, `name#2` …, ">From " unescaped as in mboxrd) unless it is called .eml; a zip archive
    gives `name#n`, an mbox inside it `name#n#m`. Anything else is one message. Over `max_bytes` nothing is loaded.

    Raises:
        MessageSourceError: the path does not exist or cannot be opened.
    """
    if not isinstance(stream, Path):
        return _from_stream(name, stream, max_bytes)
    if stream.is_dir():
        return _from_folder(name, stream, max_bytes)
    if not stream.is_file():
        raise MessageSourceError(f"no such file or folder: {stream}")
    try:
        opened = stream.open("rb")
    except OSError as error:
        raise MessageSourceError(f"cannot open {stream}: {error.strerror}") from error
    return _from_open_file(name, opened, max_bytes)


def _from_folder(name: str, folder: Path, max_bytes: int) -> Iterator[Item]:
    for path in _files(folder):
        label = f"{name.rstrip('/')}/{path.relative_to(folder).as_posix()}"
        try:
            opened = path.open("rb")
        except OSError:
            yield Item(label, None, path.lstat().st_size, "unreadable")
            continue
        yield from _from_open_file(label, opened, max_bytes)


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        here = Path(root)
        maildir = "cur" in folders and "new" in folders
        # Maildir++ keeps its subfolders under hidden names; other hidden folders hold no mail.
        folders[:] = sorted(
            item
            for item in folders
            if (not item.startswith(".") or (here / item / "cur").is_dir()) and not (maildir and item == "tmp")
        )
        yield from (here / item for item in sorted(files) if _may_be_mail(item) and (here / item).is_file())


def _may_be_mail(name: str) -> bool:
    lowered = PurePosixPath(name).name.lower()
    if lowered.startswith((".", "dovecot")) or lowered in _NOT_MAIL_NAMES:
        return False
    return PurePosixPath(lowered).suffix not in _NOT_MAIL


def _from_open_file(name: str, opened: BinaryIO, max_bytes: int) -> Iterator[Item]:
    with opened:
        yield from _from_stream(name, opened, max_bytes)


def _from_stream(name: str, stream: BinaryIO, max_bytes: int) -> Iterator[Item]:
    if stream.seekable():
        yield from _from_seekable(name, stream, max_bytes)
        return
    with tempfile.SpooledTemporaryFile(max_size=max_bytes) as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield from _from_seekable(name, copy, max_bytes)


def _from_seekable(name: str, stream: IO[bytes], max_bytes: int) -> Iterator[Item]:
    start = stream.tell()
    head = stream.read(5)
    stream.seek(start)
    if head.startswith(_ZIP_MAGIC):
        yield from _from_zip(name, stream, max_bytes)
    else:
        yield from _from_plain(name, name, head, stream, max_bytes)


def _from_plain(name: str, file_name: str, head: bytes, stream: IO[bytes], max_bytes: int) -> Iterator[Item]:
    if head == b"From " and not file_name.lower().endswith(".eml"):
        yield from _from_mbox(name, stream, max_bytes)
        return
    message = _Collector(max_bytes)
    while chunk := stream.read(_CHUNK):
        message.add(chunk)
    yield message.item(name)


def _from_mbox(name: str, stream: IO[bytes], max_bytes: int) -> Iterator[Item]:
    message = _Collector(max_bytes)
    number = 1
    # The first line is the separator of the first message.
    at_start = stream.readline(_CHUNK).endswith(b"\n")
    after_blank = False
    line = stream.readline(_CHUNK)
    while line:
        following = stream.readline(_CHUNK)
        if at_start and after_blank and _SEPARATOR.match(line) and _HEADER_LINE.match(following):
            yield message.item(f"{name}#{number}", between=True)
            number += 1
            message = _Collector(max_bytes)
        else:
            message.add(line[1:] if at_start and _ESCAPED.match(line) else line)
        after_blank = at_start and not line.strip(b"\r\n")
        at_start = line.endswith(b"\n")
        line = following
    yield message.item(f"{name}#{number}", between=True)


def _from_zip(name: str, stream: IO[bytes], max_bytes: int) -> Iterator[Item]:
    try:
        archive = zipfile.ZipFile(stream)
    except _READ_ERRORS:
        yield Item(name, None, 0, "bad-archive")
        return
    budget = MAX_ARCHIVE_BYTES
    with archive:
        members = [
            info for info in archive.infolist() if not info.filename.endswith("/") and _may_be_mail(info.filename)
        ]
        for number, info in enumerate(members, 1):
            label = f"{name}#{number}"
            if number > MAX_MEMBERS or budget <= 0:
                yield Item(label, None, info.file_size, "archive-limit")
                return
            for item in _from_member(label, archive, info, max_bytes):
                budget -= item.size
                yield item


def _from_member(label: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, max_bytes: int) -> Iterator[Item]:
    if info.flag_bits & 0x1:
        yield Item(label, None, info.file_size, "encrypted-member")
        return
    try:
        with archive.open(info) as member:
            head = member.read(5)
            member.seek(0)
            if head.startswith(_ZIP_MAGIC):
                yield Item(label, None, info.file_size, "nested-archive")
            elif info.file_size > max_bytes and head != b"From ":
                yield Item(label, None, info.file_size, "oversize")
            else:
                yield from _from_plain(label, info.filename, head, member, max_bytes)
    except _READ_ERRORS:
        yield Item(label, None, info.file_size, "unreadable")


class _Collector:
    """Gathers one message and lets go of it once it is over the limit; counts on."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._max_bytes:
            self._chunks.clear()
        else:
            self._chunks.append(chunk)

    def item(self, file: str, *, between: bool = False) -> Item:
        """The item; `between` takes off the blank line that parts two messages of an mbox."""
        if self._size > self._max_bytes:
            return Item(file, None, self._size, "oversize")
        raw = b"".join(self._chunks)
        if between:
            for blank in (b"\r\n\r\n", b"\n\n"):
                if raw.endswith(blank):
                    raw = raw[: -len(blank) // 2]
                    break
        return Item(file, raw, len(raw), None)
