# SPDX-License-Identifier: EUPL-1.2
"""Official papers, their files and signatures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """Official papers, their files and signatures."""

    name = "nizam.spine.records"
    label = "records"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Say what a new institution is given, and what the mail of the day tells of papers."""
        from nizam.spine.records import equipment, types  # noqa: F401
        from nizam.spine.records.digest import register_sections

        register_sections()
