# SPDX-License-Identifier: EUPL-1.2
"""A text either is a procedure or its faults are named with their places, whatever the text."""

from __future__ import annotations

import string
import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.kit.procedures import Procedure, ProcedureFault, read_procedure, told

pytestmark = pytest.mark.one_engine


LEAST = """\
code = "lost-property"
title = { az = "Tapıntı" }
audience = "public"
capabilities = []

[series]
code = "found"
title = { az = "Tapıntılar" }
form = "F-{n}/{year}"

[[outcome]]
code = "returned"
title = { az = "Qaytarıldı" }
"""
OWN_TERM = """
[[term]]
kind = "{kind}"
country = "AZ"
amount = {amount}
unit = "working-day"
law = {{ act = "Daxili qayda" }}
"""
FIELD = """
[[field]]
code = "answer-by"
label = { en = "Answer by" }
"""
CHOICES = 'choices = [{ code = "by-post", title = { en = "Post" } }]\n'
DAY = date(2026, 11, 22)


def faults_of(text: str, **checks: Any) -> list[str]:
    with pytest.raises(ProcedureFault) as caught:
        read_procedure(text, "x.toml", **checks)
    return [told(fault) for fault in caught.value.faults]


def test_the_least_text_is_a_procedure() -> None:
    read = read_procedure(LEAST, "x.toml")
    assert (read.code, read.variants, read.outcomes[0].paper) == ("lost-property", (), "none")
    assert read.term_in("AZ", DAY) is None


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ('colour = "red"\n' + LEAST, "colour: there is no such entry"),
        (LEAST.replace('"public"', '"everybody"'), "audience: one of public, staff is expected"),
        (LEAST.replace("capabilities = []", 'capabilities = ["gardening"]'), "capabilities: the catalogue has no"),
        (LEAST.replace("F-{n}/{year}", "F-{year}"), "series: form: the form of a number holds {n} once"),
        (LEAST + '[[outcome]]\ncode = "returned"\ntitle = { en = "x" }\n', "outcome 2: code: another entry has the"),
        (LEAST + 'paper = "medal"\n', "outcome 1: paper: one of none, answer"),
        (LEAST.replace('"Qaytarıldı"', '"a\\u0000b"'), "outcome 1: title az: holds characters that are no text"),
        (LEAST + '[[step]]\ncode = "a"\ntitle = { en = "A" }\nnext = ["b"]\n', "step 1: next: there is no step “b”"),
        (LEAST + '[[warning]]\nbefore = 3\nshare = 0.5\nto = ["head"]\n', "warning 1: one of before, share and after"),
        (LEAST + '[[warning]]\nbefore = 3\nafter = 1\nto = ["head"]\n', "warning 1: one of before, share and after"),
        (LEAST + '[[warning]]\nafter = -1\nto = ["head"]\n', "warning 1: after: a whole number from 0"),
        (LEAST + '[[variant]]\ncode = "v"\ntitle = { en = "V" }\nmarks = ["m"]\n', "variant 1: marks: this procedure"),
        (LEAST + 'needs = ["place"]\n', "outcome 1: needs: this procedure has no field “place”"),
        (LEAST + FIELD + 'kind = "choice"\n', "field 1: choices: names nothing to choose"),
        (LEAST + FIELD + CHOICES, "field 1: choices: only a field of the kind choice has choices"),
        (LEAST + FIELD + 'kind = "choice"\n' + CHOICES.replace('"by-post"', '"By post"'), "a code is of small Latin"),
        ('term = "appeal/bose"\n' + LEAST, "term: the law's tables have no term “appeal/bose”"),
        (LEAST + OWN_TERM.format(kind="base", amount=0), "term 1: amount: a whole number from 1"),
        (LEAST + OWN_TERM.format(kind="base", amount="true"), "term 1: amount: a whole number from 1"),
        ("x = [", "this is no TOML"),
        ("x = " + "[" * 5000, "lists and tables stand too deep"),
        ("x = 2026-02-30", "this is no TOML"),
        ("x = " + "9" * 5000, "this is no TOML"),
        ("# \ud800", "holds characters that are no text"),
        ("#" * 200_001, "longer than 200000 characters"),
    ],
)
def test_a_fault_is_named_with_its_place(added: str, fault: str) -> None:
    assert any(fault in line for line in faults_of(added)), faults_of(added)


def test_a_question_with_its_choices_that_an_outcome_needs_and_a_mark_with_its_words() -> None:
    mark = '[[mark]]\ncode = "lost"\ntitle = { en = "Lost" }\nwords = { tr = ["kayıp"] }\n'
    text = LEAST + 'needs = ["answer-by"]\n' + FIELD + 'kind = "choice"\n' + CHOICES + mark
    read = read_procedure(text, "x.toml")
    question = read.form[0]
    assert (question.kind, question.required, read.outcomes[0].needs) == ("choice", True, ("answer-by",))
    choice = question.choice("by-post")
    assert choice is not None
    assert str(choice.title) == "Post"
    assert question.choice("by-pigeon") is None
    assert read.marks[0].words == {"tr": ("kayıp",)}


