# SPDX-License-Identifier: EUPL-1.2
"""Names of invented people: one person's writings, and other people who look alike."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nizam.foundations.language import SAME_PERSON, match_names

LINES = Path(__file__).with_name("name_pairs.tsv").read_text("utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if not line.startswith("#")]


@pytest.mark.parametrize(("left", "right", "same"), ROWS)
def test_labelled_pairs(left: str, right: str, same: str) -> None:
    assert (match_names(left, right) >= SAME_PERSON) == (same == "1")


def test_there_are_many_pairs_of_both_kinds() -> None:
    assert len(ROWS) >= 100
    assert 40 <= sum(same == "1" for _, _, same in ROWS) <= len(ROWS) - 40


def test_the_order_of_likeness() -> None:
    full = match_names("Anar Əliyev", "Алиев Анар")
    with_initial = match_names("A. Əliyev", "Anar Əliyev")
    lone = match_names("Əliyev", "Anar Əliyev")
    assert full > with_initial > lone > match_names("Anar Əliyev", "Elxan Məmmədov") == 0.0
    assert match_names("Anar Əliyev", "Anar Əliyev") == 1.0


def test_nothing_matches_nothing() -> None:
    assert match_names("", "") == 0.0
    assert match_names("oğlu", "Anar") == 0.0
    assert match_names("cənab", "cənab") == 0.0


def test_a_gender_counts_more_beside_an_initial() -> None:
    assert match_names("Anar Əliyev", "Anar Əliyeva") > SAME_PERSON > match_names("A. Əliyev", "A. Əliyeva")


NAMES = st.text(max_size=30) | st.text(alphabet="AƏEaəeliyevnrovauğıq .'’gʻАлиевКо\u0130", max_size=30)


@given(NAMES, NAMES)
def test_any_texts_are_compared_alike_both_ways(left: str, right: str) -> None:
    likeness = match_names(left, right)
    assert 0.0 <= likeness <= 1.0
    assert match_names(right, left) == likeness
