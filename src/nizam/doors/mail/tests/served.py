# SPDX-License-Identifier: EUPL-1.2
"""The listener in a thread, mailboxes for it, and what the workers would do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

from nizam.doors.mail import arrivals, listener
from nizam.doors.mail.tasks import register_letter
from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.spine.cases.models import Envelope
from nizam.spine.jobs.models import Job
from nizam.spine.org.models import Mailbox


def add_mailbox(user: Any, institution: Any, address: str, **values: Any) -> Mailbox:
    """Add a mailbox as an operator would."""
    made: Mailbox = registry.resource("org.mailbox").generated("add")(
        Actor(user=user), institution=institution, address=address, **values
    )
    return made


def serve() -> Iterator[int]:
    """Run the listener in a thread on a free port."""
    stop, ready, found = threading.Event(), threading.Event(), []

    def on_ready(port: int) -> None:
        found.append(port)
        ready.set()

    thread = threading.Thread(target=lambda: asyncio.run(listener.listen("127.0.0.1", 0, stop, on_ready)))
    thread.start()
    try:
        assert ready.wait(20)
        yield found[0]
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()


def kept() -> list[Envelope]:
    """Return what has arrived, in order."""
    return list(Envelope.objects.filter(direction="in").order_by("pk"))


def work_off() -> None:
    """Register what the workers would."""

    class Run:
        user = None

    for job in Job.objects.filter(task=arrivals.REGISTER_TASK):
        register_letter(Run(), **job.payload)
