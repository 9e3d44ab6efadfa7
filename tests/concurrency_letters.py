# SPDX-License-Identifier: EUPL-1.2
"""A seeded postbag: threads of invented letters, with what must become of each, whatever happens on the way.

A thread is an opening letter and what follows it: answers of the sender, a stranger's answer (held), a copy that came
by another way, the same bytes once more, a failure notice, an automatic reply. Threads never mix.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

SENTENCES = (
    "Hörmətli idarə, kəndimizdə iki həftədir internet bağlantısı yoxdur.",
    "Elektron imza kartım yenilənməyib, sistemə daxil ola bilmirəm.",
    "Sayın yetkili, belediye sitesindeki başvuru formu hata veriyor.",
    "Kullanıcı hesabımın kilidi açılmadı, ağ yazıcısına da erişemiyorum.",
    "Hurmatli idora, kutubxonadagi kompyuterlar ishlamayapti.",
    "Elektron pochta manzilimni oʻzgartirib berishingizni soʻrayman.",
    "Veb-səhifədə dərc olunmuş cədvəl köhnəlib, düzəldilməsini xahiş edirəm.",
    "Sunucu odasının soğutması durdu, acele yardım bekliyoruz.",
)
SUBJECTS = ("Müraciət", "İnternet haqqında", "Başvuru", "Ağ arızası", "Murojaat", "Elektron imza", "Arıza kaydı")
FAILURE = """\
From: MAILER-DAEMON@mx.example.org\r
To: {to}\r
Subject: Undeliverable\r
Message-ID: {message_id}\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
Not delivered.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example.org\r
\r
Final-Recipient: rfc822; x@example.org\r
Action: failed\r
Status: 5.1.1\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: {failed}\r
\r
--b--\r
"""


@dataclass(frozen=True)
class Letter:
    """One file of the postbag."""

    name: str
    raw: bytes
    thread: str

    @property
    def sha256(self) -> str:
        """The digest its envelope is known by."""
        return hashlib.sha256(self.raw).hexdigest()


@dataclass
class Thread:
    """Letters that belong together, and the dispositions their envelopes must end with."""

    code: str
    letters: list[Letter] = field(default_factory=list)
    dispositions: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, raw: bytes, disposition: str | None) -> None:
        """Append a letter; `disposition` None for bytes whose envelope stands already."""
        self.letters.append(Letter(f"{len(self.letters):02}-{kind}-{self.code}.eml", raw, self.code))
        if disposition is not None:
            self.dispositions[disposition] += 1


def make_threads(letters: int, *, seed: int, to: str, mark: str = "t") -> list[Thread]:
    """Return threads that hold exactly `letters` letters in all, addressed to `to`; the same for the same arguments.

    Threads of another `mark` have other senders and Message-IDs.
    """
    chance = random.Random(seed)
    threads: list[Thread] = []
    left = letters
    while left:
        thread = _thread(chance, f"{mark}{len(threads):04}", limit=left, to=to)
        threads.append(thread)
        left -= len(thread.letters)
    return threads


def _thread(chance: random.Random, code: str, *, limit: int, to: str) -> Thread:
    thread = Thread(code)
    if chance.random() < 0.03:
        # Neither sender nor text: kept, and nothing else can be said of it.
        thread.add("blank", f"To: {to}\r\nX-Code: {code}\r\n\r\n".encode(), "unreadable")
        return thread
    sender = f"Sakin {code} <{code}@example.org>"
    ids = [f"<{code}.0@example.org>"]
    if chance.random() < 0.1:
        thread.add("anonymous", _letter(chance, sender, to, None, ()), "new")
        return thread
    opening = _letter(chance, sender, to, ids[0], ())
    thread.add("open", opening, "new")
    followers = ("answer", "answer", "answer", "again", "copy", "stranger", "failure", "absent")
    for _place in range(min(limit - 1, chance.choice((0, 0, 1, 2, 2, 3, 4)))):
        kind = chance.choice(followers)
        new_id = f"<{code}.{len(thread.letters)}@example.org>"
        if kind == "again":
            thread.add(kind, opening, None)
        elif kind == "copy":
            marked = f"Received: from relay{len(thread.letters)}.example.org\r\n".encode() + opening
            thread.add(kind, marked, "duplicate")
        elif kind == "failure":
            notice = FAILURE.format(to=to, message_id=new_id, failed=chance.choice(ids))
            thread.add(kind, notice.encode(), "bounce")
        elif kind == "absent":
            raw = _letter(chance, sender, to, new_id, ids[-1:], automatic=True)
            thread.add(kind, raw, "auto-reply")
        elif kind == "stranger":
            stranger = f"Yad {code} <yad-{code}@example.net>"
            thread.add(kind, _letter(chance, stranger, to, new_id, ids[-1:]), "held")
        else:
            thread.add(kind, _letter(chance, sender, to, new_id, ids[-2:]), "reply")
            ids.append(new_id)
    return thread


def _letter(
    chance: random.Random,
    sender: str,
    to: str,
    message_id: str | None,
    references: Iterable[str],
    *,
    automatic: bool = False,
) -> bytes:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = chance.choice(SUBJECTS)
    message["Date"] = "Mon, 16 Nov 2026 10:00:00 +0400"
    if message_id:
        message["Message-ID"] = message_id
    if references:
        message["References"] = " ".join(references)
    if automatic:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content("\n".join(chance.sample(SENTENCES, 3)) + f"\n{chance.getrandbits(40):x}\n")
    return message.as_bytes()


def write_letters(threads: Iterable[Thread], folder: Path, *, seed: int) -> int:
    """Write the letters as files, all mixed, and return their number: answers lie before what they answer, far off."""
    folder.mkdir(parents=True)
    mixed = [letter for thread in threads for letter in thread.letters]
    random.Random(seed).shuffle(mixed)
    for place, letter in enumerate(mixed):
        (folder / f"{place:05}-{letter.name}").write_bytes(letter.raw)
    return len(mixed)
