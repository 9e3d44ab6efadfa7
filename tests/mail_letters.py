# SPDX-License-Identifier: EUPL-1.2
"""Letters of invented people as bytes, and the mails of every disposition made of them."""

from __future__ import annotations

import quopri
import random
from base64 import b64encode, encodebytes
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from mail_words import WORDS

LANGUAGES = tuple(WORDS)
DISPOSITIONS = (
    "new", "reply", "duplicate", "held", "own", "bounce", "auto-reply", "delivery-report", "oversize", "unreadable",
    "set-aside",
)  # fmt: skip
OFFICE = "post@office.example"
JUDGE = "gate.office.example"
"""What the server in front of the office calls itself in Authentication-Results."""
FILTER_MARK = "X-Spam-Flag: YES"
START = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Letter:
    """Who writes what, before it becomes bytes. `id` is the Message-ID without its angle brackets, "" for none."""

    language: str
    name: str
    email: str
    subject: str
    text: str
    id: str
    date: datetime


@dataclass(eq=False)
class Entry:
    """One file of the postbag and what must become of it.

    `says` must stand in the text that is read, `names` are the names of its attachments; `flags` are exactly those of
    reading it, `noticed` those of registering it, `held_for` why it is held. `thread` is the entry whose case this one
    belongs to, `after` one that must be registered before it, `earlier` the one it must be linked with.
    """

    raw: bytes
    trap: str
    language: str
    disposition: str = "new"
    flags: frozenset[str] = NONE
    says: str = ""
    subject: str = ""
    names: tuple[str, ...] | None = None
    is_identified: bool = True
    thread: Entry | None = None
    after: Entry | None = None
    file: str = ""
    held_for: str = ""
    noticed: frozenset[str] = NONE
    earlier: Entry | None = None


def header(name: str, value: str | bytes) -> bytes:
    """One field; text above ASCII becomes encoded words (RFC 2047), bytes go as they are."""
    if isinstance(value, bytes):
        return name.encode() + b": " + value + b"\r\n"
    return name.encode() + b": " + (value if value.isascii() else encoded_words(value)).encode() + b"\r\n"


def encoded_words(text: str, charset: str = "utf-8") -> str:
    """`text` as base64 words of at most 20 characters each."""
    words = (text[start : start + 20] for start in range(0, len(text), 20))
    return "\r\n ".join(f"=?{charset}?B?{b64encode(word.encode(charset)).decode()}?=" for word in words)


def mailbox(letter: Letter) -> str:
    """The sender as it stands in From."""
    return f"{letter.name if letter.name.isascii() else encoded_words(letter.name)} <{letter.email}>"


def envelope(letter: Letter, *extra: bytes, drop: Iterable[str] = ()) -> bytes:
    """The fields every letter has but those named in `drop`, and `extra` ones."""
    fields = {
        "From": mailbox(letter),
        "To": OFFICE,
        "Subject": letter.subject,
        "Date": format_datetime(letter.date),
        "Message-ID": f"<{letter.id}>",
        "MIME-Version": "1.0",
    }
    missing = {*drop, *(() if letter.id else ("Message-ID",))}
    kept = ((name, value) for name, value in fields.items() if name not in missing)
    lines = (
        name.encode() + b": " + value.encode() + b"\r\n" if name == "From" else header(name, value)
        for name, value in kept
    )
    return b"".join(lines) + b"".join(extra)


