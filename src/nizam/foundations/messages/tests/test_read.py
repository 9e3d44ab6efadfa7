# SPDX-License-Identifier: EUPL-1.2
"""Envelope, structure and text of messages."""

from datetime import UTC, datetime

import pytest

from nizam.foundations.messages import FLAGS, MAX_PARTS, MAX_TEXT, Address, read

PLAIN = (
    b"Received: from relay.example by mx.example; Mon, 5 Jan 2026 10:00:01 +0400\r\n"
    b"From: Aysel <aysel@Example.AZ>\r\nTo: office@nizam.example\r\n"
    b"Cc: Rena <rena@example.az>, office@nizam.example\r\n"
    b"Reply-To: home@example.az\r\nDelivered-To: box@nizam.example\r\nSubject: Salam\r\n"
    b"Date: Mon, 5 Jan 2026 10:00:00 +0400\r\nMessage-ID: <one@example.az>\r\n\r\nBirinci s\xc9\x99tir.\r\n"
)


def letter(*fields: bytes, body: bytes = b"text\r\n") -> bytes:
    return b"From: a@example.az\r\n" + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


def multipart(*parts: bytes, kind: bytes = b"mixed", end: bytes = b"--b--\r\n") -> bytes:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return letter(b"Content-Type: multipart/" + kind + b'; boundary="b"', body=body + end)


def part(content_type: bytes, body: bytes, *fields: bytes) -> bytes:
    head = b"Content-Type: " + content_type + b"\r\n" + b"".join(field + b"\r\n" for field in fields)
    return head + b"\r\n" + body


def test_a_plain_letter() -> None:
    message = read(PLAIN)
    assert message.message_id == "one@example.az"
    assert message.sender == Address("Aysel", "aysel@example.az")
    assert [address.email for address in message.recipients] == [
        "office@nizam.example",
        "rena@example.az",
        "box@nizam.example",
    ]
    assert message.reply_to == Address("", "home@example.az")
    assert message.subject == "Salam"
    assert message.date == datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
    assert message.text == "Birinci sətir."
    assert message.kind == "message"
    assert message.readable
    assert message.headers[1] == ("From", "Aysel <aysel@Example.AZ>")
    assert message.flags == ("charset-guessed",)


def test_empty_bytes_are_a_message_nobody_can_read() -> None:
    message = read(b"")
    assert not message.readable
    assert message.flags == ("no-date", "no-message-id", "no-recipient", "no-sender", "no-subject", "no-text")


def test_no_header_at_all() -> None:
    message = read("İnternet işləmir\nbir həftədir".encode())
    assert message.text == "İnternet işləmir\nbir həftədir"
    assert message.sender is None
    assert message.readable
    assert "defects" in message.flags


def test_line_breaks_of_an_old_mac_and_leading_lines() -> None:
    assert read(PLAIN.replace(b"\r\n", b"\r")).subject == "Salam"
    assert read(b"\r\n\r\n" + PLAIN).subject == "Salam"
    assert read(b"From aysel@example.az Mon Jan  5 10:00:00 2026\r\n" + PLAIN).subject == "Salam"
    assert read(b"From x Mon Jan  5 10:00:00 2026").subject == ""
    assert read(b"From  : a@example.az\n\nx").sender == Address("", "a@example.az")


@pytest.mark.parametrize(
    "value, expected",
    [
        (b"a@example.az", [("", "a@example.az")]),
        (b'Office: a@example.az, "B" <b@example.az>;', [("", "a@example.az"), ("B", "b@example.az")]),
        (b"undisclosed-recipients:;", []),
        (b"Quliyev, Rauf <r@example.az>, b@example.az", [("Quliyev, Rauf", "r@example.az"), ("", "b@example.az")]),
        (b'"Quliyev, \\"R\\" <x@y.z>" <r@example.az>', [('Quliyev, "R" <x@y.z>', "r@example.az")]),
        (b"r@example.az (Rauf (the younger))", [("Rauf the younger", "r@example.az")]),
        (b"=?utf-8?q?Evil=2C_x=40y=2Ez?= <r@example.az>", [("Evil, x@y.z", "r@example.az")]),
        (b"<@relay.example,@b.example:r@example.az>", [("", "r@example.az")]),
        (b"R <r (home) @ example . az>", [("R", "r@example.az")]),
        (b"A <a@example.az> B <b@example.az>", [("A", "a@example.az"), ("B", "b@example.az")]),
        (b"<a@example.az><b@example.az>", [("", "a@example.az"), ("", "b@example.az")]),
        (b'"unclosed <r@example.az>', [("unclosed", "r@example.az")]),
        (b'"two words"@example.az', [("", '"two words"@example.az')]),
        (b"nobody, <>, ) <no at>", []),
        (b"a@example.az, a@example.az", [("", "a@example.az")]),
    ],
)
def test_addresses(value: bytes, expected: list[tuple[str, str]]) -> None:
    assert [(item.name, item.email) for item in read(b"To: " + value + b"\n\nx").recipients] == expected


