# SPDX-License-Identifier: EUPL-1.2
"""Letters that come by themselves: which mailbox they are for, and keeping them before anybody is told so."""

from __future__ import annotations

import errno
import logging
import re
import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from nizam.kit.ports import ports
from nizam.kit.turns import write_transaction
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake.reading import OVERSIZE_BYTES
from nizam.spine.cases.models import Envelope
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.models import Institution, Mailbox
from nizam.spine.org.models.mailboxes import address_key
from nizam.spine.records.blobs import store_bytes

logger = logging.getLogger("nizam.mail")

REGISTER_TASK = "door_mail.register"
# Room for the letter itself, its row, and what others write meanwhile.
ROOM_NEEDED = 4 * OVERSIZE_BYTES
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_ADDRESS = re.compile(r"[^\s@\x00-\x20\x7f\ud800-\udfff]+@[^\s@\x00-\x20\x7f\ud800-\udfff]+")


def find_mailbox(address: str) -> Mailbox | None:
    """Return the mailbox in use that takes letters to `address`: its own, or its own with a tag (`name+tag@…`)."""
    if len(address) > 320 or not _ADDRESS.fullmatch(address):
        return None
    key = address_key(address)
    local, _at, domain = key.rpartition("@")
    keys = [key, f"{local.partition('+')[0]}@{domain}"]
    boxes = Mailbox.objects.filter(
        address_key__in=keys, active=True, voided_at__isnull=True, institution__voided_at__isnull=True
    ).select_related("institution", "unit")
    found = {box.address_key: box for box in boxes}
    return next((found[k] for k in keys if k in found), None)


def keep_letter(
    raw: bytes, boxes: Iterable[Mailbox], source: str, at: datetime | None = None, addresses: Sequence[str] = ()
) -> Envelope:
    """Keep a letter to mailboxes of one institution, with the job that registers it, in one transaction.

    `addresses` are those it was sent to, as its server named them.

    When this returns, a crash loses nothing: the envelope and the job are both on the disk. Whatever it raises, nothing
    was kept, or the very same letter once more does no harm.
    """
    chosen = list(boxes)
    institution = chosen[0].institution
    units = {box.unit for box in chosen}
    # Ahead of the transaction: the slowness of the disk locks nobody out.
    store_bytes(raw)
    with write_transaction():
        envelope, _is_new = keep(
            operator_actor(door="mail"),
            institution,
            raw,
            door="mail",
            source=source,
            at=at or timezone.now(),
            unit=units.pop() if len(units) == 1 else None,
            # Sent to several, it is confirmed where one of them confirms letters.
            mailbox=next((box for box in chosen if box.sends_receipts), chosen[0]),
            delivered_to=addresses,
        )
        if not envelope.disposition:
            ports.jobs.enqueue(
                REGISTER_TASK, {"envelope": str(envelope.uid)}, key=f"{REGISTER_TASK}:{envelope.uid}", priority=5
            )
    return envelope


def take_letter(raw: bytes, recipients: Iterable[tuple[str, Mailbox]], source: str) -> dict[int, str]:
    """Keep a letter once for each institution it is addressed to; return the answer (RFC 5321, 3463) by mailbox id.

    `recipients` are the addresses the letter was sent to, each with its mailbox.
    """
    answers: dict[int, str] = {}
    houses: dict[Institution, list[tuple[str, Mailbox]]] = {}
    for address, box in recipients:
        houses.setdefault(box.institution, []).append((address, box))
    for institution, pairs in houses.items():
        own = [box for _address, box in pairs]
        named = ", ".join(dict.fromkeys(box.address for box in own))
        try:
            addresses = list(dict.fromkeys(address for address, _box in pairs))
            envelope = keep_letter(raw, own, f"{source} → {named}", addresses=addresses)
        except Exception as error:  # noqa: BLE001  (whatever it is: not kept, so the sender has to keep it)
            logger.warning("a letter to %s could not be kept: %s", institution.code, error)
            full = isinstance(error, OSError) and error.errno in _FULL
            answer = "452 4.3.1 No room here now, try again later" if full else "451 4.3.0 Not now, try again later"
        else:
            answer = f"250 2.0.0 Kept as {envelope.uid}"
        answers |= {box.pk: answer for box in own}
    return answers


def has_room() -> bool:
    """Tell whether the disk of the home has room for one more large letter."""
    return shutil.disk_usage(Path(settings.NIZAM_HOME)).free >= ROOM_NEEDED
