# SPDX-License-Identifier: EUPL-1.2
"""What lets a stranger check a journal: canonical bytes, salted hashes and Merkle trees."""

from nizam.foundations.evidence.canonical import canonical_json
from nizam.foundations.evidence.errors import CanonicalizationError, EvidenceError, ProofError, SaltError, TreeError
from nizam.foundations.evidence.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    CompactTree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from nizam.foundations.evidence.salting import MINIMUM_SALT_BYTES, salted_hash

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "MINIMUM_SALT_BYTES",
    "CanonicalizationError",
    "CompactTree",
    "EvidenceError",
    "ProofError",
    "SaltError",
    "TreeError",
    "canonical_json",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root",
    "salted_hash",
    "verify_consistency",
    "verify_inclusion",
]
