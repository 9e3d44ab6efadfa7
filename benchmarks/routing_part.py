# SPDX-License-Identifier: EUPL-1.2
"""How well letters find their unit by charters alone, beside TF-IDF with a linear support vector machine."""

from __future__ import annotations

import csv
import os
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from benchmarks.lines import Line
from nizam.foundations.language import bare_stem, fold
from nizam.foundations.routing import Router, UnitText, expected_calibration_error
from nizam.kit.catalogue import propose, terms
from nizam.spine.cases.stopwords import STOP_WORDS

Labelled = Sequence[tuple[str, str]]
SURE = 0.5


@dataclass(frozen=True)
class Figures:
    """Shares of letters, 0 to 1. The last three are None for a judge that gives no confidence."""

    top_one: float
    top_three: float
    macro_f1: float
    precision: float | None = None
    answered: float | None = None
    calibration_error: float | None = None


def measure() -> Iterator[Line]:
    """Measure on the reference duties where NIZAM_REFERENCE names them, and on letters of our own."""
    reference = os.environ.get("NIZAM_REFERENCE")
    if reference:
        train, test = reference_duties(Path(reference))
        plain, without = _trained(train)
        router, taken = _trained(train, stem=stems("tr"))
        yield Line(f"training on {len(train):,} duties", taken, "ms", f"without stems: {without:,.0f}")
        yield from _lines("municipal duties", judge(router, test), peer(train, test, lower=turkish_lower))
        yield from _without("municipal duties", judge(plain, test))
    for country in ("az", "uz", "tr"):
        train, test = own_letters(country)
        for what, duties in (
            (f"own letters {country}", train),
            (f"own letters {country}, catalogue's words", with_terms(train)),
        ):
            router = Router.train(units(duties), fold=fold, stop=STOP_WORDS, stem=stems(country))
            yield from _lines(what, judge(router, test), peer(train, test))
            yield from _without(what, judge(Router.train(units(duties), fold=fold, stop=STOP_WORDS), test))


def stems(language: str) -> Callable[[str], str]:
    """Return what gives the stem of a folded word of ``language``, its dictionary loaded."""
    stem = partial(bare_stem, language=language)
    stem("a")
    return stem


def _trained(duties: Labelled, stem: Callable[[str], str] | None = None) -> tuple[Router, float]:
    began = time.perf_counter()
    router = Router.train(units(duties), fold=fold, stem=stem)
    return router, (time.perf_counter() - began) * 1000


def _without(what: str, plain: Figures) -> Iterator[Line]:
    told = f"top-3 {plain.top_three:.1%}, macro-F1 {plain.macro_f1:.1%}, calibration {plain.calibration_error:.1%}"
    yield Line(f"{what}: top-1 without stems", plain.top_one * 100, "%", told)


def _lines(what: str, ours: Figures, theirs: Figures) -> Iterator[Line]:
    for name, own, other in (
        ("top-1", ours.top_one, theirs.top_one),
        ("top-3", ours.top_three, theirs.top_three),
        ("macro-F1", ours.macro_f1, theirs.macro_f1),
    ):
        yield Line(f"{what}: {name}", own * 100, "%", f"TF-IDF + LinearSVC: {other * 100:.1f}")
    if ours.precision is not None and ours.answered is not None and ours.calibration_error is not None:
        yield Line(f"{what}: right at the threshold", ours.precision * 100, "%", f"answers {ours.answered:.0%}")
        yield Line(f"{what}: calibration error", ours.calibration_error * 100, "%")


def turkish_lower(text: str) -> str:
    """Lower Turkish text: İ is i, I is ı."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def reference_duties(reference: Path) -> tuple[Labelled, Labelled]:
    """Return the duties of 23 units, duplicates removed, 80 of 100 for training, stratified, seed 42."""
    with (reference / "data/routing/tr_gebze_unit_duties.tsv").open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        duties = list(dict.fromkeys((row["label"], row["text"]) for row in rows))
    train, test = train_test_split(duties, test_size=0.2, stratify=[unit for unit, _ in duties], random_state=42)
    return train, test


def own_letters(country: str) -> tuple[Labelled, Labelled]:
    """Return an invented department's duties (its units' names among them), and letters to it, by unit."""
    data = tomllib.loads(files("nizam.foundations.routing").joinpath("tests/letters.toml").read_text("utf-8"))[country]
    duties = [(code, text) for code, unit in data["units"].items() for text in (unit["name"], *unit["duties"])]
    return duties, [(unit, text) for unit, _, text in data["letters"]]


def with_terms(duties: Labelled) -> Labelled:
    """Add, for each unit, the catalogue's words in all languages for the capabilities its duties are sure to need."""
    codes: dict[tuple[str, str], None] = {}
    for unit, text in duties:
        for proposal in propose(text, limit=1):
            if proposal.confidence >= SURE:
                codes[unit, proposal.code] = None
    return [*duties, *((unit, text) for unit, code in codes for text in terms(code))]


def units(duties: Labelled) -> list[UnitText]:
    """Return the units of labelled duties, their names not known."""
    return [
        UnitText(code, "", [text for unit, text in duties if unit == code])
        for code in sorted({unit for unit, _ in duties})
    ]


def judge(router: Router, letters: Labelled) -> Figures:
    """Measure a router. Where nothing speaks for a unit, it has answered wrongly."""
    rankings = [(unit, router.rank(text)) for unit, text in letters]
    firsts = [ranking.units[0].code if ranking.units else "" for _, ranking in rankings]
    outcomes = [
        (ranking.units[0].confidence, ranking.units[0].code == unit) for unit, ranking in rankings if ranking.units
    ]
    sure = [right for confidence, right in outcomes if confidence >= router.threshold]
    return Figures(
        float(np.mean([first == unit for first, (unit, _) in zip(firsts, letters, strict=True)])),
        float(np.mean([unit in {one.code for one in ranking.units} for unit, ranking in rankings])),
        macro_f1([unit for unit, _ in letters], firsts),
        sum(sure) / len(sure) if sure else 0.0,
        len(sure) / len(letters),
        expected_calibration_error(outcomes),
    )


def peer(train: Labelled, test: Labelled, *, lower: Callable[[str], str] = str.lower) -> Figures:
    """Measure TF-IDF of words 1-2 and letters 2-5 inside words, with a linear support vector machine, C = 1."""
    machine = make_pipeline(
        make_union(
            TfidfVectorizer(preprocessor=lower, ngram_range=(1, 2)),
            TfidfVectorizer(preprocessor=lower, analyzer="char_wb", ngram_range=(2, 5)),
        ),
        LinearSVC(C=1),
    )
    machine.fit([text for _, text in train], [unit for unit, _ in train])
    scores = machine.decision_function([text for _, text in test])
    best = machine.classes_[np.argsort(-scores, axis=1)[:, :3]]
    right = np.array([unit for unit, _ in test])
    return Figures(
        float((best[:, 0] == right).mean()),
        float((best == right[:, None]).any(axis=1).mean()),
        macro_f1(list(right), list(best[:, 0])),
    )


def macro_f1(right: Sequence[str], told: Sequence[str]) -> float:
    """Return the mean of F1 over the classes that are right somewhere."""
    return float(f1_score(right, told, labels=sorted(set(right)), average="macro", zero_division=0))
