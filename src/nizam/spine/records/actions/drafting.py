# SPDX-License-Identifier: EUPL-1.2
"""What one person has in hand of a draft: kept while he writes, dropped when he will."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, action
from nizam.spine.records.actions.signing import sign_document
from nizam.spine.records.drafting.keeping import Texts
from nizam.spine.records.drafting.requirements import objections_to_signing
from nizam.spine.records.models import Document, DraftCopy


# A keystroke is no act upon the paper: the journal tells what was saved, not what was typed.
@action("records.keep_draftcopy", title=_("Keep what is being written"), journal=False)
def keep_draftcopy(
    actor: Actor, document: Document, *, texts: Texts | None = None, base_revision: int = 1, leaving: bool = False
) -> DraftCopy:
    """Note that the actor has the draft open, and keep `texts` as his own unsaved copy, when given.

    Works in every state of the paper: who was writing when it was sent for approval loses nothing.
    """
    now = timezone.now()
    values: dict[str, object] = {"institution": document.institution, "seen_at": None if leaving else now}
    if texts is not None:
        values |= {
            "subject": texts.subject[:300],
            "addressee": texts.addressee[:300],
            "body": texts.body,
            "base_revision": base_revision,
            "kept_at": now,
        }
    copy, _made = DraftCopy.objects.update_or_create(document=document, user=actor.user, defaults=values)
    return copy


@action("records.drop_draftcopy", title=_("Put away what was not saved"), journal=False)
def drop_draftcopy(actor: Actor, document: Document) -> Document:
    """Put the actor's own unsaved copy of the draft away."""
    DraftCopy.objects.filter(document=document, user=actor.user).update(
        kept_at=None, subject="", addressee="", body="", updated_at=timezone.now()
    )
    return document


def what_the_paper_lacks(actor: Actor, document: Document) -> list[Any]:
    """Say what the law and its type want in a paper and it has not, before a hand signs it."""
    return objections_to_signing(document)


sign_document.object_to(what_the_paper_lacks, override=True)
