# SPDX-License-Identifier: EUPL-1.2
"""Two people's changes of one text brought together, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nizam.kit.comparing import Comparison


@dataclass(frozen=True)
class Collision:
    """Paragraphs that both changed, each in another way: what stood there, what I wrote, what they wrote."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """The text with both people's changes; where they collide it holds mine, and `collisions` tells what theirs was."""

    text: str
    collisions: tuple[Collision, ...] = ()


@dataclass
class _Way:
    """How one person's text lies beside the common one."""

    parts: list[str]
    places: dict[int, int] = field(default_factory=dict)
    at: int = 0

    def take(self, until: int) -> list[str]:
        """Return what stands before `until` and go there."""
        taken, self.at = self.parts[self.at : until], until
        return taken


def merge_texts(base: str, mine: str, theirs: str) -> Merged:
    """Return `mine` and `theirs`, both made from `base`, as one text.

    Paragraphs are what empty lines part. What only one of the two changed is taken from him; where both put something
    at the same place, theirs stands first, mine behind it. Of texts too long to compare to the end, the rest counts as
    changed: then it collides.
    """
    common = _paragraphs(base)
    ways = (_way(common, mine), _way(common, theirs))
    found: list[str] = []
    collisions: list[Collision] = []
    start = 0
    while start <= len(common):
        until = _next_common(start, len(common), ways)
        pieces = [way.take(way.places.get(until, len(way.parts))) for way in ways]
        found += _settled(common[start:until], pieces[0], pieces[1], collisions)
        if until < len(common):
            found.append(common[until])
            for way in ways:
                way.at += 1
        start = until + 1
    return Merged("\n\n".join(found), tuple(collisions))


def merge_lines(base: str, mine: str, theirs: str) -> Merged:
    """Return a value of one line that two people changed: who changed it has it, and mine where both did."""
    if theirs in (base, mine):
        return Merged(mine)
    return Merged(theirs) if mine == base else Merged(mine, (Collision(base, mine, theirs),))


def _paragraphs(text: str) -> list[str]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", plain) if part.strip()]


def _way(common: Sequence[str], text: str) -> _Way:
    way = _Way(_paragraphs(text))
    for first, second, size in Comparison().runs(common, way.parts):
        way.places.update({first + step: second + step for step in range(size)})
    return way


def _next_common(start: int, end: int, ways: tuple[_Way, _Way]) -> int:
    """Return the next paragraph that both kept, or the end."""
    return next((place for place in range(start, end) if all(place in way.places for way in ways)), end)


def _settled(base: list[str], mine: list[str], theirs: list[str], collisions: list[Collision]) -> list[str]:
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    if not base:
        return [*theirs, *mine]
    if 1 < len(base) == len(mine) == len(theirs):
        return [
            part
            for stood, ours, others in zip(base, mine, theirs, strict=True)
            for part in _settled([stood], [ours], [others], collisions)
        ]
    collisions.append(Collision(*("\n\n".join(parts) for parts in (base, mine, theirs))))
    return mine
