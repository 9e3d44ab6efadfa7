# SPDX-License-Identifier: EUPL-1.2
"""What each feature says for each unit, learned from texts whose unit is known and from refusals.

Two judges are added up. The first is ridge regression of "is it this unit's" on the text's vector, solved by
coordinate steps in the dual (Shalev-Shwartz and Zhang, 2013): it weighs features against one another. The second is
complement naive Bayes (Rennie, Shih, Teevan and Karger, 2003): a feature speaks for a unit by how little of its weight
lies with the others; it is fair to units with few texts. Both are sums over features, so that the words that decided
can be told.

A refusal ("not this unit's") pushes only that unit down, and only as far as nought; of the others it says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nizam.foundations.routing.space import Values, Vector

_RIDGE: Final = 0.4
_SMOOTHING: Final = 0.12
# How much the second judge's word counts; chosen by cross-validation on duties of a municipality's units.
_SHARE: Final = 0.06
# Few rows are gone through more often than many, which have much in common.
_MOST_ROUNDS: Final = 8
_LEAST_ROUNDS: Final = 5
_STEPS: Final = 15_000
_ROUNDS_AFTER_LEAVING_OUT: Final = 2
_SEED: Final = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A text whose unit is known, or, when not ``accepted``, a unit that it is known not to belong to."""

    vector: Vector
    unit: int
    accepted: bool = True
    weight: float = 1.0


class Linear:
    """Weights of features by unit. Deterministic: equal rows in equal order give equal weights."""

    def __init__(self, size: int, units: int) -> None:
        self._units = units
        self._ridge: Values = np.zeros((size, units), np.float32)
        self._mass: Values = np.zeros((size, units), np.float32)
        self._rows: list[Row] = []
        self._duals: Values = np.zeros((0, units), np.float32)

    def fit(self, rows: Sequence[Row]) -> None:
        """Learn from all rows at once."""
        self._rows = list(rows)
        self._duals = np.zeros((len(rows), self._units), np.float32)
        rounds = min(_MOST_ROUNDS, max(_LEAST_ROUNDS, _STEPS // max(1, len(rows))))
        self._steps(range(len(rows)), rounds)
        for row in self._rows:
            self._add_mass(row)

    def learn(self, row: Row, size: int) -> None:
        """Learn from one more row, without going through the others again; ``size``: features known by now."""
        grown = np.zeros((size - len(self._ridge), self._units), np.float32)
        self._ridge = np.concatenate([self._ridge, grown])
        self._mass = np.concatenate([self._mass, grown])
        self._rows.append(row)
        self._duals = np.concatenate([self._duals, np.zeros((1, self._units), np.float32)])
        self._step(len(self._rows) - 1)
        self._add_mass(row)

    def weights(self) -> Values:
        """Return what each feature says for each unit; a text's score is its vector times this."""
        totals = self._mass.sum(1, keepdims=True)
        others = totals - self._mass + _SMOOTHING
        evidence = np.log(totals + _SMOOTHING) - np.log(others)
        # What a unit's size alone would make of any feature.
        evidence += np.log(others.sum(0)) - np.log(totals.sum() + _SMOOTHING * len(totals))
        weights: Values = (self._ridge + _SHARE * evidence).astype(np.float32)
        return weights

    def without(self, left_out: Collection[int]) -> Values:
        """Return the weights that the rows but those in ``left_out`` (their places) would give."""
        rest = Linear(0, self._units)
        rest._ridge, rest._mass = self._ridge.copy(), self._mass.copy()
        rest._duals, rest._rows = self._duals.copy(), self._rows
        for place in left_out:
            vector = self._rows[place].vector
            rest._ridge[vector.features] -= vector.values[:, None] * self._duals[place]
            rest._add_mass(self._rows[place], -1)
            rest._duals[place] = 0
        np.maximum(rest._mass, 0, out=rest._mass)
        rest._steps([place for place in range(len(self._rows)) if place not in left_out], _ROUNDS_AFTER_LEAVING_OUT)
        return rest.weights()

    def _steps(self, places: Sequence[int], rounds: int) -> None:
        order = np.random.default_rng(_SEED)
        for _ in range(rounds):
            for place in order.permutation(places):
                self._step(int(place))

    def _step(self, place: int) -> None:
        row, duals = self._rows[place], self._duals[place]
        at, values = row.vector.features, row.vector.values
        own = self._ridge[at]
        ridge = _RIDGE / row.weight
        wanted = np.zeros(self._units, np.float32)
        wanted[row.unit] = row.accepted
        step = (wanted - np.einsum("f,fu->u", values, own) - ridge * duals) / (
            float(np.einsum("f,f", values, values)) + ridge
        )
        if not row.accepted:
            step[: row.unit] = step[row.unit + 1 :] = 0
            step[row.unit] = min(step[row.unit], -duals[row.unit])
        duals += step
        own += values[:, None] * step
        self._ridge[at] = own

    def _add_mass(self, row: Row, sign: int = 1) -> None:
        if row.accepted:
            self._mass[row.vector.features, row.unit] += sign * row.weight * row.vector.values
