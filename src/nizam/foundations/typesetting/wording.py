# SPDX-License-Identifier: EUPL-1.2
"""The words of the office on papers, by language, from data files."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "wording"
# The two alphabets of Uzbek and the rest: languages a paper may be written in.
PAPER_LANGUAGES: Final = ("az", "uz", "uz-Cyrl", "tr", "en", "ru")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a paper of one kind says around its text. Empty parts are not printed."""

    title: str = ""
    opening: str = ""
    ending: str = ""
    closing: str = ""
    appeal: str = ""


PARTS: Final = ("title", "opening", "ending", "closing", "appeal")


@functools.cache
def words_of(language: str) -> Mapping[str, Any]:
    """Return all words of `language` as its file has them; of an unknown language, the English ones."""
    code = language if language in PAPER_LANGUAGES else "en"
    return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


def labels(language: str) -> dict[str, str]:
    """Return the names of the parts of a paper."""
    return dict(words_of(language)["labels"])


def wording(kind: str, language: str, country: str, own: Mapping[str, str] | None = None) -> Wording:
    """Return what a paper of `kind` (the name of a template) says in `language` under the law of `country`.

    `own` are an institution's own words by part: a part that is there stands in place of ours, also an empty one.
    """
    words = words_of(language)
    texts = words["texts"].get(kind, {})
    parts = {
        "title": words["titles"].get(kind, ""),
        "opening": texts.get("opening", ""),
        "ending": texts.get("ending", ""),
        "closing": texts.get("closing", ""),
        "appeal": words["appeal"].get(country, "") if texts.get("appeal") else "",
    }
    parts.update({part: said for part, said in (own or {}).items() if part in parts})
    return Wording(**parts)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with `{name}` replaced by the value of that name; what has no value stands as typed."""
    for name, said in values.items():
        text = text.replace("{" + name + "}", said)
    return text


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plain text, parted by empty lines; a single line feed is a space."""
    return [" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
