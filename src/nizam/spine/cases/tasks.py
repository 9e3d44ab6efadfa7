# SPDX-License-Identifier: EUPL-1.2
"""Background work of the cases: reading what is attached to letters."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from nizam.kit.tasks import JobRun, scheduled, task
from nizam.spine.cases.attachments import READ, READ_TASK, TRIES, ask_to_read, read_waiting
from nizam.spine.cases.models import Attachment, Envelope
from nizam.spine.org.actions import operator_actor

LOOK_EVERY = timedelta(minutes=5)
ASKED_AT_ONCE = 200


@task(READ_TASK, title=_("Read the attachments of a letter"))
def read_attachments(run: JobRun, *, envelope: str) -> dict[str, int]:
    """Read the attachments of a letter one by one; one at which the worker ended again and again is given up."""
    letter = Envelope.objects.select_related("institution", "blob", "case").get(uid=envelope)
    begun: dict[str, int] = run.state.setdefault("begun", {})
    total = letter.attachments.filter(state="waiting").count()
    ended = 0

    def begin(attachment: Attachment) -> bool:
        key = str(attachment.uid)
        if begun.get(key, 0) >= TRIES:
            return False
        begun[key] = begun.get(key, 0) + 1
        # Kept before the reading begins: a worker that dies at it leaves the count behind.
        run.progress(ended, total, attachment.name)
        return True

    def done(attachment: Attachment) -> None:
        nonlocal ended
        ended += 1
        begun.pop(str(attachment.uid), None)

    read_waiting(operator_actor(door="job"), letter, begin, done)
    return {"read": ended}


def _waiting() -> list[int]:
    found = Attachment.objects.filter(state="waiting", envelope__disposition__in=READ).order_by()
    return list(found.values_list("envelope", flat=True).distinct()[:ASKED_AT_ONCE])


@scheduled(every=LOOK_EVERY, when=lambda: bool(_waiting()))
@task("cases.look_for_attachments", title=_("Look for attachments not yet read"))
def look_for_attachments(run: JobRun) -> None:
    """Queue the letters of which an attachment waits: set aside and taken up again, or left by a job that failed."""
    for letter in Envelope.objects.filter(pk__in=_waiting()):
        ask_to_read(letter)
