# SPDX-License-Identifier: EUPL-1.2
"""Keeping what executors report, and that a resolution is off control; each runs inside the caller's act."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.spine.cases.models import Case, ExecutorReport, Resolution, Task
from nizam.spine.records.blobs import keep_bytes
from nizam.spine.records.models import Document

LARGEST_FILE: Final = 64 * 1024 * 1024


def release_control(actor: Actor, row: Resolution, reason: str) -> None:
    """Note on a resolution that it is off control."""
    row.control = "released"
    row.released_at = timezone.now()
    row.released_by = actor.user if actor.user.pk else None
    row.release_note = reason.strip()[:500]
    row.save(update_fields=["control", "released_at", "released_by", "release_note"])


def keep_report(
    actor: Actor, case: Case, *, text: str, task: Task | None = None, paper: Document | None = None, file: Any = None
) -> ExecutorReport:
    """Keep a report with what shows it. Raises Refused for a paper of another case."""
    if not text.strip():
        raise Refused(_("Say what was done."), code="text-missing")
    if paper is not None and not case.papers.filter(document=paper).exists():
        raise Refused(_("That paper is none of this case."), code="other-paper")
    if file is not None and file.size > LARGEST_FILE:
        raise Refused(_("The file is larger than 64 MB."), code="too-large")
    row = ExecutorReport(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        task=task,
        author=actor.user if actor.user.pk else None,
        text=text.strip(),
        paper=paper,
        blob=keep_bytes(file.read()) if file is not None else None,
        file_name=str(getattr(file, "name", ""))[-255:],
    )
    row.full_clean()
    row.save()
    return row
