# SPDX-License-Identifier: EUPL-1.2
"""What goes out by e-mail: signed answers and receipts. The very bytes are kept as an envelope before they leave.

A mail of the system says so (Auto-Submitted, RFC 3834) and has an empty return path, so that no robot answers it and no
failure notice comes of it; a letter that a person signed carries neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email import message_from_bytes, policy
from email.message import Message as Mime
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from nizam.foundations import messages
from nizam.kit.scripts import screen_language
from nizam.kit.tasks import MAXIMUM_TRIES
from nizam.spine.cases.actions import (
    keep_automatic_envelope,
    keep_sent_envelope,
    mark_sent_envelope,
    note_told,
    told_row,
)
from nizam.spine.cases.intake import own_message_domains
from nizam.spine.cases.models import Case, Envelope
from nizam.spine.cases.receipts import receipt_language, receipt_subject, receipt_text, why_unanswered
from nizam.spine.cases.reply_addresses import reply_address
from nizam.spine.cases.unsent_receipts import SENDABLE
from nizam.spine.org.actions import operator_actor
from nizam.spine.outbox.delivery import Delivery, Undeliverable
from nizam.spine.records.actions import note_dispatch
from nizam.spine.records.blobs import read_bytes
from nizam.spine.records.dispatching import issue_mark, waiting_dispatch
from nizam.spine.records.models import Document

# References of one letter; the first names the matter, the last ones the letters answered.
REFERENCES = 10


class _Kept(Mime):
    """Bytes that stand for a message, given out as they are."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self._raw = raw.replace(b"\r\n", b"\n")

    def as_bytes(self, unixfrom: bool = False, policy: Any = None, linesep: str = "\n") -> bytes:
        return self._raw.replace(b"\n", linesep.encode())


class FixedMail(EmailMessage):
    """A mail whose bytes are made once, so that what is kept is what is sent."""

    _made: Mime | None = None

    @classmethod
    def of(cls, envelope: Envelope) -> FixedMail:
        """Return the mail that was kept in `envelope`, with its own bytes."""
        raw = read_bytes(envelope.blob)
        parsed = message_from_bytes(raw, policy=policy.default)
        headers = {name: str(value) for name, value in parsed.items()}
        mail = cls(headers["Subject"], "", envelope.sender_email, [envelope.recipient_email], headers=headers)
        mail._made = _Kept(raw)
        return mail

    def message(self, **kwargs: Any) -> Any:
        """Return the same MIME message at every call."""
        if self._made is None:
            self._made = super().message(**kwargs)
        return self._made


def deliver_answer(delivery: Delivery) -> Mapping[str, Any] | None:
    """Send a case's signed answer to who wrote. Tried again, it is the same message to the byte.

    Raises Undeliverable when there is nobody to send it to; errors of the relay pass through, to be tried again.
    """
    case = Case.objects.get(uid=delivery.payload["case"])
    document = Document.objects.get(uid=delivery.payload["document"])
    if case.party is None or not case.party.email:
        raise Undeliverable("the case has no address to answer to")
    return _let_out_paper(delivery, case, document, answer_mail)


def deliver_notice(delivery: Delivery) -> Mapping[str, Any] | None:
    """Send the signed notice of a forwarding, an extension or a suspension; once it has gone, who wrote counts as told.

    Raises Undeliverable when there is nobody to send it to; errors of the relay pass through, to be tried again.
    """
    row = told_row(delivery.payload["kind"], delivery.payload["row"])
    case = row.case
    if case.party is None or not case.party.email or row.notice is None:
        raise Undeliverable("the case has no address to tell")
    document = row.notice.document
    done = _let_out_paper(delivery, case, document, notice_mail)
    if "message_id" in done:
        note_told(operator_actor(door="mail"), row)
    return done