def test_sender_stands_in_for_a_missing_from() -> None:
    assert read(b"From: nobody\nSender: s@example.az\n\nx").sender == Address("", "s@example.az")


def test_more_than_one_author() -> None:
    message = read(b"From: a@example.az, b@example.az\n\nx")
    assert message.sender == Address("", "a@example.az")
    assert "several-senders" in message.flags


@pytest.mark.parametrize(
    "value, expected, flags",
    [
        (b"<a@b.c>", "a@b.c", set()),
        (b"<a@b.c> <d@e.f>", "a@b.c", {"several-message-ids"}),
        (b"a@b.c", "a@b.c", set()),
        (b"<a @ b(comment).c>", "a@b.c", set()),
        (b"<no at sign>", "noatsign", set()),
        (b"broken", None, {"bad-message-id", "no-message-id"}),
        (b"", None, {"no-message-id"}),
    ],
)
def test_message_identifier(value: bytes, expected: str | None, flags: set[str]) -> None:
    message = read(letter(b"Message-ID: " + value))
    assert message.message_id == expected
    assert set(message.flags) & {"several-message-ids", "bad-message-id", "no-message-id"} == flags


def test_first_usable_of_several_message_identifiers() -> None:
    message = read(letter(b"Message-ID: junk", b"Message-ID: <second@x.y>", b"Message-ID: <third@x.y>"))
    assert message.message_id == "second@x.y"
    assert "several-message-ids" in message.flags


def test_references_run_from_the_oldest_and_own_mail_is_known() -> None:
    raw = letter(
        b"References: <one@x.y>\r\n <two@x.y>",
        b"In-Reply-To: <two@x.y> <three@Ours.example>",
        b"Message-ID: <m@ours.example>",
    )
    message = read(raw, own_domain_ids=["OURS.example"])
    assert message.references == ("one@x.y", "two@x.y", "three@Ours.example")
    assert {"answers-own", "own-message-id"} <= set(message.flags)
    assert not {"answers-own", "own-message-id"} & set(read(raw).flags)


