# SPDX-License-Identifier: EUPL-1.2
"""Fetching a mailbox by IMAP: each new message is kept and entered into the ledger in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from nizam.doors.mail.imap import Folder, Heading, MailServerFault
from nizam.doors.mail.models import FetchedMessage
from nizam.kit.turns import write_transaction
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake import register
from nizam.spine.cases.intake.reading import OVERSIZE_BYTES
from nizam.spine.cases.models import Envelope
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.models import Mailbox
from nizam.spine.org.vault import SecretClosed
from nizam.spine.records.blobs import store_bytes

# Letters registered together share the router and the calendar of their institution.
BATCH = 200
TRIES = 5


@dataclass
class Fetched:
    """How a look into a mailbox went."""

    fetched: int = 0
    missed: int = 0
    known: int = 0


def fetch_mailbox(mailbox: Mailbox, step: Callable[[int], None] = lambda done: None) -> Fetched:
    """Fetch what is new in a mailbox and register it; `step` is told after every batch how much was done.

    What goes wrong at the server stands on the mailbox afterwards, in its institution's language; other errors pass
    through. Killed at any moment, the next look goes on where this one stopped.
    """
    result = Fetched()
    fault = ""
    try:
        _register_pending(mailbox)
        with Folder(mailbox, mailbox.open_secret()) as folder:
            _fetch_new(mailbox, folder, result, step)
    except SecretClosed as closed:
        fault = _worded(mailbox, closed.code, "")
    except MailServerFault as error:
        fault = _worded(mailbox, error.code, error.said)
    # No act of anybody, and asked for every few minutes: the row alone tells, the journal does not.
    Mailbox.objects.filter(pk=mailbox.pk).update(last_checked_at=timezone.now(), last_error=fault[:500])
    return result


def account_of(mailbox: Mailbox) -> str:
    """Return what tells the accounts of mail servers apart."""
    return f"{mailbox.login}@{mailbox.host.casefold()}"


def _fetch_new(mailbox: Mailbox, folder: Folder, result: Fetched, step: Callable[[int], None]) -> None:
    ledger = FetchedMessage.objects.filter(
        mailbox=mailbox, account=account_of(mailbox), folder=mailbox.folder, uid_validity=folder.uid_validity
    )
    # Entered in rising order, one by one: whatever is higher was not looked at yet.
    last = ledger.aggregate(last=Max("message_uid"))["last"] or 0
    again = ledger.filter(miss__in=("refused", "gone"), tries__lt=TRIES)
    sizes = {row.message_uid: row.size for row in again} | dict(folder.sizes(last))
    uids = sorted(sizes)
    for start in range(0, len(uids), BATCH):
        batch = uids[start : start + BATCH]
        headings = folder.headings([uid for uid in batch if sizes[uid] <= OVERSIZE_BYTES], sizes)
        envelopes = [_take(mailbox, folder, uid, sizes[uid], headings.get(uid), result) for uid in batch]
        register(operator_actor(door="mail"), [e for e in envelopes if e is not None and not e.disposition])
        step(start + len(batch))


def _take(
    mailbox: Mailbox, folder: Folder, uid: int, size: int, heading: Heading | None, result: Fetched
) -> Envelope | None:
    """Fetch one message and enter it; returns its envelope when it arrived now."""
    row = FetchedMessage(
        mailbox=mailbox,
        account=account_of(mailbox),
        folder=mailbox.folder,
        uid_validity=folder.uid_validity,
        message_uid=uid,
        size=size,
        fingerprint=heading.fingerprint if heading else "",
    )
    if size > OVERSIZE_BYTES:
        _miss(row, "oversize", result)
        return None
    if heading is None:
        _miss(row, "gone", result)
        return None
    known = _known_before(row)
    if known is not None:
        row.envelope = known
        _enter(row)
        result.known += 1
        return None
    try:
        raw = folder.message(uid, OVERSIZE_BYTES)
    except MailServerFault as fault:
        if fault.code != "refused":
            raise
        _miss(row, "refused", result)
        return None
    if raw is None:
        _miss(row, "gone", result)
        return None
    if len(raw) > OVERSIZE_BYTES:
        _miss(row, "oversize", result)
        return None
    store_bytes(raw)
    with write_transaction():
        row.envelope, is_new = keep(
            operator_actor(door="mail"),
            mailbox.institution,
            raw,
            door="mail",
            source=f"imap {row.account} {row} → {mailbox.address}",
            unit=mailbox.unit,
            mailbox=mailbox,
        )
        _enter(row)
    result.fetched += is_new
    result.known += not is_new
    return row.envelope


def _known_before(row: FetchedMessage) -> Envelope | None:
    """Return the envelope of a message that was fetched under another numbering of the folder, or from another one.

    Each copy of then answers for one of now: where more look alike than were there, the rest is fetched.
    """
    alike = FetchedMessage.objects.filter(
        mailbox=row.mailbox, fingerprint=row.fingerprint, envelope__isnull=False
    ).select_related("envelope")
    numberings: dict[tuple[str, str, int], list[FetchedMessage]] = {}
    for other in alike:
        numberings.setdefault((other.account, other.folder, other.uid_validity), []).append(other)
    here = len(numberings.pop((row.account, row.folder, row.uid_validity), []))
    most = max(numberings.values(), key=len, default=[])
    return most[here].envelope if len(most) > here else None


def _miss(row: FetchedMessage, why: str, result: Fetched) -> None:
    row.miss = why
    _enter(row)
    result.missed += 1


def _enter(row: FetchedMessage) -> None:
    """Write the row; one that stands for an earlier refusal takes its place."""
    with write_transaction():
        earlier = FetchedMessage.objects.filter(
            mailbox=row.mailbox,
            account=row.account,
            folder=row.folder,
            uid_validity=row.uid_validity,
            message_uid=row.message_uid,
        ).first()
        if earlier is not None:
            row.pk, row.tries, row.at = earlier.pk, earlier.tries + 1, earlier.at
        row.save(force_insert=earlier is None)


def _register_pending(mailbox: Mailbox) -> None:
    """Register what an earlier look has kept and had no time to register."""
    pending = Envelope.objects.filter(
        pk__in=FetchedMessage.objects.filter(mailbox=mailbox, envelope__disposition="").values("envelope_id")
    )
    register(operator_actor(door="mail"), pending.order_by("pk"))


def _worded(mailbox: Mailbox, code: str, said: str) -> str:
    with translation.override(mailbox.institution.main_language):
        sentences = {
            "key-missing": _("The key of the mailbox passwords is missing in this home: set the password again."),
            "damaged": _("The password cannot be decrypted: set it again."),
            "bound": _("Server, protection or account were changed: set the password again."),
            "unreachable": _("The mail server does not answer."),
            "untrusted": _("The certificate of the mail server is not trusted."),
            "unprotected": _("Without protection only a server on this machine may be asked."),
            "sign-in": _("The mail server does not accept account or password."),
            "folder": _("The mail server has no such folder."),
        }
        sentence = sentences.get(code, _("The mail server gave an answer that could not be understood."))
    return f"{sentence} ({said.strip()})" if said.strip() else sentence
