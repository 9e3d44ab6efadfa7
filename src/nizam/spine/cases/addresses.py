# SPDX-License-Identifier: EUPL-1.2
"""Whether letters reach an address: failures in a row, absences, and the last sign of life."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from nizam.foundations.messages import Delivery
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.models import AddressHealth, Case, Envelope, Party
from nizam.spine.org.models import Institution
from nizam.spine.org.models.mailboxes import address_key


def note_deliveries(institution: Institution, told: Iterable[Delivery], case: Case | None, at: datetime) -> None:
    """Enter what a report says of our letters: refused for good (class 5 but for 5.2.2, RFC 3463), or not this time.

    Only of addresses we have to do with, because anybody can write a report: parties, and those we wrote to. A report
    that names no address speaks of the one its case was answered at.
    """
    told = list(told)
    failed = {address_key(one.recipient): one for one in told if one.action == "failed" and one.recipient}
    unnamed = [one for one in told if one.action == "failed" and not one.recipient]
    if not failed and (unnamed or not told) and case is not None and case.party is not None and case.party.email:
        stated = unnamed[0] if unnamed else Delivery(case.party.email, "failed", "", "")
        failed[case.party.email_key] = Delivery(case.party.email, "failed", stated.status, stated.said)
    for key in sorted(_ours(institution, failed)):
        one = failed[key]
        status = storable(" ".join(filter(None, (one.status, one.said))))[:300]
        changes: dict[str, Any] = {"failures": F("failures") + 1, "status": status, "failed_at": at}
        if one.is_permanent:
            changes["permanent"] = True
        _enter(institution, one.recipient, key, changes)


def note_absence(institution: Institution, address: str, at: datetime) -> None:
    """Enter that whoever reads an address is away, as their mail program says."""
    key = address_key(address)
    if key in _ours(institution, [key]):
        _enter(institution, address, key, {"away_at": at})


def note_sign_of_life(institution: Institution, address: str, at: datetime) -> None:
    """Enter that a letter came from an address: whatever failed before is past."""
    AddressHealth.objects.filter(institution=institution, address_key=address_key(address)).filter(
        Q(failed_at__isnull=True) | Q(failed_at__lte=at)
    ).update(failures=0, permanent=False, heard_at=at, away_at=None)


def health_of(party: Party) -> AddressHealth | None:
    """Return what is known of the address of a party; None while nothing is."""
    if not party.email_key:
        return None
    rows = AddressHealth.objects.filter(institution=party.institution_id, address_key=party.email_key)
    return rows.select_related("institution").first()


def _ours(institution: Institution, keys: Iterable[str]) -> set[str]:
    asked = list(keys)
    if not asked:
        return set()
    parties = Party.objects.filter(institution=institution, email_key__in=asked).values_list("email_key", flat=True)
    found = set(parties)
    if len(found) < len(set(asked)):
        # By the address alone, which few letters share; the house has many letters.
        written_to = Envelope.objects.filter(recipient_key__in=asked).order_by()
        sent = written_to.values_list("recipient_key", "institution_id", "direction").distinct()
        found.update(key for key, of, direction in sent if of == institution.pk and direction == "out")
    return found


def _enter(institution: Institution, address: str, key: str, changes: dict[str, Any]) -> None:
    rows = AddressHealth.objects.filter(institution=institution, address_key=key)
    if rows.update(**changes):
        return
    first = {name: 1 if name == "failures" else value for name, value in changes.items()}
    try:
        with transaction.atomic():
            AddressHealth(
                institution=institution, address=storable(address)[:340], address_key=key[:340], **first
            ).save()
    except IntegrityError:
        # Another process entered the same address between our look and our write.
        rows.update(**changes)