@pytest.mark.parametrize(
    "value, expected",
    [
        (b"Mon, 5 Jan 2026 10:00:00 +0400 (AZT)", datetime(2026, 1, 5, 6, tzinfo=UTC)),
        (b"5 Jan 2026 10(h):  00 :00 -0000", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        (b"Mon, 5 Jan 2026 10:00:00 +9999", None),
        (b"yesterday", None),
        (b"Mon, 5 Jan 2026 77:00:00 +0400", None),
        (b"Mon, 5 Jan 99999999999999 10:00:00 +0400", None),
        (b"Mon, 5 Jan 3609 10:00:00 +0400", None),
    ],
)
def test_date(value: bytes, expected: datetime | None) -> None:
    message = read(letter(b"Date: " + value))
    assert message.date == expected
    assert ("bad-date" in message.flags) is (expected is None)


def test_subject_words() -> None:
    raw = letter(
        b"Subject: =?UTF-8?B?xZ5pa8OieQ==?= =?utf-8*tr?q?et_=C4?=\r\n"
        b" =?utf-8?q?=B1?= x =?utf-8?q?y?= =?iso-8859-9?q?=FE?="
    )
    assert read(raw).subject == "Şikâyet ı x yş"


def test_broken_encoded_word_keeps_what_it_can() -> None:
    message = read(letter(b"Subject: =?nowhere?B?U2FsYW0?="))
    assert message.subject == "Salam"
    assert "unknown-charset" in message.flags


def test_folding_that_lost_its_space() -> None:
    message = read(b"From: a@example.az\nTo: b@example.az,\nc@example.az\nSubject: x\n\ny")
    assert [address.email for address in message.recipients] == ["b@example.az", "c@example.az"]
    assert "defects" in message.flags


def test_whitespace_line_inside_the_header() -> None:
    assert read(b"Subject: x\n  \n y\nTo: b@example.az\n\nz").subject == "x y"


def test_header_that_breaks_off_into_text() -> None:
    message = read(b"From: a@example.az\nthis is text\nand more text\n")
    assert message.text == "this is text\nand more text"


def test_plain_is_chosen_before_html() -> None:
    plain, html = part(b"text/plain", b"plain words"), part(b"text/html", b"<p>html words</p>")
    for pair in ((plain, html), (html, plain)):
        message = read(multipart(*pair, kind=b"alternative"))
        assert message.text == "plain words"
        assert message.attachments == ()
    message = read(multipart(part(b"text/plain", b" "), html, kind=b"alternative"))
    assert message.text == "html words"
    assert "html-only" in message.flags
    assert "no-text" in read(multipart(part(b"text/plain", b" "), kind=b"alternative")).flags


def test_an_invitation_beside_the_text_is_kept() -> None:
    message = read(multipart(part(b"text/plain", b"come"), part(b"text/calendar", b"BEGIN"), kind=b"alternative"))
    assert [item.name for item in message.attachments] == ["attachment-1.ics"]


def test_texts_of_a_mixed_message_follow_each_other() -> None:
    message = read(multipart(part(b"text/html", b"<b>Body</b>"), part(b"text/plain", b"list footer")))
    assert message.text == "Body\n\nlist footer"
    assert "html-only" not in message.flags


def test_html_becomes_text() -> None:
    html = (
        b"<html><head><title>no</title><style>p{}</style><body><p>Bir&nbsp;iki</p><script>bad()</script>"
        b"<ul><li>one<li>two</ul><table><tr><td>a</td><td>b</td></tr></table>"
        b"<img src=x alt=seal><img src=y><br/>next<br>"
        b"<blockquote>old<br>words</blockquote><script/>end<hr/></p></blockquote></title> &amp <unfinished"
    )
    assert read(letter(b"Content-Type: text/html", body=html)).text == (
        "Bir iki\n\n- one\n- two\na b\nseal\nnext\n\n> old\n> words\n\nend\n\n& unfinished"
    )


def test_html_with_an_endless_character_reference() -> None:
    assert read(letter(b"Content-Type: text/html", body=b"<p>a&#" + b"9" * 9000 + b";b &#305;")).text == "a\ufffdb ı"


def test_html_the_parser_gives_up_on() -> None:
    assert read(letter(b"Content-Type: text/html", body=b"<p>kept</p><![ x]> too")).text == "kept   too"


def test_truncated_multipart_keeps_what_came() -> None:
    message = read(multipart(part(b"text/plain", b"first"), part(b"application/pdf", b"%PDF"), end=b""))
    assert message.text == "first"
    assert message.attachments[0].content == b"%PDF\r\n"
    assert "truncated" in message.flags


@pytest.mark.parametrize(
    "field",
    [
        b"Content-Type: multipart/mixed",
        b'Content-Type: multipart/mixed; boundary="absent"',
        b'Content-Type: multipart/mixed; boundary=""',
        b"Content-Type: nonsense",
        b'Content-Type: multipart/mixed; boundary="closed"',
    ],
)
def test_a_multipart_without_parts_is_shown_as_text(field: bytes) -> None:
    message = read(letter(field, body=b"only words\r\n--closed--\r\n"))
    assert message.text.startswith("only words")
    assert "defects" in message.flags


def test_boundary_as_the_last_line_and_empty_parts() -> None:
    message = read(letter(b"Content-Type: multipart/mixed; boundary=b", body=b"--b\n--b\n\nx\n--b"))
    assert message.text == "x"
    assert "truncated" in message.flags


def test_similar_boundaries_are_told_apart() -> None:
    inner = b'Content-Type: multipart/alternative; boundary="bb"\r\n\r\n--bb\r\n\r\ninner\r\n--bb--'
    assert read(multipart(inner, part(b"image/png", b"x"))).text == "inner"


def test_deep_nesting_is_cut() -> None:
    raw = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(60))
    message = read(raw + b"\nend")
    assert "depth-cut" in message.flags
    assert len(message.attachments) == 1
    assert message.attachments[0].content.endswith(b"end")


