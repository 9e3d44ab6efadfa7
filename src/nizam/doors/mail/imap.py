# SPDX-License-Identifier: EUPL-1.2
"""A reader of one folder by IMAP (RFC 3501, RFC 9051) that changes nothing on the server."""

from __future__ import annotations

import base64
import hashlib
import imaplib
import ipaddress
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from nizam.spine.org.models import Mailbox

ANSWER_SECONDS = 60
HEADER_BYTES = 65536
# A text short enough for one line may come quoted instead of as a literal (RFC 9051 section 4.3).
_QUOTED = re.compile(rb'BODY\[[^\]]*\](?:<\d+>)? "((?:[^"\\]|\\.)*)"')
_NUMBERS = {name: re.compile(rb"\b" + name.encode() + rb" (\d+)") for name in ("UID", "RFC822.SIZE")}


class MailServerFault(Exception):
    """The server cannot be read from. `code`: unreachable, untrusted, unprotected, sign-in, folder, answer."""

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(f"{code}: {said}" if said else code)
        self.code = code
        self.said = said


@dataclass(frozen=True)
class Heading:
    """What is known of a message before it is fetched; `size` in bytes, as the server states it."""

    uid: int
    size: int
    fingerprint: str


class Folder:
    """An opened folder. A context manager; leaving it signs out."""

    def __init__(self, mailbox: Mailbox, secret: str) -> None:
        self._mailbox = mailbox
        self._secret = secret
        self.uid_validity = 0

    def __enter__(self) -> Folder:
        """Connect, sign in and open the folder read-only. Raises MailServerFault."""
        self._client = self._connected()
        try:
            self._sign_in()
            self._open()
        except BaseException:
            self._client.shutdown()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._client.logout()
        except (OSError, imaplib.IMAP4.error):
            self._client.shutdown()

    def sizes(self, after: int) -> Iterator[tuple[int, int]]:
        """Yield UID and size of every message numbered higher than `after`, in rising order."""
        found: dict[int, int] = {}
        for line, _literal in self._fetch(f"{after + 1}:*", "(UID RFC822.SIZE)"):
            uid = _number(line, "UID")
            # "n:*" names the last message even when its number is lower than n (RFC 9051 section 9, seq-range).
            if uid > after:
                found[uid] = _number(line, "RFC822.SIZE")
        yield from sorted(found.items())

    def headings(self, uids: Sequence[int], sizes: dict[int, int]) -> dict[int, Heading]:
        """Return the headings of `uids`; those gone meanwhile are left out."""
        found: dict[int, Heading] = {}
        for line, literal in self._fetch(_set(uids), f"(UID BODY.PEEK[HEADER]<0.{HEADER_BYTES}>)"):
            uid = _number(line, "UID")
            if uid in sizes and literal is not None:
                mark = hashlib.sha256(f"{sizes[uid]}\n".encode() + literal).hexdigest()
                found[uid] = Heading(uid, sizes[uid], mark)
        return found

    def message(self, uid: int, limit: int) -> bytes | None:
        """Return the message's bytes, at most `limit` and one more; None when it is gone. Raises MailServerFault."""
        for line, literal in self._fetch(str(uid), f"(UID BODY.PEEK[]<0.{limit + 1}>)"):
            if _number(line, "UID") == uid and literal is not None:
                return literal
        return None

    def _connected(self) -> imaplib.IMAP4:
        box = self._mailbox
        host, port = box.host, box.port or 0
        context = ssl.create_default_context()
        try:
            if box.security == "tls":
                return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=ANSWER_SECONDS)
            client = imaplib.IMAP4(host, port, timeout=ANSWER_SECONDS)
            if box.security == "starttls":
                client.starttls(context)
            elif not ipaddress.ip_address(client.sock.getpeername()[0]).is_loopback:
                client.shutdown()
                raise MailServerFault("unprotected")
        except ssl.SSLError as error:
            raise MailServerFault(
                "untrusted", getattr(error, "verify_message", "") or str(error.reason or error)
            ) from error
        except imaplib.IMAP4.error as error:
            raise MailServerFault("answer", _said(error)) from error
        except OSError as error:
            raise MailServerFault("unreachable", error.strerror or str(error)) from error
        return client

    def _sign_in(self) -> None:
        login, secret = self._mailbox.login, self._secret
        try:
            if "AUTH=PLAIN" in self._client.capabilities:
                # LOGIN carries ASCII only; PLAIN (RFC 4616) any password.
                self._client.authenticate("PLAIN", lambda _challenge: f"\0{login}\0{secret}".encode())
            elif not f"{login}{secret}".isascii():
                raise MailServerFault("sign-in", "the server takes no password with these letters")
            else:
                self._client.login(login, secret)
        except imaplib.IMAP4.abort as error:
            raise MailServerFault("answer", _said(error)) from error
        except imaplib.IMAP4.error as error:
            raise MailServerFault("sign-in", _said(error).replace(secret, "…")) from error
        except OSError as error:
            raise MailServerFault("unreachable", error.strerror or str(error)) from error

    def _open(self) -> None:
        try:
            state, said = self._client.select(quoted_folder(self._mailbox.folder or "INBOX"), readonly=True)
            if state != "OK":
                raise MailServerFault("folder", _text(said))
            _name, validity = self._client.response("UIDVALIDITY")
        except imaplib.IMAP4.error as error:
            raise MailServerFault("answer", _said(error)) from error
        except OSError as error:
            raise MailServerFault("unreachable", error.strerror or str(error)) from error
        if not validity or not validity[0]:
            raise MailServerFault("answer", "no UIDVALIDITY")
        self.uid_validity = int(validity[0])

    def _fetch(self, messages: str, items: str) -> Iterator[tuple[bytes, bytes | None]]:
        try:
            state, answers = self._client.uid("FETCH", messages, items)
        except imaplib.IMAP4.abort as error:
            raise MailServerFault("answer", _said(error)) from error
        except imaplib.IMAP4.error as error:
            raise MailServerFault("refused", _said(error)) from error
        except OSError as error:
            raise MailServerFault("unreachable", error.strerror or str(error)) from error
        if state != "OK":
            raise MailServerFault("refused", _text(answers))
        return _paired(answers)


