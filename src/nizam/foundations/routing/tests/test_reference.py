# SPDX-License-Identifier: EUPL-1.2
"""How good the router is on the duties of 23 units of a Turkish municipality, their names masked."""

import csv
import os
import random
from collections import defaultdict
from pathlib import Path

import pytest

from nizam.foundations.routing import Router, Suggestion, UnitText, default_threshold

Answer = tuple[str, list[Suggestion]]


def fold(text: str) -> str:
    return text.replace("İ", "i").replace("I", "ı").lower()


def macro_f1(answers: list[Answer]) -> float:
    scores = []
    for label in {label for label, _ in answers}:
        told = [(right == label, bool(found) and found[0].code == label) for right, found in answers]
        hits = sum(right and said for right, said in told)
        scores.append(2 * hits / (sum(right for right, _ in told) + sum(said for _, said in told)))
    return sum(scores) / len(scores)


def calibration_error(answers: list[Answer]) -> float:
    """Expected calibration error over ten bins of confidence, answered letters only."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for label, found in answers:
        bins[min(9, int(found[0].confidence * 10))].append((found[0].confidence, found[0].code == label))
    off = sum(abs(sum(confidence - right for confidence, right in members)) for members in bins.values())
    return off / len(answers)


def test_units_of_a_municipality_are_told_apart() -> None:
    reference = os.environ.get("NIZAM_REFERENCE")
    if not reference:
        pytest.skip("NIZAM_REFERENCE is not set: the router is not measured on real duties")
    with (Path(reference) / "data/routing/tr_gebze_unit_duties.tsv").open(encoding="utf-8", newline="") as rows:
        texts: dict[str, list[str]] = defaultdict(list)
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            texts[row["label"]].append(row["text"])
    shuffle = random.Random(42)
    held_out: list[tuple[str, str]] = []
    units: list[UnitText] = []
    for label in sorted(texts):
        own = sorted(set(texts[label]))
        shuffle.shuffle(own)
        cut = round(len(own) * 0.2)
        held_out += [(label, text) for text in own[:cut]]
        units.append(UnitText(label, "", own[cut:]))
    router = Router.train(units, fold=fold)

    answers = [(label, router.suggest(text, threshold=0.0)) for label, text in held_out]
    told = [(label, found) for label, found in answers if found]
    bar = default_threshold(len(units))
    sure = [(label, found) for label, found in told if found[0].confidence >= bar]
    top_one = sum(found[0].code == label for label, found in told) / len(answers)
    top_three = sum(label in [suggestion.code for suggestion in found] for label, found in told) / len(answers)
    precision = sum(found[0].code == label for label, found in sure) / len(sure)
    error = calibration_error(told)
    f1 = macro_f1(answers)
    print(  # noqa: T201
        f"\nrouting, {len(units)} units, {len(answers)} duties held out: top-1 {top_one:.3f}, top-3 {top_three:.3f}, "
        f"macro-F1 {f1:.3f}, calibration error {error:.3f}; at threshold {bar:.2f}: "
        f"answers {len(sure) / len(answers):.2f}, of which right {precision:.3f}"
    )
    assert top_one > 0.55
    assert top_three > 0.70
    assert f1 > 0.54
    assert precision > 0.73
    assert error < 0.10
