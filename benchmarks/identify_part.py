# SPDX-License-Identifier: EUPL-1.2
"""How often the language of a text is told rightly, beside py3langid and CLD2 on the same texts in the same run."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lines import Line
from nizam.foundations.language import identify

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".cache" / "identify-peers"
PACKAGES = ("py3langid==0.4.0", "pycld2==0.42", "alifbo==0.6.0", "anyascii==0.3.3")
# Runs in the peers' own environment: converts the texts by foreign hands, and answers with both peers.
PROGRAM = """
import json, sys
import alifbo, pycld2
from anyascii import anyascii
from py3langid.langid import MODEL_FILE, LanguageIdentifier
told = json.load(sys.stdin)
sets = {}
for code, texts in told.items():
    sets[code, "whole texts"] = texts
    sets[code, "first three words"] = [" ".join(text.split()[:3]) for text in texts]
    if code in ("az", "tr", "uz"):
        sets[code, "without diacritics"] = [anyascii(text) for text in texts]
    if code == "uz":
        new = [str(alifbo.to_new_latin(text).text) for text in texts]
        sets[code, "letters of 2026"] = new
        cyrillic = [alifbo.to_cyrillic(text, foreign_words="transliterate") for text in new]
        sets["uz-Cyrl", "Cyrillic"] = [str(one.text) for one in cyrillic]
judge = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
judge.set_languages(["az", "uz", "tr", "ru", "en"])
def cld2(text):
    try:
        return pycld2.detect(text)[2][0][1]
    except pycld2.error:
        return "un"
answer = []
for (code, name), texts in sets.items():
    plain = code.partition("-")[0]
    answer.append([code, name, texts, sum(judge.classify(text)[0] == plain for text in texts),
                   sum(cld2(text) == plain for text in texts)])
json.dump(answer, sys.stdout)
"""


def measure() -> Iterator[Line]:
    """Measure on the reference texts that NIZAM_REFERENCE names; the peers get an environment of their own."""
    reference = os.environ.get("NIZAM_REFERENCE")
    if not reference:
        print("identify  NIZAM_REFERENCE is not set: nothing to measure identification on")
        return
    answer = _peers({code: _texts(Path(reference), code) for code in ("az", "uz", "tr", "en", "ru")})
    if answer is None:
        print("identify  the peers could not be installed, so nothing stands beside and no text could be converted")
        return
    ours_wrong = peer_wrong = 0
    for code, name, texts, langid, cld2 in answer:
        right = sum(identify(text).language == code for text in texts)
        if name == "first three words":
            ours_wrong += len(texts) - right
            peer_wrong += len(texts) - langid
        beside = f"py3langid of five {100 * langid / len(texts):.2f}, CLD2 {100 * cld2 / len(texts):.2f}"
        yield Line(f"{code}, {name}", 100 * right / len(texts), "%", beside)
    yield Line(
        "errors in three words, of py3langid's", 100 * ours_wrong / peer_wrong, "%", f"{ours_wrong}/{peer_wrong}"
    )


def _texts(reference: Path, code: str) -> list[str]:
    with (reference / f"data/routing/{code}_sib200_topics.tsv").open(encoding="utf-8", newline="") as table:
        return [row["text"] for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _peers(texts: dict[str, list[str]]) -> list[tuple[str, str, list[str], int, int]] | None:
    python = PEERS / "bin" / "python"
    try:
        if not (PEERS / "ready").exists():
            subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True, capture_output=True)
            subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True, capture_output=True)
            (PEERS / "ready").touch()
        done = subprocess.run(
            [str(python), "-c", PROGRAM], input=json.dumps(texts), text=True, check=True, stdout=subprocess.PIPE
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return [(code, name, told, langid, cld2) for code, name, told, langid, cld2 in json.loads(done.stdout)]
