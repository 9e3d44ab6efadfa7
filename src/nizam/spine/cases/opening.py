# SPDX-License-Identifier: EUPL-1.2
"""Opening a case: its procedure, number and clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from nizam.foundations.calendars import WorkingCalendar
from nizam.spine.cases.clock import set_clock
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.models import Case, Party, Procedure
from nizam.spine.org.models import Institution
from nizam.spine.org.numbers import take_number


def default_procedure(institution: Institution, door: str) -> Procedure:
    """Return the procedure that takes what comes by `door`."""
    current = Procedure.objects.filter(institution=institution, current=True, voided_at__isnull=True).select_related(
        "series"
    )
    return next((p for p in current if door in p.default_for), None) or current.get(code="appeal")


def open_case(
    procedure: Procedure,
    *,
    subject: str,
    channel: str,
    unit: Any,
    party: Party | None,
    language_code: str,
    suggestions: list[dict[str, Any]],
    registered_at: Any = None,
    confidentiality: int = 0,
    calendar: WorkingCalendar | None = None,
    arrived_at: datetime | None = None,
) -> Case:
    """Open a case with its number and clock; runs inside the caller's act.

    `arrived_at` is when the letter reached the house, where that was before it was registered.
    """
    moment = registered_at or timezone.now()
    institution = procedure.institution
    clock = set_clock(procedure, moment, calendar)
    case = Case(
        institution=institution,
        unit=unit,
        confidentiality=confidentiality,
        procedure=procedure,
        party=party,
        subject=storable(subject)[:500],
        language=language_code,
        channel=channel,
        arrived_at=arrived_at or moment,
        registered_at=moment,
        registered_on=moment.astimezone(institution.tzinfo).date(),
        due_on=clock.due_on if clock else None,
        due_at=clock.due_at if clock else None,
        clock=clock.arithmetic if clock else None,
        law=procedure.law,
        suggestions=suggestions,
    )
    if procedure.series.on_arrival:
        case.number = take_number(procedure.series, case, at=moment)
        case.number_text = case.number.text
    case.save()
    return case
