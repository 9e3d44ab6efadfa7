# SPDX-License-Identifier: EUPL-1.2
"""Registering kept envelopes: read, recognised, threaded, and made a case, each in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from nizam.foundations import language, messages
from nizam.foundations.calendars import WorkingCalendar
from nizam.foundations.routing import Router
from nizam.kit.actions import Actor, action
from nizam.kit.errors import Refused
from nizam.spine.cases.attachments import note_attachments
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.models import Case, Envelope, Procedure
from nizam.spine.cases.opening import default_procedure, open_case
from nizam.spine.cases.parties import party_of
from nizam.spine.cases.receipts import promise_receipt
from nizam.spine.cases.suggestions import router_of, suggest_units
from nizam.spine.cases.working_days import calendar_of
from nizam.spine.org.models import Institution
from nizam.spine.records.blobs import BlobDamaged, read_bytes

OVERSIZE_BYTES = 25 * 1024 * 1024
READ_CHARACTERS = 20_000
# So many letters of one postbag stay in memory between being put in order and being registered; the rest is read again.
READ_AHEAD = 200


class Batch:
    """What letters registered together ask of their institution alike, asked once: router, calendar, procedures."""

    def __init__(self, institution: Institution) -> None:
        self.institution = institution
        self._procedures: dict[str, Procedure] = {}

    @cached_property
    def router(self) -> Router:
        """The router over the institution's units."""
        return router_of(self.institution)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The institution's working calendar."""
        return calendar_of(self.institution)

    def procedure(self, door: str) -> Procedure:
        """Return the procedure that takes what comes by `door`."""
        if door not in self._procedures:
            found = default_procedure(self.institution, door)
            found.institution = found.series.institution = self.institution
            self._procedures[door] = found
        return self._procedures[door]


@dataclass(frozen=True)
class Prepared:
    """All that is worked out before the write transaction, so that the register is locked for moments only."""

    message: messages.Message | None
    identity: str
    language: str
    suggestions: list[dict[str, Any]]
    batch: Batch


def register(actor: Actor, envelopes: Iterable[Envelope]) -> list[Envelope]:
    """Register every envelope that has no disposition yet and return all of them, in the order given."""
    given = list(envelopes)
    for _envelope in register_each(actor, [envelope for envelope in given if not envelope.disposition]):
        pass
    return given


def register_each(actor: Actor, pending: Sequence[Envelope]) -> Iterator[Envelope]:
    """Register `pending` one by one and yield each when it has its disposition.

    A letter that answers another of them is registered after it, so that threads come out the same in whatever order
    the letters lie and however often the work was interrupted.
    """
    at_hand: dict[int, messages.Message | None] = {}
    threads: list[_Threading] = []
    for place, envelope in enumerate(pending):
        message = read_envelope(envelope)
        threads.append(_Threading.of(message))
        if place < READ_AHEAD:
            at_hand[place] = message
    batches: dict[int, Batch] = {}
    for place in _parents_first(threads):
        envelope = pending[place]
        message = at_hand.pop(place) if place in at_hand else read_envelope(envelope)
        batch = batches.setdefault(envelope.institution_id, Batch(envelope.institution))
        _register_once(actor, envelope, prepare(envelope, message, batch))
        yield envelope


@dataclass(frozen=True)
class _Threading:
    """What of a letter tells its place among others: all that is held of each while thousands are put in order."""

    message_id: str
    answered: tuple[str, ...]

    @classmethod
    def of(cls, message: messages.Message | None) -> _Threading:
        return cls(message.message_id or "", tuple(_answered(message))) if message else cls("", ())


def _register_once(actor: Actor, envelope: Envelope, prepared: Prepared) -> None:
    try:
        register_envelope(actor, envelope, prepared=prepared)
    except IntegrityError:
        # Another process registered the same letter between our look and our write: now it is a duplicate.
        envelope.refresh_from_db()
        register_envelope(actor, envelope, prepared=prepared)
    except Refused:
        envelope.refresh_from_db()
        if not envelope.disposition:
            raise
        # Another process registered this very envelope: what it decided stands.


def read_envelope(envelope: Envelope) -> messages.Message | None:
    """Return the letter in a kept envelope; None when it is too large to read. Raises Refused for damaged bytes."""
    if envelope.blob.size > OVERSIZE_BYTES:
        return None
    return messages.read(_bytes_of(envelope), own_domain_ids=own_message_domains(envelope.institution))


def _bytes_of(envelope: Envelope) -> bytes:
    try:
        return read_bytes(envelope.blob)
    except BlobDamaged as error:
        raise Refused(
            _("The bytes of this envelope are gone or damaged: bring them back from a backup."), code="damaged"
        ) from error


def own_message_domains(institution: Institution) -> tuple[str, ...]:
    """Return the domains that only our own letters' Message-IDs end with."""
    return (f"{institution.code}.nizam.invalid",)


def _parents_first(letters: Sequence[_Threading]) -> Iterator[int]:
    by_id: dict[str, int] = {}
    for place, letter in enumerate(letters):
        if letter.message_id:
            by_id.setdefault(letter.message_id, place)
    done: set[int] = set()
    for start in range(len(letters)):
        stack = [start]
        entered = {start}
        while stack:
            place = stack[-1]
            parents = [by_id[r] for r in letters[place].answered if r in by_id]
            waiting = next((p for p in parents if p not in done and p not in entered), None)
            if waiting is not None:
                stack.append(waiting)
                entered.add(waiting)
                continue
            stack.pop()
            if place not in done:
                done.add(place)
                yield place


