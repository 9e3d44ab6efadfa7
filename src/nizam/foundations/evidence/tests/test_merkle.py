# SPDX-License-Identifier: EUPL-1.2
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations import evidence

EMPTY = hashlib.sha256(b"").digest()
WRONG = hashlib.sha256(b"wrong").digest()


def leaves(count: int) -> list[bytes]:
    return [evidence.leaf_hash(str(number).encode()) for number in range(count)]


def recursive_root(hashes: list[bytes]) -> bytes:
    """The definition of RFC 6962, section 2.1, word by word."""
    if not hashes:
        return EMPTY
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return evidence.node_hash(recursive_root(hashes[:half]), recursive_root(hashes[half:]))


def test_leaf_and_node_hashes_have_different_prefixes() -> None:
    assert evidence.leaf_hash(b"x") == hashlib.sha256(b"\x00x").digest()
    assert evidence.node_hash(b"l", b"r") == hashlib.sha256(b"\x01lr").digest()


@settings(deadline=None)
@given(st.integers(0, 300))
def test_root_follows_the_definition(size: int) -> None:
    assert evidence.root(leaves(size)) == recursive_root(leaves(size))


@settings(deadline=None)
@given(st.integers(0, 300), st.integers(0, 300))
def test_a_stored_tree_goes_on_where_it_stopped(first: int, more: int) -> None:
    hashes = leaves(first + more)
    tree = evidence.CompactTree()
    for leaf in hashes[:first]:
        tree.append(leaf)
    again = evidence.CompactTree(tree.size, tree.frontier)
    for leaf in hashes[first:]:
        again.append(leaf)
    assert again.size == first + more
    assert again.root() == recursive_root(hashes)
    assert len(again.frontier) <= max(again.size.bit_length(), 1)


@settings(deadline=None)
@given(st.data())
def test_every_inclusion_proof_holds_and_no_altered_one(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 200))
    index = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    proof = evidence.inclusion_proof(hashes, index)
    root = evidence.root(hashes)
    evidence.verify_inclusion(index=index, size=size, leaf_hash=hashes[index], proof=proof, root=root)

    def refused(**changes: object) -> None:
        arguments = {"index": index, "size": size, "leaf_hash": hashes[index], "proof": proof, "root": root}
        with pytest.raises(evidence.ProofError):
            evidence.verify_inclusion(**(arguments | changes))  # type: ignore[arg-type]

    refused(root=WRONG)
    refused(leaf_hash=WRONG)
    refused(proof=[*proof, WRONG])
    refused(index=size)
    refused(index=-1)
    refused(index=data.draw(st.integers(0, size - 1).filter(lambda other: other != index)) if size > 1 else 1)
    for place in range(len(proof)):
        refused(proof=[*proof[:place], WRONG, *proof[place + 1 :]])
        refused(proof=[*proof[:place], *proof[place + 1 :]])


@settings(deadline=None)
@given(st.data())
def test_every_consistency_proof_holds_and_no_altered_one(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 200))
    old = data.draw(st.integers(1, size))
    hashes = leaves(size)
    proof = evidence.consistency_proof(hashes, old)
    roots = {"old_root": evidence.root(hashes[:old]), "new_root": evidence.root(hashes)}
    evidence.verify_consistency(old_size=old, new_size=size, proof=proof, **roots)

    def refused(**changes: object) -> None:
        arguments = {"old_size": old, "new_size": size, "proof": proof, **roots}
        with pytest.raises(evidence.ProofError):
            evidence.verify_consistency(**(arguments | changes))  # type: ignore[arg-type]

    refused(old_root=WRONG)
    refused(new_root=WRONG)
    refused(proof=[*proof, WRONG])
    refused(old_size=0)
    refused(old_size=size + 1)
    for place in range(len(proof)):
        refused(proof=[*proof[:place], WRONG, *proof[place + 1 :]])
        refused(proof=[*proof[:place], *proof[place + 1 :]])


def test_a_proof_with_something_that_is_no_hash_is_refused() -> None:
    with pytest.raises(evidence.ProofError, match="32 bytes"):
        evidence.verify_inclusion(index=0, size=1, leaf_hash=b"", proof=[], root=b"")
    hashes = leaves(3)
    with pytest.raises(evidence.ProofError, match="32 bytes"):
        evidence.verify_consistency(
            old_size=2, new_size=3, proof=[b"short"], old_root=evidence.root(hashes[:2]), new_root=evidence.root(hashes)
        )


def test_a_consistency_proof_for_another_new_root_alone_is_refused() -> None:
    # Old tree of 2 in a new one of 3: the old root is right, only the last sibling leads astray.
    hashes = leaves(3)
    with pytest.raises(evidence.ProofError, match="another new root"):
        evidence.verify_consistency(
            old_size=2, new_size=3, proof=[WRONG], old_root=evidence.root(hashes[:2]), new_root=evidence.root(hashes)
        )


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(evidence.TreeError):
        evidence.inclusion_proof(leaves(3), index)


@pytest.mark.parametrize("old_size", [-1, 0, 4])
def test_there_is_no_proof_for_a_size_the_tree_never_had(old_size: int) -> None:
    with pytest.raises(evidence.TreeError):
        evidence.consistency_proof(leaves(3), old_size)


@pytest.mark.parametrize(("size", "frontier"), [(-1, [WRONG]), (1, []), (2, [WRONG, WRONG]), (0, [WRONG]), (1, [b"x"])])
def test_a_stored_tree_that_cannot_be_is_refused(size: int, frontier: list[bytes]) -> None:
    with pytest.raises(evidence.TreeError):
        evidence.CompactTree(size, frontier)


def test_a_leaf_that_is_no_hash_is_refused() -> None:
    with pytest.raises(evidence.TreeError):
        evidence.CompactTree().append(b"the entry itself")
