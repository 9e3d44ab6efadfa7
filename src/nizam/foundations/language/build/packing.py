# SPDX-License-Identifier: EUPL-1.2
"""Sorted keys into the smallest automaton that holds them.

Incremental construction from sorted keys after Daciuk, Mihov, Watson and Watson (Computational Linguistics 26(1),
2000): a node is final for good as soon as the next key leaves it, and equal nodes become one.
"""

import json
import sys
from array import array
from collections.abc import Iterable

from nizam.foundations.language._automaton import FINAL, LAST, MOST_EDGES, TARGET_SHIFT


class TooLargeError(Exception):
    """More edges than an edge can point to."""


def pack(keys: Iterable[str]) -> bytes:
    """Return the bytes of the automaton of ``keys``, which are sorted, unlike and not empty.

    Raises:
        ValueError: the keys are not sorted, or have more than 255 letters between them.
        TooLargeError: the automaton has more than 4 million edges.
    """
    keys = list(keys)
    letters = "".join(sorted(set().union(*keys))) if keys else ""
    if len(letters) > 255:
        raise ValueError(f"{len(letters)} letters are more than an edge can name.")
    codes = {letter: code for code, letter in enumerate(letters)}
    edges = array("I", [0])
    known: dict[tuple[int, ...], int] = {}
    # One open node for each letter of the last key: its finished edges, and whether a key ends before it.
    open_nodes: list[list[int]] = [[]]
    finals: list[bool] = [False]
    last = ""

    def close(depth: int) -> None:
        while len(open_nodes) > depth + 1:
            node = tuple(open_nodes.pop())
            place = 0
            if node:
                place = known.get(node, 0)
                if not place:
                    place = known[node] = len(edges)
                    edges.extend((*node[:-1], node[-1] | LAST))
                    if len(edges) > MOST_EDGES:
                        raise TooLargeError(f"More than {MOST_EDGES} edges.")
            edge = codes[last[len(open_nodes) - 1]] | place << TARGET_SHIFT
            open_nodes[-1].append(edge | FINAL if finals.pop() else edge)

    # The first node must stand at 1: keep room for at most one edge a letter.
    edges.extend([0] * len(letters))
    for key in keys:
        if key <= last:
            raise ValueError(f"{key!r} does not come after {last!r}.")
        same = 0
        while same < len(last) and last[same] == key[same]:
            same += 1
        close(same)
        open_nodes.extend([] for _ in range(same, len(key)))
        finals.extend(False for _ in range(same, len(key)))
        finals[-1] = True
        last = key
    close(0)
    first = open_nodes[0]
    for place, edge in enumerate(first, 1):
        edges[place] = edge | LAST if place == len(first) else edge
    if sys.byteorder == "big":  # pragma: no cover
        edges.byteswap()
    if not first:
        edges = edges[:1]
    return json.dumps({"letters": letters}).encode() + b"\n" + edges.tobytes()
