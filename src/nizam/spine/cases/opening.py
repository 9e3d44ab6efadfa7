# SPDX-License-Identifier: EUPL-1.2
"""Opening a case: its procedure, number and clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from nizam.foundations.calendars import WorkingCalendar
from nizam.kit.errors import Refused
from nizam.spine.cases.clock import set_clock
from nizam.spine.cases.envelopes import storable
from nizam.spine.cases.models import Case, Party, Procedure
from nizam.spine.cases.procedures import class_code, spec_of, step_of
from nizam.spine.org.models import Institution
from nizam.spine.org.numbers import take_number


def default_procedure(institution: Institution, door: str) -> Procedure:
    """Return the procedure that takes what comes by `door`."""
    current = Procedure.objects.filter(institution=institution, current=True, voided_at__isnull=True).select_related(
        "series"
    )
    return next((p for p in current if door in p.default_for), None) or current.get(code="appeal")


def settled_variant(procedure: Procedure, variant: str) -> str:
    """Return the kind that a matter is of: `variant`, else the procedure's first. Raises Refused for an unknown one."""
    codes = [entry["code"] for entry in procedure.variants]
    if not variant:
        return codes[0] if codes else ""
    if variant not in codes:
        raise Refused(
            _("Kinds within this procedure: %(list)s.") % {"list": ", ".join(codes) or "–"}, code="unknown-variant"
        )
    return variant


def settled_marks(procedure: Procedure, variant: str, marks: Iterable[str]) -> list[str]:
    """Return the marks of a matter, in the procedure's order: `marks` and those of its kind.

    Raises Refused for a mark that the procedure does not have.
    """
    spec = spec_of(procedure)
    known = [mark.code for mark in spec.marks] if spec is not None else []
    kind = next((entry for entry in procedure.variants if entry["code"] == variant), None)
    wanted = {*marks, *(kind["marks"] if kind is not None else ())}
    if unknown := wanted - set(known):
        raise Refused(
            _("This procedure has no mark “%(mark)s”.") % {"mark": ", ".join(sorted(unknown))}, code="unknown-mark"
        )
    return [code for code in known if code in wanted]


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
    variant: str = "",
    marks: Iterable[str] = (),
    details: Mapping[str, Any] | None = None,
    numbered_at: datetime | None = None,
) -> Case:
    """Open a case with its number and clock; runs inside the caller's act.

    `arrived_at` is when the letter reached the house, where that was before it was registered. `variant` is the kind
    within the procedure, its first one when left out; the kind's own marks join `marks`. `details` are answers to
    the procedure's questions, settled already. `numbered_at` is when the number is taken, where that is not the
    registration: for a part of a letter registered before. Raises Refused for a kind or a mark that the procedure
    does not have.
    """
    moment = registered_at or timezone.now()
    institution = procedure.institution
    variant = settled_variant(procedure, variant)
    clock = set_clock(procedure, moment, calendar, arrived_at=arrived_at, variant=variant)
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
        law=clock.arithmetic["law"] if clock else None,
        suggestions=suggestions,
        variant=variant,
        marks=settled_marks(procedure, variant, marks),
        details=dict(details or {}),
    )
    case.step = step_of(case)
    if procedure.series.on_arrival:
        case.number = take_number(procedure.series, case, at=numbered_at or moment, file_class=class_code(procedure))
        case.number_text = case.number.text
    case.save()
    return case
