# SPDX-License-Identifier: EUPL-1.2
"""Two copies of one message have one key."""

import pytest

from nizam.foundations.messages import content_key

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
