# SPDX-License-Identifier: EUPL-1.2
"""Signed answers go out by e-mail: the very bytes are kept as an envelope of the case before they are handed over."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message as Mime
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from nizam.spine.cases.actions import keep_sent_envelope, mark_sent_envelope
from nizam.spine.cases.intake import own_message_domains
from nizam.spine.cases.models import Case, Envelope
from nizam.spine.org.actions import operator_actor
from nizam.spine.outbox.delivery import Delivery, Undeliverable
from nizam.spine.records.blobs import read_bytes
from nizam.spine.records.models import Document


class FixedMail(EmailMessage):
    """A mail whose bytes are made once, so that what is kept is what is sent."""

    _made: Mime | None = None

    def message(self, **kwargs: Any) -> Any:
        """Return the same MIME message at every call."""
        if self._made is None:
            self._made = super().message(**kwargs)
        return self._made


def deliver_answer(delivery: Delivery) -> Mapping[str, Any] | None:
    """Send a case's signed answer to who wrote. Tried again, it carries the same Message-ID.

    Raises Undeliverable when there is nobody to send it to; errors of the relay pass through, to be tried again.
    """
    case = Case.objects.get(uid=delivery.payload["case"])
    document = Document.objects.get(uid=delivery.payload["document"])
    if case.party is None or not case.party.email:
        raise Undeliverable("the case has no address to answer to")
    message_id = f"<{document.uid}@{own_message_domains(case.institution)[0]}>"
    known = Envelope.objects.filter(
        institution=case.institution, direction="out", message_id=message_id.strip("<>")
    ).first()
    if known is not None and known.disposition == "sent":
        return {"message_id": message_id}
    mail = answer_mail(case, document, message_id)
    actor = operator_actor(door="mail")
    envelope = known or keep_sent_envelope(
        actor, case=case, raw=mail.message().as_bytes(), message_id=message_id.strip("<>"), subject=mail.subject
    )
    mail.send()
    mark_sent_envelope(actor, envelope)
    return {"message_id": message_id}


def answer_mail(case: Case, document: Document, message_id: str) -> FixedMail:
    """Return the mail that carries a signed paper, in the thread of the letter it answers, in the letter's language."""
    incoming = case.envelopes.filter(direction="in", disposition__in=("new", "reply")).order_by("-kept_at").first()
    headers = {"Message-ID": message_id, "Date": format_datetime(timezone.now())}
    if incoming is not None and incoming.message_id:
        headers["In-Reply-To"] = f"<{incoming.message_id}>"
        headers["References"] = " ".join(f"<{r}>" for r in (*incoming.references[-9:], incoming.message_id))
    version = document.versions.latest("ordinal")
    with translation.override(document.language if document.language in dict(settings.LANGUAGES) else "en"):
        mail = FixedMail(
            subject=_("Answer no. %(number)s: %(subject)s")
            % {"number": document.number_text, "subject": document.subject[:200]},
            body=_("The answer to your letter registered under no. %(number)s is attached as a signed paper.")
            % {"number": case.number_text},
            from_email=case.institution.email or settings.DEFAULT_FROM_EMAIL,
            to=[case.party.email] if case.party else [],
            headers=headers,
        )
    mail.attach(version.file_name, read_bytes(version.blob), version.media_type)
    return mail
