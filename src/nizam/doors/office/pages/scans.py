# SPDX-License-Identifier: EUPL-1.2
"""The page of a scanned paper: how far its reading is, then whose paper it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from nizam.doors.office.pages.entries import PageOfEntry
from nizam.kit.screens.addresses import list_address
from nizam.kit.screens.base import OfficeScreen
from nizam.spine.jobs.models import Job
from nizam.spine.records.actions.scans import job_key
from nizam.spine.records.models import ScannedPaper


def reading_progress(scan: ScannedPaper) -> dict[str, Any]:
    """Return how far the reading of a scan is, in the words of the script that follows a long work."""
    job = Job.objects.filter(key=job_key(scan)).order_by("-pk").first() if scan.state == "reading" else None
    at_work = job is not None and not job.is_finished
    return {
        "at_work": at_work,
        "stuck": scan.state == "reading" and not at_work,
        "done": job.progress_done if job is not None else 0,
        "total": job.progress_total if job is not None else None,
    }


class ScanScreen(PageOfEntry):
    """A scanned paper, or a scan that is being read."""

    object: ScannedPaper
    template = "records/scanned_paper.html"

    def entry_context(self) -> dict[str, Any]:
        """Return what the page shows."""
        return {
            **super().entry_context(),
            "progress": reading_progress(self.object),
            "progress_address": reverse("office:scan_progress", args=(self.object.uid,)),
            "scans_address": list_address(self.resource),
        }


class ScanProgress(OfficeScreen):
    """How far the reading of a scan is, for the page's own script."""

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Answer with numbers."""
        scan = ScannedPaper.objects.visible_to(request.user).filter(uid=uid).first()
        if scan is None:
            raise Http404("scan")
        self.require("records.view_scannedpaper")
        return JsonResponse(reading_progress(scan))
