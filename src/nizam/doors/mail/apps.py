# SPDX-License-Identifier: EUPL-1.2
"""Letters by e-mail, in and out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Letters by e-mail, in and out."""

    name = "nizam.doors.mail"
    label = "door_mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        """Take the messages that go out by mail."""
        from nizam.doors.mail.sending import deliver_answer
        from nizam.spine.outbox.delivery import register_deliverer

        register_deliverer("answer-by-mail", deliver_answer)
