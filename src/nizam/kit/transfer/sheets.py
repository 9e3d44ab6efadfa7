# SPDX-License-Identifier: EUPL-1.2
"""Files of rows: CSV (RFC 4180, UTF-8 with a byte order mark) and XLSX, written and read line by line.

A text that a spreadsheet would take for a formula is written with an apostrophe before it, which reading takes off
again; texts that begin with apostrophes and then such a sign get one more, so that nothing is lost.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import IO, Any

BOM = "\ufeff"
DELIMITERS = (",", ";", "\t")
LARGEST_UNPACKED = 1024 * 1024 * 1024
LONGEST_CELL = 10_000_000

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
# ECMA-376 part 1, 22.9.2.19 (ST_Xstring): characters XML cannot hold are written as _xHHHH_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
# A spreadsheet keeps numbers as IEEE 754 doubles: fifteen digits come back as they went in.
EXACT_DIGITS = 15

# The reader's own limit of 128 KiB is less than a note may hold.
csv.field_size_limit(LONGEST_CELL)


class UnreadableSheet(Exception):
    """The file is not what its name says; `code` is encoding, damaged, too-large or empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def guarded(text: str) -> str:
    """Return `text` as no spreadsheet takes it for a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


class _Line(io.StringIO):
    def take(self) -> str:
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text


def csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield `rows` as lines of CSV, without the byte order mark."""
    line = _Line(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row)
        yield line.take().encode("utf-8", "replace")


def write_xlsx(target: Any, rows: Iterable[Sequence[str]], kinds: Sequence[str]) -> None:
    """Write `rows` (the first one holds the headers) as a workbook; numbers, days and flags as such, not as text."""
    # Imported where it is used: it brings in numpy, and every command would pay for both at its start.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    sheet.freeze_panes = "A2"
    head = True
    for row in rows:
        sheet.append([_escape(cell) if head else _native(cell, kind) for cell, kind in zip(row, kinds, strict=True)])
        head = False
    book.save(target)


def _native(text: str, kind: str) -> Any:
    if not text:
        return None
    if kind == "flag" and text in {"true", "false"}:
        return text == "true"
    if kind == "number":
        try:
            number = Decimal(text)
        except InvalidOperation:
            return _escape(text)
        if number.is_finite() and len(number.as_tuple().digits) <= EXACT_DIGITS:
            return number
    if kind == "date":
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return _escape(text)
    return _escape(text)


def _escape(text: str) -> str:
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def read_csv(stream: IO[bytes], known: Iterable[str] = ()) -> Iterator[list[str]]:
    """Yield the rows of a CSV file; separated by commas, semicolons or tabs, as its header best matches `known`.

    Raises UnreadableSheet("encoding") unless it is UTF-8, or UTF-16 with a byte order mark.
    """
    start = stream.read(4)
    stream.seek(0)
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        first = text.readline()
        text.seek(0)
        names = set(known)
        delimiter = max(
            DELIMITERS, key=lambda sign: len(names & set(map(str.strip, next(csv.reader([first], delimiter=sign), []))))
        )
        for row in csv.reader(text, delimiter=delimiter):
            yield [unguarded(cell) for cell in row]
    except UnicodeError:
        raise UnreadableSheet("encoding") from None
    except csv.Error:
        raise UnreadableSheet("damaged") from None
    finally:
        text.detach()


def read_xlsx(stream: IO[bytes]) -> Iterator[list[str]]:
    """Yield the rows of a workbook's first sheet as texts: days as ISO 8601, flags as true and false.

    Raises UnreadableSheet when it is no workbook or unpacks to more than LARGEST_UNPACKED bytes.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(stream) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST_UNPACKED:
                raise UnreadableSheet("too-large")
        stream.seek(0)
        book = load_workbook(stream, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError):
        raise UnreadableSheet("damaged") from None
    try:
        if not book.worksheets:
            raise UnreadableSheet("empty")
        sheet = book.worksheets[0]
        # The declared size is often wrong, and with it rows would be cut off.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            yield [_text(cell) for cell in row]
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError):
        raise UnreadableSheet("damaged") from None
    finally:
        book.close()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f") if value % 1 else str(int(value))
    return unguarded(_unescape(str(value)))
