# SPDX-License-Identifier: EUPL-1.2
"""Uzbek in the reader's alphabet: what is written in one of the two is shown in the other, by rule and exceptions."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.utils.translation import get_language

from nizam.foundations.language import ExceptionsError, transliterate

LATIN: Final = "uz"
CYRILLIC: Final = "uz-Cyrl"
OTHER_SCRIPT: Final[Mapping[str, str]] = {LATIN: CYRILLIC, CYRILLIC: LATIN}
"""The two alphabets of Uzbek (decree 339 of the Cabinet of Ministers, 24 August 1995, for Latin), each by the other."""

# No Uzbek word has w, or c but in ch; q and x are letters of it.
# Names and labels are kept, letters are spelled when they are asked for.
_SHORT: Final = 300
# Mark-up and addresses are not spelled, and their words are none of the text's.
_MACHINES: Final = re.compile(r"<[^<>]+>|\b\w+://\S+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_FOREIGN: Final = re.compile(r"[^\W\d_]*(?:[wW]|[cC](?![hH]))[^\W\d_]*")


class ScriptsError(ValueError):
    """The list of exceptions breaks its schema; the message names the entry."""


def in_script(text: str, target: str, own: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return an Uzbek text in the script `target`, LATIN or CYRILLIC, whatever it is written in; mark-up stays.

    Foreign words and the exceptions of `scripts.toml` stay in Latin letters, with Uzbek endings spelled by the rules.
    `own` are the words of an institution, Latin by Cyrillic, which come before all others.
    Raises KeyError for another language.
    """
    source = OTHER_SCRIPT[target]
    if own:
        listed = {**backwards(), **{cyrillic: latin for latin, cyrillic in own.items()}}
        return with_kept(text, (), own) if target == CYRILLIC else transliterate(text, source, target, listed)
    return _kept(text, source, target) if len(text) <= _SHORT else _in_script(text, source, target)


def read_own_words(text: str) -> dict[str, str]:
    """Return the words that an institution spells in its own way, by their Latin spelling.

    Each line of `text` is one: `Latin = Cyrillic`; empty lines are passed over.
    Raises ScriptsError, whose message is the line, where a line is none of the kind or its words cannot be spelled so.
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        latin, _sign, cyrillic = (part.strip() for part in line.partition("="))
        try:
            transliterate("", LATIN, CYRILLIC, {latin: cyrillic})
            transliterate("", CYRILLIC, LATIN, {cyrillic: latin})
        except ExceptionsError as error:
            raise ScriptsError(line.strip()) from error
        found[latin] = cyrillic
    return found


def with_kept(text: str, words: Iterable[str], spelled: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return a Latin text in Cyrillic, where also `words` stay in Latin letters and `spelled` are spelled as told."""
    plain = _MACHINES.sub(" ", text)
    standing = sorted(set(_WORD.findall(plain)))
    listed = exceptions()
    own: dict[str, str] = {}
    foreign = {word for word in (*_FOREIGN.findall(plain), *words) if word not in listed}
    for word, spelling in [*((word, word) for word in sorted(foreign)), *listed.items()]:
        # In the case of the list only: ID is no part of idora.
        place = bisect_left(standing, word)
        if place < len(standing) and standing[place].startswith(word):
            known = own.setdefault(word.lower(), spelling)
            if known != spelling and known.lower() == spelling.lower():
                # Both .html and HTML stand there: each keeps its own case when the small letters are given.
                own[word.lower()] = known.lower()
    return transliterate(text, LATIN, CYRILLIC, {**own, **spelled})


def _in_script(text: str, source: str, target: str) -> str:
    if target == CYRILLIC:
        return with_kept(text, ())
    return transliterate(text, source, target, backwards())


_kept = lru_cache(maxsize=8192)(_in_script)


@cache
def exceptions() -> Mapping[str, str]:
    """Return what stands in Cyrillic for whole Latin words. Raises ScriptsError for a broken list."""
    return {**{word: word for word in _table()["kept"]}, **_table()["spelled"]}


@cache
def backwards() -> Mapping[str, str]:
    """Return what stands in Latin letters for whole Cyrillic words."""
    return {cyrillic: latin for latin, cyrillic in _table()["spelled"].items()}


@cache
def shared_words() -> frozenset[str]:
    """Return the words that are Uzbek, small, though English writes them alike: `server` is сервер."""
    return frozenset(_table()["shared"])


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return read_exceptions(files("nizam.kit").joinpath("scripts.toml").read_text("utf-8"))


def read_exceptions(text: str) -> Mapping[str, Mapping[str, str]]:
    """Read a list of exceptions. Raises ScriptsError for unknown parts, doubled words and words of both lists."""
    found = tomllib.loads(text)
    if set(found) != {"kept", "shared", "spelled"}:
        raise ScriptsError(f"kept, shared and spelled are expected, not {sorted(found)}")
    read: dict[str, dict[str, str]] = {"spelled": dict(found["spelled"])}
    for name in ("kept", "shared"):
        listed = [word for group in found[name].values() for word in group]
        doubled = sorted({word for word in listed if listed.count(word) > 1} | (set(listed) & set(read["spelled"])))
        if doubled:
            raise ScriptsError(f"{name}: given twice: {', '.join(doubled)}")
        read[name] = dict.fromkeys(listed, "")
    return read


def reader_language() -> str:
    """Return the language switched on, as the house writes its code: Django gives it in small letters."""
    code = get_language() or "en"
    return screen_language(code) or code.partition("-")[0]


def screen_language(code: str) -> str:
    """Return the language of the screens for a text in `code`: itself, else the one before its script; else nothing."""
    spoken = {known.lower(): known for known, _name in settings.LANGUAGES}
    return spoken.get(code.lower()) or spoken.get(code.lower().partition("-")[0], "")
