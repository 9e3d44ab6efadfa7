# SPDX-License-Identifier: EUPL-1.2
"""What others may know of the acts on papers."""

from __future__ import annotations

from dataclasses import dataclass

from nizam.kit.events import Happened


@dataclass(frozen=True)
class DocumentSigned(Happened):
    """A paper was signed and issued; `uid` is the document."""


@dataclass(frozen=True)
class ApprovalWanted(Happened):
    """A word on a paper, or a signature, is wanted now; `uid` is the document, `people` the keys of the accounts.

    Who stands for one of them that day is wanted too (`nizam.spine.org.rights.stood_for`).
    """

    people: tuple[int, ...] = ()
    signature: bool = False


@dataclass(frozen=True)
class DocumentReturned(Happened):
    """A paper was sent back to its author with a remark; `uid` is the document."""


@dataclass(frozen=True)
class DocumentApproved(Happened):
    """Everybody whose word a paper needed agreed; `uid` is the document."""


@dataclass(frozen=True)
class SignatureFailed(Happened):
    """A signature failed: the number was voided and the paper is a draft again; `uid` is the document."""


@dataclass(frozen=True)
class DispatchFailed(Happened):
    """A paper did not reach its recipient; `uid` is the dispatch."""
