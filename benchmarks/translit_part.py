# SPDX-License-Identifier: EUPL-1.2
"""Uzbek Cyrillic and Latin into each other: own hard pairs and speed, beside UzTransliterator and alifbo.

The pairs were written by us with the rules at hand, and our table of stems was made by the same hand: what we get
wrong shows a fault, what we get right shows less than the peers' figures do. The peers are read from an environment of
their own, .cache/translit_peers, and left out with a sentence where it is missing.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lines import Line
from nizam.foundations.language import transliterate

ROOT = Path(__file__).resolve().parent.parent
PAIRS = ROOT / "src/nizam/foundations/language/tests/uzbek_pairs.tsv"
PEERS = ROOT / ".cache/translit_peers/bin/python"
TO_MAKE = "python -m venv .cache/translit_peers; .cache/translit_peers/bin/pip install UzTransliterator alifbo"
TIMES = 20

# Run by the peers' own interpreter: words by direction in, by peer and direction out.
ASK = """
import json, sys
from UzTransliterator.UzTransliterator import UzTransliterator
import alifbo
uz = UzTransliterator()
peers = {
    "UzTransliterator": (lambda w: uz.transliterate(w, from_="cyr", to="lat"),
                         lambda w: uz.transliterate(w, from_="lat", to="cyr")),
    "alifbo": (lambda w: alifbo.to_old_latin(alifbo.from_cyrillic(w).text).text,
               lambda w: alifbo.to_cyrillic(alifbo.to_new_latin(w).text).text),
}
def safe(speak, word):
    try:
        return speak(word)
    except Exception as error:
        return f"({type(error).__name__})"
cyrillic, latin = json.load(sys.stdin)
json.dump({name: [[safe(there, w) for w in cyrillic], [safe(back, w) for w in latin]]
           for name, (there, back) in peers.items()}, sys.stdout)
"""


def measure() -> Iterator[Line]:
    """Yield the share of pairs that come out right each way, and words a second."""
    rows = [line.split("\t") for line in PAIRS.read_text("utf-8").splitlines() if not line.startswith("#")]
    cyrillic, latin = [row[0] for row in rows], [row[1] for row in rows]
    peers = ask_peers(cyrillic, latin)
    ours = (
        [transliterate(word, "uz-Cyrl", "uz") for word in cyrillic],
        [transliterate(word, "uz", "uz-Cyrl") for word in latin],
    )
    for way, what, right in ((0, "Cyrillic to Latin", latin), (1, "Latin to Cyrillic", cyrillic)):
        beside = "; ".join(f"{name}: {share(given[way], right):.1f}" for name, given in peers.items())
        beside = beside or f"peers left out; to have them: {TO_MAKE}"
        yield Line(f"{what}: own pairs right ({len(rows)})", share(ours[way], right), "%", beside)
    text = " ".join(cyrillic)
    began = time.perf_counter()
    for _ in range(TIMES):
        transliterate(text, "uz-Cyrl", "uz")
    yield Line("words written over a second", TIMES * len(rows) / (time.perf_counter() - began), "words/s")


def ask_peers(cyrillic: list[str], latin: list[str]) -> dict[str, list[list[str]]]:
    """Return what the peers make of the words, by name: Latin, then Cyrillic. Nothing where they are not installed."""
    if not PEERS.exists():
        return {}
    answer = subprocess.run(
        [PEERS, "-c", ASK], input=json.dumps([cyrillic, latin]), capture_output=True, text=True, check=True
    )
    return json.loads(answer.stdout)


def share(given: list[str], right: list[str]) -> float:
    """Return how many of `given` are as they should be, in per cent; any apostrophe will do."""
    return 100 * sum(plain(one) == plain(other) for one, other in zip(given, right, strict=True)) / len(right)


def plain(word: str) -> str:
    """Return a word with one sign for all apostrophes."""
    for sign in "\u2018\u2019\u02bb`\u00b4'":
        word = word.replace(sign, "\u02bc")
    return word
