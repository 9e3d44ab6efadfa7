# SPDX-License-Identifier: EUPL-1.2
"""The sealer: gives events their order, grows the Merkle tree (RFC 6962) over them and chains the seals."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from nizam.foundations.evidence import EMPTY_ROOT, CompactTree
from nizam.spine.journal.heads import write_missing_heads
from nizam.spine.journal.models import Event, Seal

logger = logging.getLogger("nizam.journal")

# So many events are sealed in one transaction: about 0.2 s during which nobody else writes on SQLite.
BATCH = 5000
MARK_BYTES = 4


class AnotherSealer(Exception):
    """Another sealer made the next seal first."""


def seal_events(*, limit: int | None = None) -> list[Seal]:
    """Seal all events that are not sealed yet, in short transactions; returns the new seals, oldest first.

    `limit` bounds the number of seals. Of two sealers at once, one wins a seal and the other stops. After each commit
    the heads are written into the home. Raises RuntimeError when an event changes under the sealer's hands.
    """
    made: list[Seal] = []
    while limit is None or len(made) < limit:
        try:
            seal = _seal_batch()
        except AnotherSealer:
            break
        if seal is None:
            break
        made.append(seal)
    return made


def _seal_batch() -> Seal | None:
    with transaction.atomic():
        last = Seal.objects.order_by("-number").defer("marks").first()
        rows = list(Event.objects.filter(position__isnull=True).order_by("at", "uid").values_list("pk", "leaf")[:BATCH])
        if not rows:
            if last is not None:
                transaction.on_commit(_write_heads)
            return None
        seal = _next_seal(last, [bytes.fromhex(leaf) for _pk, leaf in rows])
        try:
            with transaction.atomic():
                seal.save(force_insert=True)
        except IntegrityError:
            raise AnotherSealer from None
        _place(seal, [pk for pk, _leaf in rows])
        transaction.on_commit(_write_heads)
    return seal


def _next_seal(last: Seal | None, leaves: Sequence[bytes]) -> Seal:
    tree = CompactTree() if last is None else CompactTree(last.size, [bytes.fromhex(node) for node in last.frontier])
    for leaf in leaves:
        tree.append(leaf)
    return Seal(
        number=1 if last is None else last.number + 1,
        first=tree.size - len(leaves) + 1,
        last=tree.size,
        size=tree.size,
        root=tree.root().hex(),
        previous_root=EMPTY_ROOT.hex() if last is None else last.root,
        frontier=[node.hex() for node in tree.frontier],
        marks=b"".join(leaf[:MARK_BYTES] for leaf in leaves),
        at=timezone.now(),
    )


def _place(seal: Seal, keys: Sequence[int]) -> None:
    # One prepared statement for all rows: an ORM bulk update would be one CASE of thousands of branches.
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE journal_event SET position = %s, seal_id = %s WHERE id = %s AND position IS NULL",
            [(position, seal.pk, key) for position, key in enumerate(keys, start=seal.first)],
        )
        placed = cursor.rowcount
    if placed != len(keys):
        raise RuntimeError(f"{len(keys)} events were to be sealed, {placed} could be")


def _write_heads() -> None:
    try:
        write_missing_heads()
    except OSError:
        # The seal stands in the database; its head comes with the next one.
        logger.exception("the head of the journal could not be written")
