# SPDX-License-Identifier: EUPL-1.2
"""The degree of a paper, and of everything that was written with it."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from nizam.kit.models import ScopedModel
from nizam.spine.records.models import (
    ApprovalMember,
    ApprovalRound,
    ApprovalStep,
    Dispatch,
    Document,
    DraftText,
    Signature,
    Version,
)

# What belongs to a paper and has its degree.
PARTS: Final[tuple[type[ScopedModel], ...]] = (
    ApprovalMember,
    ApprovalRound,
    ApprovalStep,
    Dispatch,
    DraftText,
    Signature,
    Version,
)


def set_degree(papers: QuerySet[Document], degree: int) -> None:
    """Give papers, and all that holds words or files of theirs, a degree; runs inside the caller's act."""
    keys = list(papers.values_list("pk", flat=True))
    Document.objects.filter(pk__in=keys).update(confidentiality=degree)
    for model in PARTS:
        model.objects.filter(document__in=keys).update(confidentiality=degree)
