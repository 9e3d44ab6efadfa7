# SPDX-License-Identifier: EUPL-1.2
"""What a screen shows of a letter: its text with quoted parts folded, and its attachments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.urls import reverse

from nizam.foundations import messages
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.models import Envelope
from nizam.spine.records.blobs import BlobDamaged, read_bytes

# A letter larger than this is taken apart only when its attachments are asked for.
READ_AT_ONCE = 4 * 1024 * 1024
# A text longer than this is shown in part; the rest is folded.
SHOWN_CHARACTERS = 20_000
_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Segment:
    """A run of lines: the writer's own, quoted from an earlier letter, or the folded rest of a very long text."""

    kind: str
    text: str


def segments(text: str, quoted_from: int | None = None) -> list[Segment]:
    """Divide a letter's text into what is read and what is folded; nothing is left out.

    Lines that begin with ">" are quoted (RFC 3676, section 4.5), and so is everything from `quoted_from` on.
    """
    end = len(text) if quoted_from is None else quoted_from
    found: list[Segment] = []
    for line in text[:end].splitlines():
        kind = "quoted" if line.lstrip().startswith(">") else "own"
        if found and (found[-1].kind == kind or not line.strip()):
            found[-1] = Segment(found[-1].kind, f"{found[-1].text}\n{line}")
        else:
            found.append(Segment(kind, line))
    if text[end:].strip():
        found.append(Segment("quoted", text[end:]))
    whole = [Segment(one.kind, one.text.strip("\n")) for one in found if one.text.strip()]
    return [part for one in whole for part in _shortened(one)]


def _shortened(one: Segment) -> list[Segment]:
    if one.kind != "own" or len(one.text) <= SHOWN_CHARACTERS:
        return [one]
    cut = one.text.rfind("\n", SHOWN_CHARACTERS // 2, SHOWN_CHARACTERS)
    cut = SHOWN_CHARACTERS if cut < 0 else cut
    return [Segment("own", one.text[:cut]), Segment("rest", one.text[cut:])]


def parts_of(envelope: Envelope, *, at_any_size: bool = False) -> dict[str, Any] | None:
    """Return attachments (name, size, sha256) and the start of the quoted part of a letter that came by mail.

    The bytes never change, so the answer is kept by their hash. None when the letter is too large to be taken apart
    in passing, or its bytes cannot be had.
    """
    if envelope.door != "mail":
        return {"attachments": [], "quoted_from": None}
    key = f"office.letter.{envelope.sha256}"
    known: dict[str, Any] | None = cache.get(key)
    if known is not None:
        return known
    if envelope.blob.size > READ_AT_ONCE and not at_any_size:
        return None
    try:
        message = messages.read(read_bytes(envelope.blob))
    except (BlobDamaged, FileNotFoundError):
        return None
    quoted_from = message.quoted_from
    known = {
        "attachments": [{"name": a.name, "size": len(a.content), "sha256": a.sha256} for a in message.attachments],
        "quoted_from": None if quoted_from is None else len(storable(message.text[:quoted_from])),
    }
    cache.set(key, known, _KEPT_SECONDS)
    return known


def files_of(envelope: Envelope, parts: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the attachments of a letter as file tiles."""
    return [
        {
            "name": one["name"],
            "size": one["size"],
            "url": reverse("office:attachment", args=(envelope.uid, place)),
        }
        for place, one in enumerate(parts["attachments"] if parts else (), start=1)
    ]
