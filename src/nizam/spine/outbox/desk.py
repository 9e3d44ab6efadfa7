# SPDX-License-Identifier: EUPL-1.2
"""What the outbox shows. What a message says stays inside: who keeps the machine reads no letters."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Columns, Desk, Resource
from nizam.spine.outbox import actions
from nizam.spine.outbox.models import Message, Notification, Watch

desk = Desk(
    label="outbox",
    title=_("Outbox"),
    icon="mail",
    menu_order=930,
    resources=[
        Resource(
            Message,
            empty=_(
                "Letters that leave the office by mail: waiting, sent, or returned. The first stands here when a "
                "signed answer goes out."
            ),
            visible_to=Message.objects.visible_to,
            columns=Columns(
                "kind",
                "state",
                "tries",
                "next_try_at",
                "last_error",
                "created_at",
                "sent_at",
                default_order="-created_at",
            ),
            details=["kind", "state", "tries", "next_try_at", "last_error", "created_at", "sent_at", "drop_reason"],
            filters=["state"],
            actions=[actions.retry_message, actions.drop_message],
            generic=(),
            importable=False,
            icon="mail",
        ),
        Resource(
            Notification,
            empty=_(
                "What the office told its own people, for example of a letter that was assigned to them. The first "
                "stands here with the first such event."
            ),
            visible_to=Notification.objects.visible_to,
            columns=Columns("text", "told_at", "read_at", default_order="-told_at"),
            generic=(),
            importable=False,
            icon="warning",
        ),
        Resource(
            Watch,
            empty=_(
                "What you watch stands here. Press “Watch” on the page of a case or a document, and you are told "
                "what happens to it."
            ),
            visible_to=Watch.objects.visible_to,
            columns=Columns("kind_title", "about", "created_at", default_order="-created_at"),
            actions=[actions.add_watch, actions.void_watch],
            icon="view",
        ),
    ],
)
