# SPDX-License-Identifier: EUPL-1.2
"""Stems beside those of other libraries: quality on hand-made and treebank lemmas, speed, memory.

Quality is F1 in per cent over pairs of word forms put together. The lemmas are read from the folder NIZAM_REFERENCE
names; the other libraries are installed from PyPI into an environment of their own. What is not there is said and
left out.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import venv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.lines import Line
from nizam.foundations.language import lower, stem

PEERS = Path(".cache/peers")
# azstemmer needs the pkg_resources that setuptools had until 80.
PACKAGES = {
    "snowballstemmer": ["snowballstemmer"],
    "simplemma": ["simplemma"],
    "zeyrek": ["zeyrek"],
    "azstemmer": ["azstemmer", "setuptools<81"],
    "ZirhUzMorph": ["ZirhUzMorph"],
    "uzmorph": ["uzmorph"],
    "UzMorphAnalyser": ["UzMorphAnalyser"],
}
LIBRARIES = {
    "az": ("azstemmer", "snowballstemmer", "prefix-5"),
    "uz": ("ZirhUzMorph", "uzmorph", "UzMorphAnalyser", "prefix-5"),
    "tr": ("simplemma", "zeyrek", "snowballstemmer", "prefix-5"),
}
RUNNING_WORDS = 60_000


def measure() -> Iterator[Line]:
    """Measure ours and every peer on the same words."""
    folder = os.environ.get("NIZAM_REFERENCE")
    if not folder:
        print("stems: NIZAM_REFERENCE is not set: there are no lemmas to measure by.", file=sys.stderr)
        return
    for language, set_name, lemmas in _sets(Path(folder, "data")):
        for library in ("ours", *LIBRARIES[language]):
            found = _run(library, language, list(lemmas))
            if found is None:
                continue
            what = f"{language} {set_name}, {library}"
            quality = pairwise(lemmas, dict(zip(lemmas, found["stems"], strict=True)))
            speed = f"{len(lemmas) / found['seconds']:,.0f} words/s without cache, {found['megabytes']:.0f} MB"
            yield Line(what, quality, "F1 %", speed)
    yield from _running_text(Path(folder, "data"))


def _running_text(data: Path) -> Iterator[Line]:
    """Measure the last tenth of running text: what a process that has worked for a while does in a second."""
    for language in LIBRARIES:
        text = (data / "routing" / f"{language}_sib200_topics.tsv").read_text("utf-8")
        words = re.findall(r"[^\W\d_]+(?:['\u02bb\u02bc\u2018\u2019][^\W\d_]+)*", text)[:RUNNING_WORDS]
        known = len(words) * 9 // 10
        for word in words[:known]:
            stem(word, language)
        rest = words[known:]
        began = time.perf_counter()
        for word in rest:
            stem(word, language)
        speed = len(rest) / (time.perf_counter() - began)
        new = len(set(rest) - set(words[:known])) * 100 / len(rest)
        yield Line(f"{language} running text, the last tenth", speed, "words/s", f"{new:.0f} % of the words new")


def _sets(data: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    for language in ("az", "uz"):
        lemmas = {}
        for line in (data / "lemma" / f"{language}.txt").read_text("utf-8").splitlines():
            lemma, _, forms = line.partition(":")
            # Written with the apostrophes of the official spelling, for libraries that do not know others.
            official = forms.replace("o\u2018", "o\u02bb").replace("g\u2018", "g\u02bb").replace("\u2018", "\u02bc")
            lemmas |= {lower(form, language): lemma for form in official.split()}
        yield language, "charters", lemmas
    for language, name in (("uz", "uz_ut-first-half"), ("tr", "tr_boun-ud-dev")):
        yield language, name, _treebank(data / "ud" / f"{name}.conllu", language)


def _treebank(path: Path, language: str) -> dict[str, str]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    parts: set[str] = set()
    for line in path.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) < 8:
            parts = set()
        elif "-" in cells[0]:
            first, last = map(int, cells[0].split("-"))
            parts |= {str(number) for number in range(first, last + 1)}
        elif cells[0] not in parts and cells[3] not in ("PUNCT", "NUM", "X", "SYM"):
            counted[lower(cells[1], language)][lower(cells[2], language)] += 1
    return {form: count.most_common(1)[0][0] for form, count in counted.items()}


def pairwise(lemmas: Mapping[str, str], stems: Mapping[str, str]) -> float:
    """Return F1 in per cent over pairs of forms."""

    def pairs(counted: Counter[Any]) -> int:
        return sum(count * (count - 1) // 2 for count in counted.values())

    both = pairs(Counter((lemmas[form], stems[form]) for form in lemmas))
    precision = both / max(1, pairs(Counter(stems.values())))
    recall = both / max(1, pairs(Counter(lemmas.values())))
    return 200 * precision * recall / max(1e-9, precision + recall)


def _run(library: str, language: str, words: list[str]) -> dict[str, Any] | None:
    interpreter = sys.executable
    if library in PACKAGES:
        interpreter = str(PEERS / "bin" / "python")
        if not _installed(library):
            print(f"stems: {library} cannot be had here and is left out.", file=sys.stderr)
            return None
    program = Path(__file__).with_name("stem_peers.py")
    done = subprocess.run(
        [interpreter, str(program), library, language],
        input=json.dumps(words),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"stems: {library} failed: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _installed(library: str) -> bool:
    if not PEERS.exists():
        venv.create(PEERS, with_pip=True)
    command = [str(PEERS / "bin" / "python"), "-m", "pip"]
    name = PACKAGES[library][0]
    if not subprocess.run([*command, "show", "--quiet", name], capture_output=True, check=False).returncode:
        return True
    given = [*command, "install", "--quiet", *PACKAGES[library]]
    return not subprocess.run(given, capture_output=True, check=False).returncode
