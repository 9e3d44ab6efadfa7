# SPDX-License-Identifier: EUPL-1.2
"""The open API."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The open API."""

    name = "nizam.doors.api"
    label = "door_api"
    verbose_name = _("API")
