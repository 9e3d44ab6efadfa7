# SPDX-License-Identifier: EUPL-1.2
"""Which unit a letter should go to: proposed from the charters' articles and from what people taught; they decide."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from nizam.foundations.language import bare_stem, fold
from nizam.foundations.routing import BEGINNING_LENGTH, Lesson, Router, UnitText
from nizam.spine.cases.models import RoutingLesson, RoutingSetting
from nizam.spine.cases.stopwords import STOP_WORDS
from nizam.spine.charters.models import ProvisionBinding
from nizam.spine.charters.queries import in_force, training_texts
from nizam.spine.org.models import Institution, Unit

SUGGESTED = 3


@dataclass
class _Known:
    """A trained router, and up to where it has read."""

    structure: Any
    forgotten: int
    last_lesson: int
    router: Router
    lock: threading.Lock = field(default_factory=threading.Lock)


_routers: dict[int, _Known] = {}
_lock = threading.Lock()


def router_of(institution: Institution) -> Router:
    """Return the institution's router: trained anew when a unit, an article or a binding changed, taught the rest.

    One per process is kept.
    """
    units = Unit.objects.filter(institution=institution, voided_at__isnull=True)
    bindings = ProvisionBinding.objects.filter(institution=institution, state="confirmed", voided_at__isnull=True)
    # The division of work is dated: what binds a unit today may not have done so yesterday.
    structure = (
        timezone.now().astimezone(institution.tzinfo).date(),
        tuple(institution.name.items()),
        *(rows.aggregate(Max("updated_at"), Count("pk")) for rows in (units, in_force(institution), bindings)),
    )
    lessons = RoutingLesson.objects.filter(institution=institution)
    state = lessons.aggregate(last=Max("pk"), forgotten=Count("pk", filter=Q(voided_at__isnull=False)))
    last, forgotten = state["last"] or 0, state["forgotten"]
    with _lock:
        known = _routers.get(institution.pk)
    # It may know a lesson that is not there: what taught it was taken back, or an earlier state was restored.
    if known is None or known.structure != structure or known.forgotten != forgotten or known.last_lesson > last:
        texts = _unit_texts(institution)
        router = Router.train(
            texts,
            fold=_fold_without_name(institution, texts),
            stop=STOP_WORDS,
            # Words of other languages get some key of their own, alike in charter and letter: that is enough.
            stem=partial(bare_stem, language=institution.main_language),
            lessons=_lessons(institution, 0),
        )
        known = _Known(structure, forgotten, last, router)
        with _lock:
            _routers[institution.pk] = known
    with known.lock:
        if known.last_lesson < last:
            for lesson in _lessons(institution, known.last_lesson):
                if not known.router.learn(lesson):
                    # A unit that nothing was known of so far enters by training.
                    known.structure = None
            known.last_lesson = last
    return known.router


def _unit_texts(institution: Institution) -> list[UnitText]:
    divided: dict[str, list[str]] = {}
    whole: dict[str, list[str]] = {}
    for article in training_texts(institution):
        (divided if article.divided else whole).setdefault(article.unit, []).append(article.text)
    units = list(Unit.objects.filter(institution=institution, voided_at__isnull=True).order_by("pk"))
    return [
        UnitText(
            unit.code,
            # Every letter names the institution; the unit that bears its name is not meant by that.
            "" if unit.name == institution.name else " ".join(unit.name.values()),
            divided.get(unit.code, []),
            common=whole.get(unit.code, []),
            below=sum(other.path.startswith(unit.path) for other in units) - 1,
        )
        for unit in units
    ]


def _fold_without_name(institution: Institution, units: list[UnitText]) -> Callable[[str], str]:
    """Return a fold in which words of the institution's own name are nothing: every letter names it, whatever it wants.

    A word that a unit bears in its name too is kept.
    """
    own = _beginnings(institution.name.values()) - _beginnings(unit.name for unit in units)

    def folded(word: str) -> str:
        whole = fold(word)
        return "" if whole[:BEGINNING_LENGTH] in own else whole

    return folded


def _beginnings(names: Iterable[str]) -> set[str]:
    return {fold(word)[:BEGINNING_LENGTH] for name in names for word in re.findall(r"\w+", name)}


def _lessons(institution: Institution, after: int) -> list[Lesson]:
    rows = RoutingLesson.objects.standing().filter(institution=institution, pk__gt=after).order_by("pk")
    return [
        Lesson(words=features, unit=code, accepted=accepted)
        for features, code, accepted in rows.values_list("features", "about__code", "accepted")
    ]


def threshold_of(institution: Institution) -> float | None:
    """Return from which confidence on the institution wants units suggested; None while it has not said."""
    rows = RoutingSetting.objects.standing().filter(institution=institution)
    return rows.values_list("threshold", flat=True).first()


def suggest_units(router: Router, text: str, *, threshold: float | None = None) -> list[dict[str, Any]]:
    """Return at most three units for `text`, best first: unit code, confidence 0..1, reasons; or none at all."""
    return [
        {"unit": s.code, "confidence": round(s.confidence, 3), "reasons": list(s.reasons)}
        for s in router.suggest(text, limit=SUGGESTED, threshold=threshold)
    ]


def units_for(institution: Institution, text: str) -> list[dict[str, Any]]:
    """Return at most three units of `institution` for `text`, with its own threshold; see `suggest_units`."""
    return suggest_units(router_of(institution), text, threshold=threshold_of(institution))
