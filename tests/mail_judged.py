# SPDX-License-Identifier: EUPL-1.2
"""Traps that lie not in the bytes but in what must become of a letter: whose it is, and whether a person wrote it."""

from __future__ import annotations

from dataclasses import replace

from mail_letters import (
    FILTER_MARK,
    JUDGE,
    OFFICE,
    WAY,
    Entry,
    Letter,
    Postbag,
    envelope,
    header,
    multipart,
    plain,
    text_part,
    trap,
)
from mail_words import WORDS


@trap("letter-in-circles")
def _letter_loop(_postbag: Postbag, letter: Letter) -> Entry:
    raw = WAY * 60 + envelope(letter) + text_part(letter.text)
    return plain(letter, raw, disposition="held", held_for="many-hops", flags=frozenset({"many-hops"}))


@trap("own-identifier-of-a-stranger")
def _own_id_of_stranger(postbag: Postbag, letter: Letter) -> Entry:
    forged = replace(letter, id=postbag.own_id())
    raw = envelope(forged) + text_part(letter.text)
    return plain(forged, raw, disposition="held", held_for="own-unknown", flags=frozenset({"own-message-id"}))


@trap("own-address-of-a-stranger")
def _own_address_of_stranger(_postbag: Postbag, letter: Letter) -> Entry:
    forged = replace(letter, name="Office", email=OFFICE)
    return plain(forged, envelope(forged) + text_part(letter.text), disposition="held", held_for="own-unknown")


@trap("absence-answering-nothing")
def _absence_unthreaded(_postbag: Postbag, letter: Letter) -> Entry:
    words = WORDS[letter.language]
    absent = replace(letter, subject=words.absent_subject.format(subject=letter.subject))
    raw = envelope(absent, header("Auto-Submitted", "auto-replied")) + text_part(
        f"{words.absent_text}\n\n{letter.name}"
    )
    return Entry(
        raw, "", letter.language, "held", says=words.absent_text, subject=absent.subject, held_for="machine-unthreaded"
    )


def _machine(name: str, email: str, *fields: bytes, held_for: str = "machine-made") -> None:
    @trap(name)
    def make(_postbag: Postbag, letter: Letter) -> Entry:
        made = replace(letter, name="", email=email.format(letter.email.partition("@")[0]))
        raw = envelope(made, *fields) + text_part(letter.text)
        return plain(made, raw, disposition="held", held_for=held_for)


_machine("scan-of-a-copier", "scanner@{}.example")
_machine(
    "another-system", "system@{}.example", header("Auto-Submitted", "auto-generated"), held_for="machine-unthreaded"
)
_machine("nobody-reads-this", "no-reply@{}.example")
_machine("wants-no-answers", "notice@{}.example", header("X-Auto-Response-Suppress", "All"))


def _of_the_writer(postbag: Postbag, letter: Letter, *fields: bytes, top: bytes = b"") -> Entry:
    """A further letter of somebody whose case is open, answering their own."""
    entry, opener = postbag.opener(letter.language)
    writer = replace(letter, name=opener.name, email=opener.email, subject=f"Re: {opener.subject}")
    raw = top + envelope(writer, header("References", f"<{opener.id}>"), *fields) + text_part(letter.text)
    return plain(writer, raw, disposition="reply", thread=entry)


@trap("list-that-answers-us")
def _list_reply(postbag: Postbag, letter: Letter) -> Entry:
    return _of_the_writer(postbag, letter, header("List-Id", "<friends.people.example>"))


@trap("marked-and-answers-us")
def _marked_reply(postbag: Postbag, letter: Letter) -> Entry:
    return _of_the_writer(postbag, letter, top=header(*FILTER_MARK.split(": ")))


@trap("list-of-one-who-has-written")
def _list_known(postbag: Postbag, letter: Letter) -> Entry:
    entry, opener = postbag.opener(letter.language)
    writer = replace(letter, name=opener.name, email=opener.email)
    raw = envelope(writer, header("List-Id", "<friends.people.example>")) + text_part(letter.text)
    return plain(writer, raw, after=entry)


@trap("passed-the-filter")
def _unmarked(_postbag: Postbag, letter: Letter) -> Entry:
    return plain(letter, header("X-Spam-Flag", "NO") + envelope(letter) + text_part(letter.text))


@trap("reply-in-capitals")
def _capitals(postbag: Postbag, letter: Letter) -> Entry:
    entry = _of_the_writer(postbag, letter)
    entry.raw = entry.raw.replace(b"<writer", b"<WRITER")
    return entry


@trap("reply-found-forged")
def _forged_reply(postbag: Postbag, letter: Letter) -> Entry:
    lies = header("Authentication-Results", f"{JUDGE}; dmarc=pass header.from=people.example")
    truth = header("Authentication-Results", f"{JUDGE}; dmarc=fail (p=none) header.from=people.example")
    entry = _of_the_writer(postbag, letter, top=truth + lies)
    entry.disposition, entry.held_for, entry.thread = "held", "failed-proof", None
    return entry


@trap("reply-proved")
def _proved_reply(postbag: Postbag, letter: Letter) -> Entry:
    lies = header("Authentication-Results", "mx.elsewhere.example; dmarc=fail header.from=people.example")
    truth = header("Authentication-Results", f"{JUDGE}; dkim=pass header.d=people.example; spf=softfail")
    return _of_the_writer(postbag, letter, top=lies + truth)


@trap("reply-of-two")
def _reply_of_two(postbag: Postbag, letter: Letter) -> Entry:
    entry = _of_the_writer(postbag, letter)
    entry.raw = entry.raw.replace(b"@people.example>\r\nTo:", b"@people.example>, b@people.example\r\nTo:", 1)
    entry.disposition, entry.held_for, entry.thread = "held", "sender-unclear", None
    entry.flags = frozenset({"several-senders"})
    return entry


@trap("forwards-only")
def _forwards(postbag: Postbag, letter: Letter) -> Entry:
    inner = postbag.letter(letter.language)
    part = b"Content-Type: message/rfc822\r\n\r\n" + envelope(inner) + text_part(inner.text)
    raw = envelope(letter) + multipart(part)
    entry = plain(letter, raw, flags=frozenset({"nested-message", "no-text"}), noticed=frozenset({"only-forwards"}))
    entry.says = inner.text.split("\n")[2]
    return entry
