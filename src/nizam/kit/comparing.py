# SPDX-License-Identifier: EUPL-1.2
"""Where two texts are alike, part by part, within a number of steps, however alike their parts are among themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

STEPS: Final = 2_000_000
"""What one comparison may look at, about a fifth of a second: thousands of equal lines would take hours else."""


class Run(NamedTuple):
    """Parts that stand in both: from which place in the one, in the other, and how many (the last run has none)."""

    old: int
    new: int
    size: int


class Comparison:
    """Compares sequences of parts, all of them together within `steps`; what is left then counts as changed."""

    def __init__(self, steps: int = STEPS) -> None:
        self.steps = steps

    def runs(self, old: Sequence[str], new: Sequence[str]) -> list[Run]:
        """Return where the two are alike, in order, ended by an empty run behind both.

        What they have in common at head and tail is found first: it costs a step a part.
        """
        head = _alike(zip(old, new, strict=False))
        room = min(len(old), len(new)) - head
        tail = min(_alike(zip(reversed(old), reversed(new), strict=False)), room)
        found = [Run(0, 0, head)] if head else []
        found += self._between(old[head : len(old) - tail], new[head : len(new) - tail], head)
        if tail:
            found.append(Run(len(old) - tail, len(new) - tail, tail))
        return [*found, Run(len(old), len(new), 0)]

    def changes(self, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str], bool]]:
        """Return the two piece by piece, in order: what the one has there, what the other, whether that is the same."""
        at_old = at_new = 0
        for run in self.runs(old, new):
            if run.old > at_old or run.new > at_new:
                yield old[at_old : run.old], new[at_new : run.new], False
            at_old, at_new = run.old + run.size, run.new + run.size
            if run.size:
                yield old[run.old : at_old], new[run.new : at_new], True

    def _between(self, old: Sequence[str], new: Sequence[str], head: int) -> list[Run]:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        # What looking at one part of the old costs: every place in the new where it stands.
        times = Counter(new)
        costs = [1 + times[part] for part in old]
        found: list[Run] = []
        waiting = [(0, len(old), 0, len(new))]
        while waiting:
            old_from, old_to, new_from, new_to = waiting.pop()
            if old_from == old_to or new_from == new_to:
                continue
            self.steps -= sum(costs[old_from:old_to])
            if self.steps < 0:
                break
            match = matcher.find_longest_match(old_from, old_to, new_from, new_to)
            if match.size:
                found.append(Run(head + match.a, head + match.b, match.size))
                waiting.append((old_from, match.a, new_from, match.b))
                waiting.append((match.a + match.size, old_to, match.b + match.size, new_to))
        return sorted(found)


def _alike(pairs: Iterator[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count
