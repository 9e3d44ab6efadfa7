# SPDX-License-Identifier: EUPL-1.2
"""What comes by hand: at the counter, by telephone, by post, as a scan. Words or bytes are kept first, as any letter's.

The clerk's words become an envelope that reads like a letter; a scan is its own envelope, and its text is read later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.foundations import language
from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.turns import wait_for_others
from nizam.spine.cases.attachments import note_file
from nizam.spine.cases.details import questions, settled_details, told_answer
from nizam.spine.cases.envelopes import keep, storable
from nizam.spine.cases.models import Case, Envelope, Party, Procedure
from nizam.spine.cases.opening import default_procedure, open_case
from nizam.spine.cases.suggestions import units_for
from nizam.spine.org.models import Institution, Unit
from nizam.spine.org.models.mailboxes import address_key

READ_CHARACTERS: Final = 20_000
LARGEST_SCAN: Final = 64 * 1024 * 1024
# What a scanner writes, by its first bytes.
_SCANS: Final = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"II*\x00", "image/tiff", "tif"),
    (b"MM\x00*", "image/tiff", "tif"),
)
# Shorter numbers are extensions of a house; several people answer them.
_LEAST_DIGITS: Final = 7


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who came, called or wrote, as far as they told."""

    name: str = ""
    email: str = ""
    phone: str = ""
    postal_address: str = ""

    def settled(self) -> Sender:
        """Return the same with spaces and signs settled. Raises ValidationError for what is no mail address."""
        email = self.email.strip()
        if email:
            try:
                validate_email(email)
            except ValidationError as error:
                raise ValidationError({"email": error.messages}) from error
        return Sender(
            name=" ".join(self.name.split())[:300],
            email=email[:320],
            phone=settled_phone(self.phone),
            postal_address=" ".join(self.postal_address.split())[:300],
        )


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """One arrival by hand. `facts` are what the form of its channel asks besides: (what, value) in order.

    `details` answer the questions of its procedure by their codes. `own` are the answers that the form of the channel
    asks by itself, by the names of its inputs: a question of the same name (`their-number` and `their_number`) is not
    asked twice.
    """

    channel: str
    sender: Sender
    subject: str
    words: str = ""
    arrived_at: datetime | None = None
    facts: Sequence[tuple[Any, Any]] = field(default=())
    details: Mapping[str, Any] = field(default_factory=dict)
    own: Mapping[str, Any] = field(default_factory=dict)


def settled_phone(number: str) -> str:
    """Return a telephone number as it is compared: its digits, with a plus where the country is named."""
    digits = re.sub(r"\D", "", number)
    named = number.strip().startswith("+") or digits.startswith("00")
    return (f"+{digits.removeprefix('00')}" if named else digits)[:60]


def party_of_sender(institution: Institution, unit: Unit, sender: Sender) -> Party | None:
    """Return who it is: known by the mail address, by telephone and name, or by name and address; else entered anew.

    A name alone proves nobody, and neither does a telephone: a family or an office shares it. None without a name and
    without any way to answer.
    """
    if not (sender.name or sender.email or sender.phone):
        return None
    wait_for_others(f"party {institution.pk} {sender.email or language.fold(sender.name)}")
    parties = Party.objects.filter(institution=institution, voided_at__isnull=True).order_by("pk")
    if sender.email:
        known = parties.filter(email_key=address_key(sender.email)).first()
        if known is not None:
            return _completed(known, sender)
    name = language.fold(sender.name)
    if name and len(sender.phone.lstrip("+")) >= _LEAST_DIGITS:
        found = [party for party in parties.filter(phone=sender.phone) if language.fold(party.name) == name]
        if len(found) == 1:
            return _completed(found[0], sender)
    if name and sender.postal_address:
        address = language.fold(sender.postal_address)
        rows = parties.filter(name_folded__startswith=name).exclude(postal_address="")
        found = [p for p in rows if language.fold(p.name) == name and language.fold(p.postal_address) == address]
        if len(found) == 1:
            return _completed(found[0], sender)
    party = Party(
        institution=institution,
        unit=unit,
        name=sender.name,
        email=sender.email,
        phone=sender.phone,
        postal_address=sender.postal_address,
    )
    party.save()
    return party


def _completed(party: Party, sender: Sender) -> Party:
    """Fill in what was not known of a party; what stands there already is nobody's to change at the counter."""
    told = {name: getattr(sender, name) for name in ("name", "email", "phone", "postal_address")}
    new = {name: value for name, value in told.items() if value and not getattr(party, name)}
    if new:
        for name, value in new.items():
            setattr(party, name, value)
        party.save(update_fields=list(new))
    return party


def take(actor: Actor, unit: Unit, arrival: ByHand, *, procedure: Procedure | None = None) -> Case:
    """Keep an arrival in words as an envelope and open its case; runs inside the caller's act.

    Raises Refused for a unit of another institution and for an arrival in the future, ValidationError for a field.
    """
    sender = arrival.sender.settled()
    _check(unit, procedure, arrival)
    procedure = procedure or default_procedure(unit.institution, arrival.channel)
    details = _answers(procedure, arrival)
    now = timezone.now()
    text = _told(unit.institution, arrival, procedure, details)
    raw = _as_letter(actor, arrival, sender, text, now)
    envelope, _new = keep(actor, unit.institution, raw, door=arrival.channel, at=arrival.arrived_at or now, unit=unit)
    return _open(envelope, unit, procedure, arrival, details, sender, text, now)


