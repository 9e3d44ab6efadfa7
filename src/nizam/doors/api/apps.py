# SPDX-License-Identifier: EUPL-1.2
"""The open API."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """Checks at start that everything declared for the API can be shown by it."""

    name = "nizam.doors.api"
    label = "door_api"
    verbose_name = _("API")

    def ready(self) -> None:
        """Register the system checks."""
        from nizam.doors.api import checks  # noqa: F401