def _paired(answers: Sequence[Any]) -> Iterator[tuple[bytes, bytes | None]]:
    """Yield each answer's text with its literal, whether the UID stands before the literal or after it."""
    place = 0
    while place < len(answers):
        answer = answers[place]
        place += 1
        if isinstance(answer, tuple):
            line, literal = answer[0], answer[1]
            while place < len(answers) and isinstance(answers[place], bytes) and not _begins(answers[place]):
                line += b" " + answers[place]
                place += 1
            yield line, literal
        elif isinstance(answer, bytes):
            quoted = _QUOTED.search(answer)
            yield answer, re.sub(rb"\\(.)", rb"\1", quoted.group(1)) if quoted else None


def _begins(line: bytes) -> bool:
    return re.match(rb"\d+ \(", line) is not None


def _number(line: bytes, name: str) -> int:
    found = _NUMBERS[name].search(line)
    return int(found.group(1)) if found else 0


def _set(uids: Sequence[int]) -> str:
    return ",".join(str(uid) for uid in uids)


def _text(said: Sequence[Any]) -> str:
    return b" ".join(line for line in said if isinstance(line, bytes)).decode("utf-8", "replace")


def _said(error: Exception) -> str:
    first = error.args[0] if error.args else ""
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)


def quoted_folder(name: str) -> str:
    """Return a folder's name as IMAP takes it: modified UTF-7 (RFC 3501 section 5.1.3), quoted."""
    return '"' + encoded_folder(name).replace("\\", "\\\\").replace('"', '\\"') + '"'


def encoded_folder(name: str) -> str:
    """Return `name` in modified UTF-7: printable ASCII as it is, `&-` for an ampersand, the rest in base64."""
    parts = re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", name)
    return "".join(part.replace("&", "&-") if part.isascii() else f"&{_base64(part)}-" for part in parts)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-16-be")).decode("ascii").rstrip("=").replace("/", ",")
