# SPDX-License-Identifier: EUPL-1.2
"""What the background work shows. Payloads and results stay inside: they may speak of letters."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Columns, Desk, Resource
from nizam.spine.jobs import actions
from nizam.spine.jobs.models import Job, Schedule

desk = Desk(
    label="jobs",
    title=_("Background work"),
    icon="tasks",
    menu_order=920,
    resources=[
        Resource(
            Job,
            empty=_(
                "Work that runs in the background stands here: imports, exports, letters that are sent. An empty "
                "list means that nothing waits and nothing failed."
            ),
            visible_to=Job.objects.visible_to,
            columns=Columns(
                "shown_title",
                "state",
                "progress_percent",
                "progress_note",
                "tries",
                "run_after",
                "created_at",
                "finished_at",
                "priority",
                default_order="-created_at",
                default=["shown_title", "state", "progress_percent", "tries", "created_at", "finished_at"],
            ),
            details=[
                "shown_title",
                "task",
                "state",
                "priority",
                "run_after",
                "tries",
                "progress_done",
                "progress_total",
                "progress_note",
                "started_at",
                "heartbeat_at",
                "finished_at",
                "worker",
                "error",
            ],
            filters=["state"],
            actions=[actions.cancel_job, actions.retry_job],
            generic=(),
            importable=False,
            icon="tasks",
        ),
        Resource(
            Schedule,
            empty=_("What the office begins again and again by itself, and when it last did."),
            visible_to=Schedule.objects.visible_to,
            columns=Columns("name", "every_seconds", "last_run_at", "lease_until", default_order="name"),
            generic=(),
            importable=False,
            icon="calendar",
        ),
    ],
)
