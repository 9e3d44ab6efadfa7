# SPDX-License-Identifier: EUPL-1.2
"""The rows that letters registered in one transaction are compared with, read for all of them at once."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable

from nizam.foundations import messages
from nizam.kit.turns import wait_for_each
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.models import AddressHealth, Envelope, Party
from nizam.spine.cases.parties import matter_of
from nizam.spine.org.models import Institution
from nizam.spine.org.models.mailboxes import address_key

# More Message-IDs, or more letters of them, are asked for letter by letter.
MOST_IDS = 900
MOST_LETTERS = 1000


class Neighbours:
    """Letters by their Message-IDs, parties and what is known of addresses, as they stand while the transaction lasts.

    Made in the transaction, once its letters are locked; whoever registers letters of the same institution meanwhile
    waits. What the transaction itself writes is entered here too.
    """

    def __init__(self, institution: Institution, letters: Iterable[messages.Message]) -> None:
        self._institution = institution
        self._ids: set[str] = set()
        self._keys: set[str] = set()
        for message in letters:
            self._ids.update(storable(one) for one in answered(message))
            self._ids.add(storable(message.message_id)[:998])
            if message.sender is not None and message.sender.email:
                self._keys.add(address_key(storable(message.sender.email)[:320]))
        self._ids.discard("")
        wait_for_each(
            [f"register {institution.pk}", *(matter_of(institution.pk, key) for key in self._keys)],
        )
        self.parties = self._read_parties()
        self._letters = self._read_letters()
        self._with_health: set[str] | None = None

    def _read_parties(self) -> dict[str, Party]:
        rows = Party.objects.filter(
            institution=self._institution, email_key__in=self._keys, voided_at__isnull=True
        ).order_by("-pk")
        # The one entered first is the last of them.
        return {party.email_key: party for party in rows}

    def _read_letters(self) -> dict[str, list[Envelope]] | None:
        found: dict[str, list[Envelope]] = {key: [] for key in self._ids}
        if not found:
            return found
        if len(found) > MOST_IDS:
            return None
        rows = list(
            Envelope.objects.filter(institution=self._institution, message_id__in=found)
            .select_related("case__party", "case__procedure")
            .defer("text", "guesses")
            # In no order: asked for the oldest first, SQLite would go through all letters of the institution.
            .order_by()[:MOST_LETTERS]
        )
        if len(rows) == MOST_LETTERS:
            return None
        for row in sorted(rows, key=_age):
            found[row.message_id].append(row)
        return found

    def letters(self, message_ids: Collection[str]) -> list[Envelope] | None:
        """Return the letters of these Message-IDs, oldest first; None where not all of them were read."""
        if self._letters is None or not self._letters.keys() >= set(message_ids):
            return None
        rows = [row for message_id in dict.fromkeys(message_ids) for row in self._letters[message_id]]
        return sorted(rows, key=_age)

    def enter(self, envelope: Envelope) -> None:
        """Enter a letter of the transaction that has its disposition now."""
        if self._letters is not None and envelope.message_id in self._letters:
            insort(self._letters[envelope.message_id], envelope, key=_age)

    def has_health(self, key: str) -> bool:
        """Tell whether something is known of how letters reach the sender whose address has this key."""
        if self._with_health is None:
            rows = AddressHealth.objects.filter(institution=self._institution, address_key__in=self._keys)
            self._with_health = set(rows.values_list("address_key", flat=True))
        return key in self._with_health

    def forget_health(self) -> None:
        """Ask anew what is known of addresses: a report has told more."""
        self._with_health = None


def _age(envelope: Envelope) -> int:
    return int(envelope.pk)


def answered(message: messages.Message) -> list[str]:
    """Return the Message-IDs a letter answers or reports on, the nearest last."""
    return [reference for reference in (*message.references, message.bounce_of or "") if reference]
