# SPDX-License-Identifier: EUPL-1.2
"""What people teach the routing: every suggestion they took or refused, kept as features of the letter, never as text.

A lesson is never changed. Whoever sends a case on adds one against the unit it leaves and one for the unit it goes to.
"""

from __future__ import annotations

from typing import Any

from nizam.foundations.language import fold
from nizam.foundations.routing import lesson_features
from nizam.spine.cases.models import Case, Envelope, RoutingLesson
from nizam.spine.cases.stopwords import STOP_WORDS
from nizam.spine.org.models import Unit

TAUGHT_CHARACTERS = 20_000


def words_of(case: Case) -> str:
    """Return what the case is about in its sender's words: the subject and the text of the letter that opened it."""
    letter = Envelope.objects.filter(case=case, direction="in", disposition="new").order_by("kept_at", "pk").first()
    return f"{case.subject}\n{letter.text if letter is not None else ''}"[:TAUGHT_CHARACTERS]


def learn_assignment(case: Case, unit: Unit) -> None:
    """Keep that a person sent `case` to `unit`, and that the unit suggested first or held before was not the right one.

    The post room is where letters wait, not where they belong: nothing is learnt of it.
    """
    if unit.receives_post:
        return
    last = _last_word(case)
    against = {code for code, accepted in last.items() if accepted and code != unit.code}
    first = _first_suggested(case)
    if first and first != unit.code and first not in last:
        against.add(first)
    if last.get(unit.code) is not True:
        _keep(case, unit, accepted=True)
    for other in Unit.objects.filter(institution=case.institution, code__in=against, voided_at__isnull=True):
        _keep(case, other, accepted=False)


def learn_refusal(case: Case, unit: Unit) -> None:
    """Keep that a person refused `unit` for `case`."""
    if _last_word(case).get(unit.code) is not False:
        _keep(case, unit, accepted=False)


def _last_word(case: Case) -> dict[str, bool]:
    rows = RoutingLesson.objects.standing().filter(case=case).order_by("pk")
    return dict(rows.values_list("about__code", "accepted"))


def _first_suggested(case: Case) -> str:
    return str(case.suggestions[0].get("unit", "")) if case.suggestions else ""


def _confidence(case: Case, unit: Unit) -> float | None:
    known: dict[str, Any] = {str(one.get("unit")): one.get("confidence") for one in case.suggestions}
    found = known.get(unit.code)
    return None if found is None else float(found)


def _keep(case: Case, unit: Unit, *, accepted: bool) -> None:
    features = lesson_features(words_of(case), fold=fold, stop=STOP_WORDS)
    if not features:
        return
    RoutingLesson(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        about=unit,
        accepted=accepted,
        confidence=_confidence(case, unit),
        features=features,
    ).save()
