# SPDX-License-Identifier: EUPL-1.2
"""What can be known of a kept letter before the register is asked: its words, language, units, identity."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from nizam.foundations import language, messages
from nizam.foundations.calendars import WorkingCalendar
from nizam.foundations.routing import Router
from nizam.kit.errors import Refused
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.intake.neighbours import Neighbours
from nizam.spine.cases.intake.numbers import NumberForms
from nizam.spine.cases.models import Envelope, Procedure
from nizam.spine.cases.opening import default_procedure
from nizam.spine.cases.suggestions import router_of, suggest_units, threshold_of
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.org.models import Institution, Mailbox, NumberSeries
from nizam.spine.org.models.mailboxes import address_key
from nizam.spine.records.blobs import BlobDamaged, read_bytes, read_start

OVERSIZE_BYTES = 25 * 1024 * 1024
READ_CHARACTERS = 20_000


class Batch:
    """What letters registered together ask of their institution alike, asked once.

    `neighbours` is there while letters are registered in one transaction.
    """

    def __init__(self, institution: Institution) -> None:
        self.institution = institution
        self.neighbours: Neighbours | None = None
        self._procedures: dict[str, Procedure] = {}

    @cached_property
    def router(self) -> Router:
        """The router over the institution's units."""
        return router_of(self.institution)

    @cached_property
    def threshold(self) -> float | None:
        """From which confidence on the institution wants units suggested; None while it has not said."""
        return threshold_of(self.institution)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The institution's working calendar."""
        return calendar_of(self.institution)

    @cached_property
    def mailboxes(self) -> dict[int, Mailbox]:
        """The institution's mailboxes in use, by row id."""
        return {
            box.pk: box
            for box in Mailbox.objects.filter(institution=self.institution, active=True, voided_at__isnull=True)
        }

    @cached_property
    def own_keys(self) -> frozenset[str]:
        """The keys of the addresses our own letters are sent from."""
        addresses = [box.address for box in self.mailboxes.values()]
        return frozenset(address_key(address) for address in (*addresses, self.institution.email) if address)

    @cached_property
    def numbers(self) -> NumberForms:
        """How numbers of the institution are written."""
        return NumberForms(NumberSeries.objects.filter(institution=self.institution).values_list("form", flat=True))

    def mailbox(self, envelope: Envelope, message: messages.Message) -> Mailbox | None:
        """Return the mailbox in use that a letter came to; of one from a file, the first that it is addressed to."""
        if envelope.mailbox_id:
            return self.mailboxes.get(envelope.mailbox_id)
        by_key = {box.address_key: box for box in self.mailboxes.values()}
        found = (by_key.get(address_key(address.email)) for address in message.recipients)
        return next((box for box in found if box is not None), None)

    def judges(self, envelope: Envelope) -> tuple[str, ...]:
        """Return the servers whose word on a letter's sender counts.

        A letter from a file has come by one of the institution's mailboxes, and does not say by which.
        """
        return tuple(
            box.authserv_id
            for box in self.mailboxes.values()
            if box.authserv_id and envelope.mailbox_id in (None, box.pk)
        )

    def procedure(self, door: str) -> Procedure:
        """Return the procedure that takes what comes by `door`."""
        if door not in self._procedures:
            found = default_procedure(self.institution, door)
            found.institution = found.series.institution = self.institution
            self._procedures[door] = found
        return self._procedures[door]


@dataclass(frozen=True)
class Prepared:
    """All that is worked out before the write transaction, so that the register is locked for moments only.

    `message` is None for a letter too large to read; `heading` is then what its header says. `trust` is pass, fail,
    none, or unknown where no server is trusted to judge. `former_identity` is the one earlier versions gave.
    """

    message: messages.Message | None
    identity: str
    language: str
    suggestions: list[dict[str, Any]]
    batch: Batch
    heading: messages.Message | None = None
    trust: str = "unknown"
    former_identity: str = ""


def read_envelope(envelope: Envelope, limit: int | None = None) -> messages.Message | None:
    """Return the letter in a kept envelope; None when it is larger than `limit` bytes (OVERSIZE_BYTES).

    Raises Refused for damaged bytes.
    """
    if envelope.blob.size > (limit or OVERSIZE_BYTES):
        return None
    return messages.read(bytes_of(envelope), own_domain_ids=own_message_domains(envelope.institution))


def bytes_of(envelope: Envelope) -> bytes:
    """Return the bytes of a kept envelope. Raises Refused when they are gone or damaged."""
    try:
        return read_bytes(envelope.blob)
    except BlobDamaged as error:
        raise _damaged() from error


def _heading_of(envelope: Envelope) -> messages.Message:
    try:
        return messages.read_heading(read_start(envelope.blob, messages.MAX_HEADER_TOTAL))
    except BlobDamaged as error:
        raise _damaged() from error


def _damaged() -> Refused:
    return Refused(_("The bytes of this envelope are gone or damaged: bring them back from a backup."), code="damaged")


def own_message_domains(institution: Institution) -> tuple[str, ...]:
    """Return the domains that only our own letters' Message-IDs end with."""
    return (f"{institution.code}.nizam.invalid",)


def prepare(envelope: Envelope, message: messages.Message | None, batch: Batch | None = None) -> Prepared:
    """Work out language, units, proof of the sender and identity of a read letter, outside of any transaction."""
    batch = batch or Batch(envelope.institution)
    if message is None:
        return Prepared(None, "", "", [], batch, heading=_heading_of(envelope))
    text = words_of(message)[:READ_CHARACTERS]
    identified = language.identify(text)
    identity = letter_identity(message) or messages.content_key(bytes_of(envelope))
    suggestions: list[dict[str, Any]] = []
    if message.kind == "message" and message.readable:
        suggestions = suggest_units(batch.router, text, threshold=batch.threshold)
    return Prepared(
        message,
        storable(identity)[:700],
        identified.language or "",
        suggestions,
        batch,
        trust=trust_of(message, batch.judges(envelope)),
        former_identity=_hashed(message, with_subject=True) if message.message_id else "",
    )


def words_of(message: messages.Message) -> str:
    """Return what a letter says, with the words of letters attached to it, for search and routing."""
    pieces = (message.subject, message.text, message.nested_text)
    return "\n".join(piece for piece in pieces if piece)


def trust_of(message: messages.Message, judges: tuple[str, ...]) -> str:
    """Return what the trusted server found about the sender: pass, fail, none; unknown where none is trusted."""
    if not judges:
        return "unknown"
    results = messages.authentication(message.headers, judges)
    if results is None or message.sender is None:
        return "none"
    return messages.verdict(results, message.sender.email.rpartition("@")[2])


def letter_identity(message: messages.Message) -> str:
    """Return what two copies of one letter share: Message-ID, sender, text and attachments, hashed.

    The Message-ID alone is not enough: whoever learns it could have another letter taken for a copy. The subject is no
    part of it: servers on the way write words into it. Empty without a Message-ID.
    """
    return _hashed(message, with_subject=False) if message.message_id else ""


def _hashed(message: messages.Message, *, with_subject: bool) -> str:
    sender = message.sender.email if message.sender else ""
    parts = [message.message_id or "", sender if with_subject else address_key(sender)]
    parts += [message.subject] if with_subject else []
    parts += [" ".join(message.text.split()), *(attachment.sha256 for attachment in message.attachments)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