def text_part(text: str | bytes, charset: str | None = "utf-8", encoding: str = "8bit", kind: str = "plain") -> bytes:
    """A text entity with its header; `charset` is what the label says, None leaves it out."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    data = data.replace(b"\n", b"\r\n")
    if encoding == "base64":
        data = encodebytes(data).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    label = f"; charset={charset}" if charset else ""
    head = f"Content-Type: text/{kind}{label}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + data + b"\r\n"


def file_part(content: bytes, *fields: bytes) -> bytes:
    """An attachment in base64 with these fields."""
    head = b"".join(line + b"\r\n" for line in fields) + b"Content-Transfer-Encoding: base64\r\n\r\n"
    return head + encodebytes(content).replace(b"\n", b"\r\n")


def multipart(*parts: bytes, kind: str = "mixed", boundary: str = "=_outer", end: bool = True, more: str = "") -> bytes:
    """A multipart entity with its header; `end` False leaves the closing boundary out."""
    opening = f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\r\n\r\n'.encode()
    line = f"--{boundary}".encode()
    body = b"".join(line + b"\r\n" + part.removesuffix(b"\r\n") + b"\r\n" for part in parts)
    return opening + body + (line + b"--\r\n" if end else b"")


Maker = Callable[["Postbag", Letter], Entry]
TRAPS: dict[str, tuple[tuple[str, ...], Maker]] = {}
"""Every trap by name: the languages it exists in, and what makes it."""


EVERYWHERE = frozenset({"absence-without-header"})
"""Traps that are sprung in every language."""


def trap(name: str, languages: str = " ".join(LANGUAGES)) -> Callable[[Maker], Maker]:
    """Enter a maker of traps."""

    def enter(maker: Maker) -> Maker:
        TRAPS[name] = (tuple(languages.split()), maker)
        return maker

    return enter


@dataclass
class Postbag:
    rng: random.Random
    own_domain: str
    oversize: int
    traps: dict[str, tuple[tuple[str, ...], Maker]]
    entries: list[Entry] = field(default_factory=list)
    letters: int = 0
    openers: dict[str, list[tuple[Entry, Letter]]] = field(default_factory=dict)
    forms: dict[str, int] = field(default_factory=dict)

    def fill(self, count: int) -> list[Entry]:
        """Make all entries and return them in the order they lie in."""
        for language in LANGUAGES:
            for _ordinal in range(2):
                self.make("new", language)
        for disposition in (*DISPOSITIONS[1:], "duplicate"):
            for language in LANGUAGES:
                self.make(disposition, language)
        for name, (languages, _maker) in self.traps.items():
            chosen = languages if name in EVERYWHERE else self.rng.sample(languages, min(2, len(languages)))
            for language in chosen if len(chosen) > 1 else chosen * 2:
                self.spring(name, language)
        rest = [name for name in DISPOSITIONS if name != "oversize"]
        weights = [60, 18, 8, 3, 1, 3, 3, 3, 1, 2]
        while len(self.entries) < count:
            if self.rng.random() < 0.1:
                name = self.rng.choice(sorted(self.traps))
                self.spring(name, self.rng.choice(self.traps[name][0]))
            else:
                self.make(self.rng.choices(rest, weights)[0], self.rng.choice(LANGUAGES))
        self.rng.shuffle(self.entries)
        return list(self._ordered())

    def _ordered(self) -> Iterator[Entry]:
        waiting: dict[Entry, list[Entry]] = {}
        out: set[Entry] = set()
        for entry in self.entries:
            if entry.after is not None and entry.after not in out:
                waiting.setdefault(entry.after, []).append(entry)
                continue
            queue = [entry]
            while queue:
                following = queue.pop(0)
                out.add(following)
                yield following
                queue += waiting.pop(following, [])

    def make(self, disposition: str, language: str) -> None:
        """Add a mail that must get this disposition, in the next of the forms there are for it."""
        forms = MAKERS[disposition]
        turn = self.forms.get(disposition, 0)
        self.forms[disposition] = turn + 1
        entry = forms[turn % len(forms)](self, self.letter(language))
        entry.disposition = disposition
        self.entries.append(entry)

    def spring(self, name: str, language: str) -> None:
        """Add a mail that is this trap."""
        entry = self.traps[name][1](self, self.letter(language))
        entry.trap = name
        self.entries.append(entry)

    def letter(self, language: str) -> Letter:
        """A letter of a person who has not written before."""
        self.letters += 1
        number = self.letters
        words = WORDS[language]
        name = self.rng.choice(words.names)
        sentences = self.rng.sample(words.sentences, 3)
        text = "\n".join((words.greeting, "", *sentences, words.reference.format(number=number), "", words.close, name))
        return Letter(
            language,
            name,
            f"writer{number}@people.example",
            self.rng.choice(words.subjects),
            text,
            f"{self.rng.getrandbits(64):016x}.{number}@people.example",
            START + timedelta(minutes=97 * number),
        )

    def opener(self, language: str) -> tuple[Entry, Letter]:
        """A letter of the postbag that opens a case."""
        return self.rng.choice(self.openers[language])

    def own_id(self) -> str:
        """A Message-ID of a letter of ours."""
        return f"{self.rng.getrandbits(64):016x}@{self.own_domain}"

    def encoding(self) -> str:
        """A transfer encoding."""
        return self.rng.choice(("8bit", "base64", "quoted-printable"))

    def add_original(self, entry: Entry) -> Entry:
        """Add the mail that another one is a copy of."""
        self.entries.append(entry)
        return entry


def sentence(letter: Letter) -> str:
    """A sentence of the letter that must be read as it was written."""
    return letter.text.split("\n")[2]


def plain(letter: Letter, raw: bytes, *, disposition: str = "new", **expected: object) -> Entry:
    """The entry of a letter whose words must all be there."""
    entry = Entry(raw, "plain", letter.language, disposition, says=sentence(letter), subject=letter.subject)
    for name, value in expected.items():
        setattr(entry, name, value)
    return entry


def _new(postbag: Postbag, letter: Letter) -> Entry:
    entry = plain(letter, envelope(letter) + text_part(letter.text, encoding=postbag.encoding()))
    postbag.openers.setdefault(letter.language, []).append((entry, letter))
    return entry


def _answer(postbag: Postbag, letter: Letter, opener: Letter) -> tuple[Letter, bytes]:
    words = WORDS[letter.language]
    quoted = "\n".join(f"> {line}" for line in opener.text.split("\n"))
    answer = replace(
        letter,
        subject=f"Re: {opener.subject}",
        text=f"{words.greeting}\n\n{words.reply}\n{words.reference.format(number=postbag.letters)}\n\n{quoted}",
        date=opener.date + timedelta(days=2),
    )
    field_name = postbag.rng.choice(("In-Reply-To", "References"))
    return answer, header(field_name, f"<{opener.id}>")


def _reply(postbag: Postbag, letter: Letter) -> Entry:
    entry, opener = postbag.opener(letter.language)
    answer, threading = _answer(postbag, replace(letter, name=opener.name, email=opener.email), opener)
    return plain(answer, envelope(answer, threading) + text_part(answer.text), thread=entry)


def _held(postbag: Postbag, letter: Letter) -> Entry:
    _entry, opener = postbag.opener(letter.language)
    answer, threading = _answer(postbag, letter, opener)
    return plain(answer, envelope(answer, threading) + text_part(answer.text), held_for="stranger")


def _held_forged(postbag: Postbag, letter: Letter) -> Entry:
    entry = _held(postbag, letter)
    forged = b"Authentication-Results: mx.office.example; spf=pass; dkim=pass; dmarc=pass\r\n"
    entry.raw, entry.trap = forged + entry.raw, "forged-authentication"
    return entry


WAY = (
    b"Received: from relay.example (relay.example [192.0.2.7])\r\n"
    b" by mx.office.example; Mon, 1 Jun 2026 08:00:00 +0000\r\n"
)


def _same_bytes(postbag: Postbag, letter: Letter) -> Entry:
    original, _letter = postbag.opener(letter.language)
    return replace(original, trap="same-bytes", thread=original, after=original)


def _other_way(postbag: Postbag, letter: Letter) -> Entry:
    original, _letter = postbag.opener(letter.language)
    raw = b"Return-Path: <list@relay.example>\r\nDelivered-To: second@office.example\r\n" + WAY + original.raw
    return replace(original, raw=raw, trap="other-way", thread=original, after=original)


def _other_encoding(postbag: Postbag, letter: Letter) -> Entry:
    original = postbag.add_original(plain(letter, envelope(letter) + text_part(letter.text, encoding="8bit")))
    raw = envelope(letter) + text_part(letter.text, encoding="quoted-printable")
    return replace(original, raw=raw, trap="other-encoding", thread=original, after=original)


def _other_subject(postbag: Postbag, letter: Letter) -> Entry:
    original = postbag.add_original(plain(letter, envelope(letter) + text_part(letter.text)))
    marked = replace(letter, subject=f"[?] {letter.subject}", email=letter.email.replace("writer", "Writer"))
    raw = WAY + envelope(marked) + text_part(letter.text)
    return replace(original, raw=raw, trap="other-subject", subject=marked.subject, thread=original, after=original)


def _nameless_other_way(postbag: Postbag, letter: Letter) -> Entry:
    nameless = replace(letter, id="")
    original = postbag.add_original(
        plain(letter, envelope(nameless) + text_part(letter.text), flags=frozenset({"no-message-id"}))
    )
    raw = WAY + original.raw.replace(b"\r\n", b"\n")
    return replace(original, raw=raw, trap="nameless-other-way", thread=original, after=original)


def _nameless_other_encoding(postbag: Postbag, letter: Letter) -> Entry:
    nameless = replace(letter, id="")
    original = postbag.add_original(
        plain(letter, envelope(nameless) + text_part(letter.text), flags=frozenset({"no-message-id"}))
    )
    raw = envelope(nameless, header("Cc", "second@office.example")) + text_part(letter.text, encoding="base64")
    return replace(original, raw=raw, trap="nameless-other-encoding", thread=original, after=original)


def _own_copy(postbag: Postbag, letter: Letter) -> Entry:
    ours = replace(letter, name="Office", email=OFFICE, id=postbag.own_id())
    raw = WAY + envelope(ours) + text_part(letter.text)
    return plain(ours, raw, trap="own-copy", flags=frozenset({"own-message-id"}))


def _own_answer(postbag: Postbag, letter: Letter) -> Entry:
    entry, opener = postbag.opener(letter.language)
    answer, threading = _answer(postbag, letter, opener)
    ours = replace(answer, name="Office", email=OFFICE, id=postbag.own_id())
    raw = envelope(ours, threading, header("Auto-Submitted", "auto-replied")) + text_part(answer.text)
    return plain(ours, raw, trap="own-answer", thread=entry, flags=frozenset({"own-message-id"}))


def _daemon(letter: Letter, subject: str) -> Letter:
    return replace(letter, name="Mail Delivery System", email="mailer-daemon@relay.example", subject=subject)


def _status(action: str, status: str, recipient: str) -> bytes:
    return (
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
    ).encode()


def _report(postbag: Postbag, letter: Letter, action: str, status: str, *, whole: bool) -> Entry:
    daemon = _daemon(letter, f"Delivery report ({action})")
    ours = replace(letter, name="Office", email=OFFICE, id=postbag.own_id())
    returned = (
        b"Content-Type: message/rfc822\r\n\r\n" + envelope(ours) + text_part(letter.text)
        if whole
        else b"Content-Type: text/rfc822-headers\r\n\r\n" + envelope(ours)
    )
    told = "This is what became of your message to the address below.\n"
    parts = (text_part(told, "us-ascii"), _status(action, status, letter.email), returned)
    raw = b"Return-Path: <>\r\n" + envelope(daemon)
    raw += multipart(*parts, kind="report", more="; report-type=delivery-status")
    flags = frozenset({"nested-message"}) if whole else NONE
    return Entry(raw, f"report-{action}", letter.language, says="what became of your message", flags=flags)


def _failed(postbag: Postbag, letter: Letter) -> Entry:
    return _report(postbag, letter, "failed", "5.1.1", whole=True)


def _failed_headers(postbag: Postbag, letter: Letter) -> Entry:
    return _report(postbag, letter, "failed", "5.2.2", whole=False)


def _failed_by_words(_postbag: Postbag, letter: Letter) -> Entry:
    daemon = _daemon(letter, "failure notice")
    text = f"I was not able to deliver your message to the following address.\n<{letter.email}>: no such user\n"
    raw = b"Return-Path: <>\r\n" + envelope(daemon) + text_part(text, "us-ascii")
    return Entry(raw, "report-by-words", letter.language, says="I was not able to deliver")


def _delayed(postbag: Postbag, letter: Letter) -> Entry:
    return _report(postbag, letter, "delayed", "4.4.1", whole=False)


def _relayed(postbag: Postbag, letter: Letter) -> Entry:
    return _report(postbag, letter, "relayed", "2.0.0", whole=True)


def _receipt(postbag: Postbag, letter: Letter) -> Entry:
    told = text_part("Your message was shown on a screen. This does not mean that it was read.\n", "us-ascii")
    notice = (
        f"Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; {letter.email}\r\n"
        f"Original-Message-ID: <{postbag.own_id()}>\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n"
    ).encode()
    raw = envelope(replace(letter, subject="Read: " + letter.subject))
    raw += multipart(told, notice, kind="report", more="; report-type=disposition-notification")
    return Entry(raw, "read-receipt", letter.language, says="shown on a screen")


def _absence(postbag: Postbag, letter: Letter, *extra: bytes) -> Entry:
    words = WORDS[letter.language]
    absent = replace(letter, subject=words.absent_subject.format(subject=letter.subject))
    text = f"{words.absent_text}\n\n{letter.name}"
    raw = envelope(absent, header("In-Reply-To", f"<{postbag.own_id()}>"), *extra) + text_part(text)
    return Entry(raw, "absence", letter.language, says=words.absent_text, flags=frozenset({"answers-own"}))


def _absence_declared(postbag: Postbag, letter: Letter) -> Entry:
    return _absence(postbag, letter, header("Auto-Submitted", "auto-replied (vacation)"))


@trap("absence-without-header")
def _absence_undeclared(postbag: Postbag, letter: Letter) -> Entry:
    entry = _absence(postbag, letter)
    entry.disposition = "auto-reply"
    entry.flags |= {"automatic-by-wording"}
    return entry


def _oversize(postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter) + text_part(letter.text)
    whole = raw + b"\r\n" * ((postbag.oversize - len(raw)) // 2 + 1)
    return Entry(whole, "too-large", letter.language, subject=letter.subject)


def _marked(_postbag: Postbag, letter: Letter) -> Entry:
    raw = header(*FILTER_MARK.split(": ")) + envelope(letter) + text_part(letter.text)
    return plain(letter, raw, trap="marked-by-the-filter")


def _sent_round(_postbag: Postbag, letter: Letter) -> Entry:
    fields = header("List-Id", "Offers <offers.shop.example>")
    return plain(letter, envelope(letter, fields) + text_part(letter.text), trap="sent-round")


def _subject_only(postbag: Postbag, letter: Letter) -> Entry:
    raw = envelope(letter, header("X-Ordinal", str(postbag.letters)), drop=("From",)) + b"\r\n"
    return Entry(
        raw, "subject-only", letter.language, flags=frozenset({"no-sender", "no-text"}), subject=letter.subject
    )


def _way_only(postbag: Postbag, letter: Letter) -> Entry:
    raw = WAY + header("X-Ordinal", str(postbag.letters))
    missing = ("no-sender", "no-text", "no-date", "no-message-id", "no-recipient", "no-subject")
    return Entry(raw, "way-only", letter.language, flags=frozenset(missing))


MAKERS: dict[str, tuple[Maker, ...]] = {
    "new": (_new,),
    "reply": (_reply,),
    "duplicate": (
        _same_bytes,
        _other_way,
        _other_encoding,
        _other_subject,
        _nameless_other_way,
        _nameless_other_encoding,
    ),
    "held": (_held, _held_forged),
    "own": (_own_copy, _own_answer),
    "bounce": (_failed, _failed_headers, _failed_by_words),
    "auto-reply": (_absence_declared, _absence_undeclared),
    "delivery-report": (_delayed, _relayed, _receipt),
    "oversize": (_oversize,),
    "unreadable": (_subject_only, _way_only),
    "set-aside": (_marked, _sent_round),
}
"""What makes a mail of each disposition, in several forms taken in turn."""
