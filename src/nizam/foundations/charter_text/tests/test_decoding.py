# SPDX-License-Identifier: EUPL-1.2
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.charter_text import (
    CharterTextError,
    UndecodableTextError,
    UnsupportedFormatError,
    decode,
    has_pages,
    read,
)

TURKISH = "Madde 1- Arşiv müdürlüğü, şehrin bütün belgelerini korur ve çoğaltır.\n"
RUSSIAN = "Статья 1. Архив хранит все бумаги города.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TURKISH, "utf-8"),
        (TURKISH, "utf-8-sig"),
        (TURKISH, "utf-16"),
        (TURKISH, "utf-16-le"),
        (TURKISH, "utf-16-be"),
        (TURKISH, "cp1254"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "utf-8"),
        ("", "utf-8"),
    ],
)
def test_the_encodings_charters_come_in(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_what_is_read_page_by_page_is_told_by_its_beginning() -> None:
    assert has_pages(b"\xff\xd8\xff\xe0 a photograph")
    assert has_pages(b"\r\n%PDF-1.7 with a line before it")
    assert not has_pages("1. Ümumi müddəalar".encode())


def test_the_other_code_page_is_tried_when_the_first_has_no_such_letter() -> None:
    # 0x8D is a letter in Windows-1251 and nothing in Windows-1254.
    assert decode(b"Archive \x8d paper\n") == "Archive Ќ paper\n"


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n", b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_other_formats_are_named(raw: bytes) -> None:
    with pytest.raises(UnsupportedFormatError) as caught:
        decode(raw)
    assert caught.value.code == "unsupported-format"


@pytest.mark.parametrize("raw", [b"a\x01b\x02", b"\x00" * 64, b"\xff\xfea", b"\x98\x8d\x01"])
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(UndecodableTextError) as caught:
        decode(raw)
    assert caught.value.code == "undecodable"


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_give_text_or_the_packages_own_error(raw: bytes) -> None:
    # Any other error fails the test.
    with suppress(UndecodableTextError, UnsupportedFormatError):
        assert isinstance(decode(raw), str)


def test_a_file_is_read_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "charter.txt"
    path.write_bytes(TURKISH.encode("cp1254"))
    assert read(path) == read(TURKISH.encode())
    assert [provision.number for provision in read(path)] == ["Madde 1-"]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(CharterTextError) as caught:
        read(tmp_path / "missing.txt")
    assert caught.value.code == "unreadable"
