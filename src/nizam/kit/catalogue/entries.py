# SPDX-License-Identifier: EUPL-1.2
"""The catalogue's entries, read from `capabilities.toml`."""

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
    """One meaning that duties share.

    `keywords`: folded word beginnings and phrases by language that speak for it. `parent`: the code of the wider
    capability of which this is a finer part, or "".
    """

    code: str
    title: TranslatedText
    keywords: Mapping[str, tuple[str, ...]]
    parent: str = ""


class CatalogueError(ValueError):
    """The catalogue file breaks its schema; the message names the entry."""


@lru_cache(maxsize=1)
def capabilities() -> Mapping[str, Capability]:
    """Return the catalogue by code. Raises CatalogueError when the file breaks its schema."""
    return read_catalogue(files("nizam.kit.catalogue").joinpath("capabilities.toml").read_text("utf-8"))


def read_catalogue(text: str) -> Mapping[str, Capability]:
    """Return the entries of a catalogue's TOML by code. Raises CatalogueError when it breaks the schema."""
    found: dict[str, Capability] = {}
    for code, entry in tomllib.loads(text)["capability"].items():
        title = entry.get("title", {})
        missing = {"az", "uz", "tr", "en"} - set(title)
        if missing:
            raise CatalogueError(f"capability {code!r}: title lacks {sorted(missing)}")
        keywords = {language: tuple(fold(w) for w in words) for language, words in entry.get("keywords", {}).items()}
        found[code] = Capability(code, TranslatedText(title), keywords, entry.get("parent", ""))
    for capability in found.values():
        if capability.parent and (capability.parent not in found or found[capability.parent].parent):
            raise CatalogueError(f"capability {capability.code!r}: its parent is no capability of the upper level")
    return found


def capability_codes() -> frozenset[str]:
    """Return every code of the catalogue."""
    return frozenset(capabilities())


def terms(code: str) -> list[str]:
    """Return how a capability is spoken of, a text for each language: its title, and its keywords, folded.

    Given to a router with the articles of the unit that has the duty, they let it understand a letter in a language
    in which no charter is written. Raises KeyError for a code that the catalogue does not have.
    """
    capability = capabilities()[code]
    languages = [*capability.title, *(language for language in capability.keywords if language not in capability.title)]
    return [
        ". ".join((capability.title.get(language, ""), *capability.keywords.get(language, ()))).strip(". ")
        for language in languages
    ]
