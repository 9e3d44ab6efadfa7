# SPDX-License-Identifier: EUPL-1.2
"""Words as they begin a line: with the capital of the reader's language (Turkish and Azerbaijani i becomes İ)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nizam.foundations import language
from nizam.kit.scripts import reader_language


def titled(label: Any, *, names: tuple[str, ...] = ()) -> Callable[[Any], Any]:
    """Say how a property is called on screens; stands under `@property`.

    `names` are the keys of those things that the property tells of: it is shown to who may see all of them.
    """

    def wrap(function: Any) -> Any:
        function.short_description = label
        function.names = names
        return function

    return wrap


def sentence(text: Any) -> str:
    """Return `text` with its first letter as a capital of the reader's language."""
    words = str(text)
    return language.upper(words[:1], _alphabet()) + words[1:]


def small(text: Any) -> str:
    """Return `text` in the small letters of the reader's language, as within a sentence."""
    return language.lower(str(text), _alphabet())


def in_alphabet(text: Any) -> str:
    """Return the key by which names stand in the order of the reader's alphabet."""
    return language.sort_key(str(text), _alphabet())


def _alphabet() -> str:
    code = reader_language()
    return code if code in language.LANGUAGES else "en"
