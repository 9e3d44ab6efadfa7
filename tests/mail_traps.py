# SPDX-License-Identifier: EUPL-1.2
"""The traps of real mail, one maker each: what is wrong with the bytes, and what must be read from them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from mail_letters import (
    NONE,
    OFFICE,
    TRAPS,
    WAY,
    Entry,
    Letter,
    Postbag,
    envelope,
    file_part,
    header,
    mailbox,
    multipart,
    plain,
    text_part,
    trap,
)
from mail_words import WORDS
from nizam.foundations.messages.tests import tnef_samples as tnef

__all__ = ["TRAPS"]

GUESSED = frozenset({"charset-guessed"})
REPAIRED = frozenset({"mojibake-repaired"})
UNKNOWN = frozenset({"charset-guessed", "unknown-charset"})
DAMAGED = frozenset({"tnef", "tnef-damaged"})
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n"


def _relabelled(name: str, languages: str, codec: str, label: str | None, flags: frozenset[str]) -> None:
    @trap(name, languages)
    def make(_postbag: Postbag, letter: Letter) -> Entry:
        raw = envelope(letter) + text_part(letter.text.encode(codec), label)
        return plain(letter, raw, flags=flags)


_relabelled("cp1254-unlabelled", "tr", "cp1254", None, GUESSED)
_relabelled("cp1254-as-ascii", "tr", "cp1254", "us-ascii", GUESSED)
_relabelled("cp1254-as-utf8", "tr", "cp1254", "utf-8", GUESSED)
_relabelled("cp1254-as-latin1", "tr", "cp1254", "iso-8859-1", REPAIRED)
_relabelled("cp1254-as-cp1251", "tr", "cp1254", "windows-1251", REPAIRED)
_relabelled("cp1254-unknown-charset", "tr", "cp1254", "x-unknown", UNKNOWN)
_relabelled("8859-9-unlabelled", "tr", "iso-8859-9", None, GUESSED)
_relabelled("8859-9-as-cp1252", "tr", "iso-8859-9", "windows-1252", REPAIRED)
_relabelled("cp1251-unlabelled", "ru", "cp1251", None, GUESSED)
_relabelled("cp1251-as-latin1", "ru", "cp1251", "iso-8859-1", REPAIRED)
_relabelled("cp1251-as-8859-9", "ru", "cp1251", "iso-8859-9", REPAIRED)
_relabelled("cp1251-unknown-charset", "ru", "cp1251", "x-cyrillic", UNKNOWN)
_relabelled("koi8-r-unlabelled", "ru", "koi8-r", None, GUESSED)
_relabelled("koi8-r", "ru", "koi8-r", "koi8-r", NONE)
_relabelled("utf8-unlabelled", "az uz uz-Cyrl tr ru", "utf-8", None, GUESSED)
_relabelled("utf8-as-8859-9", "az uz uz-Cyrl tr", "utf-8", "iso-8859-9", REPAIRED)
_relabelled("utf8-unknown-charset", "az uz uz-Cyrl", "utf-8", "utf8mb4", UNKNOWN)
_relabelled("utf7", "az uz uz-Cyrl tr ru", "utf-7", "utf-7", NONE)


@trap("utf8-twice", "az uz-Cyrl")
def _utf8_twice(_postbag: Postbag, letter: Letter) -> Entry:
    twice = letter.text.encode().decode("latin-1").encode()
    return plain(letter, envelope(letter) + text_part(twice), flags=REPAIRED)


@trap("carrier-lost-turkish", "tr")
def _carrier_turkish(_postbag: Postbag, letter: Letter) -> Entry:
    wrong = letter.text.encode("cp1254").decode("cp1252")
    return plain(letter, envelope(letter) + text_part(wrong), flags=REPAIRED)


@trap("carrier-lost-cyrillic", "ru")
def _carrier_cyrillic(_postbag: Postbag, letter: Letter) -> Entry:
    wrong = letter.text.encode("cp1251").decode("latin-1")
    return plain(letter, envelope(letter) + text_part(wrong), flags=REPAIRED)


@trap("raw-subject", "tr")
def _raw_subject(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, header("Subject", letter.subject.encode("cp1254")), drop=("Subject",))
    return plain(letter, raw + text_part(letter.text), flags=GUESSED)


@trap("mislabelled-subject", "tr")
def _mislabelled_subject(_postbag: Postbag, letter: Letter) -> Entry:
    words = b"=?iso-8859-1?Q?" + b"".join(b"=%02X" % byte for byte in letter.subject.encode("cp1254")) + b"?="
    raw = envelope(letter, header("Subject", words), drop=("Subject",))
    return plain(letter, raw + text_part(letter.text), flags=REPAIRED)


@trap("raw-utf8-header", "az uz uz-Cyrl tr ru")
def _raw_utf8(_postbag: Postbag, letter: Letter) -> Entry:
    fields = header("Subject", letter.subject.encode()) + header("From", f"{letter.name} <{letter.email}>".encode())
    raw = envelope(letter, fields, drop=("Subject", "From")) + text_part(letter.text)
    return plain(letter, raw, flags=GUESSED)


@trap("control-bytes")
def _controls(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter) + text_part(letter.text.replace("\n", "\x00\x1b\n"))
    return plain(letter, raw, flags=frozenset({"control-characters"}))


@trap("lone-surrogates", "az uz-Cyrl ru")
def _surrogates(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter) + text_part(letter.text.encode() + b" \xed\xa0\x80")
    return plain(letter, raw, flags=frozenset({"replaced"}))


@trap("utf7-surrogates", "en ru")
def _utf7_surrogates(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter) + text_part(letter.text.encode("utf-7") + b" +2AA- end", "utf-7")
    return plain(letter, raw, flags=frozenset({"replaced"}))


def _with_files(letter: Letter, *parts: bytes, names: tuple[str, ...], flags: frozenset[str] = NONE) -> Entry:
    raw = envelope(letter) + multipart(text_part(letter.text), *parts)
    return plain(letter, raw, names=names, flags=flags)


@trap("rfc2231-name")
def _extended_name(_postbag: Postbag, letter: Letter) -> Entry:
    name = WORDS[letter.language].file_name
    part = file_part(
        PDF,
        b"Content-Type: application/pdf",
        f"Content-Disposition: attachment; filename*=utf-8''{quote(name)}".encode(),
    )
    return _with_files(letter, part, names=(name,))


@trap("rfc2231-continued")
def _continued_name(_postbag: Postbag, letter: Letter) -> Entry:
    name = WORDS[letter.language].file_name
    half = len(name) // 2
    first = f" filename*0*=utf-8''{quote(name[:half])};\r\n filename*1*={quote(name[half:-4])};\r\n filename*2=\".pdf\""
    part = file_part(PDF, b"Content-Type: application/pdf", b"Content-Disposition: attachment;\r\n" + first.encode())
    return _with_files(letter, part, names=(name,))


@trap("rfc2231-mislabelled", "tr")
def _mislabelled_name(_postbag: Postbag, letter: Letter) -> Entry:
    name = WORDS[letter.language].file_name
    given = quote(name.encode("cp1254"))
    part = file_part(
        PDF,
        b"Content-Type: application/pdf",
        f"Content-Disposition: attachment; filename*=iso-8859-1'tr'{given}".encode(),
    )
    return _with_files(letter, part, names=(name,), flags=REPAIRED)


@trap("encoded-word-name")
def _encoded_name(_postbag: Postbag, letter: Letter) -> Entry:
    name = WORDS[letter.language].file_name
    words = b"=?utf-8?Q?" + b"".join(b"=%02X" % byte for byte in name.encode()) + b"?="
    part = file_part(PDF, b'Content-Type: application/pdf; name="' + words + b'"')
    return _with_files(letter, part, names=(name,))


@trap("same-name-twice")
def _same_names(_postbag: Postbag, letter: Letter) -> Entry:
    parts = [
        file_part(
            PDF + bytes([number]),
            b"Content-Type: application/pdf",
            b"Content-Disposition: attachment; filename=" + name,
        )
        for number, name in enumerate((b"skan.pdf", b"SKAN.pdf", b"skan.pdf"))
    ]
    return _with_files(letter, *parts, names=("skan.pdf", "SKAN (2).pdf", "skan (3).pdf"))


@trap("illegal-names")
def _illegal_names(_postbag: Postbag, letter: Letter) -> Entry:
    given = (
        b'"C:\\\\Documents\\\\CON.txt"', b'"../../etc/passwd"', b'"a<b>:c?.pdf"', b'" .. "',
        b'"' + b"n" * 300 + b'.pdf"',
    )  # fmt: skip
    parts = [
        file_part(PDF, b"Content-Type: application/pdf", b"Content-Disposition: attachment; filename=" + name)
        for name in given
    ]
    turned = file_part(PDF, b"Content-Type: application/pdf; name*=utf-8''plan%E2%80%AEfdp.exe")
    names = ("_CON.txt", "passwd", "a_b__c_.pdf", "attachment-4.pdf", "n" * 196 + ".pdf", "planfdp.exe")
    return _with_files(letter, *parts, turned, names=names)


@trap("truncated-multipart")
def _truncated(_postbag: Postbag, letter: Letter) -> Entry:
    part = file_part(PDF * 40, b"Content-Type: application/pdf; name=plan.pdf")
    raw = envelope(letter) + multipart(text_part(letter.text), part, end=False)
    cut = raw[: raw.rindex(b"\r\n", 0, len(raw) - 400)]
    return plain(letter, cut, names=("plan.pdf",), flags=frozenset({"truncated"}))


@trap("no-final-boundary")
def _unclosed(_postbag: Postbag, letter: Letter) -> Entry:
    html = text_part(f"<p>{letter.text}</p>", kind="html")
    raw = envelope(letter) + multipart(text_part(letter.text), html, kind="alternative", end=False)
    return plain(letter, raw, flags=frozenset({"truncated"}))


@trap("inner-never-ends")
def _premature(_postbag: Postbag, letter: Letter) -> Entry:
    inner = multipart(text_part(letter.text), boundary="=_inner", end=False)
    raw = envelope(letter) + multipart(inner, file_part(PDF, b"Content-Type: application/pdf; name=plan.pdf"))
    return plain(letter, raw, names=("plan.pdf",), flags=frozenset({"truncated"}))


@trap("boundary-nowhere")
def _no_boundary(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, header("Content-Type", "multipart/mixed; boundary=elsewhere"))
    return plain(
        letter,
        raw + b"\r\n" + letter.text.encode(),
        flags=frozenset({"charset-guessed", "defects"}) - (GUESSED if letter.text.isascii() else NONE),
    )


@trap("boundary-with-spaces")
def _spaced_boundary(_postbag: Postbag, letter: Letter) -> Entry:
    part = file_part(PDF, b"Content-Type: application/pdf; name=plan.pdf")
    raw = envelope(letter) + multipart(text_part(letter.text), part, boundary="two words and more")
    return plain(letter, raw, names=("plan.pdf",))


@trap("nested-message")
def _nested(postbag: Postbag, letter: Letter) -> Entry:
    inner = postbag.letter(letter.language)
    whole = envelope(replace(inner, subject="Inner: letter?")) + text_part(inner.text)
    part = b"Content-Type: message/rfc822\r\n\r\n" + whole
    return _with_files(letter, part, names=("Inner_ letter_.eml",), flags=frozenset({"nested-message"}))


@trap("nested-thirty-deep")
def _nested_deep(postbag: Postbag, letter: Letter) -> Entry:
    whole = text_part(letter.text)
    for level in range(30):
        fields = f"From: {letter.email}\r\nSubject: Level {level}\r\nContent-Type: message/rfc822\r\n\r\n"
        whole = fields.encode() + whole
    part = b"Content-Type: message/rfc822\r\n\r\n" + whole
    return _with_files(letter, part, names=("Level 29.eml",), flags=frozenset({"nested-message"}))


@trap("multiparts-forty-deep")
def _deep(_postbag: Postbag, letter: Letter) -> Entry:
    inner = text_part("innermost", "us-ascii")
    for level in range(40):
        inner = multipart(inner, boundary=f"=_{level}")
    names = ("attachment-1.bin",)
    return _with_files(letter, inner, names=names, flags=frozenset({"depth-cut"}))


@trap("ten-thousand-parts")
def _many_parts(_postbag: Postbag, letter: Letter) -> Entry:
    part = b"Content-Type: application/octet-stream\r\n\r\nx\r\n"
    raw = envelope(letter) + multipart(text_part(letter.text), *(part for _number in range(10_000)), boundary="b")
    return plain(letter, raw, flags=frozenset({"parts-cut"}))


def _winmail(
    letter: Letter, stream: bytes, *names: str, text: bool = True, flags: frozenset[str] = frozenset({"tnef"})
) -> Entry:
    part = file_part(stream, b"Content-Type: application/ms-tnef; name=winmail.dat")
    body = (text_part(letter.text), part) if text else (part,)
    return plain(letter, envelope(letter) + multipart(*body), names=("winmail.dat", *names), flags=flags)


@trap("winmail")
def _tnef(_postbag: Postbag, letter: Letter) -> Entry:
    name = WORDS[letter.language].file_name
    stream = tnef.stream(tnef.attached("FILE~1.PDF", PDF, long_name=name))
    return _winmail(letter, stream, name)


@trap("winmail-only")
def _tnef_only(_postbag: Postbag, letter: Letter) -> Entry:
    properties = tnef.properties([tnef.variable(0x1000, letter.text)])
    stream = tnef.stream(tnef.attribute(tnef.MESSAGE_PROPERTIES, properties), tnef.attached("plan.pdf", PDF))
    return _winmail(letter, stream, "plan.pdf", text=False)


@trap("winmail-cut-off")
def _tnef_cut(_postbag: Postbag, letter: Letter) -> Entry:
    stream = tnef.stream(tnef.attached("one.pdf", PDF), tnef.attached("two.pdf", PDF * 20))[:-400]
    return _winmail(letter, stream, "one.pdf", "two.pdf", flags=DAMAGED)


@trap("winmail-empty")
def _tnef_empty(_postbag: Postbag, letter: Letter) -> Entry:
    return _winmail(letter, b"", flags=DAMAGED)


@trap("no-message-id")
def _nameless(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, drop=("Message-ID",)) + text_part(letter.text)
    return plain(letter, raw, flags=frozenset({"no-message-id"}))


@trap("several-message-ids")
def _several_ids(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, header("Message-ID", f"<second.{letter.id}>")) + text_part(letter.text)
    return plain(letter, raw, flags=frozenset({"several-message-ids"}))


@trap("bad-message-id")
def _bad_id(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, header("Message-ID", "<>"), drop=("Message-ID",)) + text_part(letter.text)
    return plain(letter, raw, flags=frozenset({"bad-message-id", "no-message-id"}))


@trap("same-id-other-words")
def _same_id(postbag: Postbag, letter: Letter) -> Entry:
    first = postbag.letter(letter.language)
    original = postbag.add_original(plain(first, envelope(first) + text_part(first.text)))
    second = replace(letter, id=first.id)
    raw = envelope(second) + text_part(second.text)
    return plain(second, raw, noticed=frozenset({"message-id-reused"}), after=original, earlier=original)


@trap("same-id-other-files")
def _same_id_files(postbag: Postbag, letter: Letter) -> Entry:
    def raw(content: bytes) -> bytes:
        part = file_part(content, b"Content-Type: application/pdf; name=plan.pdf")
        return envelope(letter) + multipart(text_part(letter.text), part)

    original = postbag.add_original(plain(letter, raw(PDF), names=("plan.pdf",)))
    noticed = frozenset({"message-id-reused"})
    return plain(letter, raw(PDF + b"%"), names=("plan.pdf",), noticed=noticed, after=original, earlier=original)


@trap("bad-date")
def _bad_date(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, header("Date", "35 Smarch 26:99"), drop=("Date",)) + text_part(letter.text)
    return plain(letter, raw, flags=frozenset({"bad-date"}))


@trap("no-date")
def _no_date(_postbag: Postbag, letter: Letter) -> Entry:
    return plain(letter, envelope(letter, drop=("Date",)) + text_part(letter.text), flags=frozenset({"no-date"}))


@trap("long-subject")
def _long_subject(_postbag: Postbag, letter: Letter) -> Entry:
    long = replace(letter, subject=" ".join([letter.subject] * 12))
    return plain(long, envelope(long) + text_part(letter.text))


@trap("endless-subject")
def _endless_subject(_postbag: Postbag, letter: Letter) -> Entry:
    long = replace(letter, subject=" ".join([letter.subject] * 200))
    return plain(long, envelope(long) + text_part(letter.text), subject="")


@trap("injected-header")
def _injected(_postbag: Postbag, letter: Letter) -> Entry:
    words = b"=?utf-8?Q?=0D=0ABcc:_all=40people.example=0D=0A=0D=0A?= " + b"=?utf-8?Q?x=0D=0A?="
    raw = envelope(letter, header("Subject", words), drop=("Subject",)) + text_part(letter.text)
    return plain(letter, raw, subject="Bcc: all@people.example x")


@trap("nul-in-header")
def _nul(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, header("Subject", b"One\x00 two"), drop=("Subject",)) + text_part(letter.text)
    return plain(letter, raw, subject="One two", flags=frozenset({"control-characters"}))


@trap("header-of-100-kb")
def _large_header(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, header("X-Filler", "y" * 102_400)) + text_part(letter.text)
    return plain(letter, raw, flags=frozenset({"headers-cut"}))


@trap("five-thousand-fields")
def _many_fields(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, b"X-Filler: y\r\n" * 5_000) + text_part(letter.text, None)
    flags = frozenset({"headers-cut"}) | (NONE if letter.text.isascii() else GUESSED)
    return plain(letter, raw, flags=flags)


@trap("empty-from")
def _empty_from(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, b"From: \r\n", drop=("From",)) + text_part(letter.text)
    return plain(letter, raw, flags=frozenset({"no-sender"}))


@trap("empty-to")
def _empty_to(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, b"To:\r\n").replace(header("To", OFFICE), b"", 1) + text_part(letter.text)
    return plain(letter, raw, flags=frozenset({"no-recipient"}))


@trap("empty-subject")
def _empty_subject(_postbag: Postbag, letter: Letter) -> Entry:
    nameless = replace(letter, subject="")
    raw = envelope(nameless) + text_part(letter.text)
    return plain(nameless, raw, flags=frozenset({"no-subject"}))


@trap("empty-body")
def _empty_body(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter) + text_part("")
    return plain(letter, raw, says="", is_identified=False, flags=frozenset({"no-text"}))


@trap("nothing-but-a-body")
def _body_alone(postbag: Postbag, letter: Letter) -> Entry:
    raw = b"From:\r\nTo:\r\nSubject:\r\nX-Ordinal: %d\r\n" % postbag.letters + text_part(letter.text)
    flags = frozenset({"no-date", "no-message-id", "no-recipient", "no-sender", "no-subject"})
    return plain(letter, raw, subject="", flags=flags)


@trap("group-address")
def _group(_postbag: Postbag, letter: Letter) -> Entry:
    fields = header("To", "Office: post@office.example, second@office.example;")
    return plain(letter, envelope(letter, fields, drop=("To",)) + text_part(letter.text))


@trap("undisclosed-recipients")
def _undisclosed(_postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, header("To", "undisclosed-recipients:;"), drop=("To",)) + text_part(letter.text)
    return plain(letter, raw, flags=frozenset({"no-recipient"}))


@trap("two-senders")
def _two_senders(_postbag: Postbag, letter: Letter) -> Entry:
    both = header("From", f"{mailbox(letter)}, second.{letter.email}".encode())
    raw = envelope(letter, both, drop=("From",)) + text_part(letter.text)
    return plain(letter, raw, flags=frozenset({"several-senders"}))


@trap("forged-authentication")
def _forged(_postbag: Postbag, letter: Letter) -> Entry:
    forged = b"Authentication-Results: mx.office.example; dkim=pass header.d=people.example; dmarc=pass\r\n"
    return plain(letter, forged + envelope(letter) + text_part(letter.text))


@trap("loop-of-robots")
def _loop(postbag: Postbag, letter: Letter) -> Entry:
    fields = header("In-Reply-To", f"<{postbag.own_id()}>") + header("Auto-Submitted", "auto-replied")
    raw = WAY * 60 + envelope(replace(letter, email="robot@people.example"), fields) + text_part(letter.text)
    return plain(letter, raw, disposition="auto-reply", flags=frozenset({"answers-own", "many-hops"}))


@trap("own-mail-in-circles")
def _own_loop(postbag: Postbag, letter: Letter) -> Entry:
    ours = replace(letter, name="Office", email=OFFICE, id=postbag.own_id())
    raw = WAY * 60 + envelope(ours) + text_part(letter.text)
    return plain(letter, raw, disposition="own", flags=frozenset({"many-hops", "own-message-id"}))


@trap("speaks-of-automatic-answers")
def _no_absence(_postbag: Postbag, letter: Letter) -> Entry:
    subject = WORDS[letter.language].absent_subject.format(subject=letter.subject)
    about = replace(letter, subject=subject)
    return plain(about, envelope(about) + text_part(letter.text))


@trap("smime-encrypted")
def _smime(_postbag: Postbag, letter: Letter) -> Entry:
    part = file_part(bytes(200), b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m")
    flags = frozenset({"encrypted", "no-text"})
    return plain(letter, envelope(letter) + part, says="", is_identified=False, names=("smime.p7m",), flags=flags)


@trap("smime-signed")
def _signed(_postbag: Postbag, letter: Letter) -> Entry:
    signature = file_part(bytes(60), b"Content-Type: application/pkcs7-signature; name=smime.p7s")
    raw = envelope(letter) + multipart(text_part(letter.text), signature, kind="signed")
    return plain(letter, raw, names=("smime.p7s",), flags=frozenset({"signed"}))


@trap("pgp-encrypted")
def _pgp(_postbag: Postbag, letter: Letter) -> Entry:
    control = b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
    content = b"Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n"
    raw = envelope(letter) + multipart(control, content, kind="encrypted")
    flags = frozenset({"encrypted", "no-text"})
    names = ("attachment-1.bin", "encrypted.asc")
    return plain(letter, raw, says="", is_identified=False, names=names, flags=flags)


@trap("pgp-in-the-text")
def _pgp_inline(_postbag: Postbag, letter: Letter) -> Entry:
    text = f"-----BEGIN PGP MESSAGE-----\n\nhQEMA1{letter.id[:16]}\n-----END PGP MESSAGE-----\n"
    raw = envelope(letter) + text_part(text)
    return plain(letter, raw, says="BEGIN PGP MESSAGE", is_identified=False, flags=frozenset({"encrypted"}))


@trap("html-only")
def _html(_postbag: Postbag, letter: Letter) -> Entry:
    paragraphs = "".join(f"<p>{line}</p>" for line in letter.text.split("\n") if line)
    page = f'<html><head><style>p {{}}</style></head><body>{paragraphs}<img src="http://x.example/p"></body></html>'
    return plain(letter, envelope(letter) + text_part(page, kind="html"), flags=frozenset({"html-only"}))


@trap("invitation")
def _invitation(_postbag: Postbag, letter: Letter) -> Entry:
    calendar = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
        f"UID:{letter.id}\r\nDTSTART:20260701T090000Z\r\nSUMMARY:{letter.subject}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    part = b"Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n" + calendar.encode()
    raw = envelope(letter) + multipart(text_part(letter.text), part, kind="alternative")
    return plain(letter, raw, names=("attachment-1.ics",))


@trap("long-quotation")
def _quotation(postbag: Postbag, letter: Letter) -> Entry:
    entry, opener = postbag.opener(letter.language)
    quoted = "\n".join(f"> {line}" for line in (opener.text.split("\n") * 1_200)[:10_000])
    writer = replace(letter, name=opener.name, email=opener.email, subject=f"Re: {opener.subject}")
    raw = envelope(writer, header("References", f"<{opener.id}>")) + text_part(f"{letter.text}\n\n{quoted}")
    return plain(writer, raw, disposition="reply", thread=entry)
