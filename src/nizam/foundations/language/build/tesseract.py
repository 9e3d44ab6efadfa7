# SPDX-License-Identifier: EUPL-1.2
"""The word list inside a Tesseract model file (``*.traineddata``).

Layout of the file, its unicharset and its directed acyclic word graph as Tesseract 4 and 5 write them (tessdatamanager,
unicharset and dawg of its source, Apache-2.0): read here because Debian's own reader is a program that need not be
installed.
"""

import struct
from collections.abc import Iterator
from typing import Final

_WORDS: Final[int] = 19
_LETTERS: Final[int] = 21
_MAGIC: Final[int] = 42


class ModelDamagedError(Exception):
    """Bytes that are no Tesseract model with a word list."""


def words(model: bytes) -> Iterator[str]:
    """Yield every word of the list in ``model``.

    Raises:
        ModelDamagedError: ``model`` has no word list, or one that cannot be read.
    """
    try:
        yield from _read(_part(model, _WORDS), _names(_part(model, _LETTERS)))
    except (struct.error, IndexError, UnicodeDecodeError, ValueError) as error:
        raise ModelDamagedError(f"The word list cannot be read: {error}") from error


def _part(model: bytes, number: int) -> bytes:
    count = struct.unpack_from("<i", model)[0]
    places = struct.unpack_from(f"<{count}q", model, 4)
    if places[number] < 0:
        raise ModelDamagedError(f"The model has no part {number}.")
    end = min((place for place in places if place > places[number]), default=len(model))
    return model[places[number] : end]


def _names(unicharset: bytes) -> list[str]:
    lines = unicharset.decode("utf-8").split("\n")
    names = [line.split(" ", 1)[0] for line in lines[1 : 1 + int(lines[0])]]
    # The first entry stands for a space.
    return ["" if name == "NULL" else name for name in names]


def _read(graph: bytes, names: list[str]) -> Iterator[str]:
    magic, letters, count = struct.unpack_from("<hii", graph)
    if magic != _MAGIC:
        raise ModelDamagedError("The word list does not begin with its magic number.")
    edges = struct.unpack_from(f"<{count}Q", graph, 10)
    # An edge holds, from the lowest bit: the letter, three flags (last of its node, backward, end of a word), the node
    # it leads to. The letter takes as many bits as the number of letters needs, one more where that fits exactly.
    width = letters.bit_length()
    letter_mask = (1 << width) - 1
    last, end_of_word = 1 << width, 1 << (width + 2)
    shift = width + 3
    stack = [(0, "")]
    while stack:
        node, prefix = stack.pop()
        while True:
            edge = edges[node]
            word = prefix + names[edge & letter_mask]
            if edge & end_of_word:
                yield word
            if edge >> shift:
                stack.append((edge >> shift, word))
            if edge & last:
                break
            node += 1
