# SPDX-License-Identifier: EUPL-1.2
"""Background work of the journal."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from nizam.kit.tasks import JobRun, scheduled, task
from nizam.spine.journal.models import Event
from nizam.spine.journal.sealing import seal_events


def anything_unsealed() -> bool:
    """Tell whether an event waits for its seal."""
    return Event.objects.filter(position__isnull=True).exists()


# Twice an hour, so that an event is sealed within the hour even when one run is missed.
@scheduled(every=timedelta(minutes=30), when=anything_unsealed)
@task("journal.seal", title=_("Seal the journal"))
def seal(run: JobRun) -> dict[str, int]:
    """Seal what is not sealed, one short transaction at a time."""
    events = seals = 0
    while made := seal_events(limit=1):
        seals += 1
        events += made[0].last - made[0].first + 1
        run.progress(events)
    return {"seals": seals, "events": events}
