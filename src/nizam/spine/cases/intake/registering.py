# SPDX-License-Identifier: EUPL-1.2
"""Deciding what became of kept envelopes, each once, and opening or joining their cases; several in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from nizam.foundations import messages
from nizam.kit.actions import Actor, action
from nizam.kit.errors import Refused
from nizam.kit.events import send_on_commit
from nizam.spine.cases.addresses import note_absence, note_deliveries, note_sign_of_life
from nizam.spine.cases.attachments import note_attachments
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.events import LetterJoined
from nizam.spine.cases.following import case_now, take_up
from nizam.spine.cases.intake.copies import find_likeness, link_earlier
from nizam.spine.cases.intake.gate import objection
from nizam.spine.cases.intake.guesses import rank_guesses
from nizam.spine.cases.intake.neighbours import Neighbours, answered
from nizam.spine.cases.intake.reading import Batch, Prepared, prepare, read_envelope, words_of
from nizam.spine.cases.intake.repeats import note_repeat
from nizam.spine.cases.intake.setting_aside import reason_to_set_aside
from nizam.spine.cases.intake.threads import Thread, find_thread, is_reply
from nizam.spine.cases.issuing import note_delivery_report
from nizam.spine.cases.models import Case, Envelope
from nizam.spine.cases.opening import open_case
from nizam.spine.cases.parties import party_of
from nizam.spine.cases.receipts import promise_receipt
from nizam.spine.org.models.mailboxes import address_key

# So many bytes of one postbag stay in memory between being put in order and being registered; the rest is read again.
READ_AHEAD = 16 * 1024 * 1024
# What is registered in one transaction. Others who want to write wait no longer than TURN_SECONDS and one letter.
TOGETHER = 50
TOGETHER_BYTES = 8 * 1024 * 1024
TURN_SECONDS = 0.4


def register(actor: Actor, envelopes: Iterable[Envelope]) -> list[Envelope]:
    """Register every envelope that has no disposition yet and return all of them, in the order given."""
    given = list(envelopes)
    for _envelope in register_each(actor, [envelope for envelope in given if not envelope.disposition]):
        pass
    return given


def register_each(actor: Actor, pending: Sequence[Envelope]) -> Iterator[Envelope]:
    """Register `pending` and yield each when it has its disposition, several in one transaction.

    A letter that answers another of them is registered after it, so that threads come out the same in whatever order
    the letters lie and however often the work was interrupted. Raises what a letter fails with, when all others have
    been registered.
    """
    at_hand: dict[int, messages.Message | None] = {}
    threads: list[_Threading] = []
    size = 0
    for place, envelope in enumerate(pending):
        message = read_envelope(envelope)
        threads.append(_Threading.of(message))
        size += envelope.blob.size
        if size <= READ_AHEAD:
            at_hand[place] = message
    batches: dict[int, Batch] = {}
    failures: list[Exception] = []
    for places in _portions(_parents_first(threads), pending):
        letters = []
        for place in places:
            envelope = pending[place]
            message = at_hand.pop(place) if place in at_hand else read_envelope(envelope)
            batch = batches.setdefault(envelope.institution_id, Batch(envelope.institution))
            letters.append((envelope, prepare(envelope, message, batch)))
        yield from _register_together(actor, letters, failures)
    if failures:
        raise failures[0]


def _portions(places: Iterable[int], pending: Sequence[Envelope]) -> Iterator[list[int]]:
    """Cut an order into runs of letters of one institution that are registered together."""
    portion: list[int] = []
    size = 0
    for place in places:
        envelope = pending[place]
        is_other = bool(portion) and pending[portion[0]].institution_id != envelope.institution_id
        if is_other or len(portion) >= TOGETHER or (portion and size + envelope.blob.size > TOGETHER_BYTES):
            yield portion
            portion, size = [], 0
        portion.append(place)
        size += envelope.blob.size
    if portion:
        yield portion


def _register_together(
    actor: Actor, letters: Sequence[tuple[Envelope, Prepared]], failures: list[Exception]
) -> Iterator[Envelope]:
    """Register letters in their order, as many in a transaction as its time allows, and yield them.

    Where one of them fails, all of its transaction are registered one by one, and only that one is left out. Raises
    when none of them could be registered: then it is not the letters.
    """
    waiting = list(letters)
    while waiting:
        try:
            done = _in_one_turn(actor, waiting)
        except Exception:  # noqa: BLE001  (whatever it is: the letter it comes from says so again when it is alone)
            done = []
            for envelope, _prepared in waiting:
                envelope.refresh_from_db()
                if envelope.disposition:
                    # Another process registered this very envelope: what it decided stands.
                    done.append(envelope)
            if not done:
                yield from _one_by_one(actor, waiting, failures)
                return
        yield from done
        settled = {envelope.pk for envelope in done}
        waiting = [pair for pair in waiting if pair[0].pk not in settled]


def _in_one_turn(actor: Actor, letters: Sequence[tuple[Envelope, Prepared]]) -> list[Envelope]:
    """Register the first of `letters`, of one batch, in one transaction; return them, or raise and leave all."""
    batch = letters[0][1].batch

    def look_round() -> None:
        read = [prepared.message for _envelope, prepared in letters if prepared.message is not None]
        batch.neighbours = Neighbours(batch.institution, read)

    try:
        calls = [(envelope, {"prepared": prepared}) for envelope, prepared in letters]
        return register_envelope.each(actor, calls, seconds=TURN_SECONDS, begin=look_round)
    finally:
        batch.neighbours = None


def _one_by_one(
    actor: Actor, letters: Iterable[tuple[Envelope, Prepared]], failures: list[Exception]
) -> Iterator[Envelope]:
    before = len(failures)
    tried = 0
    for envelope, prepared in letters:
        tried += 1
        try:
            _register_once(actor, envelope, prepared)
        except Exception as error:  # noqa: BLE001  (raised when the others have been registered)
            failures.append(error)
        else:
            yield envelope
    if len(failures) - before == tried:
        raise failures[before]


@dataclass(frozen=True)
class _Threading:
    """What of a letter tells its place among others: all that is held of each while thousands are put in order."""

    message_id: str
    answered: tuple[str, ...]

    @classmethod
    def of(cls, message: messages.Message | None) -> _Threading:
        return cls(message.message_id or "", tuple(answered(message))) if message else cls("", ())


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
    decide(envelope, prepared)
    if prepared.batch.neighbours is not None:
        prepared.batch.neighbours.enter(envelope)
    note_attachments(envelope, prepared.message)
    return envelope


def decide(envelope: Envelope, prepared: Prepared, *, set_aside: bool = True) -> None:
    """Give a kept envelope its disposition and save it; runs inside the caller's act.

    `set_aside` False leaves the mailbox's rules out: a person has said that this is correspondence.
    """
    message = prepared.message
    if message is None:
        if prepared.heading is not None:
            _describe(envelope, prepared.heading, prepared)
        return _settle(envelope, "oversize", error="oversize")
    _describe(envelope, message, prepared)
    if not message.readable:
        # Of a letter that says nothing no other can be called a copy: the bytes alone tell it apart.
        return _settle(envelope, "unreadable", error="unreadable")
    likeness = find_likeness(envelope, prepared)
    envelope.identity = likeness.identity
    if likeness.original is not None:
        envelope.duplicate_of = likeness.original
        _attach(envelope, likeness.original.case)
        return _settle(envelope, "duplicate")
    if likeness.earlier is not None:
        envelope.earlier = likeness.earlier
        envelope.flags = [*envelope.flags, likeness.flag]
    thread = find_thread(envelope, message, prepared.batch)
    if likeness.is_own:
        _attach(envelope, _first(thread))
        return _settle(envelope, "own")
    if message.kind == "message":
        return _decide_letter(envelope, message, prepared, thread, set_aside=set_aside)
    return _decide_report(envelope, message, prepared, thread)


def _decide_report(envelope: Envelope, message: messages.Message, prepared: Prepared, thread: Thread) -> None:
    """Settle what a machine says of our letters; an automatic reply to nothing of ours waits for a person."""
    case = _first(thread)
    institution = prepared.batch.institution
    if "own-message-id" in envelope.flags:
        return _settle_own(envelope, prepared, thread)
    if message.kind == "auto-reply":
        if case is None and "answers-own" not in envelope.flags:
            return hold_envelope(envelope, "machine-unthreaded", thread)
        note_absence(institution, envelope.sender_email, envelope.kept_at)
    elif message.kind == "bounce":
        note_deliveries(institution, message.deliveries, case, envelope.kept_at)
        note_delivery_report(envelope, message.bounce_of, message.deliveries)
    if prepared.batch.neighbours is not None:
        prepared.batch.neighbours.forget_health()
    _attach(envelope, case)
    return _settle(envelope, message.kind)


def _decide_letter(
    envelope: Envelope, message: messages.Message, prepared: Prepared, thread: Thread, *, set_aside: bool
) -> None:
    if "own-message-id" in envelope.flags or envelope.sender_key in prepared.batch.own_keys:
        return _settle_own(envelope, prepared, thread)
    if "many-hops" in envelope.flags:
        return hold_envelope(envelope, "many-hops", thread)
    if not thread.cases:
        aside = reason_to_set_aside(envelope, message, prepared.batch, thread) if set_aside else ""
        if aside:
            envelope.note = aside[:500]
            return _settle(envelope, "set-aside")
        if set_aside and messages.machine_made(message):
            return hold_envelope(envelope, "machine-made", thread)
    neighbours = prepared.batch.neighbours
    is_heard = envelope.trust != "fail" and bool(envelope.sender_email)
    if is_heard and (neighbours is None or neighbours.has_health(envelope.sender_key)):
        note_sign_of_life(prepared.batch.institution, envelope.sender_email, envelope.kept_at)
    if not thread.cases:
        return open_new(envelope, prepared)
    case = next((case for case in thread.cases if not objection(case, envelope)), None)
    if case is None:
        return hold_envelope(envelope, objection(thread.cases[0], envelope), thread)
    if thread.rung == "number-in-text" and not is_reply(message) and case.state in ("answered", "closed"):
        # A letter of its own that speaks of a matter already answered is the law's repeated appeal, and no reply.
        return open_new(envelope, prepared, contested=case)
    return join_case(envelope, case_now(case))


def open_new(envelope: Envelope, prepared: Prepared, contested: Case | None = None) -> None:
    """Open a case of its own for a described envelope and save it; runs inside the caller's act."""
    envelope.case = open_mail_case(envelope, prepared, contested=contested)
    envelope.held_for = ""
    _settle(envelope, "new")
    link_earlier(envelope)


