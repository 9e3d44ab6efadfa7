# SPDX-License-Identifier: EUPL-1.2
"""The space in which texts are compared: a number for every feature ever seen, and how telling each is.

A text is a vector of TF-IDF values. The three kinds of feature are brought to equal length first, so that the many
letter sequences of a text do not drown its words. Features never seen count in that length: a letter about something
else has little weight left, and gets a flat answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from nizam.foundations.routing import features

Numbers: TypeAlias = npt.NDArray[np.intp]
Values: TypeAlias = npt.NDArray[np.float32]

_PARTS_KEPT: Final = 20_000
_Names: TypeAlias = Iterable[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Vector:
    """The features of a text in ascending order, each once, and their values; the whole is one long or less."""

    features: Numbers
    values: Values

    def dot(self, weights: Values) -> Values:
        """Multiply with the rows of ``weights`` (features by units)."""
        # Not `@`: the threads of BLAS cost more than they give on so small a product.
        product: Values = np.einsum("f,fu->u", self.values, weights[self.features])
        return product


@dataclass(frozen=True, slots=True)
class _Part:
    """The features of one word or pair, and how many of each kind are unknown."""

    features: Numbers
    unknown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Counted:
    features: Numbers
    times: npt.NDArray[np.float64]
    unknown: npt.NDArray[np.float64]


class Space:
    """Numbers of features and their rarity. Grows when it admits texts, and never forgets a feature."""

    def __init__(self, stem: features.Stem | None = None) -> None:
        """Begin with no feature; ``stem`` gives the stem of a folded word, without it there are none."""
        self._stem = stem
        self._numbers: list[dict[str, int]] = [{} for _ in range(features.KINDS)]
        self._kinds: list[int] = []
        self._kind_of: npt.NDArray[np.int8] = np.zeros(0, np.int8)
        self._rarity: Values = np.zeros(0, np.float32)
        self._unknown_rarity = 1.0
        # Letters repeat their words: what a word is made of is worked out once, for as many words as this.
        self._parts: dict[str | tuple[str, str], _Part] = {}

    def __len__(self) -> int:
        return len(self._kinds)

    def admit(self, texts: Sequence[features.Contents]) -> list[Vector]:
        """Number the features of all ``texts``, set the rarity of each from them, and give the texts' vectors."""
        counted = [self._count(text, grow=True) for text in texts]
        documents = np.zeros(len(self._kinds), np.float64)
        for text in counted:
            documents[text.features] += 1
        whole = len(texts) + 1
        self._unknown_rarity = math.log(whole) + 1
        self._rarity = (np.log(whole / (documents + 1)) + 1).astype(np.float32)
        self._kind_of = np.array(self._kinds, np.int8)
        self._parts.clear()
        return [self._weigh(text) for text in counted]

    def add(self, text: features.Contents) -> Vector:
        """Give the vector of one more text, numbering what is new in it; the rarity of the old stays."""
        self._parts.clear()
        counted = self._count(text, grow=True)
        new = len(self._kinds) - len(self._rarity)
        self._rarity = np.append(self._rarity, np.full(new, self._unknown_rarity, np.float32))
        self._kind_of = np.array(self._kinds, np.int8)
        return self._weigh(counted)

    def vector(self, text: features.Contents) -> Vector:
        """Give the vector of a text to be judged; nothing is numbered for it."""
        return self._weigh(self._count(text, grow=False))

    def part(self, word: str | tuple[str, str]) -> Numbers:
        """Give the known features of a word, or of a pair of neighbours."""
        return self._part(word, grow=False).features

    def knows(self, word: str) -> bool:
        """Tell whether the word's beginning or stem has been seen: letter sequences alone are no reason."""
        known = self._numbers[features.BEGINNING]
        return any(kind == features.BEGINNING and name in known for kind, name in features.of_word(word, self._stem))

    def _count(self, text: features.Contents, *, grow: bool) -> _Counted:
        parts = [(self._part(word, grow=grow), times) for word, times in text.words.items()]
        parts += [(self._part(pair, grow=grow), times) for pair, times in text.pairs.items()]
        repeats = np.array([times for _, times in parts], np.float64)
        lengths = [len(part.features) for part, _ in parts]
        found, places = np.unique(np.concatenate([part.features for part, _ in parts]), return_inverse=True)
        times = np.zeros(len(found))
        np.add.at(times, places, np.repeat(repeats, lengths))
        unknown = np.array([part.unknown for part, _ in parts], np.float64) * (1 + np.log(repeats))[:, None] ** 2
        return _Counted(found, times, unknown.sum(0))

    def _weigh(self, text: _Counted) -> Vector:
        # The second time a word stands in a letter says less than the first.
        values = (1 + np.log(text.times)) * self._rarity[text.features]
        kinds = self._kind_of[text.features]
        squares = text.unknown * self._unknown_rarity**2
        np.add.at(squares, kinds, values * values)
        lengths = np.sqrt(squares * features.KINDS)
        lengths[lengths == 0] = 1
        return Vector(text.features, (values / lengths[kinds]).astype(np.float32))

    def _part(self, word: str | tuple[str, str], *, grow: bool) -> _Part:
        part = self._parts.get(word)
        if part is None:
            if len(self._parts) >= _PARTS_KEPT:
                self._parts.clear()
            names = features.of_word(word, self._stem) if isinstance(word, str) else features.of_pair(*word)
            part = self._parts[word] = self._named(names, grow=grow)
        return part

    def _named(self, names: _Names, *, grow: bool) -> _Part:
        found: list[int] = []
        unknown = [0] * features.KINDS
        for kind, name in names:
            number = self._numbers[kind].get(name)
            if number is None:
                if not grow:
                    unknown[kind] += 1
                    continue
                number = self._numbers[kind][name] = len(self._kinds)
                self._kinds.append(kind)
            found.append(number)
        return _Part(np.array(found, np.intp), tuple(unknown))
