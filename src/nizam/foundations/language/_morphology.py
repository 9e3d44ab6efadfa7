# SPDX-License-Identifier: EUPL-1.2
"""The endings of one language as an automaton that reads a word from its end.

The table of a language (``morphology/*.toml``) names its endings in the order in which they follow a root, with vowel
harmony, buffer letters and changes of consonants. Reading a word gives every root it may have, each with a cost in
bits: what the endings cost is learned when the dictionary is built, or is one figure for all without a dictionary.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from nizam.foundations.language._fold import fold

NOUN: Final[str] = "N"
VERB: Final[str] = "V"

DEFAULT_EDGE_BITS: Final[float] = 3.0
DEFAULT_END_BITS: Final[float] = 1.0
_HARDENING_BITS: Final[float] = 0.5
_DROPPED_VOWEL_BITS: Final[float] = 4.0
_SHORTEST_ROOT: Final[int] = 2
# Longer than any inflected word; beyond it a "word" is noise, and reading it would only cost time.
LONGEST_WORD: Final[int] = 40


class MorphologyTableError(Exception):
    """A table of endings that cannot be right; the sentence says where."""


class Edge(NamedTuple):
    """One ending as the table has it: from which node to which, and its form with archiphonemes."""

    source: str
    target: str
    form: str


class Reading(NamedTuple):
    """One way to read a word: root, its class, bits for changed letters, the endings, the node the word ends in."""

    root: str
    kind: str
    change: float
    edges: tuple[int, ...]
    end: str


class _Surface(NamedTuple):
    """One spelling of an ending with what must stand before it."""

    text: str
    source: str
    after_vowel: bool | None
    harmony: frozenset[str] | None
    after: str
    edge: int


_Row = tuple[str, int, str, bool | None, frozenset[str] | None, str, float]


class Morphology:
    """The endings of one language, in its orthography or (``folded``) in the letters of search keys."""

    def __init__(self, table: dict[str, Any], *, folded: bool = False) -> None:
        self.alphabet = frozenset(table["alphabet"])
        self.vowels = frozenset(_plain(table["vowels"], folded))
        self.infinitive = _Former(table).spell(table["infinitive"])
        self.irregular: dict[str, str] = {
            _plain(form, folded): lemma for lemma, forms in table["irregular"].items() for form in forms.split()
        }
        self.merged = {_plain(k, folded): _plain(v, folded) for k, v in table["merged"].items()}
        self._short_open = frozenset(_plain(root, folded) for root in table["short_open_roots"].split())
        self._hardening = {
            kind: [(_plain(a, folded), _plain(b, folded)) for a, b in table["alternations"][name]]
            for kind, name in ((NOUN, "noun"), (VERB, "verb"))
        }
        self._dropped = _plain(table["alternations"]["dropped"], folded)
        self.finals: tuple[str, ...] = tuple(table["nodes"]["final"])
        self.edges: list[Edge] = []
        self._ending: dict[tuple[str, str], list[_Surface]] = defaultdict(list)
        former = _Former(table)
        for row in table["edges"]:
            for source in row["from"].split():
                for form in row["forms"].split():
                    for surface in former.surfaces(form, source, len(self.edges)):
                        plain = surface._replace(
                            text=_plain(surface.text, folded),
                            harmony=surface.harmony and frozenset(_plain("".join(surface.harmony), folded)),
                            after=_plain(surface.after, folded),
                        )
                        if plain not in (known := self._ending[row["to"], plain.text[-1]]):
                            known.append(plain)
                    self.edges.append(Edge(source, row["to"], form))
        self.edge_bits: list[float]
        self.end_bits: dict[str, float]
        self._rows: dict[str, dict[str, tuple[_Row, ...]]]
        self._first: dict[str, tuple[_Row, ...]]
        self.set_costs([DEFAULT_EDGE_BITS] * len(self.edges), dict.fromkeys(self.finals, DEFAULT_END_BITS))

    def readings(self, word: str) -> Iterator[Reading]:
        """Yield every reading of ``word``, lower case and in the table's letters, roots known or not."""
        stack: list[tuple[int, str, tuple[int, ...], str]] = [(len(word), end, (), end) for end in self.finals]
        while stack:
            place, node, edges, end = stack.pop()
            if node in (NOUN, VERB):
                for root, change in self._roots(word, place, node):
                    yield Reading(root, node, change, edges, end)
            for surface in self._ending.get((node, word[place - 1]), ()):
                start = place - len(surface.text)
                if self._fits(word, start, place, surface):
                    stack.append((start, surface.source, (*edges, surface.edge), end))

    def set_costs(self, edge_bits: list[float], end_bits: dict[str, float]) -> None:
        """Take what each of ``edges``, and stopping at each of ``finals``, costs in bits."""
        self.edge_bits, self.end_bits = edge_bits, end_bits
        # Flat rows, for the one loop that every unknown word goes through.
        self._rows = defaultdict(dict)
        for (node, letter), surfaces in self._ending.items():
            self._rows[node][letter] = tuple(
                (one.text, len(one.text), one.source, one.after_vowel, one.harmony, one.after, edge_bits[one.edge])
                for one in surfaces
            )
        # Every word begins with stopping somewhere: the two steps are made one.
        first: dict[str, list[_Row]] = defaultdict(list)
        for node, bits in end_bits.items():
            for letter, rows in self._rows.get(node, {}).items():
                first[letter] += [(*row[:-1], row[-1] + bits) for row in rows]
        self._first = {letter: tuple(rows) for letter, rows in first.items()}

    def cheapest(self, word: str) -> dict[tuple[str, str], float]:
        """Return root and class of every reading of ``word`` with the bits of its cheapest endings."""
        vowels = self.vowels
        # The last vowel before each place of the word, where there is one.
        before = ""
        heard = [before := letter if letter in vowels else before for letter in word]
        size = len(word)
        best = {(size, kind): self.end_bits[kind] for kind in (NOUN, VERB)}
        # What is to be read next: the place before which an ending stands, which endings may, and the bits so far.
        stack: list[tuple[int, tuple[_Row, ...], float]] = [(size, self._first.get(word[-1:], ()), 0.0)]
        rows = self._rows
        while stack:
            place, endings, spent = stack.pop()
            for text, length, source, after_vowel, harmony, after, bits in endings:
                start = place - length
                if start < _SHORTEST_ROOT or not word.startswith(text, start):
                    continue
                letter = word[start - 1]
                if after_vowel is not None and (letter in vowels) is not after_vowel:
                    continue
                if (after and letter not in after) or (harmony and (last := heard[start - 1]) and last not in harmony):
                    continue
                bits += spent
                if bits < best.get((start, source), 1e9):
                    best[start, source] = bits
                    if source in rows and (more := rows[source].get(letter)):
                        stack.append((start, more, bits))
        found: dict[tuple[str, str], float] = {}
        for (place, node), bits in best.items():
            # A root has a vowel.
            if node in (NOUN, VERB) and heard[place - 1]:
                for root, change in self._roots(word, place, node):
                    if bits + change < found.get((root, node), 1e9):
                        found[root, node] = bits + change
        return found

    def is_ending(self, text: str) -> bool:
        """Say whether ``text`` is nothing but endings of a noun, as after an abbreviation's hyphen (BMT-nin)."""
        stack = [(len(text), end) for end in self.finals]
        while stack:
            place, node = stack.pop()
            if place == 0:
                if node == NOUN:
                    return True
                continue
            for surface in self._ending.get((node, text[place - 1]), ()):
                # What stands before the hyphen is said as it likes: neither harmony nor buffer is asked of it.
                if text.endswith(surface.text, 0, place):
                    stack.append((place - len(surface.text), surface.source))
        return False

    def _fits(self, word: str, start: int, place: int, surface: _Surface) -> bool:
        if start < _SHORTEST_ROOT or not word.startswith(surface.text, start):
            return False
        before = word[start - 1]
        if surface.after_vowel is not None and (before in self.vowels) is not surface.after_vowel:
            return False
        if surface.after and before not in surface.after:
            return False
        if surface.harmony is not None:
            for letter in reversed(word[:start]):
                if letter in self.vowels:
                    return letter in surface.harmony
        return True

    def _roots(self, word: str, place: int, kind: str) -> Iterator[tuple[str, float]]:
        root = word[:place]
        if self.vowels.isdisjoint(root):
            return
        if len(root) > 2 or root[-1] not in self.vowels or root in self._short_open or place == len(word):
            yield root, 0.0
        if place == len(word) or word[place] not in self.vowels:
            return
        for soft, hard in self._hardening[kind]:
            if root.endswith(soft) and len(root) > len(soft):
                yield root[: -len(soft)] + hard, _HARDENING_BITS
        if kind == NOUN and len(root) > 2 and self.vowels.isdisjoint(root[-2:]):
            for vowel in self._dropped:
                yield root[:-1] + vowel + root[-1], _DROPPED_VOWEL_BITS


