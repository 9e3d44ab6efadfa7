# SPDX-License-Identifier: EUPL-1.2
"""What others may know of the acts on papers."""

from __future__ import annotations

from dataclasses import dataclass

from nizam.kit.events import Happened


@dataclass(frozen=True)
class DocumentSigned(Happened):
    """A paper was signed and issued; `uid` is the document."""
