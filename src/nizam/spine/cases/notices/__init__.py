# SPDX-License-Identifier: EUPL-1.2
"""The short letters that tell who wrote what became of the matter: one file of texts a language.

A text is a subject and paragraphs with places in braces. A paragraph of which a place has no value is left out, so that
one text serves where a law names an article and where it does not. Days are written in figures, the same in all
languages. What comes out is a draft, which its signatory may change.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Final

LANGUAGES: Final = ("az", "uz", "uz-Cyrl", "tr", "en", "ru")
KINDS: Final = ("forwarded", "forwarded-part", "extended", "clarification", "fee")
DAY: Final = "%d.%m.%Y"


@dataclass(frozen=True)
class Notice:
    """A letter worded: its subject, and its paragraphs with an empty line between them."""

    subject: str
    body: str


@cache
def texts(language: str) -> Mapping[str, Any]:
    """Return the texts of a language as its file holds them. Raises KeyError for another than LANGUAGES."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return tomllib.loads((files(__name__) / f"{language}.toml").read_text("utf-8"))


def word_notice(kind: str, language: str, values: Mapping[str, str | date | None], law: Mapping[str, Any]) -> Notice:
    """Word a notice of one of KINDS; `law` is its act, article and version as rows keep them.

    In a language that has no texts it is worded in English. Raises KeyError for another kind.
    """
    known = texts(language if language in LANGUAGES else "en")
    shown = {name: value.strftime(DAY) if isinstance(value, date) else value for name, value in values.items()}
    shown["law"] = _law(known, law)
    kept = [part for part in known[kind]["body"] if all(shown.get(name) for name in places(part))]
    return Notice(known[kind]["subject"], "\n\n".join(part.format_map(shown) for part in kept))


def places(text: str) -> list[str]:
    """Return the names of the places in a text."""
    return [name for _text, name, _form, _conversion in Formatter().parse(text) if name]


def _law(known: Mapping[str, Any], law: Mapping[str, Any]) -> str:
    if not law.get("act"):
        return ""
    named: str = known["law" if law.get("article") else "act"]
    return named.format_map({name: str(law.get(name) or "–") for name in ("act", "article", "version")})
