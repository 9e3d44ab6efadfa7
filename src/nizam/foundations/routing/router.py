# SPDX-License-Identifier: EUPL-1.2
"""A router trained on the texts of charters, and on what was accepted and refused since.

Confidence comes from the scores of all units in a way that is fitted while training, by cross-validation: texts are
scored by a router that has not seen them, and what makes those answers likeliest is kept, with the precision curve of
the same answers. So 0.6 means about six right in ten for letters that speak like a charter. A router of fewer than 60
texts has too little to fit on and takes a fixed figure, found on letters to an invented department: left out in turn,
so few articles find their unit far more rarely than letters, which say more, do.

However it was found, a confidence ends at what the unit's texts can bear (``ceiling``), and never says certainty. A
unit with many articles does not win by their number: each of its texts counts less, by the square root of how many
more it has than the mean. A text that a unit has in common with the units below it counts for one of them all.

A router abstains when no word or pair of the letter speaks for a unit, or when the best unit's confidence is under the
threshold. With one unit there is nothing to tell it from, and the router abstains. Offline and deterministic: equal
units and lessons give equal answers, in whatever order the lessons came.
"""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from nizam.foundations.routing import calibration, features
from nizam.foundations.routing.errors import DuplicateUnitError
from nizam.foundations.routing.lessons import Lesson, in_order
from nizam.foundations.routing.linear import Linear, Row
from nizam.foundations.routing.reasons import reasons_for
from nizam.foundations.routing.space import Space, Values

_FLOOR: Final = 0.05
_CEILING: Final = 0.99
# Under so many texts a fit is chance.
_CALIBRATION_TEXTS: Final = 60
_FEW_TEXTS: Final = calibration.Confidence(0.04)
_FOLDS: Final = 5
# As many texts left out settle the one figure that is fitted.
_CALIBRATION_SAMPLE: Final = 600
# On the first day a router answers where seven of ten answers were right in cross-validation.
FIRST_DAY_PRECISION: Final = 0.7


@dataclass(frozen=True, slots=True)
class UnitText:
    """A unit and what binds it: the texts of its articles, one string for each. The name is read as a text too.

    ``common`` are texts that bind the unit together with the ``below`` units below it, nobody having said which.
    """

    code: str
    name: str
    texts: Sequence[str]
    common: Sequence[str] = ()
    below: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit, how sure the router is of it (0..1), and the words of the letter that spoke for it, strongest first."""

    code: str
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The likeliest units, best first, whether or not the router is sure enough to suggest them."""

    units: tuple[Suggestion, ...]
    threshold: float

    @property
    def abstains(self) -> bool:
        """Whether the best unit is under the threshold, or nothing speaks for any."""
        return not self.units or self.units[0].confidence < self.threshold


def default_threshold(units: int) -> float:
    """Give the threshold of a router with too few texts to find one: 0.3 of the way from chance to certainty.

    Chance is ``1 / units``, so the figure is 0.65 for two units, 0.37 for ten, 0.33 for twenty-five.
    """
    return 0.3 + 0.7 / units


def ceiling(texts: float) -> float:
    """Give the highest confidence for a unit of which so many texts are known, 0.99 at most.

    It is what Jeffreys' prior leaves of something that held ``n`` times out of ``n``, ``(n + 1/2) / (n + 1)``: 0.75 for
    one text, 0.9 for four, 0.95 for nine.
    """
    return min(_CEILING, (texts + 0.5) / (texts + 1))