def deliver_receipt(delivery: Delivery) -> Mapping[str, Any] | None:
    """Tell who wrote the number and the term of the case their letter has opened; once a case.

    Nothing is sent to robots, lists, addresses of our own or such as fail; beyond the day's measure for an address the
    receipt is withheld for a clerk. What became of it is the message's receipt, and the page of the case tells
    it. One that a person asked for goes to robots and failing addresses too, never to an address of our own.
    """
    case = Case.objects.select_related("institution", "party", "procedure").get(uid=delivery.payload["case"])
    letter = Envelope.objects.select_related("blob", "mailbox", "institution").get(uid=delivery.payload["envelope"])
    message_id = f"receipt-{case.uid}@{own_message_domains(case.institution)[0]}"
    envelope = _kept_before(case, message_id)
    if envelope is None:
        reason = why_unanswered(letter, messages.read(read_bytes(letter.blob)))
        if delivery.payload.get("asked") and reason in SENDABLE:
            reason = ""
        if reason or case.voided_at is not None:
            return {"not_sent": reason or "voided"}
        mail = receipt_mail(case, letter, f"<{message_id}>")
        envelope = keep_automatic_envelope(
            operator_actor(door="mail"),
            case=case,
            raw=mail.message().as_bytes(),
            message_id=message_id,
            subject=mail.subject,
            sender=mail.from_email,
            recipient=letter.sender_email,
        )
    return _let_out(envelope)


def deliver_kept(delivery: Delivery) -> Mapping[str, Any] | None:
    """Send a mail that was withheld and that a clerk has let go."""
    return _let_out(Envelope.objects.select_related("blob", "case").get(uid=delivery.payload["envelope"]))


def _kept_before(case: Case, message_id: str) -> Envelope | None:
    found = Envelope.objects.filter(institution=case.institution, direction="out", message_id=message_id)
    return found.select_related("blob").first()


def _let_out_paper(
    delivery: Delivery, case: Case, document: Document, write: Callable[[Case, Document, str], FixedMail]
) -> Mapping[str, Any]:
    """Send a signed paper in the mail that `write` makes of it; tried again, the mail that was kept the first time.

    What becomes of it is noted on the paper's dispatch. A paper voided, or without its signature, stays here.
    """
    if document.state != "signed" or document.voided_at is not None:
        return {"not_sent": "voided"}
    message_id = f"{issue_mark(document)}@{own_message_domains(case.institution)[0]}"
    try:
        envelope = _kept_before(case, message_id)
        if envelope is None:
            mail = write(case, document, f"<{message_id}>")
            envelope = keep_sent_envelope(
                operator_actor(door="mail"),
                case=case,
                raw=mail.message().as_bytes(),
                message_id=message_id,
                subject=mail.subject,
            )
        done = _let_out(envelope)
    except Exception as error:
        # An error of the relay passes on; at the last try nobody sends it again, and people should know.
        if isinstance(error, Undeliverable) or delivery.tries >= MAXIMUM_TRIES:
            _note(document, "failed", proof=str(error)[:500])
        raise
    if "message_id" in done:
        _note(document, "sent", proof=f"Message-ID: {done['message_id']}", envelope=envelope)
    return done


def _note(document: Document, state: str, *, proof: str, envelope: Envelope | None = None) -> None:
    row = waiting_dispatch(document, "mail")
    if row is not None and row.state in {"waiting", "failed"}:
        uid = envelope.uid if envelope is not None else None
        note_dispatch(operator_actor(door="mail"), row, state=state, proof=proof, envelope=uid)


def _let_out(envelope: Envelope) -> Mapping[str, Any]:
    known = {"message_id": f"<{envelope.message_id}>"}
    if envelope.disposition == "withheld" or envelope.voided_at is not None:
        return {"withheld": str(envelope.uid)}
    if envelope.disposition == "sent":
        return known
    mail = FixedMail.of(envelope)
    if not mail.to[0] and envelope.case is not None and envelope.case.party is not None:
        # Kept by an earlier version, which did not note to whom.
        mail.to = [envelope.case.party.email]
    hand_over(mail, automatic=envelope.automatic)
    mark_sent_envelope(operator_actor(door="mail"), envelope)
    return known


