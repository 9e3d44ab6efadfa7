# SPDX-License-Identifier: EUPL-1.2
"""Keeping what arrives, byte for byte, before anything is parsed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, action
from nizam.kit.turns import write_transaction
from nizam.spine.cases.models import Envelope
from nizam.spine.org.models import Institution, Mailbox, Unit
from nizam.spine.records import blobs
from nizam.spine.records.blobs import keep_bytes, store_bytes
from nizam.spine.records.models import Blob


def keep(
    actor: Actor,
    institution: Institution,
    raw: bytes,
    *,
    door: str,
    source: str = "",
    at: datetime | None = None,
    unit: Unit | None = None,
    mailbox: Mailbox | None = None,
    delivered_to: Sequence[str] = (),
) -> tuple[Envelope, bool]:
    """Keep `raw` as an envelope and tell whether it is new; the same bytes are one envelope, however often they come.

    `mailbox` is the one it was sent to, where it came by itself; a letter brought in from a file has none.
    `delivered_to` are the addresses its sender's server named, a reply address of ours among them.
    Safe to be killed at any moment: afterwards the envelope is either whole or not there, and keeping again is right.
    """
    digest = hashlib.sha256(raw).hexdigest()
    same_bytes = Envelope.objects.filter(institution=institution, direction="in", sha256=digest)
    known = same_bytes.first()
    if known is not None:
        return known, False
    # Durable before the write transaction begins: the disk's slowness locks nobody out.
    store_bytes(raw)
    try:
        envelope: Envelope = keep_envelope(
            actor,
            institution=institution,
            raw=raw,
            door=door,
            source=source,
            at=at or timezone.now(),
            unit=unit,
            mailbox=mailbox,
            delivered_to=delivered_to,
        )
    except IntegrityError:
        # Another process kept the same bytes between our look and our write.
        known = same_bytes.first()
        if known is None:
            raise
        return known, False
    return envelope, True


def keep_each(
    actor: Actor, institution: Institution, arrived: Sequence[tuple[bytes, str]], *, door: str, unit: Unit
) -> list[tuple[Envelope, bool]]:
    """Keep letters, each with the name of its source, in one transaction; return what `keep` would of each.

    Safe to be killed at any moment as `keep` is: the envelopes of all are there or none is.
    """
    digests = [hashlib.sha256(raw).hexdigest() for raw, _source in arrived]
    same_bytes = Envelope.objects.filter(institution=institution, direction="in", sha256__in=digests)
    found = {envelope.sha256: envelope for envelope in same_bytes}
    # Bytes that come twice are kept under the name they have first.
    new: dict[str, tuple[bytes, str]] = {}
    for digest, one in zip(digests, arrived, strict=True):
        if digest not in found:
            new.setdefault(digest, one)
    blobs.store_each(raw for raw, _source in new.values())
    try:
        with write_transaction():
            rows = blobs.keep_each({digest: raw for digest, (raw, _source) in new.items()})
            common = {"institution": institution, "door": door, "unit": unit}
            calls = [
                (None, {**common, "raw": raw, "source": source, "at": timezone.now(), "blob": rows[digest]})
                for digest, (raw, source) in new.items()
            ]
            made = dict(zip(new, keep_envelope.each(actor, calls), strict=True))
    except (IntegrityError, OperationalError):
        # Another process keeps some of them at this moment.
        return [keep(actor, institution, raw, door=door, source=source, unit=unit) for raw, source in arrived]
    kept: list[tuple[Envelope, bool]] = []
    for digest in digests:
        is_first = digest in made
        envelope = made.pop(digest) if is_first else found[digest]
        found[digest] = envelope
        kept.append((envelope, is_first))
    return kept


@action("cases.keep_envelope", title=_("Keep what arrived"), creates=True)
def keep_envelope(
    actor: Actor,
    *,
    institution: Institution,
    raw: bytes,
    door: str,
    source: str,
    at: datetime,
    unit: Unit | None = None,
    mailbox: Mailbox | None = None,
    delivered_to: Sequence[str] = (),
    blob: Blob | None = None,
) -> Envelope:
    """Store the bytes, unless `blob` is their row already, and the row that stands for their arrival."""
    envelope = Envelope(
        institution=institution,
        unit=unit or post_room(institution),
        door=door,
        source=storable(source)[:500],
        blob=blob or keep_bytes(raw),
        sha256=blob.sha256 if blob is not None else hashlib.sha256(raw).hexdigest(),
        kept_at=at,
        mailbox=mailbox,
        delivered_to=[storable(address)[:400] for address in delivered_to],
    )
    envelope.save()
    return envelope


def post_room(institution: Institution) -> Unit:
    """Return the unit that receives post not yet assigned."""
    return Unit.objects.get(institution=institution, receives_post=True)


def storable(text: Any) -> str:
    """Return `text` without what no database keeps: NUL and lone surrogates."""
    return str(text or "").replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
