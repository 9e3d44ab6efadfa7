# SPDX-License-Identifier: EUPL-1.2
"""A router trained on the texts of charters.

Method: TF-IDF vectors of word beginnings, neighbouring pairs and letter sequences (``features``), scored by complement
naive Bayes (Rennie, Shih, Teevan and Karger, 2003): a feature speaks for a unit by how little of its weight lies with
all the other units. That stays fair when one charter is ten times longer than another, which charters are.

Confidence is the softmax over all units of score / temperature. The temperature is fitted while training: every text
is scored as if it had not been seen (its own share taken out), and the temperature that makes those answers likeliest
is kept. So 0.6 means about six right in ten for letters that speak like a charter; a letter longer than a charter's
sentences carries more evidence and gets a higher figure. Features that no unit knows count in a letter's length, so a
letter about something else has little weight left and a flat answer. A router of fewer than 60 texts has too little to
fit on and takes the temperature of a whole municipality's charters.

A router abstains when no word or pair of the letter speaks for a unit, or when the best unit's confidence is under the
threshold. With one unit there is nothing to tell it from, and the router abstains. Offline, deterministic, standard
library only.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

from nizam.foundations.routing import features
from nizam.foundations.routing.errors import DuplicateUnitError, StoredRouterError

_VERSION: Final = 1
_SMOOTHING: Final = 0.12
_DIGITS: Final = 5
_REASONS: Final = 5
_FLOOR: Final = 0.05
# Under so many texts the fit is chance; the figure is that of a whole municipality's charters.
_CALIBRATION_TEXTS: Final = 60
_DEFAULT_TEMPERATURE: Final = 0.33
# As many texts, spread evenly over the units, settle the one figure that is fitted.
_CALIBRATION_SAMPLE: Final = 600
_TEMPERATURES: Final = (0.02, 20.0)

_WORDS_KEPT: Final = 20_000

Vector: TypeAlias = dict[str, float]
_Part: TypeAlias = tuple[list[float], float]


@dataclass(frozen=True, slots=True)
class UnitText:
    """A unit and what binds it: the texts of its articles, one string for each. The name is read as a text too."""

    code: str
    name: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit, how sure the router is of it (0..1), and the words of the letter that spoke for it, strongest first."""

    code: str
    confidence: float
    reasons: tuple[str, ...]


def default_threshold(units: int) -> float:
    """Give the confidence under which a router of so many units abstains: 0.3 of the way from chance to certainty.

    Chance is ``1 / units``, so the figure is 0.65 for two units, 0.37 for ten, 0.33 for twenty-five.
    """
    return 0.3 + 0.7 / units


