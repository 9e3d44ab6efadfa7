# SPDX-License-Identifier: EUPL-1.2
"""winmail.dat: its files are listed after it, its letter is read where nothing else says it, nothing makes it raise."""

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.messages import MAX_PARTS, Message, _tnef, read
from nizam.foundations.messages.tests import tnef_samples as tnef

HEAD = b"From: a@x.y\nContent-Type: multipart/mixed; boundary=b\n\n"
TURKISH = "Sayın yetkili, ağ bağlantısı kesildi."
OBJECT = 0x000D
MEDIA_TYPE = tnef.variable(0x370E, "application/pdf")
FILE = tnef.attached("SEMA~1.PDF", b"%PDF-plan", long_name="Şəbəkə planı.pdf")


def packed(stream: bytes, text: bytes = b"") -> Message:
    head = b"--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    part = head + b64encode(stream) + b"\n--b--\n"
    return read(HEAD + (b"--b\n\n" + text + b"\n" if text else b"") + part)


def names(message: Message) -> list[str]:
    return [item.name for item in message.attachments]


def test_files_are_listed_after_the_original_and_the_letter_stays_the_plain_one() -> None:
    stream = tnef.stream(tnef.attribute(tnef.BODY, b"packed copy\0"), FILE, tnef.attached("\u015fema.txt", b"x"), FILE)
    message = packed(stream, b"The letter.")
    assert names(message) == ["winmail.dat", "Şəbəkə planı.pdf", "şema.txt", "Şəbəkə planı (2).pdf"]
    assert message.attachments[0].content == stream
    assert message.attachments[1].content == b"%PDF-plan"
    assert message.text == "The letter."
    assert message.flags == ("no-date", "no-message-id", "no-recipient", "no-subject", "tnef")


@pytest.mark.parametrize(
    "body",
    [
        tnef.attribute(tnef.BODY, TURKISH.encode("cp1254") + b"\0"),
        tnef.attribute(tnef.MESSAGE_PROPERTIES, tnef.properties([tnef.variable(0x1000, TURKISH)])),
        tnef.attribute(
            tnef.MESSAGE_PROPERTIES,
            tnef.properties([tnef.variable(0x1000, TURKISH.encode("cp1254") + b"\0", kind=0x001E)]),
        ),
        tnef.attribute(
            tnef.MESSAGE_PROPERTIES,
            tnef.properties(
                [tnef.number(0x3FDE, 28599), tnef.variable(0x1013, f"<p>{TURKISH}</p>".encode("iso-8859-9"))]
            ),
        ),
        tnef.attribute(tnef.MESSAGE_PROPERTIES, tnef.properties([tnef.variable(0x1013, TURKISH.encode())])),
    ],
)
def test_the_letter_is_read_where_nothing_else_says_it(body: bytes) -> None:
    message = packed(tnef.stream(body))
    assert message.text == TURKISH
    assert "tnef-damaged" not in message.flags


def test_a_letter_that_is_nothing_but_a_stream() -> None:
    stream = tnef.stream(tnef.attribute(tnef.BODY, b"hello"), FILE)
    message = read(b"From: a@x.y\nContent-Type: application/octet-stream; name=x.dat\n\n" + stream)
    assert message.text == "hello"
    assert names(message) == ["x.dat", "Şəbəkə planı.pdf"]


def test_a_file_in_the_properties_alone_and_properties_of_every_kind() -> None:
    named = (0x0003).to_bytes(2, "little") + (0x8001).to_bytes(2, "little") + bytes(16)
    by_number = named + bytes(4) + bytes(4) + bytes(4)
    by_name = named + (1).to_bytes(4, "little") + (3).to_bytes(4, "little") + b"abc\0" + bytes(4)
    several = (0x1003).to_bytes(2, "little") + (0x1234).to_bytes(2, "little") + (2).to_bytes(4, "little") + bytes(8)
    listed = [
        by_number,
        by_name,
        several,
        MEDIA_TYPE,
        tnef.variable(0x3704, b"PLAN.PDF\0", kind=0x001E),
        tnef.variable(0x3701, b"%PDF-x"),
    ]
    message = packed(
        tnef.stream(
            tnef.attribute(tnef.ATTACHMENT_BEGINS, bytes(14)),
            tnef.attribute(tnef.ATTACHMENT_PROPERTIES, tnef.properties(listed)),
        )
    )
    assert names(message) == ["winmail.dat", "PLAN.PDF"]
    assert message.attachments[1].content_type == "application/pdf"
    assert message.attachments[1].content == b"%PDF-x"


def nested(inner: bytes) -> bytes:
    content = tnef.variable(0x3701, bytes(16) + inner, kind=OBJECT)
    return tnef.stream(
        tnef.attribute(tnef.ATTACHMENT_BEGINS, bytes(14)),
        tnef.attribute(tnef.ATTACHMENT_PROPERTIES, tnef.properties([content])),
    )


def test_messages_inside_messages_are_opened_so_far_and_no_further() -> None:
    assert names(packed(nested(nested(tnef.stream(FILE))))) == ["winmail.dat", "Şəbəkə planı.pdf"]
    deep = tnef.stream(FILE)
    for _level in range(_tnef.MAX_STREAMS):
        deep = nested(deep)
    message = packed(deep)
    assert names(message) == ["winmail.dat", "attachment-2.bin"]
    assert message.attachments[1].content == tnef.stream(FILE)


