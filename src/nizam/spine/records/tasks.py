# SPDX-License-Identifier: EUPL-1.2
"""Background work of the papers."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from nizam.kit.tasks import JobRun, scheduled, task
from nizam.spine.records.blobs import remove_unfinished


@scheduled(every=timedelta(days=1))
@task("records.clean", title=_("Clear away half-written files"))
def clean(run: JobRun) -> dict[str, int]:
    """Remove what writers that were killed left behind."""
    return {"removed": remove_unfinished()}
