# SPDX-License-Identifier: EUPL-1.2
"""No bytes make the reader raise."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.messages import FLAGS, SOURCE_ERRORS, Message, content_key, read, split

VALID = (
    b"From: =?utf-8?q?Ay=C5=9Fe?= <a@x.y>, B <b@x.y>\r\nTo: Group: c@x.y;\r\n"
    b"Subject: =?iso-8859-9?b?/mlr4nlldA==?=\r\n"
    b"Date: Mon, 5 Jan 2026 10:00:00 +0400\r\nMessage-ID: <one@x.y>\r\nReferences: <zero@x.y>\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    b'Content-Type: multipart/alternative; boundary="c"\r\n\r\n'
    b"--c\r\nContent-Type: text/plain; charset=windows-1254\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"=FEikayet\r\n\r\nOn 5 Jan 2026 10:00 X <o@x.y> wrote:\r\n> old\r\n"
    b"--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p>x<![CDATA[y]]><!-- z -->&#305;</p>\r\n--c--\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    b"Action: failed\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <ours@x.y>\r\nSubject: old\r\n\r\nx\r\n"
    b"--b\r\nContent-Type: application/pdf; name*0*=utf-8''%C5%9F; name*1=a.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n"
    b"JVBERi0=\r\n--b\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\r\n%4V%L86T\r\nend\r\n--b--\r\n"
)
PIECES = [
    b"\r\n",
    b"\n\n",
    b"--b",
    b"--c--",
    b"=?",
    b"?=",
    b'"',
    b"<",
    b">",
    b"(",
    b";",
    b":",
    b"\xff",
    b"\x00",
    b"%",
    b"*",
    b"@",
    b"<![",
]


def check(message: Message) -> None:
    assert set(message.flags) <= set(FLAGS)
    assert list(message.flags) == sorted(message.flags)
    assert message.readable == (message.sender is not None or bool(message.text))
    names = [item.name.casefold() for item in message.attachments]
    assert len(set(names)) == len(names)
    assert all(name and "/" not in name and "\\" not in name for name in names)
    # A database and a JSON answer must take every text.
    texts = [message.text, message.subject, *(value for _name, value in message.headers), *names]
    assert not any("\x00" in text for text in texts)
    "".join(texts).encode("utf-8")


@given(st.binary(max_size=2000))
@settings(deadline=None)
def test_random_bytes(raw: bytes) -> None:
    check(read(raw))
    content_key(raw)


@given(
    st.sampled_from(
        [b"From", b"Date", b"Subject", b"Message-ID", b"Content-Type", b"Content-Disposition", b"Return-Path"]
    ),
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.binary(max_size=20), st.just(b"utf-8?q?x"), st.just(b"charset=")),
        max_size=20,
    ),
)
@settings(deadline=None)
def test_random_fields(name: bytes, pieces: list[bytes]) -> None:
    check(read(name + b": " + b"".join(pieces) + b"\r\n\r\nbody"))


@given(
    st.lists(st.tuples(st.integers(0, len(VALID)), st.integers(0, 12), st.sampled_from(PIECES)), max_size=8),
    st.integers(0, len(VALID)),
)
@settings(deadline=None, max_examples=200)
def test_mutated_mail(edits: list[tuple[int, int, bytes]], end: int) -> None:
    raw = VALID
    for position, cut, piece in edits:
        raw = raw[:position] + piece + raw[position + cut :]
    check(read(raw))
    check(read(raw[:end]))


@given(st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=8)), max_size=6), st.integers(0, 400))
@settings(deadline=None, max_examples=200)
def test_damaged_archive(edits: list[tuple[int, bytes]], end: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.eml", VALID[:200])
        archive.writestr("b", b"From x\n" + VALID[:100])
    raw = buffer.getvalue()
    for position, piece in edits:
        raw = raw[:position] + piece + raw[position + len(piece) :]
    for data in (raw, raw[:end] + raw[-end:]):
        for item in split("x", io.BytesIO(data)):
            assert (item.raw is None) == (item.error in SOURCE_ERRORS)


@given(st.sampled_from([b"", b"From ", b"PK\x03\x04", b"PK\x05\x06"]), st.binary(max_size=500))
@settings(deadline=None)
def test_any_source(head: bytes, rest: bytes) -> None:
    for item in split("x", io.BytesIO(head + rest)):
        assert (item.raw is None) == (item.error in SOURCE_ERRORS)
