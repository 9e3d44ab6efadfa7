# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.fit_letters FOLDER`: fit the table of letters that tells Latin languages apart, anew.

FOLDER holds aze.words, eng.words, tur.words and uzb.words: the word lists of Debian's tesseract-ocr-aze, -eng, -tur and
-uzb, version 1:4.1.0-2 (Apache-2.0), unpacked by `combine_tessdata -u` and `dawg2wordlist`. A few minutes on one core.
"""

from __future__ import annotations

import base64
import math
import random
import re
import sys
import zlib
from array import array
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier

from nizam.foundations.language import _letter_runs
from nizam.foundations.language._evidence import plain, reformed

TABLE = Path(_letter_runs.__file__).with_name("letter_runs.txt")
LISTS = {"az": "aze", "en": "eng", "tr": "tur", "uz": "uzb"}
ALPHABETS = {
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "en": "abcdefghijklmnopqrstuvwxyzʼ",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyzâîûʼ",
    "uz": "abdefghijklmnopqrstuvxyzcʼ",
}
SAMPLE = 140_000
RUNS = 9_000
LEAST_WORDS = 40
# Written small, capitalised and in capitals: such a word is frequent enough to be worth its place.
ALL_FORMS = 7
MISJUDGED = 0.5
HEAD = """\
# SPDX-License-Identifier: EUPL-1.2
# Weights of runs of one to five letters of Latin words, ^ and $ being a word's ends, and signs of words they misjudge.
# A code for each of az, en, tr, uz: a is nought, a letter more or less is 0.2. Made by benchmarks/fit_letters.py from
# the word lists of Debian's tesseract-ocr-aze, -eng, -tur, -uzb 1:4.1.0-2 (Apache-2.0).
"""


def main(folder: Path) -> None:
    """Fit both halves of the table, then find the words they misjudge; write the table."""
    forms = {language: read(folder / f"{name}.words", language) for language, name in LISTS.items()}
    lists = {
        language: sorted(word for word in found if re.fullmatch(f"[{ALPHABETS[language]}]{{2,24}}", word))
        for language, found in forms.items()
    }
    lines = [*fit("full", lists), *fit("bare", lists)]
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    _letter_runs.tables.cache_clear()
    _letter_runs.word_scores.cache_clear()
    for language, words in misjudged(forms, lists).items():
        signs = array("I", sorted(zlib.crc32(word.encode()) for word in words))
        if sys.byteorder == "big":
            signs.byteswap()
        text = base64.b64encode(signs.tobytes()).decode("ascii")
        lines += [f"[words] {language}", *(text[start : start + 116] for start in range(0, len(text), 116))]
        print(f"{language}: {len(words)} words misjudged by their letters")
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


def read(path: Path, language: str) -> dict[str, int]:
    """Return the words of a list in lower case, with the forms each has: 1 small, 2 capitals, 4 other."""
    found: dict[str, int] = {}
    for line in path.read_text("utf-8").splitlines():
        word = line.strip().replace("İ", "i")
        small = (word.replace("I", "ı") if language in ("az", "tr") else word).lower()
        small = re.sub("['`´‘’ʻʼ]", "ʼ", small).strip("ʼ")
        found[small] = found.get(small, 0) | (1 if line.islower() else 2 if line.isupper() else 4)
    return found


def fit(half: str, lists: dict[str, list[str]]) -> Iterable[str]:
    """Return the lines of one half: the bias, then each run of letters that matters with its four weights."""
    rows: list[str] = []
    languages: list[str] = []
    chance = random.Random(7)
    for language, words in lists.items():
        for word in chance.sample(words, min(SAMPLE, len(words))):
            spellings = {word} | ({reformed(word)} if language == "uz" else set())
            if half == "bare" and language != "en":
                spellings = {plain(word)}
            rows += [f"^{spelling}$" for spelling in sorted(spellings)]
            languages += [language] * len(spellings)
    counter = CountVectorizer(
        analyzer="char", ngram_range=(1, _letter_runs.LONGEST), min_df=LEAST_WORDS, lowercase=False, dtype=np.float32
    )
    counts = counter.fit_transform(rows)
    right = np.array(languages)
    first = SGDClassifier(loss="log_loss", alpha=1e-5, average=True, max_iter=5, tol=None, random_state=1)
    first.set_params(class_weight="balanced").fit(counts, right)
    share = np.abs(first.coef_ - first.coef_.mean(0)).max(0) * np.sqrt(np.asarray((counts > 0).sum(0)).ravel())
    kept = np.sort(np.argsort(-share)[:RUNS])
    judge = LogisticRegression(C=0.1, max_iter=80, class_weight="balanced").fit(counts[:, kept], right)
    assert tuple(judge.classes_) == _letter_runs.LANGUAGES
    weights = judge.coef_ - judge.coef_.mean(0)
    yield f"[{half}] {coded(judge.intercept_ - judge.intercept_.mean())}"
    names = counter.get_feature_names_out()
    nought = coded(np.zeros(len(_letter_runs.LANGUAGES)))
    for column, run in enumerate(kept):
        codes = coded(weights[:, column])
        if codes != nought:
            yield f"{names[run]} {codes}"


def coded(weights: np.ndarray) -> str:
    """Return one letter a weight."""
    middle = len(_letter_runs.CODES) // 2
    steps = np.clip(np.round(weights / _letter_runs.STEP) + middle, 0, len(_letter_runs.CODES) - 1)
    return "".join(_letter_runs.CODES[int(step)] for step in steps)


def misjudged(forms: dict[str, dict[str, int]], lists: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the frequent words of one language only whose letters speak for another."""
    found: dict[str, list[str]] = {language: [] for language in _letter_runs.LANGUAGES}
    for place, language in enumerate(_letter_runs.LANGUAGES):
        for word in lists[language]:
            if len(word) > 14 or forms[language][word] != ALL_FORMS:
                continue
            if any(word in forms[other] for other in LISTS if other != language):
                continue
            if math.exp(_letter_runs.word_scores(word, False)[place]) < MISJUDGED:
                found[language].append(word)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