def test_every_fault_is_told_at_once_each_with_its_line() -> None:
    text = LEAST.replace('audience = "public"', 'audience = "all"') + 'paper = "medal"\ncolour = 1\n'
    with pytest.raises(ProcedureFault) as caught:
        read_procedure(text, "x.toml")
    lines = text.splitlines()
    assert [(fault.path, lines[fault.line - 1].split()[0]) for fault in caught.value.faults if fault.line] == [
        (("audience",), "audience"),
        (("outcome", 1, "paper"), "paper"),
        (("outcome", 1, "colour"), "colour"),
    ]
    assert str(caught.value).startswith("x.toml:3: audience: ")


def test_acts_and_roles_are_held_against_those_there_are() -> None:
    text = LEAST + '[[step]]\ncode = "a"\ntitle = { en = "A" }\nwho = "king"\nact = "cases.crown_case"\n'
    read_procedure(text, "x.toml")
    found = faults_of(text, acts={"cases.assign_case"}, roles={"head"})
    assert found == ["step 1: who: there is no role “king”", "step 1: act: there is no act “cases.crown_case”"]


def test_own_terms_hold_before_those_of_the_law_and_only_in_their_country() -> None:
    text = 'law = "appeal"\n' + LEAST + OWN_TERM.format(kind="base", amount=5)
    read = read_procedure(text, "x.toml")
    own, law = read.term_in("AZ", DAY), read.term_in("TR", DAY)
    assert own is not None
    assert law is not None
    assert (own.term.amount, own.law.act) == (5, "Daxili qayda")
    assert (law.term.amount, law.code) == (30, "tr-appeal-base")
    longer = read.term_in("AZ", DAY, kind="extension")
    assert longer is not None
    assert longer.code == "az-appeal-extension"


def test_a_kind_has_its_own_term_and_else_that_of_the_procedure() -> None:
    text = f"""law = "information-request"
{LEAST}
[[variant]]
code = "ordinary"
title = {{ az = "Adi" }}
[[variant]]
code = "urgent"
title = {{ az = "Təcili" }}
term = "information-request/urgent"
"""
    read = read_procedure(text, "x.toml")

    def figure(country: str, variant: str) -> tuple[int, str]:
        found = read.term_in(country, DAY, variant)
        assert found is not None
        return found.term.amount, found.term.unit

    assert figure("AZ", "") == figure("AZ", "ordinary") == (7, "working-day")
    assert figure("AZ", "urgent") == (24, "hour")
    # Turkish law knows no urgent request: the ordinary term stays.
    assert figure("TR", "urgent") == (15, "working-day")


def test_a_figure_that_changed_holds_from_its_day() -> None:
    read = read_procedure('law = "appeal"\n' + LEAST, "x.toml")
    before, after = read.term_in("AZ", date(2015, 9, 29)), read.term_in("AZ", date(2015, 9, 30))
    assert before is not None
    assert after is not None
    assert (before.term.unit, after.term.unit) == ("calendar-day", "working-day")


VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-5, 10**12),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(string.printable + "əğıİşoʻ\u0000", max_size=12),
        st.sampled_from(["appeal", "appeal/base", "az-appeal-base", "AZ", "working-day", "cases.assign_case"]),
        st.dates(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["code", "title", "az", "en", "next", "kind", "term", "law", "act", "x y", "amount"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)
ENTRIES = ["code", "title", "audience", "default_for", "capabilities", "series", "law", "term", "variant", "mark"]
TABLES = st.dictionaries(
    st.sampled_from([*ENTRIES, "step", "outcome", "warning", "field", "nonsense"]), VALUES, max_size=8
)


def toml_of(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or c in '"\\\x7f' else c for c in value)
        return f'"{escaped}"'
    if isinstance(value, list):
        return f"[{', '.join(toml_of(one) for one in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml_of(key)} = {toml_of(one)}" for key, one in value.items()) + "}"
    return value.isoformat() if isinstance(value, date) else repr(value)


def judged(text: str) -> Procedure | None:
    """Read a text; it is a procedure, or every fault has a sentence and the first one a place."""
    try:
        return read_procedure(text, "x.toml")
    except ProcedureFault as fault:
        found = fault
    assert found.faults
    assert found.place.startswith("x.toml")
    for one in found.faults:
        assert one.sentence
        assert "%(" not in one.sentence
        assert one.line is None or 1 <= one.line <= text.count("\n") + 1
    return None


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_any_table_is_read_or_its_faults_are_placed(table: dict[str, Any]) -> None:
    text = "\n".join(f"{name} = {toml_of(value)}" for name, value in table.items())
    tomllib.loads(text)
    judged(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_its_faults_are_placed(text: str) -> None:
    judged(text)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_procedure_with_one_thing_changed_is_read_or_its_faults_are_placed(data: st.DataObject) -> None:
    table = tomllib.loads(LEAST)
    name = data.draw(st.sampled_from([*ENTRIES, "step", "outcome", "warning", "field"]))
    table[name] = data.draw(VALUES)
    judged("\n".join(f"{key} = {toml_of(value)}" for key, value in table.items()))
