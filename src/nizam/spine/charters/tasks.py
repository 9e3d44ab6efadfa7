# SPDX-License-Identifier: EUPL-1.2
"""The background work of charters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from nizam.kit.tasks import JobRun, task
from nizam.spine.charters.actions.reading import READ_TASK, run_reading


@task(READ_TASK, title=_("Reading of a charter"))
def read(run: JobRun, *, charter: str) -> dict[str, int]:
    """Read the file of the charter with this uid."""
    return run_reading(run, charter)
