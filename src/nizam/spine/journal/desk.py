# SPDX-License-Identifier: EUPL-1.2
"""What the journal shows: its events, to be read and taken out, never to be written."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Columns, Desk, Resource
from nizam.spine.journal.models import Event

desk = Desk(
    label="journal",
    title=_("Journal"),
    icon="history",
    menu_order=910,
    # Sealing is no act upon one event: `nizam journal seal` asks for this right.
    permissions={"journal.seal_event": _("Seal the journal now (nizam journal seal)")},
    resources=[
        Resource(
            Event,
            empty=_(
                "Whatever is done stands here: by whom, when and from where. Nothing of it can be changed or taken "
                "away."
            ),
            visible_to=Event.objects.visible_to,
            columns=Columns("at", "actor_name", "action_title", "object_title", "door", default_order="-at"),
            details=[
                "at",
                "actor_name",
                "action_title",
                "object_title",
                "unit",
                "door",
                "address",
                "os_user",
                "position",
                "seal",
                "leaf",
            ],
            filters=["unit"],
            generic=(),
            importable=False,
            icon="history",
        ),
    ],
)
