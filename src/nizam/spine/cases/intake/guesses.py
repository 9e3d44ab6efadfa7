# SPDX-License-Identifier: EUPL-1.2
"""Which cases a held letter may belong to, ranked, each with what speaks for it most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from nizam.foundations.language import fold
from nizam.spine.cases.intake.threads import Thread, bare_subject
from nizam.spine.cases.models import Case, Envelope, Party

MOST = 5
NEAR = timedelta(days=60)
# How much each kind of evidence says, from 0 to 1; several of them together say more than the strongest alone.
WEIGHTS = {
    "reply-address": 0.9,
    "own-message-id": 0.85,
    "references": 0.8,
    "number-in-subject": 0.7,
    "number-in-text": 0.55,
    "same-sender": 0.5,
    "same-subject": 0.4,
    "near-date": 0.1,
}


def rank_guesses(envelope: Envelope, thread: Thread) -> list[dict[str, Any]]:
    """Return at most MOST guesses, best first: `case` (uid), `score` (0 to 1), `reason` (a code of WEIGHTS)."""
    evidence: dict[int, set[str]] = {}
    cases: dict[int, Case] = {}
    found = [
        *thread.pointed_at,
        *(("same-sender", case) for case in _of_sender(envelope)),
        *(("same-subject", case) for case in _of_subject(envelope)),
    ]
    for reason, case in found:
        cases[case.pk] = case
        evidence.setdefault(case.pk, set()).add(reason)
        if abs(envelope.kept_at - case.registered_at) <= NEAR:
            evidence[case.pk].add("near-date")
    guesses = [
        {"case": str(cases[key].uid), "score": _score(reasons), "reason": max(reasons, key=WEIGHTS.__getitem__)}
        for key, reasons in evidence.items()
    ]
    return sorted(guesses, key=lambda guess: (-float(str(guess["score"])), str(guess["case"])))[:MOST]


def _score(reasons: set[str]) -> float:
    doubt = 1.0
    for reason in reasons:
        doubt *= 1 - WEIGHTS[reason]
    return round(1 - doubt, 3)


def _of_sender(envelope: Envelope) -> Sequence[Case]:
    if not envelope.sender_key:
        return []
    parties = list(
        Party.objects.filter(institution_id=envelope.institution_id, email_key=envelope.sender_key).values_list(
            "pk", flat=True
        )
    )
    if not parties:
        return []
    return Case.objects.filter(party__in=parties, voided_at__isnull=True).order_by("-registered_at", "-pk").all()[:MOST]


def _of_subject(envelope: Envelope) -> Sequence[Case]:
    folded = fold(bare_subject(envelope.subject))
    if not folded:
        return []
    on = envelope.kept_at.astimezone(envelope.institution.tzinfo).date()
    return (
        Case.objects.filter(
            institution_id=envelope.institution_id,
            registered_on__range=(on - NEAR, on),
            # The number of the case stands behind its subject.
            subject_folded__startswith=f"{folded} ",
            voided_at__isnull=True,
        )
        .order_by("-registered_at", "-pk")
        .all()[:MOST]
    )
