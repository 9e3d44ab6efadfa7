# SPDX-License-Identifier: EUPL-1.2
"""Speeds of what is done to every letter and charter: folding, telling the language, suggesting a unit, parsing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from importlib.resources import files

from tests.concurrency_letters import SENTENCES

from benchmarks.lines import Line, percentile, timed
from nizam.foundations.charter_text import parse
from nizam.foundations.language import bare_stem, fold, identify, sort_key
from nizam.foundations.routing import Router, UnitText

DEMONSTRATION = files("nizam.site.demo") / "data"
ROUTING_PEER = "Turkish routing demo: p95 14 ms a letter"


def measure() -> Iterator[Line]:
    """Measure with the demonstration's charters and the sentences of the tests' letters."""
    words = _words()
    charters = _charters()
    provisions = sum(len(parse(text)) for text in charters)
    fastest = min(timed(lambda: [parse(text) for text in charters], times=5)) / 1000
    yield Line("provisions parsed, three charters as text", provisions / fastest, "provisions/s")
    fastest = min(timed(lambda: [fold(word) for word in words], times=5)) / 1000
    yield Line("folding, single words", len(words) / fastest, "words/s")
    fastest = min(timed(lambda: [sort_key(word, "az") for word in words], times=5)) / 1000
    yield Line("sort keys, single words, Azerbaijani", len(words) / fastest, "words/s")
    letters = ["\n".join((*SENTENCES[place:], *SENTENCES[:place]))[:400] for place in range(len(SENTENCES))]
    fastest = min(timed(lambda: [identify(letter) for letter in letters * 5], times=5)) / 1000
    yield Line("telling the language, letters of 400 characters", len(letters) * 5 / fastest, "letters/s")
    router = Router.train(_units(), fold=fold, stem=partial(bare_stem, language="tr"))
    taken = [value for letter in letters for value in timed(lambda text=letter: router.suggest(text), times=10)]
    yield Line("suggesting a unit, median", percentile(taken, 0.5), "ms", ROUTING_PEER)
    yield Line("suggesting a unit, p95", percentile(taken, 0.95), "ms", ROUTING_PEER)


def _charters() -> list[str]:
    return [(DEMONSTRATION / country / "charter.txt").read_text("utf-8") for country in ("az", "tr", "uz")]


def _words() -> list[str]:
    return re.findall(r"\w+", " ".join(_charters())) * 3


def _units() -> list[UnitText]:
    paragraphs = (DEMONSTRATION / "tr" / "charter.txt").read_text("utf-8").split("\n\n")
    return [UnitText(f"u{place}", f"Birim {place}", paragraphs[place::8]) for place in range(8)]
