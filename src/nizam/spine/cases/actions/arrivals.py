# SPDX-License-Identifier: EUPL-1.2
"""What a person decides about what arrived: registered by hand, joined, parted."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake import open_mail_case, prepare, read_envelope
from nizam.spine.cases.models import Case, Envelope, Party, Procedure
from nizam.spine.cases.opening import open_case
from nizam.spine.org.models import Unit


@action(
    "cases.open_by_hand_case",
    title=_("Register a letter"),
    creates=True,
    fields={
        "procedure": Input(label=_("Procedure"), kind="model", model="cases.procedure"),
        "unit": Input(label=_("Unit"), kind="model", model="org.unit"),
        "subject": Input(label=_("Subject")),
        "from_whom": Input(label=_("From whom")),
        "text": Input(label=_("Text"), kind="long-text"),
        "channel": Input(
            label=_("Came by"),
            kind="choice",
            choices=lambda: [("counter", _("Counter")), ("paper", _("Paper post")), ("phone", _("Phone"))],
        ),
    },
)
def open_by_hand_case(
    actor: Actor, *, procedure: Procedure, unit: Unit, subject: str, from_whom: str, text: str, channel: str = "counter"
) -> Case:
    """Register what came at the counter, on paper or by phone: the clerk's words are kept as an envelope first."""
    from nizam.foundations import language

    if unit.institution_id != procedure.institution_id:
        raise Refused(_("This unit belongs to another institution."), code="other-institution")
    raw = f"{timezone.now().isoformat()}\n{from_whom}\n{subject}\n\n{text}".encode()
    envelope, _new = keep(actor, procedure.institution, raw, door=channel, unit=unit)
    party = Party(institution=procedure.institution, unit=unit, name=from_whom[:300])
    party.save()
    identified = language.identify(f"{subject}\n{text}")
    case = open_case(
        procedure,
        subject=subject,
        channel=channel,
        unit=unit,
        party=party,
        language_code=identified.language or procedure.institution.main_language,
        suggestions=[],
    )
    envelope.case = case
    envelope.unit = unit
    envelope.disposition = "new"
    envelope.subject, envelope.text, envelope.sender_name = subject[:1000], text, from_whom[:300]
    envelope.language = case.language
    envelope.save()
    return case


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
