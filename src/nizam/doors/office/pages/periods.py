# SPDX-License-Identifier: EUPL-1.2
"""Choosing a reporting period on a screen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from nizam.kit.wording import sentence
from nizam.spine.plans.periods import Period, PeriodError, quarter_of, read_period, week_of


def chosen_period(asked: str, today: date) -> tuple[Period, bool]:
    """Return the period named by `asked`, else this quarter; and whether the name could be read (an empty one can)."""
    if not asked.strip():
        return quarter_of(today), True
    try:
        return read_period(asked), True
    except PeriodError:
        return quarter_of(today), False


def period_choices(today: date, chosen: Period) -> list[tuple[str, Any]]:
    """Return the periods offered, from this week to the year before, and the chosen one among them."""
    names = [week_of(today).name, week_of(today - timedelta(days=7)).name]
    first = today.replace(day=1)
    for _back in range(3):
        names.append(f"{first.year}-{first.month:02}")
        first = (first - timedelta(days=1)).replace(day=1)
    day = today
    for _back in range(5):
        quarter = quarter_of(day)
        names.append(quarter.name)
        day = quarter.starts - timedelta(days=1)
    half = 2 if today.month > 6 else 1
    names += [f"{today.year}-H{half}", f"{today.year if half == 2 else today.year - 1}-H{3 - half}"]
    names += [str(today.year), str(today.year - 1)]
    if chosen.name not in names:
        names.insert(0, chosen.name)
    return [(name, period_words(name)) for name in names]


def period_words(name: str) -> str:
    """Say a period's name in the reader's language."""
    year, _dash, part = name.partition("-")
    values = {"year": year, "part": part[1:]}
    if part.startswith("Q"):
        return _("%(year)s, quarter %(part)s") % values
    if part.startswith("H"):
        return _("%(year)s, half %(part)s") % values
    if part.startswith("W"):
        return _("%(year)s, week %(part)s") % values
    if part:
        return f"{sentence(MONTHS[int(part)])} {year}"
    return _("Year %(year)s") % values