class Router:
    """Suggests units for letters. Made by ``train``; changed by ``learn`` only."""

    def __init__(
        self, codes: Sequence[str], space: Space, linear: Linear, fold: Callable[[str], str], stop: Collection[str]
    ) -> None:
        """Keep what ``train`` made; use that."""
        self.codes = tuple(codes)
        self.confidence = _FEW_TEXTS
        self.curve: list[calibration.Point] = []
        self.calibration_error: float | None = None
        self.threshold = default_threshold(len(codes)) if codes else 1.0
        self._space = space
        self._linear = linear
        self._weights: Values | None = None
        # How many texts each unit is known by, as they count; None where the confidence was given from outside.
        self._known: npt.NDArray[np.float64] | None = None
        self._fold = fold
        self._stop = frozenset(stop)

    @classmethod
    def train(
        cls,
        units: Iterable[UnitText],
        *,
        fold: Callable[[str], str],
        stop: Collection[str] = frozenset(),
        stem: features.Stem | None = None,
        lessons: Iterable[Lesson] = (),
        confidence: calibration.Confidence | None = None,
    ) -> Self:
        """Train on the units' texts, and on the lessons of the same institution.

        ``fold`` maps a word to the form in which spellings and cases of it are one; ``stop`` are folded words to
        leave out; ``stem`` maps a folded word to what its inflected forms share: without it beginnings stand for
        words. Lessons hold no stems, so that one kept under older dictionaries teaches what it did. A unit without any
        word, of its own or accepted, is never suggested; lessons of units that are not given are passed over.
        ``confidence``, when given, is kept instead of being fitted, which takes half the time. Raises
        ``DuplicateUnitError``.
        """
        stop = frozenset(stop)
        texts: dict[str, list[tuple[features.Contents, float]]] = {}
        for unit in units:
            if unit.code in texts:
                raise DuplicateUnitError(f"two units have the code {unit.code!r}")
            counted = [(text, 1.0) for text in (unit.name, *unit.texts)]
            counted += [(text, 1 / (1 + unit.below)) for text in unit.common]
            read = ((_contents(text, fold, stop), weight) for text, weight in counted)
            texts[unit.code] = [(contents, weight) for contents, weight in read if contents.words]
        taught = [lesson for lesson in in_order(lessons) if lesson.unit in texts and lesson.words]
        learned = {lesson.unit for lesson in taught if lesson.accepted}
        codes = [code for code, own in texts.items() if own or code in learned]
        number = {code: place for place, code in enumerate(codes)}
        taught = [lesson for lesson in taught if lesson.unit in number]

        space = Space(stem)
        own_texts = [(number[code], contents, weight) for code in codes for contents, weight in texts[code]]
        vectors = space.admit(
            [contents for _, contents, _ in own_texts] + [features.Contents(lesson.words, {}) for lesson in taught]
        )
        mean = len(own_texts) / max(1, len(codes))
        balance = [min(1.0, math.sqrt(mean / max(1, len(texts[code])))) for code in codes]
        rows = [
            Row(vector, unit, weight=weight * balance[unit])
            for (unit, _, weight), vector in zip(own_texts, vectors, strict=False)
        ]
        rows += [
            Row(vector, number[lesson.unit], lesson.accepted, lesson.weight)
            for lesson, vector in zip(taught, vectors[len(own_texts) :], strict=True)
        ]
        linear = Linear(len(space), len(codes))
        linear.fit(rows)
        router = cls(codes, space, linear, fold, stop)
        if confidence is not None:
            router.confidence = confidence
            return router
        router._known = np.zeros(len(codes))
        for unit_at, _, weight in own_texts:
            router._known[unit_at] += weight
        for lesson in taught:
            router._known[number[lesson.unit]] += lesson.weight * lesson.accepted
        if len(codes) > 1 and len(rows) >= _CALIBRATION_TEXTS:
            router._calibrate(rows)
        return router

    def rank(self, text: str, *, limit: int = 3, threshold: float | None = None) -> Ranking:
        """Give at most ``limit`` units for ``text``, best first, even where the router abstains.

        Units for which no word of the text speaks are not among them. ``threshold`` is the institution's own; without
        it, that of the router's cross-validation holds.
        """
        bar = self.threshold if threshold is None else threshold
        tokens = features.tokens(text, self._fold, self._stop)
        if not tokens or len(self.codes) < 2:
            return Ranking((), bar)
        if self._weights is None:
            self._weights = self._linear.weights()
        neighbours = features.pairs(text, tokens)
        vector = self._space.vector(features.contents(tokens, neighbours))
        confidences = self._confidences(vector.dot(self._weights))
        best = [int(unit) for unit in np.argsort(-confidences, kind="stable")[:limit]]
        told = reasons_for(best, text, tokens, neighbours, self._space, vector, self._weights)
        found: list[Suggestion] = []
        for unit, reasons in zip(best, told, strict=True):
            if not reasons:
                break
            found.append(Suggestion(self.codes[unit], float(confidences[unit]), reasons))
        return Ranking(tuple(found), bar)

    def suggest(self, text: str, *, limit: int = 3, threshold: float | None = None) -> list[Suggestion]:
        """Give at most ``limit`` units for ``text``, best first, or none at all.

        The list is empty when the router abstains (see ``rank``). Further units follow while their confidence is 0.05
        or more (or the threshold, if that is less) and some word speaks for them.
        """
        ranking = self.rank(text, limit=limit, threshold=threshold)
        if ranking.abstains:
            return []
        floor = min(ranking.threshold, _FLOOR)
        return [suggestion for suggestion in ranking.units if suggestion.confidence >= floor]

    def learn(self, lesson: Lesson) -> bool:
        """Learn from one more lesson at once, without going through all the others again.

        Returns False, having learned nothing, when the lesson's unit is none of ``codes`` or it has no word: such a
        unit is known after the next ``train``. The answers differ a little from those of a router trained with the
        lesson from the start, which is what ``train`` gives.
        """
        if lesson.unit not in self.codes or not lesson.words:
            return False
        vector = self._space.add(features.Contents(lesson.words, {}))
        row = Row(vector, self.codes.index(lesson.unit), lesson.accepted, lesson.weight)
        self._linear.learn(row, len(self._space))
        self._weights = None
        if self._known is not None:
            self._known[row.unit] += lesson.weight * lesson.accepted
        return True

    def _confidences(self, scores: Values) -> npt.NDArray[np.float64]:
        told = self.confidence.of(scores)
        return told if self._known is None else np.minimum(told, [ceiling(texts) for texts in self._known])

    def _calibrate(self, rows: Sequence[Row]) -> None:
        """Fit the temperature, and find the threshold, on texts left out of training in turn."""
        seen = [0] * len(self.codes)
        folds: list[list[int]] = [[] for _ in range(_FOLDS)]
        for place, row in enumerate(rows):
            if row.accepted:
                folds[(seen[row.unit] + row.unit) % _FOLDS].append(place)
                seen[row.unit] += 1
        scores: list[Values] = []
        right: list[int] = []
        for left_out in folds[: math.ceil(_CALIBRATION_SAMPLE / math.ceil(len(rows) / _FOLDS))]:
            weights = self._linear.without(set(left_out))
            scores += [rows[place].vector.dot(weights) for place in left_out]
            right += [rows[place].unit for place in left_out]
        table, units = np.array(scores), np.array(right)
        self.confidence = calibration.fit_confidence(table, units)
        confidences = self._confidences(table)
        outcomes = [
            (float(row.max()), bool(row.argmax() == unit)) for row, unit in zip(confidences, units, strict=True)
        ]
        self.curve = calibration.precision_curve(outcomes)
        self.calibration_error = calibration.expected_calibration_error(outcomes)
        found = calibration.threshold_for(self.curve, FIRST_DAY_PRECISION)
        self.threshold = default_threshold(len(self.codes)) if found is None else found


def _contents(text: str, fold: Callable[[str], str], stop: Collection[str]) -> features.Contents:
    tokens = features.tokens(text, fold, stop)
    return features.contents(tokens, features.pairs(text, tokens))
