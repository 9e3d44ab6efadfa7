# SPDX-License-Identifier: EUPL-1.2
"""Registering what came by hand: one act a channel, each with the questions that suit it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.spine.cases.counter import ByHand, Sender, take, take_scan
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.org.models import Unit

_UNIT = Input(label=_("Unit"), kind="model", model="org.unit")
_PROCEDURE = Input(
    label=_("Procedure"),
    kind="model",
    model="cases.procedure",
    required=False,
    help=_("Left empty, it is the one that takes what comes this way."),
)
_DETAILS = Input(
    label=_("Details"),
    kind="mapping",
    required=False,
    help=_("Answers to the procedure's questions, by the code of each"),
)
_SUBJECT = Input(label=_("Subject"))
_EMAIL = Input(label=_("E-mail"), required=False)
_PHONE = Input(label=_("Phone"), required=False)
_ADDRESS = Input(label=_("Postal address"), required=False)
_ARRIVED = Input(
    label=_("Arrived"), kind="datetime", required=False, help=_("Only when it reached the house before now.")
)


@action(
    "cases.open_by_hand_case",
    title=_("Register at the counter"),
    creates=True,
    fields={
        "from_whom": Input(label=_("From whom")),
        "phone": _PHONE,
        "email": _EMAIL,
        "postal_address": _ADDRESS,
        "subject": _SUBJECT,
        "text": Input(label=_("Text"), kind="long-text", help=_("What is written, or what was said.")),
        "spoken": Input(label=_("It was said, not written"), kind="flag", required=False),
        "unit": _UNIT,
        "procedure": _PROCEDURE,
        "details": _DETAILS,
        "arrived_at": _ARRIVED,
    },
)
def open_by_hand_case(
    actor: Actor,
    *,
    unit: Unit,
    subject: str,
    from_whom: str,
    text: str,
    procedure: Procedure | None = None,
    details: Mapping[str, Any] | None = None,
    phone: str = "",
    email: str = "",
    postal_address: str = "",
    spoken: bool = False,
    arrived_at: datetime | None = None,
    channel: str = "counter",
) -> Case:
    """Register what somebody brought or said at the counter."""
    arrival = ByHand(
        channel=channel,
        sender=Sender(name=from_whom, phone=phone, email=email, postal_address=postal_address),
        subject=subject,
        words=text,
        arrived_at=arrived_at,
        facts=[(_("Said at the counter"), spoken)],
        details=details or {},
        own={"phone": phone, "email": email, "postal_address": postal_address},
    )
    return take(actor, unit, arrival, procedure=procedure)


@action(
    "cases.open_by_phone_case",
    title=_("Register a telephone call"),
    creates=True,
    fields={
        "phone": Input(label=_("Number of the caller")),
        "from_whom": Input(label=_("Who called"), required=False),
        "called_at": Input(
            label=_("Time of the call"), kind="datetime", required=False, help=_("Left empty, it is now.")
        ),
        "subject": _SUBJECT,
        "text": Input(label=_("What was said"), kind="long-text"),
        "unit": _UNIT,
        "procedure": _PROCEDURE,
        "details": _DETAILS,
    },
)
def open_by_phone_case(
    actor: Actor,
    *,
    unit: Unit,
    phone: str,
    subject: str,
    text: str,
    from_whom: str = "",
    called_at: datetime | None = None,
    procedure: Procedure | None = None,
    details: Mapping[str, Any] | None = None,
) -> Case:
    """Register what was said on the telephone."""
    arrival = ByHand(
        channel="phone",
        sender=Sender(name=from_whom, phone=phone),
        subject=subject,
        words=text,
        arrived_at=called_at,
        facts=[(_("Number of the caller"), phone)],
        details=details or {},
        own={"phone": phone},
    )
    return take(actor, unit, arrival, procedure=procedure)


@action(
    "cases.open_by_post_case",
    title=_("Register a letter by post"),
    creates=True,
    fields={
        "from_whom": Input(label=_("From whom")),
        "postal_address": _ADDRESS,
        "their_number": Input(label=_("Sender's number"), required=False),
        "their_date": Input(label=_("Date of the letter"), kind="date", required=False),
        "stamped_on": Input(label=_("Date of the post stamp"), kind="date", required=False),
        "sheets": Input(label=_("Sheets"), kind="number", required=False),
        "subject": _SUBJECT,
        "text": Input(label=_("Text"), kind="long-text", required=False),
        "unit": _UNIT,
        "procedure": _PROCEDURE,
        "details": _DETAILS,
        "arrived_at": _ARRIVED,
    },
)
def open_by_post_case(
    actor: Actor,
    *,
    unit: Unit,
    from_whom: str,
    subject: str,
    postal_address: str = "",
    their_number: str = "",
    their_date: date | None = None,
    stamped_on: date | None = None,
    sheets: int | None = None,
    text: str = "",
    procedure: Procedure | None = None,
    details: Mapping[str, Any] | None = None,
    arrived_at: datetime | None = None,
) -> Case:
    """Register a letter on paper that came by post or courier."""
    arrival = ByHand(
        channel="paper",
        sender=Sender(name=from_whom, postal_address=postal_address),
        subject=subject,
        words=text,
        arrived_at=arrived_at,
        facts=[
            (_("Sender's number"), their_number),
            (_("Date of the letter"), their_date),
            (_("Date of the post stamp"), stamped_on),
            (_("Sheets"), sheets),
        ],
        details=details or {},
        own={
            "postal_address": postal_address,
            "their_number": their_number,
            "their_date": their_date,
            "stamped_on": stamped_on,
            "sheets": sheets,
        },
    )
    return take(actor, unit, arrival, procedure=procedure)


@action(
    "cases.open_by_scan_case",
    title=_("Register a scan"),
    creates=True,
    fields={
        "file": Input(label=_("Scan"), kind="file", help=_("PDF, JPEG, PNG or TIFF, at most 64 MB.")),
        "from_whom": Input(label=_("From whom")),
        "phone": _PHONE,
        "email": _EMAIL,
        "postal_address": _ADDRESS,
        "subject": _SUBJECT,
        "text": Input(label=_("Note"), kind="long-text", required=False),
        "unit": _UNIT,
        "procedure": _PROCEDURE,
        "details": _DETAILS,
        "arrived_at": _ARRIVED,
    },
)
def open_by_scan_case(
    actor: Actor,
    *,
    unit: Unit,
    file: Any,
    from_whom: str,
    subject: str,
    phone: str = "",
    email: str = "",
    postal_address: str = "",
    text: str = "",
    procedure: Procedure | None = None,
    details: Mapping[str, Any] | None = None,
    arrived_at: datetime | None = None,
) -> Case:
    """Register a scanned letter; its text is read from the picture in the background and shown beside it."""
    arrival = ByHand(
        channel="scan",
        sender=Sender(name=from_whom, phone=phone, email=email, postal_address=postal_address),
        subject=subject,
        words=text,
        arrived_at=arrived_at,
        details=details or {},
        own={"phone": phone, "email": email, "postal_address": postal_address},
    )
    return take_scan(actor, unit, arrival, file=file, procedure=procedure)