def join_case(envelope: Envelope, case: Case) -> None:
    """Have a described envelope join a case and save it; runs inside the caller's act.

    Joined to a case that is closed, it changes nothing of that: opening it again is a person's decision.
    """
    _attach(envelope, case)
    envelope.held_for = ""
    _settle(envelope, "reply")
    link_earlier(envelope)
    take_up(case, envelope.kept_at)
    send_on_commit(LetterJoined(uid=case.uid, actor_uid=None, letter=envelope.uid))


def hold_envelope(envelope: Envelope, reason: str, thread: Thread | None = None) -> None:
    """Hold an envelope for a person's decision, with the cases it may belong to, and save it."""
    envelope.held_for = reason
    envelope.guesses = rank_guesses(envelope, thread or Thread())
    _settle(envelope, "held")


def _settle_own(envelope: Envelope, prepared: Prepared, thread: Thread) -> None:
    """Take a letter for our own only where address and identifier both say so; one alone anybody can write."""
    if "own-message-id" in envelope.flags and envelope.sender_key in prepared.batch.own_keys:
        _attach(envelope, _first(thread))
        return _settle(envelope, "own")
    return hold_envelope(envelope, "own-unknown", thread)


def _describe(envelope: Envelope, message: messages.Message, prepared: Prepared) -> None:
    envelope.message_id = storable(message.message_id)[:998]
    envelope.references = [storable(reference) for reference in message.references]
    if message.sender is not None:
        envelope.sender_name = storable(message.sender.name)[:300]
        envelope.sender_email = storable(message.sender.email)[:320]
        envelope.sender_key = address_key(envelope.sender_email)
    envelope.subject = storable(message.subject)[:1000]
    envelope.sent_at = message.date
    envelope.text = storable(message.text or message.nested_text)
    envelope.language = prepared.language
    envelope.flags = list(message.flags)
    if message.nested_text and not message.text:
        envelope.flags.append("only-forwards")
    envelope.trust = prepared.trust
    envelope.identity = ""
    envelope.error = envelope.held_for = ""
    envelope.guesses = []