class Router:
    """Suggests units for letters. Make one with ``train`` or ``from_json``; it does not change afterwards."""

    def __init__(
        self,
        *,
        codes: Sequence[str],
        idf: Mapping[str, float],
        unknown_idf: float,
        weights: Mapping[str, Mapping[int, float]],
        bias: Sequence[float],
        temperature: float,
        fold: Callable[[str], str],
        stop: Collection[str],
    ) -> None:
        self.codes = tuple(codes)
        self.temperature = temperature
        self._idf = idf
        self._unknown_idf = unknown_idf
        self._weights = weights
        self._bias = tuple(bias)
        self._fold = fold
        self._stop = frozenset(stop)
        # Letters repeat their words: what a word says is worked out once, for as many words as this.
        self._words: dict[str, _Part] = {}

    @classmethod
    def train(
        cls, units: Iterable[UnitText], *, fold: Callable[[str], str], stop: Collection[str] = frozenset()
    ) -> Self:
        """Train on the units' texts.

        ``fold`` maps a word to the form in which spellings and cases of it are one; ``stop`` are folded words to
        leave out. A unit without any word is never suggested. Raises ``DuplicateUnitError``.
        """
        given: set[str] = set()
        codes: list[str] = []
        passages: list[tuple[int, features.Contents]] = []
        stop = frozenset(stop)
        for unit in units:
            if unit.code in given:
                raise DuplicateUnitError(f"two units have the code {unit.code!r}")
            given.add(unit.code)
            read = (features.contents(text, fold, stop) for text in (unit.name, *unit.texts))
            own = [(len(codes), contents) for contents in read if contents.words]
            if own:
                codes.append(unit.code)
                passages.extend(own)
        documents = Counter(feature for _, contents in passages for feature in _all_features(contents))
        unknown_idf = round(math.log(len(passages) + 1) + 1, _DIGITS)
        idf = {
            feature: round(math.log((len(passages) + 1) / (number + 1)) + 1, _DIGITS)
            for feature, number in documents.items()
        }
        vectors = [(unit, _vector(contents, idf)) for unit, contents in passages]
        masses = _Masses(len(codes), vectors)
        router = cls(
            codes=codes,
            idf=idf,
            unknown_idf=unknown_idf,
            weights=masses.weights(),
            bias=masses.bias,
            temperature=_DEFAULT_TEMPERATURE,
            fold=fold,
            stop=stop,
        )
        if len(passages) >= _CALIBRATION_TEXTS:
            sample = vectors[:: math.ceil(len(vectors) / _CALIBRATION_SAMPLE)]
            router.temperature = _fit([(unit, masses.unseen_scores(unit, vector)) for unit, vector in sample])
        return router

    def suggest(self, text: str, *, limit: int = 3, threshold: float | None = None) -> list[Suggestion]:
        """Give at most ``limit`` units for ``text``, best first, or none at all.

        The list is empty when the best unit's confidence is under ``threshold`` (``default_threshold`` unless given)
        or nothing speaks for it. Further units follow while their confidence is 0.05 or more (or the threshold, if
        that is less) and some word speaks for them.
        """
        contents = features.contents(text, self._fold, self._stop)
        if not contents.words or len(self.codes) < 2:
            return []
        bar = default_threshold(len(self.codes)) if threshold is None else threshold
        confidences = _softmax(self._scores(contents), self.temperature)
        suggestions: list[Suggestion] = []
        for unit in sorted(range(len(self.codes)), key=lambda unit: -confidences[unit])[:limit]:
            if confidences[unit] < bar:
                break
            reasons = self._reasons(unit, contents)
            if not reasons:
                break
            suggestions.append(Suggestion(self.codes[unit], confidences[unit], reasons))
            bar = min(bar, _FLOOR)
        return suggestions

    def to_json(self) -> str:
        """Give the trained router as JSON text: all but ``fold``, which is code."""
        return json.dumps(
            {
                "version": _VERSION,
                "codes": self.codes,
                "stop": sorted(self._stop),
                "temperature": self.temperature,
                "unknown_idf": self._unknown_idf,
                "bias": self._bias,
                "features": {feature: [idf, *self._weights[feature].items()] for feature, idf in self._idf.items()},
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, stored: str, *, fold: Callable[[str], str]) -> Self:
        """Read back what ``to_json`` wrote; ``fold`` must be the one used in training. Raises ``StoredRouterError``."""
        try:
            data = json.loads(stored)
            if data["version"] != _VERSION:
                raise StoredRouterError(f"stored by version {data['version']}, this is {_VERSION}")
            router = cls(
                codes=[str(code) for code in data["codes"]],
                idf={feature: float(row[0]) for feature, row in data["features"].items()},
                unknown_idf=float(data["unknown_idf"]),
                weights={
                    feature: {int(unit): float(weight) for unit, weight in row[1:]}
                    for feature, row in data["features"].items()
                },
                bias=[float(value) for value in data["bias"]],
                temperature=float(data["temperature"]),
                fold=fold,
                stop=[str(word) for word in data["stop"]],
            )
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise StoredRouterError(f"not a stored router: {error!r}") from error
        owners = {unit for row in router._weights.values() for unit in row}
        if not owners <= set(range(len(router._bias))) or len(router._bias) != len(router.codes):
            raise StoredRouterError("evidence for units that are not named")
        if not router.temperature > 0:
            raise StoredRouterError(f"a temperature is above nought, not {router.temperature}")
        return router

    def _scores(self, contents: features.Contents) -> list[float]:
        scores = [0.0] * len(self.codes)
        squares = 0.0
        parts = [(self._word(word), number) for word, number in contents.words.items()]
        for pair, number in contents.pairs.items():
            if pair in self._idf:
                parts.append((self._part((pair,)), number))
            else:
                squares += (features.frequency(number) * features.WEIGHTS[features.PAIR] * self._unknown_idf) ** 2
        for (evidence, square), number in parts:
            frequency = features.frequency(number)
            squares += frequency * frequency * square
            scores = [score + frequency * own for score, own in zip(scores, evidence, strict=True)]
        length = math.sqrt(squares)
        return [score / length for score in scores]

    def _word(self, folded: str) -> _Part:
        part = self._words.get(folded)
        if part is None:
            if len(self._words) >= _WORDS_KEPT:
                self._words.clear()
            part = self._words[folded] = self._part(features.word_features(folded))
        return part

    def _part(self, names: Iterable[str]) -> _Part:
        """Give the evidence of a word or pair for each unit, and its share in the length of the text."""
        evidence = [0.0] * len(self.codes)
        squares = 0.0
        total = 0.0
        for name in names:
            idf = self._idf.get(name)
            value = features.WEIGHTS[name[0]] * (self._unknown_idf if idf is None else idf)
            squares += value * value
            if idf is not None:
                total += value
                for unit, weight in self._weights[name].items():
                    evidence[unit] += value * weight
        return [own + total * bias for own, bias in zip(evidence, self._bias, strict=True)], squares

    def _reasons(self, unit: int, contents: features.Contents) -> tuple[str, ...]:
        """Give the words and pairs that speak for the unit, as they stand in the text at their first place.

        A word weighs what its beginning does; a pair what it and the mean of its words do. A word that a pair holds
        is not told again.
        """

        def speaks(feature: str) -> float:
            owners = self._weights.get(feature)
            if owners is None or unit not in owners:
                return 0.0
            return self._idf[feature] * (owners[unit] + self._bias[unit])

        text = contents.text
        words = {word: speaks(features.word_feature(word)) for word in contents.words}
        ranked: dict[tuple[str, ...], tuple[float, str]] = {}
        for token in contents.tokens:
            if words[token.folded] > 0.0:
                ranked.setdefault((token.folded,), (words[token.folded], text[token.start : token.end]))
        for pair in contents.neighbours:
            own = speaks(pair.feature)
            if own > 0.0:
                left, right = pair.left, pair.right
                weight = own + (words[left.folded] + words[right.folded]) / 2
                phrase = " ".join(text[left.start : right.end].split())
                ranked.setdefault((left.folded, right.folded), (weight, phrase))
        chosen: dict[tuple[str, ...], str] = {}
        told: set[str] = set()
        for key, (_, surface) in sorted(ranked.items(), key=lambda item: -item[1][0]):
            if len(chosen) < _REASONS and not told.issuperset(key):
                for word in key:
                    chosen.pop((word,), None)
                chosen[key] = surface
                told.update(key)
        return tuple(chosen.values())


class _Masses:
    """How much of each feature's weight lies with each unit."""

    def __init__(self, units: int, vectors: Iterable[tuple[int, Vector]]) -> None:
        self.of_feature: dict[str, dict[int, float]] = defaultdict(dict)
        self.of_unit = [0.0] * units
        for unit, vector in vectors:
            for feature, value in vector.items():
                shares = self.of_feature[feature]
                shares[unit] = shares.get(unit, 0.0) + value
                self.of_unit[unit] += value
        self.totals = {feature: sum(shares.values()) for feature, shares in self.of_feature.items()}
        smoothing = _SMOOTHING * len(self.totals)
        whole = sum(self.of_unit) + smoothing
        # What a unit's size alone would make of any feature: it is taken off the feature's evidence.
        self.bias = [round(math.log((whole - own) / whole), _DIGITS) for own in self.of_unit]

    def weights(self) -> dict[str, dict[int, float]]:
        """Give the evidence of each feature for each unit that has it; for the others it is nought."""
        return {
            feature: {
                unit: round(_evidence(self.totals[feature], share), _DIGITS) for unit, share in sorted(shares.items())
            }
            for feature, shares in self.of_feature.items()
        }

    def unseen_scores(self, unit: int, vector: Vector) -> list[float]:
        """Score a text of the training set as if it had not been in it."""
        total = sum(vector.values())
        scores = [total * bias for bias in self.bias]
        for feature, value in vector.items():
            rest = self.totals[feature] - value
            for owner, share in self.of_feature[feature].items():
                scores[owner] += value * _evidence(rest, share - value if owner == unit else share)
        return scores


def _evidence(total: float, share: float) -> float:
    """Weigh a feature for a unit: nought if the unit has none of it, the more the less is left to the others."""
    return math.log((total + _SMOOTHING) / (total - share + _SMOOTHING))


def _all_features(contents: features.Contents) -> set[str]:
    return {name for word in contents.words for name in features.word_features(word)}.union(contents.pairs)


def _vector(contents: features.Contents, idf: Mapping[str, float]) -> Vector:
    """Weight a training text as ``Router._scores`` weights a letter: word by word, over the length of its parts."""
    vector: Vector = defaultdict(float)
    squares = 0.0
    parts = [(features.word_features(word), number) for word, number in contents.words.items()]
    parts.extend(((pair,), number) for pair, number in contents.pairs.items())
    for names, number in parts:
        frequency = features.frequency(number)
        for name in names:
            value = features.WEIGHTS[name[0]] * frequency * idf[name]
            squares += value * value
            vector[name] += value
    length = math.sqrt(squares)
    return {feature: value / length for feature, value in vector.items()}


def _softmax(scores: Sequence[float], temperature: float) -> list[float]:
    best = max(scores)
    powers = [math.exp((score - best) / temperature) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]


def _fit(scored: Sequence[tuple[int, Sequence[float]]]) -> float:
    """Find the temperature that makes the right units likeliest, by golden section on its logarithm."""

    def surprise(logarithm: float) -> float:
        temperature = math.exp(logarithm)
        return -sum(math.log(max(_softmax(scores, temperature)[unit], 1e-12)) for unit, scores in scored)

    ratio = (math.sqrt(5) - 1) / 2
    low, high = map(math.log, _TEMPERATURES)
    for _ in range(20):
        third = ratio * (high - low)
        if surprise(high - third) < surprise(low + third):
            high = low + third
        else:
            low = high - third
    return round(math.exp((low + high) / 2), _DIGITS)
