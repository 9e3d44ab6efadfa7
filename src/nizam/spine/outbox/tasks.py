# SPDX-License-Identifier: EUPL-1.2
"""Background work of the outbox."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from nizam.kit.tasks import JobRun, scheduled, task
from nizam.spine.outbox.delivery import anything_due, deliver_due

BATCH = 20


@scheduled(every=timedelta(seconds=5), when=anything_due)
@task("outbox.deliver", title=_("Deliver outgoing messages"))
def deliver(run: JobRun) -> dict[str, int]:
    """Deliver what is due, in small batches between which the run can be stopped."""
    delivered = 0
    while anything_due():
        delivered += deliver_due(BATCH)
        run.progress(delivered)
    return {"delivered": delivered}