def _settle(envelope: Envelope, disposition: str, *, error: str = "") -> None:
    envelope.disposition = disposition
    envelope.error = error
    with transaction.atomic():
        envelope.save()


def _attach(envelope: Envelope, case: Case | None) -> None:
    """Put an envelope into a case, open to those who see the case."""
    if case is not None:
        envelope.case = case
        envelope.unit_id, envelope.confidentiality = case.unit_id, case.confidentiality


def _first(thread: Thread) -> Case | None:
    return thread.cases[0] if thread.cases else None


def open_mail_case(envelope: Envelope, prepared: Prepared, *, contested: Case | None = None) -> Case:
    """Open the case of a described envelope under the procedure of its door; runs inside the caller's act."""
    procedure = prepared.batch.procedure(envelope.door)
    subject = envelope.subject or " ".join(envelope.text.split())[:200] or "–"
    neighbours = prepared.batch.neighbours
    party, is_new = party_of(envelope, neighbours.parties if neighbours is not None else None)
    case = open_case(
        procedure,
        subject=subject,
        channel=envelope.door,
        unit=envelope.unit,
        party=party,
        language_code=prepared.language,
        suggestions=prepared.suggestions,
        registered_at=envelope.kept_at,
        calendar=prepared.batch.calendar,
    )
    if party is not None and not is_new and prepared.message is not None:
        note_repeat(case, words_of(prepared.message), contested)
    promise_receipt(case, envelope)
    return case
