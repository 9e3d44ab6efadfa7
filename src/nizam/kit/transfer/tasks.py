# SPDX-License-Identifier: EUPL-1.2
"""The background work of imports and exports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.keeping import KEEP_EXPORT_FILES, KEEP_LEFTOVERS
from nizam.kit.tasks import JobRun, scheduled, task
from nizam.kit.transfer import exports, imports


@task(exports.EXPORT_TASK, title=_("Export"))
def export(run: JobRun, *, export: str) -> dict[str, Any]:
    """Write the file of the export with this uid."""
    return exports.run_export(run, export)


@task(imports.CHECK_TASK, title=_("Check of an import"))
def check_import(run: JobRun, *, record: str) -> dict[str, Any]:
    """Check the import with this uid whole; nothing is written."""
    return imports.run_check(run, record)


@task(imports.WRITE_TASK, title=_("Import"))
def write_import(run: JobRun, *, record: str) -> dict[str, Any]:
    """Write the good lines of the import with this uid."""
    return imports.run_write(run, record)


@task(imports.UNDO_TASK, title=_("Undoing an import"))
def undo_import(run: JobRun, *, record: str) -> dict[str, Any]:
    """Undo what the import with this uid wrote."""
    return imports.run_undo(run, record)


@scheduled(every=timedelta(hours=6))
@task("kit.clean_exports", title=_("Remove old export files"))
def clean_exports(run: JobRun) -> dict[str, int]:
    """Remove the files of old exports, and what killed processes left half-written."""
    now = timezone.now()
    return {
        "removed": exports.forget_old_exports(now - KEEP_EXPORT_FILES),
        "leftovers": exports.forget_leftovers(now - KEEP_LEFTOVERS),
    }