def test_too_many_parts_are_cut() -> None:
    message = read(multipart(*[part(b"image/png", b"x")] * (MAX_PARTS + 10)))
    assert "parts-cut" in message.flags
    assert len(message.attachments) == MAX_PARTS - 1


def test_too_much_header_is_cut() -> None:
    assert read(b"A: b\n" * 2000 + b"\nbody").text == "body"
    assert "headers-cut" in read(b"A: b\n" * 2000).flags
    assert "headers-cut" in read(b"Subject: " + b"a" * 70_000 + b"\n\nx").flags
    long = read(b"Subject: a" + b"\n " + b"b" * 60_000 + b"\n " + b"c" * 10_000 + b"\n\nx")
    assert "headers-cut" in long.flags
    assert long.text == "x"
    assert "headers-cut" in read(b"".join(b"A: " + b"b" * 60_000 + b"\n" for _ in range(20)) + b"\nx").flags


def test_very_long_text_is_cut() -> None:
    for kind in (b"text/plain", b"text/html"):
        message = read(letter(b"Content-Type: " + kind, body=b"a" * (MAX_TEXT + 5)))
        assert len(message.text) == MAX_TEXT
        assert "text-cut" in message.flags


@pytest.mark.parametrize(
    "encoding, body, expected, defect",
    [
        (b"base64", b"U2Fs YW0\r\n", "Salam", False),
        (b"BASE64 ; x", b"U2FsYW0=A", "Salam", False),
        (b"base64", b"U2FsYWFhQ", "Salaaa", True),
        (b"quoted-printable", b"Sal=61m=", "Salam", False),
        (b"8-bit", b"Salam", "Salam", True),
        (b"x-uuencode", b"begin 644 x\n%4V%L86T\n`\nend\n", "Salam", False),
        (b"x-uuencode", b"begin 644 x\n%4V%L86T", "Salam", False),
        (b"x-uuencode", b"begin 644 x\n%4V%L86T\n\x7f\x7f\x7f\n", "Salam", True),
        (b"x-uuencode", b"no begin", "no begin", True),
    ],
)
def test_transfer_encodings(encoding: bytes, body: bytes, expected: str, defect: bool) -> None:
    message = read(letter(b"Content-Transfer-Encoding: " + encoding, body=body))
    assert message.text == expected
    assert ("defects" in message.flags) is defect


def test_every_flag_is_documented() -> None:
    assert all(code == code.lower() and meaning for code, meaning in FLAGS.items())


@pytest.mark.parametrize(
    "field, flag",
    [
        (b"Content-Type: multipart/encrypted; boundary=b", "encrypted"),
        (b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "encrypted"),
        (b"Content-Type: application/x-pkcs7-mime", "encrypted"),
        (b"Content-Type: application/pkcs7-mime; smime-type=signed-data", "signed"),
        (b"Content-Type: multipart/signed; boundary=b", "signed"),
        (b"Content-Type: message/partial; number=1; total=2; id=x", "partial"),
        (b"Content-Type: application/ms-tnef", "tnef"),
        (b"Content-Type: application/octet-stream; name=WINMAIL.DAT", "tnef"),
    ],
)
def test_what_cannot_be_opened_is_named(field: bytes, flag: str) -> None:
    message = read(letter(field, body=b"--b\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--b--\r\n"))
    assert flag in message.flags
    assert message.readable


def test_openpgp_in_the_text() -> None:
    assert "encrypted" in read(letter(body=b"-----BEGIN PGP MESSAGE-----\n")).flags
    assert "signed" in read(letter(body=b"-----BEGIN PGP SIGNED MESSAGE-----\n")).flags


def test_a_message_that_runs_in_circles_is_known_by_its_hops() -> None:
    assert "many-hops" not in read(letter(*[b"Received: x"] * 50)).flags
    assert "many-hops" in read(letter(*[b"Received: x"] * 51)).flags
