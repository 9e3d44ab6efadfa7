# SPDX-License-Identifier: EUPL-1.2
"""Merkle trees with SHA-256 as in RFC 6962, section 2.1.

A root commits to a list of entries in their order. An inclusion proof shows that one entry is in the list, a
consistency proof shows that an older list is the beginning of a newer one. Both are about log2(size) hashes long and
are checked without the list.
"""

import hashlib
from collections.abc import Iterable, Sequence

from nizam.foundations.evidence.errors import ProofError, TreeError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one entry: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 || left || right).

    The byte in front differs from that of a leaf, so nobody can pass a pair of hashes off as an entry.
    """
    return hashlib.sha256(b"\x01" + left + right).digest()


class CompactTree:
    """A tree that only grows, kept as the roots of its complete subtrees.

    Memory is one hash for every bit set in `size`, so a million entries need at most twenty hashes. `size` and
    `frontier` are the whole state: store them, and `CompactTree(size, frontier)` goes on from there.
    """

    def __init__(self, size: int = 0, frontier: Iterable[bytes] = ()) -> None:
        """Start empty, or from a stored state; raise `TreeError` when the two do not belong together."""
        self._frontier = list(frontier)
        if size < 0 or size.bit_count() != len(self._frontier):
            raise TreeError(f"a tree of size {size} does not have a frontier of {len(self._frontier)} hashes")
        for subtree in self._frontier:
            _require_hash(subtree)
        self._size = size

    @property
    def size(self) -> int:
        """How many leaves were appended."""
        return self._size

    @property
    def frontier(self) -> tuple[bytes, ...]:
        """The roots of the complete subtrees, largest (and oldest) first."""
        return tuple(self._frontier)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash (32 bytes, see `leaf_hash`) at the end; `TreeError` if it is no hash."""
        _require_hash(leaf)
        subtree, position = leaf, self._size
        # Every bit set at the low end of the size is a complete subtree of that height, waiting for its right half.
        while position & 1:
            subtree = node_hash(self._frontier.pop(), subtree)
            position >>= 1
        self._frontier.append(subtree)
        self._size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far (32 bytes)."""
        if not self._frontier:
            return EMPTY_ROOT
        result = self._frontier[-1]
        for subtree in reversed(self._frontier[:-1]):
            result = node_hash(subtree, result)
        return result


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the Merkle tree hash of the leaf hashes; that of no leaves is SHA-256 of nothing."""
    tree = CompactTree()
    for leaf in leaf_hashes:
        tree.append(leaf)
    return tree.root()


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of the leaf at `index` (from 0), lowest sibling first: RFC 6962, section 2.1.1.

    Raises `TreeError` when there is no such leaf.
    """
    low, high = 0, len(leaf_hashes)
    if not 0 <= index < high:
        raise TreeError(f"there is no leaf {index} in a tree of {high}")
    path = []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root(leaf_hashes[middle:high]))
            high = middle
        else:
            path.append(root(leaf_hashes[low:middle]))
            low = middle
    return path[::-1]


def consistency_proof(leaf_hashes: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the proof that the first `old_size` leaves are the beginning of all: RFC 6962, section 2.1.2.

    `old_size` lies between 1 and the number of leaves, else `TreeError`: an empty tree is the beginning of any tree,
    so a proof about it would say nothing.
    """
    low, high = 0, len(leaf_hashes)
    if not 1 <= old_size <= high:
        raise TreeError(f"a tree of {high} leaves has no proof for an older size of {old_size}")
    path = []
    while old_size != high:
        middle = low + _split(high - low)
        if old_size <= middle:
            path.append(root(leaf_hashes[middle:high]))
            high = middle
        else:
            path.append(root(leaf_hashes[low:middle]))
            low = middle
    if low > 0:
        # The verifier knows the old root, but not this part of it.
        path.append(root(leaf_hashes[low:high]))
    return path[::-1]


def verify_inclusion(*, index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Return when `proof` shows that the leaf stands at `index` of the tree of `size` leaves with this root.

    Raises `ProofError` else. The method is RFC 9162, section 2.1.3.2, which checks proofs of RFC 6962.
    """
    if not 0 <= index < size:
        raise ProofError(f"there is no leaf {index} in a tree of {size}")
    _require_proof_hashes(leaf_hash, root, *proof)
    position, last = index, size - 1
    result = leaf_hash
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is longer than the tree is high")
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof is shorter than the tree is high")
    if result != root:
        raise ProofError("the proof leads to another root")


def verify_consistency(
    *, old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Return when `proof` shows that the old tree is the beginning of the new one.

    Raises `ProofError` else, and for an old size of 0, about which nothing can be shown. The method is RFC 9162,
    section 2.1.4.2, which checks proofs of RFC 6962.
    """
    if not 1 <= old_size <= new_size:
        raise ProofError(f"a tree of {new_size} leaves cannot be shown to extend one of {old_size}")
    if old_size == new_size:
        if proof or old_root != new_root:
            raise ProofError("trees of one size have one root and need no proof")
        return
    _require_proof_hashes(old_root, new_root, *proof)
    # The root of a complete old tree is itself a node of the new one, so the proof leaves it out.
    path = [old_root, *proof] if old_size.bit_count() == 1 else list(proof)
    if len(path) < 2:
        raise ProofError("the proof is shorter than the tree is high")
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_result = new_result = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the proof is longer than the tree is high")
        if position & 1 or position == last:
            old_result = node_hash(sibling, old_result)
            new_result = node_hash(sibling, new_result)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            new_result = node_hash(new_result, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof is shorter than the tree is high")
    if old_result != old_root:
        raise ProofError("the proof leads to another old root")
    if new_result != new_root:
        raise ProofError("the proof leads to another new root")


def _split(width: int) -> int:
    """Return the largest power of two below `width` (at least 2), where RFC 6962 divides a tree."""
    return 1 << ((width - 1).bit_length() - 1)


def _require_hash(value: bytes) -> None:
    if len(value) != HASH_BYTES:
        raise TreeError(f"a SHA-256 hash has {HASH_BYTES} bytes, this one has {len(value)}")


def _require_proof_hashes(*values: bytes) -> None:
    for value in values:
        if len(value) != HASH_BYTES:
            raise ProofError(f"a SHA-256 hash has {HASH_BYTES} bytes, the proof holds one of {len(value)}")
