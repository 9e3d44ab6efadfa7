# SPDX-License-Identifier: EUPL-1.2
"""The house's own mail listener: SMTP (RFC 5321), and LMTP (RFC 2033) for a client that greets with LHLO.

It takes letters for mailboxes of the house and for nobody else, and says 250 only when they are on the disk.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connections
from django.utils import timezone

from nizam.doors.mail.arrivals import find_mailbox, has_room, take_letter
from nizam.kit.uids import uuid7
from nizam.spine.cases.intake.reading import OVERSIZE_BYTES
from nizam.spine.org.models import Mailbox

logger = logging.getLogger("nizam.mail")

CONNECTIONS = 60
CONNECTIONS_OF_ONE = 20
# Each may hold a letter of the largest size in memory, twice while it is joined.
LETTERS_AT_ONCE = 6
THREADS = 4
RECIPIENTS = 100  # RFC 5321 section 4.5.3.1.8: at least as many
WRONG_RECIPIENTS = 20
COMMANDS_OF_A_KIND = 500
IDLE_SECONDS = 300  # RFC 5321 section 4.5.3.2.7: at least 5 minutes
LETTER_SECONDS = 600
HOPS = 100  # RFC 5321 section 6.3
_NOT_PRINTABLE = re.compile(r"[^\x21-\x7e]|[()]")
_CONTROL = re.compile(r"[\x00-\x20\x7f<>]")
T = TypeVar("T")


class House:
    """What the connections share: the threads that speak to the database, and how many are served at once."""

    def __init__(self, name: str, tls: ssl.SSLContext | None = None) -> None:
        self.name = name
        self.tls = tls
        self.peers: Counter[str] = Counter()
        self.letters = 0
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")

    async def ask(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run what speaks to the database in a thread, with a connection to it that lives no longer."""

        def run() -> T:
            try:
                return function(*arguments)
            finally:
                connections.close_all()

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    def close(self) -> None:
        """End the threads; what they have begun is finished."""
        self._threads.shutdown(wait=True)


