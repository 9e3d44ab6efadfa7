# SPDX-License-Identifier: EUPL-1.2
"""What a person decides about what arrived: registered by hand, joined, parted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.spine.cases.intake import open_mail_case, prepare, read_envelope
from nizam.spine.cases.models import Case, Envelope


def _held(envelope: Envelope) -> bool:
    return envelope.disposition == "held"


@action(
    "cases.join_envelope",
    title=_("Join to a case"),
    available=_held,
    fields={"case": Input(label=_("Case"), kind="model", model="cases.case")},
)
def join_envelope(actor: Actor, envelope: Envelope, *, case: Case) -> Envelope:
    """Join a held letter to a case."""
    envelope.case = case
    envelope.unit = case.unit
    envelope.disposition = "reply"
    envelope.save(update_fields=["case", "unit", "disposition"])
    return envelope


@action("cases.part_envelope", title=_("Open a case of its own"), available=_held)
def part_envelope(actor: Actor, envelope: Envelope) -> Envelope:
    """Open a case of its own for a held letter."""
    envelope.case = open_mail_case(envelope, prepare(envelope, read_envelope(envelope)))
    envelope.disposition = "new"
    envelope.save(update_fields=["case", "disposition"])
    return envelope
