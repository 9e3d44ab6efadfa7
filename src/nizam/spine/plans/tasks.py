# SPDX-License-Identifier: EUPL-1.2
"""Background work of plans and reports."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from nizam.kit.tasks import JobRun, task
from nizam.spine.plans.making import REPORT_TASK, run_report_file


@task(REPORT_TASK, title=_("File of a report"))
def make_report_file(run: JobRun, *, export: str) -> dict[str, Any]:
    """Make the file of a long report for the account that asked for it."""
    return run_report_file(run, export)
