# SPDX-License-Identifier: EUPL-1.2
"""What a screen shows of a letter: its text with quoted parts folded, and its attachments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nizam.foundations import messages
from nizam.spine.cases.attachments import mark_words
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.models import Attachment, Envelope
from nizam.spine.records.blobs import BlobDamaged, read_bytes

# A letter larger than this is taken apart only when its attachments are asked for.
READ_AT_ONCE = 4 * 1024 * 1024
# A text longer than this is shown in part; the rest is folded.
SHOWN_CHARACTERS = 20_000
_KEPT_SECONDS = 24 * 3600

# What a reader must know of how a letter could be read; the other flags matter to programs alone.
FLAG_WORDS: Mapping[str, Any] = {
    "depth-cut": _("Its parts lie too deep inside each other: the inner rest is kept as one attachment."),
    "encrypted": _("Its content is encrypted: only the envelope could be read."),
    "headers-cut": _("Its header is longer than any letter needs and was read in part."),
    "partial": _("It is a fragment of a longer letter."),
    "parts-cut": _(
        "It has more parts than any letter needs: the rest was not opened, and stands in the letter as it came."
    ),
    "replaced": _("Some of its letters could not be read."),
    "text-cut": _("Its text is too long and was cut: the whole stands in the letter as it came."),
    "tnef-damaged": _("A file of Outlook in it is damaged and was unpacked in part."),
    "truncated": _("It was probably cut off on its way."),
    "message-id-reused": _("Its Message-ID is that of another letter with other content"),
    "same-letter-later": _("The same letter, without Message-ID, came more than 30 days before"),
}


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


def with_files(rows: Any) -> Any:
    """Return `rows` with the row of their bytes and what is known of their attachments, but not the texts."""
    noted = Attachment.objects.defer("text", "text_folded").annotate(has_text=Q(text__gt="")).order_by("ordinal")
    return rows.select_related("blob").prefetch_related(Prefetch("attachments", noted))


def notes_of(envelope: Envelope) -> list[str]:
    """Return in words what a reader must know of how the letter could be read."""
    return [str(FLAG_WORDS[flag]) for flag in envelope.flags if flag in FLAG_WORDS]


def parts_of(envelope: Envelope, *, at_any_size: bool = False) -> dict[str, Any] | None:
    """Return attachments (name, size, sha256), the start of the quoted part and whether there is a form in hypertext.

    Of what went out also its text, which only letters that came have in their row.

    The bytes never change, so the answer is kept by their hash. None when the letter is too large to be taken apart
    in passing, or its bytes cannot be had.
    """
    if envelope.door != "mail":
        return {"attachments": [], "quoted_from": None, "hypertext": False, "sent_text": ""}
    key = f"office.letter.3.{envelope.sha256}"
    known: dict[str, Any] | None = cache.get(key)
    if known is not None:
        return known
    if envelope.blob.size > READ_AT_ONCE and not at_any_size:
        return None
    try:
        raw = read_bytes(envelope.blob)
    except (BlobDamaged, FileNotFoundError):
        return None
    message = messages.read(raw)
    quoted_from = message.quoted_from
    known = {
        "attachments": [{"name": a.name, "size": len(a.content), "sha256": a.sha256} for a in message.attachments],
        "quoted_from": None if quoted_from is None else len(storable(message.text[:quoted_from])),
        "hypertext": b"text/html" in raw.lower() and messages.hypertext(raw) is not None,
        "sent_text": storable(message.text) if envelope.direction == "out" else "",
    }
    cache.set(key, known, _KEPT_SECONDS)
    return known


def files_of(envelope: Envelope, parts: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the attachments of a letter (read `with_files`) as tiles, with what happened when they were read."""
    noted: list[Any] = list(envelope.attachments.all())
    if noted:
        words = mark_words()
        return [
            {
                "name": one.name,
                "size": one.size,
                "url": reverse("office:attachment", args=(envelope.uid, one.ordinal)),
                "text_url": reverse("office:attachment_text", args=(envelope.uid, one.ordinal))
                if one.has_text or one.state == "marked"
                else "",
                "notes": [str(words.get(mark, mark)) for mark in one.marks]
                or ([str(_("its text is being read"))] if one.state == "waiting" else []),
            }
            for one in noted
        ]
    return [
        {
            "name": one["name"],
            "size": one["size"],
            "url": reverse("office:attachment", args=(envelope.uid, place)),
        }
        for place, one in enumerate(parts["attachments"] if parts else (), start=1)
    ]