@pytest.mark.parametrize(
    "stream, files",
    [
        (b"", []),
        (b"no stream at all", []),
        (tnef.SIGNATURE, []),
        (tnef.stream(FILE) + b"\x07gateway", ["Şəbəkə planı.pdf"]),
        (tnef.stream(tnef.attached("a.txt", b"x" * 200))[:-150], ["a.txt"]),
        (tnef.stream(FILE)[:-1], ["Şəbəkə planı.pdf"]),
        (tnef.stream(tnef.attribute(tnef.BODY, b"x", checksum=7)), []),
        (tnef.stream(tnef.attribute(tnef.ATTACHMENT_BEGINS, bytes(14))), []),
        (tnef.stream(tnef.attribute(tnef.MESSAGE_PROPERTIES, b"\xff\xff\xff\xff\x99\x09\x00\x00")), []),
        (tnef.stream(tnef.attribute(tnef.MESSAGE_PROPERTIES, tnef.properties([tnef.variable(0x1009, b"?")]))), []),
    ],
)
def test_damaged_streams_give_what_they_can(stream: bytes, files: list[str]) -> None:
    message = packed(stream)
    assert names(message) == ["winmail.dat", *files]
    assert {"tnef", "tnef-damaged"} <= set(message.flags)


def rtf(compressed: bytes, *, size: int, kind: bytes = b"LZFu") -> list[tuple[str, bytes]]:
    head = (len(compressed) + 12).to_bytes(4, "little") + size.to_bytes(4, "little") + kind + bytes(4)
    body = tnef.variable(0x1009, head + compressed)
    message = packed(tnef.stream(tnef.attribute(tnef.MESSAGE_PROPERTIES, tnef.properties([body]))))
    return [(item.name, item.content) for item in message.attachments[1:]]


def test_rich_text_is_kept_as_a_file() -> None:
    # "{\\rtf1" stands first in the dictionary: a copy of six letters from offset 0, then letters as they are.
    stream = b"\x01" + ((0 << 4) | 4).to_bytes(2, "big") + b"\\b ag}"
    assert rtf(stream, size=12) == [("message.rtf", b"{\\rtf1\\b ag}")]
    assert rtf(b"{\\rtf1 x}", size=9, kind=b"MELA") == [("message.rtf", b"{\\rtf1 x}")]
    # The end is marked by a copy from where the next letter would be written.
    assert rtf(b"\x02a" + ((208 << 4) | 0).to_bytes(2, "big") + b"rest", size=99) == [("message.rtf", b"a")]
    # A copy that reaches into itself, and one that is cut off.
    assert rtf(b"\x02a" + ((207 << 4) | 3).to_bytes(2, "big"), size=6) == [("message.rtf", b"aaaaaa")]
    assert rtf(b"\x02a\x00", size=6) == [("message.rtf", b"a")]


def test_rich_text_cannot_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_tnef, "MAX_RTF", 100)
    stream = b"\x00aaaaaaaa" + b"\xff" + ((207 << 4) | 15).to_bytes(2, "big") * 8
    assert rtf(stream * 50, size=1 << 31) == [("message.rtf", b"a" * 100)]


def test_more_files_than_are_taken() -> None:
    one = tnef.attached("a.txt", b"x")
    message = packed(tnef.stream(one * (_tnef.MAX_FILES + 1)))
    assert len(message.attachments) == 1 + _tnef.MAX_FILES
    assert "tnef-damaged" in message.flags
    part = b"--b\nContent-Type: application/ms-tnef\n\n" + tnef.stream(one * _tnef.MAX_FILES) + b"\n"
    message = read(HEAD + part * 4 + b"--b--\n")
    assert len(message.attachments) <= MAX_PARTS + 4
    assert "parts-cut" in message.flags


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 6), st.binary(max_size=6)), max_size=8),
    st.integers(0, 900),
)
@settings(deadline=None, max_examples=200)
def test_no_bytes_raise(edits: list[tuple[int, int, bytes]], end: int) -> None:
    listed = tnef.properties([tnef.variable(0x1000, "ağ"), tnef.variable(0x1009, bytes(8) + b"LZFu" + bytes(9))])
    stream = tnef.stream(tnef.attribute(tnef.MESSAGE_PROPERTIES, listed), FILE, nested(tnef.stream(FILE)))
    for position, cut, piece in edits:
        stream = stream[:position] + piece + stream[position + cut :]
    for data in (stream, stream[:end]):
        for item in packed(data).attachments:
            assert item.name


def test_a_stream_of_endless_attributes_and_more_streams_than_are_opened() -> None:
    message = packed(tnef.stream(tnef.attribute(0x12345, b"") * (_tnef.MAX_ATTRIBUTES + 1)))
    assert "tnef-damaged" in message.flags
    part = b"--b\nContent-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n%s\n"
    message = read(HEAD + part % b64encode(tnef.stream(FILE)) * 7 + b"--b--\n")
    assert len(message.attachments) == 7 + 5
    assert "tnef-damaged" in message.flags


def test_the_second_rich_text_of_a_stream_is_left_out() -> None:
    body = tnef.variable(0x1009, bytes(8) + b"MELA" + bytes(4) + b"{x}")
    one = tnef.attribute(tnef.MESSAGE_PROPERTIES, tnef.properties([body]))
    assert names(packed(tnef.stream(one, one))) == ["winmail.dat", "message.rtf"]
