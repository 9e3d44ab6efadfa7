# SPDX-License-Identifier: EUPL-1.2
"""The catalogue of capabilities: what duties of many charters mean alike. Data in `capabilities.toml`."""

from nizam.kit.catalogue.entries import (
    Capability,
    CatalogueError,
    capabilities,
    capability_codes,
    read_catalogue,
    terms,
)
from nizam.kit.catalogue.natures import NATURES, ProposedNature, propose_nature
from nizam.kit.catalogue.proposing import LearnedCapabilities, Proposal, propose

__all__ = [
    "NATURES",
    "Capability",
    "CatalogueError",
    "LearnedCapabilities",
    "Proposal",
    "ProposedNature",
    "capabilities",
    "capability_codes",
    "propose",
    "propose_nature",
    "read_catalogue",
    "terms",
]
