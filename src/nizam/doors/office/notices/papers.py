# SPDX-License-Identifier: EUPL-1.2
"""What is told of papers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from nizam.doors.office.notices.telling import tell_watchers
from nizam.kit.events import subscribe
from nizam.spine.records.events import DocumentSigned
from nizam.spine.records.models import Document


def subscribe_part() -> None:
    """Listen to what happens to papers."""
    subscribe(DocumentSigned, tell_signed)


def tell_signed(event: DocumentSigned) -> None:
    """Tell the watchers of a paper that it is signed."""
    tell_watchers(event, Document.objects.get(uid=event.uid), _("Document {number} was signed and issued."), "signed")
