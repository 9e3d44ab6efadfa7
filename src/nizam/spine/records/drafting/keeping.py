# SPDX-License-Identifier: EUPL-1.2
"""Drafts in several hands: who has one open, what each has not saved, and what its text was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.errors import Refused
from nizam.spine.records.drafting.merging import Collision, merge_lines, merge_texts
from nizam.spine.records.models import Document, DraftCopy, DraftText

PRESENT: Final = timedelta(seconds=20)
"""How long after the last sign of life somebody counts as having a draft open; editors give one every few seconds."""

TEXT_FIELDS: Final = ("subject", "addressee", "body")


@dataclass(frozen=True)
class Texts:
    """The three values of a draft that people write."""

    subject: str
    addressee: str
    body: str

    @classmethod
    def of(cls, row: Any) -> Texts:
        """Return those of a document, of a copy in hand or of an earlier text."""
        return cls(row.subject, row.addressee, row.body)


class DraftCollision(Refused):
    """Somebody saved the same paragraphs in other words meanwhile.

    `merged` holds everything that could be brought together, with the actor's own words where the two collide;
    `theirs` is what stands now, saved by `by`; `collisions` are told by field.
    """

    def __init__(self, merged: Texts, theirs: Texts, by: str, collisions: dict[str, tuple[Collision, ...]]) -> None:
        super().__init__(
            _(
                "%(person)s saved other words at the same place meanwhile. Both texts stand below; nothing is lost. "
                "Choose the words and save again."
            )
            % {"person": by},
            code="collision",
        )
        self.merged = merged
        self.theirs = theirs
        self.by = by
        self.collisions = collisions


def newer_text(document: Document, revision: int) -> DraftText | None:
    """Return the last text saved after the document had `revision`; None when its text is still the same."""
    last: DraftText | None = document.texts.select_related("saved_by").order_by("of_revision").last()
    return last if last is not None and last.of_revision > revision else None


def base_text(document: Document, revision: int) -> Texts:
    """Return the text that the document had at `revision`."""
    found = document.texts.filter(of_revision__lte=revision).order_by("of_revision").last()
    if found is None:
        # Whatever changed the row since its first text was composed left the text alone, or it would stand here.
        found = document.texts.order_by("of_revision").first() or document
    return Texts.of(found)


def brought_together(document: Document, mine: Texts, revision: int) -> tuple[Texts, int]:
    """Return `mine`, made from `revision`, with what others saved since, and the revision up to which that is.

    Raises DraftCollision. May take a moment: called before anything is locked.
    """
    newer = newer_text(document, revision)
    if newer is None:
        return mine, revision
    base, theirs = base_text(document, revision), Texts.of(newer)
    subject = merge_lines(base.subject, mine.subject, theirs.subject)
    addressee = merge_lines(base.addressee, mine.addressee, theirs.addressee)
    body = merge_texts(base.body, mine.body, theirs.body)
    merged = Texts(subject.text, addressee.text, body.text)
    found = {"subject": subject.collisions, "addressee": addressee.collisions, "body": body.collisions}
    collisions = {name: one for name, one in found.items() if one}
    if collisions:
        by = newer.saved_by.display_name if newer.saved_by is not None else str(_("Somebody"))
        raise DraftCollision(merged, theirs, by, collisions)
    return merged, newer.of_revision


def remember_text(document: Document, user: Any) -> None:
    """Keep the document's present text among its texts, once a revision."""
    DraftText.objects.get_or_create(
        document=document,
        of_revision=document.revision,
        defaults={
            "institution": document.institution,
            "unit": document.unit,
            "confidentiality": document.confidentiality,
            "saved_by": user,
            **{name: getattr(document, name) for name in TEXT_FIELDS},
        },
    )


def copy_in_hand(document: Document, user: Any) -> DraftCopy | None:
    """Return what `user` wrote in this draft and has not saved."""
    found: DraftCopy | None = DraftCopy.objects.filter(document=document, user=user, kept_at__isnull=False).first()
    return found


def others_at(document: Document, user: Any) -> Sequence[DraftCopy]:
    """Return who else has the draft open now, by what each has in hand."""
    rows = document.copies.filter(seen_at__gt=timezone.now() - PRESENT).exclude(user=user)
    return list(rows.select_related("user").order_by("user_id"))
