# SPDX-License-Identifier: EUPL-1.2
"""A letter by itself: what it says, what is attached, its bytes, and what became of it, with a case or without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nizam.doors.office.pages.arrivals import QUEUES
from nizam.doors.office.pages.entries import PageOfEntry
from nizam.doors.office.pages.letters import files_of, notes_of, parts_of, segments, with_files
from nizam.kit.screens.columns import Cell
from nizam.spine.cases.models import Envelope
from nizam.spine.cases.models.envelopes import held_reasons

TRUST_WORDS: Final[Mapping[str, Any]] = {
    "pass": _("The mail server found the sender's address genuine."),
    "fail": _("The mail server found the sender's address forged."),
    "none": _("The mail server found no proof of the sender's address."),
    "unknown": _("Nobody checked it: no mail server is named that does."),
}
LABELS: Final[Mapping[str, Any]] = {"duplicate_of": _("Duplicate of"), "sha256": "SHA-256"}
# What stands elsewhere on the page.
ABOVE: Final = frozenset({"subject", "text", "flags"})


class EnvelopeScreen(PageOfEntry):
    """The page of an envelope."""

    template = "door_office/pages/envelope.html"

    def entry_context(self) -> dict[str, Any]:
        """Add the letter as a person reads it to what every entry shows."""
        context = super().entry_context()
        envelope = with_files(Envelope.objects.filter(pk=self.object.pk)).get()
        parts = parts_of(envelope, at_any_size=self.request.GET.get("read") == "all")
        queue = next(
            (one for one in QUEUES if (one.disposition, one.direction) == (envelope.disposition, envelope.direction)),
            None,
        )
        return {
            **context,
            "details": [
                {"label": LABELS.get(line["column"].name, line["column"].label), "cell": line["cell"]}
                for line in map(self._in_words, self.detail_lines())
                if line["column"].name not in ABOVE and line["cell"].text not in {"", envelope.disposition}
            ],
            "segments": segments(
                envelope.text or (parts["sent_text"] if parts else ""), parts["quoted_from"] if parts else None
            ),
            "files": files_of(envelope, parts),
            "notes": notes_of(envelope),
            "raw_url": reverse("office:letter_file", args=(envelope.uid,)),
            "raw_size": envelope.blob.size,
            "hypertext_url": reverse("office:letter_hypertext", args=(envelope.uid,))
            if parts and parts["hypertext"]
            else "",
            "read_url": "" if parts is not None else "?read=all",
            "queue": queue,
            "queue_url": f"{reverse('office:arrivals')}?queue={queue.name}" if queue is not None else "",
        }

    def _in_words(self, line: dict[str, Any]) -> dict[str, Any]:
        """Return a line of the details with a person's words in place of a program's code."""
        known = {"trust": TRUST_WORDS, "held_for": dict(held_reasons())}.get(line["column"].name)
        code = line["cell"].text
        return line if known is None or not code else {**line, "cell": Cell(str(known.get(code, code)))}
