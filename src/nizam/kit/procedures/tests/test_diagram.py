# SPDX-License-Identifier: EUPL-1.2
"""The drawing of a procedure: as wide as a telephone, whatever its names and arrows, and safe to put into a page."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from nizam.kit.procedures import Outcome, Procedure, Step, diagram
from nizam.kit.procedures.diagram import WIDTH, wrap
from nizam.kit.procedures.tests.test_reading import LEAST
from nizam.kit.texts import TranslatedText

pytestmark = pytest.mark.one_engine


SVG = "{http://www.w3.org/2000/svg}"


def step(code: str, *following: str, title: str = "") -> Step:
    return Step(code, TranslatedText({"en": title or code}), "", "", following)


@pytest.fixture
def procedure() -> Procedure:
    from nizam.kit.procedures import read_procedure

    return read_procedure(LEAST, "")


def drawn(procedure: Procedure) -> ET.Element:
    return ET.fromstring(diagram(procedure))


def test_every_step_and_outcome_is_in_the_drawing_and_the_drawing_in_its_frame(procedure: Procedure) -> None:
    steps = (step("one", "two", "four"), step("two", "three"), step("three", "one", "four"), step("four"))
    tree = drawn(replace(procedure, steps=steps))
    texts = [element.text for element in tree.iter(f"{SVG}text")]
    assert texts[:4] == ["one", "two", "three", "four"]
    assert any("Qaytarıldı" in (text or "") for text in texts)
    height = float(tree.get("height") or 0)
    for box in tree.iter(f"{SVG}rect"):
        x, y, width, tall = (float(box.get(name) or 0) for name in ("x", "y", "width", "height"))
        assert 0 < x < x + width < WIDTH
        assert 0 < y < y + tall <= height
    for path in tree.iter(f"{SVG}path"):
        assert all(0 <= float(x) <= WIDTH for x in re.findall(r"[MH](\d+(?:\.\d+)?)", path.get("d") or ""))


def test_arrows_that_leave_steps_out_do_not_run_over_each_other(procedure: Procedure) -> None:
    steps = (step("a", "b", "d"), step("b", "c", "d"), step("c", "d"), step("d"))
    lanes = re.findall(r"H(\d+(?:\.\d+)?)V", diagram(replace(procedure, steps=steps)))
    assert len(lanes) == len(set(lanes)) == 2


def test_long_names_wrap_and_signs_of_markup_are_told_as_signs(procedure: Procedure) -> None:
    long = "Elektrləşdirilmişlərdənsinizmi" * 4 + " və <script>alert('x')</script> & sonra"
    steps = (step("a", title=long),)
    outcomes = (Outcome("o", TranslatedText({"en": "</svg><b>x"}), "none"),)
    tree = drawn(replace(procedure, steps=steps, outcomes=outcomes))
    lines = [element.text or "" for element in tree.iter(f"{SVG}text") if element.get("class") == "nz-flow__title"]
    assert len(lines) > 4
    assert "".join("".join(lines[:-1]).split()) == "".join(long.split())
    assert not list(tree.iter(f"{SVG}script"))


@pytest.mark.parametrize("text", ["", "a", "bir iki üç dörd", "ŞŞŞŞŞŞŞŞŞŞŞŞŞŞŞŞ", "söz " * 30])
def test_wrapped_lines_hold_every_letter(text: str) -> None:
    lines = wrap(text, 6)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= 18 for line in lines)
