# SPDX-License-Identifier: EUPL-1.2
"""Names and contents of attachments."""

import hashlib

import pytest

from nizam.foundations.messages import Attachment, read


def attached(*fields: bytes, body: bytes = b"data") -> bytes:
    return b"--b\n" + b"".join(field + b"\n" for field in fields) + b"\n" + body + b"\n"


def attachments(*parts: bytes) -> tuple[Attachment, ...]:
    head = b"From: a@x.y\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nletter\n"
    return read(head + b"".join(parts) + b"--b--\n").attachments


@pytest.mark.parametrize(
    "field, expected",
    [
        (b'filename="plan.pdf"', "plan.pdf"),
        (b"filename*=utf-8'az'%C6%8Friz%C9%99.pdf", "Ərizə.pdf"),
        (b"filename*=''raw%20name.pdf", "raw name.pdf"),
        (b"filename*=broken%20name.pdf", "broken name.pdf"),
        (b"filename*0*=iso-8859-9'tr'%FEema; filename*1=\"-2.pdf\"", "şema-2.pdf"),
        (b'filename*1="b.pdf"; filename*0="a"', "ab.pdf"),
        (b'filename="=?utf-8?B?xZ5lbWE=?=.pdf"', "Şema.pdf"),
        (b'filename="\xfeema.pdf"', "şema.pdf"),
        (b'filename="C:\\Users\\x\\plan.pdf"', "plan.pdf"),
        (b'filename="../../etc/passwd"', "passwd"),
        (b'filename="a\\"b;c.pdf"', "a_b;c.pdf"),
        (b'filename="unclosed.pdf', "unclosed.pdf"),
        (b'filename="CON.txt"', "_CON.txt"),
        (b"filename*=utf-8''COM%C2%B9.txt", "_COM¹.txt"),
        (b'filename="nul .txt"', "_nul.txt"),
        (b'filename=".hidden. "', "hidden"),
        (b"filename*=utf-8''cod%E2%80%AEgpj.exe", "codgpj.exe"),
        (b'filename="..."', "attachment-1.pdf"),
        (b"novalue; =x; filename=plan.pdf", "plan.pdf"),
    ],
)
def test_names(field: bytes, expected: str) -> None:
    (found,) = attachments(attached(b"Content-Type: application/pdf", b"Content-Disposition: attachment; " + field))
    assert found.name == expected


def test_name_of_the_content_type_and_length() -> None:
    (found,) = attachments(attached(b"Content-Type: application/pdf; name=" + b"a" * 400 + b".pdf"))
    assert found.name == "a" * 196 + ".pdf"


def test_same_name_twice() -> None:
    one = attached(b"Content-Type: image/png; name=Scan.png")
    two = attached(b"Content-Type: image/png; name=scan.PNG")
    bare = attached(b"Content-Type: image/png; name=scan")
    assert [item.name for item in attachments(one, two, one, bare, bare)] == [
        "Scan.png",
        "scan (2).PNG",
        "Scan (3).png",
        "scan",
        "scan (2)",
    ]


def test_content_and_digest() -> None:
    (found,) = attachments(attached(b"Content-Type: image/png", b"Content-Transfer-Encoding: base64", body=b"AAEC"))
    assert found.content == b"\x00\x01\x02"
    assert found.sha256 == hashlib.sha256(b"\x00\x01\x02").hexdigest()
    assert found.content_type == "image/png"


def test_inline_pictures_are_told_from_attachments() -> None:
    by_id = attached(b"Content-Type: image/png", b"Content-ID: <x>")
    inline = attached(b"Content-Type: image/png", b"Content-Disposition: INLINE; filename=a.png")
    plain = attached(b"Content-Type: image/png", b"Content-ID: <x>", b"Content-Disposition: attachment")
    assert [item.inline for item in attachments(by_id, inline, plain)] == [True, True, False]


def test_text_files_are_attachments_and_a_named_body_is_not() -> None:
    file = attached(b"Content-Type: text/plain; name=notes.txt")
    other = attached(b"Content-Type: text/html", b"Content-Disposition: attachment")
    assert [item.name for item in attachments(file, other)] == ["notes.txt", "attachment-2.html"]
    assert read(b"Content-Type: text/plain; name=body.txt\n\nletter").text == "letter"


def test_unknown_type_has_a_neutral_suffix() -> None:
    assert attachments(attached(b"Content-Type: x-odd/thing"))[0].name == "attachment-1.bin"


def test_nested_message_is_kept_whole_and_named_by_its_subject() -> None:
    inner = b"From: c@d.e\nSubject: A/B: plan?\n\ninner text"
    found = attachments(
        attached(b"Content-Type: message/rfc822", body=inner), attached(b"Content-Type: message/rfc822", body=b"\nx")
    )
    assert [item.name for item in found] == ["A-B_ plan_.eml", "attachment-2.eml"]
    assert read(found[0].content).text == "inner text"


def test_digest_holds_messages_by_default() -> None:
    raw = b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\nx\n--b--\n"
    message = read(raw)
    assert message.attachments[0].name == "one.eml"
    assert "nested-message" in message.flags
