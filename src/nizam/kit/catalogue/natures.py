# SPDX-License-Identifier: EUPL-1.2
"""The nature of a provision: duty, right, responsibility, rule or structure; proposed from its words and its heading.

Grammar tells most: a charter lists duties by verbal nouns under a heading that names them, gives rights by "may" and
"is entitled", and says who answers for what. The words are data, in `natures.toml`.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from nizam.foundations.language import fold

NATURES: Final = ("duty", "right", "responsibility", "rule", "structure")

_ABOVE, _TEXT, _END = 3.0, 2.0, 1.0
_LAST_WORDS: Final = 2
_SHARPNESS: Final = 0.9
# Two words of a heading this near (in letters) to each other stand in one list.
_LISTED_WITHIN: Final = 24


@dataclass(frozen=True)
class ProposedNature:
    """A provision's likely nature, with the words that spoke for it and a confidence of 0..1."""

    nature: str
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Signs:
    above: tuple[str, ...]
    text: tuple[str, ...]
    end: tuple[str, ...]


def propose_nature(text: str, *, above: str, kind: str) -> ProposedNature:
    """Propose the nature of a provision; a person confirms it.

    `above` is the heading of its chapter and the lead-in of its list, `kind` what the reader of charters calls it
    ("chapter", "article", "item", "text"). A chapter's heading is structure. Where nothing speaks for any nature, a
    rule is proposed without reasons: that is what binds nobody.
    """
    if kind == "chapter":
        return ProposedNature("structure", 1.0, ())
    own = f" {fold(text)} "
    ends = own.split()[-_LAST_WORDS:]
    score, reasons = _of_headings(above)
    for nature, signs in _signs().items():
        said = [word for word in signs.text if f" {word}" in own]
        last = [end for end in signs.end if any(word.endswith(end) and len(word) > len(end) for word in ends)]
        score[nature] += _TEXT * min(2, len(said)) + _END * bool(last)
        reasons[nature] += said
    best = max(NATURES, key=lambda nature: score[nature])
    if score[best] == 0:
        return ProposedNature("rule", round(1 / len(NATURES), 2), ())
    whole = sum(math.exp(_SHARPNESS * value) for value in score.values())
    confidence = math.exp(_SHARPNESS * score[best]) / whole
    return ProposedNature(best, round(confidence, 2), tuple(dict.fromkeys(reasons[best])))


def _of_headings(above: str) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Return what the nearest line above says for each nature, and by which words.

    In "it has, to fulfil its duties, the following rights" the last word counts; "duties, powers and responsibility"
    lists all three, and says little for each.
    """
    score = dict.fromkeys(NATURES, 0.0)
    reasons: dict[str, list[str]] = {nature: [] for nature in NATURES}
    for line in reversed(above.splitlines()):
        over = f" {fold(line)} "
        places = {
            nature: max((over.rfind(f" {word}"), word) for word in signs.above) for nature, signs in _signs().items()
        }
        last = max(place for place, _ in places.values())
        if last >= 0:
            listed = [nature for nature in NATURES if 0 <= places[nature][0] >= last - _LISTED_WITHIN]
            for nature in listed:
                score[nature] = _ABOVE if len(listed) == 1 else _ABOVE / 2
                reasons[nature] = [places[nature][1]]
            break
    return score, reasons


@lru_cache(maxsize=1)
def _signs() -> dict[str, _Signs]:
    raw = tomllib.loads(files("nizam.kit.catalogue").joinpath("natures.toml").read_text("utf-8"))
    return {
        nature: _Signs(*(tuple(map(fold, raw[nature][place])) for place in ("above", "text", "end")))
        for nature in NATURES
    }
