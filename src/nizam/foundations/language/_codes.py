# SPDX-License-Identifier: EUPL-1.2
"""The languages of the house, the version of the rules, and what this package raises."""

from typing import Final

LANGUAGES: Final[tuple[str, ...]] = ("az", "uz", "uz-Cyrl", "tr", "en", "ru")
"""BCP 47 codes. ``uz`` is Uzbek in Latin letters, of 1995 and of 2026; ``uz-Cyrl`` is Uzbek in Cyrillic."""

RULES_VERSION: Final[int] = 2
"""Version of what :func:`fold` and :func:`sort_key` put out.

Both are stored beside the text they were made from. Raise this number whenever an output changes for any input, so
that whoever stores keys knows to make them again.
"""


class LanguageError(Exception):
    """Base of everything this package raises on purpose."""


class UnknownLanguageError(LanguageError, ValueError):
    """A language code that is not one of :data:`LANGUAGES`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Unknown language code {code!r}; expected one of {', '.join(LANGUAGES)}.")
        self.code = code


class IdentifierUnavailableError(LanguageError):
    """The statistical model behind :func:`identify` could not be loaded."""


def require_language(code: str) -> None:
    """Raise :class:`UnknownLanguageError` unless ``code`` is one of :data:`LANGUAGES`."""
    if code not in LANGUAGES:
        raise UnknownLanguageError(code)
