# SPDX-License-Identifier: EUPL-1.2
"""Background work of the mail: registering what was kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from nizam.doors.mail.arrivals import REGISTER_TASK
from nizam.kit.tasks import JobRun, task
from nizam.spine.cases.intake import register
from nizam.spine.cases.models import Envelope
from nizam.spine.org.actions import operator_actor


@task(REGISTER_TASK, title=_("Register a letter that has arrived"))
def register_letter(run: JobRun, *, envelope: str) -> dict[str, str]:
    """Register a kept envelope; one that has its disposition keeps it."""
    (registered,) = register(operator_actor(door="mail"), [Envelope.objects.get(uid=envelope)])
    return {"disposition": registered.disposition}