class Conversation(SMTP):
    """One connection. DATA is read here: lines of any length, a bound for all, and no end of data but CRLF.CRLF."""

    line_length_limit = 65536

    def __init__(self, house: House, loop: asyncio.AbstractEventLoop) -> None:
        self.house = house
        self.boxes: list[Mailbox] = []
        self.wrong = 0
        self.is_lmtp = False
        self._peer = ""
        self._is_refused = False
        super().__init__(
            self,
            data_size_limit=OVERSIZE_BYTES,
            enable_SMTPUTF8=True,
            hostname=house.name,
            ident="Nizam",
            tls_context=house.tls,
            timeout=IDLE_SECONDS,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            command_call_limit=COMMANDS_OF_A_KIND,
            loop=loop,
        )

    # The connection

    def connection_made(self, transport: Any) -> None:
        """Serve a connection, or send it away for now when too many are open."""
        if self._original_transport is None:
            peer = transport.get_extra_info("peername")
            self._peer = str(peer[0]) if peer else "local"
            peers = self.house.peers
            if peers.total() >= CONNECTIONS or peers[self._peer] >= CONNECTIONS_OF_ONE:
                self._is_refused = True
                transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
                transport.close()
                return
            peers[self._peer] += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count a connection out."""
        if self._is_refused:
            return
        self.house.peers[self._peer] -= 1
        if self.house.peers[self._peer] <= 0:
            del self.house.peers[self._peer]
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Hand on what came, unless the connection was sent away."""
        if not self._is_refused:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        """End with the client."""
        return False if self._is_refused else super().eof_received()

    async def handle_exception(self, error: Exception) -> str:
        """Say nothing of what went wrong inside; the letter stays with its sender."""
        logger.error("mail listener: %s", error, exc_info=error)
        return "451 4.3.0 Not now, try again later"

    async def _part_with(self, answer: str) -> None:
        await self.push(answer)
        if self.transport is not None:
            self.transport.close()

    # Greetings

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offer what there is, and no sign-in: nobody sends through this server."""
        session.host_name = hostname
        offered = [line for line in responses if not line.startswith("250-AUTH")]
        offered[-1:-1] = ["250-PIPELINING", "250-ENHANCEDSTATUSCODES"]
        return offered

    async def smtp_LHLO(self, arg: str) -> None:
        """Greet as LMTP: from here on each recipient has an answer of its own (RFC 2033 section 4.1)."""
        self.is_lmtp = True
        await super().smtp_EHLO(arg)

    async def smtp_EHLO(self, arg: str) -> None:
        """Greet as SMTP."""
        self.is_lmtp = False
        await super().smtp_EHLO(arg)

    async def smtp_HELO(self, arg: str) -> None:
        """Greet as SMTP without extensions."""
        self.is_lmtp = False
        await super().smtp_HELO(arg)

    async def smtp_AUTH(self, arg: str) -> None:
        """Offer no sign-in."""
        await self.push("502 5.5.1 No sign-in here")

    async def smtp_VRFY(self, arg: str) -> None:
        """Tell nobody which addresses there are (RFC 5321 section 7.3)."""
        await self.push("252 2.5.2 Send the letter and see")

    async def smtp_EXPN(self, arg: str) -> None:
        """Tell nobody who reads what."""
        await self.push("502 5.5.1 No lists here")

    async def smtp_HELP(self, arg: str) -> None:
        """Say what may be said."""
        await self.push("214 2.0.0 EHLO LHLO STARTTLS MAIL RCPT DATA RSET NOOP QUIT")

    # One letter

    def _set_rset_state(self) -> None:
        self.boxes = []
        super()._set_rset_state()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a mailbox of the house; anything else has no place here."""
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        box = await self.house.ask(find_mailbox, address)
        if box is None:
            self.wrong += 1
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        self.boxes.append(box)
        return "250 2.1.5 OK"

    async def smtp_RCPT(self, arg: str | None) -> None:
        """Take a recipient, and part with whoever only tries out names."""
        await super().smtp_RCPT(arg)
        if self.wrong >= WRONG_RECIPIENTS:
            await self._part_with("421 4.7.0 Too many unknown mailboxes")

    async def smtp_DATA(self, arg: str) -> None:
        """Take the letter; answer when it is kept, or that it has to come again."""
        if await self.check_helo_needed():
            return
        if not self.boxes:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        if self.house.letters >= LETTERS_AT_ONCE or not has_room():
            await self.push("452 4.3.1 No room here now, try again later")
            return
        self.house.letters += 1
        try:
            self._reset_timeout(2 * LETTER_SECONDS)
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            letter, fault = await asyncio.wait_for(self._letter(), LETTER_SECONDS)
            boxes = self.boxes
            if letter is not None and letter[:65536].lower().count(b"\nreceived:") > HOPS:
                letter, fault = None, "554 5.4.6 This letter runs in a circle"
            if letter is None:
                answers = [fault] * (len(boxes) if self.is_lmtp else 1)
            else:
                answers = await self._kept(self._trace() + letter, boxes)
            self._set_post_data_state()
            self.boxes = []
            await self.push("\r\n".join(answers))
        except TimeoutError:
            await self._part_with("421 4.4.2 Too slow")
        finally:
            self.house.letters -= 1

    async def _letter(self) -> tuple[bytes | None, str]:
        """Return the letter with its dots unstuffed (RFC 5321 section 4.5.2), or None and the answer to give."""
        pieces: list[bytes] = []
        size = 0
        begins_line = True
        while True:
            try:
                piece = await self._reader.readuntil(b"\r\n")
                ends_line = True
            except asyncio.LimitOverrunError as error:
                piece = await self._reader.read(error.consumed)
                ends_line = False
            if begins_line and piece == b".\r\n":
                break
            size += len(piece)
            if size > 2 * OVERSIZE_BYTES:
                # Whoever was told the limit and goes on has no end in mind.
                await self._part_with("552 5.3.4 The letter is too large")
                raise asyncio.CancelledError
            if size > OVERSIZE_BYTES:
                pieces.clear()
            else:
                pieces.append(piece[1:] if begins_line and piece.startswith(b".") else piece)
            begins_line = ends_line
        if size > OVERSIZE_BYTES:
            return None, "552 5.3.4 The letter is too large"
        return b"".join(pieces), ""

    async def _kept(self, raw: bytes, boxes: list[Mailbox]) -> list[str]:
        protocol = "lmtp" if self.is_lmtp else "smtp"
        assert self.envelope is not None
        source = f"{protocol} {self._peer} <{_sender(self.envelope)}>"
        # Every address of rcpt_tos has its mailbox at the same place.
        recipients = list(zip(self.envelope.rcpt_tos, boxes, strict=True))
        answers = await self.house.ask(take_letter, raw, recipients, source)
        if self.is_lmtp:
            return [answers[box.pk] for box in boxes]
        # One answer for all: where one house could not keep it, the sender sends it again to every one of them.
        worst = next((answer for answer in answers.values() if not answer.startswith("250")), "")
        return [worst or answers[boxes[0].pk]]

    def _trace(self) -> bytes:
        """Return the lines a receiving server writes on top (RFC 5321 section 4.4)."""
        session, envelope = self.session, self.envelope
        assert session is not None
        assert envelope is not None
        said = _NOT_PRINTABLE.sub("?", str(session.host_name or ""))[:255]
        sender = _sender(envelope)
        protocol = ("LMTP" if self.is_lmtp else "ESMTP" if session.extended_smtp else "SMTP") + (
            "S" if session.ssl is not None else ""
        )
        lines = (
            f"Return-Path: <{sender}>\r\n"
            f"Received: from {said or '?'} ([{self._peer}])\r\n"
            f"\tby {self.house.name} with {protocol} id {uuid7()};\r\n"
            f"\t{format_datetime(timezone.now())}\r\n"
        )
        return lines.encode("utf-8", "surrogateescape")


