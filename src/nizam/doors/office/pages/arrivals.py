# SPDX-License-Identifier: EUPL-1.2
"""What arrived and waits for a person: one queue a tab, each row with its reason, its guesses and its acts.

And the door by which people bring letters in: one form a channel.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.kit.actions import Action
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.screens.base import OfficeScreen
from nizam.kit.screens.offers import can_be_filled, offers_for_list
from nizam.kit.screens.paging import page_of
from nizam.spine.cases.models import Case, Envelope
from nizam.spine.cases.models.envelopes import held_reasons

VIEW: Final = "cases.view_envelope"
REGISTER: Final = "cases.open_by_hand_case"


@dataclass(frozen=True)
class Queue:
    """One kind of what waits: its name in addresses, its disposition, its title, what it is and how it empties.

    `explains`: its rows say why they wait. `asks`: acts that could be done by one press, but need their form here.
    """

    name: str
    disposition: str
    direction: str
    title: Any
    about: Any
    acts: tuple[str, ...]
    explains: bool = False
    asks: tuple[str, ...] = ()


QUEUES: Final = (
    Queue(
        "held",
        "held",
        "in",
        gettext_lazy("Held"),
        gettext_lazy(
            "Letters that point at a case whose sender they do not come from, and what machines wrote. Join each to "
            "its case, open a case of its own, or set it aside."
        ),
        ("join_envelope", "part_envelope", "set_aside_envelope", "replay_envelope"),
        explains=True,
    ),
    Queue(
        "unreadable",
        "unreadable",
        "in",
        gettext_lazy("Unreadable"),
        gettext_lazy("Letters in which neither a sender nor a text was found. Look at the bytes, then read it again."),
        ("replay_envelope", "part_envelope", "set_aside_envelope"),
    ),
    Queue(
        "oversize",
        "oversize",
        "in",
        gettext_lazy("Too large"),
        gettext_lazy("Letters larger than what is read by itself. Read one again with a higher limit."),
        ("replay_envelope", "part_envelope", "set_aside_envelope"),
        # Read again within the limit it would only come back here.
        asks=("replay_envelope",),
    ),
    Queue(
        "aside",
        "set-aside",
        "in",
        gettext_lazy("Set aside"),
        gettext_lazy(
            "Advertising, lists and other mail that is no correspondence: without number and receipt, and never "
            "deleted. Whatever was set aside by mistake is restored here."
        ),
        ("restore_envelope",),
        explains=True,
    ),
    Queue(
        "waiting",
        "",
        "in",
        gettext_lazy("Without number"),
        gettext_lazy("Kept and not yet registered: a worker is at it, or something stood in its way."),
        ("register_envelope",),
    ),
    Queue(
        "withheld",
        "withheld",
        "out",
        gettext_lazy("Receipts kept back"),
        gettext_lazy(
            "Automatic mail beyond the forty that one address may get on one day. Send what is owed; refuse what two "
            "robots write to each other."
        ),
        ("send_withheld_envelope", "void_withheld_envelope"),
    ),
)

# What speaks for a guess, by the code that stands beside it.
GUESS_WORDS: Final[Mapping[str, Any]] = {
    "reply-address": gettext_lazy("written to the address of that case"),
    "own-message-id": gettext_lazy("answers a letter of ours in it"),
    "references": gettext_lazy("answers a letter in it"),
    "number-in-subject": gettext_lazy("its number stands in the subject"),
    "number-in-text": gettext_lazy("its number stands in the text"),
    "same-sender": gettext_lazy("from the same sender"),
    "same-subject": gettext_lazy("with the same subject"),
    "near-date": gettext_lazy("of the same days"),
}
GUESSES: Final = 3


class ArrivalsScreen(OfficeScreen):
    """The queues of one institution's arrivals, each as far as the reader sees it."""

    title = gettext_lazy("Arrivals to decide")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the tabs with their counts, and one queue."""
        self.require(VIEW)
        self.held = ports.access.permissions(request.user)
        self.resource = registry.resource("cases.envelope")
        counts = self._counts()
        asked = next((one for one in QUEUES if one.name == request.GET.get("queue")), None)
        queue = asked or next((one for one in QUEUES if counts[one.name]), QUEUES[0])
        self.here = self._address(queue, page=request.GET.get("page", ""))
        page = page_of(
            self._rows(queue).select_related("blob", "mailbox"),
            "-kept_at",
            number=request.GET.get("page", ""),
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )
        rows = self._shown(queue, page.rows)
        return self.page(
            "door_office/pages/arrivals.html",
            {
                "tabs": [
                    {"title": one.title, "count": counts[one.name], "url": self._address(one), "here": one is queue}
                    for one in QUEUES
                ],
                "queue": queue,
                "rows": rows,
                "has_acts": any(row["acts"] for row in rows),
                "words": page.words,
                "before_url": f"{self._address(queue)}&{page.previous_query}" if page.previous_query else "",
                "after_url": f"{self._address(queue)}&{page.next_query}" if page.next_query else "",
                "here": self.here,
                "by_hand": reverse("office:by_hand") if REGISTER in self.held else "",
                "nothing": not sum(counts.values()),
            },
        )

    def _address(self, queue: Queue, **more: str) -> str:
        parts = {"queue": queue.name, **{name: value for name, value in more.items() if value}}
        return f"{reverse('office:arrivals')}?{urlencode(parts)}"

    def _seen(self) -> Any:
        return Envelope.objects.visible_to(self.request.user).filter(voided_at__isnull=True)

    def _rows(self, queue: Queue) -> Any:
        return self._seen().filter(disposition=queue.disposition, direction=queue.direction)

    def _counts(self) -> dict[str, int]:
        any_queue = Q(pk__in=())
        for queue in QUEUES:
            any_queue |= Q(disposition=queue.disposition, direction=queue.direction)
        found = self._seen().filter(any_queue).order_by().values_list("disposition").annotate(Count("pk"))
        by_disposition = dict(found)
        return {queue.name: by_disposition.get(queue.disposition, 0) for queue in QUEUES}

    def _shown(self, queue: Queue, envelopes: Sequence[Envelope]) -> list[dict[str, Any]]:
        acts = [act for name in queue.acts if (act := self.resource.action(name)) is not None]
        offered = [act for act in acts if act.permission in self.held and can_be_filled(self.resource, act)]
        cases = self._guessed(envelopes)
        return [
            {
                "envelope": envelope,
                "url": entry_address(envelope),
                "who": self._who(queue, envelope),
                "why": self._why(queue, envelope),
                "guesses": self._guesses(envelope, cases, offered),
                "acts": [self._act(queue, act, envelope) for act in offered if act.applies_to(envelope)],
            }
            for envelope in envelopes
        ]

    def _who(self, queue: Queue, envelope: Envelope) -> str:
        if queue.direction == "out":
            return _("to %(address)s") % {"address": envelope.recipient_email}
        named = " ".join(part for part in (envelope.sender_name, f"<{envelope.sender_email}>") if part.strip("<>"))
        return named or envelope.source

    def _why(self, queue: Queue, envelope: Envelope) -> str:
        if queue.name == "held":
            return str(dict(held_reasons()).get(envelope.held_for, envelope.held_for))
        if queue.name == "aside":
            return envelope.note
        return ""

    def _guessed(self, envelopes: Iterable[Envelope]) -> dict[str, Case]:
        """Return the guessed cases the reader may see, by uid, in one query."""
        uids = set()
        for envelope in envelopes:
            for guess in envelope.guesses[:GUESSES]:
                try:
                    uids.add(uuid.UUID(str(guess.get("case"))))
                except ValueError:
                    continue
        found = Case.objects.visible_to(self.request.user).filter(uid__in=uids) if uids else ()
        return {str(case.uid): case for case in found}

    def _guesses(
        self, envelope: Envelope, cases: Mapping[str, Case], offered: Sequence[Action]
    ) -> list[dict[str, Any]]:
        join = next((act for act in offered if act.name == "join_envelope" and act.applies_to(envelope)), None)
        guesses = []
        for guess in envelope.guesses[:GUESSES]:
            case = cases.get(str(guess.get("case")))
            reason = str(guess.get("reason", ""))
            guesses.append(
                {
                    "case": case,
                    "url": entry_address(case) if case is not None else "",
                    "reason": GUESS_WORDS.get(reason, reason),
                    "percent": round(100 * float(guess.get("score") or 0)),
                    "join_url": act_address(self.resource, join, envelope) if join is not None and case else "",
                }
            )
        return guesses

    def _act(self, queue: Queue, act: Action, envelope: Envelope) -> dict[str, Any]:
        """Return an act as one press where it asks nothing, else as the way to its form."""
        asks = any(asked.required for asked in act.fields.values()) or bool(act.danger) or act.name in queue.asks
        return {"title": act.title, "url": act_address(self.resource, act, envelope), "asks": asks, "name": act.name}


class ByHandScreen(OfficeScreen):
    """The ways by which something comes by hand, each leading to its own short form."""

    title = gettext_lazy("Register by hand")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the ways open to the reader."""
        self.require(REGISTER)
        about = {
            "open_by_hand_case": _("Somebody brings a letter, or says what the matter is."),
            "open_by_phone_case": _("Somebody calls: the number, the time, and what was said."),
            "open_by_post_case": _("A letter on paper: stamp, sender's number and date, sheets."),
            "open_by_scan_case": _("A file of the scanner or the telephone: its text is read from the picture."),
        }
        offers = {offer.name: offer for offer in offers_for_list(registry.resource("cases.case"), request.user)}
        doors = [
            {"title": offers[name].title, "url": offers[name].url, "about": words}
            for name, words in about.items()
            if name in offers
        ]
        return self.page("door_office/pages/by_hand.html", {"doors": doors})
