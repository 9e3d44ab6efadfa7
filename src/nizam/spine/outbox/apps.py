# SPDX-License-Identifier: EUPL-1.2
"""The outbox at start."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """Fills the port `outbox`."""

    name = "nizam.spine.outbox"
    label = "outbox"
    verbose_name = _("Outbox")

    def ready(self) -> None:
        """Register with the kit."""
        from nizam.kit.ports import ports
        from nizam.spine.outbox.sending import StoredOutbox

        ports.register("outbox", StoredOutbox())
