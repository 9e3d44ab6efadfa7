# SPDX-License-Identifier: EUPL-1.2
"""What happens to an institution that others may answer to."""

from __future__ import annotations

from dataclasses import dataclass

from nizam.kit.events import Happened


@dataclass(frozen=True)
class MailboxCheckAsked(Happened):
    """Somebody wants a mailbox looked into now."""