def prepare(envelope: Envelope, message: messages.Message | None, batch: Batch | None = None) -> Prepared:
    """Work out language, units and identity of a read letter, outside of any transaction."""
    batch = batch or Batch(envelope.institution)
    if message is None:
        return Prepared(None, "", "", [], batch)
    text = f"{message.subject}\n{message.text}"[:READ_CHARACTERS]
    identified = language.identify(text)
    identity = letter_identity(message) or messages.content_key(_bytes_of(envelope))
    suggestions: list[dict[str, Any]] = []
    if message.kind == "message" and message.readable:
        suggestions = suggest_units(batch.router, text)
    return Prepared(message, storable(identity)[:700], identified.language or "", suggestions, batch)


def letter_identity(message: messages.Message) -> str:
    """Return what two copies of one letter share: Message-ID, sender, subject, text and attachments, hashed.

    The Message-ID alone is not enough: whoever learns it could have another letter taken for a copy. Empty without
    a Message-ID.
    """
    if not message.message_id:
        return ""
    sender = message.sender.email if message.sender else ""
    parts = [message.message_id, sender, message.subject, " ".join(message.text.split())]
    parts += [attachment.sha256 for attachment in message.attachments]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


@action(
    "cases.register_envelope",
    title=_("Register"),
    primary=True,
    available=lambda envelope: envelope.disposition == "" and envelope.direction == "in",
)
def register_envelope(actor: Actor, envelope: Envelope, *, prepared: Prepared | None = None) -> Envelope:
    """Decide what became of a kept envelope, once, and open or join its case in the same transaction."""
    if prepared is None:
        prepared = prepare(envelope, read_envelope(envelope))
    _decide(envelope, prepared)
    note_attachments(envelope, prepared.message)
    return envelope


def _decide(envelope: Envelope, prepared: Prepared) -> Envelope:
    message = prepared.message
    if message is None:
        return _settle(envelope, "oversize", error="oversize")
    _describe(envelope, message, prepared)
    if not message.readable:
        # Of a letter that says nothing no other can be called a copy: the bytes alone tell it apart.
        envelope.identity = ""
        return _settle(envelope, "unreadable", error="unreadable")
    first = (
        Envelope.objects.filter(
            institution=envelope.institution, direction="in", identity=envelope.identity, duplicate_of__isnull=True
        )
        .exclude(pk=envelope.pk)
        .exclude(disposition="")
        .first()
    )
    if first is not None:
        envelope.duplicate_of = first
        envelope.case = first.case
        return _settle(envelope, "duplicate")
    thread = _thread(envelope, message)
    if _is_own(envelope, message):
        envelope.case = thread
        return _settle(envelope, "own")
    if message.kind != "message":
        envelope.case = thread
        return _settle(envelope, message.kind)
    if thread is not None:
        if not may_join(thread, envelope.sender_email):
            return _settle(envelope, "held")
        envelope.case = thread
        envelope.unit, envelope.confidentiality = thread.unit, thread.confidentiality
        return _settle(envelope, "reply")
    envelope.case = open_mail_case(envelope, prepared)
    return _settle(envelope, "new")


def _describe(envelope: Envelope, message: messages.Message, prepared: Prepared) -> None:
    envelope.identity = prepared.identity
    envelope.message_id = storable(message.message_id)[:998]
    envelope.references = [storable(reference) for reference in message.references]
    if message.sender is not None:
        envelope.sender_name = storable(message.sender.name)[:300]
        envelope.sender_email = storable(message.sender.email)[:320]
    envelope.subject = storable(message.subject)[:1000]
    envelope.sent_at = message.date
    envelope.text = storable(message.text)
    envelope.language = prepared.language
    envelope.flags = list(message.flags)


def _settle(envelope: Envelope, disposition: str, *, error: str = "") -> Envelope:
    envelope.disposition = disposition
    envelope.error = error
    with transaction.atomic():
        envelope.save()
    return envelope


def _answered(message: messages.Message) -> list[str]:
    """Return the Message-IDs a letter answers or reports on, the nearest last."""
    return [reference for reference in (*message.references, message.bounce_of or "") if reference]


def _thread(envelope: Envelope, message: messages.Message) -> Case | None:
    known = [storable(reference) for reference in _answered(message)]
    if not known:
        return None
    found = (
        Envelope.objects.filter(institution=envelope.institution, message_id__in=known, case__isnull=False)
        .exclude(pk=envelope.pk)
        .select_related("case")
    )
    nearest = {other.message_id: other.case for other in found}
    return next((nearest[reference] for reference in reversed(known) if reference in nearest), None)


def _is_own(envelope: Envelope, message: messages.Message) -> bool:
    if "own-message-id" in message.flags:
        return True
    return bool(
        envelope.message_id
        and Envelope.objects.filter(
            institution=envelope.institution, direction="out", message_id=envelope.message_id
        ).exists()
    )


def may_join(case: Case, email: str) -> bool:
    """Tell whether a sender takes part in the case already; a stranger who quotes a letter is held for a decision."""
    if not email:
        return False
    if case.party is not None and case.party.email == email:
        return True
    return Envelope.objects.filter(case=case, sender_email=email, disposition__in=("new", "reply")).exists()


def open_mail_case(envelope: Envelope, prepared: Prepared) -> Case:
    """Open the case of a described envelope under the procedure of its door; runs inside the caller's act."""
    procedure = prepared.batch.procedure(envelope.door)
    subject = envelope.subject or " ".join(envelope.text.split())[:200] or "–"
    case = open_case(
        procedure,
        subject=subject,
        channel=envelope.door,
        unit=envelope.unit,
        party=party_of(envelope),
        language_code=prepared.language,
        suggestions=prepared.suggestions,
        registered_at=envelope.kept_at,
        calendar=prepared.batch.calendar,
    )
    promise_receipt(case, envelope)
    return case
