# SPDX-License-Identifier: EUPL-1.2
"""Background work of the papers."""

from __future__ import annotations

from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor
from nizam.kit.tasks import JobRun, scheduled, task
from nizam.spine.records.actions.scans import PART_TASK, part_scannedpaper
from nizam.spine.records.blobs import remove_unfinished
from nizam.spine.records.models import ScannedPaper


@task(PART_TASK, title=_("Read a scan"))
def part_scan(run: JobRun, *, scan: str) -> dict[str, str]:
    """Part a scan into its papers, for who brought it."""
    row = ScannedPaper.objects.select_related("user", "institution", "blob").get(uid=scan)
    if row.state == "reading":
        institution = row.institution
        with translation.override(row.user.language or (institution.main_language if institution else "en")):
            part_scannedpaper(Actor(row.user, door="job"), row, run=run)
    return {"state": row.state}


@scheduled(every=timedelta(days=1))
@task("records.clean", title=_("Clear away half-written files"))
def clean(run: JobRun) -> dict[str, int]:
    """Remove what writers that were killed left behind."""
    return {"removed": remove_unfinished()}
