# SPDX-License-Identifier: EUPL-1.2
"""Reporting periods as people write them: 2026, 2026-H1, 2026-Q4, 2026-11, 2026-W47."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta


class PeriodError(ValueError):
    """The text names no period."""


@dataclass(frozen=True)
class Period:
    """A period by its name, first and last day."""

    name: str
    starts: date
    ends: date


def read_period(text: str) -> Period:
    """Read a period; weeks are those of ISO 8601. Raises PeriodError."""
    match = re.fullmatch(r"(\d{4})(?:-(?:(Q)([1-4])|(H)([12])|(W)(\d{2})|(\d{2})))?", text.strip().upper())
    if match is None:
        raise PeriodError(text)
    year = int(match[1])
    try:
        if match[2]:
            first, months = 3 * int(match[3]) - 2, 3
        elif match[4]:
            first, months = 6 * int(match[5]) - 5, 6
        elif match[6]:
            monday = date.fromisocalendar(year, int(match[7]), 1)
            return Period(text.upper(), monday, monday + timedelta(days=6))
        elif match[8]:
            first, months = int(match[8]), 1
        else:
            first, months = 1, 12
        last = first + months - 1
        return Period(text.upper(), date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))
    except ValueError:
        raise PeriodError(text) from None


def quarter_of(day: date) -> Period:
    """Return the quarter that holds `day`."""
    return read_period(f"{day.year}-Q{(day.month + 2) // 3}")


def period_before(period: Period) -> Period:
    """Return the period of the same kind just before `period`: the week before a week, the year before a year."""
    year, _dash, part = period.name.partition("-")
    last = period.starts - timedelta(days=1)
    if not part:
        return read_period(str(int(year) - 1))
    if part.startswith("Q"):
        return quarter_of(last)
    if part.startswith("H"):
        return read_period(f"{last.year}-H{1 if last.month <= 6 else 2}")
    if part.startswith("W"):
        return week_of(last)
    return read_period(f"{last.year}-{last.month:02}")


def week_of(day: date) -> Period:
    """Return the week (ISO 8601, from Monday) that holds `day`."""
    year, week, _weekday = day.isocalendar()
    return read_period(f"{year:04}-W{week:02}")
