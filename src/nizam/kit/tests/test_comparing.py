# SPDX-License-Identifier: EUPL-1.2
"""Texts are compared within a bound, whatever stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nizam.kit.comparing import Comparison, Run

PARTS = st.lists(st.sampled_from("abcd"), max_size=8)


@given(PARTS, PARTS)
def test_runs_are_alike_in_order_and_do_not_cross(old, new):
    runs = Comparison().runs(old, new)
    assert runs[-1] == Run(len(old), len(new), 0)
    at = (0, 0)
    for run in runs:
        assert run.old >= at[0]
        assert run.new >= at[1]
        assert old[run.old : run.old + run.size] == new[run.new : run.new + run.size]
        at = (run.old + run.size, run.new + run.size)


@given(PARTS, PARTS, st.integers(min_value=0, max_value=30))
def test_both_can_be_read_back_from_the_changes_however_few_steps(old, new, steps):
    changes = list(Comparison(steps).changes(old, new))
    assert [part for before, _after, _same in changes for part in before] == old
    assert [part for _before, after, _same in changes for part in after] == new
    assert all(before == after for before, after, same in changes if same)


def test_what_stands_at_head_and_tail_is_the_same_without_a_step():
    assert Comparison(0).runs(["a", "b", "c", "d"], ["a", "x", "d"]) == [Run(0, 0, 1), Run(3, 2, 1), Run(4, 3, 0)]


@pytest.mark.parametrize("lines", [5_000, 60_000])
def test_equal_parts_by_the_thousand_take_no_more_steps_than_there_are(lines):
    comparison = Comparison()
    runs = comparison.runs(["y", *["x"] * lines], ["x", *["x"] * lines, "z"])
    assert runs[-1].size == 0
    # Not one look was taken: it would have cost more than all the steps there are.
    assert comparison.steps < 0
    assert runs == [Run(lines + 1, lines + 2, 0)]


def test_steps_are_spent_by_all_that_one_comparison_compares():
    comparison = Comparison(10)
    assert comparison.runs(["a", "b", "c"], ["b"])[0] == Run(1, 0, 1)
    left = comparison.steps
    assert 0 < left < 10
    comparison.runs(["a", "b", "c"] * 3, ["b"])
    assert comparison.steps < 0
