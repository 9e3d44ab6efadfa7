# SPDX-License-Identifier: EUPL-1.2
"""Letters by e-mail, in and out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Letters by e-mail, in and out."""

    name = "nizam.doors.mail"
    label = "door_mail"
    verbose_name = _("Mail")
