# SPDX-License-Identifier: EUPL-1.2
"""The catalogue of capabilities: what duties of many charters mean alike. Data in `capabilities.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from nizam.foundations.language import fold
from nizam.kit.texts import TranslatedText


@dataclass(frozen=True)
class Capability:
    """One meaning that duties share. `keywords`: folded word beginnings and phrases by language that speak for it."""

    code: str
    title: TranslatedText
    keywords: Mapping[str, tuple[str, ...]]


class CatalogueError(ValueError):
    """The catalogue file breaks its schema; the message names the entry."""


@lru_cache(maxsize=1)
def capabilities() -> Mapping[str, Capability]:
    """Return the catalogue by code. Raises CatalogueError when the file breaks its schema."""
    raw = tomllib.loads(files(__name__).joinpath("capabilities.toml").read_text("utf-8"))
    found: dict[str, Capability] = {}
    for code, entry in raw["capability"].items():
        title = entry.get("title", {})
        missing = {"az", "uz", "tr", "en"} - set(title)
        if missing:
            raise CatalogueError(f"capability {code!r}: title lacks {sorted(missing)}")
        keywords = {language: tuple(fold(w) for w in words) for language, words in entry.get("keywords", {}).items()}
        found[code] = Capability(code, TranslatedText(title), keywords)
    return found


def capability_codes() -> frozenset[str]:
    """Return every code of the catalogue."""
    return frozenset(capabilities())


@dataclass(frozen=True)
class Proposal:
    """A capability proposed for a text, with the words that spoke for it and a confidence of 0..1."""

    code: str
    confidence: float
    reasons: tuple[str, ...]


def propose(text: str, *, limit: int = 3) -> list[Proposal]:
    """Propose capabilities for a provision's text, the likeliest first; a person confirms them.

    Keywords match at the beginning of a folded word (or phrase), so that case endings do not matter; longer keywords
    weigh more. Returns nothing when no keyword occurs.
    """
    folded = f" {fold(text)} "
    found: list[Proposal] = []
    for capability in capabilities().values():
        hits = {word for words in capability.keywords.values() for word in words if f" {word}" in folded}
        hits = {word for word in hits if not any(word != other and word in other for other in hits)}
        if hits:
            weight = sum(min(len(word), 24) for word in hits)
            found.append(Proposal(capability.code, round(weight / (weight + 16), 2), tuple(sorted(hits))))
    found.sort(key=lambda p: (-p.confidence, p.code))
    return found[:limit]