def take_scan(actor: Actor, unit: Unit, arrival: ByHand, *, file: Any, procedure: Procedure | None = None) -> Case:
    """Keep a scanned letter, the file as the envelope, and open its case; its text is read in the background.

    Raises Refused for a file that no scanner writes, one too large, and one that is registered already.
    """
    sender = arrival.sender.settled()
    _check(unit, procedure, arrival)
    procedure = procedure or default_procedure(unit.institution, arrival.channel)
    details = _answers(procedure, arrival)
    if file.size > LARGEST_SCAN:
        raise Refused(_("A scan may have at most 64 MB: scan in black and white, or in parts."), code="too-large")
    raw = file.read()
    kind = next(((media, ending) for start, media, ending in _SCANS if raw.startswith(start)), None)
    if kind is None:
        raise Refused(_("A scan is a PDF, JPEG, PNG or TIFF file; this is none of them."), code="no-scan")
    now = timezone.now()
    envelope, is_new = keep(
        actor,
        unit.institution,
        raw,
        door=arrival.channel,
        source=storable(file.name),
        at=arrival.arrived_at or now,
        unit=unit,
    )
    if not is_new:
        number = envelope.case.number_text if envelope.case is not None else ""
        raise Refused(_("This very file is registered already: %(number)s") % {"number": number or "–"}, code="known")
    text = _told(unit.institution, arrival, procedure, details)
    case = _open(envelope, unit, procedure, arrival, details, sender, text, now)
    name = storable(file.name).replace("\\", "/").rpartition("/")[2].strip(" .")
    note_file(envelope, name=name or f"scan.{kind[1]}", content_type=kind[0], content=raw)
    return case


def _check(unit: Unit, procedure: Procedure | None, arrival: ByHand) -> None:
    if procedure is not None and unit.institution_id != procedure.institution_id:
        raise Refused(_("This unit belongs to another institution."), code="other-institution")
    if procedure is not None and not (procedure.current and procedure.voided_at is None):
        raise Refused(_("This version of the procedure is not in use."), code="not-in-use")
    if arrival.arrived_at is not None and arrival.arrived_at > timezone.now():
        raise ValidationError({"arrived_at": translate("This lies in the future.")})


def own_input(code: str) -> str:
    """Return the name that an input of a channel's own form has when it asks the question `code`."""
    return code.replace("-", "_")


def _answers(procedure: Procedure, arrival: ByHand) -> dict[str, Any]:
    """Return the settled answers to the procedure's questions. Raises ValidationError at the input of each."""
    asked_as = {one.code: own_input(one.code) for one in questions(procedure) if own_input(one.code) in arrival.own}
    by_itself = {code: arrival.own[name] for code, name in asked_as.items()}
    return settled_details(procedure, {**by_itself, **arrival.details}, asked_as=asked_as)


def _told(institution: Institution, arrival: ByHand, procedure: Procedure, details: Mapping[str, Any]) -> str:
    """Return the text of an arrival as the page of its case shows it: what the form asked, then the words."""
    with translation.override(institution.main_language):
        lines = [f"{label}: {_plain(value)}" for label, value in arrival.facts if value not in (None, "", False)]
        lines += [
            f"{one.label}: {told_answer(one, details[one.code])}"
            for one in questions(procedure)
            if one.code in details and own_input(one.code) not in arrival.own
        ]
    return "\n\n".join(part for part in ("\n".join(lines), arrival.words.strip()) if part)


def _plain(value: Any) -> str:
    if value is True:
        return translate("yes")
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value)


def _as_letter(actor: Actor, arrival: ByHand, sender: Sender, text: str, now: datetime) -> bytes:
    """Return the bytes to keep: who took it, when and how, from whom, and every word."""
    known = {
        "Door": arrival.channel,
        "Registered": now.isoformat(),
        "Registered-By": getattr(actor.user, "username", ""),
        "Arrived": arrival.arrived_at.isoformat() if arrival.arrived_at else "",
        "From": sender.name,
        "E-Mail": sender.email,
        "Phone": sender.phone,
        "Address": sender.postal_address,
        "Subject": " ".join(arrival.subject.split()),
    }
    head = "\n".join(f"{name}: {value}" for name, value in known.items() if value)
    return storable(f"{head}\n\n{text}\n").encode()


def _open(
    envelope: Envelope,
    unit: Unit,
    procedure: Procedure,
    arrival: ByHand,
    details: Mapping[str, Any],
    sender: Sender,
    text: str,
    now: datetime,
) -> Case:
    institution = unit.institution
    subject = " ".join(storable(arrival.subject).split())
    words = f"{subject}\n{arrival.words}"[:READ_CHARACTERS]
    case = open_case(
        procedure,
        subject=subject,
        channel=arrival.channel,
        unit=unit,
        party=party_of_sender(institution, unit, sender),
        language_code=language.identify(words).language or institution.main_language,
        suggestions=units_for(institution, words),
        registered_at=now,
        arrived_at=arrival.arrived_at,
        details=details,
    )
    envelope.case = case
    envelope.unit = unit
    envelope.disposition = "new"
    envelope.subject, envelope.text, envelope.sender_name = subject[:1000], storable(text), sender.name
    envelope.sender_email = sender.email
    envelope.language = case.language
    envelope.save()
    return case
