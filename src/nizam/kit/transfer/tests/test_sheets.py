# SPDX-License-Identifier: EUPL-1.2
"""Cells survive files, and no file holds what a spreadsheet would run."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from nizam.kit.transfer.columns import natural_parts, natural_text
from nizam.kit.transfer.sheets import (
    BOM,
    UnreadableSheet,
    csv_lines,
    guarded,
    read_csv,
    read_xlsx,
    unguarded,
    write_xlsx,
)

pytestmark = pytest.mark.one_engine


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["=1+1", "'=1", "''@", "+994", "-", "\t", "\r\n", "a\r\nb", '"', ",", ";", "'", "_x000D_", "00012", "1e5", "TRUE"]
)


def from_csv(raw):
    return list(read_csv(io.BytesIO(raw)))


@settings(deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_any_text_survives_a_csv_file(rows):
    head = ["one", "two"]
    raw = BOM.encode() + b"".join(csv_lines([head, *[[guarded(cell) for cell in row] for row in rows]]))
    assert from_csv(raw) == [head, *rows]


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=3, max_size=3))
def test_any_text_survives_a_workbook(row):
    target = io.BytesIO()
    write_xlsx(target, [["a", "b", "c"], [guarded(cell) for cell in row]], ["text"] * 3)
    target.seek(0)
    read = list(read_xlsx(target))
    assert read[0] == ["a", "b", "c"]
    assert [*(read[1] if len(read) > 1 else []), "", "", ""][:3] == row


@given(TEXTS)
def test_the_guard_comes_off_again(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")


def test_a_csv_file_is_rfc_4180_with_a_byte_order_mark():
    assert b"".join(csv_lines([["a", 'say "b"'], ["1,2", "x\ny"]])) == b'a,"say ""b"""\r\n"1,2","x\ny"\r\n'


def test_numbers_days_and_flags_are_such_in_a_workbook():
    target = io.BytesIO()
    write_xlsx(
        target,
        [["n", "d", "f", "long"], ["-12.5", "2026-03-01", "true", "12345678901234567890"]],
        ["number", "date", "flag", "number"],
    )
    target.seek(0)
    number, day, flag, long = next(load_workbook(target).active.iter_rows(min_row=2, values_only=True))
    assert (number, day.isoformat()[:10], flag, long) == (-12.5, "2026-03-01", True, "12345678901234567890")
    target.seek(0)
    assert list(read_xlsx(target))[1] == ["-12.5", "2026-03-01", "true", "12345678901234567890"]


def test_what_a_spreadsheet_program_saved_is_read():
    book = Workbook()
    book.active.append(["code", "n", "empty"])
    book.active.append([12, 2.50, None])
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    assert list(read_xlsx(target)) == [["code", "n", "empty"], ["12", "2.5"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_and_encodings_of_office_programs_are_read(delimiter, encoding):
    raw = f"name{delimiter}note\r\nŞəki{delimiter}x\r\n".encode(encoding)
    assert list(read_csv(io.BytesIO(raw), ["name", "note"])) == [["name", "note"], ["Şəki", "x"]]


def test_other_encodings_and_damaged_files_are_told():
    with pytest.raises(UnreadableSheet) as told:
        from_csv("ad\r\nŞəki\r\n".encode("cp1254", "replace") + b"\xfe\xe7")
    assert told.value.code == "encoding"
    with pytest.raises(UnreadableSheet) as told:
        list(read_xlsx(io.BytesIO(b"PK not a workbook")))
    assert told.value.code == "damaged"


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("nizam.kit.transfer.sheets.LARGEST_UNPACKED", 1000)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 2000)
    target.seek(0)
    with pytest.raises(UnreadableSheet) as told:
        list(read_xlsx(target))
    assert told.value.code == "too-large"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=3))
def test_natural_keys_come_apart_as_they_were(parts):
    assert natural_parts(natural_text(parts), len(parts)) == parts


def test_only_the_last_part_of_a_natural_key_keeps_its_slash():
    assert natural_text(["niz/ami", "INV/1"]) == "niz\\/ami/INV/1"
