# SPDX-License-Identifier: EUPL-1.2
"""The papers that wait for a person's word or signature, for the mail of the day: number and kind, never a subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from nizam.kit.screens.addresses import entry_address
from nizam.spine.outbox.digests import DigestLine, DigestPart, register_section
from nizam.spine.records.models import Document
from nizam.spine.records.queries import waiting_for


def approval_part(user: Any, now: datetime, most: int) -> DigestPart:
    """Return the papers that wait for the approval of `user`, in his own place or that of whom he stands for."""
    return _part(_("Waiting for your approval"), waiting_for(user).approval, most)


def signature_part(user: Any, now: datetime, most: int) -> DigestPart:
    """Return the papers that wait for the signature of `user`."""
    return _part(_("Waiting for your signature"), waiting_for(user).signature, most)


def _part(title: str, rows: Any, most: int) -> DigestPart:
    shown: Iterable[Document] = rows.select_related("type").order_by("pk")[:most]
    return DigestPart(title, rows.count(), [_line(paper) for paper in shown])


def _line(paper: Document) -> DigestLine:
    named = str(paper.type.title) if paper.type is not None else _("a draft")
    return DigestLine(" · ".join(filter(None, (paper.number_text, named))), entry_address(paper), paper.uid)


def register_sections() -> None:
    """Have these parts stand in the mail of the day."""
    register_section(40, "approval", approval_part)
    register_section(41, "approval", signature_part)
