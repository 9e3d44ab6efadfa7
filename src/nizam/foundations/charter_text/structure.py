# SPDX-License-Identifier: EUPL-1.2
"""What a charter tells of the institution beside duties."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nizam.foundations.charter_text.parsing import Provision


@dataclass(frozen=True)
class Told:
    """One thing told."""

    kind: str
    subject: str
    words: str
    place: int
    values: dict[str, Any] = field(default_factory=dict)


def tell(provisions: Sequence[Provision]) -> list[Told]:
    """Return what the provisions tell."""
    return []
