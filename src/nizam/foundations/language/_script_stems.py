# SPDX-License-Identifier: EUPL-1.2
"""Stems whose Cyrillic and Latin spellings no rule of letters joins, and the endings that may follow a stem."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final, NamedTuple

SHORT_STEM: Final[int] = 4
"""Stems of so few Latin letters stand before an inflectional ending only: too many words begin with them."""

# Plural, possession, case and the particles and derivations written together (decree 339, rules 33-37).
LATIN_ENDING: Final[str] = (
    "(?:lar)?(?:u?mni|imiz|ingiz|miz|ngiz|im|ing|si|lari|i|m|ng)?"
    "(?:dagi|dan|da|ning|niki|ni|gacha|ga|kacha|ka|qa|cha|chi|dek|day|dir|mi|li|lik|siz|lar|i|ku|yu|u)*"
)
CYRILLIC_ENDING: Final[str] = (
    "(?:лар)?(?:у?мни|имиз|ингиз|миз|нгиз|им|инг|си|лари|и|м|нг)?"
    "(?:даги|дан|да|нинг|ники|ни|гача|га|кача|ка|қа|ча|чи|дек|дай|дир|ми|ли|лик|сиз|лар|и|ку|ю|у)*"
)
_ENDINGS: Final[dict[bool, re.Pattern[str]]] = {True: re.compile(CYRILLIC_ENDING), False: re.compile(LATIN_ENDING)}


class SpellingsError(ValueError):
    """The table of spellings is wrong; the message names the entry."""


class Found(NamedTuple):
    """A stem found at the start of a word: how many letters it takes there, and its spelling in the other script."""

    length: int
    spelling: str


def is_ending(text: str, *, cyrillic: bool) -> bool:
    """Return whether lower-case ``text`` is nothing or a chain of Uzbek endings in the script named."""
    return _ENDINGS[cyrillic].fullmatch(text) is not None


class Spellings:
    """The table, ready to be asked from either script. Stems are in lower case; the longest that fits is found."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Read the table as :mod:`tomllib` gives it.

        Raises:
            SpellingsError: a group lacks name, source or note, a pair is not two words, or a stem stands twice.
        """
        self._to_latin: dict[str, tuple[str, bool]] = {}
        self._to_cyrillic: dict[str, tuple[str, bool]] = {}
        for group in data["group"]:
            if not all(group.get(key) for key in ("name", "source", "note", "pairs")):
                raise SpellingsError(f"Group {group.get('name')!r} needs a name, a source, a note and pairs.")
            for pair in group["pairs"]:
                self._add(*(stem.lower() for stem in map(str, pair)))
        self._longest = max(map(len, (*self._to_latin, *self._to_cyrillic)))

    def _add(self, cyrillic: str, latin: str) -> None:
        if not re.fullmatch("[\u0430-\u0451ўқғҳ]+", cyrillic) or not re.fullmatch("[a-zʻʼ]+", latin):
            raise SpellingsError(f"{cyrillic!r}, {latin!r} is not a Cyrillic and a Latin stem.")
        short = len(latin) <= SHORT_STEM
        bare = cyrillic.removesuffix("ь")
        if latin in self._to_cyrillic or bare in self._to_latin:
            raise SpellingsError(f"{cyrillic!r}, {latin!r}: the stem stands in the table already.")
        self._to_latin[bare] = (latin, short)
        self._to_cyrillic[latin] = (cyrillic, short)

    def to_latin(self, word: str) -> Found | None:
        """Return the stem that a lower-case Cyrillic word begins with, spelled in Latin."""
        for length in range(min(len(word), self._longest), 1, -1):
            entry = self._to_latin.get(word[:length])
            if entry:
                latin, short = entry
                if word[length:] == "ь":
                    length += 1
                if not short or is_ending(word[length:], cyrillic=True):
                    return Found(length, latin)
        return None

    def to_cyrillic(self, word: str) -> Found | None:
        """Return the stem that a lower-case Latin word begins with, spelled in Cyrillic."""
        for length in range(min(len(word), self._longest), 1, -1):
            entry = self._to_cyrillic.get(word[:length])
            if entry:
                cyrillic, short = entry
                if not short or is_ending(word[length:], cyrillic=False):
                    return Found(length, cyrillic if length == len(word) else cyrillic.removesuffix("ь"))
        return None


def load() -> Spellings:
    """Return the table that stands beside this module.

    Raises:
        SpellingsError: the table is wrong.
    """
    text = files("nizam.foundations.language").joinpath("script_stems.toml").read_text("utf-8")
    return Spellings(tomllib.loads(text))