def _sender(envelope: Envelope) -> str:
    return _CONTROL.sub("", str(envelope.mail_from or ""))


def house_name() -> str:
    """Return the name this server gives itself: the host of the public address, else the machine's own."""
    return urlsplit(settings.PUBLIC_ADDRESS).hostname or socket.gethostname()


def tls_context() -> ssl.SSLContext | None:
    """Return the context of the certificate the web server serves with, if the house has one."""
    certificate, key = settings.ENV["NIZAM_TLS_CERTIFICATE"], settings.ENV["NIZAM_TLS_KEY"]
    if not certificate:
        return None
    if certificate == "local":
        keys = Path(settings.NIZAM_HOME) / "keys"
        certificate, key = str(keys / "server.crt"), str(keys / "server.key")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key or None)
    return context


def run_part(instance: str, stop: threading.Event) -> None:
    """Listen where NIZAM_MAIL_BIND says until `stop` is set. Raises SystemExit with a sentence when it cannot."""
    address, port = settings.ENV["NIZAM_MAIL_BIND"]
    try:
        asyncio.run(listen(address, port, stop))
    except OSError as error:
        raise SystemExit(f"NIZAM_MAIL_BIND: cannot listen on {address}, port {port}: {error.strerror or error}.") from (
            error
        )


async def listen(address: str, port: int, stop: threading.Event, on_ready: Callable[[int], None] | None = None) -> None:
    """Serve until `stop` is set; `on_ready` is told the port (0 takes a free one). Raises OSError."""
    # Every unknown word of every robot would be a line of the log.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    house = House(house_name(), tls_context())
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Conversation(house, loop), address, port, backlog=128)
    try:
        if on_ready is not None:
            on_ready(server.sockets[0].getsockname()[1])
        while not stop.is_set():
            await asyncio.sleep(0.2)
    finally:
        server.close()
        await loop.run_in_executor(None, house.close)
