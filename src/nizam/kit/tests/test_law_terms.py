# SPDX-License-Identifier: EUPL-1.2
"""A procedure file may state its term by the code of a term of law, and keeps the figure's place in one file."""

from datetime import date

import pytest

from nizam.foundations.calendars import Term, term_by_code
from nizam.kit.procedures import ProcedureFault, read_procedure

HEAD = """
code = "p"
title = { az = "a", uz = "u", tr = "t", en = "e" }
audience = "public"
capabilities = []
series = { code = "s", title = { az = "a", uz = "u", tr = "t", en = "e" }, form = "{n}" }
"""
FIGURE = """
[[term]]
country = "TR"
amount = 30
unit = "calendar-day"
law = { act = "A", article = "1", version = "2" }
source = "https://example.org/"
uncertain = %s
"""


def test_a_term_of_law_is_named_by_its_code():
    read = read_procedure(HEAD + '[[term]]\nterm = "az-appeal-base"\n', "p.toml")
    assert read.terms == (term_by_code("az-appeal-base"),)
    stated = read.term_in("AZ", date(2026, 1, 1))
    assert stated.term == Term(15, "working-day")
    assert stated.uncertain is False
    assert read.term_in("AZ", date(2015, 9, 29)) is None


@pytest.mark.parametrize("entry", ['term = "az-nothing"', 'term = "az-appeal-base"\namount = 3', "term = 5"])
def test_a_code_that_is_none_or_has_figures_beside_it_is_a_fault_with_its_place(entry):
    with pytest.raises(ProcedureFault, match=r"p\.toml: term 1: term"):
        read_procedure(f"{HEAD}[[term]]\n{entry}\n", "p.toml")


@pytest.mark.parametrize(("written", "uncertain"), [("true", True), ("false", False)])
def test_a_figure_of_its_own_may_carry_the_mark_of_doubt(written, uncertain):
    assert read_procedure(HEAD + FIGURE % written, "p.toml").terms[0].uncertain is uncertain
