# SPDX-License-Identifier: EUPL-1.2
"""Capabilities proposed for a provision: from the catalogue's keywords, and from what people confirmed before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

from nizam.foundations.language import fold
from nizam.foundations.routing import Confidence, Router, UnitText
from nizam.kit.catalogue.entries import capabilities, terms

# The weight of keywords at which a proposal by them is as likely right as wrong; a keyword weighs its letters.
_HALF: Final = 9
_LONGEST: Final = 24
# What is said above a provision tells less of it than its own words.
_ABOVE: Final = 0.25
_LEARNED: Final = 0.6
_REASONS: Final = 6
_LEAST: Final = 0.1
_ROWS: Final = 16
_ENOUGH_WORDS: Final = 3
# Fitted by cross-validation over the catalogue's words and confirmed provisions together.
_CONFIDENCE: Final = Confidence(0.045, slope=0.5, offset=-0.1)
# Words of titles that mean nothing by themselves.
_STOP_WORDS: Final = (
    "və ilə üçün bu o da də ki bir olan üzrə haqqında barədə va bilan uchun ham esa yoki boʻyicha haqida toʻgʻrisida "
    "ve için ile bu olarak veya the a an and or of to in on for with by from at as "
    "и в во на с со по за от до для из о об к а или"
)
_STOP: Final = frozenset(fold(word) for word in _STOP_WORDS.split())


@dataclass(frozen=True)
class Proposal:
    """A capability proposed for a text, with the words that spoke for it and a confidence of 0..1."""

    code: str
    confidence: float
    reasons: tuple[str, ...]


class LearnedCapabilities:
    """What confirmed provisions teach of capabilities, in memory; the rows are all there is to keep."""

    def __init__(self, router: Router) -> None:
        """Keep what `train` made; use that."""
        self._router = router

    @classmethod
    def train(cls, rows: Iterable[tuple[str, str, str]]) -> Self:
        """Learn from confirmed provisions: text, what stands above it, code of the capability.

        The catalogue's own words are learned with them, so that a code nobody has confirmed yet is known too; a code
        that the catalogue does not have is learned from its rows alone.
        """
        confirmed: dict[str, list[str]] = {}
        for text, above, code in rows:
            confirmed.setdefault(code, []).append(_read_with(text, above))
        texts = {code: terms(code) for code in capabilities()}
        for code, own in sorted(confirmed.items()):
            # Many rows of one meaning are read as a few longer ones: that takes a third of the time.
            texts.setdefault(code, []).extend("\n".join(own[start::_ROWS]) for start in range(min(_ROWS, len(own))))
        return cls(
            Router.train(
                (UnitText(code, "", own) for code, own in texts.items()), fold=fold, stop=_STOP, confidence=_CONFIDENCE
            )
        )

    def propose(self, text: str, *, above: str = "", limit: int = 3) -> list[Proposal]:
        """Propose by what was learned alone, likeliest first; nothing when no word of the text was ever seen."""
        ranking = self._router.rank(_read_with(text, above), limit=limit)
        return [Proposal(one.code, round(one.confidence, 2), one.reasons) for one in ranking.units]


@lru_cache(maxsize=1)
def untaught() -> LearnedCapabilities:
    """Return what the catalogue's own words teach: the first day's state of any institution."""
    return LearnedCapabilities.train(())


def propose(
    text: str, *, limit: int = 3, above: str = "", learned: LearnedCapabilities | None = None
) -> list[Proposal]:
    """Propose capabilities for a provision's text, the likeliest first; a person confirms them.

    Keywords match at the beginning of a folded word (or phrase), so that case endings do not matter; longer keywords
    weigh more. Matched by stems as well, of a charter that taught nothing 92.9 % of the provisions found theirs instead
    of 94.8: keywords are cut by hand to where they mean one thing. `above` is what stands over the provision: the
    heading of its chapter, the lead-in of its list; it helps to choose between capabilities that the text itself speaks
    for. `learned` adds what the institution's confirmed provisions teach. Returns nothing when neither a keyword nor a
    known word occurs.
    """
    own = _keywords(text)
    over = _keywords(above) if own else {}
    seen = {one.code: one for one in (learned or untaught()).propose(text, above=above, limit=len(capabilities()))}
    found: list[Proposal] = []
    for code in own.keys() | seen.keys():
        weight, words = own.get(code, (0.0, ()))
        weight += _ABOVE * over.get(code, (0.0, ()))[0]
        doubt = 1 - weight / (weight + _HALF)
        reasons = words
        if code in seen:
            doubt *= 1 - _LEARNED * seen[code].confidence
            reasons += tuple(word for word in seen[code].reasons if not any(known in fold(word) for known in words))
        found.append(Proposal(code, round(1 - doubt, 2), reasons[:_REASONS]))
    found.sort(key=lambda proposal: (-proposal.confidence, proposal.code))
    return [proposal for proposal in found if proposal.confidence >= _LEAST][:limit]


def _read_with(text: str, above: str) -> str:
    """Return the text, with what stands above it when it is too short to mean something alone."""
    return text if not text.strip() or len(text.split()) >= _ENOUGH_WORDS else f"{text}\n{above}"


def _keywords(text: str) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Return, for each capability that keywords of the text speak for, their weight and the keywords."""
    folded = f" {fold(text)} "
    found: dict[str, tuple[float, tuple[str, ...]]] = {}
    for capability in capabilities().values():
        hits = {word for words in capability.keywords.values() for word in words if f" {word}" in folded}
        hits = {word for word in hits if not any(word != other and word in other for other in hits)}
        if hits:
            found[capability.code] = (float(sum(min(len(word), _LONGEST) for word in hits)), tuple(sorted(hits)))
    return found
