# SPDX-License-Identifier: EUPL-1.2
"""How good the router is on the duties of 23 units of a Turkish municipality, and on letters to invented departments.

Beside it, in the same run, TF-IDF of words and letters with a linear support vector machine.
"""

import os
from pathlib import Path

import pytest
from benchmarks.routing_part import (
    Figures,
    judge,
    own_letters,
    peer,
    reference_duties,
    stems,
    turkish_lower,
    units,
    with_terms,
)

from nizam.foundations.language import fold
from nizam.foundations.routing import Router


def told(what: str, ours: Figures, theirs: Figures) -> None:
    print(f"\n{what}\nours {ours}\npeer {theirs}")  # noqa: T201


def test_units_of_a_municipality_are_told_apart() -> None:
    reference = os.environ.get("NIZAM_REFERENCE")
    if not reference:
        pytest.skip("NIZAM_REFERENCE is not set: the router is not measured on real duties")
    train, test = reference_duties(Path(reference))
    router = Router.train(units(train), fold=fold, stem=stems("tr"))
    ours, theirs = judge(router, test), peer(train, test, lower=turkish_lower)
    told(f"{len(units(train))} units, {len(test)} duties held out, threshold {router.threshold:.2f}", ours, theirs)
    # Of 744 answers a point is chance: no worse than the peer, give or take that.
    assert ours.macro_f1 > theirs.macro_f1 - 0.015
    assert ours.top_one > 0.58
    assert ours.top_three > 0.73
    assert ours.precision is not None
    assert ours.precision > 0.68
    assert ours.calibration_error is not None
    assert ours.calibration_error < 0.06


@pytest.mark.parametrize(("country", "least"), [("az", 0.75), ("uz", 0.8), ("tr", 0.8)])
def test_letters_find_their_unit_by_the_charter_alone(country: str, least: float) -> None:
    train, test = own_letters(country)
    router = Router.train(units(train), fold=fold, stem=stems(country))
    ours, theirs = judge(router, test), peer(train, test)
    told(f"letters to a department, {country}", ours, theirs)
    assert ours.top_one >= least
    assert ours.top_one >= theirs.top_one
    assert ours.precision is not None
    assert ours.precision >= 0.85


@pytest.mark.parametrize("country", ["az", "uz", "tr"])
def test_words_of_other_languages_help_letters_in_them(country: str) -> None:
    train, test = own_letters(country)
    alone = judge(Router.train(units(train), fold=fold), test)
    helped = judge(Router.train(units(with_terms(train)), fold=fold), test)
    assert helped.top_one >= alone.top_one
    assert helped.top_three > alone.top_three
