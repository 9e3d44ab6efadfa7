# SPDX-License-Identifier: EUPL-1.2
"""Taking and voiding numbers: gapless per series and year, in the transaction of what they number."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.errors import Refused
from nizam.spine.org.models import NumberSeries, SeriesYear, TakenNumber


def take_number(series: NumberSeries, subject: Any, *, at: datetime | None = None, file_class: str = "") -> TakenNumber:
    """Take the next number of `series` for `subject` (any model with a `uid`), by the year in the institution's zone.

    `file_class` is the code of the class of the file plan. Must run inside the transaction that saves the subject:
    rolled back with it, so that no number is lost. The row of the year is locked by its own UPDATE (PostgreSQL) or by
    the immediate transaction (SQLite) until the commit. Raises Refused when the form names the class, or the state
    code, and there is none.
    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction of what it numbers")
    if "{class}" in series.form and not file_class:
        raise Refused(
            _("Numbers of this series name the class of the file plan: choose the class first."), code="no-class"
        )
    if "{state_code}" in series.form and not series.institution.state_code:
        raise Refused(
            _("Numbers of this series name the institution's state code, which is not filled in."), code="no-state-code"
        )
    moment = at or timezone.now()
    year = moment.astimezone(series.institution.tzinfo).year
    if not SeriesYear.objects.filter(series=series, year=year).update(last=F("last") + 1):
        try:
            with transaction.atomic():
                SeriesYear.objects.create(series=series, year=year, last=1)
        except IntegrityError:
            SeriesYear.objects.filter(series=series, year=year).update(last=F("last") + 1)
    ordinal = SeriesYear.objects.get(series=series, year=year).last
    return TakenNumber.objects.create(
        series=series,
        year=year,
        ordinal=ordinal,
        text=format_number(series.form, ordinal, year, file_class=file_class, state_code=series.institution.state_code),
        taken_at=moment,
        subject_kind=subject._meta.label_lower,
        subject_uid=subject.uid,
    )


def void_number(number: TakenNumber, reason: str) -> TakenNumber:
    """Void a taken number; it is never used again and keeps its reason."""
    number.voided_at = timezone.now()
    number.void_reason = reason
    number.full_clean()
    number.save(update_fields=["voided_at", "void_reason"])
    return number


def format_number(form: str, ordinal: int, year: int, *, file_class: str = "", state_code: str = "") -> str:
    """Write a number in the form of its series: `M-{n:4}/{yy}` gives `M-0007/26`.

    `E-{state_code}-{class}-{n}` gives `E-24312041-702.03-1`, as Turkey's offices number (regulation 2646).
    """

    def replace(match: re.Match[str]) -> str:
        if match["name"] == "year":
            return str(year)
        if match["name"] == "yy":
            return f"{year % 100:02d}"
        if match["name"] == "class":
            return file_class
        if match["name"] == "state_code":
            return state_code
        return str(ordinal).zfill(int(match["width"] or 0))

    return re.sub(r"\{(?P<name>n|year|yy|class|state_code)(?::(?P<width>\d))?\}", replace, form)
