# SPDX-License-Identifier: EUPL-1.2
"""How well capabilities are proposed for the provisions of a charter, beside TF-IDF with a linear machine.

Each charter is judged by what the others teach. The catalogue's keywords were written with these charters known, which
the peer could not profit from; the line "without the catalogue" is free of that. The duties of invented departments
(`own duties`) were written by the same hand as the keywords: with the keywords of before them, 87 of 100 were right.
"""

from __future__ import annotations

import csv
import os
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from benchmarks.lines import Line
from nizam.foundations import charter_text
from nizam.foundations.language import fold
from nizam.foundations.routing import Router, UnitText
from nizam.kit.catalogue import LearnedCapabilities, propose

LEFT_OUT = "document-structure"
OTHER = "other"
LEAST = 6


@dataclass(frozen=True)
class Duty:
    """A provision, what stands above it, and the capabilities a person found in it."""

    charter: str
    text: str
    above: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Shares, 0 to 1, classes of fewer than six duties counted as one."""

    accuracy: float
    macro_f1: float


Judge = Callable[[Sequence[Duty], Sequence[Duty]], list[str]]


def measure() -> Iterator[Line]:
    """Measure on the labelled charters where NIZAM_REFERENCE names them, and on duties of our own."""
    reference = os.environ.get("NIZAM_REFERENCE")
    own = own_duties()
    if reference:
        duties = labelled_duties(Path(reference))
        theirs = one_charter_left_out(duties, peer)
        for name, judge in (("", ours), (", without the catalogue", ours_without_catalogue)):
            yield from _lines(f"charter left out{name}", one_charter_left_out(duties, judge), theirs)
        yield from _lines(
            "own duties, the charters learned", figures(own, ours(duties, own)), figures(own, peer(duties, own))
        )
    yield from _lines("own duties, the catalogue alone", figures(own, ours([], own)), None)


def _lines(what: str, ours: Figures, theirs: Figures | None) -> Iterator[Line]:
    beside = theirs and f"TF-IDF + LinearSVC: {theirs.accuracy:.1%}"
    yield Line(f"{what}: accuracy", ours.accuracy * 100, "%", beside or "")
    beside = theirs and f"TF-IDF + LinearSVC: {theirs.macro_f1:.1%}"
    yield Line(f"{what}: macro-F1", ours.macro_f1 * 100, "%", beside or "")


def labelled_duties(reference: Path) -> list[Duty]:
    """Return the provisions whose lines the labelled duties name, articles of mere form left out."""
    found: list[Duty] = []
    with (reference / "duties.tsv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["line"]]
    for charter in sorted({row["seed_file"] for row in rows}):
        provisions = charter_text.read(reference / "charters" / charter)
        starts = {provision.line: place for place, provision in enumerate(provisions)}
        for row in rows:
            if row["seed_file"] == charter and row["capability"] != LEFT_OUT:
                place = starts[int(row["line"])]
                codes = tuple(code for code in (row["capability"], row["second_capability"]) if code)
                found.append(Duty(charter, provisions[place].text, text_above(provisions, place), codes))
    return found


def text_above(provisions: Sequence[charter_text.Provision], place: int) -> str:
    """Return the chapter heading over a provision, and the article or lead-in over an item, a line each."""
    own = provisions[place]
    chapter = lead = ""
    for provision in provisions[:place]:
        if provision.level == 0:
            chapter, lead = provision.text, ""
        elif provision.level in (8, 9) or provision.level < own.level:
            lead = provision.text
    return "\n".join(text for text in (chapter, lead if own.level > 1 else "") if text)


def own_duties() -> list[Duty]:
    """Return duties of invented departments, in five languages."""
    data = tomllib.loads(files("nizam.kit.catalogue").joinpath("tests/duties.toml").read_text("utf-8"))
    return [Duty(language, text, "", (code,)) for language, rows in data["duties"].items() for code, text in rows]


def one_charter_left_out(duties: Sequence[Duty], judge: Judge) -> Figures:
    """Judge every charter by what the others teach; all charters' answers make one figure."""
    ordered: list[Duty] = []
    told: list[str] = []
    for charter in sorted({duty.charter for duty in duties}):
        test = [duty for duty in duties if duty.charter == charter]
        ordered += test
        told += judge([duty for duty in duties if duty.charter != charter], test)
    return figures(ordered, told, least=LEAST)


def figures(duties: Sequence[Duty], told: Sequence[str], *, least: int = 1) -> Figures:
    """Compare what was told with what is right: either of a duty's two codes is; classes under `least` are one."""
    numbers = Counter(duty.codes[0] for duty in duties)

    def pooled(code: str) -> str:
        return code if numbers[code] >= least else OTHER

    right: list[str] = []
    answers: list[str] = []
    for duty, code in zip(duties, told, strict=True):
        codes = [pooled(own) for own in duty.codes]
        answers.append(pooled(code))
        right.append(pooled(code) if pooled(code) in codes else codes[0])
    accuracy = float(np.mean([one == other for one, other in zip(right, answers, strict=True)]))
    return Figures(accuracy, float(f1_score(right, answers, labels=sorted(set(right)), average="macro")))


def ours(train: Sequence[Duty], test: Sequence[Duty]) -> list[str]:
    """Propose by keywords and by what the training duties teach."""
    learned = learn(train) if train else None
    return [_first(propose(duty.text, above=duty.above, learned=learned)) for duty in test]


def ours_without_catalogue(train: Sequence[Duty], test: Sequence[Duty]) -> list[str]:
    """Tell by the training duties alone, as the peer does."""
    codes = sorted({duty.codes[0] for duty in train})
    router = Router.train(
        [UnitText(code, "", [duty.text for duty in train if duty.codes[0] == code]) for code in codes], fold=fold
    )
    return [_first(router.rank(duty.text).units) for duty in test]


def learn(duties: Sequence[Duty]) -> LearnedCapabilities:
    """Train on labelled duties, their first code only."""
    return LearnedCapabilities.train([(duty.text, duty.above, duty.codes[0]) for duty in duties])


def _first(proposals: Sequence[object]) -> str:
    codes = [str(getattr(proposal, "code", "")) for proposal in proposals]
    return next((code for code in codes if code != LEFT_OUT), "")


def peer(train: Sequence[Duty], test: Sequence[Duty]) -> list[str]:
    """Tell by TF-IDF of words 1-2 and letters 2-5 inside words, with a linear support vector machine, C = 1."""
    machine = make_pipeline(
        make_union(TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5))),
        LinearSVC(C=1),
    )
    machine.fit([duty.text for duty in train], [duty.codes[0] for duty in train])
    return [str(code) for code in machine.predict([duty.text for duty in test])]
