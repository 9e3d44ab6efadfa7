# SPDX-License-Identifier: EUPL-1.2
"""Numbers are gapless per series and year, and a voided one keeps its reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from nizam.spine.org.models import NumberSeries
from nizam.spine.org.numbers import format_number, take_number, void_number


@pytest.fixture
def series(world: Any) -> NumberSeries:
    return NumberSeries.objects.create(institution=world.institution, code="t", title={"en": "T"}, form="T-{n:4}/{yy}")


def test_numbers_follow_each_other_and_start_anew_each_year_of_the_zone(series: NumberSeries, world: Any) -> None:
    # 21:00 UTC on 31 December is already the new year in Baku (UTC+4).
    late = dt.datetime(2026, 12, 31, 21, 0, tzinfo=dt.UTC)
    early = dt.datetime(2026, 12, 31, 19, 0, tzinfo=dt.UTC)
    taken = [take_number(series, world.unit_a, at=at).text for at in (early, early, late)]
    assert taken == ["T-0001/26", "T-0002/26", "T-0001/27"]


def test_a_number_rolled_back_is_taken_again(series: NumberSeries, world: Any) -> None:
    with transaction.atomic():
        take_number(series, world.unit_a)
        transaction.set_rollback(True)
    assert take_number(series, world.unit_a).ordinal == 1


def test_a_voided_number_needs_a_reason_and_is_not_used_again(series: NumberSeries, world: Any) -> None:
    first = take_number(series, world.unit_a)
    void_number(first, "typed twice")
    assert take_number(series, world.unit_a).ordinal == 2
    assert first.void_reason == "typed twice"


@pytest.mark.parametrize("form", ["{year}", "{n}{x}", "{n", "{n.__class__}", ""])
def test_a_wrong_form_is_refused(series: NumberSeries, form: str) -> None:
    series.form = form
    with pytest.raises(ValidationError):
        series.full_clean()


@given(st.integers(1, 10**6), st.integers(2000, 2100))
def test_formatting_shows_number_and_year(ordinal: int, year: int) -> None:
    assert format_number("M-{n}/{year}", ordinal, year) == f"M-{ordinal}/{year}"