class _Former:
    """Spells out the archiphonemes of one table."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._vowels = frozenset(table["vowels"])
        self._harmony: dict[str, dict[str, str]] = table["harmony"]
        self._soft: dict[str, str] = table["soft"]

    def surfaces(self, form: str, source: str, edge: int) -> Iterator[_Surface]:
        """Yield every spelling of ``form``, with what must stand before it."""
        form, _, after = form.partition("@")
        variants: list[tuple[str, bool | None]] = [(form, None)]
        if form.startswith("("):
            buffer, rest = form[1], form[3:]
            vowel = buffer in self._vowels or any(letter in self._vowels for letter in self._harmony.get(buffer, ""))
            variants = [(buffer + rest, not vowel), (rest, vowel)]
        for variant, after_vowel in variants:
            for text, harmony in self._spellings(variant):
                if not text:
                    raise MorphologyTableError(f"The form {form!r} from {source} leaves nothing.")
                yield _Surface(text, source, after_vowel, harmony, after, edge)

    def spell(self, form: str) -> list[tuple[str, frozenset[str] | None]]:
        """Return the spellings of an ending without a bracket, hard consonants only."""
        return [(text, harmony) for text, harmony in self._spellings(form) if text[-1] not in self._soft.values()]

    def _spellings(self, form: str) -> list[tuple[str, frozenset[str] | None]]:
        rows: list[tuple[str, frozenset[str] | None, str]] = [("", None, "")]
        for sign in form:
            longer: list[tuple[str, frozenset[str] | None, str]] = []
            for text, condition, last in rows:
                if sign not in self._harmony:
                    longer.append((text + sign, condition, sign if sign in self._vowels else last))
                    continue
                for letter, follows in self._harmony[sign].items():
                    if last and last not in follows:
                        continue
                    asked = condition if last else (condition or frozenset(follows)) & frozenset(follows)
                    for written in filter(None, (letter, self._soft.get(letter))):
                        longer.append((text + written, asked, letter if letter in self._vowels else last))
            rows = longer
        return [(text, condition) for text, condition, _last in rows]


def _plain(text: str, folded: bool) -> str:
    # The apostrophe of oʻ counts as a letter in the orthography and is nothing in a key.
    return fold(text) if folded else text


@lru_cache(maxsize=8)
def load_table(language: str) -> dict[str, Any]:
    """Return the table of ``language`` with every key it may leave out.

    Raises:
        MorphologyTableError: an ending comes from a node nothing leads to, or leads to a node that ends no word.
    """
    source = files("nizam.foundations.language") / "morphology" / f"{language}.toml"
    table = tomllib.loads(source.read_text("utf-8"))
    return checked(table)


def checked(table: dict[str, Any]) -> dict[str, Any]:
    """Return ``table`` with every key it may leave out; raise MorphologyTableError where its nodes do not meet."""
    empty: dict[str, Any] = {"harmony": {}, "soft": {}, "irregular": {}, "merged": {}, "short_open_roots": ""}
    table = empty | table
    reached = {NOUN, VERB} | {row["to"] for row in table["edges"]}
    left = {source for row in table["edges"] for source in row["from"].split()}
    if astray := left - reached:
        raise MorphologyTableError(f"Nothing leads to the nodes {sorted(astray)}.")
    if dead := reached - left - set(table["nodes"]["final"]):
        raise MorphologyTableError(f"No word ends in the nodes {sorted(dead)}, and nothing follows them.")
    return table
