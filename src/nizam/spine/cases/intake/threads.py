# SPDX-License-Identifier: EUPL-1.2
"""The case a letter points at: reply address, our own Message-ID, References, number in subject, number in the text.

The first rung that names a case decides; whether the sender may join it is the gate's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nizam.foundations import messages
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.intake.neighbours import Neighbours, answered
from nizam.spine.cases.intake.reading import READ_CHARACTERS, Batch
from nizam.spine.cases.models import Case, CaseDocument, Envelope
from nizam.spine.cases.reply_addresses import case_of_addresses

# A reused Message-ID may stand for many letters; more of them are not looked at.
MOST_OF_AN_ID = 20
_REPLY = re.compile(
    r"\s*(?:(?:re|aw|sv|ynt|yan|yanıt|cvb|cavab|ответ|отв|javob|жавоб)\s*(?:\[\d+\])?\s*[:：]\s*)", re.IGNORECASE
)
_FORWARD = re.compile(r"\s*(?:fwd?|wg|[iİı]lt|yön|пересл)\s*[:：]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Thread:
    """The cases a rung names, best first (none: the letter points at nothing), and those lower rungs named."""

    rung: str = ""
    cases: tuple[Case, ...] = ()
    others: tuple[tuple[str, Case], ...] = ()

    @property
    def pointed_at(self) -> list[tuple[str, Case]]:
        """Every case named, with the rung that names it, the decisive rung first."""
        return [*((self.rung, case) for case in self.cases), *self.others]


def is_reply(message: messages.Message) -> bool:
    """Tell whether a letter calls itself an answer, by its threading or its subject."""
    return bool(message.references) or _REPLY.match(message.subject) is not None


def bare_subject(subject: str) -> str:
    """Return a subject without the words that mail programs put before it."""
    while match := _REPLY.match(subject) or _FORWARD.match(subject):
        subject = subject[match.end() :]
    return subject.strip()


def find_thread(envelope: Envelope, message: messages.Message, batch: Batch) -> Thread:
    """Return what a letter points at, by the first rung that names a case."""
    addressed = case_of_addresses(batch.institution, recipients(envelope, message))
    if addressed is not None:
        return Thread("reply-address", (addressed,))
    by_letters = _by_letters(envelope, answered(message), batch.neighbours)
    if by_letters.cases:
        return by_letters
    # Only what exactly one case has is a thread; of several, none is preferred.
    for rung, numbers in _numbers(message, batch):
        named = cases_of_numbers(batch, numbers)
        if len(named) == 1:
            return Thread(rung, (named[0],))
        if named:
            return Thread("", (), tuple((rung, case) for case in named))
    return Thread()


def recipients(envelope: Envelope, message: messages.Message) -> list[str]:
    """Return every address a letter was sent to, as its header and the server that brought it say."""
    return [*envelope.delivered_to, *(address.email for address in message.recipients)]


def _by_letters(envelope: Envelope, references: Sequence[str], neighbours: Neighbours | None) -> Thread:
    known = [storable(reference) for reference in references]
    if not known:
        return Thread()
    most = MOST_OF_AN_ID * len(known)
    read = neighbours.letters(known) if neighbours is not None else None
    if read is None:
        found = list(
            Envelope.objects.filter(institution_id=envelope.institution_id, message_id__in=known, case__isnull=False)
            .exclude(pk=envelope.pk)
            .select_related("case__party", "case__procedure")
            .order_by("pk")[:most]
        )
    else:
        found = [row for row in read if row.case_id is not None and row.pk != envelope.pk][:most]
    rungs: list[tuple[str, list[Case]]] = []
    for rung, direction in (("own-message-id", "out"), ("references", "in")):
        for reference in reversed(known):
            cases = [row.case for row in found if row.direction == direction and row.message_id == reference]
            if cases:
                rungs.append((rung, _once(cases)))
    if not rungs:
        return Thread()
    (rung, cases), *rest = rungs
    taken = {case.pk for case in cases}
    others = [(name, case) for name, more in rest for case in more if case.pk not in taken]
    return Thread(rung, tuple(cases), tuple(others))


def _once(cases: Iterable[Case | None]) -> list[Case]:
    return list({case.pk: case for case in cases if case is not None}.values())


def _numbers(message: messages.Message, batch: Batch) -> Iterable[tuple[str, list[str]]]:
    yield "number-in-subject", batch.numbers.in_subject(message.subject)
    cut = message.quoted_from or len(message.text)
    yield "number-in-text", batch.numbers.in_body(message.text[:cut][:READ_CHARACTERS])
    yield "number-in-text", batch.numbers.in_body(message.text[cut:][:READ_CHARACTERS])


def cases_of_numbers(batch: Batch, numbers: Sequence[str]) -> list[Case]:
    """Return the cases that have one of `numbers`, as their own or on a paper of theirs."""
    if not numbers:
        return []
    found = list(
        Case.objects.filter(institution=batch.institution, number_text__in=numbers)
        .select_related("party", "procedure")
        .order_by("pk")
    )
    papers = CaseDocument.objects.filter(
        document__institution=batch.institution, document__number_text__in=numbers
    ).select_related("case__party", "case__procedure")
    return _once([*found, *(row.case for row in papers)])
