# SPDX-License-Identifier: EUPL-1.2
"""Two copies of one message have one key."""

import pytest

from nizam.foundations.messages import MAX_TEXT, content_key

LETTER = b"From: a@b.c\nSubject: one\n two\nDate: Mon, 5 Jan 2026 10:00:00 +0400\n\nbody\nmore\n"


@pytest.mark.parametrize(
    "copy",
    [
        LETTER.replace(b"\n", b"\r\n"),
        LETTER.replace(b"\n", b"\r"),
        b"From a@b.c Mon Jan  5 10:00:00 2026\n" + LETTER,
        b"Received: from x\n by y\nReturn-Path: <a@b.c>\nDelivered-To: z@b.c\nX-Spam-Score: 1\nARC-Seal: i=1\n"
        + LETTER,
        LETTER.replace(b"one\n two", b"one two").replace(b"Subject", b"SUBJECT"),
        LETTER + b"\n\n",
        b"Subject: one two\nDate: Mon, 5 Jan 2026 10:00:00 +0400\nFrom: a@b.c\n\nbody\nmore\n",
        b"To: z@b.c\nContent-Transfer-Encoding: base64\n" + LETTER.split(b"\n\n")[0] + b"\n\nYm9keQptb3Jl\n",
        LETTER.replace(b"10:00:00 +0400", b"06:00:00 +0000"),
    ],
)
def test_copies_agree(copy: bytes) -> None:
    assert content_key(copy) == content_key(LETTER)


@pytest.mark.parametrize(
    "other",
    [LETTER.replace(b"more", b"less"), LETTER.replace(b"a@b.c", b"d@b.c"), LETTER.replace(b"10:00", b"11:00"), b""],
)
def test_other_letters_differ(other: bytes) -> None:
    assert content_key(other) != content_key(LETTER)


NAMELESS = b"Subject: one\n\nbody\n"


def test_without_a_sender_the_bytes_decide() -> None:
    assert content_key(b"Received: x\n" + NAMELESS) == content_key(NAMELESS.replace(b"\n", b"\r"))
    assert content_key(NAMELESS) != content_key(b"To: z@b.c\n" + NAMELESS)


def test_without_a_readable_date_the_field_counts() -> None:
    early, late = (LETTER.replace(b"Mon, 5 Jan 2026 10:00:00 +0400", day) for day in (b"monday", b"tuesday"))
    assert content_key(early) == content_key(b"Received: x\n" + early)
    assert content_key(early) != content_key(late)


def test_attachments_count() -> None:
    part = b"From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n\n%s\n--b--\n"
    assert content_key(part % b"one") != content_key(part % b"two")


def test_what_could_not_be_read_to_its_end_counts_byte_for_byte() -> None:
    long = b"From: a@b.c\n\n" + b"x" * (MAX_TEXT + 1)
    assert content_key(long) == content_key(b"Received: x\n" + long)
    assert content_key(long) != content_key(long + b"y")
