# SPDX-License-Identifier: EUPL-1.2
"""The journal at start."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """Fills the port `journal` and keeps the triggers in place after every migration."""

    name = "nizam.spine.journal"
    label = "journal"
    verbose_name = _("Journal")

    def ready(self) -> None:
        """Register with the kit."""
        from nizam.kit.ports import ports
        from nizam.spine.journal import checks  # noqa: F401  (registers the system check)
        from nizam.spine.journal.triggers import restore_triggers
        from nizam.spine.journal.writing import StoredJournal

        ports.register("journal", StoredJournal())
        post_migrate.connect(restore_triggers, sender=self, dispatch_uid="nizam.journal.triggers")
