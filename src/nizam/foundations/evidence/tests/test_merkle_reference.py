# SPDX-License-Identifier: EUPL-1.2
"""The published vectors of a widely used RFC 6962 implementation, good and wrongly altered."""

import base64
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from nizam.foundations import evidence


@pytest.fixture(scope="module")
def vectors() -> Path:
    reference = os.environ.get("NIZAM_REFERENCE")
    if not reference:
        pytest.skip("NIZAM_REFERENCE is not set: the Merkle vectors cannot be read")
    return Path(reference) / "data" / "merkle"


def load(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.rglob("*.json"))]


def decoded(value: str | None) -> bytes:
    return base64.b64decode(value or "")


def outcome(check: Any, **arguments: Any) -> bool:
    try:
        check(**arguments)
    except evidence.ProofError:
        return False
    return True


def test_every_inclusion_vector(vectors: Path) -> None:
    cases = load(vectors / "testdata" / "inclusion")
    assert len(cases) == 98
    wrong = [
        case["desc"]
        for case in cases
        if outcome(
            evidence.verify_inclusion,
            index=case["leafIdx"],
            size=case["treeSize"],
            leaf_hash=decoded(case["leafHash"]),
            proof=[decoded(item) for item in case["proof"] or []],
            root=decoded(case["root"]),
        )
        is case["wantErr"]
    ]
    assert wrong == []


def test_every_consistency_vector(vectors: Path) -> None:
    cases = load(vectors / "testdata" / "consistency")
    assert len(cases) == 98
    wrong = [
        case["desc"]
        for case in cases
        if outcome(
            evidence.verify_consistency,
            old_size=case["size1"],
            new_size=case["size2"],
            proof=[decoded(item) for item in case["proof"] or []],
            old_root=decoded(case["root1"]),
            new_root=decoded(case["root2"]),
        )
        is case["wantErr"]
    ]
    assert wrong == []


def test_the_published_tree_of_eight_leaves(vectors: Path) -> None:
    source = (vectors / "constants.go").read_text("utf-8")
    sections = {
        match[1]: [bytes.fromhex(value) for value in re.findall(r'hd\("([0-9a-f]*)"\)', match[2])]
        for match in re.finditer(r"^func (\w+)\(\)(.*?)^}", source, re.MULTILINE | re.DOTALL)
    }
    inputs, nodes, roots = sections["LeafInputs"], sections["NodeHashes"], sections["RootHashes"]
    hashes = [evidence.leaf_hash(data) for data in inputs]
    assert len(hashes) == 8
    assert hashes == nodes[:8]
    assert [evidence.root(hashes[:size]) for size in range(1, 9)] == roots
    assert evidence.root([]) == sections["EmptyRootHash"][0]
    level0, level1, level2, top = nodes[:8], nodes[8:12], nodes[12:14], nodes[14]
    frontiers = [
        (),
        (level0[0],),
        (level1[0],),
        (level1[0], level0[2]),
        (level2[0],),
        (level2[0], level0[4]),
        (level2[0], level1[2]),
        (level2[0], level1[2], level0[6]),
        (top,),
    ]
    tree = evidence.CompactTree()
    for size, frontier in enumerate(frontiers):
        assert (tree.size, tree.frontier) == (size, frontier)
        tree.append(hashes[size % 8])
