# SPDX-License-Identifier: EUPL-1.2
"""The hypertext of a letter is found as its sender wrote it, with the pictures it names, and nothing else."""

import hashlib

from nizam.foundations import messages

HEAD = b"From: a@example.org\r\nTo: b@example.net\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
PICTURE = b"\x89PNG\r\n\x1a\nnot really"


def related(*parts: bytes) -> bytes:
    body = b"".join(b"--x\r\n" + part + b"\r\n" for part in parts)
    return HEAD + b"Content-Type: multipart/related; boundary=x\r\n\r\n" + body + b"--x--\r\n"


def test_a_letter_in_html_alone() -> None:
    raw = HEAD + "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Işık yanmıyor</p>\r\n".encode()
    found = messages.hypertext(raw)
    assert found is not None
    assert found.html.strip() == "<p>Işık yanmıyor</p>"
    assert dict(found.pictures) == {}


def test_its_charset_is_guessed_where_none_is_said() -> None:
    raw = HEAD + b"Content-Type: text/html\r\n\r\n" + "<p>Sayın yetkili, ağ bağlantısı</p>".encode("cp1254")
    found = messages.hypertext(raw)
    assert found is not None
    assert "ağ bağlantısı" in found.html


def test_pictures_are_told_by_the_names_the_text_gives_them() -> None:
    raw = related(
        b'Content-Type: text/html; charset=utf-8\r\n\r\n<img src="cid:logo@x">',
        b"Content-Type: image/png\r\nContent-ID: <logo@x>\r\n\r\n" + PICTURE,
        b"Content-Type: image/png\r\n\r\n" + PICTURE,
    )
    found = messages.hypertext(raw)
    assert found is not None
    assert dict(found.pictures) == {"logo@x": hashlib.sha256(PICTURE).hexdigest()}


def test_attached_pages_and_plain_letters_have_none() -> None:
    page = b"<p>page</p>"
    attached = b"Content-Type: text/html\r\nContent-Disposition: attachment; filename=a.html\r\n\r\n" + page
    named = b"Content-Type: text/html; name=b.html\r\n\r\n" + page
    assert messages.hypertext(related(b"Content-Type: text/plain\r\n\r\nwords", attached, named)) is None
    assert messages.hypertext(HEAD + b"\r\nwords\r\n") is None
    assert messages.hypertext(HEAD + b"Content-Type: text/html\r\n\r\n  \r\n") is None
