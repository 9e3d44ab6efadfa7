# SPDX-License-Identifier: EUPL-1.2
"""Letters by e-mail, in and out."""

import threading

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Letters by e-mail, in and out."""

    name = "nizam.doors.mail"
    label = "door_mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        """Take the messages that go out by mail; declare the listener as a part of the installation."""
        from nizam.doors.mail.digests import deliver_digest
        from nizam.doors.mail.sending import deliver_answer, deliver_kept, deliver_notice, deliver_receipt
        from nizam.doors.mail.tasks import answer_check
        from nizam.kit.events import subscribe
        from nizam.kit.parts import part
        from nizam.spine.cases.issuing import ANSWER_BY_MAIL, NOTICE_BY_MAIL
        from nizam.spine.cases.receipts import BY_MAIL, KEPT_MAIL
        from nizam.spine.org.events import MailboxCheckAsked
        from nizam.spine.outbox.delivery import register_deliverer
        from nizam.spine.outbox.digests import DIGEST_BY_MAIL

        register_deliverer(ANSWER_BY_MAIL, deliver_answer)
        register_deliverer(NOTICE_BY_MAIL, deliver_notice)
        register_deliverer(BY_MAIL, deliver_receipt)
        register_deliverer(KEPT_MAIL, deliver_kept)
        register_deliverer(DIGEST_BY_MAIL, deliver_digest)
        part("mail-listener", _listen, count=_listeners)
        subscribe(MailboxCheckAsked, answer_check)


def _listeners() -> int:
    return 1 if settings.ENV["NIZAM_MAIL_BIND"] else 0


def _listen(instance: str, stop: threading.Event) -> None:
    # Loaded in the child alone: an installation without a listener need not know how to speak SMTP.
    from nizam.doors.mail.listener import run_part

    run_part(instance, stop)
