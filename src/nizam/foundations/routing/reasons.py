# SPDX-License-Identifier: EUPL-1.2
"""Which words of a letter decided for a unit, in the letter's own spelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np

from nizam.foundations.routing.features import Pair, Token
from nizam.foundations.routing.space import Space, Values, Vector

_REASONS: Final = 5
# A word that weighs less than this share of the heaviest did not decide.
_SHARE: Final = 0.15

_Key: TypeAlias = tuple[str, ...]


def reasons_for(
    units: Sequence[int],
    text: str,
    tokens: Sequence[Token],
    neighbours: Sequence[Pair],
    space: Space,
    vector: Vector,
    weights: Values,
) -> list[tuple[str, ...]]:
    """Give, for each of ``units``, at most five words and pairs that speak for it, strongest first, at first place.

    A word or pair speaks for a unit by what its features add to the unit's score over the mean of all units; features
    that several words share are shared out among them. A pair weighs what it and the mean of its words do, and its
    words are not told again. Words of which neither beginning nor stem was seen give no reason.
    """
    surfaces: dict[_Key, str] = {}
    for token in tokens:
        if space.knows(token.folded):
            surfaces.setdefault((token.folded,), text[token.start : token.end])
    for pair in neighbours:
        phrase = " ".join(text[pair.left.start : pair.right.end].split())
        surfaces.setdefault((pair.left.folded, pair.right.folded), phrase)
    own = weights[vector.features]
    spoken = vector.values[:, None] * (own[:, list(units)] - own.mean(1, keepdims=True))
    places = {
        key: np.searchsorted(vector.features, np.unique(space.part(key[0] if len(key) == 1 else (key[0], key[1]))))
        for key in surfaces
    }
    sharers = np.bincount(np.concatenate([np.zeros(0, np.intp), *places.values()]), minlength=len(vector.features))
    spoken /= np.maximum(sharers, 1)[:, None]
    spoke = {key: spoken[at].sum(0) for key, at in places.items()}
    return [_strongest({key: float(said[rank]) for key, said in spoke.items()}, surfaces) for rank in range(len(units))]


def _strongest(weight: dict[_Key, float], surfaces: dict[_Key, str]) -> tuple[str, ...]:
    ranked: dict[_Key, float] = {}
    for key, own in weight.items():
        if own > 0:
            ranked[key] = own + sum(weight.get((word,), 0.0) for word in key) / 2 if len(key) == 2 else own
    heaviest = max(ranked.values(), default=0.0)
    chosen: dict[_Key, str] = {}
    told: set[str] = set()
    for key in sorted(ranked, key=lambda key: -ranked[key]):
        if len(chosen) == _REASONS or ranked[key] < _SHARE * heaviest:
            break
        if not told.issuperset(key):
            for word in key:
                chosen.pop((word,), None)
            chosen[key] = surfaces[key]
            told.update(key)
    return tuple(chosen.values())
