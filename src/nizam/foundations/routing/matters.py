# SPDX-License-Identifier: EUPL-1.2
"""What kind of matter a letter is: the procedure it would be registered under. Words are data, in `matters.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from nizam.foundations.routing.surfaces import Searched

_STRONG, _WEAK = 2.0, 0.7
_MOST_WEAK: Final = 3
# Two weak words, or one strong, are the least that is told; and the first must lead by as much as a weak word.
_LEAST: Final = 1.4
_LEAD: Final = 0.6
_DOUBT: Final = 1.0


class MatterHint(NamedTuple):
    """A procedure's code, how sure (0..1), and the words of the letter that show it."""

    procedure: str
    confidence: float
    words: tuple[str, ...]


def matter_hints(text: str, *, fold: Callable[[str], str]) -> list[MatterHint]:
    """Return the kinds of matter that a letter's words show, likeliest first; none when unsure.

    ``fold`` maps a text to the form in which spellings of it are one. Nothing is returned when too few words speak, or
    two kinds have as much to say.
    """
    searched = Searched(text, fold)
    scored: list[tuple[float, str, tuple[str, ...]]] = []
    for procedure, (strong, weak) in _signs(fold).items():
        settled = searched.find_all(strong)
        hinted = [word for word in searched.find_all(weak) if not any(word in phrase for phrase in settled)]
        score = _STRONG * len(settled) + _WEAK * min(_MOST_WEAK, len(hinted))
        if score >= _LEAST:
            scored.append((score, procedure, (*settled, *hinted)))
    scored.sort(key=lambda row: (-row[0], row[1]))
    if len(scored) > 1 and scored[0][0] - scored[1][0] < _LEAD:
        return []
    whole = sum(score for score, _, _ in scored) + _DOUBT
    return [MatterHint(procedure, round(score / whole, 2), words) for score, procedure, words in scored]


@lru_cache(maxsize=4)
def _signs(fold: Callable[[str], str]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    raw = tomllib.loads(files("nizam.foundations.routing").joinpath("matters.toml").read_text("utf-8"))

    def folded(words: dict[str, list[str]]) -> tuple[str, ...]:
        return tuple(sorted({fold(word) for own in words.values() for word in own}))

    return {procedure: (folded(signs["strong"]), folded(signs["weak"])) for procedure, signs in raw.items()}