def hand_over(mail: FixedMail, *, automatic: bool) -> None:
    """Give a mail to the relay, one of the system with an empty return path (RFC 3834, section 3.3)."""
    connection = get_connection()
    if not automatic or not isinstance(connection, EmailBackend):
        mail.connection = connection
        mail.send()
        return
    to = [sanitize_address(address, "utf-8") for address in mail.recipients()]
    connection.open()
    try:
        connection.connection.sendmail("", to, mail.message().as_bytes(linesep="\r\n"))
    finally:
        connection.close()


def answer_mail(case: Case, document: Document, message_id: str) -> FixedMail:
    """Return the mail that carries a signed paper, in the thread of the letter it answers, in the letter's language."""
    # What was signed, whatever was laid to it since.
    version = document.versions.filter(role="paper").latest("ordinal")
    with translation.override(screen_language(document.language) or receipt_language(case)):
        mail = FixedMail(
            subject=_one_line(
                _("Answer no. %(number)s: %(subject)s")
                % {"number": document.number_text, "subject": document.subject[:200]}
            ),
            body=_("The answer to your letter registered under no. %(number)s is attached as a signed paper.")
            % {"number": case.number_text},
            from_email=case.institution.email or settings.DEFAULT_FROM_EMAIL,
            to=[case.party.email] if case.party else [],
            headers=_thread_headers(message_id, _latest_letter(case), case),
        )
    mail.attach(version.file_name, read_bytes(version.blob), version.media_type)
    return mail


def notice_mail(case: Case, document: Document, message_id: str) -> FixedMail:
    """Return the mail that carries a signed notice: its own words, in its own language, and the paper itself."""
    # What was signed, whatever was laid to it since.
    version = document.versions.filter(role="paper").latest("ordinal")
    named = f"{document.number_text}: {document.subject}"
    mail = FixedMail(
        subject=_one_line(named),
        body=f"{document.body}\n\n{case.institution.name.in_language(document.language)}\n",
        from_email=case.institution.email or settings.DEFAULT_FROM_EMAIL,
        to=[case.party.email] if case.party else [],
        headers=_thread_headers(message_id, _latest_letter(case), case),
    )
    mail.attach(version.file_name, read_bytes(version.blob), version.media_type)
    return mail


def _latest_letter(case: Case) -> Envelope | None:
    rows = case.envelopes.filter(direction="in", disposition__in=("new", "reply"))
    return rows.order_by("-kept_at").first()


def receipt_mail(case: Case, letter: Envelope, message_id: str) -> FixedMail:
    """Return the mail that confirms a letter: plain, in the thread, marked as automatic (RFC 3834, section 3.1)."""
    institution = case.institution
    own = letter.mailbox.address if letter.mailbox is not None else institution.email or settings.DEFAULT_FROM_EMAIL
    with translation.override(receipt_language(case)):
        return FixedMail(
            subject=_one_line(receipt_subject(case)),
            body=receipt_text(case),
            from_email=own,
            to=[letter.sender_email],
            headers={
                **_thread_headers(message_id, letter, case),
                "Auto-Submitted": "auto-replied",
                # What Microsoft's servers are told, that know no Auto-Submitted.
                "X-Auto-Response-Suppress": "All",
            },
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _thread_headers(message_id: str, letter: Envelope | None, case: Case) -> dict[str, str]:
    headers = {"Message-ID": message_id, "Date": format_datetime(timezone.now())}
    if letter is not None and letter.mailbox is not None:
        # Some programs answer without naming what they answer: then the address finds the case.
        headers["Reply-To"] = reply_address(case, letter.mailbox)
    if letter is not None and letter.message_id:
        chain = [*letter.references, letter.message_id]
        shown = chain if len(chain) <= REFERENCES else [chain[0], *chain[-REFERENCES + 1 :]]
        headers["In-Reply-To"] = f"<{letter.message_id}>"
        headers["References"] = " ".join(f"<{reference}>" for reference in shown)
    return headers
