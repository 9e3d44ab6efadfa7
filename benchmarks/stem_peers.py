# SPDX-License-Identifier: EUPL-1.2
"""`python stem_peers.py NAME LANGUAGE < words.json`: the stems one library gives, its speed and its memory, as JSON.

Runs under the interpreter that has the library, ours or the peers'; it therefore imports nothing of this repository
but what it measures.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
import time
from collections.abc import Callable

Stemmer = Callable[[str], str]


def ours(language: str) -> Stemmer:
    """Return our stems without their cache, which words of a list would not use."""
    from nizam.foundations.language import _stem

    return lambda word: _stem._stem.__wrapped__(word, language)


def prefix(_language: str) -> Stemmer:
    """Return the first five letters, the oldest stemmer of Turkic languages."""
    return lambda word: word[:5]


def snowball(_language: str) -> Stemmer:
    """Return Snowball's Turkish stemmer."""
    import snowballstemmer

    stemmer: Stemmer = snowballstemmer.stemmer("turkish").stemWord
    return stemmer


def simplemma(language: str) -> Stemmer:
    """Return simplemma's lemmas."""
    import simplemma as library

    return lambda word: library.lemmatize(word, lang=language)


def zeyrek(_language: str) -> Stemmer:
    """Return the stem of zeyrek's first analysis."""
    import zeyrek as library

    analyzer = library.MorphAnalyzer()

    def first(word: str) -> str:
        found = list(analyzer._parse(word))
        return str(found[0].dict_item.lemma) if found else word

    return first


def azstemmer(_language: str) -> Stemmer:
    """Return azstemmer's longest dictionary prefix."""
    from azstemmer import AzStemmer

    stemmer = AzStemmer(keyboard="az")
    return lambda word: stemmer.stem(word).strip()


def zirhuzmorph(_language: str) -> Stemmer:
    """Return the lemma of ZirhUzMorph's best analysis."""
    from zirhuzmorph import Analyzer

    analyzer = Analyzer()

    def best(word: str) -> str:
        found = analyzer.best(word)
        return str(found.lemma) if found else word

    return best


def uzmorph(_language: str) -> Stemmer:
    """Return the lemma of uzmorph's first analysis."""
    from uzmorph import UzMorph

    analyzer = UzMorph()

    def first(word: str) -> str:
        found = analyzer.analyze(word.replace("\u02bb", "'").replace("\u02bc", "'"))
        return str(found[0]["lemma"]) if found else word

    return first


def uzmorphanalyser(_language: str) -> Stemmer:
    """Return UzMorphAnalyser's lemmas."""
    from UzMorphAnalyser import UzMorphAnalyser

    analyzer = UzMorphAnalyser()
    return lambda word: str(analyzer.lemmatize(word) or word)


STEMMERS = {
    "ours": ours, "prefix-5": prefix, "snowballstemmer": snowball, "simplemma": simplemma, "zeyrek": zeyrek,
    "azstemmer": azstemmer, "ZirhUzMorph": zirhuzmorph, "uzmorph": uzmorph, "UzMorphAnalyser": uzmorphanalyser,
}  # fmt: skip


def main(name: str, language: str) -> None:
    """Read words, print stems, seconds and megabytes."""
    words = json.load(sys.stdin)
    logging.disable()
    before = _megabytes()
    # Some of the libraries print while they work.
    with contextlib.redirect_stdout(io.StringIO()):
        stemmer = STEMMERS[name](language)
        stemmer(words[0])
        began = time.perf_counter()
        stems = [stemmer(word) for word in words]
        seconds = time.perf_counter() - began
    print(json.dumps({"stems": stems, "seconds": seconds, "megabytes": _megabytes() - before}))


def _megabytes() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096 / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:3])
