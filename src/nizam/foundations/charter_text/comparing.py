# SPDX-License-Identifier: EUPL-1.2
"""Two versions of a charter, provision by provision: what stayed, was renumbered, moved, changed, came, went."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from nizam.foundations.charter_text.parsing import Provision

UNCHANGED = "unchanged"  # same words, same number, same place among its neighbours
RENUMBERED = "renumbered"  # same words and place, another number
MOVED = "moved"  # same words, elsewhere in the text or on another level
CHANGED = "changed"  # other words, and still the same provision
REMOVED = "removed"  # stands in the old text only
ADDED = "added"  # stands in the new text only

KINDS = (UNCHANGED, RENUMBERED, MOVED, CHANGED, REMOVED, ADDED)

# Two texts are versions of one provision when so much of their words is common; less will do where number and
# neighbours are the same too. Words of five letters on are compared by their beginning, for their endings change.
_ALIKE = 0.5
_ALIKE_IN_PLACE = 0.3
_STEM = 5
_WORD = re.compile(r"[^\W_]+(?:['‘’ʻʼ`][^\W_]+)*")


@dataclass(frozen=True)
class Pair:
    """One provision in both versions: its places there (from 0; None where it is missing), what became of it.

    `likeness` is the share of common words, from 0 to 1; 1 means the same words, 0 that there is no counterpart.
    """

    kind: str
    old: int | None
    new: int | None
    likeness: float


@dataclass(frozen=True)
class Piece:
    """Some words of a changed text: `what` is "same", "gone" (in the old one only) or "new"."""

    what: str
    words: str


def compare(old: Sequence[Provision], new: Sequence[Provision]) -> list[Pair]:
    """Return what became of every provision of `old` and `new`, in the order of the new text.

    Each provision of either stands in exactly one pair; removed ones follow what stood before them. Numbers are no
    identity: a text whose articles were all renumbered compares as renumbered.
    """
    old_texts, new_texts = [_plain(one.text) for one in old], [_plain(one.text) for one in new]
    blocks = SequenceMatcher(None, old_texts, new_texts, autojunk=False).get_matching_blocks()
    in_place = {block.a + n: block.b + n for block in blocks for n in range(block.size)}
    partner = dict(in_place)
    _pair_equal(old_texts, new_texts, partner)
    likeness = dict.fromkeys(partner, 1.0)
    for score, a, b in _alike(old, new, in_place, partner):
        partner[a] = b
        likeness[a] = score
    found = []
    for a, b in partner.items():
        if old_texts[a] != new_texts[b]:
            kind = CHANGED
        elif a not in in_place or old[a].level != new[b].level:
            kind = MOVED
        else:
            kind = UNCHANGED if _bare(old[a].number) == _bare(new[b].number) else RENUMBERED
        found.append(Pair(kind, a, b, likeness[a]))
    paired = set(partner.values())
    found.extend(Pair(ADDED, None, b, 0.0) for b in range(len(new)) if b not in paired)
    return list(_with_removed(found, len(old)))


def words_changed(old: str, new: str) -> list[Piece]:
    """Return the text of both versions, word by word, as pieces in reading order; what went stands before what came."""
    before, after = old.split(), new.split()
    pieces = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", " ".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", " ".join(before[a:b])))
        if d > c:
            pieces.append(Piece("new", " ".join(after[c:d])))
    return pieces


def _plain(text: str) -> str:
    return " ".join(text.split())


def _bare(number: str | None) -> str:
    return (number or "").strip(" .-*–—:•()").casefold()


def _pair_equal(old: Sequence[str], new: Sequence[str], partner: dict[int, int]) -> None:
    """Pair what has the same words out of place, first with first."""
    taken = set(partner.values())
    free: dict[str, list[int]] = defaultdict(list)
    for b in range(len(new) - 1, -1, -1):
        if b not in taken:
            free[new[b]].append(b)
    for a, text in enumerate(old):
        if a not in partner and free.get(text):
            partner[a] = free[text].pop()


def _alike(
    old: Sequence[Provision], new: Sequence[Provision], in_place: dict[int, int], partner: dict[int, int]
) -> Iterator[tuple[float, int, int]]:
    """Yield pairs of provisions with like words, the likest first, each provision once."""
    taken = set(partner.values())
    before = {a: _words(old[a].text) for a in range(len(old)) if a not in partner}
    after = {b: _words(new[b].text) for b in range(len(new)) if b not in taken}
    gaps = _gaps(len(old), sorted(in_place)), _gaps(len(new), sorted(in_place.values()))
    ranked = []
    for a, words in before.items():
        for b, others in after.items():
            common = sum((words & others).values())
            total = sum(words.values()) + sum(others.values())
            share = 2 * common / total if total else 0.0
            near = gaps[0][a] == gaps[1][b]
            numbered = bool(_bare(old[a].number)) and _bare(old[a].number) == _bare(new[b].number)
            same_level = old[a].level == new[b].level
            if share >= (_ALIKE_IN_PLACE if near and numbered and same_level else _ALIKE):
                ranked.append((share + 0.1 * near + 0.1 * numbered + 0.05 * same_level, share, a, b))
    ranked.sort(key=lambda entry: (-entry[0], entry[2], entry[3]))
    used_old: set[int] = set()
    used_new: set[int] = set()
    for _rank, share, a, b in ranked:
        if a not in used_old and b not in used_new:
            used_old.add(a)
            used_new.add(b)
            yield min(round(share, 3), 0.999), a, b


def _words(text: str) -> Counter[str]:
    return Counter(word[:_STEM].casefold() for word in _WORD.findall(text))


def _gaps(count: int, anchors: Sequence[int]) -> list[int]:
    """Return for each of `count` places how many anchors stand before it: equal numbers are the same neighbourhood."""
    found, passed = [], 0
    for place in range(count):
        while passed < len(anchors) and anchors[passed] < place:
            passed += 1
        found.append(passed)
    return found


def _with_removed(found: list[Pair], count: int) -> Iterator[Pair]:
    """Yield the pairs in the order of the new text, each removed provision after what stood before it in the old."""
    kept = {pair.old for pair in found}
    after: dict[int, list[Pair]] = defaultdict(list)
    last = -1
    for a in range(count):
        if a in kept:
            last = a
        else:
            after[last].append(Pair(REMOVED, a, None, 0.0))
    yield from after[-1]
    for pair in sorted(found, key=lambda one: -1 if one.new is None else one.new):
        yield pair
        if pair.old is not None:
            yield from after[pair.old]
