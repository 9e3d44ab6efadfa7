# SPDX-License-Identifier: EUPL-1.2
"""Background work of the mail: registering what was kept, fetching what lies on mail servers."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.doors.mail.arrivals import REGISTER_TASK
from nizam.doors.mail.fetching import fetch_mailbox
from nizam.kit.ports import ports
from nizam.kit.tasks import JobRun, scheduled, task
from nizam.spine.cases.intake import read_envelope, register
from nizam.spine.cases.models import Envelope
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.events import MailboxCheckAsked
from nizam.spine.org.models import Mailbox

logger = logging.getLogger("nizam.mail")

FETCH_TASK = "door_mail.fetch"
LOOK_EVERY = timedelta(minutes=2)
# A letter seldom comes together with its own answer; so many before it are looked at.
LOOK_BACK = 50
# Letters that have come meanwhile, registered in the transaction of the one whose job runs.
TAKEN_ALONG = 49


@task(REGISTER_TASK, title=_("Register a letter that has arrived"))
def register_letter(run: JobRun, *, envelope: str) -> dict[str, str]:
    """Register a kept envelope, and with it those that came after it and wait as well: their own jobs find it done.

    One that has its disposition keeps it. A letter that answers another is registered after those that came before it,
    whichever worker has theirs. What another letter fails with is for its own job to tell.
    """
    letter = Envelope.objects.select_related("blob", "institution", "unit", "mailbox").get(uid=envelope)
    if not letter.disposition:
        try:
            register(operator_actor(door="mail"), [*_still_before(letter), letter, *_still_behind(letter)])
        except Exception as error:
            letter.refresh_from_db()
            if not letter.disposition:
                raise
            logger.warning("letter %s is registered, another one with it is not: %s", envelope, error)
    return {"disposition": letter.disposition}


def _still_before(letter: Envelope) -> list[Envelope]:
    message = read_envelope(letter)
    if message is None or not message.references:
        return []
    return list(_waiting_with(letter).filter(pk__lt=letter.pk).order_by("-pk")[:LOOK_BACK])[::-1]


def _still_behind(letter: Envelope) -> list[Envelope]:
    """Return letters that came by themselves too; what a person brings in, or a mailbox fetches, has its own order."""
    own = _waiting_with(letter).filter(mailbox__isnull=False).exclude(mailbox__arrives_by="imap")
    return list(own.filter(pk__gt=letter.pk).order_by("pk")[:TAKEN_ALONG])


def _waiting_with(letter: Envelope) -> models.QuerySet[Envelope]:
    return Envelope.objects.filter(institution_id=letter.institution_id, direction="in", disposition="").select_related(
        "blob", "institution", "unit", "mailbox"
    )


@task(FETCH_TASK, title=_("Fetch mail"))
def fetch(run: JobRun, *, mailbox: str) -> dict[str, int]:
    """Fetch what is new in one mailbox; one no longer in use is left alone."""
    box = _fetched_mailboxes().filter(uid=mailbox).select_related("institution", "unit").first()
    if box is None:
        return {}
    return vars(fetch_mailbox(box, run.progress))


@scheduled(every=LOOK_EVERY, when=lambda: _fetched_mailboxes().exists())
@task("door_mail.look", title=_("Look into the mailboxes"))
def look(run: JobRun) -> None:
    """Queue a job for each mailbox that is fetched: a server that does not answer holds up no other one."""
    for uid in _fetched_mailboxes().values_list("uid", flat=True):
        ask_for(str(uid))


def ask_for(mailbox: str) -> None:
    """Queue the look into a mailbox, unless it waits or runs already."""
    ports.jobs.enqueue(FETCH_TASK, {"mailbox": mailbox}, key=f"{FETCH_TASK}:{mailbox}")


def answer_check(event: MailboxCheckAsked) -> None:
    """Look into the mailbox somebody asked about."""
    ask_for(str(event.uid))


def _fetched_mailboxes() -> models.QuerySet[Mailbox]:
    return Mailbox.objects.filter(active=True, voided_at__isnull=True, arrives_by="imap").exclude(secret="")
