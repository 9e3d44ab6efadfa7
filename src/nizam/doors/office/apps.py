# SPDX-License-Identifier: EUPL-1.2
"""The staff shell."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    """The staff shell."""

    name = "nizam.doors.office"
    label = "door_office"
    verbose_name = _("Office")

    def ready(self) -> None:
        """Listen to what happens in the house, and keep the menu."""
        from nizam.doors.office.notices import subscribe_notices
        from nizam.doors.office.shell import keep_sidebar

        keep_sidebar()

        subscribe_notices()
