# SPDX-License-Identifier: EUPL-1.2
"""What a confidence is worth: fitted, measured, and turned into the threshold an institution chooses."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Outcome: TypeAlias = tuple[float, bool]
"""The confidence of a suggestion, and whether it was right (accepted)."""

_TEMPERATURES: Final = (0.005, 5.0)
_BINS: Final = 10
# Under so many answers a share of right ones is chance.
_LEAST_ANSWERS: Final = 10
_TINY: Final = 1e-9
_NEWTON_STEPS: Final = 30
_NEWTON_STRIDE: Final = 0.5
_PRIOR_STRENGTH: Final = 2.0


class Point(NamedTuple):
    """What a threshold would have meant: of the answers given, the share that was right; of all, the share given."""

    threshold: float
    precision: float
    coverage: float
    answers: int


def precision_curve(outcomes: Iterable[Outcome]) -> list[Point]:
    """Return, for every confidence that occurred as a threshold, lowest first, how often answers were right and given.

    ``outcomes`` are first suggestions accepted (True) or refused (False), those withheld included where it is known
    what would have been right.
    """
    ordered = sorted(outcomes, reverse=True)
    points: list[Point] = []
    right = 0
    for place, (confidence, accepted) in enumerate(ordered, start=1):
        right += accepted
        if place == len(ordered) or ordered[place][0] < confidence:
            points.append(Point(confidence, right / place, place / len(ordered), place))
    return points[::-1]


def threshold_for(
    curve: Sequence[tuple[float, float, float, int]], precision: float, *, least: int = _LEAST_ANSWERS
) -> float | None:
    """Return the lowest threshold from which at least ``precision`` of the answers were right, or None.

    Thresholds that would have left fewer than ``least`` answers are not considered: they promise what they cannot show.
    """
    return next((point[0] for point in curve if point[1] >= precision and point[3] >= least), None)


def expected_calibration_error(outcomes: Iterable[Outcome]) -> float:
    """Return how far confidence is from the share of right answers, over ten bins of confidence; 0 with no outcome."""
    gaps = [0.0] * _BINS
    number = 0
    for confidence, right in outcomes:
        gaps[min(_BINS - 1, int(confidence * _BINS))] += confidence - right
        number += 1
    return sum(map(abs, gaps)) / number if number else 0.0


def softmax(scores: npt.NDArray[np.float32], temperature: float) -> npt.NDArray[np.float64]:
    """Return the shares of ``exp(score / temperature)`` along the last axis."""
    powers = np.exp((scores.astype(np.float64) - scores.max(-1, keepdims=True)) / temperature)
    shares: npt.NDArray[np.float64] = powers / powers.sum(-1, keepdims=True)
    return shares


def fit_temperature(scores: npt.NDArray[np.float32], units: npt.NDArray[np.intp]) -> float:
    """Return the temperature under which the right ``units`` (one for each row) are likeliest, by golden section."""
    rows = np.arange(len(units))

    def surprise(logarithm: float) -> float:
        likelihood = softmax(scores, math.exp(logarithm))[rows, units]
        return -float(np.log(np.maximum(likelihood, 1e-12)).sum())

    ratio = (math.sqrt(5) - 1) / 2
    low, high = map(math.log, _TEMPERATURES)
    for _ in range(20):
        third = ratio * (high - low)
        if surprise(high - third) < surprise(low + third):
            high = low + third
        else:
            low = high - third
    return math.exp((low + high) / 2)


@dataclass(frozen=True, slots=True)
class Confidence:
    """From scores to confidences: softmax at a temperature, then Platt's line on the log-odds of the first unit."""

    temperature: float
    slope: float = 1.0
    offset: float = 0.0

    def of(self, scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return confidences along the last axis, in the scores' order; together they are 1 at most."""
        shares = softmax(scores, self.temperature)
        first = shares.max(-1, keepdims=True)
        corrected = _logistic(self.slope * _log_odds(first) + self.offset)
        others = np.minimum(shares * (1 - corrected) / np.maximum(1 - first, _TINY), corrected)
        told = np.where(shares == first, corrected, others)
        # Where several are first alike, each would be given what belongs to one.
        confidences: npt.NDArray[np.float64] = told / np.maximum(told.sum(-1, keepdims=True), 1)
        return confidences


def fit_confidence(scores: npt.NDArray[np.float32], units: npt.NDArray[np.intp]) -> Confidence:
    """Return what makes the right ``units`` (one for each row of scores) likeliest."""
    temperature = fit_temperature(scores, units)
    shares = softmax(scores, temperature)
    slope, offset = fit_line(shares.max(1), shares.argmax(1) == units)
    return Confidence(temperature, slope, offset)


def fit_line(confidences: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and offset on the log-odds that make the outcomes likeliest; few outcomes move them little."""
    odds = _log_odds(confidences)
    features = np.stack([odds, np.ones_like(odds)], 1)
    prior = np.array([1.0, 0.0])
    line = prior.copy()
    for _ in range(_NEWTON_STEPS):
        told = _logistic(features @ line)
        gradient = features.T @ (told - right) + _PRIOR_STRENGTH * (line - prior)
        curvature = (features * (told * (1 - told))[:, None]).T @ features + _PRIOR_STRENGTH * np.eye(2)
        line = line - np.clip(np.linalg.solve(curvature, gradient), -_NEWTON_STRIDE, _NEWTON_STRIDE)
    # A falling line would turn the order round: then confidence says nothing, and stays as it is.
    return (float(line[0]), float(line[1])) if line[0] > 0 else (1.0, 0.0)


def _logistic(odds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    shares: npt.NDArray[np.float64] = 0.5 * (1 + np.tanh(odds / 2))
    return shares


def _log_odds(shares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    kept = np.clip(shares, _TINY, 1 - _TINY)
    odds: npt.NDArray[np.float64] = np.log(kept / (1 - kept))
    return odds
